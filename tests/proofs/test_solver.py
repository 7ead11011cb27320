"""The facade over the solvers: which way a question is asked, and for how much effort."""

import pytest

from neverfalls.proofs import solver
from neverfalls.proofs.solver import FIRST, GENERAL, Answer, ask_z3

PRODUCTS = "(declare-const |x| Real)\n(declare-const |y| Real)\n(assert (> (* |x| |y|) 1.0))\n"
SUMS = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
WHOLE = f"{SUMS}(assert (is_int |x|))\n"

ASKED: list[tuple[str, int, str, list[tuple[str, int]]]] = [
    (SUMS, 500_000, "", [("QF_LRA", 500_000)]),
    (WHOLE, 500_000, "", [("ALL", 500_000)]),
    (PRODUCTS, 500_000, "products", [("products", FIRST)]),
    (PRODUCTS, 500_000, "smt", [("products", FIRST), ("smt", GENERAL)]),
    (PRODUCTS, 500_000, "", [("products", FIRST), ("smt", GENERAL), ("products", 500_000)]),
    (PRODUCTS, FIRST, "", [("products", FIRST), ("smt", GENERAL)]),
    (PRODUCTS, 1000, "", [("products", 1000), ("smt", 1000)]),
]


@pytest.mark.parametrize(("text", "budget", "knows", "expected"), ASKED)
def test_what_one_way_does_not_decide_is_asked_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    budget: int,
    knows: str,
    expected: list[tuple[str, int]],
) -> None:
    """Products of unknowns in several ways, everything else in one; the last effort is told."""
    asked = []

    def pretend(_text: str, most: int, _seed: int, way: str) -> Answer:
        asked.append((way, most))
        return Answer("unsat" if way == knows else "unknown", cost=most)

    monkeypatch.setattr(solver, "_z3", pretend)
    answer = ask_z3(text, budget)
    assert asked == expected
    assert answer.status == ("unsat" if knows else "unknown")
    assert answer.cost == expected[-1][1]
