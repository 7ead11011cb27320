"""What a check shows: a line for each scheme, or for each promise of one; at last the total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from neverfalls.counterexamples import Trace
from neverfalls.spec.claims.claim import CLAIMS, Claim
from neverfalls.spec.model.questions import is_reading
from neverfalls.spec.schemes.scheme import Scheme

from ...search.traces import ROUND
from ...solving.failures import is_defect
from ..report import Report, cell_command
from .lines import fold, paint
from .naming import breach, history
from .table import Cell, by_claim

WORDS = {
    "proved": "holds",
    "refuted": "BREAKS",
    "bounded": "bounded",
    "undecided": "undecided",
    "vacuous": "vacuous",
    "failed": "FAILED",
    "not verified": "NOT VERIFIED",
}
"""The word for each status where it is said of a promise."""

OTHERS = ("vacuous", "failed", "not verified")
"""Verdicts that are told only where there are any."""

COLOURS = {"proved": "green", "refuted": "red", "failed": "red", "not verified": "red"}
"""The colour of each status; the others are a warning."""

LONGEST = 3
"""Most lines of a history in the list of promises; `--details` writes it out."""

MOST = 10
"""Most differences that are shown of each scheme where all are checked."""


def scheme_line(report: Report, seconds: int, name_width: int) -> str:
    """How many verdicts of each kind a scheme has, after how long, and whether as recorded."""
    if not report.cells:
        return f"{report.scheme.name:<{name_width}}  no promise that was asked about concerns it"
    counts = Counter(cell["status"] for cell in report.cells)
    open_ = counts["undecided"] + counts["bounded"]
    bounded = f" ({counts['bounded']} bounded)" if counts["bounded"] else ""
    others = "".join(f"  {counts[s]} {s}" for s in OTHERS if counts[s])
    return (
        f"{report.scheme.name:<{name_width}}  {counts['proved']:>4} proved"
        f"  {counts['refuted']:>4} refuted  {open_:>2} undecided{bounded}{others}"
        f"  {seconds:>3} s  {state(report)}"
    )


def state(report: Report) -> str:
    """How the verdicts stand to the record."""
    if not report.data["recorded"]:
        return "nothing is recorded of it"
    if report.differences:
        return _counted(len(report.differences), "difference")
    if report.data["unrecorded"]:
        return f"{report.data['unrecorded']} not recorded"
    return "the others as recorded" if report.failed else "as recorded"


def total_line(reports: Sequence[Report]) -> str:
    """All verdicts in one line, and whether they are as recorded."""
    counts = Counter(cell["status"] for report in reports for cell in report.cells)
    schemes = reports[0].scheme.name
    if len(reports) > 1:
        schemes = f"{len(reports)} schemes"
    if not counts:
        return f"{schemes}: no promise that was asked about concerns its mechanisms"
    open_ = counts["undecided"] + counts["bounded"]
    parts = [f"{counts['proved']:,} proved", f"{counts['refuted']:,} refuted"]
    parts.append(f"{open_:,} undecided")
    parts[-1] += f" ({counts['bounded']:,} bounded)" if counts["bounded"] else ""
    parts += [f"{counts[each]:,} {each}" for each in OTHERS if counts[each]]
    verdicts = f"{schemes}, {_counted(counts.total(), 'verdict')}: {', '.join(parts)}"
    return f"{verdicts}; {_agreement(reports)}"


def _agreement(reports: Sequence[Report]) -> str:
    differ = sum(len(each.differences) for each in reports)
    if differ:
        return f"{_counted(differ, 'difference')} from the record"
    if not any(each.data["recorded"] for each in reports):
        return "nothing is recorded of this scheme"
    unrecorded = sum(each.data["unrecorded"] for each in reports)
    if unrecorded:
        return f"{unrecorded} of them not recorded"
    fails = any(each.failed for each in reports)
    return "the others as recorded" if fails else "all as recorded"


def difference_lines(report: Report, most: int | None = None) -> Iterator[str]:
    """What differs from the record, each with the command that shows more."""
    for each in report.differences[:most]:
        yield f"{report.scheme.name}: {each.text}"
        yield f"    {each.command}"
    rest = len(report.differences[most:]) if most is not None else 0
    if rest:
        yield f"{report.scheme.name}: and {rest} more, which this lists:"
        yield f"    neverfalls check {report.scheme.name}"


def _error(told: str) -> str:
    """What is told of an error: of a defect of this project, that it is one."""
    return f"internal error: {told}" if is_defect(told) else told


def failure_lines(report: Report, most: int | None = None) -> Iterator[str]:
    """Which verdicts an internal error has cost, each error and a command by which it comes up."""
    places: dict[str, list[Cell]] = {}
    for cell in report.failed:
        places.setdefault(cell["failure"], []).append(cell)
    for told, cells in islice(places.items(), most):
        first, *rest = cells
        place = f"{first['claim']} ({first['deviation'] or 'as written'})"
        others = f" and {_counted(len(rest), 'other verdict')}" if rest else ""
        yield f"{report.scheme.name}: {place}{others}: {_error(told)}"
        yield f"    {cell_command(report.scheme, first)}"
    left = len(places) - most if most is not None else 0
    if left > 0:
        yield f"{report.scheme.name}: and {_counted(left, 'other error')}, which this lists:"
        yield f"    neverfalls check {report.scheme.name}"


def scheme_text(
    report: Report, asked: Sequence[Claim], every_verdict: bool, exact: bool, wide: int
) -> str:
    """The promises of one scheme: a line for each, or ``every_verdict``; then what else to say."""
    lines = [f"{report.scheme.name}: {report.scheme.title}", ""]
    if report.cells:
        lines += _details(report, exact) if every_verdict else _promises(report, exact, wide)
    return "\n".join([*lines, *_notes(report, asked)])


def _promises(report: Report, exact: bool, wide: int) -> Iterator[str]:
    """A line for each promise, what is most telling first."""
    cells = by_claim(report.cells)
    yield from _header(cells)
    yield ""
    widths = (
        max(len(WORDS[own[0]["status"]]) for own in cells.values()) + 2,
        max(len(CLAIMS[name].clauses[0]) for name in cells) + 2,
    )
    for title, names in _groups(cells):
        if title:
            yield title
        for name in names:
            word, clause, line = _verdict(CLAIMS[name], cells[name])
            gap = " " * (widths[0] - len(word))
            colour = COLOURS.get(cells[name][0]["status"], "yellow")
            yield f"{paint(word, colour)}{gap}{clause:<{widths[1]}}{line}"
            yield from _ground(report, cells[name][0], " " * sum(widths), wide, exact)
        yield ""


def _header(cells: Mapping[str, Sequence[Cell]]) -> Iterator[str]:
    longest: Sequence[Cell] = max(cells.values(), key=len, default=())
    others = [cell["deviation"] for cell in longest[1:]]
    count = _counted(len(cells), "promise")
    if others:
        changed = "other readings, which change one answer each"
        if not all(map(is_reading, others)):
            changed = "other readings and numbers, which change one each"
        yield (
            f"{count}, each judged as the scheme is written and under {len(others)} {changed}."
            " Where nothing is added, all give the same verdict."
        )
    if len(cells) > 1:
        yield "Promises that break at the very first purchase come last in each group."


def _groups(cells: Mapping[str, Sequence[Cell]]) -> Iterator[tuple[str, list[str]]]:
    """The promises in the order of their clauses, those of the documents first."""
    documents = [name for name in cells if CLAIMS[name].clauses[0].startswith("C")]
    others = [name for name in cells if name not in documents]
    for title, names in (
        ("What the documents promise:", documents),
        ("What a careful reader asks besides:", others),
    ):
        if names:
            ordered = sorted(names, key=lambda name: _trivial(cells[name]))
            yield title if documents and others else "", ordered


def _trivial(cells: Sequence[Cell]) -> bool:
    """Whether a promise breaks as soon as anybody buys, or before."""
    cell = cells[0]
    if cell["status"] != "refuted":
        return False
    events = [line.split()[0] for line in cell["history"][:-1]]
    return events in ([], ["purchase"])


def _verdict(claim: Claim, cells: Sequence[Cell]) -> tuple[str, str, str]:
    """The verdict on a promise: its word, the clause, the name and what differs elsewhere."""
    cell = cells[0]
    place = f"under {cell['deviation']}" if cell["deviation"] else ""
    line = "; ".join(filter(None, (claim.name, place, *_elsewhere(cell, cells[1:]))))
    return WORDS[cell["status"]], claim.clauses[0], line


def _ground(report: Report, cell: Cell, indent: str, wide: int, exact: bool) -> Iterator[str]:
    """The history that breaks a promise, or how far none was found."""
    trace = report.trace(cell)
    if trace is not None:
        yield from _cut(f"{indent}{history(trace, exact)}", wide, indent)
        yield f"{indent}{breach(trace.violation, exact)}"
    elif cell["status"] in ("bounded", "undecided"):
        yield f"{indent}{searched(cell)}"
    elif cell["status"] == "failed":
        yield f"{indent}{_error(cell['failure']).partition(':')[0]}"
    elif cell["status"] == "not verified":
        yield f"{indent}{cell['failure']}"


def _elsewhere(cell: Cell, others: Sequence[Cell]) -> Iterator[str]:
    """Under how many other readings the verdict is another one."""
    counts = Counter(each["status"] for each in others if each["status"] != cell["status"])
    verbs = {"proved": "holds", "refuted": "breaks"}
    parts = [f"{verbs.get(status, status)} under {count}" for status, count in counts.items()]
    if parts:
        yield f"{', '.join(parts)} of the {len(others)}"


def _cut(line: str, wide: int, indent: str) -> Iterator[str]:
    """A history in its first lines; where more would follow, it ends with an ellipsis."""
    folded = fold(line, wide).split("\n")
    yield from folded[:LONGEST]
    if len(folded) > LONGEST:
        yield f"{indent}…"


def searched(cell: Cell) -> str:
    """How far a search went that found neither a proof nor a history, or no case for a proof."""
    if cell.get("no_case"):
        looked = f"no history of up to {cell['depth']} events in which it speaks of anything"
        return f"it is proved, but {looked} is known"
    bounds = f"no history of up to {cell['depth']} events and {cell['members']} members breaks it"
    if not cell["undecided"]:
        return bounds
    given_up = _counted(cell["undecided"], "sequence")
    return f"{bounds}, as far as is known: the solver gave up on {given_up} of events"


def _details(report: Report, exact: bool) -> Iterator[str]:
    """Every verdict, promise by promise; readings that agree are named together."""
    for name, cells in by_claim(report.cells).items():
        claim = CLAIMS[name]
        yield f"{name} ({', '.join(claim.clauses)})"
        yield f"  {claim.statement}"
        for same in _alike(cells):
            places = [each["deviation"] or "as written" for each in same]
            yield f"    - {places[0]}: {verdict_text(same[0], report.trace(same[0]), exact)}"
            if places[1:]:
                count = _counted(len(places) - 1, "other reading")
                yield f"      the same under {count}: {', '.join(places[1:])}"
        yield ""


def _alike(cells: Sequence[Cell]) -> list[list[Cell]]:
    """The cells in groups that say the same, with the same evidence."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        fields = ("status", "evidence", "history", "depth", "undecided")
        groups.setdefault(repr([cell.get(key) for key in fields]), []).append(cell)
    return list(groups.values())


