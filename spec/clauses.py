"""The clauses of the documents, and where each is formalised or argued away."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from .claims import CLAIMS
from .mechanisms import MECHANISMS
from .model.parameters import PARAMETERS
from .model.questions import BY_CLAUSE


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement, question or figure of the documents, in our words.

    ``sources`` name documents by number and place. ``not_formalised`` is the reason why nothing
    in the specification states it; it is empty where something does.
    """

    id: str
    title: str
    text: str
    sources: tuple[str, ...]
    not_formalised: str


@dataclass(frozen=True, slots=True)
class Document:
    """One of the documents that the clauses come from: its number, its title, what it is."""

    id: str
    title: str
    kind: str


@cache
def _catalogue() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("clauses.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def documents() -> Mapping[str, Document]:
    """Every document by its number."""
    return {each["id"]: Document(**each) for each in _catalogue()["document"]}


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause by id, in the order of the catalogue."""
    return {
        each["id"]: Clause(
            id=each["id"],
            title=each["title"],
            text=" ".join(each["text"].split()),
            sources=tuple(each["sources"]),
            not_formalised=each.get("not_formalised", ""),
        )
        for each in _catalogue()["clause"]
    }


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
