"""A counterexample as data. Numbers are strings in lowest terms; nothing is implied."""

from __future__ import annotations

import atexit
import gc
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

# msgspec may crash when the interpreter collects its types at the very end (its issue 717). What is
# frozen is not collected.
atexit.register(gc.freeze)

FORMAT = "neverfalls-counterexample/1"

NAME = r"^[a-z][a-z0-9_-]{0,60}$(?!\n)"
RATIONAL = r"^-?[0-9]{1,200}(/[1-9][0-9]{0,199})?$(?!\n)"
ID = r"^[a-z0-9_.=-]{1,160}$(?!\n)"
ENTRY = r"^[a-z][a-z0-9_-]{0,60}\.[a-z-]{1,40}$(?!\n)"

Name = Annotated[str, Meta(pattern=NAME)]
Rational = Annotated[
    str, Meta(pattern=RATIONAL, description="an exact number in lowest terms, such as -3/10")
]
Entry = Annotated[str, Meta(pattern=ENTRY)]
Text = Annotated[str, Meta(max_length=2000)]


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One event: the rule, its arguments, and every state an observer sees because of it."""

    rule: Name
    arguments: dict[Name, str]
    states: Annotated[list[dict[Entry, Rational]], Meta(min_length=1, max_length=200)]


class Violation(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the claim breaks: after which step, at which of its states, on which check."""

    step: Annotated[int, Meta(ge=0, le=1000)]
    state: Annotated[int, Meta(ge=1, le=200)]
    member: Name | None
    what: Text
    relation: str
    left: Rational
    right: Rational
    unit: Text


class Found(Struct, frozen=True, forbid_unknown_fields=True):
    """How it was found, and in which sense it is a shortest one."""

    solver: Text
    shorter: Text


class Trace(Struct, frozen=True, forbid_unknown_fields=True):
    """A history that breaks a claim.

    ``loop`` is set for a claim that something happens in the end: the states after step ``loop``
    and after the last step are the same, so the steps between them can repeat for ever.
    ``opening`` lists only the balances that are not those of a scheme nobody has used yet.
    """

    format: str
    id: Annotated[str, Meta(pattern=ID)]
    claim: Name
    scheme: Name
    title: Text
    mechanisms: Annotated[list[Name], Meta(min_length=1, max_length=50)]
    parameters: dict[Name, Rational | list[Rational]]
    readings: dict[Name, Name]
    members: Annotated[list[Name], Meta(min_length=1, max_length=50)]
    opening: dict[Entry, Rational]
    initial_members: list[Name]
    steps: Annotated[list[Step], Meta(max_length=1000)]
    violation: Violation
    found: Found
    loop: int | UnsetType = UNSET
