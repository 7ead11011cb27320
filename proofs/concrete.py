"""Trying round amounts exactly, where the solver gave up on a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Any

from neverfalls.counterexamples.replay import broken_at, execute
from neverfalls.spec import terms
from neverfalls.spec.claim import Claim
from neverfalls.spec.errors import NeverfallsError

from .simplest import COUNTS, Amounts
from .words import Run, Unknown, events

TRIALS = 3000
"""Most combinations of amounts that are tried for one word."""

MULTIPLES = (1, 2, 10, 100, 1000, 10000)
SHARES = tuple(Fraction(text) for text in ["1", "1/2", "9/10", "99/100", "1/10"])
RATES = tuple(Fraction(text) for text in ["1/10", "3/100", "3/20"])


def try_amounts(run: Run, claim: Claim) -> Mapping[str, Fraction] | None:
    """Amounts with which the last event of a word breaks the claim, if a trial finds any."""
    if run.scheme.open_parameters:
        return None
    for choice in islice(product(*(_values(run, u) for u in run.unknowns)), TRIALS):
        amounts = _amounts(run, choice)
        if breaks(run, claim, amounts):
            return amounts
    return None


def equal_shares(run: Run) -> Iterator[Mapping[str, Fraction]]:
    """Typical orders, and one share of what is at most possible wherever something is bounded."""
    if run.scheme.open_parameters:
        return
    values = [list(_values(run, unknown)) for unknown in run.unknowns]
    for place in range(len(SHARES)):
        choice = [
            each[place if unknown.most is not None else 0]
            for each, unknown in zip(values, run.unknowns, strict=True)
        ]
        yield _amounts(run, choice)


def _amounts(run: Run, choice: Sequence[Any]) -> Mapping[str, Fraction]:
    labels = [unknown.label for unknown in run.unknowns]
    lazy = Amounts(run, dict(zip(labels, choice, strict=True)))
    return {label: lazy[label] for label in labels}


def _values(run: Run, unknown: Unknown) -> Iterator[Any]:
    if unknown.sort == "Rate":
        yield from RATES
    elif unknown.most is not None:
        yield from (terms.linear(((unknown.most, share),)) for share in SHARES)
    elif unknown.sort == "Count":
        yield from COUNTS
    else:
        yield from (run.scheme.parameters.order * factor for factor in MULTIPLES)


def breaks(run: Run, claim: Claim, amounts: Mapping[str, Fraction]) -> bool:
    """Whether the last event breaks the claim, on exact fractions."""
    try:
        states = execute(run.scheme, run.roster, events(run, amounts))
    except NeverfallsError:
        return False
    last = len(states) - 1
    return any(
        broken_at(run.scheme, run.roster, claim, states, last, number, member)
        for number in range(1, len(states[last]) + 1)
        for member in (run.roster if claim.per_member else (None,))
    )
