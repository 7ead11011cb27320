"""What the cases of all suites show: for each requirement of each rule, under which readings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from neverfalls.spec.mechanisms import MECHANISMS

from ..setting import exact
from .case import Case, Suite
from .exploring import Happening
from .profile import Profile, profile
from .recording import attempted
from .watching import Shown

SIDES = ("met", "refused")


@dataclass
class Covered:
    """How often a requirement was met and refused, for each profile whose rule has it."""

    met: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    alone: dict[str, int] = field(default_factory=dict)


Coverage = dict[tuple[str, str], Covered]


def coverage(suites: Iterable[Suite]) -> Coverage:
    """For each rule and requirement, in how many events of each profile it was met and refused."""
    found: Coverage = {}
    for suite in suites:
        for name in suite.profiles:
            each = profile(name)
            for case, _outcome in suite.of(name):
                for rule, what, side in _shown(each, case):
                    covered = found.setdefault((rule, what), Covered())
                    counts: dict[str, int] = getattr(covered, side)
                    counts[name] = counts.get(name, 0) + 1
    return found


def _shown(found: Profile, case: Case) -> Iterator[Shown]:
    state = found.opening(case.members)
    for event in case.events:
        sorts = found.scheme.rules[event.event].sorts
        arguments = tuple(
            (key, text if sorts.get(key) == "Member" else exact(text))
            for key, text in event.arguments.items()
        )
        seen = attempted(found, state, case.members, Happening(event.event, arguments))
        yield from (each for each in seen.shown if each.is_requirement)
        state = seen.state or state


@cache
def reasons() -> dict[tuple[str, str], str]:
    """Why some requirements are never refused by a case, by rule and requirement."""
    text = resources.files(__package__).joinpath("unreachable.toml").read_text(encoding="utf-8")
    return {(each["rule"], each["requires"]): each["why"] for each in tomllib.loads(text)["never"]}


def holes(found: Coverage) -> list[tuple[str, str, str]]:
    """Requirements that no case shows from one of its sides, except where a reason is given."""
    return [
        (rule, what, side)
        for (rule, what), covered in sorted(found.items())
        for side in SIDES
        if not getattr(covered, side) and (rule, what) not in reasons()
    ]


def rules_without_case(found: Coverage, suites: Iterable[Suite]) -> list[str]:
    """Rules of which no case has an event."""
    events = {event.event for suite in suites for case in suite.cases for event in case.events}
    rules = {rule for room in MECHANISMS.values() for rule in room.rules}
    return sorted(rules - events - {rule for rule, _what in found})


def coverage_page(suites: Iterable[Suite]) -> str:
    """The table as a page of the documentation."""
    kept = list(suites)
    found = coverage(kept)
    cases = sum(len(suite.cases) for suite in kept)
    profiles = sum(len(suite.profiles) for suite in kept)
    lines = [
        "# What the conformance cases cover",
        "",
        "Written by `make record`; do not edit. A requirement is what a rule demands before an",
        "event can happen. For each there are cases in which it is met and cases in which the",
        "event must be refused for want of it: under how many profiles (readings and units of",
        "account), of how many whose cases come to it. *Only reason* counts profiles with a case",
        "in which nothing else stands against the event.",
        "",
        f"{cases:,} cases, {profiles:,} profiles, {len(kept)} suites.",
        "",
        "| event | requires that | profiles | met | refused | only reason |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for (rule, what), covered in sorted(found.items()):
        reached = covered.met.keys() | covered.refused.keys()
        refused = str(len(covered.refused)) if covered.refused else "never*"
        lines.append(
            f"| {rule} | {what} | {len(reached)} | {len(covered.met)} | {refused} |"
            f" {len(covered.alone)} |"
        )
    lines += ["", "\\* Why no case shows it:", ""]
    lines += [f"- {rule}, {what}: {why}" for (rule, what), why in sorted(reasons().items())]
    return "\n".join(lines) + "\n"
