"""What an invariant is here: a statement about one state, declared like a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from neverfalls.spec.claims.claim import Check, Claim, Kind
from neverfalls.spec.model.mechanism import sentence

Body = Callable[..., Iterable[Check]]


def invariant(needs: tuple[str, ...] = (), per_member: bool = False) -> Callable[[Body], Claim]:
    """Make a function into a candidate invariant; its docstring says what it states.

    ``needs`` names the mechanisms without which it says nothing. The registry gives it its place.
    """

    return _declared(Kind.STATE, needs, per_member)


def lasting(needs: tuple[str, ...] = (), per_member: bool = False) -> Callable[[Body], Claim]:
    """Make a function into what may hold, since the last observed state, at each turn of a loop."""
    return _declared(Kind.STEP, needs, per_member)


def _declared(kind: Kind, needs: tuple[str, ...], per_member: bool) -> Callable[[Body], Claim]:
    def declare(body: Body) -> Claim:
        return Claim(body.__name__, kind, per_member, (), needs, sentence(body), body)

    return declare
