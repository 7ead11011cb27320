"""Suites and cases as data. Numbers are strings in lowest terms, as in a counterexample."""

from __future__ import annotations

from typing import Annotated, Literal

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


class Term(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A balance after so many events of the case, ``times`` a number."""

    balance: Entry
    after: Annotated[int, Meta(ge=0, le=1000)]
    times: Rational = "1"


class Ratio(Struct, frozen=True, forbid_unknown_fields=True):
    """One sum of balances over another."""

    above: Annotated[list[Term], Meta(min_length=1)]
    below: Annotated[list[Term], Meta(min_length=1)]


class Witness(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How far a history drives one of the bounds that docs/limits.md proves.

    Under its ``profile`` it ``reaches`` this value of what the ``bound`` is about: the product of
    the ratios in ``measure``, or the part of the members for whom the balances in ``members``, each
    times its number, are together not below 0 at the end.
    """

    bound: Name
    profile: Identifier
    reaches: Rational
    measure: list[Ratio] = []
    members: dict[Name, Rational] = {}


class Identity(Struct, frozen=True, forbid_unknown_fields=True):
    """What a ledger that fails a case gets wrong, the same for as long as the case is.

    Its last event must be refused under a reading (then ``fields`` has "refused"), or changes these
    balances; the clauses are those that ask for it.
    """

    event: Name
    fields: list[Text]
    clauses: list[str]


Origin = Literal["shortest", "chosen", "walk", "witness"]


class Case(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A history of events, and what each must do.

    ``about`` says in words what its last event shows. The id stays the same as long as the
    members and the events do. ``origin`` says how it was found: it is as short as it can be for
    what its last event shows; it was chosen by hand, for all of its events; it is a walk, which
    goes on for its own sake; or it is a witness of bounds.
    """

    id: Identifier
    about: list[Text]
    members: Annotated[list[Name], Meta(min_length=1, max_length=50)]
    events: Annotated[list[Event], Meta(min_length=1, max_length=1000)]
    outcomes: Annotated[list[Outcome], Meta(min_length=1)]
    identity: Identity | UnsetType = UNSET
    origin: Origin = "chosen"
    witnesses: list[Witness] = []


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
