"""Names of balances, and broken promises, in plain words."""

from __future__ import annotations

EVENTS = " · "
FOR_EVER = ", and so on for ever"
UNTOLD = "before any event"
"""A history in one line: what stands between its events, behind those that repeat, and alone."""

PROMISED = {
    "exactly": "{left} {unit}, where exactly {right} was promised",
    "compared": "{left} {unit}, where {relation} {right} was promised",
}
"""What was found and what was promised, as templates."""


def entry_words(key: str) -> str:
    """A balance in plain words: ``alice: points``, ``quoted: yuan in pool``."""
    holder, _, entry = key.partition(".")
    return f"{_words(holder)}: {_words(entry)}"


def shortfall(left: str, relation: str, right: str, unit: str) -> str:
    """What was found and what was promised: ``62 yuan, where at least 66 was promised``."""
    template = PROMISED["exactly" if relation == "equal to" else "compared"]
    return template.format(left=left, unit=unit, relation=relation, right=right)


def _words(identifier: str) -> str:
    return identifier.replace("-", " ").replace("_", " ")
