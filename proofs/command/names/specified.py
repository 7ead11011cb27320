"""What the specification names, from clauses to schemes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from neverfalls.counterexamples import load
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.extending import smallest_scheme
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism, sentence
from neverfalls.spec.model.parameters import PARAMETERS, default_of, interval, is_list, unit_of
from neverfalls.spec.model.questions import BY_CLAUSE, QUESTIONS, Question
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.claims import describe_claim
from neverfalls.spec.words.rules import describe_rule

from ...audit.coverage import coverage
from ...induction.invariants import INVARIANTS
from ..render.screen import WORDS, verdict_text
from .kind import Asked, Explained, Kind, cells_of, fields


def _clause(name: str, _asked: Asked) -> Iterator[Explained]:
    if name not in coverage():
        return
    covered = coverage()[name]
    clause = covered.clause
    body = fields(
        ("says", clause.text),
        ("in the documents", "; ".join(clause.sources)),
        ("stated by", ", ".join(covered.cited_by)),
        ("not formalised", clause.not_formalised),
    )
    yield Explained(
        f"{name} (a clause): {clause.title}\n{body}",
        {
            "clause": name,
            "title": clause.title,
            "text": clause.text,
            "sources": list(clause.sources),
            "formalised": list(covered.cited_by),
            "not_formalised": clause.not_formalised,
        },
    )


def _claims(name: str, asked: Asked) -> Iterator[Explained]:
    for claim in CLAIMS.values():
        if name == claim.name or name in claim.clauses:
            yield _claim(claim, asked)


def _claim(claim: Claim, asked: Asked) -> Explained:
    scheme = asked.scheme
    if scheme and not claim.applies(scheme.mechanisms):
        text = f"{claim.name} ({', '.join(claim.clauses)}) is not about this scheme's mechanisms"
        return Explained(
            text,
            {
                "name": claim.name,
                "clauses": list(claim.clauses),
                "scheme": scheme.name,
                "applies": False,
            },
        )
    described = describe_claim(claim, scheme)
    cells = [
        {"scheme": each.name, **cell}
        for each in asked.schemes
        for cell in cells_of(each)
        if cell["claim"] == claim.name and not cell["deviation"]
    ]
    text = "\n".join([described.text(), *_recorded(cells, asked.exact)])
    return Explained(text, {**described.to_dict(), "recorded": cells}, described.latex())


def _recorded(cells: Sequence[Mapping[str, Any]], exact: bool) -> Iterator[str]:
    """The recorded verdicts on the schemes as written, those that hold in one line."""
    alike: dict[str, list[str]] = {}
    for cell in cells:
        trace = load(cell["counterexample"]) if "counterexample" in cell else None
        alike.setdefault(verdict_text(cell, trace, exact), []).append(cell["scheme"])
    for text, schemes in alike.items():
        yield f"  - in {', '.join(schemes)}: {text}"


def _questions(name: str, asked: Asked) -> Iterator[Explained]:
    key = BY_CLAUSE.get(name, name)
    if key not in QUESTIONS:
        return
    kind = QUESTIONS[key]
    question = sentence(kind)
    changes = {
        choice.value: list(_changes(f"{key}={choice.value}", asked.schemes)) for choice in kind
    }
    body = fields(
        *((choice.value, "; ".join(_answer(choice, changes[choice.value]))) for choice in kind)
    )
    yield Explained(
        f"{key} ({kind.clause()}): a question that the documents leave open\n{question}\n{body}",
        {
            "reading": key,
            "clause": kind.clause(),
            "question": question,
            "choices": {
                choice: [f"{scheme}: {claim} is {status}" for scheme, claim, status in changed]
                for choice, changed in changes.items()
            },
        },
    )


def _changes(deviation: str, schemes: Sequence[Scheme]) -> Iterator[tuple[str, str, str]]:
    """The recorded verdicts that an answer changes against its scheme as written."""
    for scheme in schemes:
        cells = cells_of(scheme)
        written = {cell["claim"]: cell["status"] for cell in cells if not cell["deviation"]}
        for cell in cells:
            if cell["deviation"] == deviation and cell["status"] != written[cell["claim"]]:
                yield scheme.name, cell["claim"], cell["status"]


def _answer(choice: Question, changed: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """What an answer means, and the recorded verdicts that it changes."""
    if choice.means:
        yield choice.means
    yield from _by_scheme(changed)
    if not changed:
        yield "changes no recorded verdict"


def _by_scheme(changed: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    schemes: dict[str, list[str]] = {}
    for scheme, claim, status in changed:
        schemes.setdefault(scheme, []).append(f"{claim} {WORDS[status]}")
    for scheme, claims in schemes.items():
        yield f"in {scheme} {', '.join(claims)}"


def _rules(name: str, asked: Asked) -> Iterator[Explained]:
    home = next((room.name for room in MECHANISMS.values() if name in room.rules), "")
    # no shipped scheme may have such a rule
    own = [smallest_scheme(home)] if home and asked.scheme is None else []
    for scheme in (*asked.schemes, *own):
        if name in scheme.rules:
            described = describe_rule(scheme, name)
            text = f"In {scheme.name}:\n{described.text(asked.wide)}"
            data = {"scheme": scheme.name, **described.to_dict()}
            yield Explained(text, data, described.latex())
            return


def known_rules() -> list[str]:
    """The rules of all mechanisms."""
    return [rule for room in MECHANISMS.values() for rule in room.rules]


def _additions(name: str, _asked: Asked) -> Iterator[Explained]:
    for room in MECHANISMS.values():
        for table, what in ((room.effects, "whenever"), (room.amendments, "amends")):
            for happening, bodies in table.items():
                for body in (each for each in bodies if each.__name__ == name):
                    clauses = room.effect_clauses[name]
                    rows = fields(
                        ("says", sentence(body)),
                        (what, happening),
                        ("mechanism", room.name),
                        ("clauses", ", ".join(clauses)),
                    )
                    yield Explained(
                        f"{name} (what a mechanism adds to the rules of others)\n{rows}",
                        {
                            "addition": name,
                            what: happening,
                            "statement": sentence(body),
                            "mechanism": room.name,
                            "clauses": list(clauses),
                        },
                    )


def parameter_range(name: str) -> str:
    """The numbers that a parameter may have, in words."""
    meaning = PARAMETERS[name]
    if meaning.high is None:
        return f"{meaning.low} or more" if meaning.low_allowed else f"above {meaning.low}"
    if meaning.low_allowed:
        return f"{meaning.low} to {meaning.high}"
    return f"above {meaning.low}, up to {meaning.high}"


def number(value: Any) -> str:
    """A parameter's number, or its list of numbers."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def parameter_row(name: str) -> dict[str, Any]:
    """A parameter as data."""
    meaning = PARAMETERS[name]
    return {
        "parameter": name,
        "unit": meaning.unit,
        "range": interval(name),
        "default": [*map(str, meaning.default)] if is_list(name) else default_of(name),
        "clause": meaning.clause,
        "meaning": meaning.sense,
        "read_by": [room.name for room in MECHANISMS.values() if name in room.parameters],
    }