def verdict_text(cell: Cell, trace: Trace | None, exact: bool = False) -> str:
    """A verdict in words, with what it rests on."""
    word, status = WORDS[cell["status"]], cell["status"]
    if trace is not None:
        return (
            f"{word}, replayed exactly: {history(trace, exact)}; {breach(trace.violation, exact)}"
        )
    if status in ("bounded", "undecided"):
        return f"{word}: {searched(cell)}"
    if status == "failed":
        return f"{word}, {_error(cell['failure'])}"
    if status == "not verified":
        return f"{word}: {cell['failure']}"
    return f"{word}, {status} by induction ({cell['evidence']})"


def _notes(report: Report, asked: Sequence[Claim]) -> Iterator[str]:
    """What else there is to say of a scheme, in a sentence each."""
    yield from grounds(report.cells)
    yield from absent(report.scheme, asked)
    if report.data["idle"]:
        yield f"Stated, but nothing in this scheme reads it: {', '.join(report.data['idle'])}."
    if report.data["assumed"]:
        numbers = ", ".join(f"{key} = {value}" for key, value in report.data["assumed"].items())
        yield f"Not stated in the file, so the usual numbers were taken: {numbers}."


def grounds(cells: Sequence[Cell]) -> Iterator[str]:
    """What the verdicts rest on."""
    proofs = Counter(cell["evidence"] for cell in cells if cell["status"] == "proved")
    if any(cell["status"] == "refuted" for cell in cells):
        yield "Each history that breaks a promise was replayed on exact fractions."
    if any(cell.get("trace", {}).get("found", {}).get("solver") == ROUND for cell in cells):
        yield "Some were found among round amounts; whether fewer events would do was not asked."
    if proofs:
        count, agreed = proofs.total(), proofs["two solvers"]

        def share(some: int, one: str, many: str) -> str:
            if count == 1:
                return f"The only proof {one}"
            all_of_them = (
                f"All {count:,} proofs" if some == count else f"{some:,} of {count:,} proofs"
            )
            return f"{all_of_them} {one if some == 1 else many}"

        asked = count
        if checked := proofs["certificate"]:
            asked -= checked
            yield f"{share(checked, 'was', 'were')} checked by certificates, without a solver."
        if stored := proofs["stored answers"]:
            asked -= stored
            told = "on what solvers answered in an earlier run; --no-store asks again"
            yield f"{share(stored, 'rests', 'rest')} {told}."
        other = "" if asked == count else "other "
        if asked and agreed == asked:
            these = f"the only {other}proof" if asked == 1 else f"all {asked:,} {other}proofs"
            yield f"Two solvers agree on {these}."
        elif asked:
            yield f"Two solvers agree on {agreed} of {asked} {other}proofs; the others rest on one."


def absent(scheme: Scheme, asked: Iterable[Claim]) -> Iterator[str]:
    """How many of the promises that were asked about are about mechanisms that are not there."""
    others = sum(1 for claim in asked if not claim.applies(scheme.mechanisms))
    if others:
        are = "is" if others == 1 else "are"
        count = _counted(others, "other promise")
        yield f"{count} {are} about mechanisms that this scheme does not have."
    left = sum(each.applies(scheme.mechanisms) and not each.concerns(scheme) for each in asked)
    if left:
        count = _counted(left, "other promise")
        yield f"{count} about its mechanisms were not judged, as its file lists others."


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
