"""The survey of schemes, handed over scheme by scheme as each is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from neverfalls.spec.claims.claim import Claim

from ..search.bounds import MEMBERS, STEPS
from ..verdicts.task import Task, known_verdicts
from ..verdicts.verdict import Verdict
from .render.progress import Progress

if TYPE_CHECKING:
    from ..solving.cluster import Cluster
    from ..solving.store import Store
    from ..verdicts.saving import Saved

Judged = Callable[[str, list[Verdict]], None]


class Gathering:
    """Verdicts as they come in; a scheme is handed over when all of its tasks are there."""

    def __init__(self, work: Sequence[Task], judged: Judged) -> None:
        self.judged = judged
        self.waiting: dict[str, list[str]] = {}
        for task in work:
            self.waiting.setdefault(task.scheme.name, []).append(task.deviation)
        self.found: dict[tuple[str, str], list[Verdict]] = {}

    def take(self, task: Task, verdicts: list[Verdict]) -> None:
        """Take the verdicts of a task, and hand over its scheme if this was the last one."""
        name = task.scheme.name
        self.found[name, task.deviation] = verdicts
        own = [(name, deviation) for deviation in self.waiting[name]]
        if all(each in self.found for each in own):
            self.judged(name, [verdict for each in own for verdict in self.found[each]])


def survey_schemes(
    work: Sequence[Task],
    claims: Sequence[Claim],
    progress: Progress,
    judged: Judged = lambda _scheme, _verdicts: None,
    bounds: tuple[int, int] = (STEPS, MEMBERS),
    records: Mapping[str, Mapping[str, Any]] | None = None,
    store: Store | None = None,
    saved: Saved | None = None,
    used: Callable[[set[str]], None] = lambda _statements: None,
    cluster: Cluster | None = None,
) -> list[Verdict]:
    """The verdicts of all tasks, in their order; each scheme is handed over once it is judged.

    With the ``records`` of all schemes, these are verified, and nothing is searched for; so it is
    with what was ``saved`` of the only one. What is in the ``store`` is not asked again.
    The questions that verified proofs rest on are handed to ``used``. What is proved and searched
    for can be so on a ``cluster``.
    """
    gathering = Gathering(work, judged)

    def begun(_count: int, task: Task) -> None:
        doing = ", ".join(filter(None, (task.scheme.name, task.deviation)))
        progress.show(len(gathering.found), doing)

    # what judges, or verifies, takes long to load: first whether anything is left to do
    if records is None and saved is None:
        if (all_known := known_verdicts(work, claims, begun, gathering.take)) is not None:
            return all_known
        from ..verdicts.survey import survey_apart

        if cluster is not None:
            progress.show(0, f"{cluster.threads} parts at a time on the workers of a cluster")
        found = gathering.take
        return survey_apart(work, claims, begun, *bounds, found=found, store=store, cluster=cluster)
    if saved is not None:
        from .saving import judge_with

        return judge_with(saved, work, claims, begun, gathering.take, store)
    from ..certificates.store import shipped
    from ..verdicts.verifying import verify_apart

    return verify_apart(work, claims, records or {}, shipped(), begun, gathering.take, used)
