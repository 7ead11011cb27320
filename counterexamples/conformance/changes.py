"""The changelog of the cases: which came, which went, and of which another outcome is expected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .case import Case, Suite

HEAD = """\
# Changes of the conformance cases

Written by `make record`. The id of a case stays the same as long as its members and events do: if
these change, one case goes and another comes. *Changed* are cases of which another outcome is
expected under some profile that was there before.
"""
KINDS = ("added", "gone", "changed")
NOTHING = "nothing"


class Difference(NamedTuple):
    """Ids of cases."""

    added: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()

    def then(self, later: Difference) -> Difference:
        """Both differences, one after the other, as one."""
        added = (self.added - later.gone) | (later.added - self.gone)
        gone = (self.gone - later.added) | (later.gone - self.added)
        back = self.gone & later.added
        changed = (self.changed | later.changed | back) - added - gone
        return Difference(added, gone, changed)


def compared(before: Iterable[Suite], after: Iterable[Suite]) -> Difference:
    """What is different in the later suites."""
    old, new = _by_id(before), _by_id(after)
    changed = {name for name in old.keys() & new.keys() if _differ(old[name], new[name])}
    return Difference(
        frozenset(new.keys() - old.keys()),
        frozenset(old.keys() - new.keys()),
        frozenset(changed),
    )


def _by_id(suites: Iterable[Suite]) -> dict[str, Case]:
    return {case.id: case for suite in suites for case in suite.cases}


def _differ(old: Case, new: Case) -> bool:
    before, after = _expected(old), _expected(new)
    return any(before[name] != after[name] for name in before.keys() & after.keys())


def _expected(case: Case) -> Mapping[str, object]:
    return {name: each.expected for each in case.outcomes for name in each.profiles}


def changelog(text: str, version: str, difference: Difference) -> str:
    """The changelog with what is different now, under the heading of this version.

    What the version has changed already is taken together with it.
    """
    sections = {
        found[1]: found[2]
        for found in re.finditer(r"^## (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    }
    whole = _read(sections.pop(version, "")).then(difference)
    written = [f"## {version}\n{_section(whole)}", *(f"## {k}\n{v}" for k, v in sections.items())]
    return HEAD + "\n" + "".join(written)


def _read(section: str) -> Difference:
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for kind, ids in re.findall(r"^- (\w+) [^:]+: (.*)$", section, re.MULTILINE):
        found[kind].update(ids.split(", "))
    return Difference(*(frozenset(found[kind]) for kind in KINDS))


def _section(whole: Difference) -> str:
    lines = []
    for kind, ids in zip(KINDS, whole, strict=True):
        suites: dict[str, list[str]] = {}
        for name in sorted(ids):
            suites.setdefault(name.partition(".")[0], []).append(name)
        lines += [
            f"- {kind} {len(names)} of {suite}: {', '.join(names)}"
            for suite, names in suites.items()
        ]
    return "\n" + "".join(f"{line}\n" for line in lines or [f"- {NOTHING}"]) + "\n"
