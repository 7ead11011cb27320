"""The page of promises: each promise of the documents in its three forms, and what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Kind
from neverfalls.spec.clauses import clauses
from neverfalls.spec.promises import FORMS, Form, Promise, Statement, promises
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...verdicts.record import record_of

INTRODUCTION = """\
# What the documents promise

Each promise of the documents, C1 to C21, in three forms: the strongest that the text really makes,
the weaker one that somebody who defends the text would fall back on, and what a careful reader
would want besides. `make record` writes this page from the records; a test fails when it is stale.

A promise *holds* in a scheme if it is proved there, for any history and any number of members, and
*breaks* if a history breaks it. Both are said of the scheme as it is written, for its own numbers
and for each other value that its file lists of a number which no document states, such as the
margin of a sale. Where these values differ in their verdict, the promise *depends* on that number,
and is counted neither way. What other readings of the text change, [verdicts.md](verdicts.md) says.
"""


VERBS = {"proved": "holds", "refuted": "breaks"}
"""What is said of a promise that is settled."""

OPEN = {"bounded", "undecided", "failed"}
"""Verdicts that leave it open whether a promise holds."""


@dataclass
class Standing:
    """How a claim stands in the shipped schemes.

    ``depends`` says on which number a verdict depends, ``histories`` shows what breaks it.
    """

    holds: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)
    depends: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    histories: dict[str, str] = field(default_factory=dict)

    def broken(self) -> bool:
        """Whether some scheme breaks it, whatever the numbers that no document states."""
        return bool(self.breaks)


def standing(name: str) -> Standing:
    """How a claim stands, by the records."""
    found = Standing()
    for scheme in map(load_scheme, SHIPPED):
        record = record_of(scheme)
        cells = {c["deviation"]: c for c in record["cells"] if c["claim"] == name} if record else {}
        if "" not in cells:
            continue
        place(found, scheme, cells)
    return found


def place(found: Standing, scheme: Scheme, cells: Mapping[str, Mapping[str, Any]]) -> None:
    """Enter how a claim stands in a scheme, given its cells by their deviations."""
    written = cells[""]["status"]
    other = [
        (key, value, cells[f"{key}={value}"]["status"])
        for key, values in scheme.unstated.items()
        for value in values
        if f"{key}={value}" in cells
    ]
    if written == "refuted":
        found.histories[scheme.name] = _history(cells[""])
    statuses = {written, *(status for _key, _value, status in other)}
    if {"proved", "refuted"} <= statuses:
        differ = {
            verb: [
                f"`{key} = {value}`" for key, value, status in other if VERBS.get(status) == verb
            ]
            for verb in VERBS.values()
        }
        differ.pop(VERBS.get(written, ""), None)
        changed = (f"{verb} with {' or '.join(where)}" for verb, where in differ.items() if where)
        told = f"{VERBS.get(written, 'is undecided')}, but {' and '.join(changed)}"
        found.depends.append((scheme.name, told))
    elif statuses & OPEN:
        found.unknown.append(scheme.name)
    elif written == "proved":
        found.holds.append(scheme.name)
    elif written == "refuted":
        found.breaks.append(scheme.name)
    else:
        found.unknown.append(scheme.name)


def _history(cell: Mapping[str, Any]) -> str:
    events = " · ".join(cell["history"][:-1])
    if CLAIMS[cell["claim"]].kind is Kind.EVENTUAL:
        events += ", and so on for ever"
    return f"`{events}`" if events else "before anything happens"


def promises_page() -> str:
    """The whole page as Markdown."""
    lines = [INTRODUCTION, *_counts(), ""]
    for clause, promise in promises().items():
        lines += [f"## {clause} {clauses()[clause].title}", "", clauses()[clause].text, ""]
        for form in Form:
            lines += [f"**{FORMS[form].capitalize()}**", "", *_form(promise, form), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _form(promise: Promise, form: Form) -> Iterator[str]:
    if reason := promise.reason(form):
        yield f"- None. {reason}"
    for statement in promise.statements(form):
        yield from _stated(statement)


def _stated(statement: Statement) -> Iterator[str]:
    if statement.limit:
        yield f"- `{statement.name}`: a bound, [derived and proved](limits.md)."
        return
    found = standing(statement.name)
    denied = "The opposite is what is stated: " if statement.denial else ""
    yield f"- `{statement.name}`: {denied}{CLAIMS[statement.name].statement}"
    yield from (f"  - {line}" for line in verdict_lines(found))


def verdict_lines(found: Standing) -> Iterator[str]:
    """What is known of a claim, one line for each kind of answer."""
    if found.holds:
        yield f"holds in {', '.join(found.holds)}"
    if found.breaks:
        first = found.breaks[0]
        yield f"breaks in {', '.join(found.breaks)}; {first}: {found.histories[first]}"
    for scheme, how in found.depends:
        yield f"depends on a number that no document states in {scheme}: it {how}"
    if found.unknown:
        yield f"undecided in {', '.join(found.unknown)}"


def _counts() -> Iterator[str]:
    """How many promises hold and break, of those that the documents make."""
    broken, kept, other = [], [], []
    for clause, promise in promises().items():
        stated = promise.statements(Form.PROMISED)
        verdicts = [_answer(each) for each in stated]
        if "breaks" in verdicts:
            broken.append(clause)
        elif all(each == "holds" for each in verdicts):
            kept.append(clause)
        else:
            other.append(clause)
    parts = (
        (broken, "break in some shipped scheme, for all listed values of unstated numbers"),
        (kept, "hold in every shipped scheme that they are about"),
        (other, "depend on numbers that no document states"),
    )
    said = [f"{len(own)} {what} ({', '.join(own)})" for own, what in parts if own]
    yield f"Of the {len(promises())} promises as the documents make them, {'; '.join(said)}."


def _answer(statement: Statement) -> str:
    found = standing(statement.name)
    if statement.denial:
        return "breaks" if found.holds else "depends"
    if found.broken():
        return "breaks"
    return "depends" if found.depends or found.unknown else "holds"


def promises_table() -> str:
    """How many promises hold and break, as the documents make them, and a history for each."""
    rows: list[Sequence[str]] = [
        ("promise", "in the shipped schemes", "shortest history that breaks it"),
        ("---",) * 3,
    ]
    for clause, promise in promises().items():
        counts, history = _told(promise)
        rows.append((f"{clause} {clauses()[clause].title}", counts, history))
    return "".join([*_counts(), "\n\n", *(f"| {' | '.join(row)} |\n" for row in rows)])


def _told(promise: Promise) -> tuple[str, str]:
    """In how many schemes a promise breaks and holds, and its shortest history.

    A promise of several statements breaks in a scheme if one of them does.
    """
    broken: dict[str, str] = {}
    kept: dict[str, None] = {}
    depends: dict[str, None] = {}
    for statement in promise.statements(Form.PROMISED):
        found = standing(statement.name)
        if statement.denial:
            proved = f"its opposite is proved in {len(found.holds)}"
            return proved, f"`neverfalls explain {statement.name}`"
        broken |= {name: found.histories[name] for name in found.breaks}
        kept |= dict.fromkeys(found.holds)
        depends |= dict.fromkeys(name for name, _how in found.depends)
    holding = [name for name in kept if name not in broken and name not in depends]
    open_ = [name for name in depends if name not in broken]
    parts = [("breaks in", broken), ("holds in", holding), ("depends on a number in", open_)]
    counts = ", ".join(f"{words} {len(own)}" for words, own in parts if own)
    if not broken:
        return counts, ""
    first = min(broken, key=lambda name: (broken[name].count("·"), len(broken[name])))
    return counts, f"{first}: {broken[first]}"
