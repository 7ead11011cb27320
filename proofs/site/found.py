"""What the records say, looked up for a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.promises import Form, Promise, forms_of, promises
from neverfalls.spec.schemes.loader import RECORDED, SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..audit.report import Entry, audit
from ..command.render.promises_page import standing
from ..verdicts.record import record_of

Cell = Mapping[str, Any]

KINDS = {"proved": "holds", "refuted": "breaks"}
"""What each verdict is called where a page marks it; any other one is open."""


@cache
def schemes() -> Mapping[str, Scheme]:
    """Every scheme with recorded verdicts by its name."""
    return {name: load_scheme(name) for name in RECORDED}


@cache
def cells(scheme: str) -> Sequence[Cell]:
    """The recorded verdicts of a scheme."""
    record = record_of(schemes()[scheme])
    return [] if record is None else record["cells"]


@cache
def written(claim: str) -> Mapping[str, Cell]:
    """The verdict on a claim in each scheme as it is written, where it is judged in the scheme.

    Of what a promise of the documents states, that is in the schemes of what they say.
    """
    of_documents = next(forms_of(claim), None) is not None
    return {
        name: cell
        for name in (SHIPPED if of_documents else RECORDED)
        for cell in cells(name)
        if cell["claim"] == claim and not cell["deviation"]
    }


def otherwise(scheme: str, claim: str, status: str) -> list[str]:
    """The single other readings and numbers, written KEY=VALUE, with this verdict on a claim."""
    return [
        cell["deviation"]
        for cell in cells(scheme)
        if cell["claim"] == claim and cell["deviation"] and cell["status"] == status
    ]


def answer(promise: Promise) -> str:
    """Whether a promise, as the documents make it, holds or breaks, or depends on a number."""
    found = []
    for statement in promise.statements(Form.PROMISED):
        stands = standing(statement.name)
        if statement.denial:
            found.append("breaks" if stands.holds else "depends")
        elif stands.broken():
            found.append("breaks")
        else:
            found.append("depends" if stands.depends or stands.unknown else "holds")
    return next((each for each in ("breaks", "depends") if each in found), "holds")


@cache
def limits() -> Sequence[Mapping[str, Any]]:
    """The recorded bounds."""
    file = resources.files("neverfalls.proofs").joinpath("record", "limits.json")
    found: list[Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["limits"]
    return found


def limits_about(clause: str) -> Iterator[Mapping[str, Any]]:
    """The bounds that say how much of a promise can be kept."""
    named = {
        each.name for form in Form for each in promises()[clause].statements(form) if not each.limit
    }
    for each in limits():
        if clause in each["clauses"] or each["claim"] in named:
            yield each


def promises_of(claim: str) -> list[str]:
    """The promises of the documents that a claim cites."""
    return [each for each in CLAIMS[claim].clauses if each in promises()]


@cache
def audited() -> Sequence[Entry]:
    """Every figure of the documents, recomputed and judged."""
    return audit()
