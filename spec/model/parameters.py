"""Parameters: the numbers of a scheme, exact, with their units and the clause they come from."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from ..numbers import Amount, Points, Truth

MAX_DIGITS = 60
"""Longest numerator or denominator that a file may write."""


COUNTED = ("items", "members")
"""Units of what there are only whole numbers of."""


class Meaning(NamedTuple):
    """What a parameter is: its unit, its sense, its range, its clause, and a number for it.

    A scheme that does not state the parameter has that number.
    """

    unit: str
    sense: str
    low: int
    low_allowed: bool
    high: int | None
    clause: str
    default: Amount


MEANINGS: dict[str, Meaning] = {}
"""Every parameter by its name. A mechanism may declare more in its own module."""


def declare(**meanings: Meaning) -> None:
    """Declare parameters by their names.

    Raises:
        ValueError: a parameter of this name has been declared before.
    """
    for name, meaning in meanings.items():
        if name in MEANINGS:
            raise ValueError(f"the parameter {name} is declared twice")
        MEANINGS[name] = meaning


class Parameters:
    """The numbers that the rules read, each an attribute of the parameter's name.

    A scheme states those that its mechanisms need; any other has its default.
    """

    tier_thresholds: Sequence[Points]
    _values: dict[str, Any]

    def __init__(self, **values: Amount) -> None:
        self.__dict__["_values"] = values
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Amount:
        if name not in MEANINGS:
            raise AttributeError(name)
        return MEANINGS[name].default

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: parameters are fixed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parameters) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().items()))

    @property
    def stated(self) -> frozenset[str]:
        """The names of the numbers that do not have their default for want of another."""
        return frozenset(self._values)

    def to_dict(self) -> dict[str, Any]:
        """Every number by its name."""
        return {name: getattr(self, name) for name in MEANINGS}

    def replaced(self, **values: Amount) -> Parameters:
        """The same numbers with some others."""
        return Parameters(**{**self._values, **values})


declare(
    order=Meaning(
        "yuan", "a typical purchase, used in examples only", 0, False, None, "M1", Fraction(100)
    ),
    contribution=Meaning(
        "rate", "share of a sale paid into the pool", 0, False, 1, "M1.1", Fraction(3, 10)
    ),
    reward=Meaning(
        "rate",
        "value of the points granted, per yuan contributed",
        0,
        True,
        None,
        "M1.2",
        Fraction(7, 10),
    ),
    issue_price=Meaning(
        "yuan per point", "price of the first points", 0, False, None, "M1.4", Fraction(1)
    ),
    points_per_yuan=Meaning(
        "points per yuan",
        "points granted under the fixed-number reading",
        0,
        False,
        None,
        "A22",
        Fraction(1, 200),
    ),
    margin=Meaning(
        "rate", "share of a price that is not product cost", 0, True, 1, "A20", Fraction(1, 2)
    ),
    exit_fee=Meaning(
        "rate", "share of a sale's proceeds kept in the pool", 0, True, 1, "M2.3", Fraction(1, 10)
    ),
    quota_multiple=Meaning(
        "rate", "quota granted per yuan spent", 0, True, None, "M5.1", Fraction(2)
    ),
    daily_rate=Meaning(
        "rate", "share of a day's sales in the daily fund", 0, True, 1, "M6.1", Fraction(1, 5)
    ),
    tier_rate=Meaning(
        "rate", "share of a day's sales in all tier funds", 0, True, 1, "M7.1", Fraction(1, 10)
    ),
    tier_rate_restated=Meaning(
        "rate",
        "the same share as the text states it a second time",
        0,
        True,
        1,
        "A6",
        Fraction(1, 5),
    ),
    lowest_dividend_rate=Meaning(
        "rate", "least rate the platform may pick for a day", 0, True, 1, "A21", Fraction(3, 100)
    ),
    highest_dividend_rate=Meaning(
        "rate",
        "greatest rate the platform may pick for a day",
        0,
        True,
        1,
        "A21",
        Fraction(15, 100),
    ),
    tier_thresholds=Meaning(
        "points", "points that reach each tier, lowest first", 0, False, None, "M7.9", ()
    ),
)


def is_list(name: str) -> bool:
    """Whether the parameter is a list of numbers, rising, of which a scheme needs at least one."""
    return isinstance(MEANINGS[name].default, tuple)


def interval(name: str) -> str:
    """The range of a parameter, as mathematics writes it."""
    low, allowed, high = MEANINGS[name][2:5]
    return f"{'[' if allowed else '('}{low}, {'oo)' if high is None else f'{high}]'}"


def within_range(name: str, value: Amount) -> list[Truth]:
    """What must be true of a number for the parameter to have it, whole numbers apart."""
    meaning = MEANINGS[name]
    least = value >= meaning.low if meaning.low_allowed else value > meaning.low
    return [least] if meaning.high is None else [least, value <= meaning.high]


def check_range(name: str, value: Fraction) -> None:
    """Refuse a number that a parameter cannot have.

    Raises:
        ValueError: says the range, with the unit.
    """
    meaning = MEANINGS[name]
    if not all(within_range(name, value)):
        least = "at least" if meaning.low_allowed else "more than"
        most = f" and at most {meaning.high}" if meaning.high is not None else ""
        raise ValueError(f"{least} {meaning.low}{most} ({meaning.unit})")
    if meaning.unit in COUNTED and value.denominator != 1:
        raise ValueError(f"a whole number ({meaning.unit})")


def parse_amount(text: object) -> Fraction:
    """An exact rational from its text: ``3``, ``3/10`` or ``0.3``.

    Raises:
        ValueError: not such a text, a zero denominator, or absurdly many digits.
    """
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text) if abs(text) < 10**MAX_DIGITS else "9" * (MAX_DIGITS + 1)
    if not isinstance(text, str):
        raise ValueError("an exact number written as a string, such as '3/10'")
    if len(text) > 2 * MAX_DIGITS + 2:
        raise ValueError(f"a number of at most {MAX_DIGITS} digits above and below")
    digits = text.removeprefix("-")
    top, slash, bottom = digits.partition("/")
    whole, point, decimals = top.partition(".")
    parts = [whole, *([decimals] if point else []), *([bottom] if slash else [])]
    if not all(part.isascii() and part.isdigit() for part in parts) or (point and slash):
        raise ValueError("an exact number such as '3', '3/10' or '0.3'")
    if len(whole + decimals) > MAX_DIGITS or len(bottom) > MAX_DIGITS:
        raise ValueError(f"a number of at most {MAX_DIGITS} digits above and below")
    if slash and not int(bottom):
        raise ValueError("a number whose denominator is not zero")
    return Fraction(text)
