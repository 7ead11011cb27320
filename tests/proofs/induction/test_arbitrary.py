"""What is known of an arbitrary state once a rule has picked a rate, or has visited all members."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from unittest.mock import patch

import pytest

from neverfalls.proofs.induction import induct
from neverfalls.proofs.induction.arbitrary import ArbitraryWorld
from neverfalls.proofs.induction.induct import VACUOUS
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.solving import Solvers
from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism
from neverfalls.spec.model.world import TREASURY, Member, View, World
from neverfalls.spec.numbers import Amount
from neverfalls.spec.schemes.scheme import Scheme

LEAST, MOST = Fraction(1, 10), Fraction(1, 2)


@contextmanager
def closing(body: Callable[[World], None], *others: str) -> Iterator[Scheme]:
    """Bring in days at whose end this happens; there is an account for it."""
    room = Mechanism("closing", "A day", (), ("days",), shared={"fund.yuan": 0})
    room.when("day closing")(body)
    with patch.dict(MECHANISMS, closing=room):
        yield Scheme("closing", "A day", ("purchase", "days", *others, "closing"))


def said(body: Callable[[View, View], Iterator[Check]]) -> Claim:
    """Return a claim about steps."""
    return Claim("said", Kind.STEP, False, (), ("days",), "It is said.", body)


def pick(w: World) -> None:
    """Put a share of the day's sales aside that the platform picks."""
    rate = w.decide("rate", LEAST, MOST)
    w.pay(TREASURY, "fund", w.let("fund", rate * w.state["day.sales"]))


@pytest.mark.parametrize(
    ("sign", "bound", "reached"),
    [(1, LEAST, True), (-1, MOST, True), (1, MOST, False), (-1, LEAST, False)],
    ids=["at least the least", "at most the most", "at least the most", "at most the least"],
)
def test_the_platform_may_pick_any_rate_within_the_bounds(
    sign: int, bound: Fraction, reached: bool, solvers: Solvers
) -> None:
    """No other one; but it may be the least or the most, so it is not said to be beyond either."""
    for relation, holds in ((Relation.AT_LEAST, reached), (Relation.MORE_THAN, False)):

        def compared(before: View, after: View, relation: Relation = relation) -> Iterator[Check]:
            sales, left = before.state["day.sales"], after.state["day.sales"]
            kept = after.state["fund.yuan"] - before.state["fund.yuan"]
            closes = before.numbers.both(sales > 0, left <= 0)
            yield Check("fund", sign * kept, sign * bound * sales, "yuan", relation, closes)

        with closing(pick) as scheme:
            assert induct(scheme, [said(compared)], solvers).proves("said") is holds


def held(member: Member) -> Amount:
    """Return the points of a member."""
    return member.points


def unpaid(before: View, after: View) -> Iterator[Check]:
    """Say that members never have more money, all together."""
    money = [w.total(lambda member: member.yuan) for w in (after, before)]
    yield Check("money", money[0], money[1], relation=Relation.AT_MOST)


@pytest.mark.parametrize(
    "weigh",
    [held, lambda _m: 1, lambda m: -m.points],
    ids=["by points", "by heads", "by points below zero"],
)
def test_a_fund_that_is_split_reaches_members(
    weigh: Callable[[Member], Amount], solvers: Solvers
) -> None:
    """Whatever they share by, also where each weight is the same, or none is above zero."""

    def split(w: World) -> None:
        fund = w.state["day.sales"]
        w.pay(TREASURY, "fund", fund)
        for member, (share,) in w.allot([fund], [weigh], [w.total(weigh)]):
            w.pay("fund", member, share)
        w.pay("fund", TREASURY, w.balance("fund"))

    with closing(split) as scheme:
        assert "close_day" in induct(scheme, [said(unpaid)], solvers).broken["said"]


@pytest.mark.parametrize(
    ("part", "enough"), [(Fraction(1, 2), False), (1, True), (2, True)], ids=["half", "all", "two"]
)
def test_a_fund_is_enough_for_all_shares(part: Amount, enough: bool, solvers: Solvers) -> None:
    """Unless they are measured against less than all points; then it is overdrawn."""

    def split(w: World) -> None:
        fund = w.state["day.sales"]
        w.pay(TREASURY, "fund", fund)
        for member, (share,) in w.allot([fund], [held], [part * w.supply]):
            w.pay("fund", member, share)

    def kept(w: View) -> Iterator[Check]:
        yield Check("fund", w.state["fund.yuan"], 0)

    claim = Claim("kept", Kind.STATE, False, (), ("days",), "Something is left.", kept)
    with closing(split) as scheme:
        found = induct(scheme, [claim], solvers, [*INVARIANTS.values(), claim])
        assert found.proves("kept") is enough


@pytest.mark.parametrize(
    ("part", "relation", "some", "holds"),
    [
        (1, Relation.AT_MOST, True, True),
        (1, Relation.AT_MOST, False, False),
        (1, Relation.AT_LEAST, True, True),
        (2, Relation.AT_MOST, True, False),
        (2, Relation.AT_LEAST, True, True),
        (2, Relation.MORE_THAN, True, False),
        (Fraction(1, 2), Relation.AT_LEAST, True, False),
    ],
)
def test_what_is_left_of_a_fund(
    part: Amount, relation: Relation, some: bool, holds: bool, solvers: Solvers
) -> None:
    """Nothing, where members hold points; something may be left where they hold none, and where
    shares are measured against twice as many; against half as many, too much is paid."""

    def split(w: World) -> None:
        w.pay("fund", TREASURY, w.balance("fund"))
        fund = w.state["day.sales"]
        w.pay(TREASURY, "fund", fund)
        for member, (share,) in w.allot([fund], [held], [part * w.total(held)]):
            w.pay("fund", member, share)

    def left(before: View, after: View) -> Iterator[Check]:
        all_points = before.total(held)
        points = all_points > 0 if some else all_points <= 0
        closes = (before.state["day.sales"] > 0, after.state["day.sales"] <= 0)
        when = before.numbers.both(*closes, points)
        yield Check("fund", after.state["fund.yuan"], 0, "yuan", relation, when)

    with closing(split) as scheme:
        assert induct(scheme, [said(left)], solvers).proves("said") is holds


def test_a_turn_changes_nobody_elses_entries(solvers: Solvers) -> None:
    """Whose turn it is has not been named by the event; a rule that would is refused."""
    room = Mechanism("visiting", "A visit", (), ("purchase",))

    @room.when("purchased")
    def visit(w: World, buyer: Member, _paid: Amount) -> None:
        for _member in w.members():
            w.pay(buyer, TREASURY, 1)

    with patch.dict(MECHANISMS, visiting=room):
        scheme = Scheme("visiting", "A visit", ("purchase", "visiting"))
        with pytest.raises(TypeError, match=r"a turn over all members changes the_buyer\.yuan"):
            induct(scheme, [said(unpaid)], solvers, ())


def test_a_prover_that_contradicts_itself_proves_nothing(solvers: Solvers) -> None:
    """Where a defect makes facts of a state contradict each other, what follows is vacuous."""

    def defect(w: World) -> None:
        w.pay(TREASURY, "fund", 1)
        if isinstance(w, ArbitraryWorld):
            w.ledger.facts.extend((w.treasury > 0, w.treasury < 0))

    def unchanged(before: View, after: View) -> Iterator[Check]:
        yield Check("fund", before.state["fund.yuan"], after.state["fund.yuan"])

    with closing(defect) as scheme:
        found = induct(scheme, [said(unchanged)], solvers, ())
        assert found.broken["said"] == {"close_day": VACUOUS}
