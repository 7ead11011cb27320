"""The page of published practice: each sheet, its promises, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.practice import Sheet, sheets
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...verdicts.record import record_of
from .promises_page import Standing, place
from .table import by_claim, other_cells, written_cell

Cell = Mapping[str, Any]

INTRODUCTION = """\
# Published practice

Schemes beside those of the documents: what contracts, advertisements and court reports tell of, as
far as our mechanisms can state it. `neverfalls check` verifies them like the others; nothing that
is said of the promises of the documents counts them. Each file in
[spec/schemes/practice/](../spec/schemes/practice/) lists the claims that are judged: the promises
of its sheet, and what a careful reader asks. A number that it marks as ours stands in no source.
`make record` writes this page; a test fails when it is stale.

A verdict is on the rules below, and says nothing else about anybody. What no rule carries is said
under each scheme. What courts and authorities said stands in [law.md](law.md), and how much of a
promise fees can pay in [limits.md](limits.md).
"""


def practice_page() -> str:
    """The whole page as Markdown."""
    lines = [INTRODUCTION, counts(), ""]
    for name, sheet in sheets().items():
        lines += [*_sheet(load_scheme(name), sheet), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def counts() -> str:
    """In one sentence how many of the promises that sheets make hold and break."""
    found: dict[str, int] = {}
    for name, sheet in sheets().items():
        for claim in sheet.promises:
            word = verdict_on(load_scheme(name), claim)
            found[word] = found.get(word, 0) + 1
    words = {"holds": "hold", "breaks": "break", "depends": "depend on a number", "": "are open"}
    told = ", ".join(f"{found[key]} {word}" for key, word in words.items() if key in found)
    every = sum(len(cells_of(load_scheme(name))) for name in sheets())
    return (
        f"Of the {sum(found.values())} promises that these {len(sheets())} sheets make, {told}; "
        f"with what a careful reader asks and other readings, {every} verdicts are recorded."
    )


def in_short() -> str:
    """The same in a line for the first page."""
    words = [verdict_on(load_scheme(n), claim) for n, s in sheets().items() for claim in s.promises]
    return (
        f"In {len(sheets())} schemes of [published practice](docs/practice.md), apart from these, "
        f"{words.count('breaks')} of {len(words)} promises break.\n"
    )


def cells_of(scheme: Scheme) -> Sequence[Cell]:
    """The recorded verdicts of a scheme."""
    record = record_of(scheme)
    cells: Sequence[Cell] = record["cells"] if record else ()
    return cells


def verdict_on(scheme: Scheme, claim: str) -> str:
    """Whether a claim holds or breaks, as written and for all listed values of our numbers, or
    depends on one of these; empty where it is open."""
    found = Standing()
    cells = {cell["deviation"]: cell for cell in cells_of(scheme) if cell["claim"] == claim}
    if "" in cells:
        place(found, scheme, cells)
    if found.depends:
        return "depends"
    return "holds" if found.holds else "breaks" if found.breaks else ""


def _sheet(scheme: Scheme, sheet: Sheet) -> Iterator[str]:
    yield f"## {scheme.name}"
    yield ""
    yield f"{scheme.title}. {sheet.says}"
    yield ""
    if not sheet.sources:
        yield "We have found no address at which such a sheet can be read."
    for source in sheet.sources:
        yield f"- [{source.address.split('/')[2]}]({source.address}): {source.says}"
    yield ""
    yield "Not carried by any rule:"
    yield ""
    yield from (f"- {each}" for each in sheet.not_carried)
    yield ""
    cells = by_claim(cells_of(scheme))
    asked = [claim for claim in cells if claim not in sheet.promises]
    for what, claims in (("promised", sheet.promises), ("asked besides", asked)):
        yield f"| {what} | as written | otherwise |"
        yield "|---|---|---|"
        yield from (_row(claim, cells[claim]) for claim in claims if claim in cells)
        yield ""
    yield f"`neverfalls check {scheme.name}`"


def _row(name: str, cells: Sequence[Cell]) -> str:
    claim = CLAIMS[name]
    written = next(each for each in cells if not each["deviation"])
    told = f"**{name}** ({', '.join(claim.clauses)}): {claim.statement}"
    return f"| {told} | {written_cell(written)} | {other_cells(cells, written)} |"
