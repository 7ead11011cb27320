"""Claims: what the documents promise, as something that a state or a step meets or breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from ..model.mechanism import sentence
from ..model.world import Member, Price, Quotient, View
from ..numbers import Amount, Truth
from ..numbers.terms import Term, equal
from ..schemes.scheme import Scheme

PASSING = ("close_day", "close_month")
"""The events by which time passes: in an unending history each of those that the scheme has happens
again and again."""


class Kind(Enum):
    """What a claim is about."""

    STATE = "state"  # every state that can be observed
    STEP = "step"  # every two states observed one after the other
    TRACE = "trace"  # every state that can be observed, compared with the opening
    TWO_TRACES = "two traces"  # in every such state, two continuations that are compared
    POSSIBLE = "some member can always"  # in every such state, an event that some member can cause
    EVENTUAL = "eventual"  # every unending history reaches it; broken by a loop that avoids it

    @property
    def of_one_state(self) -> bool:
        """Whether one observed state, with whatever is supposed in it, can break it."""
        return self not in (Kind.STEP, Kind.EVENTUAL)


class Relation(Enum):
    """How the two sides of a check must compare."""

    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    EQUAL = "equal to"


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of a claim, to be met wherever ``when`` holds.

    Each side is an amount in ``unit``, a price or a quotient; quotients are compared multiplied
    out. ``scale``, which is above 0 wherever ``when`` holds, multiplies both sides, so that an
    amount that was divided by it can be compared without the division.
    """

    what: str
    left: Amount | Price | Quotient
    right: Amount | Price | Quotient
    unit: str = "yuan"
    relation: Relation = Relation.AT_LEAST
    when: Truth = True
    scale: Amount = 1

    def holds(self, view: View) -> Truth:
        """The truth of the check in the number domain of the view."""
        return view.numbers.either(view.numbers.negation(self.when), self._compare())

    def _compare(self) -> Truth:
        (left, left_below), (right, right_below) = parts(self.left), parts(self.right)
        left, right = _times(left, right_below, self.scale), _times(right, left_below, self.scale)
        if self.relation is Relation.EQUAL:
            return equal(left, right)
        if self.relation is Relation.AT_MOST:
            return left <= right
        return left > right if self.relation is Relation.MORE_THAN else left >= right

    def sides(self) -> tuple[Fraction, Fraction]:
        """Both sides as exact numbers; for exact states only."""
        return _number(self.left), _number(self.right)


def parts(side: Amount | Price | Quotient) -> tuple[Amount, Amount]:
    """What stands above and below the line of a side; 1 below a plain amount."""
    return tuple(side) if isinstance(side, (Price, Quotient)) else (side, 1)


def _times(amount: Amount, *factors: Amount) -> Amount:
    for factor in factors:
        if isinstance(factor, Term) or factor != 1:
            amount = amount * factor
    return amount


def _number(side: Any) -> Fraction:
    above, below = parts(side)
    return Fraction(above) / Fraction(below) if below != 1 else Fraction(above)


def anything(_w: View) -> Truth:
    """What a claim is about that speaks of whatever happens."""
    return True


def points(w: View) -> Truth:
    """Points circulate, so that they have a price."""
    return w.supply > 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A promise with its formal sense.

    ``body`` takes the state (for a step: the states before and after; for a trace: the opening
    and the state) and, for a claim about each member, the member's name. ``needs`` names the
    mechanisms without which it has no meaning. ``about`` says whether a state has what the claim
    speaks of, points for example, apart from when its checks have to be met.
    """

    name: str
    kind: Kind
    per_member: bool
    clauses: tuple[str, ...]
    needs: tuple[str, ...]
    statement: str
    body: Callable[..., Iterable[Check]]
    about: Callable[[View], Truth] = anything

    def applies(self, mechanisms: Iterable[str]) -> bool:
        """Whether all mechanisms that the claim needs are in use."""
        return set(self.needs) <= set(mechanisms)

    def concerns(self, scheme: Scheme) -> bool:
        """Whether the claim is judged in a scheme: it is about its mechanisms, and is listed where
        the scheme lists claims."""
        listed = scheme.claims is None or self.name in scheme.claims
        return listed and self.applies(scheme.mechanisms)

    def checks(self, before: View | None, now: View, member: str | None) -> list[Check]:
        """The comparisons to make in an observed state (for a step, in the state after it)."""
        earlier = now.beginning if self.kind is Kind.TRACE else before
        views = (earlier, now) if self.kind in (Kind.STEP, Kind.TRACE) else (now,)
        if self.per_member:
            return list(self.body(*views, member))
        return list(self.body(*views))


CLAIMS: dict[str, Claim] = {}


def claim(
    kind: Kind,
    *clauses: str,
    needs: tuple[str, ...] = ("purchase",),
    per_member: bool = False,
    about: Callable[[View], Truth] = anything,
) -> Callable[[Callable[..., Iterable[Check]]], Claim]:
    """Declare a function as a claim; its docstring is the claim's statement."""

    def declare(body: Callable[..., Iterable[Check]]) -> Claim:
        found = Claim(body.__name__, kind, per_member, clauses, needs, sentence(body), body, about)
        CLAIMS[found.name] = found
        return found

    return declare


def own(view: View, name: str | None) -> Member:
    """The member whom a claim about each member is about."""
    assert name is not None
    return view.member(name)
