"""How limits are proved: by induction over all events, and by running histories exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from neverfalls.spec.claims.claim import Check, Claim, Kind
from neverfalls.spec.model.mechanism import sentence
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import Amount, ExactNumbers, Truth, terms
from neverfalls.spec.schemes.scheme import Scheme

from ..induction.induct import induct
from ..induction.invariants import INVARIANTS, never_negative
from ..solving.pool import Solvers
from .limit import Ground, LimitFailed

BASE = (
    "books_balance",
    "pool_is_not_negative",
    "supply_is_not_negative",
    "holdings_are_part_of_the_supply",
)
"""The invariants that most bounds rest on; each is proved again before it is used."""

INDUCTION = "induction, {evidence}"
"""How a statement was proved, as a template; of lemmas the evidence is not told."""

Body = Callable[..., Iterable[Check]]


def statement(kind: Kind, body: Body, per_member: bool = False) -> Claim:
    """A function as something to prove; its docstring says what."""
    return Claim(body.__name__, kind, per_member, (), (), sentence(body), body)


def proved(
    scheme: Scheme,
    claims: Sequence[Claim],
    solvers: Solvers,
    invariants: Sequence[str] = BASE,
    lemmas: Sequence[Claim] = (),
) -> list[Ground]:
    """Prove statements by induction over all events, for any number of members.

    ``lemmas`` are further invariants of states, which are proved along the way.

    Raises:
        LimitFailed: one is not proved; it names the rules that may break it.
    """
    known = [INVARIANTS[name] for name in invariants] + never_negative(scheme.mechanisms)
    found = induct(scheme, claims, solvers, [*known, *lemmas])
    for lemma in lemmas:
        if lemma.name not in found.invariants:
            raise LimitFailed(lemma.name, "no proof", "an invariant of every rule")
    grounds = [Ground(lemma.statement, "induction") for lemma in lemmas]
    for claim in claims:
        if not found.proves(claim.name):
            raise LimitFailed(claim.name, dict(found.broken[claim.name]), "a proof by induction")
        evidence = solvers.evidence(found.queries[claim.name])
        grounds.append(Ground(claim.statement, INDUCTION.format(evidence=evidence)))
    return grounds


def opened(scheme: Scheme, within: Mapping[str, Callable[[Amount], Truth]]) -> Scheme:
    """The scheme with unknowns for some parameters, of which only a condition is known."""
    unknowns = {name: terms.name(name) for name in within}
    known = tuple(condition(unknowns[name]) for name, condition in within.items())
    return replace(scheme.with_parameters(**unknowns), assumptions=known)


class History:
    """A history that is being run on exact fractions, from the opening of a scheme."""

    def __init__(self, scheme: Scheme, members: int = 2) -> None:
        roster = scheme.roster(members)
        state = scheme.opening_state(roster)
        self.world = World(scheme, ExactNumbers(), state, roster)
        self.events: list[str] = []
        self.done: list[tuple[str, dict[str, Any]]] = []
        self.before = dict(state)
        self.order = scheme.parameters.order

    def do(self, rule: str, **arguments: Any) -> list[dict[str, Amount]]:
        """Run one event and return the states that are observed, the last one included.

        Raises:
            NotEnabled: a requirement of the rule is not met.
        """
        self.before = dict(self.world.state)
        self.events.append(" ".join((rule, *map(str, arguments.values()))))
        self.done.append((rule, dict(arguments)))
        return self.world.run(self.world.scheme.rules[rule], arguments)

    def held(self, name: str, entry: str = "points") -> Fraction:
        """A member's balance, usually of points."""
        return Fraction(self.world.state[f"{name}.{entry}"])

    @property
    def quote(self) -> Fraction:
        """The quoted price, in yuan per point."""
        quote = self.world.quote
        return Fraction(quote.yuan) / Fraction(quote.points)

    def text(self) -> str:
        """All events in one line."""
        return " · ".join(self.events)
