"""The obligation behind the price claim, written by hand, and its certificate.

A pool v1 stands behind v2 points. A contribution v3 comes with points v4, which are worth v5 times
as much at the price before. The price does not fall: that v4·v1 > v3·v2 is impossible.
"""

from collections.abc import Sequence
from typing import Any

PURCHASE: Any = ["sum", [["1", [7]], ["1", [6]], ["1", [5, 3, 2]]]]
"""The opposite of the goal, the worth of the points, and (1 - v5)·v3·v2, add up to 0."""


def purchase(most: str = "1.0", goal: str = "(* |v4| |v1|) (* |v3| |v2|)") -> str:
    """The question, with the most that may be granted, and what must not exceed what."""
    facts: Sequence[str] = (
        "(>= |v1| 0.0)",
        "(> |v2| 0.0)",
        "(>= |v3| 0.0)",
        "(>= |v4| 0.0)",
        f"(<= |v5| {most})",
        "(= (* |v5| (* |v3| |v2|)) (* |v4| |v1|))",
        f"(> {goal})",
    )
    unknowns = "".join(f"(declare-const |v{number}| Real)\n" for number in range(1, 6))
    return unknowns + "".join(f"(assert {fact})\n" for fact in facts)


CHOICES = """\
(declare-const |v1| Real)
(declare-const |v2| Real)
(assert (>= |v1| 0.0))
(assert (> |v2| (- 3.0)))
(assert (or (= |v1| (- 1.0)) (and (< (* 2.0 |v2|) (- 7.0)) (> |v1| 1.0))))
"""
"""A choice, one part of which is two things at once."""

BY_CASES: Any = [
    "cases",
    3,
    [
        ["sum", [["1", [1]], ["-1", [4]]]],
        [
            "lemma",
            [["1", ["v2"]], ["3", []]],
            ["sum", [["1", [6]], ["1", [2]]]],
            ["sum", [["2", [6]], ["1", [4]]]],
        ],
    ],
]
"""Both kinds of branches."""

SQUARE = """\
(declare-const |v1| Real)
(assert (not (>= (+ (* |v1| |v1|) (* (- 2.0) |v1|) 1.0) 0.0)))
"""
"""That a square is negative."""

AS_SQUARE: Any = ["sum", [["1/2", [1]], ["1/2", [], [["1", ["v1"]], ["-1", []]]]]]
"""It is (v1 - 1)²."""

OBLIGATIONS = [
    ("price", purchase(), PURCHASE),
    ("by cases", CHOICES, BY_CASES),
    ("square", SQUARE, AS_SQUARE),
]
"""All three, as the kernel is asked about them."""
