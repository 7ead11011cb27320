"""What a page holds: schemes as programs, verdicts by reading, and the histories that break them.

Everything is taken from the text of the rules and from the records. A *variant* is a scheme with
one answer, or one number that no document states, other than its own; ``""`` is the scheme as
written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from neverfalls.counterexamples import Trace
from neverfalls.counterexamples.setting import parameters_of, readings_of, scheme_of
from neverfalls.counterexamples.trace import FORMAT
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.clauses import clauses
from neverfalls.spec.mechanisms.purchase import ProductCost
from neverfalls.spec.model.mechanism import ASSETS, sentence
from neverfalls.spec.model.parameters import PARAMETERS
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.promises import forms_of, promises
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..verdicts.record import record_of
from .programs import Program, claim_program, rule_program

PLAYERS = 4
"""Members of a game."""


ANY_MARGIN = f"product_cost={ProductCost.ANY_MARGIN.value}"
"""The variant that leaves a number open."""


@dataclass
class Programs:
    """All programs of a page, each once, however many readings share it."""

    texts: dict[str, int] = field(default_factory=dict)

    def place(self, program: Program) -> int:
        """The number of a program."""
        return self.texts.setdefault(compact(program), len(self.texts))

    def all(self) -> list[Program]:
        """The programs by number."""
        return [json.loads(each) for each in self.texts]


def compact(data: Any) -> str:
    """Data as short JSON, the same every time."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def explorer_data(schemes: Iterable[Scheme], traces: Sequence[Trace], start: str) -> dict[str, Any]:
    """All that a page knows.

    ``traces`` are the histories that it shows; one of a scheme that is none of ``schemes`` brings
    its own. ``start`` is the id of the history that it opens with, or empty.
    """
    programs = Programs()
    told = {each.name: _Told(each, programs) for each in schemes}
    shown = [_trace(each, told, programs) for each in traces]
    found = [each.data() for each in told.values()]
    claims = {name: CLAIMS[name] for each in found for name in each["verdicts"]}
    return {
        "format": FORMAT,
        "start": start,
        "schemes": found,
        "claims": {name: _claim(each) for name, each in claims.items()},
        "promises": list(promises()),
        "clauses": {
            each.id: [each.title, " ".join(each.text.split()), list(each.sources)]
            for each in clauses().values()
        },
        "assets": dict(ASSETS),
        "traces": shown,
        "programs": programs.all(),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "statement": claim.statement,
        "kind": claim.kind.value,
        "member": claim.per_member,
        "clauses": list(claim.clauses),
        "forms": [[clause, form.value] for clause, form in forms_of(claim.name)],
    }


