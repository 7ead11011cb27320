"""Discharging obligations: each as a question to a solver, asked with few facts first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from neverfalls.spec.numbers import Truth
from neverfalls.spec.numbers.terms import negate

from ..solving.pool import SMALL, Oracle
from ..solving.smtlib import anonymous, complete, relevant, script
from .obligations import Obligation, Owner

SAT, UNSAT = "sat", "unsat"


class Outcome(NamedTuple):
    """What a solver said of an obligation, the question it answered, and the facts it had."""

    status: str
    text: str
    reach: tuple[int, int] | None = None
    products: bool = False


Reaches = tuple[tuple[int, int] | None, ...]

LIKELY: Reaches = ((0, 1), (1, 1), None, (4, 2))
"""How far to look for facts: a proof from few facts is the faster and the stronger one.

Where those at hand do not suffice, all of them (None) tell whether it is worth while to go on:
for a shorter proof, or for one at all where they were too many.
"""

PRODUCTS: Reaches = ((0, 1), (1, 1))
"""The same for what needs products of whole parts; from many facts there are too many of them."""

UNLIKELY: Reaches = ((0, 1), None, (1, 1), (4, 2))
"""The same for what is mostly not met: all facts are what shows that."""


@lru_cache(maxsize=65536)
def question(
    obligation: Obligation, reach: tuple[int, int] | None = None, products: bool = False
) -> str:
    """The query whose unsatisfiability shows that the obligation is met.

    It may say that ``products`` of whole parts are whole, which few proofs need.
    """
    truths = asked(obligation, reach)
    return _written(*truths, products=products and negate(obligation.goal) is not True)


def asked(obligation: Obligation, reach: tuple[int, int] | None = None) -> list[Truth]:
    """The truths that the query asserts: facts, what quotients mean, the opposite of the goal."""
    goal = negate(obligation.goal)
    definitions = obligation.definitions.definitions
    if goal is True:  # nothing is relevant to it: whether all the facts can be met together
        return complete(obligation.facts, definitions)
    return [*relevant(obligation.facts, definitions, goal, reach), goal]


def premises(obligation: Obligation, outcome: Outcome) -> str:
    """The facts of an outcome's question alone: whether they can be met together."""
    goal, definitions = negate(obligation.goal), obligation.definitions.definitions
    facts = obligation.facts
    if goal is True:
        return question(obligation)
    return _written(*relevant(facts, definitions, goal, outcome.reach))


@lru_cache(maxsize=8192)
def _written(*truths: Any, products: bool = False) -> str:
    # many members, places and readings ask the same, and terms that are alike are one object
    return anonymous(script(truths, products=products))


def outcomes_of(
    obligations: Sequence[Obligation], solvers: Oracle, reaches: Reaches = LIKELY
) -> list[Outcome]:
    """Whether each obligation is met, and the question with the fewest facts that shows it.

    What belongs to an owner that has failed need not be met any more, and may be left unknown.
    """
    found = [Outcome("unknown", "")] * len(obligations)
    owners = [each.owner for each in obligations]
    failed: set[Owner] = set()
    open_ones = list(range(len(obligations)))
    doubtful: list[int] = []  # not met if products of whole parts need not be whole
    for reach in reaches:
        # all facts tell most and take longest: whoever fails by one question is spared the others
        rounds = [open_ones] if reach else _one_for_each_owner(open_ones, owners)
        open_ones = []
        for some in rounds:
            asked = [index for index in some if owners[index] not in failed]
            texts = [question(obligations[index], reach) for index in asked]
            answers = solvers.ask_all(texts, budget=SMALL)
            for index, text, answer in zip(asked, texts, answers, strict=True):
                if reach is None or answer.status == UNSAT:
                    found[index] = Outcome(answer.status, text, reach)
                if reach is None and answer.status == SAT:
                    if _has_products(obligations[index]):
                        doubtful.append(index)
                    else:
                        failed.add(owners[index])
                elif reach is None or answer.status != UNSAT:
                    open_ones.append(index)
        open_ones = sorted(index for index in open_ones if owners[index] not in failed)
    for index in sorted({*doubtful, *open_ones}):
        if owners[index] not in failed and _has_products(obligations[index]):
            found[index] = _with_products(obligations[index], solvers) or found[index]
            if found[index].status != UNSAT:
                failed.add(owners[index])
    return found


def _has_products(obligation: Obligation) -> bool:
    """Whether there are whole parts that a product could be compared with."""
    return question(obligation) != question(obligation, products=True)


def _with_products(obligation: Obligation, solvers: Oracle) -> Outcome | None:
    """The outcome if it is said that products of whole parts are whole, where that helps."""
    for reach in PRODUCTS:
        text = question(obligation, reach, products=True)
        (answer,) = solvers.ask_all([text], budget=SMALL)
        if answer.status == UNSAT:
            return Outcome(UNSAT, text, reach, products=True)
    return None


def _one_for_each_owner(indices: Sequence[int], owners: Sequence[Owner]) -> list[list[int]]:
    """Of each owner the first one, then all the others."""
    first = {owners[index]: index for index in reversed(indices)}.values()
    return [sorted(first), [index for index in indices if index not in first]]
