"""The search for a loop that avoids what a claim says must happen in the end.

A history that leads to a state and back to the very same state can go on for ever. In the loop
only days and months go by: nobody buys, sells or takes goods any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, cycle, islice

from neverfalls.spec.claims.claim import PASSING, Claim
from neverfalls.spec.numbers import Truth, terms

from ..solving.pool import Solvers
from .explorer import ASKED, DOUBTS, Explorer
from .letters import Letter
from .repeated import DRAWN, FAR, LONGEST
from .run import Goal, Run


@dataclass
class LoopSearch:
    """What a search found: a run that ends in a loop, or how far there is none.

    In the loop the states after event ``start`` and after the last one are equal. ``excluded``
    counts the loops shown to be impossible or harmless, ``undecided`` those z3 gave up on.
    """

    run: Run | None = None
    start: int = 0
    goal: Goal | None = None
    depth: int = 0
    excluded: int = 0
    undecided: int = 0


def find_loop(
    explorer: Explorer, claim: Claim, solvers: Solvers, steps: int, members: int
) -> LoopSearch:
    """The shortest run that ends in a loop in which the claim stays unmet for some member.

    Where none of those that are searched does, days and months after a few events are tried.
    """
    search = LoopSearch()
    passes = [Letter(rule, ()) for rule in PASSING if rule in explorer.scheme.rules]
    for run in chain(
        _searched(explorer, search, len(passes), steps, members),
        _drawn_out(explorer, search, passes) if steps >= FAR else (),
    ):
        for start in range(len(run.word) - 1, -1, -1):
            if run.word[start] not in passes:
                break
            if not set(passes) <= set(run.word[start:]):
                continue
            key = (claim, start)
            goal = run.following.once(key, run.scheme, partial(_avoids, run, *key))
            status = "unsat" if goal.impossible else solvers.ask(run.question(goal)).status
            if status == "sat":
                search.run, search.start, search.goal = run, start, goal
                return search
            search.excluded += status == "unsat"
            search.undecided += status == "unknown"
    return search


def _searched(
    explorer: Explorer, search: LoopSearch, tail: int, steps: int, members: int
) -> Iterator[Run]:
    """All words that may end in a loop, until they are too many; notes the lengths it ends."""
    for length in range(1, steps + 1):
        if not explorer.reaches(length, members, tail):
            return
        for count in explorer.rosters(members):
            for run in explorer.words(length, count, PASSING, tail):
                if search.excluded > ASKED or search.undecided > DOUBTS:
                    return
                yield run
        search.depth = length


def _drawn_out(explorer: Explorer, search: LoopSearch, passes: Sequence[Letter]) -> Iterator[Run]:
    """Words of one or two events, followed by days and months in turn, the shortest first."""
    begun = [run for length in (1, 2) for run in islice(explorer.runs(length, 1), DRAWN)]
    for length in range(search.depth + 1, LONGEST + 1):
        for run in begun:
            grown: Run | None = run
            for letter in islice(cycle(passes), length - len(run.word)):
                grown = grown and grown.extend(letter)
            if grown is not None:
                yield grown


def _avoids(run: Run, claim: Claim, start: int) -> Goal:
    """The loop closes, and one and the same member never has what it was promised."""
    first, last = run.states[start][-1], run.states[-1][-1]
    closes = [terms.equal(last[key], first[key]) for key in first if last[key] is not first[key]]
    numbers = run.numbers.copy()
    views = run.views(numbers)
    inside = [views[start][-1], *(view for seen in views[start + 1 :] for view in seen)]
    unmet = []
    for name in run.roster:
        never: list[Truth] = []
        for view in inside:
            never.extend(
                terms.negate(check.holds(view)) for check in claim.checks(None, view, name)
            )
        unmet.append(terms.all_of(*never))
    return Goal((terms.all_of(*closes, terms.any_of(*unmet)),), numbers)
