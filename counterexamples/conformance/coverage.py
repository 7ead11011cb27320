"""What the cases of all suites show: for each requirement of each rule, under which readings."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import NamedTuple

from ..setting import exact
from .case import Case, Event, Suite
from .profile import WHOLE, Profile, profile
from .recording import attempted
from .shrinking import Happening, History
from .watching import Seen

SIDES = ("met", "refused")


@dataclass
class Covered:
    """Under which profiles a requirement is asked, and is met and refused in some case.

    ``alone`` are those with a case in which nothing else stands against the event.
    """

    asked: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)


Coverage = dict[tuple[str, str], Covered]


class Reason(NamedTuple):
    """Why no case shows a requirement from one side, or a reading from its scheme."""

    profiles: tuple[str, ...]
    excepted: tuple[str, ...]
    why: str
    rule: str = ""
    requires: str = ""
    side: str = "refused"

    def holds_for(self, name: str) -> bool:
        """Whether it speaks of this profile."""
        return _matches(name, self.profiles) and not _matches(name, self.excepted)


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, each) for each in patterns)


def coverage(suites: Iterable[Suite]) -> Coverage:
    """For each rule and requirement, under which profiles it is met and refused."""
    found: Coverage = {}
    for suite in suites:
        for name in suite.profiles:
            each = profile(name)
            for case, _outcome in suite.of(name):
                for rule, seen in _seen(each, case):
                    for what in seen.asked:
                        found.setdefault((rule, what), Covered()).asked.add(name)
                    for shown in seen.shown:
                        if shown.is_requirement:
                            sides: set[str] = getattr(found[rule, shown.what], shown.side)
                            sides.add(name)
    return found


def _seen(found: Profile, case: Case) -> Iterator[tuple[str, Seen]]:
    state = found.opening(case.members)
    for happening in history_of(found, case.events):
        seen = attempted(found, state, case.members, happening)
        yield happening.rule, seen
        state = seen.state or state


def history_of(found: Profile, events: Iterable[Event]) -> History:
    """The events of a case with their amounts as numbers."""

    def happening(event: Event) -> Happening:
        sorts = found.scheme.rules[event.event].sorts

        def read(key: str, text: str) -> str | Fraction:
            return text if sorts.get(key) == "Member" else exact(text)

        given = event.arguments.items()
        return Happening(event.event, tuple((key, read(key, text)) for key, text in given))

    return tuple(map(happening, events))


@cache
def reasons(kind: str = "never") -> tuple[Reason, ...]:
    """Why no case shows some requirements from one side, or some readings (``alike``)."""
    text = resources.files(__package__).joinpath("unreachable.toml").read_text(encoding="utf-8")
    found = []
    for each in tomllib.loads(text)[kind]:
        patterns, excepted = each.pop("profiles"), each.pop("except", ())
        found.append(Reason(tuple(patterns), tuple(excepted), **each))
    return tuple(found)


class Hole(NamedTuple):
    """A requirement that some profile asks and no case of it shows from this side."""

    rule: str
    requires: str
    side: str
    profile: str


def holes(found: Coverage) -> list[Hole]:
    """What no case shows, except where a reason is given."""
    return [
        hole
        for (rule, what), covered in sorted(found.items())
        for side in SIDES
        for name in sorted(covered.asked - getattr(covered, side))
        for hole in [Hole(rule, what, side, name)]
        if not any(_explains(reason, hole) for reason in reasons())
    ]


def _explains(reason: Reason, hole: Hole) -> bool:
    about = (reason.rule, reason.requires, reason.side)
    return about == hole[:3] and reason.holds_for(hole.profile)


def idle_reasons(found: Coverage) -> list[Reason]:
    """Reasons for what a case shows after all, or that no requirement needs."""

    def is_idle(reason: Reason) -> bool:
        covered = found.get((reason.rule, reason.requires), Covered())
        meant = set(filter(reason.holds_for, covered.asked))
        return not meant or bool(meant & getattr(covered, reason.side))

    return list(filter(is_idle, reasons()))


def alike(suite: Suite) -> set[str]:
    """The profiles of a suite that no case tells from the scheme as it is written."""
    apart = {
        name
        for case in suite.cases
        if case.origin != "witness"
        for outcome in case.outcomes
        if suite.id not in outcome.profiles
        for name in outcome.profiles
    }
    return suite.profiles.keys() - apart - {suite.id}


def coverage_page(suites: Iterable[Suite]) -> str:
    """The tables as a page of the documentation."""
    kept = list(suites)
    found = coverage(kept)
    cases = sum(len(suite.cases) for suite in kept)
    everything = {name for suite in kept for name in suite.profiles}
    lines = [
        "# What the conformance cases cover",
        "",
        "Written by `make record`; do not edit. A requirement is what a rule demands before an",
        "event can happen. For each there are cases in which it is met and cases in which the",
        "event must be refused for want of it, under every reading that asks it. *Every* stands",
        "for all that ask it; *alone* says under how many of them there is a case in which nothing",
        "else stands against the event. Readings are written `question=answer`; a scheme without",
        "one is the scheme as it is written, and under each other answer of the second table. What",
        "holds in whole units alone has `-cents`, what holds in exact numbers alone `-exact`. A",
        "test fails on a side without a case that no reason below speaks of.",
        "",
        f"{cases:,} cases, {len(everything):,} profiles, {len(kept)} suites. Of the cases,",
        f"{_kinds(kept)}.",
        "",
        "| event | requires that | asked under | met | refused | alone |",
        "|---|---|---|---|---|---:|",
    ]
    for (rule, what), covered in sorted(found.items()):
        lines.append(
            f"| {rule} | {what} | {in_words(covered.asked, everything)} |"
            f" {side_in_words(covered.met, covered.asked)} |"
            f" {side_in_words(covered.refused, covered.asked)} |"
            f" {len(covered.alone)} of {len(covered.asked)} |"
        )
    lines += ["", "Why no case is refused:", ""]
    lines += [
        f"- {each.rule}, {each.requires} ({_patterns(each)}): {each.why}"
        for each in sorted(reasons(), key=lambda each: each[3:])
    ]
    lines += ["", "## The readings", "", "| scheme | readings |", "|---|---|"]
    lines += [
        f"| {suite.id} | {' · '.join(_answers(suite))} |"
        for suite in kept
        if not suite.id.endswith(WHOLE)
    ]
    lines += [
        "",
        "Each is told from the scheme as it is written by some case, in exact numbers and in whole",
        "units, except for these, which cannot be:",
        "",
    ]
    lines += [f"- {_patterns(each)}: {each.why}" for each in reasons("alike")]
    lines += [
        "",
        "## Bounds",
        "",
        "How far cases drive the bounds of [limits.md](limits.md), each under the profile named.",
        "",
        "| bound | under | reached |",
        "|---|---|---|",
        *_bounds(kept),
    ]
    return "\n".join(lines) + "\n"


def _kinds(suites: Iterable[Suite]) -> str:
    """How many cases there are of each kind, in words."""
    counts = Counter(case.origin for suite in suites for case in suite.cases)
    return (
        f"{counts['shortest']:,} are as short as can be for what their last events show,"
        f" {counts['chosen']:,} were chosen by hand,\n{counts['witness']:,} are there as witnesses"
        f" of bounds, and {counts['walk']:,} are random walks"
    )


def _bounds(suites: Iterable[Suite]) -> list[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for suite in suites:
        for case in suite.cases:
            for witness in case.witnesses:
                told = f"{witness.reaches} (`{case.id}`)"
                found.setdefault((witness.bound, witness.profile), []).append(told)
    return [
        f"| {bound} | {name} | {', '.join(values)} |"
        for (bound, name), values in sorted(found.items())
    ]


def _answers(suite: Suite) -> list[str]:
    """The readings of a suite, each question once: `question=answer, answer`."""
    found: dict[str, list[str]] = {}
    for name in suite.profiles:
        question, _equals, answer = name.partition(".")[2].partition("=")
        if question:
            found.setdefault(question, []).append(answer)
    return [f"{question}={', '.join(answers)}" for question, answers in found.items()]


def _patterns(reason: Reason) -> str:
    but = f", but not {', '.join(reason.excepted)}" if reason.excepted else ""
    return ", ".join(reason.profiles).replace("*", "\\*") + but.replace("*", "\\*")


def side_in_words(shown: Collection[str], asked: Collection[str]) -> str:
    """Under which of the profiles that ask a requirement there is a case."""
    if not shown:
        return "never"
    missing = set(asked) - set(shown)
    if not missing:
        return "every"
    if len(missing) > len(shown):
        return f"only {in_words(shown, asked)}"
    return f"every but {in_words(missing, asked)}"


def in_words(names: Collection[str], everything: Collection[str]) -> str:
    """Profiles in few words: schemes, and which of their readings among ``everything``."""
    told: dict[str, list[str]] = {}
    for scheme in sorted({_scheme(name) for name in names}):
        words = []
        for unit in ("", WHOLE):
            own, of_all = (
                {n.partition(".")[2] for n in some if n.partition(".")[0] == scheme + unit}
                for some in (names, everything)
            )
            words.append(_readings_in_words(own, of_all))
        exactly, whole = words
        if exactly == whole:
            told.setdefault(exactly or "", []).append(scheme)
            continue
        for label, word in ((f"{scheme}-exact", exactly), (scheme + WHOLE, whole)):
            if word is not None:
                told.setdefault(word, []).append(label)
    return "; ".join(", ".join(schemes) + word for word, schemes in told.items())


def _readings_in_words(own: set[str], of_all: set[str]) -> str | None:
    """These readings of a scheme in words that come after its name, or nothing if it has none."""
    if own == of_all or not own:
        return "" if own else None
    missing = of_all - own
    return f" under {_joined(own)}" if len(own) <= len(missing) else f" but {_joined(missing)}"


def _joined(readings: Iterable[str]) -> str:
    """Readings with each question once: `question=answer or answer`."""
    found: dict[str, list[str]] = {}
    for reading in sorted(readings):
        question, _equals, answer = reading.partition("=")
        found.setdefault(question, []).append(answer)
    return ", ".join(
        f"{question}={' or '.join(answers)}" if question else "as written"
        for question, answers in found.items()
    )


def _scheme(name: str) -> str:
    return name.partition(".")[0].removesuffix(WHOLE)
