"""A history that gives a claim a case to hold in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from neverfalls.counterexamples.replay import NUMBERS, State, execute
from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.scheme import Scheme

Events = tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Case:
    """A history whose last event gives a claim a case to hold in; no event stands for the opening.

    ``numbers`` are those of the parameters that a reading leaves open. Without members, solvers
    say that there is such a history, and no exact one has been found.
    """

    members: tuple[str, ...] = ()
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    events: Events = ()

    def shows(self, scheme: Scheme, claim: Claim) -> bool:
        """Whether the history can happen in this scheme, and gives the claim a case."""
        closed = scheme.closed(self.numbers)
        try:
            states = execute(
                closed, self.members, [(rule, dict(args)) for rule, args in self.events]
            )
        except NeverfallsError:
            return False
        before = states[-2][-1] if len(states) > 1 else None
        return case_at(closed, self.members, claim, before, states[-1])


def case_at(
    scheme: Scheme,
    roster: Sequence[str],
    claim: Claim,
    before: State | None,
    seen: Sequence[State],
) -> bool:
    """Whether a claim has a case in one of the states that were seen, ``before`` being the last."""
    earlier = None if before is None else View(scheme, NUMBERS, before, roster)
    for state in seen:
        now = View(scheme, NUMBERS, state, roster)
        if earlier is not None or claim.kind is not Kind.STEP:
            for name in roster if claim.per_member else (None,):
                if any(each.when for each in claim.checks(earlier, now, name)) and claim.about(now):
                    return True
        earlier = now
    return False
