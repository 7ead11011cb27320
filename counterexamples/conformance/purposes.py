"""What a case is for, and whether a simpler history would do as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from neverfalls.spec.errors import BadArguments

from .case import Case
from .coverage import history_of
from .profile import Profile
from .recording import attempted, described, taking_part
from .shrinking import History, simpler
from .watching import Seen

Fact = tuple[str, ...]
"""A profile, and what a history shows under it."""


def facts(profiles: Mapping[str, Profile], case: Case, history: History) -> frozenset[Fact]:
    """Which of the things that a case is for a history shows, and under which profiles.

    A shortest case is for what its last event shows, once all before it have happened. One that
    was chosen is for what all its events show, and for the profiles that it tells from the first.
    """
    if case.origin == "shortest":
        return frozenset(_last(profiles, set(case.about), history))
    return frozenset(_all(profiles, history))


def _last(profiles: Mapping[str, Profile], about: set[str], history: History) -> Iterator[Fact]:
    for name, profile in profiles.items():
        seen = _seen(profile, history)
        if seen and all(each.state for each in seen[:-1]):
            for shown in seen[-1].shown:
                if described(shown) in about:
                    yield (name, *shown)


def _all(profiles: Mapping[str, Profile], history: History) -> Iterator[Fact]:
    ran = {name: _seen(profile, history) for name, profile in profiles.items()}
    own = [each[:3] for each in next(iter(ran.values()))]
    for name, seen in ran.items():
        yield from ((name, *shown) for each in seen for shown in each.shown)
        if [each[:3] for each in seen] != own:
            yield (name, "is told apart")


def _seen(profile: Profile, history: History) -> list[Seen]:
    """What each event shows; nothing at all where one cannot even be asked for."""
    members = taking_part(profile, history)
    state, seen = profile.opening(members), []
    for happening in history:
        try:
            seen.append(attempted(profile, state, members, happening))
        except BadArguments:
            return []
        state = seen[-1].state or state
    return seen


def simpler_cases(profiles: Mapping[str, Profile], case: Case) -> Iterator[History]:
    """Simpler histories that show all that a case is for; a case that has none is minimal.

    A walk goes on for its own sake, and a witness goes as far as it can: for them there is none.
    """
    if case.origin in {"walk", "witness"}:
        return
    first = next(iter(profiles.values()))
    history = history_of(first, case.events)
    wanted = facts(profiles, case, history)
    for shorter in simpler(history, first.scheme.members):
        if wanted <= facts(profiles, case, shorter):
            yield shorter


def is_minimal(profiles: Mapping[str, Profile], case: Case) -> bool:
    """Whether no event, member or amount of a case can be dropped."""
    return not list(islice(simpler_cases(profiles, case), 1))
