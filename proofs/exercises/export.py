"""All exercises as plain data, for a page that grades in the browser."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from neverfalls.counterexamples import load
from neverfalls.counterexamples.setting import parameters_of, readings_of
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..contradictions.language import names
from ..contradictions.statements import table
from ..theorems import THEOREMS
from ..verdicts.record import record_of
from .certificate import hypotheses, numbered
from .exercise import MEMBERS, Any_, Break, Certificate, Reading, Statements, Theorem, exercises
from .recorded import shortest_known

FORMAT = "neverfalls-exercises/1"


def exercises_json() -> str:
    """Every exercise with the rule by which an answer is right, and what the rule refers to."""
    found = [exercise_data(each) for each in exercises().values()]
    return json.dumps({"format": FORMAT, "exercises": found}, indent=1, ensure_ascii=False) + "\n"


def exercise_data(exercise: Any_) -> dict[str, Any]:
    """One exercise: its own fields, the setting of its scheme, and what its rule refers to."""
    data: dict[str, Any] = {"id": exercise.id, **msgspec.to_builtins(exercise)}
    data["setting"] = _setting(exercise.setting())
    match exercise:
        case Break():
            known = None if exercise.numbers else shortest_known(exercise)
            steps = None if known is None else len(load(known).steps)
            data["shortest_known"] = {"counterexample": known, "events": steps} if known else None
        case Certificate():
            data["lines"] = numbered(exercise)
            data["hypotheses"] = [
                {
                    "sign": each.sign,
                    "polynomial": [
                        [str(number), list(monomial)]
                        for monomial, number in sorted(each.polynomial.items())
                    ],
                }
                for each in hypotheses(exercise)
            ]
        case Reading():
            data["recorded"] = recorded_cells(exercise)
        case Theorem():
            theorem = THEOREMS[exercise.theorem]
            data["hypotheses"] = {name: theorem.stated(name) for name in theorem.hypotheses}
        case Statements():
            chosen = [each for each in table().statements if each.name in exercise.statements]
            data["formulas"] = {each.name: each.formula for each in chosen}
            data["says"] = {each.name: each.says for each in chosen}
            data["unknowns"] = list(
                dict.fromkeys(name for each in chosen for name in names(each.formula))
            )
    return data


def _setting(scheme: Scheme) -> dict[str, Any]:
    return {
        "mechanisms": list(scheme.mechanisms),
        "parameters": parameters_of(scheme),
        "readings": readings_of(scheme),
        "members": list(MEMBERS),
    }


def recorded_cells(exercise: Reading) -> list[dict[str, Any]]:
    """The recorded verdicts on the claims, each under one changed answer."""
    record = record_of(load_scheme(exercise.scheme))
    assert record is not None
    return [
        {key: cell[key] for key in ("claim", "deviation", "status", "history") if key in cell}
        for cell in record["cells"]
        if cell["claim"] in exercise.claims
    ]
