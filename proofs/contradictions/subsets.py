"""All minimal unsatisfiable and all maximal satisfiable subsets, by asking about one at a time.

A map remembers which unsatisfiable sets are known, by their corrections: the smallest sets that
have a member of each. What a correction leaves over holds no known unsatisfiable set. If it is
satisfiable it is a largest such set, since anything added completes a known unsatisfiable one;
otherwise it is shrunk until nothing can be left out, and what is found goes into the map. When
every correction leaves something satisfiable, both lists are complete: a further unsatisfiable
set would have a member in every correction, and so would hold a known one.
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
        """The least number of members that have to go before the rest is satisfiable."""
        return self.size - max(len(each) for each in self.maximal)


def enumerate_subsets(size: int, satisfiable: Satisfiable) -> Subsets:
    """Find all of them; ``satisfiable`` must be true of the empty set and of parts of such sets."""
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
    """An unsatisfiable set from which no member can be left out."""
    for member in sorted(seed, reverse=True):
        rest = seed - {member}
        if any(each <= rest for each in known) or not satisfiable(rest):
            seed = rest
    return seed


def _extended(corrections: set[Subset], found: Subset) -> set[Subset]:
    """The smallest sets with a member of each set known so far and of the one just found."""
    kept = {each for each in corrections if each & found}
    grown = {each | {member} for each in corrections - kept for member in found}
    return kept | {each for each in grown if not any(other <= each for other in kept)}


def _sorted(found: Iterable[Subset]) -> tuple[tuple[int, ...], ...]:
    return tuple(sorted(tuple(sorted(each)) for each in found))
