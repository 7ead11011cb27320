"""Exact numbers written for people: decimals, and fractions where they are short enough to read."""

from __future__ import annotations

from fractions import Fraction

PLACES = 4
"""Decimal places unless others are asked for."""

DIGITS = 20
"""Most digits, above and below together, of a fraction that is written out for a person."""


def decimal(value: Fraction, places: int = PLACES) -> str:
    """A number to some decimal places, halves rounded away from 0, by whole-number arithmetic."""
    scaled = 2 * abs(value.numerator) * 10**places + value.denominator
    digits = str(scaled // (2 * value.denominator)).rjust(places + 1, "0")
    sign = "-" if value < 0 and set(digits) != {"0"} else ""
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{sign}{whole}.{decimals}" if places else f"{sign}{whole}"


def approximate(value: Fraction) -> str:
    """``≈`` and a decimal of four places; of more near 0, so that four digits are left."""
    places = PLACES
    while value and abs(value) * 10**places < 10 ** (PLACES - 1):
        places += 1
    return f"≈ {decimal(value, places)}"


def is_long(value: Fraction, digits: int = DIGITS) -> bool:
    """Whether a fraction has more digits, above and below together, than people read."""
    return value.denominator != 1 and len(f"{abs(value.numerator)}{value.denominator}") > digits


def readable(value: Fraction, exact: bool = False) -> str:
    """A number for a person: exactly where it is short or ``exact`` asks for it, else rounded."""
    return str(value) if exact or not is_long(value) else approximate(value)


def with_decimal(value: Fraction, exact: bool = False) -> str:
    """A number for a person, with a decimal beside it where that helps: ``10/7 (1.4286)``."""
    text = readable(value, exact)
    plain = value.denominator == 1 or text.startswith("≈")
    return text if plain else f"{text} ({decimal(value)})"


def readable_words(text: str, exact: bool = False) -> str:
    """An event such as ``sell alice 21/2`` for a person: each of its words that is a number."""
    return " ".join(_word(word, exact) for word in text.split(" "))


def _word(word: str, exact: bool) -> str:
    top, slash, bottom = word.partition("/")
    if not slash or not top.removeprefix("-").isdigit() or not bottom.isdigit():
        return word
    return readable(Fraction(word), exact)
