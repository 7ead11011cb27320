"""Names of balances and exact numbers in plain words."""

from __future__ import annotations

from fractions import Fraction

DECIMALS = 4


def entry_words(key: str) -> str:
    """A balance in plain words: ``alice: points``, ``quoted: yuan in pool``."""
    holder, _, entry = key.partition(".")
    return f"{_words(holder)}: {_words(entry)}"


def decimal(value: Fraction) -> str:
    """The number to four decimals, halves away from zero."""
    scaled = (2 * abs(value.numerator) * 10**DECIMALS + value.denominator) // (
        2 * value.denominator
    )
    whole, rest = divmod(scaled, 10**DECIMALS)
    return f"{'-' if value < 0 and scaled else ''}{whole}.{rest:0{DECIMALS}}"


def both(value: Fraction) -> str:
    """A number exactly, and to four decimals where it is no whole number."""
    return str(value) if value.denominator == 1 else f"{value} ({decimal(value)})"


def _words(identifier: str) -> str:
    return identifier.replace("-", " ").replace("_", " ")
