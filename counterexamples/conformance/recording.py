"""Writing the suites that are shipped: the cases of all readings of a scheme, run under each."""

from __future__ import annotations

import hashlib
import json
import random
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from msgspec import UNSET

from neverfalls.spec.errors import BadScheme
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..replay import State
from ..setting import differences_from_shipped, parameters_of, readings_of
from .case import (
    FORMAT,
    Account,
    Case,
    Event,
    Expected,
    Identity,
    Origin,
    Outcome,
    Suite,
    Witness,
)
from .exploring import Explorer
from .profile import WHOLE, Profile, exact_profile, variants, whole_profile
from .shrinking import Happening, History, named
from .watching import Seen, Shown, watch

LONGER = 6
"""How many longer histories a suite has, of random events that can happen."""

EVENTS = 12
"""How many events each of them has, at most."""

DIGITS = 80
"""Most characters of a number in a case; exact shares of shares become ever longer fractions."""


class Purpose(NamedTuple):
    """What a history is kept for: what its last event shows, or what it was chosen for."""

    origin: Origin = "shortest"
    shown: frozenset[Shown] = frozenset()
    told: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()


Handed = Sequence[tuple[History, Purpose]]
"""Histories that come from elsewhere, such as the witnesses of bounds."""


def profiles_of(scheme: Scheme, whole: bool) -> dict[str, Profile]:
    """The profiles of a suite by their ids, that of the scheme as it is written first."""
    make = whole_profile if whole else exact_profile
    base = make(scheme).id
    return {base + end: make(changed, base + end) for end, changed in variants(scheme)}


def suite(
    name: str,
    whole: bool,
    watch: Callable[[int, int], None] = lambda _done, _of: None,
    handed: Handed = (),
) -> Suite:
    """The suite of a scheme, made anew: a shipped one, or the one in a file.

    ``watch`` is told how many of how many profiles have been explored. Histories that are
    ``handed`` over are among the cases, unless these are in whole units.

    Raises:
        BadScheme: there is no such scheme, or its name cannot be that of a suite.
    """
    scheme = load_scheme(name)
    if name not in SHIPPED:
        _check_name(scheme)
    profiles = profiles_of(scheme, whole)
    found: dict[History, Purpose] = {}
    for done, each in enumerate(profiles.values()):
        watch(done, len(profiles))
        for history, shown in Explorer(each).explore().cases.items():
            known = found.get(history, Purpose())
            found[history] = known._replace(shown=known.shown | shown)
    first = next(iter(profiles.values()))
    for number in range(LONGER):
        history = _longer(first, number)
        while not _is_short(profiles.values(), history):
            history = history[:-1]
        found.setdefault(history, Purpose("walk"))
    scenarios = ((each, Purpose("chosen", told=(told,))) for each, told in _scenarios(first, name))
    for history, purpose in (*scenarios, *(() if whole else handed)):
        known = found.get(history, purpose._replace(told=(), witnesses=()))
        told, witnesses = known.told + purpose.told, known.witnesses + purpose.witnesses
        found[history] = known._replace(told=told, witnesses=witnesses)
    return assembled(scheme, profiles, found)


