"""The search for a loop that avoids what a claim says must happen in the end.

A history that leads to a state and back to the very same state can go on for ever. In the loop
only days and months go by: nobody buys, sells or takes goods any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, cycle, islice

from neverfalls.spec import terms
from neverfalls.spec.claim import PASSING, Claim
from neverfalls.spec.numbers import Truth
from neverfalls.spec.scheme import Scheme

from .drawn_out import DRAWN, FAR, LONGEST
from .jobs import Solvers
from .search import Explorer
from .words import Goal, Letter, Run


@dataclass
class Loop:
    """A run whose states after event ``start`` and after the last one are equal."""

    run: Run
    start: int
    goal: Goal
    excluded: int


def passing_of(scheme: Scheme) -> set[str]:
    """The rules that all have to happen in a loop, as time goes by."""
    return {rule for rule in PASSING if rule in scheme.rules}


def find_loop(
    explorer: Explorer, claim: Claim, solvers: Solvers, steps: int, members: int
) -> Loop | None:
    """The shortest run that ends in a loop in which the claim stays unmet for some member.

    Where none of so many events does, days and months that follow a few events are tried.
    """
    excluded = 0
    passing = passing_of(explorer.scheme)
    searched = (
        run
        for length in range(1, steps + 1)
        for count in range(1, members + 1)
        for run in explorer.ending(length, count, PASSING, len(passing))
    )
    for run in chain(searched, _drawn_out(explorer, passing, steps) if steps >= FAR else ()):
        for start in range(len(run.word) - 1, -1, -1):
            if run.word[start].rule not in PASSING:
                break
            if not passing <= {letter.rule for letter in run.word[start:]}:
                continue
            key = (claim, start)
            goal = run.following.once(key, run.scheme, partial(_avoids, run, *key))
            possible = goal.truths != (False,)
            if possible and solvers.ask(run.question(goal)).status == "sat":
                return Loop(run, start, goal, excluded)
            excluded += 1
    return None


def _drawn_out(explorer: Explorer, passing: set[str], steps: int) -> Iterator[Run]:
    """Words of one or two events, followed by days and months in turn, the shortest first."""
    passes = [Letter(rule, ()) for rule in PASSING if rule in passing]
    begun = [run for length in (1, 2) for run in islice(explorer.runs(length, 1), DRAWN)]
    for length in range(steps + 1, LONGEST + 1):
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
