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
WORK = [task for name in ("counter", "shares") for task in tasks(load_scheme(name))]


def test_what_has_come_is_kept_where_the_scheduler_is_lost(cluster: Cluster) -> None:
    """The verdicts of parts that were done are those of a survey here; the others have failed."""
    judged: list[Task] = []

    def found(task: Task, verdicts: Sequence[Verdict]) -> None:
        cluster.scheduler.kill()
        judged.append(task)
        assert len(verdicts) == 1

    with joined(cluster.address) as workers:
        verdicts = survey_apart(WORK, CLAIM, found=found, cluster=workers)
    lost = [place for place, each in enumerate(verdicts) if each.status is Status.FAILED]
    assert {verdicts[place].failure for place in lost} == {SCHEDULER_LOST}
    kept = [place for place in range(len(WORK)) if place not in lost]
    assert lost
    assert [verdicts[place] for place in kept] == survey_apart([WORK[n] for n in kept], CLAIM)
    assert len(judged) == len(WORK)


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
        list(apart_on(workers, [{0: WORK[0]}], asked.judge))
    assert error.value.expected == other
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)
