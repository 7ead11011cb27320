"""Cases that drive bounds to their limits: they get as far as the limits' own histories."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from neverfalls.counterexamples.conformance import load, suites
from neverfalls.proofs.limits.limit import Meets, require_closer
from neverfalls.proofs.limits.limit import Witness as Met
from neverfalls.proofs.limits.report import LIMITS
from neverfalls.proofs.limits.witnesses import UNDRIVEN, driven, witnesses
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.schemes.loader import SHIPPED
from tests.proofs.limits.test_limits import SLOW

DRIVEN = sorted({each.bound for each in driven()})


def reaches(bound: str) -> Iterator[tuple[str, Fraction]]:
    """The profiles of the cases of a bound, and what they reach."""
    for suite in map(load, suites()):
        for case in suite.cases:
            for witness in case.witnesses:
                if witness.bound == bound:
                    yield witness.profile, Fraction(witness.reaches)


def test_every_bound_is_driven_or_a_reason_says_why_not() -> None:
    """And no reason is given for one that is."""
    assert set(LIMITS) == {*DRIVEN, *UNDRIVEN}
    assert set() == {*DRIVEN} & {*UNDRIVEN}


def test_the_cases_are_those_that_are_handed_down() -> None:
    """Every witness is in the data, with just this value."""
    handed = [w for name in SHIPPED for _history, each in witnesses(name) for w in each.witnesses]
    kept = [
        witness
        for suite in map(load, suites())
        for case in suite.cases
        for witness in case.witnesses
    ]
    assert sorted(map(repr, handed)) == sorted(map(repr, kept))


def check(bound: str, solvers: Solvers) -> None:
    """See that cases reach what the limit's histories do, and so the limit, or come closer."""
    limit = LIMITS[bound](solvers)
    found = sorted({value for _profile, value in reaches(bound)})
    own = {each.value for each in limit.witnesses}
    assert found
    assert set(found) <= own
    for profile, _value in reaches(bound):
        changed = "".join(f".{key}={answer}" for key, answer in limit.readings.items())
        assert profile in {limit.scheme, limit.scheme + changed}
    if limit.meets is Meets.REACHED:
        assert limit.value in found
        return
    ordered = sorted(found, key=lambda each: own_order(each, [e.value for e in limit.witnesses]))
    require_closer(bound, [Met("", each) for each in ordered], limit.value)


def own_order(value: Fraction, values: list[object]) -> int:
    """Where a value stands among those of the limit, which come ever closer to it."""
    return values.index(value)


@pytest.mark.parametrize("bound", [each for each in DRIVEN if each not in SLOW])
def test_cases_get_as_far_as_the_limit(bound: str, solvers: Solvers) -> None:
    """They reach it where it is reached; else they come ever closer, and never get there."""
    check(bound, solvers)


@pytest.mark.slow
@pytest.mark.parametrize("bound", sorted({*DRIVEN} & SLOW))
def test_cases_get_as_far_as_the_limits_that_take_long(bound: str, solvers: Solvers) -> None:
    """The rest do too."""
    check(bound, solvers)
