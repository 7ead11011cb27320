"""Conditions on numbers: as few signs as will do, and written as people write them."""

from fractions import Fraction

import pytest

from neverfalls.proofs.regions.conditions import simplified, without, written
from neverfalls.proofs.regions.pieces import Ground
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.numbers import Truth, terms

X, Y = terms.name("x"), terms.name("y")


@pytest.fixture
def ground(solvers: Solvers) -> Ground:
    """Give tests two numbers that are not negative."""
    return Ground(solvers, ("x", "y"), (X >= 0, Y >= 0))


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([(X > 1,)], "x ≤ 1"),
        ([(X >= 1,)], "x < 1"),
        ([(X > 1,), (X > 2,)], "x ≤ 1"),
        ([(X > 1,), (X > 0, terms.equal(Y, 0))], "x ≤ 1 and (x = 0 or y > 0)"),
        ([(X * Y > 1 + X,)], "x + 1 ≥ x × y"),
        ([(X > 0,)], "x = 0"),
        ([(X * Y > 0, X > 1)], "y = 0 or x ≤ 1"),
        ([], "always"),
    ],
)
def test_what_is_left_is_told_with_few_signs(
    ground: Ground, pieces: list[tuple[Truth, ...]], expected: str
) -> None:
    """Clauses and signs that add nothing are left out, and numbers stand on the right."""
    assert written(simplified(ground, without(pieces))) == expected


def test_intervals_that_touch_are_one(solvers: Solvers) -> None:
    """What several pieces take away of one number is told as few intervals."""
    ground = Ground(solvers, ("x",), (X >= 0,))
    taken = [(X > Fraction(1, 2), X <= 1), (X > 1, X <= 2), (X >= 5,)]
    found = simplified(ground, without(taken))
    assert written(found) == "(x ≤ 1/2 or x > 2) and x < 5"


def test_a_point_is_exact_and_meets_what_it_is_asked_for(ground: Ground) -> None:
    """A point that a solver names is checked on fractions; where there is none, none is named."""
    point = ground.point(X * Y > 3, X < 1)
    assert point is not None
    assert point["x"] * point["y"] > 3
    assert ground.point(X < 0) is None
    assert ground.point(terms.equal(X * X, 2)) is None
