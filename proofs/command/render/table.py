"""The table of verdicts in Markdown, for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from neverfalls.spec.claims.claim import CLAIMS, Kind
from neverfalls.spec.schemes.scheme import Scheme

Cell = Mapping[str, Any]

MANY = 10
"""Times in a row from which on an event is not written out each time."""

WORDS = {
    "proved": "holds",
    "refuted": "breaks",
    "bounded": "not broken in short histories",
    "undecided": "undecided",
    "vacuous": "vacuous",
    "failed": "failed",
    "not verified": "not verified",
}


def by_claim(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """The cells of each claim."""
    found: dict[str, list[Cell]] = {name: [] for name in CLAIMS}
    for cell in cells:
        found[cell["claim"]].append(cell)
    return {name: own for name, own in found.items() if own}


def markdown(scheme: Scheme, cells: Sequence[Cell]) -> str:
    """The table of one scheme for a page: a row for each claim."""
    scope = "every claim as written, and under every reading that differs in one choice"
    rows = [
        f"### {scheme.name}",
        "",
        f"{scheme.title}. {len(cells)} cells: {scope}.",
        "",
        "| promise | as written | other readings |",
        "|---|---|---|",
    ]
    for name, own in by_claim(cells).items():
        claim = CLAIMS[name]
        written = next(c for c in own if not c["deviation"])
        rows.append(
            f"| **{name}** ({', '.join(claim.clauses)}): {claim.statement} "
            f"| {written_cell(written)} | {other_cells(own, written)} |"
        )
    return "\n".join(rows) + "\n"


def written_cell(cell: Cell) -> str:
    """The verdict on a scheme as it is written."""
    if cell["status"] == "refuted":
        events = " · ".join(counted(cell["history"][:-1]))
        place = f"`{events}`" if events else f"before any event; {cell['history'][-1]}"
        place += ", and so on for ever" * (CLAIMS[cell["claim"]].kind is Kind.EVENTUAL)
        return f"**breaks** ({cell['evidence']}): {place}"
    return f"{WORDS[cell['status']]} ({cell['status']}, {cell['evidence']})"


def counted(events: Sequence[str]) -> Iterator[str]:
    """The events in a line; one that comes many times in a row stands once, with their number."""
    for event, alike in groupby(events):
        times = len(list(alike))
        yield from [event] * times if times < MANY else [f"{times} × {event}"]


def other_cells(cells: Sequence[Cell], written: Cell) -> str:
    """Under which other readings or numbers the verdict is another one."""
    groups: dict[str, list[str]] = {}
    for cell in cells:
        if cell["deviation"] and cell["status"] != written["status"]:
            word = WORDS[cell["status"]]
            groups.setdefault(word, []).append(f"`{cell['deviation']}`")
    texts = [f"{word} under {', '.join(names)}" for word, names in groups.items()]
    same = sum(1 for c in cells if c["deviation"] and c["status"] == written["status"])
    return "; ".join([*texts, f"the same under {same} others" if same else ""]).strip("; ")
