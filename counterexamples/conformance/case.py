"""Suites and cases as data. Numbers are strings in lowest terms, as in a counterexample."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from ..trace import Entry, Name, Rational, Text

FORMAT = "neverfalls-conformance/1"

Identifier = Annotated[str, Meta(pattern=r"^[a-z0-9_.=-]{1,200}$(?!\n)")]


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happens: its name, members by their names, amounts in the profile's units."""

    event: Name
    arguments: dict[Name, str]


class Expected(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an event must do: change these balances and no others, or be refused.

    ``balances`` are the new balances of those that change. Of an event that must be refused,
    ``refused`` says which requirement is not met, and ``clauses`` which clauses ask for it.
    """

    balances: dict[Entry, Rational] | UnsetType = UNSET
    refused: Text | UnsetType = UNSET
    clauses: list[str] = []


class Outcome(Struct, frozen=True, forbid_unknown_fields=True):
    """What every event of a case must do, under these profiles."""

    profiles: Annotated[list[Identifier], Meta(min_length=1)]
    expected: list[Expected]


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """A history of events, and what each must do.

    ``about`` says in words what its last event shows. The id stays the same as long as the
    members and the events do.
    """

    id: Identifier
    about: list[Text]
    members: Annotated[list[Name], Meta(min_length=1, max_length=50)]
    events: Annotated[list[Event], Meta(min_length=1, max_length=1000)]
    outcomes: Annotated[list[Outcome], Meta(min_length=1)]


class Account(Struct, frozen=True, forbid_unknown_fields=True):
    """What a balance is; ``member`` stands for the name of any member."""

    unit: Text
    meaning: Text


class Suite(Struct, frozen=True, forbid_unknown_fields=True):
    """All cases of a scheme in one unit of account, with the setting that they share.

    ``profiles`` maps the id of each profile to its answers where they are not those in
    ``readings``. ``opening`` lists the balances that do not start at 0.
    """

    format: str
    id: Identifier
    title: Text
    mechanisms: list[Name]
    parameters: dict[Name, Rational | list[Rational]]
    readings: dict[Name, Name]
    units: dict[str, Rational]
    rounding: Text
    initial_members: list[Name]
    opening: dict[Entry, Rational]
    accounts: dict[Entry, Account]
    profiles: dict[Identifier, dict[Name, Name]]
    cases: list[Case]

    def of(self, profile: str) -> list[tuple[Case, Outcome]]:
        """The cases of a profile, each with what is expected under it."""
        return [
            (case, outcome)
            for case in self.cases
            for outcome in case.outcomes
            if profile in outcome.profiles
        ]
