"""The statements and their unknowns, read from ``statements.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from msgspec import Struct, field, toml

from .language import names

OURS = "ours"
"""The source of a statement that only fixes what words mean; no document makes it."""


class Statement(Struct, frozen=True):
    """Something that the documents say: a formula that may or may not hold.

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
    """Something that statements are about: its meaning and its unit."""

    name: str
    meaning: str
    unit: str

    @property
    def background(self) -> str:
        """What is true without any statement: a truth is 0 or 1, an amount is not negative."""
        if self.unit == "truth":
            return f"{self.name} == 0 or {self.name} == 1"
        return f"{self.name} >= 0"


@dataclass(frozen=True)
class Table:
    """Statements, and every unknown that occurs in them."""

    statements: tuple[Statement, ...]
    unknowns: Mapping[str, Unknown]

    def background(self, chosen: Iterable[Statement]) -> list[str]:
        """What is true anyway of the unknowns of some statements, in the order of the table."""
        used = {name for each in chosen for name in names(each.formula)}
        return [each.background for name, each in self.unknowns.items() if name in used]

    def topics(self) -> list[tuple[Statement, ...]]:
        """The statements in groups that share no unknown, in the order of the table.

        A smallest contradiction lies within one group: if it had statements of two, those of one
        of them would be contradictory by themselves.
        """
        groups: list[tuple[set[str], list[Statement]]] = []
        for each in self.statements:
            used = set(names(each.formula))
            joined = [group for group in groups if group[0] & used]
            first = joined[0] if joined else (set[str](), [])
            if not joined:
                groups.append(first)
            for other in joined[1:]:
                first[0].update(other[0])
                first[1].extend(other[1])
                groups.remove(other)
            first[0].update(used)
            first[1].append(each)
        order = {each.name: place for place, each in enumerate(self.statements)}
        return [tuple(sorted(group, key=lambda s: order[s.name])) for _names, group in groups]

    def of(self, statements: Sequence[Statement]) -> Table:
        """The same unknowns with other statements."""
        return Table(tuple(statements), self.unknowns)


class _File(Struct, frozen=True):
    unknowns: dict[str, dict[str, str]] = field(name="unknown")
    statements: tuple[Statement, ...] = field(name="statement")


@cache
def table() -> Table:
    """The statements of the documents.

    Raises:
        ValueError: two statements have the same name, or one has an unknown that is not declared.
    """
    file = resources.files(__package__).joinpath("statements.toml")
    data = toml.decode(file.read_bytes(), type=_File)
    unknowns = {name: Unknown(name, **each) for name, each in data.unknowns.items()}
    statements = data.statements
    if len({each.name for each in statements}) != len(statements):
        raise ValueError("statements.toml: two statements have the same name")
    for each in statements:
        for name in names(each.formula):
            if name not in unknowns:
                raise ValueError(f"statements.toml: {each.name} has {name}, which is not declared")
    return Table(statements, unknowns)
