"""`neverfalls list`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from .codes import AS_ASKED
from .render.lines import width, write
from .render.rows import rows_text

Row = dict[str, Any]


def run_list(what: str, as_json: bool) -> int:
    """List one kind of thing; print; the exit code."""
    rows = list(LISTINGS[what]())
    if as_json:
        shown = {"format": "neverfalls-list/1", what: rows}
        print(json.dumps(shown, indent=1, ensure_ascii=False))
        return AS_ASKED
    write(rows_text([_shown(what, row) for row in rows], width()))
    if what == "clauses":
        counted = sum(1 for row in rows if row["formalised"])
        write(f"{counted} clauses formalised, {len(rows) - counted} argued away")
    if what in SHOWN:
        write("`neverfalls explain NAME` says more of each.")
    return AS_ASKED


SHOWN: dict[str, tuple[str, ...]] = {
    "parameters": ("parameter", "unit", "range", "default", "clause"),
    "mechanisms": ("mechanism", "clauses", "title"),
    "invariants": ("invariant", "mechanisms", "statement"),
    "figures": ("figure", "clause", "stated", "unit", "says"),
    "exercises": ("exercise", "lesson", "kind", "title"),
}
"""The fields that are listed in words, where not all are; JSON has all of them."""


def _shown(what: str, row: Row) -> Row:
    found = {key: row[key] for key in SHOWN.get(what, row)}
    if what == "parameters":
        from .names.specified import parameter_range

        found["range"] = parameter_range(row["parameter"])
    return found


def _clauses() -> Iterator[Row]:
    from ..audit.coverage import coverage

    for name, covered in coverage().items():
        clause = covered.clause
        yield {
            "id": name,
            "title": clause.title,
            "text": clause.text,
            "sources": list(clause.sources),
            "formalised": list(covered.cited_by),
            "not_formalised": clause.not_formalised,
        }


def _rules() -> Iterator[Row]:
    from neverfalls.spec.mechanisms import MECHANISMS
    from neverfalls.spec.model.mechanism import sentence

    for mechanism in MECHANISMS.values():
        for rule in mechanism.rules.values():
            yield {
                "rule": rule.name,
                "arguments": [f"{name}: {sort}" for name, sort in rule.sorts.items()],
                "statement": sentence(rule.body),
                "mechanism": mechanism.name,
                "clauses": list(rule.clauses),
            }
        parts = {"whenever announced": mechanism.effects, "amends": mechanism.amendments}
        for how, table in parts.items():
            for what, body in ((what, body) for what, bodies in table.items() for body in bodies):
                yield {
                    "rule": body.__name__,
                    "arguments": [f"{how}: {what}"],
                    "statement": sentence(body),
                    "mechanism": mechanism.name,
                    "clauses": list(mechanism.effect_clauses[body.__name__]),
                }


def _readings() -> Iterator[Row]:
    from neverfalls.spec.mechanisms import MECHANISMS
    from neverfalls.spec.model.mechanism import sentence
    from neverfalls.spec.model.questions import QUESTIONS

    assert MECHANISMS  # which declare readings too

    for name, kind in QUESTIONS.items():
        yield {
            "reading": name,
            "question": sentence(kind),
            "choices": [choice.value for choice in kind],
            "clauses": [kind.clause()],
        }


def _claims() -> Iterator[Row]:
    from neverfalls.spec.claims import CLAIMS

    for claim in CLAIMS.values():
        yield {
            "claim": claim.name,
            "kind": claim.kind.value + (", for every member" if claim.per_member else ""),
            "statement": claim.statement,
            "clauses": list(claim.clauses),
        }


def _theorems() -> Iterator[Row]:
    from ..theorems import THEOREMS

    for theorem in THEOREMS.values():
        yield {
            "theorem": theorem.name,
            "claim": theorem.claim,
            "scheme": theorem.scheme,
            "readings": [f"{key}={choice}" for key, choice in theorem.readings.items()],
            "for_any": list(theorem.open_parameters),
            "hypotheses": list(theorem.hypotheses),
            "sharp_readings": [f"{k}={v}" for k, v in theorem.sharp_readings.items()],
        }


def _limits() -> Iterator[Row]:
    from ..limits.report import LIMITS

    for name in LIMITS:
        yield {"limit": name}


def _counterexamples() -> Iterator[Row]:
    from neverfalls.counterexamples import every

    for trace in every():
        events = [" ".join([step.rule, *step.arguments.values()]) for step in trace.steps]
        yield {"id": trace.id, "claim": trace.claim, "events": events}


def _schemes() -> Iterator[Row]:
    from neverfalls.spec.schemes.loader import RECORDED, load_scheme

    for name in RECORDED:
        scheme = load_scheme(name)
        yield {"scheme": name, "title": scheme.title, "mechanisms": list(scheme.mechanisms)}


def _mechanisms() -> Iterator[Row]:
    from neverfalls.spec.mechanisms import MECHANISMS

    from .names.specified import mechanism_row

    return map(mechanism_row, MECHANISMS.values())


def _parameters() -> Iterator[Row]:
    from neverfalls.spec.mechanisms import MECHANISMS
    from neverfalls.spec.model.parameters import PARAMETERS

    from .names.specified import parameter_row

    assert MECHANISMS  # which declare parameters too

    return map(parameter_row, PARAMETERS)


def _invariants() -> Iterator[Row]:
    from ..induction.invariants import INVARIANTS

    for invariant in INVARIANTS.values():
        yield {
            "invariant": invariant.name,
            "statement": invariant.statement,
            "per_member": invariant.per_member,
            "mechanisms": list(invariant.needs),
        }


def _profiles() -> Iterator[Row]:
    from neverfalls.counterexamples.conformance import load, suites

    for name in suites():
        suite = load(name)
        for profile in suite.profiles:
            count = len(suite.of(profile))
            yield {"profile": profile, "cases": count, "title": suite.title}


def _plots() -> Iterator[Row]:
    from neverfalls.spec.model.mechanism import sentence

    from ..plots import PLOTS

    for name, compute in PLOTS.items():
        yield {"plot": name, "shows": sentence(compute)}


def _exercises() -> Iterator[Row]:
    from ..exercises import exercises

    for exercise in exercises().values():
        yield {
            "exercise": exercise.id,
            "lesson": exercise.lesson,
            "kind": exercise.kind,
            "scheme": exercise.scheme,
            "title": exercise.title,
            "question": exercise.question,
        }


def _figures() -> Iterator[Row]:
    from ..audit.figures import figures

    for figure in figures():
        yield {
            "figure": figure.name,
            "clause": figure.clause,
            "says": figure.says,
            "stated": figure.stated.text,
            "unit": figure.unit,
            "sources": list(figure.sources),
        }


LISTINGS: dict[str, Callable[[], Iterator[Row]]] = {
    "clauses": _clauses,
    "rules": _rules,
    "readings": _readings,
    "claims": _claims,
    "theorems": _theorems,
    "limits": _limits,
    "counterexamples": _counterexamples,
    "schemes": _schemes,
    "mechanisms": _mechanisms,
    "parameters": _parameters,
    "invariants": _invariants,
    "figures": _figures,
    "profiles": _profiles,
    "plots": _plots,
    "exercises": _exercises,
}
