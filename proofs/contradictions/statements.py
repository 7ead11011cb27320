"""The statements and their unknowns, read from ``statements.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .language import names

OURS = "ours"
"""The source of a statement that only says what words mean; the documents do not make it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the documents say in one place: a formula that may or may not hold.

    ``says`` is the same in our words. A statement of source "ours" fixes the meaning of words or
    the setting of an example; it can be given up like any other.
    """

    name: str
    says: str
    formula: str
    clauses: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def ours(self) -> bool:
        """Whether no document makes it."""
        return self.sources == (OURS,)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something the statements speak of: its meaning, its unit, and what is true of it anyway."""

    name: str
    meaning: str
    unit: str

    @property
    def background(self) -> str:
        """The formula that needs no statement: a truth is 0 or 1, an amount is not negative."""
        if self.unit == "truth":
            return f"{self.name} == 0 or {self.name} == 1"
        return f"{self.name} >= 0"


@dataclass(frozen=True)
class Table:
    """Statements, and every unknown that they speak of."""

    statements: tuple[Statement, ...]
    unknowns: Mapping[str, Unknown]

    def background(self, chosen: Iterable[Statement]) -> list[str]:
        """What is true anyway of the unknowns of some statements, in the order of the table."""
        spoken = {name for each in chosen for name in names(each.formula)}
        return [each.background for name, each in self.unknowns.items() if name in spoken]

    def topics(self) -> list[tuple[Statement, ...]]:
        """The statements in groups that share no unknown, in the order of the table.

        A smallest contradiction never reaches across two groups: the part in either group would
        be contradictory by itself.
        """
        groups: list[tuple[set[str], list[Statement]]] = []
        for each in self.statements:
            spoken = set(names(each.formula))
            joined = [group for group in groups if group[0] & spoken]
            first = joined[0] if joined else (set[str](), [])
            if not joined:
                groups.append(first)
            for other in joined[1:]:
                first[0].update(other[0])
                first[1].extend(other[1])
                groups.remove(other)
            first[0].update(spoken)
            first[1].append(each)
        order = {each.name: place for place, each in enumerate(self.statements)}
        return [tuple(sorted(group, key=lambda s: order[s.name])) for _names, group in groups]

    def of(self, statements: Sequence[Statement]) -> Table:
        """The same unknowns with other statements."""
        return Table(tuple(statements), self.unknowns)


@cache
def table() -> Table:
    """The statements of the documents.

    Raises:
        ValueError: two statements have one name, or one speaks of an unknown that is not declared.
    """
    text = resources.files(__package__).joinpath("statements.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    unknowns = {
        name: Unknown(name, each["meaning"], each["unit"]) for name, each in data["unknown"].items()
    }
    statements = tuple(
        Statement(
            name=each["name"],
            says=each["says"],
            formula=each["formula"],
            clauses=tuple(each.get("clauses", ())),
            sources=tuple(each["sources"]),
        )
        for each in data["statement"]
    )
    if len({each.name for each in statements}) != len(statements):
        raise ValueError("statements.toml: two statements have the same name")
    for each in statements:
        for name in names(each.formula):
            if name not in unknowns:
                raise ValueError(f"statements.toml: {each.name} speaks of an unknown {name}")
    return Table(statements, unknowns)
