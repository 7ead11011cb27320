"""The stated figures, as data: what is said, where, and what computes the exact value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .judging import Stated, parse


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the documents.

    ``says`` is what the figure is said to be, in our words, and ``sources`` where it is said.
    ``by`` names the computation of its exact value, ``given`` the stated inputs that this needs.
    """

    name: str
    clause: str
    says: str
    stated: Stated
    unit: str
    sources: tuple[str, ...]
    by: str
    given: Mapping[str, str]


@cache
def figures() -> tuple[Figure, ...]:
    """Every figure, in the order of the file.

    Raises:
        ValueError: a stated value is not a figure.
    """
    text = resources.files(__package__).joinpath("stated.toml").read_text(encoding="utf-8")
    return tuple(
        Figure(
            name=each["name"],
            clause=each["clause"],
            says=each["says"],
            stated=parse(each["stated"]),
            unit=each["unit"],
            sources=tuple(each["sources"]),
            by=each["by"],
            given=each.get("given", {}),
        )
        for each in tomllib.loads(text)["figure"]
    )
