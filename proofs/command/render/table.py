"""The verdict table as plain text and as Markdown, both made from the same cells."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from neverfalls.spec.claims.claim import CLAIMS, Claim, Kind
from neverfalls.spec.schemes.scheme import Scheme

from .naming import told

Cell = Mapping[str, Any]
WORDS = {
    "proved": "holds",
    "refuted": "BREAKS",
    "bounded": "not broken in short histories",
    "undecided": "undecided",
    "vacuous": "vacuous",
}


def scheme_text(
    scheme: Scheme, report: Mapping[str, Any], details: bool, asked: Sequence[Claim]
) -> str:
    """The table of one scheme, claim by claim."""
    lines = [f"{scheme.name}: {scheme.title}", ""]
    for name, cells in by_claim(report["cells"]).items():
        claim = CLAIMS[name]
        lines.append(f"{name} ({', '.join(claim.clauses)})")
        lines.extend(wrapped(claim.statement, "  "))
        written = next((c for c in cells if not c["deviation"]), None)
        for cell in cells:
            if cell is written or details or not alike(cell, written):
                lines.extend(
                    wrapped(f"{cell['deviation'] or 'as written'}: {said(cell)}", "    - ")
                )
        like = [c["deviation"] for c in cells if c is not written and alike(c, written)]
        if like and not details:
            lines.extend(wrapped(f"the same under {len(like)} other readings", "    - "))
        lines.append("")
    absent = [c for c in asked if not c.applies(scheme.mechanisms)]
    if absent:
        names = ", ".join(c.name for c in absent)
        lines.extend(wrapped(f"Not about this scheme's mechanisms: {names}", ""))
    if report["idle"]:
        lines.extend(wrapped(f"Nothing here asks for: {', '.join(report['idle'])}", ""))
    if report["assumed"]:
        numbers = ", ".join(f"{key} = {value}" for key, value in report["assumed"].items())
        lines.extend(wrapped(f"Not stated in the file, so assumed: {numbers}", ""))
    lines.append(summary(report))
    lines.extend(f"  {each}" for each in report["differences"])
    return "\n".join(lines) + "\n"


def summary(report: Mapping[str, Any]) -> str:
    """One line: how many cells, and whether they are as recorded."""
    if not report["cells"]:
        return f"{report['scheme']}: nothing asked is about its mechanisms"
    counts: dict[str, int] = {}
    for cell in report["cells"]:
        counts[cell["status"]] = counts.get(cell["status"], 0) + 1
    counted = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    if not report["recorded"]:
        state = "no recorded verdicts for this scheme"
    elif report["unrecorded"] and not report["differences"]:
        state = f"{report['unrecorded']} of them without a recorded verdict"
    elif report["differences"]:
        state = f"{len(report['differences'])} differences from the record:"
    else:
        state = "all as recorded"
    return f"{report['scheme']}: {counted}; {state}"


def said(cell: Cell) -> str:
    """A cell in words."""
    word = WORDS[cell["status"]]
    if cell["status"] == "refuted":
        loops = CLAIMS[cell["claim"]].kind is Kind.EVENTUAL
        ending = "; and so on for ever" if loops else ""
        return f"{word}, replayed exactly: {told(cell['history'])}{ending}"
    if cell["status"] in ("bounded", "undecided"):
        bounds = f"up to {cell['depth']} events and {cell['members']} members"
        return f"{word} (searched: {bounds}; {cell['undecided']} words undecided)"
    return f"{word}, {cell['status']} by induction ({cell['evidence']})"


def alike(cell: Cell, written: Cell | None) -> bool:
    """Whether a cell says the same as the scheme as written."""
    fields = ("status", "history")
    return written is not None and all(cell.get(f) == written.get(f) for f in fields)


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
            f"| {_short(written)} | {_others(own, written)} |"
        )
    return "\n".join(rows) + "\n"


def _short(cell: Cell) -> str:
    if cell["status"] == "refuted":
        events = " · ".join(cell["history"][:-1])
        place = f"`{events}`" if events else "at the opening"
        place += ", and so on for ever" * (CLAIMS[cell["claim"]].kind is Kind.EVENTUAL)
        return f"**breaks** ({cell['evidence']}): {place}"
    return f"{WORDS[cell['status']]} ({cell['status']}, {cell['evidence']})"


def _others(cells: Sequence[Cell], written: Cell) -> str:
    groups: dict[str, list[str]] = {}
    for cell in cells:
        if cell["deviation"] and cell["status"] != written["status"]:
            word = WORDS[cell["status"]].lower()
            groups.setdefault(word, []).append(f"`{cell['deviation']}`")
    texts = [f"{word} under {', '.join(names)}" for word, names in groups.items()]
    same = sum(1 for c in cells if c["deviation"] and c["status"] == written["status"])
    return "; ".join([*texts, f"the same under {same} others" if same else ""]).strip("; ")


def wrapped(text: str, indent: str) -> Iterable[str]:
    """The lines of a text, the first after ``indent``."""
    return textwrap.wrap(
        text,
        width=100,
        initial_indent=indent,
        subsequent_indent=" " * (len(indent) + 2 if indent.strip() else len(indent)),
        break_long_words=False,
        break_on_hyphens=False,
    )
