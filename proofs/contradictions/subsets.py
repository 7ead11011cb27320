"""All minimal unsatisfiable and all maximal satisfiable subsets, by asking about one at a time.

The unsatisfiable sets found so far have corrections: the smallest sets that share an element with
each of them. What remains without a correction contains no known unsatisfiable set. If the rest is
satisfiable it is a largest such set, since adding anything completes a known unsatisfiable set.
Otherwise it is shrunk until nothing can be left out, which gives a new unsatisfiable set. When the
rest is satisfiable for every correction, both lists are complete: a further unsatisfiable set would
share an element with every correction, and so would contain a known one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Subset = frozenset[int]
Satisfiable = Callable[[Subset], bool]


@dataclass(frozen=True)
class Subsets:
    """The minimal unsatisfiable and the maximal satisfiable subsets of 0 … size - 1, sorted."""

    size: int
    minimal: tuple[tuple[int, ...], ...]
    maximal: tuple[tuple[int, ...], ...]

    @property
    def fewest_given_up(self) -> int:
        """The least number of elements that have to go before the rest is satisfiable."""
        return self.size - max(len(each) for each in self.maximal)


def enumerate_subsets(size: int, satisfiable: Satisfiable) -> Subsets:
    """Find all of them.

    ``satisfiable`` must be true of the empty set, and of every part of a set of which it is true.
    """
    everything = frozenset(range(size))
    minimal: list[Subset] = []
    corrections: set[Subset] = {frozenset()}
    settled: set[Subset] = set()
    while opened := corrections - settled:
        correction = min(opened, key=lambda each: (len(each), sorted(each)))
        seed = everything - correction
        if satisfiable(seed):
            settled.add(correction)
        else:
            found = _shrunk(seed, minimal, satisfiable)
            minimal.append(found)
            corrections = _extended(corrections, found)
    return Subsets(size, _sorted(minimal), _sorted(everything - each for each in corrections))


def _shrunk(seed: Subset, known: list[Subset], satisfiable: Satisfiable) -> Subset:
    """An unsatisfiable set from which no element can be left out."""
    for member in sorted(seed, reverse=True):
        rest = seed - {member}
        if any(each <= rest for each in known) or not satisfiable(rest):
            seed = rest
    return seed


def _extended(corrections: set[Subset], found: Subset) -> set[Subset]:
    """The smallest sets that share an element with each set known so far and with the new one."""
    kept = {each for each in corrections if each & found}
    grown = {each | {member} for each in corrections - kept for member in found}
    return kept | {each for each in grown if not any(other <= each for other in kept)}


def _sorted(found: Iterable[Subset]) -> tuple[tuple[int, ...], ...]:
    return tuple(sorted(tuple(sorted(each)) for each in found))
