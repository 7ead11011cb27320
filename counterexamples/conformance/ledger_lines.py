"""A case as lines of a ledger: CSV, a line for each balance that an event changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction

from msgspec import UNSET

from ..replay import State
from ..setting import exact
from .case import Case, Outcome
from .files import UnknownProfile, suite_of
from .profile import profile as profile_of

COLUMNS = ("case", "step", "event", "account", "unit", "before", "after", "change")

OPENING = "opening"
"""What stands for the event of step 0, which opens the accounts that do not start at 0."""


def lines(profile: str, case: Case) -> str:
    """The lines of a case under one of its profiles.

    Numbers are exact and in the units of the profile, which ``unit`` names: 250 of "1/100 yuan"
    are 2.50 yuan. Whoever adds up the changes of an account has its balance. An event that must be
    refused changes nothing, so it has no line.

    Raises:
        UnknownProfile: there is no such profile, or the case is none of its cases.
    """
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(profile, case))
    return told.getvalue()


def outcome_of(profile: str, case: Case) -> Outcome:
    """What the events of a case must do under a profile.

    Raises:
        UnknownProfile: nothing is stated for this profile.
    """
    for outcome in case.outcomes:
        if profile in outcome.profiles:
            return outcome
    raise UnknownProfile(profile)


def balances(profile: str, case: Case) -> list[State]:
    """All balances at the opening and after each event, in the units of the profile.

    Raises:
        UnknownProfile: nothing is stated for this profile.
    """
    found = [profile_of(profile).opening(case.members)]
    for expected in outcome_of(profile, case).expected:
        stated = {} if expected.balances is UNSET else expected.balances
        found.append(found[-1] | {key: exact(text) for key, text in stated.items()})
    return found


def _rows(profile: str, case: Case) -> Iterator[tuple[str, ...]]:
    states = balances(profile, case)
    before: State = dict.fromkeys(states[0], Fraction(0))
    for step, after in enumerate(states):
        event = case.events[step - 1].event if step else OPENING
        for account, amount in after.items():
            if amount != before[account]:
                change = amount - before[account]
                numbers = map(str, (before[account], amount, change))
                yield case.id, str(step), event, account, _unit(profile, case, account), *numbers
        before = after


def _unit(profile: str, case: Case, account: str) -> str:
    """What a balance counts, such as "points" or "1/100 yuan"."""
    suite = suite_of(profile)
    holder, dot, entry = account.partition(".")
    unit = suite.accounts[f"member{dot}{entry}" if holder in case.members else account].unit
    size = suite.units.get(unit, "1")
    return unit if size == "1" else f"{size} {unit}"
