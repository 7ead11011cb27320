"""What several tests of the proofs share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from neverfalls.proofs.solving.pool import Solvers

from .console import Run, run_in


@pytest.fixture(scope="module")
def solvers() -> Iterator[Solvers]:
    """Give the tests of a module one pool of solvers, which asks no question twice."""
    with Solvers() as pool:
        yield pool


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Give tests the command, run as a process of its own in an empty folder."""
    return run_in(tmp_path)
