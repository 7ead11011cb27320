"""Parts of some work, each in a new process on whatever machine of a cluster has one to spare."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from neverfalls.spec.errors import NeverfallsError

from ..solving.processes import Lost, Send, Wanted, alone
from .saving import rules

if TYPE_CHECKING:
    from ..solving.cluster import Cluster

Part = TypeVar("Part")

SOLVERS = ("z3-solver", "cvc5")


class OtherVersion(NeverfallsError):
    """A worker would answer other questions than are asked, or answer them otherwise."""

    def __init__(self, found: Sequence[str], expected: Sequence[str]) -> None:
        what = ("the rules", *SOLVERS)
        other = [name for name, a, b in zip(what, found, expected, strict=True) if a != b]
        super().__init__(f"a worker of the cluster has another version of {', '.join(other)}")
        self.found = tuple(found)
        self.expected = tuple(expected)

    def __reduce__(self) -> tuple[Any, ...]:
        """It is sent from the worker to whoever asks."""
        return type(self), (self.found, self.expected)


def apart_on(
    cluster: Cluster, parts: Sequence[Part], work: Callable[[Part, Send], None]
) -> Generator[tuple[int, Any], None, None]:
    """As `processes.apart` on the workers of a cluster; messages come when their part is done.

    Raises:
        OtherVersion: a worker has other rules, or other solvers.
    """
    for number, came in cluster.over(parts, partial(_there, versions(), work)):
        if isinstance(came, Lost):
            yield number, came
        else:
            yield from ((number, message) for message in came)


def versions() -> tuple[str, ...]:
    """What decides which questions are asked, and how they are answered."""
    return rules(), *map(version, SOLVERS)


def _there(
    expected: tuple[str, ...], work: Callable[[Part, Send], None], part: Part, wanted: Wanted
) -> list[Any]:
    if versions() != expected:
        raise OtherVersion(versions(), expected)
    return alone(work, part, wanted)
