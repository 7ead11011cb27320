"""What never happens leaves its accounts as they are: candidates for where little can happen.

If no purchase grants a point, nobody ever holds one, so that nothing can be sold. Few schemes
have an account in which nothing is ever entered; these are tried where other candidates fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation, own
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism
from neverfalls.spec.model.world import View

from .invariant import Body


def _shared(mechanism: Mechanism, key: str) -> Claim:
    """Nothing is ever entered in an account or record that is not a member's."""

    def body(w: View) -> Iterator[Check]:
        opening = w.scheme.opening_state(())[key]
        yield Check(key, w.state[key], opening, relation=Relation.EQUAL)

    statement = f"{key} is what it was at the opening."
    return _named(mechanism, key, statement, body, per_member=False)


def _own(mechanism: Mechanism, entry: str) -> Claim:
    """Nobody ever has any of an entry."""

    def body(w: View, name: str) -> Iterator[Check]:
        yield Check(entry, w.state[own(w, name).at(entry)], 0, relation=Relation.EQUAL)

    statement = f"No member ever has any {entry}."
    return _named(mechanism, f"members.{entry}", statement, body, per_member=True)


def _named(mechanism: Mechanism, what: str, statement: str, body: Body, per_member: bool) -> Claim:
    name = f"{mechanism.name}.{what}.never_change".replace(".", "_").replace("-", "_")
    return Claim(name, Kind.STATE, per_member, (), (mechanism.name,), statement, body)


SHARED = [_shared(room, key) for room in MECHANISMS.values() for key in room.shared]
OWN = [(entry, _own(room, entry)) for room in MECHANISMS.values() for entry in room.member]

UNMOVED: dict[str, Claim] = {
    each.name: each for each in (*SHARED, *(claim for _entry, claim in OWN))
}
"""The candidates by name."""


def empty_entries(invariants: Iterable[Claim]) -> set[str]:
    """The entries of which these say that no member ever has any."""
    known = {each.name for each in invariants}
    return {entry for entry, claim in OWN if claim.name in known}
