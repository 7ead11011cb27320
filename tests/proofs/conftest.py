"""What several tests of the proofs share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from neverfalls.proofs.solving.engines import Answer, Key
from neverfalls.proofs.solving.pool import Solvers

from .clusters import Cluster, cluster_in
from .console import Run, run_apart_in, run_in


@pytest.fixture(scope="session")
def answers() -> dict[Key, Answer]:
    """Keep all answers that the solvers of a module gave, for the modules that come after it."""
    return {}


@pytest.fixture(scope="module")
def solvers(answers: dict[Key, Answer]) -> Iterator[Solvers]:
    """Give the tests of a module one pool of solvers, which asks no question twice.

    Where tests run in several processes, each has its share of the processors.
    """
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    with Solvers(max((os.cpu_count() or 1) // processes, 1), known=answers) as pool:
        yield pool
        answers.update(pool.answers())


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Give tests the command, run in an empty folder."""
    return run_in(tmp_path)


@pytest.fixture
def run_apart(tmp_path: Path) -> Run:
    """Give tests the command, run in an empty folder as a process of its own."""
    return run_apart_in(tmp_path)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Give a test a cluster of processes on this machine."""
    with cluster_in(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def lasting_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give the tests of a module a cluster that they leave as it is."""
    with cluster_in(tmp_path_factory.mktemp("cluster")) as found:
        yield found
