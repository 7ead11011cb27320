"""The invariants that every mechanism has by its declaration: its accounts are never below zero.

Of a member these are the holdings of the assets that a mechanism brings, but for money, which
members bring along and may spend without limit; of the rest, what it declares as counters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neverfalls.spec.claims.claim import Check, Claim, Kind, own
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import ASSETS, Mechanism
from neverfalls.spec.model.world import View

from .invariant import Body


def never_negative(mechanisms: Iterable[str]) -> list[Claim]:
    """What is never below zero in the accounts that each of these mechanisms brings."""
    found = []
    for mechanism in (MECHANISMS[name] for name in mechanisms):
        if _own_entries(mechanism):
            found.append(_holdings(mechanism))
        if mechanism.shared_for or any(each in mechanism.shared for each in mechanism.counters):
            found.append(_accounts(mechanism))
    return found


def _own_entries(mechanism: Mechanism) -> list[str]:
    held = [entry for entry in mechanism.member if ASSETS.get(entry, "yuan") != "yuan"]
    return held + [entry for entry in mechanism.counters if entry in mechanism.member]


def _holdings(mechanism: Mechanism) -> Claim:
    """What each member holds: the mechanism's assets and its counters of the member."""
    entries = _own_entries(mechanism)

    def body(w: View, name: str) -> Iterator[Check]:
        member = own(w, name)
        for entry in entries:
            yield Check(entry, w.state[member.at(entry)], 0)

    return _named("holdings", mechanism, body, per_member=True)


def _accounts(mechanism: Mechanism) -> Claim:
    """What is not a member's: the mechanism's shared counters, and its numbered accounts."""

    def body(w: View) -> Iterator[Check]:
        for key in mechanism.shared_entries(w.parameters):
            if key in mechanism.counters or key not in mechanism.shared:
                yield Check(key, w.state[key], 0)

    return _named("accounts", mechanism, body, per_member=False)


def _named(what: str, mechanism: Mechanism, body: Body, per_member: bool) -> Claim:
    name = f"{what}_of_{mechanism.name.replace('-', '_')}_are_not_negative"
    statement = f"The {what} that {mechanism.title.lower()} brings are never below zero."
    return Claim(name, Kind.STATE, per_member, (), (mechanism.name,), statement, body)
