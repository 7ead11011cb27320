"""What came of a run, in words: for a terminal, as Markdown, as JSON and as JUnit XML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

from neverfalls.spec.texts import visible

from .running import Report, Result, Verdict

FORMAT = "neverfalls-conformance-report/1"


def headline(report: Report) -> str:
    """How many cases came out how, in one line."""
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in report.counts.items())
    return f"{len(report.results):,} cases: {counts}"


def explained(result: Result) -> Iterator[str]:
    """What is wrong in one case: what happened, what was expected, whom it concerns, and why."""
    yield f"{result.case} ({result.profile}): {result.outcome}"
    # of a long history only the last events are kept
    for number, event in enumerate(result.history, result.step - len(result.history) + 1):
        here = " <- here" if number == result.step else ""
        yield f"  {number}. {event}{here}"
    if not result.step:
        yield "  before any event"
    if result.outcome is Verdict.DIFFERS and result.field != "event":
        unit = _unit(result)
        yield f"  {result.field}: expected {result.expected}, found {result.found}{unit}"
        yield from _in_yuan(result)
    if result.why:
        yield f"  {visible(result.why)}"
    if result.clauses:
        yield f"  clauses: {', '.join(result.clauses)} (neverfalls explain {result.clauses[0]})"
    if view := _members_view(result):
        yield f"  {view}"


def _unit(result: Result) -> str:
    if not _is_number(result.expected) or not _is_number(result.found):
        return ""
    difference = Fraction(result.found) - Fraction(result.expected)
    sign = "more" if difference > 0 else "less"
    return f", {abs(difference)} {sign}"


def _in_yuan(result: Result) -> Iterator[str]:
    """The amounts in yuan or points, where the profile counts in other units."""
    last = result.field.rpartition(".")[2]
    unit = "points" if last in {"points", "supply"} else "yuan" if last == "yuan" else ""
    size = result.units.get(unit, Fraction(1))
    if size != 1 and _is_number(result.expected) and _is_number(result.found):
        amounts = [Fraction(each) * size for each in (result.expected, result.found)]
        yield f"  in {unit}: expected {amounts[0]}, found {amounts[1]}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Fraction)


def _members_view(result: Result) -> str:
    """What the difference means to whom it concerns."""
    holder, _dot, entry = result.field.partition(".")
    if not (_is_number(result.expected) and _is_number(result.found)):
        return ""
    less = Fraction(result.found) < Fraction(result.expected)
    if entry == "points" and holder not in {"issuer", "platform", "aside"}:
        return f"{holder} holds {'fewer' if less else 'more'} points than the rules grant"
    if entry == "yuan" and holder == "pool":
        return f"the pool has {'less' if less else 'more'} money for all who hold points"
    if entry == "yuan" and holder not in {"treasury", "supplier"}:
        return f"{holder} has received {'less' if less else 'more'} than the rules give"
    return ""


def text(report: Report) -> str:
    """The report for a terminal: each likely mistake once, with its shortest case."""
    lines = [headline(report)]
    for number, cause in enumerate(report.causes, 1):
        many = len(cause.results)
        lines += ["", f"{number}. {_title(cause.first)}: {_cases(many)}, the shortest:"]
        lines += [f"   {line}" for line in explained(cause.first)]
    lines += list(_unobserved(report.unobserved))
    return "\n".join(lines)


def _cases(many: int) -> str:
    return "1 case" if many == 1 else f"{many:,} cases"


def _title(result: Result) -> str:
    event = result.event.name if result.event else "start"
    if result.outcome is Verdict.DIFFERS and result.field == "event":
        wrongly = "accepted" if result.found == "accepted" else "refused"
        return f"{event} is {wrongly} wrongly"
    if result.outcome is Verdict.DIFFERS:
        return f"{event} leaves another {result.field.rpartition('.')[2]} in {result.field}"
    return f"{event}: {result.outcome}"


def _unobserved(missing: Mapping[str, Any]) -> Iterator[str]:
    for name, keys in missing.items():
        if keys:
            yield ""
            yield f"{name}: never shown, so never compared: {', '.join(keys)}"


def markdown(report: Report) -> str:
    """The same as Markdown, for a summary of a build."""
    lines = ["## Conformance", "", headline(report), "", "| outcome | cases |", "|---|---:|"]
    lines += [f"| {outcome} | {count:,} |" for outcome, count in report.counts.items()]
    for cause in report.causes:
        lines += ["", f"### {_title(cause.first)}", "", _cases(len(cause.results)), "", "```text"]
        lines += [*explained(cause.first), "```"]
    lines += list(_unobserved(report.unobserved))
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> str:
    """All results as data."""
    found = {
        "format": FORMAT,
        "counts": {str(outcome): count for outcome, count in report.counts.items()},
        "causes": [
            {"cause": each.first.cause, "cases": [one.case for one in each.results]}
            for each in report.causes
        ],
        "unobserved": report.unobserved,
        "results": [_data(each) for each in report.results],
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _data(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = {
        "case": result.case,
        "profile": result.profile,
        "outcome": str(result.outcome),
    }
    if result.outcome.is_failure:
        found |= {
            "step": result.step,
            "event": str(result.event or ""),
            "field": result.field,
            "expected": str(result.expected),
            "found": str(result.found),
            "clauses": list(result.clauses),
        }
    if result.why:
        found["why"] = result.why
    return found


def junit(report: Report) -> str:
    """The same as JUnit XML, which build servers read."""
    failures = [each for each in report.results if each.outcome.is_failure]
    top = ElementTree.Element(
        "testsuite",
        name="neverfalls",
        tests=str(len(report.results)),
        failures=str(sum(each.outcome is not Verdict.CRASHED for each in failures)),
        errors=str(sum(each.outcome is Verdict.CRASHED for each in failures)),
        skipped=str(report.counts.get(Verdict.NOT_APPLICABLE, 0)),
    )
    for each in report.results:
        one = ElementTree.SubElement(top, "testcase", classname=each.profile, name=each.case)
        if each.outcome is Verdict.NOT_APPLICABLE:
            ElementTree.SubElement(one, "skipped", message=str(each.outcome))
        elif each.outcome.is_failure:
            kind = "error" if each.outcome is Verdict.CRASHED else "failure"
            told = ElementTree.SubElement(one, kind, message=_plain(_title(each)))
            told.text = _plain("\n".join(explained(each)))
    ElementTree.indent(top)
    return ElementTree.tostring(top, encoding="unicode", xml_declaration=True) + "\n"


def _plain(words: str) -> str:
    """Without characters that no XML file may hold."""
    return "".join(each if each.isprintable() or each == "\n" else "�" for each in words)
