"""Reports of a check, made of what is recorded instead of by a check."""

from collections.abc import Sequence
from typing import Any

from neverfalls.counterexamples import load
from neverfalls.proofs.command.report import Difference, Report
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.schemes.loader import load_scheme


def recorded_report(name: str, differences: Sequence[Difference] = (), **data: Any) -> Report:
    """Return the report of a check that found a shipped scheme as recorded, but for these."""
    scheme = load_scheme(name)
    record = record_of(scheme)
    assert record is not None
    cells = record["cells"]
    traces = {
        (cell["claim"], cell["deviation"]): load(cell["counterexample"])
        for cell in cells
        if "counterexample" in cell
    }
    told = {"cells": cells, "recorded": True, "unrecorded": 0, "idle": [], "assumed": {}, "exit": 0}
    return Report(scheme, {**told, **data}, traces, tuple(differences))
