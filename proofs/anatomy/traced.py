"""An arbitrary state that remembers where each fact comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import Amount, Truth
from neverfalls.spec.schemes.scheme import Scheme

from ..induction.arbitrary import ArbitraryWorld, Turn
from ..induction.obligations import AsSplit, Assumption, Hypothesis, Unsplit


class Source(NamedTuple):
    """Where a fact comes from: the ``kind`` of source, and its name or words.

    Kinds are ``invariant`` (or claim, by its name), ``requirement`` (of the rule, in words),
    ``reading`` (bounds of a number that is left open), ``split`` (what is known of a fund that is
    split over the members), ``quotient`` (what one means), ``goal`` (its opposite), ``cases`` (what
    a conditional amount comes to) and ``whole`` (what is known of whole parts).
    """

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}" if self.name else self.kind


class TracedWorld(ArbitraryWorld):
    """An arbitrary world whose facts have sources; it runs the same text and proves the same."""

    def __init__(
        self, scheme: Scheme, rule: Rule, hypothesis: Hypothesis, claims: Sequence[Claim]
    ) -> None:
        self.sources: dict[Any, Source] = {
            each: Source("reading", "a number that the reading leaves open")
            for each in scheme.assumptions
        }
        super().__init__(scheme, rule, hypothesis, claims)

    def source(self, fact: Truth) -> Source:
        """Where a fact comes from."""
        return self.sources.get(fact, Source("split", "how sums and shares are made up"))

    def require(self, condition: Truth, why: str, *clauses: str) -> None:
        """A requirement has its own words."""
        self.sources.setdefault(condition, Source("requirement", why))
        super().require(condition, why, *clauses)

    def _truths(self, claim: Claim, before: View | None, now: View) -> Iterator[Truth]:
        for truth in super()._truths(claim, before, now):
            self.sources.setdefault(truth, Source("invariant", claim.name))
            yield truth

    def _known(self, invariants: Iterable[Claim], view: View) -> Iterator[Truth]:
        for claim in invariants:
            for truth in super()._known([claim], view):
                self.sources.setdefault(truth, Source("invariant", claim.name))
                yield truth

    def _between_turns(
        self, now: View, turn: Turn, unsplit: Sequence[Amount]
    ) -> Iterator[tuple[Assumption, Truth]]:
        for owner, truth in super()._between_turns(now, turn, unsplit):
            if isinstance(owner, Unsplit):
                why = f"the account {owner.account} still holds what is not split yet"
                self.sources.setdefault(truth, Source("split", why))
            elif isinstance(owner, AsSplit):
                why = f"{owner.entry} has changed by exactly what has been split"
                self.sources.setdefault(truth, Source("split", why))
            yield owner, truth
