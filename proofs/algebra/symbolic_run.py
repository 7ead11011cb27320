"""A rule's own text run on symbols, from the empty scheme or from any state with points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NoReturn

import sympy

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import NamedMembersWorld, View
from neverfalls.spec.numbers import SymbolicNumbers, terms
from neverfalls.spec.schemes.scheme import Scheme

from .expressions import ARGUMENTS, PARAMETERS, SYMBOLS, Algebra, DerivationFailed, Expr, positive


class VisitsAllMembers(DerivationFailed):
    """A rule visits all members, so no single formula in a few symbols can state it."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule, "a rule that visits all members", "one that names its members")


class _SymbolicWorld(NamedMembersWorld):
    """The world in which a single formula can state what a rule does."""

    def refuse(self) -> NoReturn:
        """Refuse the event; the derivation fails."""
        raise VisitsAllMembers(self.rule)


@dataclass(frozen=True)
class SymbolicStep:
    """One event run on symbols: the state before and each state seen after, and its algebra."""

    algebra: Algebra
    before: View
    observed: tuple[View, ...]

    def pools(self) -> list[Expr]:
        """The pool before and in each state seen after, in yuan."""
        return [self.algebra.amount(view.pool) for view in (self.before, *self.observed)]

    def supplies(self) -> list[Expr]:
        """The circulating points before and in each state seen after."""
        return [self.algebra.amount(view.supply) for view in (self.before, *self.observed)]

    def records(self, entry: str) -> list[Expr]:
        """One shared entry before and in each state seen after."""
        return [self.algebra.amount(view.state[entry]) for view in (self.before, *self.observed)]


def open_scheme(scheme: Scheme) -> Scheme:
    """The scheme with nothing sold yet and with symbols for its parameters."""
    bare = replace(scheme, opening={}, members=())
    return bare.with_parameters(**{name: terms.name(name) for name in PARAMETERS})


def run_on_symbols(
    scheme: Scheme, rule: Rule, symbols: Mapping[str, Expr], empty: bool = False
) -> SymbolicStep:
    """Run a rule's own text on symbols: from the empty scheme, or from any state with S > 0.

    ``symbols`` are added to the usual ones; the rule's amounts are named by argument.

    Raises:
        VisitsAllMembers: the rule visits all members.
        DerivationFailed: a requirement of the rule is never met.
    """
    bare, numbers = open_scheme(scheme), SymbolicNumbers()
    places = [name for name, sort in rule.sorts.items() if sort == "Member"]
    roster = bare.roster(len(places))
    state = bare.opening_state(roster)
    known = {**SYMBOLS, **symbols}
    if not empty:
        state = _any_state(state, known)
    arguments: dict[str, Any] = dict(zip(places, roster, strict=False))
    for name, sort in rule.sorts.items():
        if sort != "Member":
            arguments[name] = terms.name(name)
            known.setdefault(name, ARGUMENTS.get(sort, positive(name)))
    world = _SymbolicWorld(bare, numbers, dict(state), roster)
    try:
        observed = world.run(rule, arguments)
    except NotEnabled as refused:
        raise DerivationFailed(rule.name, "a refusal", refused.requirement) from None
    algebra = Algebra(numbers, known)
    for why, truth in world.requirements:
        algebra.assume(truth, f"{rule.name} requires that {why}")
    return SymbolicStep(algebra, world.on(state), tuple(world.on(each) for each in observed))


def _any_state(keys: Mapping[str, Any], known: dict[str, Expr]) -> dict[str, Any]:
    """A state with a name for every entry; accounts that may be overdrawn get real symbols.

    Of all others but the pool it is known that they are not negative: each may be 0.
    """
    state: dict[str, Any] = {key: terms.name(key) for key in keys}
    for key in state:
        if key.startswith("issuer.") or (key.endswith(".yuan") and key != "pool.yuan"):
            known.setdefault(key, sympy.Symbol(key, real=True))
        elif key != "pool.yuan":
            known.setdefault(key, sympy.Symbol(key, nonnegative=True))
    aside = state.get("aside.points", Fraction(0))
    state["issuer.points"] = -terms.name("supply") - aside
    return state
