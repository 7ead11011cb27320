"""The facade over the solvers: which way a question is asked, and for how much effort."""

from fractions import Fraction
from itertools import product

import pytest

from neverfalls.proofs.solving import engines as solver
from neverfalls.proofs.solving.engines import FIRST, GENERAL, LONG, ORDERS, WAYS, Answer, ask_z3

PRODUCTS = "(declare-const |x| Real)\n(declare-const |y| Real)\n(assert (> (* |x| |y|) 1.0))\n"
SUMS = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
WHOLE = f"{SUMS}(assert (is_int |x|))\n"

ASKED: list[tuple[str, int, str, list[tuple[str, int]]]] = [
    (SUMS, 500_000, "", [("QF_LRA", 500_000)]),
    (WHOLE, 500_000, "", [("ALL", 500_000)]),
    (PRODUCTS, 500_000, "direct", [("direct", FIRST)]),
    (PRODUCTS, 500_000, "smt", [("direct", FIRST), ("smt", GENERAL)]),
    (PRODUCTS, 500_000, "", list(WAYS.items())),
    (PRODUCTS, LONG, "", [*WAYS.items(), ("direct", LONG)]),
    (PRODUCTS, 1000, "", [(way, 1000) for way in WAYS]),
]


@pytest.mark.parametrize(("text", "budget", "knows", "expected"), ASKED)
def test_what_one_way_does_not_decide_is_asked_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    budget: int,
    knows: str,
    expected: list[tuple[str, int]],
) -> None:
    """Products of unknowns in several ways, everything else in one; the last effort counts."""
    asked = []

    def pretend(_text: str, most: int, _seed: int, way: str) -> Answer:
        asked.append((way, most))
        return Answer("unsat" if way == knows else "unknown", cost=most)

    monkeypatch.setattr(solver, "_z3", pretend)
    answer = ask_z3(text, budget)
    assert asked == expected
    assert answer.status == ("unsat" if knows else "unknown")
    assert answer.cost == expected[-1][1]


def test_each_way_answers() -> None:
    """Every way with products refutes what cannot be met, with any seed; in every order, z3 finds
    what can."""
    impossible = f"{PRODUCTS}(assert (< |x| 0.0))\n(assert (> |y| 0.0))\n"
    for way, seed in product(WAYS, (0, 1)):
        assert (solver._z3(impossible, FIRST, seed, way).status, way) == ("unsat", way)
    for order in ORDERS:
        found = solver._z3(PRODUCTS, FIRST, 0, order)
        assert (found.status, found.cost > 0, order) == ("sat", True, order)


def test_a_model_is_read_exactly() -> None:
    """Whole, broken and negative numbers, and one that is not rational."""
    names = ("whole", "third", "minus", "minus third", "root")
    declared = "".join(f"(declare-const |{each}| Real)\n" for each in names)
    answer = ask_z3(
        f"{declared}(assert (= |whole| 3.0))\n(assert (= (* 3.0 |third|) 1.0))\n"
        "(assert (= |minus| (- 2.0)))\n(assert (= (* 3.0 |minus third|) (- 1.0)))\n"
        "(assert (= (* |root| |root|) 2.0))\n",
        FIRST,
    )
    third = Fraction(1, 3)
    expected = {"whole": 3, "third": third, "minus": -2, "minus third": -third, "root": None}
    assert answer.model == expected


def test_a_long_value_is_read_whole() -> None:
    """z3 writes numbers of many digits over several lines."""
    top, bottom = 7**200, 10**150
    text = f"(declare-const |a| Real)\n(declare-const |b| Real)\n(assert (= (* {bottom}.0 |a|) "
    answer = ask_z3(f"{text}(- {top}.0)))\n(assert (= |b| 1.0))\n", FIRST)
    assert answer.model == {"a": Fraction(-top, bottom), "b": 1}
    assert len(answer.values.splitlines()) > len(answer.model) * 2


def test_a_text_that_says_false_is_answered() -> None:
    """Where nothing is left to solve, z3 may count no effort, and still answers."""
    text = "(declare-const a Real)\n(assert (> (* a a) 1.0))\n(assert false)\n"
    assert ask_z3(text, FIRST).status == "unsat"
