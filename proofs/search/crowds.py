"""Words with more members than are searched: each makes a purchase, then time passes.

What happens to several members at once, when a day closes, may need more of them than a search
reaches. Round amounts are tried on exact fractions; then all but one are kept round, and a solver
looks for the one that is left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from neverfalls.spec.claims.claim import PASSING, Claim
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.scheme import Scheme

from ..solving.pool import Solvers
from .letters import Letter
from .run import Run
from .simplest import simplest
from .trials import breaks, closed_at

CROWD = 3
"""Members who buy; every shipped promise that needs more than two members needs three."""

MULTIPLES = tuple(map(Fraction, (1, 2, 10, 100, 1000)))
"""Their purchases, in typical orders."""


def crowded(
    scheme: Scheme, claim: Claim, last: Collection[str], solvers: Solvers
) -> tuple[Run, Mapping[str, Fraction]] | None:
    """Purchases by several members that break the claim when time passes, with their amounts."""
    for run in _words(scheme, last):
        choices = sorted(product(MULTIPLES, repeat=CROWD), key=sum)
        for choice in choices:
            amounts = _amounts(run, choice)
            if breaks(run, claim, amounts):
                return run, amounts
        for choice in choices:
            if (found := _but_one(run, claim, choice, solvers)) is not None:
                return run, found
    return None


def _words(scheme: Scheme, last: Collection[str]) -> Iterator[Run]:
    """A purchase by each member, then one event by which time passes and that names nobody."""
    roster = scheme.roster(max(CROWD, len(scheme.members)))
    start: Run | None = replace(Run.start(scheme, roster), scheme=scheme)
    for name in roster[:CROWD]:
        start = start and start.extend(Letter("purchase", (name,)))
    for rule in PASSING:
        run = start and rule in last and rule in scheme.rules and start.extend(Letter(rule, ()))
        if run:
            yield run


def _amounts(run: Run, choice: Sequence[Fraction]) -> Mapping[str, Fraction]:
    order = Fraction(run.scheme.parameters.order)
    paid = (unknown.label for unknown in run.unknowns if unknown.sort == "Yuan")
    found = {label: order * multiple for label, multiple in zip(paid, choice, strict=True)}
    rates = (unknown.label for unknown in run.unknowns if unknown.sort == "Rate")
    return {**closed_at(run), **dict.fromkeys(rates, Fraction(1, 10)), **found}


def _but_one(
    run: Run, claim: Claim, choice: Sequence[Fraction], solvers: Solvers
) -> Mapping[str, Fraction] | None:
    """The amounts, with another one for the second member, that break the claim if there are any.

    The first is a typical order, so that only the second is left open.
    """
    if choice[0] != 1 or choice[1] != 1:
        return None
    amounts, goal = _amounts(run, choice), run.breaks(claim)
    left_open = run.unknowns[1].label
    for label, value in amounts.items():
        if label != left_open:
            goal = goal.with_(terms.equal(terms.name(label), value))
    if goal.impossible or solvers.ask(run.question(goal)).status != "sat":
        return None
    return simplest(run, goal, solvers)
