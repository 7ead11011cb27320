"""Which clauses are formalised: cited by the specification, or computed by a derivation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from neverfalls.spec.clauses import Clause, citations, clauses

from .figures import figures

WORKED = {
    "N1": "derivation price",
    "N2": "derivation price",
    "N3": "derivation price",
}
"""Worked figures that `neverfalls derive price` recomputes; the audit recomputes all of them."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A clause with what cites it; a clause that nothing cites needs a reason."""

    clause: Clause
    cited_by: tuple[str, ...]

    @property
    def answered(self) -> bool:
        """Whether it has exactly one of the two: citations or a reason."""
        return bool(self.cited_by) is not bool(self.clause.not_formalised)


def coverage() -> Mapping[str, Covered]:
    """Every clause with its citations."""
    found: dict[str, list[str]] = {}
    for clause, place in _cited():
        found.setdefault(clause, []).append(place)
    return {
        name: Covered(clause, tuple(dict.fromkeys(found.get(name, ()))))
        for name, clause in clauses().items()
    }


def unknown_citations() -> list[str]:
    """Citations of clauses that the catalogue does not have."""
    known = clauses()
    return [f"{place} cites {clause}" for clause, place in _cited() if clause not in known]


def _cited() -> Iterator[tuple[str, str]]:
    """Every clause that something states or computes, with what does so."""
    yield from citations()
    yield from WORKED.items()
    for figure in figures():
        yield figure.clause, f"audit {figure.name}"
