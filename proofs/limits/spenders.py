"""How many members can get back, as money, what they spent.

What comes back to all together is less than some share of what all spend. So of members who spend
equally no larger share can get it back; where one spends far more, nearly all the others can.
Clauses: C13, M1.1, M2.3, M6.1, M7.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from neverfalls.spec.claims.claim import Check, Kind, own
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.expressions import Equation, positive
from ..algebra.letters import of_parameters
from ..solving.pool import Solvers
from .evidence import History, statement
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer, require_found
from .money_back import RETURNS, bound_of, within_the_shares
from .quota import NAMES, whale

CLAIM = "most_spending_never_comes_back"
MERCHANTS = "constants"
"""The mechanism in which members trade as merchants; here they only buy, redeem and sell."""
K, N = positive("k"), positive("N")


class Equals(NamedTuple):
    """A limit on members who spend equally: whose setting it has, and how many members spend in
    the histories."""

    setting: str
    crowds: tuple[int, ...]


EQUALS = {
    "equal_spenders_paid_back": Equals("money_back", (10, 40, 100)),
    "equal_spenders_paid_back_with_dividends": Equals("money_back_with_dividends", (10, 20, 40)),
}
SMALL = (10, 30, 100)
"""Numbers of small buyers beside one large one."""


def only_purchases_take_money(before: View, after: View, name: str) -> Iterator[Check]:
    """No event but a purchase takes money from a member."""
    nothing_bought = after.state["sales.total"] <= before.state["sales.total"]
    yield Check("money", own(after, name).yuan, own(before, name).yuan, when=nothing_bought)


def equals_of(name: str) -> Callable[..., Limit]:
    """The function that derives what share of equal spenders can get their money back."""
    setting = RETURNS[EQUALS[name].setting]

    def derive(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        scheme = _without_merchants(scheme or load_scheme(setting.scheme))
        pool, daily, bound = bound_of(scheme)
        if not EQUALS[name].crowds[0] * bound > 1 >= bound:
            expected = f"more than 1/{EQUALS[name].crowds[0]}, and at most 1"
            raise LimitFailed("share of what was spent", bound, expected)
        paying = statement(Kind.STEP, only_purchases_take_money, per_member=True)
        grounds = within_the_shares(scheme, bound, solvers, [paying])
        witnesses = [_equal(scheme, crowd, bound) for crowd in EQUALS[name].crowds]
        require_closer(name, witnesses, bound)
        return Limit(
            name=name,
            question="Of members who all spend the same, how many can get back in money what they"
            " spent?",
            clauses=setting.clauses,
            claim=CLAIM,
            scheme=scheme.name,
            readings={},
            meaning="members who get back what they spent / members, less than",
            formula=Equation(name, "", K / N, pool + daily, sign="<="),
            value=bound,
            unit="of the members",
            meets=Meets.APPROACHED,
            grounds=(
                *grounds,
                Ground(
                    "k members who get back x each get k·x together, of the N·x that all N spend",
                    "nobody else can have been paid less than nothing",
                ),
            ),
            letters={
                "k": "the members who get back what they spent",
                "N": "all members",
                "x": "what each member spends",
                **of_parameters(NAMES),
            },
            witnesses=tuple(witnesses),
            remark="The others take goods for all their points, which leaves the money in the pool"
            " to those few.",
            keeps=bound >= 1,
        )

    derive.__name__ = name
    return derive


def spenders_paid_back_by_one(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The same where members spend different amounts: one large buyer can pay for the others."""
    scheme = _without_merchants(scheme or load_scheme("wine-shop"))
    witnesses = [_by_one(scheme, crowd) for crowd in SMALL]
    require_closer("spenders_paid_back_by_one", witnesses, Fraction(1))
    return Limit(
        name="spenders_paid_back_by_one",
        question="How many members can get back in money what they spent, if they spend different"
        " amounts?",
        clauses=("C13", "M1.1", "M2.3", "M3.2"),
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="members who get back what they spent / members, of N members",
        formula=Equation("spenders_paid_back_by_one", "", K / N, 1 - 1 / N),
        value=Fraction(1),
        unit="of the members",
        meets=Meets.APPROACHED,
        grounds=(Ground("not all of them do, as less comes back than was spent", "money_back"),),
        letters={"k": "the members who get back what they spent", "N": "all members"},
        witnesses=tuple(witnesses),
        remark="Counted by heads there is no other bound: one large buyer pays for many small ones."
        " Of all money spent, no more comes back than before (money_back).",
        keeps=False,
    )


def _without_merchants(scheme: Scheme) -> Scheme:
    rooms = tuple(each for each in scheme.mechanisms if each != MERCHANTS)
    return replace(scheme, mechanisms=rooms)


