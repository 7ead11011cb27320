"""What happens exactly at the edge of what is known: no proof goes as if it could not happen.

Each event here notes whether it has come to some case, and a claim says that it never does. The
case is one that comes about in some history, so it must not be proved.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import pytest

from neverfalls.proofs.induction.induct import induct
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation, own
from neverfalls.spec.model.world import POOL, SUPPLIER, TREASURY, Member, View, World
from neverfalls.spec.numbers import Truth
from neverfalls.spec.numbers.terms import all_of as both
from neverfalls.spec.numbers.terms import equal, negate
from neverfalls.spec.schemes.scheme import Scheme

from .test_complete_splits import FUND, closing, points


class Split(NamedTuple):
    """A fund that is split, and what is seen of one member's turn."""

    fund: Any
    measure: Any
    weight: Any
    share: Any


class Rest(NamedTuple):
    """A fund that has been split, what is left of it, and what is in its account then."""

    fund: Any
    measure: Any
    left: Any
    account: Any


def happened(w: View) -> Iterator[Check]:
    """Say that the case has never come about."""
    yield Check("noted", w.state["day.fund"], 0)


LEAST, GREATEST = Fraction(1, 10), Fraction(1, 5)
"""The bounds of a rate that the platform picks."""

NEVER = Claim("never", Kind.STATE, False, (), ("days",), "It never happens.", happened)


def note(w: World, case: Truth) -> None:
    """Note whether a case has come about."""
    w.write("day.fund", w.numbers.choose(case, -1, 0))


def never(scheme: Scheme, solvers: Solvers) -> bool:
    """Whether it is proved that the case never comes about."""
    candidates = [*INVARIANTS.values(), NEVER]
    return induct(scheme, [NEVER], solvers, candidates).proves("never")


def square(member: Member) -> Any:
    """Return the square of a member's points."""
    return member.points * member.points


def promised(w: World) -> Any:
    """Return the fund of a day."""
    return w.parameters.daily_rate * w.state["day.sales"]


def turns(
    case: Callable[[Split], Truth],
    measure: Callable[[World], Any],
    weigh: Callable[[Member], Any] = points,
    fund: Callable[[World], Any] = promised,
) -> Scheme:
    """Return a mall whose daily fund is split, and in which a case of a turn is noted."""

    def pay(w: World) -> None:
        whole, total = fund(w), measure(w)
        w.pay(TREASURY, FUND, whole)
        for member, (share,) in w.allot([whole], [weigh], [total]):
            weight = weigh(member)
            w.pay(FUND, member, share)
            note(w, case(Split(whole, total, weight, share)))
        w.pay(FUND, TREASURY, w.balance(FUND))

    return closing(pay)


def rest(
    case: Callable[[Rest], Truth],
    measure: Callable[[World], Any],
    weigh: Callable[[Member], Any] = points,
    fund: Callable[[World], Any] = promised,
) -> Scheme:
    """Return a mall whose daily fund is split, and in which a case of what is left is noted."""

    def pay(w: World) -> None:
        whole, total, earlier = fund(w), measure(w), w.balance(FUND)
        w.pay(TREASURY, FUND, whole)
        for member, (share,) in w.allot([whole], [weigh], [total]):
            w.pay(FUND, member, share)
        account = w.balance(FUND)
        note(w, case(Rest(whole, total, account - earlier, account)))
        w.pay(FUND, TREASURY, w.balance(FUND))

    return closing(pay)


def picking(case: Callable[[Any, Any, Any], Truth]) -> Scheme:
    """Return a mall whose daily fund is a rate that the platform picks of the sales.

    What is noted is a case of the rate, the sales and the fund.
    """

    def pay(w: World) -> None:
        rate = w.decide("daily_rate", LEAST, GREATEST)
        sales = w.state["day.sales"]
        note(w, case(rate, sales, w.let("daily fund", rate * sales)))

    return closing(pay)


def from_the_treasury() -> Scheme:
    """Return a mall that splits a fund out of what the treasury has, and then runs into debt."""

    def pay(w: World) -> None:
        whole = promised(w)
        w.require(w.treasury >= whole, "there is as much")
        for member, (share,) in w.allot([whole], [points], [circulating(w)]):
            w.pay(TREASURY, member, share)
        note(w, w.treasury < 0)
        w.pay(TREASURY, SUPPLIER, w.treasury + 1)

    return closing(pay)


def closed(case: Callable[[World], Truth]) -> Scheme:
    """Return a mall in which a case of the state at the end of a day is noted."""
    return closing(lambda w: note(w, case(w)))


def counting(has: Callable[[World, Member], Truth]) -> Scheme:
    """Return a mall in which a day brings points to those who have less than one.

    It is noted if there are at least two more members then who have what is counted.
    """

    def number(w: World) -> Any:
        return w.total(lambda m: w.numbers.choose(has(w, m), 1, 0))

    def pay(w: World) -> None:
        before = number(w)
        for member in w.members():
            w.mint(member, w.numbers.choose(member.points < 1, 1, 0))
        note(w, number(w) >= before + 2)

    return closing(pay)


def counted(w: World) -> Any:
    """Return the dividends of all members, as they have been counted."""
    return w.total(lambda m: m.dividends)


def splitting(
    turn: Callable[[World, Member, Any], None],
    of: Callable[[World], Any],
    fund: Callable[[World], Any] = promised,
) -> Scheme:
    """Return a mall in which a fund is split, and something changes by it with every share.

    It is noted if in the end that has changed by another amount than the fund.
    """

    def pay(w: World) -> None:
        whole, total = fund(w), all_points(w)
        w.pay(TREASURY, FUND, whole)
        before = of(w)
        for member, (share,) in w.allot([whole], [points], [total]):
            turn(w, member, share)
        note(w, both(total > 0, negate(equal(of(w) - before, whole))))

    return closing(pay)