def _check_name(scheme: Scheme) -> None:
    """Refuse a scheme whose suite would be taken for another one, or could not be named."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", scheme.name) or scheme.name.endswith(WHOLE):
        expected = f"small letters, digits, - and _, not ending in {WHOLE}, to name profiles by"
        raise BadScheme(scheme.file, "name", scheme.name, expected)
    if differences_from_shipped(scheme):
        raise BadScheme(scheme.file, "name", scheme.name, "a name that no shipped scheme has")


def assembled(
    scheme: Scheme,
    profiles: Mapping[str, Profile],
    histories: Mapping[History, Purpose],
) -> Suite:
    """A suite of these histories, each run under every profile."""
    first = next(iter(profiles.values()))
    base = readings_of(first.scheme)
    cases = [case(profiles, history, purpose) for history, purpose in histories.items()]
    opening = first.opening(first.scheme.members)
    return Suite(
        format=FORMAT,
        id=first.id,
        title=scheme.title,
        mechanisms=list(scheme.mechanisms),
        parameters=parameters_of(first.scheme),
        readings=base,
        units={key: str(value) for key, value in first.units.items()},
        rounding=first.rounding,
        initial_members=list(scheme.members),
        opening={key: str(value) for key, value in opening.items() if value},
        accounts=dict(accounts(first)),
        profiles={
            name: {
                key: value for key, value in readings_of(each.scheme).items() if value != base[key]
            }
            for name, each in profiles.items()
        },
        cases=sorted(cases, key=lambda each: (len(each.events), each.id)),
    )


def case(profiles: Mapping[str, Profile], history: History, purpose: Purpose) -> Case:
    """A history with what it must do under each profile; of a witness, under its own."""
    first = next(iter(profiles.values()))
    own = {each.profile for each in purpose.witnesses} if purpose.origin == "witness" else profiles
    members = taking_part(first, history)
    outcomes: dict[str, list[str]] = {}
    kept: dict[str, list[Expected]] = {}
    for name, each in profiles.items():
        if name not in own:
            continue
        expected = list(expectations(each, members, history))
        key = repr(expected)
        outcomes.setdefault(key, []).append(name)
        kept[key] = expected
    events = [
        Event(each.rule, {key: str(value) for key, value in each.arguments}) for each in history
    ]
    return Case(
        id=_id(first, members, events),
        about=[*purpose.told, *sorted(map(described, purpose.shown))]
        or [f"a history of {len(events)} events"],
        members=members,
        events=events,
        outcomes=[Outcome(names, kept[key]) for key, names in outcomes.items()],
        identity=_identity(first, events[-1].event, kept.values()),
        origin=purpose.origin,
        witnesses=list(purpose.witnesses),
    )


def _identity(profile: Profile, rule: str, outcomes: Iterable[Sequence[Expected]]) -> Identity:
    """What the last event of a case does, or must be refused for, under any profile."""
    fields: set[str] = set()
    clauses: set[str] = set()
    for *_before, last in outcomes:
        is_refused = last.refused is not UNSET
        fields.update(["refused"] if is_refused else last.balances or ())
        clauses.update(last.clauses if is_refused else profile.scheme.rules[rule].clauses)
    return Identity(rule, sorted(fields), sorted(clauses))


def taking_part(profile: Profile, history: History) -> list[str]:
    """The members of a case: those that its events name, and those who are there from the start."""
    known = profile.scheme.roster(50)
    wanted = {*named(history), *profile.scheme.members}
    return [name for name in known if name in wanted] or [known[0]]


def expectations(profile: Profile, members: Sequence[str], history: History) -> Iterator[Expected]:
    """What each event of a history must do."""
    state = profile.opening(members)
    for happening in history:
        seen = attempted(profile, state, members, happening)
        if seen.state is None:
            yield Expected(refused=seen.refused, clauses=sorted(set(seen.clauses)))
            continue
        changes = {key: str(value) for key, value in seen.state.items() if value != state[key]}
        yield Expected(balances=changes, refused=UNSET)
        state = seen.state


def attempted(profile: Profile, state: State, members: Sequence[str], happening: Happening) -> Seen:
    """Try an event; one whose arguments a reading does not know is told without them."""
    rule = profile.scheme.rules[happening.rule]
    arguments = dict(happening.arguments)
    picked = decided(profile)
    for name in [name for name in arguments if name not in rule.sorts and name not in picked]:
        del arguments[name]
    if happening.rule == "close_day":
        arguments = {**picked, **arguments}
    return watch(profile, state, members, happening.rule, arguments)


def decided(profile: Profile) -> dict[str, Fraction]:
    """What the platform picks when a day closes, where a case does not say it: the scheme's own."""
    scheme = profile.scheme
    if "dividend_rates" not in scheme.relevant_questions:
        return {}
    if scheme.readings.dividend_rates.value != "chosen-daily":
        return {}
    rooms = (("daily_rate", "daily-dividend"), ("tier_rate", "tier-dividend"))
    t = scheme.parameters
    highest = t.highest_dividend_rate
    return {
        name: min(getattr(t, name), highest) for name, room in rooms if room in scheme.mechanisms
    }


