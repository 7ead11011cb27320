"""Words with more members than are searched: each makes a purchase, then time passes.

What happens to several members at once, when a day closes, may need more of them than a search
reaches. Round amounts are tried on exact fractions; then all but one are kept round, and that one
is moved to where the end changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

from neverfalls.counterexamples.replay import execute
from neverfalls.spec.claims.claim import PASSING, Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes.scheme import Scheme

from .letters import Letter
from .run import Run, events
from .simplest import DENOMINATORS
from .trials import breaks, closed_at, typical_order

CROWD = 3
"""Members who buy; every shipped promise that needs more than two members needs three."""

MULTIPLES = tuple(map(Fraction, (1, 2, 10, 100, 1000)))
"""Their purchases, in typical orders."""

FINER = tuple(map(Fraction, (*range(1, 11), 20, 50, 100)))
"""Purchases between which one is looked for that ends differently, in typical orders."""

HALVINGS = 40
"""How often an interval of amounts is halved."""


def crowded(
    scheme: Scheme, claim: Claim, last: Collection[str]
) -> tuple[Run, Mapping[str, Fraction]] | None:
    """Purchases by several members that break the claim when time passes, with their amounts."""
    for run in _words(scheme, last):
        choices = sorted(product(MULTIPLES, repeat=CROWD), key=sum)
        for choice in choices:
            amounts = _amounts(run, choice)
            if breaks(run, claim, amounts):
                return run, amounts
        for choice in choices:
            if (
                choice[0] == choice[1] == 1
                and (found := _at_the_edge(run, claim, choice)) is not None
            ):
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
    order = typical_order(run)
    paid = (unknown.label for unknown in run.unknowns if unknown.sort == "Yuan")
    found = {label: order * multiple for label, multiple in zip(paid, choice, strict=True)}
    rates = (unknown.label for unknown in run.unknowns if unknown.sort == "Rate")
    return {**closed_at(run), **dict.fromkeys(rates, Fraction(1, 10)), **found}


def _at_the_edge(
    run: Run, claim: Claim, choice: Sequence[Fraction]
) -> Mapping[str, Fraction] | None:
    """The amounts, with another one for the second member, that break the claim if any are found.

    Between two round amounts that end differently, one is looked for, by halving, at which the end
    changes from the one to the other: what happens only there is found nowhere else.
    """
    label = run.unknowns[1].label

    def with_(multiple: Fraction) -> Mapping[str, Fraction]:
        return _amounts(run, (choice[0], multiple, *choice[2:]))

    for interval in pairwise(FINER):
        low, high = interval
        lower, upper = _end(run, with_(low)), _end(run, with_(high))
        for _halving in range(HALVINGS if lower != upper else 0):
            middle = (low + high) / 2
            if breaks(run, claim, with_(middle)):
                paid = with_(middle)[label]
                rounder = (
                    {**with_(middle), label: paid.limit_denominator(d)} for d in DENOMINATORS
                )
                return next((each for each in rounder if breaks(run, claim, each)), with_(middle))
            low, high = (middle, high) if _end(run, with_(middle)) == lower else (low, middle)
    return None


def _end(run: Run, amounts: Mapping[str, Fraction]) -> tuple[str, ...]:
    """The accounts that are empty at the end."""
    try:
        states = execute(run.scheme.closed(amounts), run.roster, events(run, amounts))
    except NeverfallsError:
        return ()
    return tuple(key for key, value in states[-1][-1].items() if not value)
