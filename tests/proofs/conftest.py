"""What several tests of the proofs share."""

from collections.abc import Iterator

import pytest

from neverfalls.proofs.jobs import Solvers


@pytest.fixture(scope="module")
def solvers() -> Iterator[Solvers]:
    """Give the tests of a module one pool of solvers, which asks no question twice."""
    with Solvers() as pool:
        yield pool
