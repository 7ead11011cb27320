"""The verdicts that need no solver: promises that some history with round amounts breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from neverfalls.spec.claims.claim import Claim

from ..search.bounds import MEMBERS, STEPS
from ..search.concrete import broken
from .task import Task
from .verdict import refuted


def broken_first(
    task: Task, claims: Sequence[Claim], steps: int = STEPS, members: int = MEMBERS
) -> Task:
    """The task with a verdict on each claim that such a history breaks; the rest is left to do."""
    found = broken(task.scheme.opened(), claims, steps, members)
    return replace(task, known=tuple(refuted(each, task.deviation, members) for each in found))
