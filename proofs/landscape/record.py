"""Landscapes as data: what `neverfalls record` keeps of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.writing import Changes

from ..forking.forks import to_data as cube_to_data
from ..verdicts.record import history, record_of
from .surveyor import Landscape

FORMAT = "neverfalls-landscape/1"


def to_data(found: Landscape) -> dict[str, Any]:
    """A landscape as JSON can hold it."""
    return {
        "format": FORMAT,
        "scheme": found.scheme.name,
        "claims": list(found.claims),
        "never_together": [list(each) for each in found.never_together() if each],
        "kept": [
            {
                "all_but": [name for name in found.claims if name not in each.claims],
                "reading": dict(each.deviation),
                "evidence": each.evidence,
            }
            for each in found.kept
        ],
        "broken": broken_to_data(found),
        "everywhere": list(found.everywhere),
        "denied": list(found.denied),
        "undecided": [{"claim": name, "reading": dict(why)} for name, why in found.undecided],
    }


def broken_to_data(found: Landscape) -> list[dict[str, Any]]:
    """The readings under which each history breaks its claim, as JSON can hold them."""
    return [
        {"claim": each.claim, "readings": cube_to_data(each.cube), "history": history(each.trace)}
        for each in found.refutations
    ]


def recorded_landscape(scheme: Scheme) -> dict[str, Any] | None:
    """The recorded landscape of a scheme, or None where there is none for it as it stands."""
    return record_of(scheme, "readings.json")


def recorded_answer(scheme: Scheme, claim: str) -> str | None:
    """Whether, as recorded, some reading of a scheme makes a claim hold; None if nothing is."""
    known = recorded_landscape(scheme)
    if known is None or claim not in known["claims"]:
        return None
    if any(claim not in each["all_but"] for each in known["kept"]):
        return "holds"
    return "undecided" if any(each["claim"] == claim for each in known["undecided"]) else "breaks"


def write_landscape(found: Landscape, records: Path, changes: Changes) -> None:
    """Write the record of a landscape.

    Raises:
        OSError: it cannot be written.
    """
    text = json.dumps(to_data(found), indent=1, ensure_ascii=False) + "\n"
    changes.write(records / f"{found.scheme.name}.readings.json", text)
