"""A stated figure is compared with exact values. Every verdict of the audit is decided here.

A figure is written as a decimal, with a percent sign or without, or as a bound such as ``>= 0``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.numbers.decimals import DIGITS, decimal, is_long

DIGITS_IN_DATA = 39
"""Most digits of a fraction that a reason in the JSON writes out; the JSON also has the value."""


BOUNDED = "between {value} and {value2}"
LONG = "{value} (a fraction with a denominator of {n} digits)"
"""A value that is known by its bounds, and one that is too long to write out, as templates."""


class AuditFailed(NeverfallsError):
    """A figure cannot be judged: its name, what was found and what was expected."""

    def __init__(self, figure: str, found: object, expected: str) -> None:
        super().__init__(f"{figure}: found {found}, expected {expected}")
        self.figure = figure
        self.found = found
        self.expected = expected


class Bounds(NamedTuple):
    """Two fractions between which an exact value lies that is too long to be written out."""

    low: Fraction
    high: Fraction


Exact: TypeAlias = Fraction | Bounds


class Agreement(StrEnum):
    """How one exact value compares with a stated figure."""

    EQUAL = "equal"
    ROUNDED = "equal after rounding"
    OFF = "not equal"


class Verdict(StrEnum):
    """What the audit says of a stated figure."""

    RIGHT = "right"
    ROUNDED = "right only when rounded"
    WRONG = "wrong"
    DEPENDS = "depends on a reading"


class Stated(NamedTuple):
    """A figure as written: its value, the places it shows, the relation it claims."""

    text: str
    value: Fraction
    places: int
    scale: int
    relation: str


def parse(text: str) -> Stated:
    """A figure from its text: ``5.1731``, ``1 %`` or ``>= 0``.

    Raises:
        ValueError: the text is none of these.
    """
    found = re.fullmatch(r"(>= )?(-?)(\d+)(?:\.(\d+))?( %)?", text)
    if found is None:
        raise ValueError(f"{text!r} is not a figure such as '5.1731', '1 %' or '>= 0'")
    relation, minus, whole, decimals, percent = found.groups(default="")
    scale = 100 if percent else 1
    value = Fraction(int(f"{minus}{whole}{decimals}"), 10 ** len(decimals) * scale)
    return Stated(text, value, len(decimals), scale, relation.strip() or "=")


def compare(stated: Stated, exact: Exact) -> Agreement:
    """How a stated figure compares with an exact value, rounded half up to the stated places.

    Raises:
        AuditFailed: the two bounds of a value compare differently; they are too far apart.
    """
    if not isinstance(exact, Bounds):
        return _compare(stated, exact)
    low, high = (_compare(stated, end) for end in exact)
    if low is not high or (low is Agreement.OFF and exact.low < stated.value < exact.high):
        raise AuditFailed(stated.text, f"{format_exact(exact)}", "bounds that lie closer together")
    return low


def _compare(stated: Stated, exact: Fraction) -> Agreement:
    if stated.relation == ">=":
        return Agreement.EQUAL if exact >= stated.value else Agreement.OFF
    if exact == stated.value:
        return Agreement.EQUAL
    rounded = Fraction(decimal(exact * stated.scale, stated.places)) / stated.scale
    return Agreement.ROUNDED if rounded == stated.value else Agreement.OFF


def verdict(stated: Stated, exact: Mapping[str, Exact]) -> Verdict:
    """The verdict on a figure, from its exact value under each possible reading.

    Raises:
        AuditFailed: there is no value to compare with, or it is not known closely enough.
    """
    if not exact:
        raise AuditFailed(stated.text, "no exact value", "at least one")
    found = {compare(stated, each) for each in exact.values()}
    if found == {Agreement.EQUAL}:
        return Verdict.RIGHT
    if found == {Agreement.OFF}:
        return Verdict.WRONG
    return Verdict.DEPENDS if Agreement.OFF in found else Verdict.ROUNDED


def format_exact(exact: Exact, digits: int | None = DIGITS) -> str:
    """A value for people: a decimal, and the fraction if it has no more than this many digits.

    If ``digits`` is None, the fraction is always written out.
    """
    if isinstance(exact, Bounds):
        return BOUNDED.format(value=_decimal(exact.low), value2=_decimal(exact.high, up=True))
    if exact.denominator == 1:
        return str(exact)
    if digits is not None and is_long(exact, digits):
        count = len(str(exact.denominator))
        return LONG.format(value=_about(exact), n=count)
    return f"{exact} {_about(exact)}"


def _about(exact: Fraction) -> str:
    """The value to four decimals, with a sign that says whether that is exact."""
    return f"{'=' if Fraction(decimal(exact)) == exact else '≈'} {decimal(exact)}"


def _decimal(bound: Fraction, up: bool = False) -> str:
    """A bound with four places, rounded outward, so that it stays a bound."""
    scaled = bound * 10**4
    whole = scaled.numerator // scaled.denominator
    whole += up and scaled.denominator != 1
    return decimal(Fraction(whole, 10**4), 4 if whole % 10**4 else 0)


def value_to_data(exact: Exact) -> dict[str, str]:
    """A value as strings in lowest terms, with a decimal rounded half up to eight places."""
    if isinstance(exact, Bounds):
        low, high = exact
        return {"low": str(low), "high": str(high), "decimal": f"{format_exact(exact)}"}
    return {"value": str(exact), "decimal": decimal(exact, 8)}
