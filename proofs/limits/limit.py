"""A limit: a question, an exact bound, how it is proved, and histories that meet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import sympy

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.numbers.decimals import DIGITS, readable_words

from ..algebra.expressions import Equation
from ..algebra.letters import letters_in
from ..audit.judging import Bounds, Exact, format_exact, value_to_data


class LimitFailed(NeverfallsError):
    """A bound is not proved, or a witness does not meet it: what was found, what was expected."""

    def __init__(self, where: str, found: object, expected: str) -> None:
        super().__init__(f"{where}: found {found}, expected {expected}")
        self.where = where
        self.found = found
        self.expected = expected


class Meets(StrEnum):
    """How close the witnesses come to the bound."""

    REACHED = "reached"  # a history has exactly this value
    APPROACHED = "approached"  # histories come as close as one likes, none gets there
    ENCLOSED = "enclosed"  # the value is known only between two fractions
    UNBOUNDED = "no bound"  # histories go beyond any number


class Ground(NamedTuple):
    """One thing that was proved, and how."""

    what: str
    how: str


class Witness(NamedTuple):
    """A history that was run on exact fractions, and its value, in the limit's unit unless it has
    one of its own."""

    history: str
    value: Exact
    unit: str = ""


@dataclass(frozen=True)
class Limit:
    """How much of a promise can be kept.

    ``formula`` is the exact bound as derived from the rules; ``value`` is the bound at the scheme's
    numbers, None where there is no bound. ``meaning`` says what is measured, ``unit`` in what. The
    last witness is the one closest to the bound. ``solved_for`` is set where the value is not the
    right side of the formula but the solution for this unknown. ``letters`` explains the letters
    that have a meaning of their own here. ``keeps`` says whether the promise is kept at this bound;
    it is None where the limit is no yes-or-no.
    """

    name: str
    question: str
    clauses: tuple[str, ...]
    claim: str
    scheme: str
    readings: Mapping[str, str]
    meaning: str
    formula: Equation
    value: Exact | None
    unit: str
    meets: Meets
    grounds: tuple[Ground, ...]
    witnesses: tuple[Witness, ...]
    letters: Mapping[str, str]
    remark: str = ""
    solved_for: str = ""
    keeps: bool | None = None

    def text(self, exact: bool = False) -> str:
        """The limit in lines, one for each sentence; long fractions only if ``exact``."""
        digits = None if exact else DIGITS
        read = "".join(f", {key}={choice}" for key, choice in self.readings.items())
        value = "no bound"
        if self.value is not None:
            value = f"{format_exact(self.value, digits)} {self.unit}".rstrip()
        lines = [
            f"{self.name}: {value} ({self.meets.value})",
            f"  {self.question} ({', '.join(self.clauses)}: {self.claim})",
            f"  setting: {self.scheme}{read}",
            f"  {self.meaning}: {self.formula.text()}",
            f"  letters  {'; '.join(f'{key}: {value}' for key, value in self.legend().items())}",
            *(f"  - {each.what} ({each.how})" for each in self.grounds),
        ]
        for witness in self.witnesses:
            history = readable_words(witness.history, exact)
            unit = witness.unit or self.unit
            lines.append(f"  · {history}: {format_exact(witness.value, digits)} {unit}".rstrip())
        return "\n".join([*lines, *([f"  {self.remark}"] if self.remark else [])]) + "\n"

    def legend(self) -> dict[str, str]:
        """What the letters in the text stand for."""
        formulas = [self.meaning, self.formula.text(), *(each.what for each in self.grounds)]
        return letters_in(formulas, self.letters)

    def latex(self) -> str:
        """The bound as one aligned line."""
        bound = rf"\text{{{self.name.replace('_', ' ')}}}\colon\quad {self.formula.latex()}"
        if not isinstance(self.value, Fraction) or not self.formula.right.free_symbols:
            return bound
        sign = r"\to" if self.meets is Meets.APPROACHED else "="
        solved = rf",\quad {self.solved_for}" if self.solved_for else ""
        return (
            f"{bound}{solved} {sign} {sympy.latex(sympy.Rational(*self.value.as_integer_ratio()))}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The limit as data; every number is a string."""
        return {
            "name": self.name,
            "question": self.question,
            "clauses": list(self.clauses),
            "claim": self.claim,
            "scheme": self.scheme,
            "readings": dict(self.readings),
            "meaning": self.meaning,
            "formula": self.formula.to_dict(),
            "value": None if self.value is None else value_to_data(self.value),
            "unit": self.unit,
            "solved_for": self.solved_for,
            "meets": self.meets.value,
            "keeps": self.keeps,
            "grounds": [each._asdict() for each in self.grounds],
            "witnesses": [
                {
                    "history": each.history,
                    **value_to_data(each.value),
                    "unit": each.unit or self.unit,
                }
                for each in self.witnesses
            ],
            "remark": self.remark,
        }


def require_reached(where: str, found: Exact, bound: Exact | None) -> None:
    """Refuse a witness whose value is not the bound itself.

    Raises:
        LimitFailed: it is another number.
    """
    if found != bound:
        raise LimitFailed(where, found, f"the bound, {bound}")


def require_found(where: str, found: Exact, derived: Exact) -> None:
    """Refuse a witness whose value is not the value derived for it.

    Raises:
        LimitFailed: it is another number.
    """
    if found != derived:
        raise LimitFailed(where, found, f"{derived}, as derived")


def require_closer(where: str, witnesses: Sequence[Witness], bound: Exact | None) -> None:
    """Refuse witnesses that do not come ever closer to the bound, or do not grow if there is none.

    Raises:
        LimitFailed: one is no closer than the one before, or meets the bound.
    """
    gaps = [_gap(each.value, bound) for each in witnesses]
    shrinking = all(later.high < earlier.low for earlier, later in pairwise(gaps))
    if not shrinking or (bound is not None and min(each.low for each in gaps) <= 0):
        values = [str(each.value) for each in witnesses]
        raise LimitFailed(where, values, f"values ever closer to the bound, {bound}")


def _gap(value: Exact, bound: Exact | None) -> Bounds:
    """How far a value is from the bound; below 0 where both may be the same."""
    low, high = ends(value)
    if bound is None:
        return Bounds(-high, -low)
    least, most = ends(bound)
    return Bounds(max(least - high, low - most), max(most - low, high - least))


def ends(value: Exact) -> Bounds:
    """The bounds of a value; a fraction is both of its own."""
    return value if isinstance(value, Bounds) else Bounds(value, value)


def enclosed(value: Bounds, where: str) -> Exact:
    """The one number between two equal bounds, or the bounds.

    Raises:
        LimitFailed: the bounds are in the wrong order.
    """
    if value.low > value.high:
        raise LimitFailed(where, value, "bounds in order")
    return value.low if value.low == value.high else value
