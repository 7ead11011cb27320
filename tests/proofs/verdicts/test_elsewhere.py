"""Verdicts from other machines: the same, those that came before it is lost, and none of others."""

import pickle
from collections.abc import Sequence

import pytest

from neverfalls.proofs.solving.cluster import joined
from neverfalls.proofs.solving.failures import SCHEDULER_LOST
from neverfalls.proofs.verdicts import Status, Verdict, elsewhere, survey_apart
from neverfalls.proofs.verdicts.elsewhere import OtherVersion, apart_on, versions
from neverfalls.proofs.verdicts.survey import Asked
from neverfalls.proofs.verdicts.task import Task, tasks
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

from ..clusters import Cluster

CLAIM = [CLAIMS["price_never_falls"]]
SHORT, LONG = list(tasks(load_scheme("shares")))[:2], list(tasks(load_scheme("counter")))


def test_what_has_come_is_kept_where_the_scheduler_is_lost(cluster: Cluster) -> None:
    """The verdicts of parts that were done are those of a survey here; the others have failed."""
    judged: list[Task] = []

    def found(task: Task, verdicts: Sequence[Verdict]) -> None:
        cluster.scheduler.kill()
        judged.append(task)
        assert len(verdicts) == 1

    with joined(cluster.address) as workers:
        workers.threads = 1  # then each scheme is one part
        verdicts = survey_apart([*SHORT, *LONG], CLAIM, found=found, cluster=workers)
    assert verdicts[: len(SHORT)] == survey_apart(SHORT, CLAIM)
    assert {(each.status, each.failure) for each in verdicts[len(SHORT) :]} == {
        (Status.FAILED, SCHEDULER_LOST)
    }
    assert judged == [*SHORT, *LONG]


def test_a_worker_of_another_version_is_refused(
    lasting_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it is asked anything; what differs is named."""
    other = ("other", *versions()[1:])
    monkeypatch.setattr(elsewhere, "versions", lambda: other)
    asked = Asked(("price_never_falls",), 3, 2)
    with (
        joined(lasting_cluster.address) as workers,
        pytest.raises(OtherVersion, match=r"has another version of the rules$") as error,
    ):
        list(apart_on(workers, [{0: SHORT[0]}], asked.judge))
    assert error.value.expected == other
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)