def described(shown: Shown) -> str:
    """What a case shows, in words."""
    rule, what, side = shown
    if side == "refused":
        return f"{rule} is refused: it requires that {what}"
    if side == "alone":
        return f"{rule} is refused for this reason only: it requires that {what}"
    if side == "met":
        return f"{rule} happens: {what}"
    if side == "rounded":
        return f"{rule}: {what} is rounded"
    where = what.partition(" line ")[0].rpartition(" ")[2].strip("_").replace("_", " ")
    ways = {
        "so": "its condition holds",
        "otherwise": "its condition does not hold",
        "less": "the first of two amounts is the smaller one",
        "more": "the first of two amounts is the larger one",
        "equal": "two amounts are equal",
    }
    return f"{rule}, {where}: {ways[side]}"


def _id(profile: Profile, members: Sequence[str], events: Sequence[Event]) -> str:
    """A name that stays the same as long as the members and the events do."""
    stated = json.dumps([list(members), [[each.event, each.arguments] for each in events]])
    digest = hashlib.sha256(stated.encode()).hexdigest()[:10]
    return f"{profile.id}.{events[-1].event}.{digest}"


def _longer(profile: Profile, seed: int) -> History:
    """A history of random events that can happen, the same for the same seed."""
    chance = random.Random(f"{profile.id} {seed}")
    explorer = Explorer(profile)
    state = explorer.opening
    history: History = ()
    for _try in range(20 * EVENTS):
        if len(history) == EVENTS:
            break
        happening = chance.choice(list(explorer.likely(state, history)))
        seen = attempted(profile, state, explorer.members, happening)
        if seen.state is not None:
            state, history = seen.state, (*history, happening)
    return history


def _scenarios(profile: Profile, name: str) -> Iterator[tuple[History, str]]:
    """The histories of scenarios.toml for a scheme, in the units of a profile."""
    text = resources.files(__package__).joinpath("scenarios.toml").read_text(encoding="utf-8")
    for each in tomllib.loads(text)["history"]:
        if each["suite"] in {name, profile.id}:
            history = tuple(_happening(profile, line) for line in each["events"])
            amounts = [v for one in history for _key, v in one.arguments if not isinstance(v, str)]
            # a ledger on integers cannot even be asked for a part of a unit
            if not profile.whole or all(value.denominator == 1 for value in amounts):
                yield history, each["about"]


def _happening(profile: Profile, line: str) -> Happening:
    name, *given = line.split()
    sorts = profile.scheme.rules[name].sorts
    arguments: list[tuple[str, Any]] = []
    for word in given:
        key, _equals, value = word.partition("=")
        if sorts[key] == "Member":
            arguments.append((key, value))
        else:
            unit = profile.units["points" if sorts[key] == "Points" else "yuan"]
            arguments.append((key, Fraction(value) / unit))
    return Happening(name, tuple(arguments))


def _is_short(profiles: Iterable[Profile], history: History) -> bool:
    """Whether no number in it is too long for a file, under any profile."""
    members = next(iter(profiles)).scheme.roster(6)
    return all(
        len(value) <= DIGITS
        for each in profiles
        for expected in expectations(each, members, history)
        if expected.balances is not UNSET
        for value in expected.balances.values()
    )


@cache
def _meanings() -> dict[str, dict[str, list[str]]]:
    text = resources.files(__package__).joinpath("accounts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def accounts(profile: Profile) -> Iterator[tuple[str, Account]]:
    """What each balance of a profile is; ``member`` stands for any member."""
    table = _meanings()
    for key in profile.opening(()):
        known = "tier-*.yuan" if key.startswith("tier-") and key not in table["shared"] else key
        if key.partition(".")[0] in profile.scheme.members:
            continue
        yield key, Account(*table["shared"][known])
    for entry in profile.scheme.member_entries():
        yield f"member.{entry}", Account(*table["member"][entry])


def everything() -> Iterator[tuple[str, bool]]:
    """The suites that are shipped: each scheme, exactly and in whole units."""
    for name in SHIPPED:
        yield name, False
        yield name, True


def made(name: str, whole: bool, handed: Handed = ()) -> tuple[str, str]:
    """A suite made anew: the name of its file, and its text."""
    from .files import render

    found: Any = suite(name, whole, handed=handed)
    return f"{found.id}.json", render(found)
