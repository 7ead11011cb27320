"""Complete splits: nothing is left of a fund that is measured against the sum of the weights."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from neverfalls.proofs.induction.apart import evidently_not_negative, parts_of
from neverfalls.proofs.induction.induct import induct
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation
from neverfalls.spec.mechanisms import daily_dividend
from neverfalls.spec.model.world import TREASURY, Member, View, World
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

ROOMS = ("purchase", "cash-exit", "quota", "days", "daily-dividend")
FUND = "dividends"


def points(member: Member) -> Any:
    """Return a member's weight."""
    return member.points


def closing(pay: Callable[[World], None]) -> Scheme:
    """Return a mall in which this is what happens each day in the place of the daily dividend."""
    scheme = replace(load_scheme("mall"), mechanisms=ROOMS)
    effects = scheme.effects("day closing")
    swapped = tuple(pay if each is daily_dividend.pay_daily_dividend else each for each in effects)
    assert swapped != effects
    vars(scheme)["_effects"] = {**vars(scheme)["_effects"], "day closing": swapped}
    return scheme


def splitting(total: Callable[[World], Any], times: int = 1) -> Scheme:
    """Return a mall whose daily fund is split over the points, measured against a total.

    What is left of it is noted, where anything is split at all; then it goes back.
    """

    def pay(w: World) -> None:
        promised = w.parameters.daily_rate * w.state["day.sales"]
        measure, earlier = total(w), w.balance(FUND)
        w.pay(TREASURY, FUND, promised)
        for member, (share,) in w.allot([promised], [points], [measure]):
            w.pay(FUND, member, times * share)
        rest = w.balance(FUND) - earlier
        w.write("day.fund", w.numbers.choose(w.total(points) > 0, rest, 0))
        w.pay(FUND, TREASURY, w.balance(FUND))

    return closing(pay)


def left(w: View) -> Iterator[Check]:
    """Say that nothing was left of the last fund."""
    yield Check("left", w.state["day.fund"], 0, relation=Relation.EQUAL)


def gained(before: View, after: View) -> Iterator[Check]:
    """Say that members together gained as much as the fund when a day closed."""
    sales = before.state["day.sales"]
    yield Check(
        "money of all members",
        after.total(lambda member: member.yuan),
        before.total(lambda member: member.yuan) + before.parameters.daily_rate * sales,
        relation=Relation.EQUAL,
        when=before.numbers.both(
            sales > 0, after.state["day.sales"] <= 0, before.total(points) > 0
        ),
    )


LEFT = Claim("left", Kind.STATE, False, (), ("days",), "Nothing is left.", left)
GAINED = Claim("gained", Kind.STEP, False, (), ("days",), "All of it is paid.", gained)


@pytest.mark.parametrize(
    ("scheme", "complete"),
    [
        (splitting(lambda w: w.total(points)), True),
        # one point more than there are
        (splitting(lambda w: w.supply + 1), False),
        (splitting(lambda w: 2 * w.total(points)), False),
        (splitting(lambda w: w.total(points), times=2), False),
    ],
    ids=["the very sum", "one more", "twice the sum", "each share twice"],
)
def test_only_a_fund_measured_against_the_very_sum_is_split_completely(
    scheme: Scheme, complete: bool, solvers: Solvers
) -> None:
    """Nothing is left of it and the members have gained it; of any other fund neither is proved."""
    found = induct(scheme, [LEFT, GAINED], solvers)
    assert (complete, complete) == (found.proves("left"), found.proves("gained"))


def test_the_parts_of_an_amount_add_up_to_it() -> None:
    """Sums are taken apart, also inside a choice, with their factors."""
    a, b, c = (terms.name(each) for each in "abc")
    picked = terms.choose(c > 0, a + 2 * b, 3)
    amount = 5 + 2 * a + picked
    parts = list(parts_of(amount))
    assert len(parts) == 5
    assert all(part.kind != "sum" or len(part.args[1]) == 1 for part in parts if part != 5)
    for known in ({"a": 1, "b": 10, "c": 1}, {"a": 1, "b": 10, "c": 0}):
        values = [terms.evaluate(each, known, {}) for each in (amount, *parts)]
        assert values[0] == sum(values[1:])


def test_what_is_evidently_not_negative() -> None:
    """Sums and products of what is known to be at least zero are; a difference is not."""
    a, b = terms.name("a"), terms.name("b")
    facts = (a >= 0, b >= 0)
    assert evidently_not_negative(2 * a + b + 1, facts)
    assert evidently_not_negative(a * b, facts)
    assert evidently_not_negative(terms.choose(a > b, a, 0), facts)
    assert not evidently_not_negative(a - b, facts)
    assert not evidently_not_negative(a - 1, facts)
    assert not evidently_not_negative(a + b, facts[:1])