def _parameters(name: str, asked: Asked) -> Iterator[Explained]:
    if name not in PARAMETERS:
        return
    row = parameter_row(name)
    stated = {
        each.name: number(getattr(each.parameters, name))
        for each in asked.schemes
        if name in each.relevant_parameters
    }
    body = fields(
        ("means", row["meaning"]),
        ("unit", unit_of(name)),
        ("range", parameter_range(name)),
        ("default", default_of(name) or "none: a scheme that needs it has to state it"),
        ("clause", row["clause"]),
        ("read by", ", ".join(row["read_by"])),
        ("in the schemes", "; ".join(f"{scheme} {value}" for scheme, value in stated.items())),
    )
    yield Explained(f"{name} (a parameter)\n{body}", {**row, "schemes": stated})


def mechanism_row(room: Mechanism) -> dict[str, Any]:
    """A mechanism as data."""
    return {
        "mechanism": room.name,
        "title": room.title,
        "clauses": list(room.clauses),
        "needs": list(room.needs),
        "parameters": list(room.parameters),
        "readings": list(room.questions),
        "rules": list(room.rules),
    }


def _mechanisms(name: str, _asked: Asked) -> Iterator[Explained]:
    if name not in MECHANISMS:
        return
    room = MECHANISMS[name]
    row = mechanism_row(room)
    more = {
        "promises": [each.name for each in CLAIMS.values() if name in each.needs],
        "invariants": [each.name for each in INVARIANTS.values() if name in each.needs],
        "schemes": [each for each in SHIPPED if name in load_scheme(each).mechanisms],
    }
    body = fields(
        ("clauses", ", ".join(row["clauses"])),
        ("builds on", ", ".join(row["needs"])),
        ("events", ", ".join(row["rules"])),
        ("parameters", ", ".join(row["parameters"])),
        ("questions", ", ".join(row["readings"])),
        ("promises", ", ".join(more["promises"])),
        ("invariants", ", ".join(more["invariants"])),
        ("schemes", ", ".join(more["schemes"])),
    )
    yield Explained(f"{name} (a mechanism): {room.title}\n{body}", {**row, **more})


def _schemes(name: str, _asked: Asked) -> Iterator[Explained]:
    if name not in SHIPPED:
        return
    scheme = load_scheme(name)
    counts = Counter(cell["status"] for cell in cells_of(scheme))
    answers = scheme.readings.to_dict()
    numbers = {
        each: number(getattr(scheme.parameters, each)) for each in scheme.relevant_parameters
    }
    readings = {each: answers[each] for each in scheme.relevant_questions}
    file = resources.files("neverfalls.spec").joinpath("schemes", f"{name}.toml")
    body = fields(
        ("mechanisms", ", ".join(scheme.mechanisms)),
        ("parameters", "; ".join(f"{key} = {value}" for key, value in numbers.items())),
        ("readings", ", ".join(f"{key}={value}" for key, value in readings.items())),
        ("opens with", ", ".join(f"{key} = {value}" for key, value in scheme.opening.items())),
        ("recorded", ", ".join(f"{count} {status}" for status, count in counts.items())),
        ("file", str(file)),
        ("to judge it", f"neverfalls check {name}"),
    )
    yield Explained(
        f"{name} (a shipped scheme): {scheme.title}\n{body}",
        {
            "shipped": name,
            "title": scheme.title,
            "mechanisms": list(scheme.mechanisms),
            "parameters": numbers,
            "readings": readings,
            "opening": {key: str(value) for key, value in scheme.opening.items()},
            "recorded": dict(counts),
        },
    )


CLAUSE = Kind("clause", coverage, _clause)
CLAIM = Kind("claim", lambda: CLAIMS, _claims)
QUESTION = Kind("question", lambda: QUESTIONS, _questions)
RULE = Kind("rule", known_rules, _rules)
ADDITION = Kind(
    "addition to a rule",
    lambda: [each for room in MECHANISMS.values() for each in room.effect_clauses],
    _additions,
)
PARAMETER = Kind("parameter", lambda: PARAMETERS, _parameters)
MECHANISM = Kind("mechanism", lambda: MECHANISMS, _mechanisms)
SCHEME = Kind("scheme", lambda: SHIPPED, _schemes)
