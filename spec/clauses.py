"""The clauses of the documents: where each is formalised, or why it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from msgspec import Struct, field, toml

from .claims import CLAIMS
from .mechanisms import MECHANISMS
from .model.parameters import PARAMETERS
from .model.questions import BY_CLAUSE


class Clause(Struct, frozen=True):
    """One statement, question or figure of the documents, in our words.

    ``sources`` give the number of a document and the place in it. ``not_formalised`` says why
    nothing in the specification states the clause; it is empty where something does.
    """

    id: str
    title: str
    text: str
    sources: tuple[str, ...]
    not_formalised: str = ""


class Document(Struct, frozen=True):
    """One of the documents that the clauses come from: its number, its title, what it is."""

    id: str
    title: str
    kind: str


class _Catalogue(Struct, frozen=True):
    documents: list[Document] = field(name="document")
    clauses: list[Clause] = field(name="clause")


@cache
def _catalogue() -> _Catalogue:
    file = resources.files(__package__).joinpath("clauses.toml")
    return toml.decode(file.read_bytes(), type=_Catalogue)


@cache
def documents() -> Mapping[str, Document]:
    """Every document by its number."""
    return {each.id: each for each in _catalogue().documents}


OWN_CLAUSES: dict[str, Clause] = {}
"""The clauses that a rules file states, by id."""


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause by id, in the order of the catalogue; those of rules files come last."""
    return {**{each.id: each for each in _catalogue().clauses}, **OWN_CLAUSES}


def citations() -> Iterator[tuple[str, str]]:
    """Every citation in the specification: the clause's id, and what cites it."""
    for mechanism in MECHANISMS.values():
        for clause in mechanism.clauses:
            yield clause, f"mechanism {mechanism.name}"
        for rule in mechanism.rules.values():
            for clause in rule.clauses:
                yield clause, f"rule {rule.name}"
        amending = {body.__name__ for bodies in mechanism.amendments.values() for body in bodies}
        for effect, cited in mechanism.effect_clauses.items():
            for clause in cited:
                yield clause, f"{'amendment' if effect in amending else 'effect'} {effect}"
    for clause, question in BY_CLAUSE.items():
        yield clause, f"question {question}"
    for claim in CLAIMS.values():
        for clause in claim.clauses:
            yield clause, f"claim {claim.name}"
    for name, parameter in PARAMETERS.items():
        yield parameter.clause, f"parameter {name}"
