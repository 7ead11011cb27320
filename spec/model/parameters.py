"""Parameters: the numbers of a scheme, exact, with their units and the clause they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from ..numbers import Amount, Points, Truth

MAX_DIGITS = 60
"""Longest numerator or denominator that a file may write."""


COUNTED = ("items", "members")
"""Units of things that can only be counted in whole numbers."""


class Parameter(NamedTuple):
    """What a number of a scheme means: its unit, its sense, its range, its clause, its default.

    The default applies where a scheme does not state the number. ``words`` is what descriptions
    call it, where its name alone would say too little. A list rises, unless it is ``unordered``.
    ``elsewhere`` is a question, an answer to it, and the unit that the number has under that one.
    """

    unit: str
    sense: str
    low: int
    low_allowed: bool
    high: int | None
    clause: str
    default: Amount
    words: str = ""
    unordered: bool = False
    elsewhere: tuple[str, str, str] | None = None

    def unit_under(self, answers: Mapping[str, str]) -> str:
        """The unit that the number has under these answers to questions."""
        if self.elsewhere and answers.get(self.elsewhere[0]) == self.elsewhere[1]:
            return self.elsewhere[2]
        return self.unit


PARAMETERS: dict[str, Parameter] = {}
"""Every parameter by its name; each mechanism declares its own."""


def declare(**parameters: Parameter) -> None:
    """Declare parameters by their names.

    Raises:
        ValueError: a parameter of this name has been declared before.
    """
    for name, parameter in parameters.items():
        if name in PARAMETERS:
            raise ValueError(f"the parameter {name} is declared twice")
        PARAMETERS[name] = parameter


def number(
    unit: str,
    sense: str,
    clause: str,
    default: str | tuple[str, ...],
    *,
    positive: bool = False,
    at_most: int | None = None,
    words: str = "",
    unordered: bool = False,
) -> Parameter:
    """A number in some unit, at least 0 or, where it is ``positive``, more than 0.

    The default is an exact number as a file writes it, or a list of such numbers.
    """
    value: Amount = (
        tuple(map(parse_amount, default)) if isinstance(default, tuple) else parse_amount(default)
    )
    low_allowed = not positive
    return Parameter(unit, sense, 0, low_allowed, at_most, clause, value, words, unordered)


def rate(
    sense: str,
    clause: str,
    default: str | tuple[str, ...],
    *,
    positive: bool = False,
    share: bool = False,
    words: str = "",
    unordered: bool = False,
) -> Parameter:
    """A multiple of something, or a list of such; a ``share`` is at most the whole, 1."""
    most = 1 if share else None
    return number(
        "rate",
        sense,
        clause,
        default,
        positive=positive,
        at_most=most,
        words=words,
        unordered=unordered,
    )


def yuan(
    sense: str, clause: str, default: str | tuple[str, ...], *, positive: bool = False
) -> Parameter:
    """An amount of money, or a list of such amounts."""
    return number("yuan", sense, clause, default, positive=positive)


def points(sense: str, clause: str, default: str | tuple[str, ...]) -> Parameter:
    """A number of points, or a list of such numbers; more than 0."""
    return number("points", sense, clause, default, positive=True)


class Parameters:
    """The numbers that the rules read, each an attribute of the parameter's name.

    A scheme states those that its mechanisms need; every other has its default.
    """

    tier_thresholds: Sequence[Points]
    _values: dict[str, Any]

    def __init__(self, **values: Amount) -> None:
        self.__dict__["_values"] = values
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Amount:
        if name not in PARAMETERS:
            raise AttributeError(name)
        return PARAMETERS[name].default

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: parameters are fixed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parameters) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().items()))

    @property
    def stated(self) -> frozenset[str]:
        """The names of the numbers that are stated; the others have their defaults."""
        return frozenset(self._values)

    def to_dict(self) -> dict[str, Any]:
        """Every number by its name."""
        return {name: getattr(self, name) for name in PARAMETERS}

    def replaced(self, **values: Amount) -> Parameters:
        """The same numbers with some others."""
        return Parameters(**{**self._values, **values})


def is_list(name: str) -> bool:
    """Whether the parameter is a list of one or more numbers."""
    return isinstance(PARAMETERS[name].default, tuple)


def in_order(name: str, numbers: Sequence[Amount]) -> bool:
    """Whether a parameter can be this list: most are lists that rise."""
    return PARAMETERS[name].unordered or list(numbers) == sorted(set(numbers))


def unit_of(name: str) -> str:
    """The unit of a parameter in words, and whether it is a list."""
    parameter = PARAMETERS[name]
    kind = ", a list" if parameter.unordered else ", a rising list"
    return parameter.unit + kind if is_list(name) else parameter.unit


def default_of(name: str) -> str:
    """The default of a parameter as text: nothing where a list has none."""
    default = PARAMETERS[name].default
    return ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)


def interval(name: str) -> str:
    """The range of a parameter, as mathematics writes it."""
    low, allowed, high = PARAMETERS[name][2:5]
    return f"{'[' if allowed else '('}{low}, {'oo)' if high is None else f'{high}]'}"


def within_range(name: str, value: Amount) -> list[Truth]:
    """What must be true of a number for a parameter to take it, apart from being whole."""
    parameter = PARAMETERS[name]
    least = value >= parameter.low if parameter.low_allowed else value > parameter.low
    return [least] if parameter.high is None else [least, value <= parameter.high]


def check_range(name: str, value: Fraction) -> None:
    """Refuse a number that a parameter cannot have.

    Raises:
        ValueError: says the range, with the unit.
    """
    parameter = PARAMETERS[name]
    if not all(within_range(name, value)):
        least = "at least" if parameter.low_allowed else "more than"
        most = f" and at most {parameter.high}" if parameter.high is not None else ""
        raise ValueError(f"{least} {parameter.low}{most} ({parameter.unit})")
    if parameter.unit in COUNTED and value.denominator != 1:
        raise ValueError(f"a whole number ({parameter.unit})")


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