def _equal(scheme: Scheme, crowd: int, bound: Fraction) -> Witness:
    """A history in which so many members spend the same, and as many as fit below the bound get it
    back.

    Raises:
        LimitFailed: they do not.
    """
    dividends, lucky = "quota" in scheme.mechanisms, most_lucky(crowd, bound)
    history = spend_alike(scheme, crowd, lucky)
    few = history.world.roster[:lucky]
    spent = whale(scheme) if dividends else history.order
    found = [name for name in history.world.roster if history.held(name, "yuan") >= 0]
    if found != list(few):
        raise LimitFailed("members who get their money back", found, f"{few}")
    words = f"{crowd} members spend {spent} yuan each"
    if dividends:
        words += f", all but {lucky} of them in portions too small for any tier; these"
    else:
        words += f"; all but {lucky}"
    words += " take goods for all their points; "
    words += ("close_day; " if dividends else "") + f"the {lucky} sell theirs"
    return Witness(words, Fraction(lucky, crowd))


def most_lucky(crowd: int, bound: Fraction) -> int:
    """As many of a crowd as fit below the bound."""
    return ceil(bound * crowd) - 1


def spend_alike(scheme: Scheme, crowd: int, lucky: int) -> History:
    """So many members spend the same; all but a few take goods for their points; these sell."""
    dividends = "quota" in scheme.mechanisms
    history = History(scheme, crowd)
    few, others = history.world.roster[:lucky], history.world.roster[lucky:]
    spent = whale(scheme) if dividends else history.order
    for name in few:
        history.do("purchase", buyer=name, paid=spent)
    portions = _portions(scheme, spent) if dividends else 1
    for name in others:
        for _ in range(portions):
            history.do("purchase", buyer=name, paid=spent / portions)
            history.do("redeem", holder=name, points=history.held(name))
    if dividends:
        history.do("close_day")
    _pay_each(history, few)
    return history


def _portions(scheme: Scheme, spent: Fraction) -> int:
    """In how many purchases so much can be spent without reaching any tier."""
    t = scheme.parameters
    return int(spent * Fraction(t.points_per_yuan) / Fraction(min(t.tier_thresholds))) + 1


def _pay_each(history: History, few: Sequence[str]) -> None:
    """Each of a few members, who hold all points, gets back what is missing, in turn.

    Before that they take goods for some points, so that each holds as many as pay just that.

    Raises:
        LimitFailed: nothing is missing, or there is nothing to pay it with.
    """
    fee = Fraction(history.world.scheme.parameters.exit_fee)
    pool, rest = Fraction(history.world.pool), Fraction(1)
    parts: list[Fraction] = []
    for name in few:
        missing = -history.held(name, "yuan")
        if pool <= 0 or missing <= 0 or not history.held(name):
            found = (pool, missing, history.held(name))
            raise LimitFailed(f"pool, missing to {name}, and points", found, "more than 0 each")
        part = min(missing / ((1 - fee) * pool), Fraction(1))
        parts.append(part * rest)
        pool, rest = pool - missing, rest * (1 - part)
    parts[-1] += rest
    points = min(history.held(name) / part for name, part in zip(few, parts, strict=True))
    for name, part in zip(few, parts, strict=True):
        too_many = history.held(name) - points * part
        if too_many > 0:
            history.do("redeem", holder=name, points=too_many)
    for name in few:
        history.do("sell", seller=name, points=history.held(name))
        if history.held(name, "yuan") < 0:
            raise LimitFailed(f"gain of {name}", history.held(name, "yuan"), "none below 0")


def _by_one(scheme: Scheme, crowd: int) -> Witness:
    """Many small buyers, then a large one who takes goods for all points: the small ones sell.

    Raises:
        LimitFailed: one of them does not get back what they spent, or the large one does.
    """
    history = spend_unlike(scheme, crowd)
    back = [name for name in history.world.roster if history.held(name, "yuan") >= 0]
    require_found("members who get their money back", Fraction(len(back)), Fraction(crowd))
    paid = history.done[crowd][1]["paid"]
    words = (
        f"{crowd} members spend {history.order} yuan each, one more spends {paid} and takes goods"
    )
    return Witness(f"{words} for all points; the others sell theirs", Fraction(crowd, crowd + 1))


def spend_unlike(scheme: Scheme, crowd: int) -> History:
    """Many small buyers, then a large one who takes goods for all points: the small ones sell."""
    history = History(scheme, crowd + 1)
    *small, large = history.world.roster
    for name in small:
        history.do("purchase", buyer=name, paid=history.order)
    t = scheme.parameters
    fewest = min(history.held(name) for name in small)
    # so much that the fewest points, at a price that later sales only raise, pay for an order
    pool = history.order / (1 - Fraction(t.exit_fee)) * Fraction(history.world.supply) / fewest
    paid = Fraction(-(-(pool - history.world.pool) // Fraction(t.contribution)))
    history.do("purchase", buyer=large, paid=paid)
    history.do("redeem", holder=large, points=history.held(large))
    for name in small:
        history.do("sell", seller=name, points=history.held(name))
    return history
