"""What is known of a region: where a claim holds, where it breaks, and what shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from neverfalls.counterexamples import Trace
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.numbers import Truth, terms
from neverfalls.spec.schemes.scheme import Scheme

from ..induction import Induction
from ..search.run import Goal, Run
from ..search.traces import make_trace
from .amounts import Assigned
from .conditions import (
    Condition,
    truths_of,
    written,
)
from .pieces import Ground, Piece


@dataclass(frozen=True)
class Broken:
    """A history whose amounts are functions of the open numbers, and where it breaks the claim.

    On each of its ``pieces`` every requirement of every event is met, and the claim breaks. It was
    found ``at`` a point, with these amounts.
    ``traces`` are replays at exact points of them, one for each piece in which the solver names a
    rational point.
    """

    run: Run
    goal: Goal
    loop: int | None
    amounts: Assigned
    pieces: tuple[Piece, ...]
    at: Mapping[str, Fraction]
    traces: tuple[Trace, ...] = ()

    @property
    def where(self) -> Truth:
        """The truth that a point lies in one of its pieces."""
        return terms.any_of(*(terms.all_of(*piece) for piece in self.pieces))


class NotCovered(Exception):
    """The parts of a region do not make up all of it."""


@dataclass(frozen=True)
class Proof:
    """That a claim holds wherever the signs of a ``case`` are so, for every history.

    It is ``vacuous`` if nothing that the claim speaks of can ever happen there.
    """

    case: Condition
    induction: Induction
    vacuous: bool


@dataclass(frozen=True)
class Region:
    """Where a claim holds, over some open numbers of a scheme.

    Wherever the ``condition`` is not met, one of the ``broken`` histories breaks the claim. Each
    of the ``proofs`` is about a case of it, and ``unknown`` are its cases without a proof.
    """

    scheme: Scheme
    claim: Claim
    free: tuple[str, ...]
    ground: Ground
    condition: Condition
    broken: tuple[Broken, ...]
    proofs: tuple[Proof, ...]
    unknown: tuple[Condition, ...]
    evidence: str

    @cached_property
    def confirmed(self) -> bool:
        """Whether a solver says that no point is left out, asked of the parts as they are told.

        Raises:
            NotCovered: it names a point that is in none of them: a defect of the project.
        """
        known = truths_of(self.condition)
        outside = terms.any_of(*map(terms.negate, known))
        inside = [each.case for each in self.proofs] + list(self.unknown)
        cases = [terms.negate(terms.all_of(*truths_of(each))) for each in inside]
        words = [
            self.ground.status(outside, *(terms.negate(each.where) for each in self.broken)),
            self.ground.status(*known, *cases),
        ]
        if "sat" in words:
            raise NotCovered(self.claim.name, written(self.condition))
        return words == ["unsat", "unsat"]

    @property
    def own(self) -> Mapping[str, Fraction]:
        """The point that the scheme's own numbers are."""
        return {name: Fraction(getattr(self.scheme.parameters, name)) for name in self.free}

    @property
    def nowhere(self) -> bool:
        """Whether a history breaks the claim whatever the numbers."""
        return self.ground.empty(*truths_of(self.condition))

    @property
    def exact(self) -> bool:
        """Whether the condition is met if and only if the claim holds, with both sides shown."""
        return not self.unknown and self.confirmed

    def word(self, point: Mapping[str, Fraction]) -> str:
        """What is known at a point, on exact numbers: holds, breaks or unknown.

        Nothing is said of a point that no scheme file may state.
        """
        if not all(terms.evaluate(each, point) for each in self.ground.known):
            return ""
        if any(terms.evaluate(each.where, point) for each in self.broken):
            return "breaks"
        return "holds" if any(_meets(each.case, point) for each in self.proofs) else "unknown"


def _meets(condition: Condition, point: Mapping[str, Fraction]) -> bool:
    return all(terms.evaluate(each, point) for each in truths_of(condition))


def trace_at(broken: Broken, claim: Claim, point: Mapping[str, Fraction]) -> Trace:
    """The replay of a history at a point.

    Raises:
        Disagreement: it does not break the claim there.
    """
    name = ".".join((broken.run.scheme.name, claim.name, *(f"{k}={v}" for k, v in point.items())))
    return make_trace(
        name.replace("/", "-"),
        broken.run,
        {**point, **broken.amounts.at(point)},
        claim,
        "not asked",
        broken.loop,
        "a history with functions of the numbers as amounts",
    )
