"""Where, among all values of some numbers, a history with given amounts breaks a claim.

The history has been run on symbols by the rules. Here its amounts are rational functions of the
numbers that are left open, so everything in it is one. Where a rule compares or chooses, the sign
of such a function decides. What is known of the numbers decides most signs; at any other the walk
forks, and each way is walked with what is then known. So the numbers fall into finitely many
pieces, each told by signs of polynomials, and on each the history breaks the claim or does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from neverfalls.spec.numbers import Truth, terms
from neverfalls.spec.numbers.terms import Term

from ..forking.forks import Route
from ..solving.pool import Solvers
from ..solving.smtlib import Definitions, complete, script
from .functions import Function, Functions, factors_of, is_number, number_of, sign_of

Piece = tuple[Truth, ...]
"""Truths about the open numbers which hold together just there."""

MOST_PIECES = 40
"""Ways that one history is walked; what lies beyond is left to other histories."""


class Apart(Exception):
    """A way on which nothing can be told: a whole part of an amount that is not constant."""


@dataclass
class Ground:
    """What is known of the open numbers everywhere, and a solver that says what follows from it."""

    solvers: Solvers
    names: tuple[str, ...]
    known: Piece
    _said: dict[Piece, str] = field(default_factory=dict)

    def status(self, *truths: Truth) -> str:
        """Whether some numbers meet all these truths: sat, unsat or unknown."""
        asked = tuple(dict.fromkeys((*self.known, *truths)))
        if any(each is False for each in asked):
            return "unsat"
        asked = tuple(each for each in asked if each is not True)
        if asked not in self._said:
            text = script(complete(list(asked), {}))
            self._said[asked] = self.solvers.ask(text).status
        return self._said[asked]

    def empty(self, *truths: Truth) -> bool:
        """Whether no numbers meet these truths."""
        return self.status(*truths) == "unsat"

    def implies(self, known: Sequence[Truth], truth: Truth) -> bool:
        """Whether a truth follows from others."""
        return self.empty(*known, terms.negate(truth))

    def point(self, *truths: Truth) -> Mapping[str, Fraction] | None:
        """Exact numbers that meet these truths, if the solver names any."""
        asked = [each for each in (*self.known, *truths) if each is not True]
        if any(each is False for each in asked):
            return None
        model = self.solvers.ask(script(complete(asked, {}))).model
        found = {name: model.get(name, Fraction(0)) for name in self.names}
        exact = {name: value for name, value in found.items() if value is not None}
        holds = len(exact) == len(found) and all(terms.evaluate(t, exact) for t in asked)
        return exact if holds else None


def pieces(
    ground: Ground,
    within: Sequence[Truth],
    truths: Sequence[Truth],
    definitions: Definitions,
    amounts: Mapping[str, Function],
    functions: Functions,
    sample: Mapping[str, Fraction] | None = None,
) -> Iterator[Piece]:
    """The pieces of what is ``within`` on which all ``truths`` hold, with these amounts.

    The functions may have unknowns that are no open numbers; a piece is told without them, so that
    the truths hold for whatever these are within their bounds.
    ``sample`` is a point at which whole parts are taken; away from it they may differ, and nothing
    is said there.
    """
    route: Route | None = Route()
    for _count in range(MOST_PIECES):
        if route is None:
            return
        walk = Walk(ground, within, definitions, amounts, functions, route, sample)
        try:
            if walk.defined() and walk.all(truths) and walk.is_told:
                yield tuple(walk.path)
        except Apart:
            pass
        route = route.next()


class Walk:
    """One way through a history: the signs that were found on it are its ``path``."""

    def __init__(
        self,
        ground: Ground,
        within: Sequence[Truth],
        definitions: Definitions,
        amounts: Mapping[str, Function],
        functions: Functions,
        route: Route,
        sample: Mapping[str, Fraction] | None = None,
    ) -> None:
        self.ground = ground
        self.within = tuple(within)
        self.definitions = definitions
        self.amounts = amounts
        self.functions = functions
        self.route = route
        self.sample = sample
        self.path: list[Truth] = []
        self._found: dict[Any, Any] = {}

    def defined(self) -> bool:
        """Whether all amounts have a value on this way: none is divided by 0."""
        names = self.functions.names
        return all(
            not self.decides(sign_of("zero", each.denom, names)) for each in self.amounts.values()
        )

    @property
    def is_told(self) -> bool:
        """Whether the path speaks of open numbers only."""
        return {*terms.names_in(*self.path)} <= {*self.ground.names}

    def all(self, truths: Sequence[Truth]) -> bool:
        """Whether all truths hold on this way; it ends at the first that does not."""
        return all(self.truth(each) for each in truths)

    def decides(self, truth: Truth) -> bool:
        """Whether a truth about the open numbers holds here, which may be either: then it forks."""
        if not isinstance(truth, Term):
            return bool(truth)
        known = (*self.within, *self.path)
        if self.ground.empty(*known, terms.negate(truth)):
            return True
        if self.ground.empty(*known, truth):
            return False
        holds = self.route.take(2) == 0
        self.path.append(truth if holds else terms.negate(truth))
        return holds

    def truth(self, root: Truth) -> bool:
        """Whether a truth about the history holds here."""
        if not isinstance(root, Term):
            return bool(root)
        if root not in self._found:
            kind, args = root.kind, root.args
            if kind == "and":
                self._found[root] = all(self.truth(each) for each in args)
            elif kind == "or":
                self._found[root] = any(self.truth(each) for each in args)
            elif kind == "not":
                self._found[root] = not self.truth(args[0])
            else:
                self._found[root] = self.sign(kind, self.amount(args[0]))
        return bool(self._found[root])

    def sign(self, kind: str, function: Function) -> bool:
        """Whether a function is ``positive``, ``nonnegative`` or ``zero`` here.

        Of its factors only those count whose own sign is not known.
        """
        if is_number(function):
            return bool(terms.sign(kind, number_of(function)))
        names = self.functions.names
        sign, factors = factors_of(function)
        left = function.numer.ring.one
        for polynomial, power in factors:
            known = (*self.within, *self.path)
            zero = sign_of("zero", polynomial, names)
            if self.ground.implies(known, zero):
                return kind != "positive"
            never = self.ground.empty(*known, zero)
            if power % 2 == 0:
                if not never and self.decides(zero):
                    return kind != "positive"
                continue
            if never and self.ground.implies(known, sign_of("positive", polynomial, names)):
                continue
            if never and self.ground.implies(known, sign_of("positive", -polynomial, names)):
                sign = -sign
            else:
                left = left * polynomial
        return self.decides(sign_of(kind, left * sign, names))

    def amount(self, root: Any) -> Function:
        """What an amount of the history is here."""
        if not isinstance(root, Term):
            return self.functions.number(Fraction(root))
        if root not in self._found:
            self._found[root] = self._amount(root)
        return self._found[root]

    def _amount(self, root: Term) -> Function:
        kind, args = root.kind, root.args
        if kind == "name":
            return self._named(args[0])
        if kind == "sum":
            whole = self.functions.number(Fraction(args[0]))
            for part, factor in args[1]:
                whole = whole + self.amount(part) * self.functions.number(Fraction(factor))
            return whole
        if kind == "product":
            return self.amount(args[0]) * self.amount(args[1])
        if kind == "choice":
            return self.amount(args[1] if self.truth(args[0]) else args[2])
        return self._whole(self.amount(args[0]))

    def _named(self, label: str) -> Function:
        if label in self.functions.names and label not in self.amounts:
            return self.functions.unknown(label)
        if label in self.amounts:
            return self.amounts[label]
        above, below = self.definitions[label]
        divisor = self.amount(below)
        return (
            self.functions.number(0)
            if self.sign("zero", divisor)
            else (self.amount(above) / divisor)
        )

    def _whole(self, inside: Function) -> Function:
        """The whole part, which is a number on each way: the one at the sample."""
        if is_number(inside):
            return self.functions.number(math.floor(number_of(inside)))
        if self.sample is None:
            raise Apart
        number = math.floor(self.functions.at(inside, self.sample))
        above = inside - self.functions.number(number)
        below = self.functions.number(number + 1) - inside
        if not (self.sign("nonnegative", above) and self.sign("positive", below)):
            raise Apart
        return self.functions.number(number)
