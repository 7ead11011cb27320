"""How long dealers wait for their entry price while sales continue.

A month's share of revenue is split evenly among all dealers. Clauses: C19, M15.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import sympy

from neverfalls.spec.numbers import SymbolicNumbers, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Algebra, Equation, Expr, fraction, plain, positive, tidy
from ..algebra.letters import of_parameters
from ..audit.judging import Bounds, Exact
from ..solving.pool import Solvers
from .crowds import Crowds
from .dealers import NAMES, month_of_one
from .evidence import History
from .limit import (
    Ground,
    Limit,
    LimitFailed,
    Meets,
    Witness,
    enclosed,
    require_closer,
    require_reached,
)
from .sharing import HARMONIC, LETTERS, NO_FASTER, SCALE, exponential, last_term, shares

CLAUSES = ("C19", "M15.1", "M15.2", "M15.3", "M15.4", "A34")
CLAIM = "entry_price_is_earned_back_when_sales_stop"
READINGS = {"bounty_for": "new-dealer"}
MONTHS = 12
FOLLOWED = (10, 100, 1000)
"""The dealers whose waiting is computed."""
MOST, MOST_SUMMED = 200, 2_000_000
"""The most months of a history that is run; the most whose shares are added."""
LARGE, RUN = Fraction(1, 2), (1, 2, 3)
"""A share of revenue that pays so soon that every event is run; the dealers who wait for it."""
CROWDS = (2, 10)
"""Numbers of dealers, in the histories with steady revenue."""
R, U = positive("R"), positive("U")


class Month(NamedTuple):
    """A scheme; what a dealer is paid for a friend, and is paid of a month's revenue R if there
    are U dealers."""

    scheme: Scheme
    bounty: Expr
    share: Expr

    def shares_needed(self) -> Expr:
        """How many shares of one entry pay the entry price, less one bounty."""
        entry = NAMES["entry_price"]
        return tidy((entry - self.bounty) / (self.share * U).subs(R, entry))

    def at(self, formula: Expr) -> Fraction:
        """A formula at the scheme's numbers."""
        return fraction(formula.subs(at_numbers(self.scheme, NAMES)), "months")

    def ground(self) -> Ground:
        """What a month pays."""
        return Ground(
            f"a month with revenue R pays each of U dealers {plain(self.share)}; a friend who"
            f" becomes a dealer brings {plain(self.bounty)}",
            "rules on symbols, any number of dealers",
        )


def month(scheme: Scheme | None) -> Month:
    """What dealers are paid, by the rules on symbols.

    Raises:
        LimitFailed: it depends on more than the revenue and the number of dealers.
    """
    setting = (scheme or load_scheme("dealers")).answering(**READINGS)
    opened = setting.with_parameters(revenue_share=terms.name("revenue_share"))
    numbers, roster = SymbolicNumbers(), opened.roster(1)
    state = opened.opening_state(roster)
    one = roster[0]
    state |= {
        f"{one}.dealer": Fraction(1),
        f"{one}.sharer": Fraction(1),
        "month.sales": terms.name("R"),
        "month.revenue": terms.name("R"),
    }
    world = Crowds(opened, numbers, state, roster)
    world.sizes = {one: terms.name("U")}
    world.run(opened.rules["close_month"], {})
    algebra = Algebra(numbers, {**NAMES, "R": R, "U": U})
    share = tidy(algebra.amount(world.state[f"{one}.earned"]))
    bounty, _alone = month_of_one(setting)
    if tidy(share * U / R).free_symbols - set(NAMES.values()):
        raise LimitFailed("share of a dealer", share, "an even split of a part of the revenue")
    return Month(setting, bounty, share)


