"""Amounts of a word: what is tried for each unknown, and what quotients come to."""

from fractions import Fraction

import pytest

from neverfalls.proofs.search.amounts import TRIAL, Amounts
from neverfalls.proofs.search.letters import Letter
from neverfalls.proofs.search.run import Run
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import made_of, scheme_with, under

F = Fraction
CHOSEN = under(
    made_of("purchase", "cash-exit", "quota", "days", "daily-dividend"),
    dividend_rates="chosen-daily",
)


def run(scheme: Scheme, *word: Letter) -> Run:
    """Run a word of two members on symbols."""
    found: Run | None = Run.start(scheme, ("alice", "bob"))
    for letter in word:
        found = found and found.extend(letter)
    assert found is not None
    return found


def test_each_sort_has_its_candidates() -> None:
    """An order times some factors, parts of what is held, the rates that the platform may pick,
    and numbers of people."""
    bought, sold = Letter("purchase", ("alice",)), Letter("sell", ("alice",))
    trade = run(CHOSEN, bought, sold, Letter("close_day", ()))
    paid, points, rate = (list(TRIAL.of(unknown, trade)) for unknown in trade.unknowns)
    assert paid == [100 * factor for factor in TRIAL.multiples]
    assert points == [share * trade.unknowns[1].most for share in TRIAL.shares]
    assert rate == list(TRIAL.rates)
    dealt = run(scheme_with("dealers"), bought, Letter("bring_friends", ("alice",)))
    assert list(TRIAL.of(dealt.unknowns[-1], dealt)) == list(TRIAL.counts)


@pytest.mark.parametrize(("below", "quotient"), [(F(2), F(3, 2)), (F(0), F(0))])
def test_a_quotient_is_what_it_divides(below: Fraction, quotient: Fraction) -> None:
    """Three over two; over nothing it is 0, as it is in a rule."""
    above, under_it = terms.name("above"), terms.name("below")
    amounts = Amounts({"quotient": (above, under_it)}, {"above": F(3), "below": below})
    assert amounts["quotient"] == quotient
    assert amounts.value(terms.name("quotient") + above) == quotient + 3
