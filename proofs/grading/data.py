"""What a page needs to judge answers: exercises, rules as programs, replies, and their Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.clauses import clauses
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.parameters import COUNTED, PARAMETERS
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.numbers import terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..contradictions.language import term
from ..exercises import exercises
from ..exercises.exercise import MEMBERS, Any_, Break, Reach, Reading, Statements, Theorem, Value
from ..exercises.export import exercise_data, recorded_cells
from ..exercises.recorded import Verdict, history_of
from ..exercises.replies import QUANTITIES, REPLIES, TAKEN_APART, Reply, language
from ..explorer.data import Programs, numbers_of
from ..explorer.programs import Operand, Program, Tape, claim_program, rule_program
from ..explorer.words import of_program, plain, translated
from ..explorer.words import own as named
from ..landscape.record import recorded_landscape
from ..theorems import THEOREMS

CHINESE = "zh_CN"


def grading_data() -> dict[str, Any]:
    """All that a page knows."""
    programs = Programs()
    schemes: dict[str, dict[str, Any]] = {}
    told = [_exercise(each, schemes, programs) for each in exercises().values()]
    return {
        "members": list(MEMBERS),
        "replies": dict(REPLIES),
        "quantities": dict(QUANTITIES),
        "schemes": list(schemes.values()),
        "claims": {
            name: {"kind": CLAIMS[name].kind.value, "member": CLAIMS[name].per_member}
            for scheme in schemes.values()
            for name in scheme["variants"][""]["claims"]
        },
        "programs": programs.all(),
        "exercises": told,
    }


def _exercise(
    exercise: Any_, schemes: dict[str, dict[str, Any]], programs: Programs
) -> dict[str, Any]:
    """One exercise as the page has it; what its rule needs goes into schemes and programs."""
    data = exercise_data(exercise)
    data["setting"] = exercise.scheme
    match exercise:
        case Break() | Reach() | Value():
            scheme = exercise.setting()
            read = [f"{key}={choice}" for key, choice in exercise.readings.items()]
            name = data["setting"] = " ".join([exercise.scheme, *read])
            schemes.setdefault(name, _scheme(scheme, name, programs))
            if isinstance(exercise, Break):
                place = programs.place(claim_program(scheme, CLAIMS[exercise.claim]))
                schemes[name]["variants"][""]["claims"][exercise.claim] = place
                data["ranges"] = {each: _range(each) for each in exercise.numbers}
        case Reading():
            data |= _readings(exercise)
        case Theorem():
            theorem = THEOREMS[exercise.theorem]
            names = {name: terms.name(f"@{name}") for name in PARAMETERS}
            data["claim"] = theorem.claim
            data["ranges"] = {each: _range(each) for each in exercise.numbers}
            data["parameters"] = numbers_of(exercise.setting())
            data["hypotheses"] = [
                {
                    "name": name.replace("_", " "),
                    "formula": theorem.stated(name),
                    "truth": _truth(meets(names)),
                }
                for name, meets in theorem.hypotheses.items()
            ]
            data["truths"] = {each: _truth(term(each)) for each in exercise.conditions}
        case Statements():
            data["truths"] = {
                name: _truth(term(formula)) for name, formula in data["formulas"].items()
            }
    return data


def _scheme(scheme: Scheme, name: str, programs: Programs) -> dict[str, Any]:
    """A scheme for the machine of the explorer, with one variant and no claims yet."""
    opening = scheme.opening_state(MEMBERS)
    return {
        "name": name,
        "called": scheme.name,
        "opening": {key: str(value) for key, value in opening.items() if value},
        "rules": {
            rule.name: {
                "sorts": list(rule.sorts.items()),
                "clauses": list(MECHANISMS[rule.mechanism].clauses),
            }
            for rule in scheme.rules.values()
        },
        "variants": {
            "": {
                "rules": {
                    each.name: programs.place(rule_program(scheme, each))
                    for each in scheme.rules.values()
                },
                "claims": {},
                "parameters": numbers_of(scheme),
            }
        },
    }


def _range(name: str) -> dict[str, Any]:
    """What a number of a scheme may be."""
    meaning = PARAMETERS[name]
    return {
        "low": meaning.low,
        "low_allowed": meaning.low_allowed,
        "high": meaning.high,
        "unit": meaning.unit,
        "whole": meaning.unit in COUNTED,
    }


class _Formula(Tape):
    """A formula as a program: its unknowns are parameters of their names."""

    def _compute(self, term: Term) -> Operand:
        if term.kind == "name" and not term.args[0].startswith("@") and not _register(term):
            return f"@{term.args[0]}"
        return super()._compute(term)


def _register(term: Term) -> bool:
    return bool(term.args[0].removeprefix("r").isdigit())


def _truth(truth: Any) -> list[Any]:
    """Whether a formula holds, as a program and where its truth stands at the end."""
    tape = _Formula()
    operand = tape.operand(truth)
    program: Program = tape.program
    return [program, operand]


def _readings(exercise: Reading) -> dict[str, Any]:
    """What is recorded of readings: each answer by itself, and all of them at once.

    An answer without the mechanism that it needs counts as the first one.
    """
    scheme = exercise.setting()
    known = recorded_landscape(load_scheme(exercise.scheme))
    assert known is not None
    chosen = {name: QUESTIONS[name] for name in scheme.relevant_questions}
    return {
        "own": {name: getattr(scheme.readings, name).value for name in chosen},
        "titles": {name: clauses()[each.clause()].title for name, each in chosen.items()},
        "called": {
            each.value: translated(plain(each.value), CHINESE, "answer")
            for question in chosen.values()
            for each in question
        },
        "questions": {
            name: {
                each.value: (
                    each if each.needs in ("", *scheme.mechanisms) else next(iter(question))
                ).value
                for each in question
            }
            for name, question in chosen.items()
        },
        "recorded": [_told(each) for each in recorded_cells(exercise)],
        "landscape": {
            "claims": known["claims"],
            "broken": [_told(each) for each in known["broken"] if each["claim"] in exercise.claims],
            "kept": known["kept"],
            "everywhere": known["everywhere"],
        },
    }


def _told(found: Mapping[str, Any]) -> dict[str, Any]:
    """What is recorded, its history in one line."""
    history = found.get("history", ())
    return {**found, "history": str(history_of(Verdict(True, history))) if history else ""}


def words(data: Mapping[str, Any]) -> dict[str, str]:
    """The Chinese of all that the page says of answers, by its English."""
    speaker = language(CHINESE)
    said = [*REPLIES.values(), *QUANTITIES.values(), *TAKEN_APART]
    found = {each: Reply(each).within(speaker) for each in said}
    for exercise in data["exercises"]:
        for each in _texts(exercise):
            found[str(each)] = each.within(speaker)
    for program in data["programs"]:
        for how, english in of_program(program):
            found[english] = translated(english, CHINESE, how)
    for scheme in data["schemes"]:
        for rule, its in scheme["rules"].items():
            found[plain(rule)] = named(CHINESE)[plain(rule)]
            for name, _sort in its["sorts"]:
                found[plain(name)] = translated(plain(name), CHINESE, "name")
    for relation in ("at least", "at most", "more than", "equal to"):
        found[relation] = speaker.text(relation)
    return found


def _texts(exercise: Mapping[str, Any]) -> Iterator[Reply]:
    """What an exercise says by itself, or has recorded."""
    yield Reply(exercise["title"])
    yield from (Reply(each["says"]) for each in exercise.get("trap", ()))
    yield from (Reply(each) for each in exercise.get("says", {}).values())
    yield from (Reply(each["unit"], how="unit") for each in exercise.get("ranges", {}).values())
    if exercise["kind"] == "theorem":
        for each in exercise["hypotheses"]:
            yield Reply(each["name"])
            yield Reply(each["formula"], how="formula")
    if exercise["kind"] == "reading":
        yield from (Reply(each) for each in exercise["titles"].values())
        for each in (*exercise["recorded"], *exercise["landscape"]["broken"]):
            if each["history"]:
                yield Reply(each["history"], how="history")