def all_points(w: World) -> Any:
    """Return the points of all members together."""
    return w.total(points)


def circulating(w: World) -> Any:
    """Return the circulating points, which are as many, but not by what they are written as."""
    return w.supply


def owed(w: World) -> Any:
    """Return all points with a minus, as if they were debts."""
    return w.total(lambda m: -m.points)


def above_one(w: World) -> Any:
    """Return what of a day's fund is above one yuan: its parts are the fund, and less one yuan."""
    fund = promised(w)
    return w.numbers.choose(fund >= 1, fund - 1, 0)


def nothing(_w: World) -> Any:
    """Return a total that is 0, whatever the weights are."""
    return Fraction(0)


POSSIBLE = {
    "the least rate is picked": picking(
        lambda _rate, sales, fund: both(sales > 0, fund <= LEAST * sales)
    ),
    "the greatest rate is picked": picking(
        lambda _rate, sales, fund: both(sales > 0, fund >= GREATEST * sales)
    ),
    "all points are one member's": turns(lambda s: s.weight >= s.measure, all_points),
    "a share is nothing": turns(lambda s: s.share <= 0, all_points),
    "a share is all of the fund": turns(lambda s: s.share >= s.fund, all_points),
    "everybody gets alike": turns(lambda s: s.share > 0, lambda _w: 10, lambda _m: 1),
    "a fund is not split by a total of 0": turns(lambda s: both(s.fund > 0, s.weight > 0), nothing),
    "nothing is left": rest(lambda r: both(r.fund > 0, r.account <= 0), circulating),
    "all of it is left": rest(lambda r: both(r.fund > 0, r.left >= r.fund), all_points),
    "nothing is left of what is split by weights below 0": rest(
        lambda r: both(r.fund > 0, r.left <= 0), owed, lambda m: -m.points
    ),
    "more is split than there is": rest(
        lambda r: r.account < 0, lambda w: Fraction(1, 2) * w.total(points)
    ),
    "a sum of squares is nothing": closed(lambda w: w.total(square) <= 0),
    "two members get what they did not have": counting(lambda _w, m: m.points > 0),
    "two members get a part of what they did not have": counting(
        lambda w, m: w.numbers.ratio(m.points, m.points + 1) > 0
    ),
    "there is no fund": rest(lambda r: r.fund <= 0, all_points),
    "a part of the fund is below 0": rest(lambda r: r.fund > 0, all_points, fund=above_one),
}

IMPOSSIBLE = {
    "a sum of squares is below 0": closed(lambda w: w.total(square) < 0),
    "another amount is counted than is split": splitting(
        lambda w, member, share: w.note(member.at("dividends"), share), counted
    ),
    "another amount is paid to the pool than is split": splitting(
        lambda w, _member, share: w.pay(FUND, POOL, share), lambda w: -w.balance(FUND)
    ),
    "other points are destroyed than are to be": splitting(
        lambda w, member, share: w.move(member.at("points"), "issuer.points", share),
        lambda w: w.state["issuer.points"],
        lambda w: Fraction(1, 2) * w.supply,
    ),
    "a rate below the least": picking(lambda _rate, sales, fund: fund < LEAST * sales),
    "a rate above the greatest": picking(lambda _rate, sales, fund: fund > GREATEST * sales),
    "a fund of another rate": picking(lambda rate, sales, fund: negate(equal(fund, rate * sales))),
    "the payer of a fund is in debt afterwards": from_the_treasury(),
    "somebody holds more than all": turns(lambda s: s.weight > s.measure, all_points),
    "a share is below 0": turns(lambda s: s.share < 0, all_points),
    "a share is above the fund": turns(lambda s: s.share > s.fund, all_points),
    "a share is another part than the weight": turns(
        lambda s: both(s.measure > 0, negate(equal(s.share * s.measure, s.fund * s.weight))),
        all_points,
    ),
    "more is split than there is": rest(lambda r: r.account < 0, circulating),
    "something is left though there are points": rest(
        lambda r: both(r.measure > 0, r.left > 0), all_points
    ),
}


@pytest.mark.parametrize("case", POSSIBLE)
def test_what_may_happen_is_not_excluded(case: str, solvers: Solvers) -> None:
    """It happens in some history, if only at the very edge of what can happen."""
    assert not never(POSSIBLE[case], solvers)


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_cannot_happen_is_excluded(case: str, solvers: Solvers) -> None:
    """The case just beyond the edge is proved never to happen."""
    assert never(IMPOSSIBLE[case], solvers)


def opened(
    entry: str, members: tuple[str, ...], at_most: int, solvers: Solvers, **opening: int
) -> bool:
    """Whether it is proved that nobody had more of an entry than so much at the opening."""

    def had(before: View, _after: View, name: str) -> Iterator[Check]:
        yield Check(entry, getattr(own(before, name), entry), at_most, relation=Relation.AT_MOST)

    given = {f"alice.{each}": Fraction(number) for each, number in opening.items()}
    claim = Claim("had", Kind.TRACE, True, (), (), "What a member had.", had)
    scheme = Scheme("here", "Here", ("purchase",), members=members, opening=given)
    return induct(scheme, [claim], solvers, []).proves("had")


def test_what_a_member_had_at_the_opening_is_known_only_where_all_had_nothing(
    solvers: Solvers,
) -> None:
    """Of a scheme with members from the start it is said of their money, never of their points."""
    assert opened("points", (), 0, solvers)
    assert opened("yuan", ("alice",), 0, solvers)
    assert not opened("points", ("alice",), 9, solvers, points=10)