def revenue_that_pays_dealers(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """How much others must buy every month, for each dealer."""
    law = month(scheme)
    setting, (formula, value) = law.scheme, steady_revenue(law)
    witnesses = []
    for crowd in CROWDS:
        earned = _steady(setting, crowd, value)
        require_reached("earned by each dealer", earned, Fraction(setting.parameters.entry_price))
        words = f"{crowd} dealers enter; for {MONTHS} months others buy for {crowd * value} a month"
        witnesses.append(Witness(words, value))
    return Limit(
        name="revenue_that_pays_dealers",
        question="If no more dealers enter and a dealer brings no friends: how much must others buy"
        " every month, for each dealer, so that the entry price is earned back within a year?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=setting.name,
        readings=READINGS,
        meaning=f"revenue of a month / dealers, within n months, here {MONTHS}",
        formula=Equation("revenue_that_pays_dealers", "", R / U, formula, sign=">="),
        value=value,
        unit="yuan a month for each dealer",
        meets=Meets.REACHED,
        grounds=(
            law.ground(),
            Ground("the entries themselves are revenue of the first month", "met by the histories"),
        ),
        letters={**_letters(), "n": "the number of months"},
        witnesses=tuple(witnesses),
        remark=f"In all, others have to buy for {value * MONTHS} yuan for each dealer, however long"
        " it takes.",
        keeps=True,
    )


def steady_revenue(law: Month) -> tuple[Expr, Fraction]:
    """What others must buy every month, for each dealer: the formula, and its value for a year."""
    entry, n = NAMES["entry_price"], sympy.Symbol("n")
    part = tidy(law.share * U / R)
    formula = tidy(entry * (1 - part) / (part * n))
    return formula, law.at(formula.subs(n, MONTHS))


def first_dealer_waits(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """When the first dealer has the entry price back, with one new dealer a month."""
    law = month(scheme)
    formula = law.shares_needed()
    value = _month(1, law.at(formula))
    return Limit(
        name="first_dealer_waits",
        question="If one new dealer enters every month, each brought by the one before, and nothing"
        " else is bought: after how many months has the first dealer earned back the entry price?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=law.scheme.name,
        readings=READINGS,
        meaning="the least n for which",
        formula=Equation(
            "first_dealer_waits", "", sympy.Function("H")(sympy.Symbol("n")), formula, sign=">="
        ),
        value=value,
        unit="months",
        meets=Meets.REACHED if isinstance(value, Fraction) else Meets.ENCLOSED,
        grounds=(law.ground(), _run_small(law), HARMONIC),
        letters={**_letters(), "n": "the number of months, that of the entry included"},
        witnesses=_earned(law, value),
        solved_for="n",
        keeps=True,
    )


def dealers_before_one_earns_back(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """By how many times the number of dealers has to grow."""
    law = month(scheme)
    formula = law.shares_needed()
    needed = law.at(formula)
    value = exponential(needed)
    witnesses = []
    for dealer in FOLLOWED:
        last = _month(dealer, needed)
        if not isinstance(last, Fraction):
            raise LimitFailed(f"month of dealer {dealer}", last, "bounds that lie closer together")
        words = f"one new dealer a month: dealer {dealer} has the entry price back in month {last}"
        witnesses.append(Witness(words, last / (dealer - 1)))
    require_closer("dealers_before_one_earns_back", witnesses, value)
    t = law.scheme.parameters
    friends = Fraction(t.entry_price) / Fraction(t.bounty)
    return Limit(
        name="dealers_before_one_earns_back",
        question="If only new dealers buy, and each dealer brings one friend: by how many times"
        " must the number of dealers grow before a new one has earned back the entry price?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=law.scheme.name,
        readings=READINGS,
        meaning="dealers by the month in which one has the entry price back / dealers before that"
        " one entered, at least, however fast others enter",
        formula=Equation("dealers", "", sympy.Symbol("U'/U"), sympy.exp(formula), sign=">="),
        value=value,
        unit="times",
        meets=Meets.APPROACHED,
        grounds=(law.ground(), _run_small(law), NO_FASTER),
        letters={
            **_letters(),
            "U'": "the number of dealers by the month in which one has the entry price back",
            "U": "the number of dealers before that one entered; in a month, of all there are",
        },
        witnesses=tuple(witnesses),
        remark=f"Who brings {friends} friends has it back from bounties alone; but on average a"
        " dealer brings fewer than one, as each new dealer is brought once.",
        keeps=True,
    )


def _month(dealer: int, needed: Fraction) -> Exact:
    """The month in which a dealer has the entry price back, with one new dealer a month."""
    return enclosed(last_term(dealer, needed), f"dealer {dealer}")


def _earned(law: Month, month: Exact) -> tuple[Witness, ...]:
    """What the first dealer has earned by the month before, and by that month, bounty included.

    Raises:
        LimitFailed: it is not less than the entry price, and then as much.
    """
    t = law.scheme.parameters
    entry, fund = Fraction(t.entry_price), Fraction(t.revenue_share) * Fraction(t.entry_price)
    if not isinstance(month, Fraction):
        raise LimitFailed("month of the first dealer", month, "bounds that lie closer together")
    last = int(month)
    if last > MOST_SUMMED:
        raise LimitFailed("months until the first dealer earns back", last, "a number to sum up to")
    total = sum(SCALE // k for k in range(1, last))
    before = _within(total, last, Fraction(t.bounty), fund)
    after = _within(total + SCALE // last, last + 1, Fraction(t.bounty), fund)
    if not before.high < entry <= after.low:
        raise LimitFailed("earned by the first dealer", (before, after), f"{entry} only then")
    words = ((last - 1, before), (last, after))
    return tuple(
        Witness(f"earned by month {number}, all shares added", found, "yuan")
        for number, found in words
    )


def _within(total: int, error: int, bounty: Fraction, fund: Fraction) -> Bounds:
    """The bounty and a sum of shares of a fund, each of which was rounded down."""
    low, high = (bounty + fund * Fraction(each, SCALE) for each in (total, total + error))
    return Bounds(low, high)


def _run_small(law: Month) -> Ground:
    """That histories meet the law of a month.

    Raises:
        LimitFailed: one does not.
    """
    large = law._replace(scheme=law.scheme.with_parameters(revenue_share=LARGE))
    needed = large.at(large.shares_needed())
    derived = [_by_shares(dealer, needed) for dealer in RUN]
    found = _run(large.scheme, derived[-1])
    if found != derived:
        raise LimitFailed("months in which dealers earn back", found, f"{derived}, as derived")
    return Ground(
        f"histories with a share of {LARGE} of the revenue, one new dealer a month, brought by the"
        f" one before: dealers {', '.join(map(str, RUN))} have the entry price back in months"
        f" {', '.join(map(str, found))}",
        "run by the rules, as derived",
    )


def _by_shares(dealer: int, needed: Fraction) -> int:
    """The month by which the shares of a dealer add up to so many of one entry.

    Raises:
        LimitFailed: more dealers have entered by then than can be run.
    """
    found = shares(lambda _month: Fraction(1), dealer)
    month = dealer
    while next(found) < needed:
        month += 1
        if month > MOST:
            raise LimitFailed("months of a history", month, f"at most {MOST}")
    return month


def _run(scheme: Scheme, months: int) -> list[int]:
    """The months in which the first dealers have the entry price back, by the rules."""
    history = History(scheme, months)
    roster, entry = history.world.roster, Fraction(scheme.parameters.entry_price)
    paid: dict[str, int] = {}
    for number, name in enumerate(roster, 1):
        history.do("purchase", buyer=name, paid=entry)
        if number > 1:
            history.do("bring_friends", dealer=roster[number - 2], friends=Fraction(1))
        history.do("close_month")
        for each in roster[: len(RUN)]:
            if history.held(each, "earned") >= entry:
                paid.setdefault(each, number)
    return [paid.get(name, 0) for name in roster[: len(RUN)]]


def _steady(scheme: Scheme, crowd: int, each: Fraction) -> Fraction:
    """What every dealer has earned after some months of steady revenue, by the rules.

    Raises:
        LimitFailed: they have not earned the same.
    """
    history = months_of_steady_revenue(scheme, crowd, each)
    *dealers, _other = history.world.roster
    earned = {history.held(name, "earned") for name in dealers}
    if len(earned) != 1:
        raise LimitFailed("earned by dealers", sorted(earned), "the same for all")
    return earned.pop()


def months_of_steady_revenue(scheme: Scheme, crowd: int, each: Fraction) -> History:
    """So many dealers enter, and others buy for ``each`` a dealer every month."""
    history = History(scheme, crowd + 1)
    *dealers, other = history.world.roster
    part = Fraction(scheme.parameters.entry_price) / 2
    for name in dealers:
        history.do("purchase", buyer=name, paid=scheme.parameters.entry_price)
    for _ in range(MONTHS):
        left = each * crowd
        while left > 0:  # in purchases too small to make a dealer
            history.do("purchase", buyer=other, paid=min(part, left))
            left -= min(part, left)
        history.do("close_month")
    return history


def _letters() -> dict[str, str]:
    return {
        **LETTERS,
        "R": "the revenue of a month, in yuan",
        "U": "the number of dealers",
        **of_parameters(NAMES),
    }