class _Told:
    """A scheme while it is gathered: its variants, and which of them a history is about."""

    def __init__(self, scheme: Scheme, programs: Programs) -> None:
        self.scheme = scheme
        self.programs = programs
        self.claims = [each for each in CLAIMS.values() if each.applies(scheme.mechanisms)]
        self.variants: dict[str, dict[str, Any]] = {}
        self._settings: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {}
        self.add("", scheme)
        for name in scheme.relevant_questions:
            for choice in scheme.answers(name):
                if choice is not getattr(scheme.readings, name):
                    other = scheme.answering(**{name: choice.value})
                    self.add(f"{name}={choice.value}", other, question=[name, choice.value])
        for name, values in scheme.unstated.items():
            for value in values:
                self.add(f"{name}={value}", scheme.with_parameters(**{name: value}))

    def add(self, deviation: str, scheme: Scheme, question: Sequence[str] = ()) -> None:
        """Add a variant; of its programs, those that are not the scheme's own."""
        rules = {
            name: self.programs.place(rule_program(scheme, each))
            for name, each in scheme.rules.items()
        }
        claims = {
            each.name: self.programs.place(claim_program(scheme, each)) for each in self.claims
        }
        base = self.variants.get("", {"rules": {}, "claims": {}, "parameters": {}})
        numbers = numbers_of(scheme)
        self.variants[deviation] = {
            "rules": {k: v for k, v in rules.items() if base["rules"].get(k) != v},
            "claims": {k: v for k, v in claims.items() if base["claims"].get(k) != v},
            "parameters": {k: v for k, v in numbers.items() if base["parameters"].get(k) != v},
            **({"question": list(question)} if question else {}),
        }
        self._settings[deviation] = (readings_of(scheme), numbers)

    def deviation(self, scheme: Scheme) -> str | None:
        """The variant that a history is about; numbers that a reading leaves open may differ."""
        asked, numbers = readings_of(scheme), numbers_of(scheme)
        for deviation, (readings, known) in self._settings.items():
            differing = {key for key, value in numbers.items() if known.get(key) != value}
            left_open = {"margin"} if deviation == ANY_MARGIN else set()
            if asked == readings and differing <= left_open:
                return deviation
        return None

    def data(self) -> dict[str, Any]:
        """The scheme as the page holds it."""
        scheme = self.scheme
        record = record_of(scheme)
        verdicts: dict[str, dict[str, list[str]]] = {each.name: {} for each in self.claims}
        for cell in record["cells"] if record else ():
            row = verdicts[cell["claim"]]
            row[cell["deviation"]] = [cell["status"], cell.get("counterexample", "")]
        return {
            "name": scheme.name,
            "title": scheme.title,
            "members": list(scheme.members),
            "players": list(scheme.roster(max(PLAYERS, len(scheme.members) + 1))),
            "opening": opening_of(scheme),
            "stated": {key: str(value) for key, value in scheme.opening.items()},
            "mechanisms": list(scheme.mechanisms),
            "rules": {
                rule.name: {
                    "sentence": sentence(rule.body),
                    "sorts": list(rule.sorts.items()),
                    "clauses": list(rule.clauses),
                }
                for rule in scheme.rules.values()
            },
            "questions": {
                name: {
                    "clause": QUESTIONS[name].clause(),
                    "own": getattr(scheme.readings, name).value,
                    "answers": {each.value: each.means for each in scheme.answers(name)},
                }
                for name in scheme.relevant_questions
            },
            "senses": {name: PARAMETERS[name].sense for name in scheme.relevant_parameters},
            "variants": self.variants,
            "verdicts": verdicts,
        }


def numbers_of(scheme: Scheme) -> dict[str, str]:
    """The parameters that a scheme reads, each number of a list by its place."""
    found: dict[str, str] = {}
    for name, value in parameters_of(scheme).items():
        several = value if isinstance(value, list) else None
        found |= (
            {name: str(value)}
            if several is None
            else {f"{name}.{place}": each for place, each in enumerate(several)}
        )
    return found


def opening_of(scheme: Scheme) -> dict[str, str]:
    """The balances before anything happens that are not 0."""
    state = scheme.opening_state(scheme.members)
    return {key: str(Fraction(value)) for key, value in state.items() if value}


def _trace(trace: Trace, told: dict[str, _Told], programs: Programs) -> dict[str, Any]:
    """A history: what is done in it. The page works out the states by itself."""
    scheme = scheme_of(trace)
    known = told.get(scheme.name)
    deviation = known.deviation(scheme) if known and _alike(known.scheme, scheme) else None
    name = scheme.name
    if deviation is None:
        while name in told and not _same(told[name].scheme, scheme):
            name += "′"
        if name not in told:
            told[name] = _Told(_named(scheme, name), programs)
        deviation = ""
    broken = trace.violation
    numbers = {
        **told[name].variants[""]["parameters"],
        **told[name].variants[deviation]["parameters"],
    }
    return {
        "id": trace.id,
        "scheme": name,
        "deviation": deviation,
        "claim": trace.claim,
        "members": list(trace.members),
        "parameters": {k: v for k, v in numbers_of(scheme).items() if numbers[k] != v},
        "events": [[each.rule, each.arguments] for each in trace.steps],
        "broken": [broken.step, broken.state, broken.member],
        "loop": None if trace.loop is UNSET else trace.loop,
        "shorter": trace.found.shorter,
    }


def _alike(one: Scheme, other: Scheme) -> bool:
    """Whether two schemes have the same events and open in the same way."""
    return (
        set(one.mechanisms) == set(other.mechanisms)
        and one.members == other.members
        and dict(one.opening) == dict(other.opening)
    )


def _same(one: Scheme, other: Scheme) -> bool:
    return (
        _alike(one, other)
        and numbers_of(one) == numbers_of(other)
        and readings_of(one) == readings_of(other)
    )


def _named(scheme: Scheme, name: str) -> Scheme:
    """The scheme under a name that no other scheme of the page has."""
    return replace(scheme, name=name)


def shipped(names: Iterable[str]) -> list[Scheme]:
    """The shipped schemes of these names."""
    return [load_scheme(name) for name in names]
