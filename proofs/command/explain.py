"""`neverfalls explain`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from neverfalls.counterexamples import ids, load
from neverfalls.counterexamples.layout import text
from neverfalls.counterexamples.story import tell
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.questions import BY_CLAUSE, QUESTIONS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.claims import describe_claim
from neverfalls.spec.words.rules import describe_rule

from ..audit.coverage import coverage
from ..verdicts.record import record_of
from . import AS_ASKED
from .check import schemes_of
from .errors import Misplaced, NoRule, UnknownName
from .render.table import said

Explained = tuple[str, dict[str, Any]]


def run_explain(name: str, scheme: str | None, as_json: bool) -> int:
    """Explain everything of this name; print; the exit code."""
    chosen = None if scheme is None else schemes_of([scheme])[0]
    found = list(_explanations(name, chosen))
    if not found and chosen is not None and name in known_rules():
        raise NoRule(chosen.name, name, list(chosen.rules))
    if name in SHIPPED:
        see = f"see `neverfalls check {name}` or `neverfalls list schemes`"
        raise Misplaced(name, "a scheme", see)
    if not found:
        raise UnknownName("name", name, known_names())
    if as_json:
        shown = {"format": "neverfalls-explain/1", "explained": [data for _text, data in found]}
        print(json.dumps(shown, indent=1, ensure_ascii=False))
    else:
        print("\n".join(text for text, _data in found))
    return AS_ASKED


def known_names() -> list[str]:
    """Everything that can be explained."""
    return [*CLAIMS, *known_rules(), *QUESTIONS, *coverage(), *ids()]


def known_rules() -> list[str]:
    """The rules of all mechanisms."""
    return [rule for room in MECHANISMS.values() for rule in room.rules]


def _explanations(name: str, scheme: Scheme | None) -> Iterator[Explained]:
    schemes = [scheme] if scheme else [load_scheme(shipped) for shipped in SHIPPED]
    if name in coverage():
        yield _clause(name)
    for claim in CLAIMS.values():
        if name == claim.name or name in claim.clauses:
            yield _claim(claim, scheme)
    reading = BY_CLAUSE.get(name, name)
    if reading in QUESTIONS:
        yield _reading(reading, schemes)
    for each in schemes:
        if name in each.rules:
            described = describe_rule(each, name)
            yield (
                f"In {each.name}:\n{described.text()}",
                {"scheme": each.name, **described.to_dict()},
            )
            break
    if name in ids():
        story = tell(load(name))
        yield text(story), story.to_dict()


def _clause(name: str) -> Explained:
    covered = coverage()[name]
    clause = covered.clause
    state = ", ".join(covered.cited_by) or f"not formalised: {clause.not_formalised}"
    sources = "; ".join(clause.sources)
    text = f"{name} {clause.title}\n  {clause.text}\n  in the documents: {sources}\n  {state}\n"
    return text, {
        "clause": name,
        "title": clause.title,
        "text": clause.text,
        "sources": list(clause.sources),
        "formalised": list(covered.cited_by),
        "not_formalised": clause.not_formalised,
    }


def _claim(claim: Claim, scheme: Scheme | None) -> Explained:
    if scheme and not claim.applies(scheme.mechanisms):
        text = f"{claim.name} ({', '.join(claim.clauses)}) is not about this scheme's mechanisms\n"
        return text, {
            "name": claim.name,
            "clauses": list(claim.clauses),
            "scheme": scheme.name,
            "applies": False,
        }
    described = describe_claim(claim, scheme)
    lines, cells = [described.text()], []
    for each in [scheme] if scheme else [load_scheme(shipped) for shipped in SHIPPED]:
        record = record_of(each)
        for cell in record["cells"] if record else []:
            if cell["claim"] == claim.name and not cell["deviation"]:
                lines.append(f"{each.name}, as written: {said(cell)}")
                cells.append({"scheme": each.name, **cell})
    return "\n".join(lines) + "\n", {**described.to_dict(), "recorded": cells}


def _reading(name: str, schemes: Sequence[Scheme]) -> Explained:
    kind = QUESTIONS[name]
    question = " ".join((kind.__doc__ or "").split())
    lines = [f"{name} ({kind.clause()}): {question}"]
    changes: dict[str, list[str]] = {}
    for choice in kind:
        changes[choice.value] = list(_changes(f"{name}={choice.value}", schemes))
        told = "; ".join(changes[choice.value]) or "changes no recorded verdict"
        lines.append(f"  {choice.value}: {told}")
    return "\n".join(lines) + "\n", {
        "reading": name,
        "clause": kind.clause(),
        "question": question,
        "choices": changes,
    }


def _changes(deviation: str, schemes: Sequence[Scheme]) -> Iterator[str]:
    """The recorded verdicts that a choice changes against its scheme as written."""
    for scheme in schemes:
        record = record_of(scheme)
        cells = record["cells"] if record else []
        written = {cell["claim"]: cell["status"] for cell in cells if not cell["deviation"]}
        for cell in cells:
            if cell["deviation"] == deviation and cell["status"] != written[cell["claim"]]:
                yield f"{scheme.name}: {cell['claim']} is {cell['status']}"
