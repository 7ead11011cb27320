"""The verdicts that need no solver: promises that some history with round amounts breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from neverfalls.spec.claims.claim import Claim

from ..search.bounds import MEMBERS, STEPS
from ..search.concrete import Broken, broken
from .task import Task
from .verdict import Evidence, Status, Verdict, refuted


def broken_first(
    task: Task, claims: Sequence[Claim], steps: int = STEPS, members: int = MEMBERS
) -> Task:
    """The task with a verdict on each claim that such a history breaks; the rest is left to do."""
    found = broken(task.scheme.opened(), claims, steps, members)
    return replace(task, known=tuple(refuted(each, task.deviation, members) for each in found))


PROVED_AND_BROKEN = "it was proved, and yet a history of {} breaks it"
"""What is said of a claim on which the proof and an exact history contradict each other."""


def without_contradiction(
    verdicts: Sequence[Verdict], deviation: str, broken: Sequence[Broken]
) -> list[Verdict]:
    """The verdicts, but none of one reading that says of a claim that it holds where an exact
    history breaks it: one of the two is wrong, and nobody knows which."""
    lengths = {each.claim.name: len(each.events) for each in broken}

    def checked(verdict: Verdict) -> Verdict:
        holds = verdict.status in (Status.PROVED, Status.VACUOUS)
        if not holds or verdict.deviation != deviation or verdict.claim not in lengths:
            return verdict
        count = lengths[verdict.claim]
        told = PROVED_AND_BROKEN.format(f"{count} event{'s' if count != 1 else ''}")
        return Verdict(
            verdict.scheme, verdict.claim, deviation, Status.FAILED, Evidence.NONE, failure=told
        )

    return [checked(verdict) for verdict in verdicts]
