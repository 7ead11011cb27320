"""What has been found out: counterexamples, invariants, theorems, limits, figures, statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from neverfalls.counterexamples import Trace, ids, load, load_file
from neverfalls.counterexamples.layout import text
from neverfalls.counterexamples.story import narrate

from ...audit.figures import figures
from ...contradictions.statements import table
from ...induction.invariants import INVARIANTS
from .kind import Asked, Explained, Kind, cells_of, fields, shipped


def _counterexamples(name: str, asked: Asked) -> Iterator[Explained]:
    if name in ids():
        yield story(load(name), asked)


def story(trace: Trace, asked: Asked) -> Explained:
    """A trace, replayed and written out.

    Raises:
        ReplayFailed: it does not happen as it says.
    """
    found = narrate(trace)
    return Explained(text(found, asked.exact, asked.wide), found.to_dict())


def _is_file(name: str) -> bool:
    with suppress(OSError):  # it may be too long for a name
        return Path(name).is_file()
    return False


def trace_file(name: str, asked: Asked) -> Iterator[Explained]:
    """The trace in a file of this name, if it can only be meant as a file.

    Raises:
        BadTrace: the file cannot be read as a trace.
        ReplayFailed: the trace does not happen as it says.
    """
    if _names_a_file(name):
        yield story(load_file(name), asked)


def trace_of(name: str) -> Trace | None:
    """The shipped counterexample of this name, or the trace in the file of this name, if any.

    Raises:
        BadTrace: the file cannot be read as a trace.
    """
    if name in ids():
        return load(name)
    return load_file(name) if _names_a_file(name) else None


def _names_a_file(name: str) -> bool:
    return name.endswith(".json") or _is_file(name)


def proofs_resting_on(name: str) -> tuple[int, int]:
    """In how many recorded proofs an invariant is used, and how many there are."""
    proofs = [
        cell["invariants"] for each in shipped() for cell in cells_of(each) if "invariants" in cell
    ]
    return sum(1 for used in proofs if name in used), len(proofs)


def _invariants(name: str, _asked: Asked) -> Iterator[Explained]:
    if name not in INVARIANTS:
        return
    invariant = INVARIANTS[name]
    used, proofs = proofs_resting_on(name)
    body = fields(
        ("says", invariant.statement),
        ("mechanisms", ", ".join(invariant.needs)),
        ("used in", f"{used:,} of {proofs:,} recorded proofs"),
    )
    yield Explained(
        f"{name} (an invariant): holds after every event, and proofs rest on it\n{body}",
        {
            "invariant": name,
            "statement": invariant.statement,
            "mechanisms": list(invariant.needs),
            "recorded_proofs": used,
        },
    )


def _theorems(name: str, _asked: Asked) -> Iterator[Explained]:
    from ...theorems import THEOREMS

    if name not in THEOREMS:
        return
    theorem = THEOREMS[name]
    body = fields(
        ("claim", theorem.claim),
        ("for schemes like", theorem.scheme),
        ("with the readings", ", ".join(f"{k}={v}" for k, v in theorem.readings.items())),
        ("for any", ", ".join(theorem.open_parameters)),
        *(("given that", theorem.stated(each)) for each in theorem.hypotheses),
        ("fails under", ", ".join(f"{k}={v}" for k, v in theorem.sharp_readings.items())),
        ("to prove it", f"neverfalls prove {name}"),
    )
    yield Explained(
        f"{name} (a theorem)\n{body}",
        {
            "theorem": name,
            "claim": theorem.claim,
            "scheme": theorem.scheme,
            "readings": dict(theorem.readings),
            "for_any": list(theorem.open_parameters),
            "hypotheses": {each: theorem.stated(each) for each in theorem.hypotheses},
            "sharp_readings": dict(theorem.sharp_readings),
        },
    )


def _theorem_names() -> Iterable[str]:
    from ...theorems import THEOREMS

    return THEOREMS


def _statements(name: str, _asked: Asked) -> Iterator[Explained]:
    for each in table().statements:
        if each.name == name:
            body = fields(
                ("says", each.says),
                ("formula", each.formula),
                ("clauses", ", ".join(each.clauses)),
                ("in the documents", "; ".join(each.sources)),
            )
            yield Explained(
                f"{name} (a statement that `neverfalls contradictions` compares)\n{body}",
                {
                    "statement": name,
                    "says": each.says,
                    "formula": each.formula,
                    "clauses": list(each.clauses),
                    "sources": list(each.sources),
                },
            )


def _figures(name: str, asked: Asked) -> Iterator[Explained]:
    for each in figures():
        if each.name == name:
            from ...audit.report import audit

            (entry,) = audit([each])
            data = entry.to_dict()
            yield Explained(
                f"A figure of the documents:\n{entry.text(asked.exact).rstrip()}",
                {"figure": data.pop("name"), **data},
            )


def _limits(name: str, asked: Asked) -> Iterator[Explained]:
    from ...limits.report import LIMITS
    from ...solving.pool import Solvers

    if name in LIMITS:
        with Solvers() as solvers:
            limit = LIMITS[name](solvers)
        data = limit.to_dict()
        body = f"How much of a promise can be kept:\n{limit.text(asked.exact).rstrip()}"
        yield Explained(body, {"limit": data.pop("name"), **data}, limit.latex())


def _limit_names() -> Iterable[str]:
    from ...limits.report import LIMITS

    return LIMITS


COUNTEREXAMPLE = Kind("counterexample", ids, _counterexamples)
INVARIANT = Kind("invariant", lambda: INVARIANTS, _invariants)
THEOREM = Kind("theorem", _theorem_names, _theorems)
STATEMENT = Kind("statement", lambda: [each.name for each in table().statements], _statements)
FIGURE = Kind("figure", lambda: [each.name for each in figures()], _figures)
LIMIT = Kind("limit", _limit_names, _limits)
