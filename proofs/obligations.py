"""Obligations as questions to a solver, asked with few facts first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from neverfalls.spec.terms import negate

from .cohort import Obligation
from .jobs import SMALL, Solvers
from .smt import anonymous, complete, relevant, script

SAT, UNSAT = "sat", "unsat"


class Outcome(NamedTuple):
    """What a solver said of an obligation, and the question it answered."""

    status: str
    text: str


REACHES = ((0, 1), None, (1, 1), (4, 2))
"""How far to look for facts: a proof from few facts is the faster and the stronger one.

Where those at hand do not suffice, all of them (None) tell whether it is worth while to go on:
for a shorter proof, or for one at all where they were too many.
"""


@lru_cache(maxsize=65536)
def question(obligation: Obligation, reach: tuple[int, int] | None = None) -> str:
    """The query whose unsatisfiability shows that the obligation is met."""
    goal = negate(obligation.goal)
    definitions = obligation.definitions.definitions
    if goal is True:  # nothing is relevant to it: whether all the facts can be met together
        return _written(*complete(obligation.facts, definitions))
    return _written(*relevant(obligation.facts, definitions, goal, reach), goal)


@lru_cache(maxsize=8192)
def _written(*truths: Any) -> str:
    # many members, places and readings ask the same, and terms that are alike are one object
    return anonymous(script(truths))


def outcomes_of(obligations: Sequence[Obligation], solvers: Solvers) -> list[Outcome]:
    """Whether each obligation is met, and the question with the fewest facts that shows it."""
    found = [Outcome("unknown", "")] * len(obligations)
    open_ones = list(range(len(obligations)))
    for reach in REACHES:
        texts = [question(obligations[index], reach) for index in open_ones]
        answers = solvers.ask_all(texts, budget=SMALL)
        for index, text, answer in zip(open_ones, texts, answers, strict=True):
            if reach is None or answer.status == UNSAT:
                found[index] = Outcome(answer.status, text)
        closed = SAT if reach is None else UNSAT
        pairs = zip(open_ones, answers, strict=True)
        open_ones = [index for index, answer in pairs if answer.status != closed]
        if reach is None:  # whose owner has failed need not be met any more
            all_told = zip(obligations, found, strict=True)
            failed = {each.owner for each, told in all_told if told.status == SAT}
            open_ones = [index for index in open_ones if obligations[index].owner not in failed]
    return found
