"""The cluster that a command is to use; and a sweep there: what a worker is sent, and does."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from neverfalls.counterexamples.playing.events import read_events
from neverfalls.counterexamples.playing.sweeping import Cell, run_cell
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.extending import USED
from neverfalls.spec.schemes.scheme import Scheme

from ..solving.cluster import Cluster, NoCluster, joined
from ..solving.processes import Lost, Unwanted, Wanted
from ..verdicts.saving import rules


@contextmanager
def cluster_at(address: str) -> Iterator[Cluster]:
    """The cluster of this address, which has the rules of this package.

    Raises:
        NoCluster: the cluster cannot be used.
    """
    if USED:
        found = f"--rules {next(iter(USED))}"
        raise NoCluster(address, found, "no rules but those that a scheme has without --rules")
    with joined(address) as cluster:
        yield cluster


Rows = list[tuple[int, Any]]
"""The number of each cell and its row, or the error that it ended with."""


class Sweep(NamedTuple):
    """All that a worker needs to know: it may be on another machine and have none of the files."""

    scheme: Scheme
    arithmetic: str
    events: dict[str, bytes]
    rules: str


def rows_of(
    scheme: Scheme,
    cells: Sequence[Cell],
    arithmetic: str,
    address: str,
    together: int,
    said: Callable[[Cell], str],
) -> Generator[Rows | Lost, None, None]:
    """Run the cells of a sweep on a cluster; yield rows as they come, and ``Lost`` for parts.

    Raises:
        NoCluster: the cluster cannot be used.
        NeverfallsError: a list of events cannot be read, or a cell's run needs what it lacks.
    """
    files = {str(cell.events): cell.events for cell in cells}
    for file in files.values():
        read_events(file, scheme)  # what cannot be read is told by its name here
    sweep = Sweep(scheme, arithmetic, {k: v.read_bytes() for k, v in files.items()}, rules())
    parts = [
        [(place, cells[place]) for place in range(at, min(at + together, len(cells)))]
        for at in range(0, len(cells), together)
    ]
    with (
        cluster_at(address) as cluster,
        closing(cluster.over(parts, partial(work, sweep))) as found,
    ):
        for _number, came in found:
            if not isinstance(came, Lost):
                for place, row in came:
                    if isinstance(row, str):
                        raise NeverfallsError(f"{said(cells[place])}: {row}")
            yield came


def work(sweep: Sweep, part: Sequence[tuple[int, Cell]], wanted: Wanted) -> Rows:
    """The rows of some cells; an error as its text.

    Raises:
        NeverfallsError: this worker has the rules of another version.
        Unwanted: they are no longer wanted.
    """
    if rules() != sweep.rules:
        raise NeverfallsError("a worker of the cluster has another version of the rules")
    found: Rows = []
    with TemporaryDirectory() as folder:
        places = {}
        for number, (name, content) in enumerate(sweep.events.items()):
            places[name] = Path(folder) / str(number) / Path(name).name
            places[name].parent.mkdir()
            places[name].write_bytes(content)
        for place, cell in part:
            here = Cell(cell.changes, places[str(cell.events)])
            try:
                found.append(
                    (place, run_cell(sweep.scheme, here, sweep.arithmetic, _asking(wanted)))
                )
            except NeverfallsError as error:
                found.append((place, str(error)))
    return found


def _asking(wanted: Wanted) -> Callable[[], None]:
    def ask() -> None:
        if not wanted():
            raise Unwanted

    return ask
