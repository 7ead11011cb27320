"""A survey: each reading's verdicts as soon as they are found, all of them in the order asked."""

from dataclasses import replace

import pytest

from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.solving.processes import PartLost
from neverfalls.proofs.verdicts import Verdict, survey_apart
from neverfalls.proofs.verdicts.survey import Task, survey, tasks
from neverfalls.spec.claims import CLAIMS
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


def test_an_error_in_a_task_ends_the_survey(capfd: pytest.CaptureFixture[str]) -> None:
    """A scheme whose opening cannot be made costs the survey an error, never a verdict."""
    broken = replace(WORK[0].scheme, members=("alice",), opening={"alice.points": "many"})  # type: ignore[dict-item]
    with pytest.raises(PartLost):
        survey_apart([Task(broken, ""), *WORK], CLAIM)
    assert "Traceback" in capfd.readouterr().err
