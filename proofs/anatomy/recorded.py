"""Recorded verdicts by name: ``SCHEME.CLAIM``, or ``SCHEME.CLAIM.KEY=CHOICE`` under one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from neverfalls.spec.claims.claim import CLAIMS, Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes.loader import RECORDED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..induction.invariants import INVARIANTS
from ..verdicts.cases import in_every_state, never
from ..verdicts.record import record_of
from ..verdicts.task import tasks
from ..verdicts.verdict import Status

SHOWN = (Status.PROVED.value, Status.VACUOUS.value)
"""What rests on a proof by induction."""


class NotProved(NeverfallsError):
    """What was asked for as a proof is recorded as something else."""

    def __init__(self, name: str, status: str) -> None:
        super().__init__(
            f"{name} is recorded as {status}, so there is no proof of it;"
            f" `neverfalls explain {name}` says what is known"
        )
        self.name = name
        self.status = status


@dataclass(frozen=True)
class Recorded:
    """A recorded verdict: the scheme under the reading in question, and the cell of the record."""

    scheme: Scheme
    cell: Mapping[str, Any]

    @property
    def deviation(self) -> str:
        """What the reading has and the file has not; empty for the scheme as written."""
        return str(self.cell["deviation"])

    @property
    def name(self) -> str:
        """The name by which it is asked for."""
        return name_of(self.scheme.name, self.cell)

    @property
    def proved(self) -> bool:
        """Whether it rests on a proof by induction."""
        return self.cell["status"] in SHOWN

    @property
    def claim(self) -> Claim:
        """What is proved: the claim, or of a vacuous one that it never has a case."""
        claim = CLAIMS[self.cell["claim"]]
        return never(claim) if self.cell["status"] == Status.VACUOUS.value else claim

    @property
    def invariants(self) -> tuple[Claim, ...]:
        """The invariants that the proof was recorded with; those of other proofs under the same
        reading where it says of none."""
        own = self.cell.get("invariants") or _invariants_of_others(self)
        return tuple(INVARIANTS[name] for name in own if name in INVARIANTS)

    @property
    def tried(self) -> Claim:
        """The claim as induction tries it."""
        return in_every_state(self.claim)


def name_of(scheme: str, cell: Mapping[str, Any]) -> str:
    """The name of a recorded verdict; it is the name of a file too, so it has no slash."""
    parts = (scheme, cell["claim"], cell["deviation"].replace("/", "-"))
    return ".".join(filter(None, parts))


@cache
def _cells(scheme: str) -> Mapping[str, Mapping[str, Any]]:
    record = record_of(load_scheme(scheme)) or {"cells": []}
    return {name_of(scheme, cell): cell for cell in record["cells"]}


def names() -> Iterator[str]:
    """The names of all recorded verdicts."""
    for scheme in RECORDED:
        yield from _cells(scheme)


def recorded(name: str) -> Recorded | None:
    """The recorded verdict of this name, if there is one."""
    wanted = name.replace("/", "-")
    scheme = name.partition(".")[0]
    cell = _cells(scheme).get(wanted) if scheme in RECORDED else None
    if cell is None:
        return None
    return Recorded(_under(scheme, str(cell["deviation"])), cell)


def recorded_in(scheme: str) -> Iterator[Recorded]:
    """All recorded verdicts of a shipped scheme, reading after reading."""
    schemes = {task.deviation: task.scheme for task in tasks(load_scheme(scheme))}
    for cell in sorted(_cells(scheme).values(), key=lambda c: list(schemes).index(c["deviation"])):
        yield Recorded(schemes[cell["deviation"]], cell)


def _under(scheme: str, deviation: str) -> Scheme:
    """A shipped scheme under one recorded reading."""
    found = {task.deviation: task.scheme for task in tasks(load_scheme(scheme))}
    return found[deviation]


def _invariants_of_others(of: Recorded) -> Sequence[str]:
    for cell in _cells(of.scheme.name).values():
        if cell["deviation"] == of.deviation and cell.get("invariants"):
            found: Sequence[str] = cell["invariants"]
            return found
    return ()
