"""A survey: each reading's verdicts as soon as they are found, all of them in the order asked."""

import os
import signal
from collections.abc import Sequence
from dataclasses import replace

import pytest

from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.verdicts import Judge, Status, Verdict, survey_apart
from neverfalls.proofs.verdicts.survey import parts_for, survey
from neverfalls.proofs.verdicts.task import Task, tasks
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.schemes.loader import load_scheme

CLAIM = [CLAIMS["price_never_falls"]]
WORK = [task for name in ("wine-shop", "linkage") for task in tasks(load_scheme(name))][::4]


def test_verdicts_come_as_they_are_found(solvers: Solvers) -> None:
    """Every task begins once and is judged once; what is returned is in the order of the tasks."""
    begun: list[tuple[int, Task]] = []
    found: list[tuple[Task, list[Verdict]]] = []
    verdicts = survey_apart(
        WORK,
        CLAIM,
        begun=lambda count, task: begun.append((count, task)),
        found=lambda task, own: found.append((task, own)),
    )
    assert [count for count, _task in begun] == list(range(len(WORK)))
    order = {(task.scheme.name, task.deviation): place for place, task in enumerate(WORK)}
    assert sorted(order[t.scheme.name, t.deviation] for _count, t in begun) == [*order.values()]
    found.sort(key=lambda each: order[each[0].scheme.name, each[0].deviation])
    assert verdicts == [verdict for _task, own in found for verdict in own]
    assert verdicts == survey(WORK, CLAIM, solvers)
    assert len(WORK) > 4


def test_an_error_in_a_callback_ends_the_survey() -> None:
    """Whoever receives verdicts may stop."""

    def stop(_task: Task, _verdicts: list[Verdict]) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        survey_apart(WORK, CLAIM, found=stop)


def test_an_error_costs_a_task_its_own_verdicts(capfd: pytest.CaptureFixture[str]) -> None:
    """A scheme whose opening cannot be made has failed, and all others have their verdicts."""
    broken = replace(WORK[0].scheme, members=("alice",), opening={"alice.points": "many"})  # type: ignore[dict-item]
    first, *others = survey_apart([Task(broken, "odd"), *WORK[:2]], CLAIM)
    assert (first.claim, first.deviation, first.status) == (CLAIM[0].name, "odd", Status.FAILED)
    assert first.failure.startswith("TypeError: ")
    assert [each.status in (Status.PROVED, Status.REFUTED) for each in others] == [True, True]
    assert "" == capfd.readouterr().err


def test_a_process_that_dies_costs_the_task_that_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other tasks of its part are judged all the same, in processes of their own."""
    judge = Judge.judge

    def deadly(self: Judge, claims: Sequence[Claim]) -> list[Verdict]:
        if self.deviation == "odd":
            os.kill(os.getpid(), signal.SIGKILL)
        return judge(self, claims)

    monkeypatch.setattr(Judge, "judge", deadly)
    begun: list[Task] = []
    work = [WORK[0], Task(WORK[0].scheme, "odd"), WORK[1]]
    found = survey_apart(work, CLAIM, begun=lambda _count, task: begun.append(task))
    assert [each.status is Status.FAILED for each in found] == [False, True, False]
    killed = "the process that worked on it was killed, as happens where memory runs out"
    assert found[1].failure == killed
    assert len(begun) == 3


def test_readings_of_one_scheme_stay_together() -> None:
    """Four of them, or one for more workers than such parts; the largest parts come first."""
    work = [task for name in ("share-vault", "shares") for task in tasks(load_scheme(name))]
    for workers, sizes in ((1, [4, 4, 4, 3, 1]), (5, [4, 4, 4, 3, 1]), (6, [1] * 16)):
        parts = parts_for(work, workers)
        assert [len(part) for part in parts] == sizes
        assert sorted(number for part in parts for number in part) == list(range(16))
        assert all(len({work[number].scheme.name for number in part}) == 1 for part in parts)
