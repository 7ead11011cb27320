"""Names of balances, and broken promises, in plain words."""

from __future__ import annotations


def entry_words(key: str) -> str:
    """A balance in plain words: ``alice: points``, ``quoted: yuan in pool``."""
    holder, _, entry = key.partition(".")
    return f"{_words(holder)}: {_words(entry)}"


def shortfall(left: str, relation: str, right: str, unit: str) -> str:
    """What was found and what was promised: ``62 yuan, where at least 66 was promised``."""
    promised = "exactly" if relation == "equal to" else relation
    return f"{left} {unit}, where {promised} {right} was promised"


def _words(identifier: str) -> str:
    return identifier.replace("-", " ").replace("_", " ")
