"""`neverfalls prove`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from neverfalls.counterexamples import Trace
from neverfalls.spec.model.parameters import interval

from ..certificates.store import THEOREMS as CERTIFICATES
from ..certificates.store import shipped
from ..solving.pool import ONE_SOLVER
from ..theorems import THEOREMS
from ..theorems.theorem import Outcome, Theorem, prove
from ..verdicts.record import history
from ..verdicts.verdict import Evidence
from .codes import AS_ASKED, BREAKS, UNDECIDED
from .errors import UnknownName
from .keeping import solvers_that_keep
from .render.lines import write
from .render.naming import breach
from .render.naming import history as in_words
from .render.progress import Progress


def run_prove(names: Sequence[str], as_json: bool, exact: bool, keep: bool) -> int:
    """Prove theorems; print; the exit code."""
    for name in names:
        if name not in THEOREMS:
            raise UnknownName("theorem", name, list(THEOREMS))
    wanted = [THEOREMS[name] for name in (names or THEOREMS)]
    outcomes, certificates = [], shipped(CERTIFICATES)
    with solvers_that_keep(keep) as solvers, Progress(len(wanted)) as progress:
        for done, theorem in enumerate(wanted):
            progress.show(done, theorem.name)
            outcomes.append(prove(theorem, solvers, certificates))
            if not as_json:
                with progress.paused():
                    write(render(outcomes[-1], exact))
    if as_json:
        shown = {"format": "neverfalls-prove/1", "theorems": [to_data(each) for each in outcomes]}
        print(json.dumps(shown, indent=1, ensure_ascii=False))
    if all(each.holds for each in outcomes):
        return AS_ASKED
    # a hypothesis that can be met and a step that z3 breaks from there: not proved, not refuted
    return BREAKS if any(each.vacuous for each in outcomes) else UNDECIDED


def to_data(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON."""
    theorem = outcome.theorem
    return {
        "theorem": theorem.name,
        "claim": theorem.claim,
        "scheme": theorem.scheme,
        "readings": dict(theorem.readings),
        "open_parameters": list(theorem.open_parameters),
        "hypotheses": list(theorem.hypotheses),
        "invariants": list(outcome.invariants),
        "status": word(outcome),
        "evidence": evidence(outcome),
        "unproved_rules": dict(outcome.unproved),
        "sharpness": {
            dropped: None if trace is None else _sharp(outcome.theorem, dropped, trace)
            for dropped, trace in outcome.sharpness.items()
        },
    }


def evidence(outcome: Outcome) -> str:
    """What the proof rests on: a certificate if there is one, for it takes no solver."""
    if outcome.certified:
        return Evidence.CERTIFICATE.value
    return "one solver, two seeds" if outcome.evidence == ONE_SOLVER else outcome.evidence


def word(outcome: Outcome) -> str:
    """The verdict word of a theorem."""
    if outcome.vacuous:
        return "vacuous"
    return "proved" if outcome.proved else "undecided"


def _sharp(theorem: Theorem, dropped: str, trace: Trace) -> dict[str, Any]:
    free = theorem.without(dropped).open_parameters if dropped in theorem.hypotheses else ()
    return {
        "parameters": {name: trace.parameters[name] for name in free},
        "history": history(trace),
    }


def render(outcome: Outcome, exact: bool = False) -> str:
    """An outcome in words."""
    data, theorem = to_data(outcome), outcome.theorem
    lines = [
        f"{data['theorem']}: {data['status']} ({data['evidence']})",
        f"  claim       {data['claim']}, any number of members and events",
        f"  setting     mechanisms, opening, tier thresholds and readings of {data['scheme']}"
        + "".join(f", but {key}={choice}" for key, choice in data["readings"].items()),
        f"  for any     {', '.join(f'{k} in {interval(k)}' for k in data['open_parameters'])}",
        *(f"  hypothesis  {name}: {theorem.stated(name)}" for name in theorem.hypotheses),
        f"  invariants  {', '.join(data['invariants'])}",
    ]
    for rule, status in data["unproved_rules"].items():
        lines.append(f"  unproved    {rule}: {status}")
    for dropped, trace in outcome.sharpness.items():
        label = f"with {dropped}" if "=" in dropped else f"without {dropped}"
        if trace is None:
            lines.append(f"  needed?     {label}: no counterexample found")
        else:
            sharp = data["sharpness"][dropped]["parameters"].items()
            values = ", ".join(f"{name}={value}" for name, value in sharp)
            line = f"  needed      {label} it breaks" + (f" ({values})" if values else "")
            lines.append(f"{line}: {in_words(trace, exact)}; {breach(trace.violation, exact)}")
    return "\n".join(lines) + "\n"
