"""What dealers earn on average from their own entries, if nothing else is bought.

Bounties are paid once for each dealer after the first, and the share of revenue is split, so all
dealers together earn no more than both. Clauses: C19, M15.1, M15.2, M15.3, A34.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy

from neverfalls.spec.claims.claim import CLAIMS, Check, Kind, Relation
from neverfalls.spec.mechanisms.membership import SHARES
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import SymbolicNumbers, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Algebra, Equation, Expr, fraction, plain, positive, tidy
from ..algebra.letters import of_parameters
from ..solving.pool import Solvers
from .evidence import History, proved, statement
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer, require_found

NAMES = {
    "bounty": positive("b"),
    "revenue_share": positive("s"),
    "entry_price": positive("e"),
}
N = positive("N")
ONCE = "bounties_are_paid_once_a_dealer"


def earnings_stay_within_bounties_and_shares(w: View) -> Iterator[Check]:
    """All that dealers ever earned, and what is set aside for them, stays within all bounties and
    the share of all revenue."""
    t = w.parameters
    closed = w.state["revenue.total"] - w.state["month.revenue"]
    most = t.bounty * w.state["friends.paid"] + t.revenue_share * closed
    earned = w.total(lambda member: member.earned) + w.state[f"{SHARES}.yuan"]
    yield Check("earnings", most, earned)


def dealers_are_paid_what_they_earn(w: View) -> Iterator[Check]:
    """Members have been paid what they earned as dealers, and nothing else."""
    paid = w.total(lambda member: member.yuan) + w.state["sales.total"]
    yield Check("paid", paid, w.total(lambda m: m.earned), relation=Relation.EQUAL)


LEMMAS = (earnings_stay_within_bounties_and_shares, dealers_are_paid_what_they_earn)


def month_of_one(scheme: Scheme) -> tuple[Expr, Expr]:
    """What one friend, and a month with one entry, bring a single dealer, on symbols."""
    opened = scheme.with_parameters(**{name: terms.name(name) for name in NAMES})
    numbers = SymbolicNumbers()
    roster = opened.roster(1)
    world = World(opened, numbers, opened.opening_state(roster), roster)
    who = roster[0]
    world.run(opened.rules["purchase"], {"buyer": who, "paid": terms.name("entry_price")})
    world.run(opened.rules["close_month"], {})
    share = world.state[f"{who}.earned"]
    world.write("friends.unpaid", 1)
    world.run(opened.rules["bring_friends"], {"dealer": who, "friends": 1})
    algebra = Algebra(numbers, NAMES)
    shared, both = (algebra.amount(each) for each in (share, world.state[f"{who}.earned"]))
    found = tidy(both - shared), tidy(shared)
    if any(each.free_symbols - set(NAMES.values()) for each in found):
        raise LimitFailed(
            "earnings of a dealer", found, "formulas in bounty, share and entry price"
        )
    return found


def dealers_earn(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """What dealers ever earn on average from their own entries."""
    scheme = (scheme or load_scheme("dealers")).answering(bounty_for="new-dealer")
    bounty, share = month_of_one(scheme)
    formula, law = tidy(bounty + share), bounty * (1 - 1 / N) + share
    t, at = scheme.parameters, at_numbers(scheme, NAMES)
    bound = fraction(formula.subs(at), "earnings of a dealer")
    witnesses = []
    for number in (2, 10, 100):
        found = _average(scheme, number)
        expected = fraction(law.subs(at).subs(N, number), "earnings of a dealer")
        require_found("earnings of a dealer", found, expected)
        history = f"{number} dealers enter, bounties are paid for all but the first, close_month"
        witnesses.append(Witness(history, found))
    require_closer("earnings of a dealer", witnesses, bound)
    turnover = (Fraction(t.entry_price) - Fraction(t.bounty)) / Fraction(t.revenue_share)
    return Limit(
        name="dealers_earn",
        question="How much do dealers ever earn on average, if N of them enter at the entry price"
        " and nothing else is bought?",
        clauses=("C19", "M15.1", "M15.2", "M15.3", "A34"),
        claim="entry_price_is_earned_back_when_sales_stop",
        scheme=scheme.name,
        readings={"bounty_for": "new-dealer"},
        meaning="all that dealers ever earn / N, less than",
        formula=Equation("dealers_earn", "", sympy.Symbol("W/N"), formula, sign="<="),
        value=bound,
        unit="yuan a dealer",
        meets=Meets.APPROACHED,
        grounds=(
            *proved(
                scheme,
                [CLAIMS[ONCE]],
                solvers,
                ("friends_are_dealers_after_the_first",),
                [statement(Kind.STATE, each) for each in LEMMAS],
            ),
            Ground(
                f"so N entries bring no more than W/N = {plain(law)}",
                "N shares of an entry and N - 1 bounties, each by the rules on symbols; histories"
                " have just this",
            ),
        ),
        letters={
            "W": "all that dealers ever earn",
            "N": "the number of dealers",
            **of_parameters(NAMES),
        },
        witnesses=tuple(witnesses),
        remark="For all of them to earn back the entry price, others have to buy until the revenue"
        f" is more than {turnover} yuan per dealer.",
        keeps=bound >= Fraction(t.entry_price),
    )


def _average(scheme: Scheme, number: int) -> Fraction:
    """What each dealer has earned on average when ``number`` have entered and bounties are paid."""
    history = entered(scheme, number)
    earned = (history.held(who, "earned") for who in history.world.roster)
    return sum(earned, Fraction(0)) / number


def entered(scheme: Scheme, number: int) -> History:
    """So many dealers enter, bounties are paid for all but the first, and the month closes."""
    history = History(scheme, number)
    roster = history.world.roster
    for who in roster:
        history.do("purchase", buyer=who, paid=scheme.parameters.entry_price)
    history.do("bring_friends", dealer=roster[0], friends=Fraction(number - 1))
    history.do("close_month")
    return history
