"""The contradictions in words and as data."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from .search import Contradiction, Findings
from .statements import Statement

FORMAT = "neverfalls-contradictions/1"


def render(findings: Findings) -> str:
    """Every contradiction with its statements and where they stand, the shortest ones first."""
    lines: list[str] = []
    ordered = in_order(findings)
    for number, each in enumerate(ordered, 1):
        lines.append(f"{number}. {len(each.statements)} statements ({each.evidence})")
        for statement in each.statements:
            lines += _rendered(statement)
        lines.append("")
    count = sum(len(topic.statements) for topic in findings.topics)
    lines.append(
        f"{len(ordered)} smallest contradictions among {count} statements. If any one statement of"
        " a contradiction is dropped, the others can all be true: values at which they are have"
        " been checked on exact fractions."
    )
    lines.append(
        f"At least {findings.fewest_given_up} statements have to be given up. There are"
        f" {findings.consistent_choices} ways to choose statements"
        " that can all be true and to which no other can be added:"
        f" {' × '.join(str(len(topic.consistent)) for topic in findings.topics)},"
        " topic by topic."
    )
    return "\n".join(lines) + "\n"


def to_data(findings: Findings) -> dict[str, Any]:
    """The same as data; every number of a model is a string in lowest terms."""
    return {
        "format": FORMAT,
        "contradictions": [_contradiction(each) for each in in_order(findings)],
        "topics": [
            {
                "statements": [_statement(each) for each in topic.statements],
                "contradictions": len(topic.contradictions),
                "largest_consistent": [
                    [each.name for each in chosen] for chosen in topic.consistent
                ],
                "fewest_given_up": topic.fewest_given_up,
            }
            for topic in findings.topics
        ],
        "fewest_given_up": findings.fewest_given_up,
        "consistent_choices": str(findings.consistent_choices),
    }


def in_order(findings: Findings) -> list[Contradiction]:
    """The contradictions, those of the documents alone first, then the shorter ones."""
    return sorted(
        findings.contradictions,
        key=lambda each: (any(s.ours for s in each.statements), len(each.statements)),
    )


def _contradiction(found: Contradiction) -> dict[str, Any]:
    return {
        "statements": [each.name for each in found.statements],
        "documents_alone": not any(each.ours for each in found.statements),
        "evidence": found.evidence,
        "without": [
            {
                "left_out": each.left_out.name,
                "values": {name: str(value) for name, value in each.values.items()},
            }
            for each in found.witnesses
        ],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    data: dict[str, Any] = to_builtins(statement)
    return data


def _rendered(statement: Statement) -> list[str]:
    cited = f"{', '.join(statement.clauses)}: {'; '.join(statement.sources)}"
    return [f"   - {statement.name}: {statement.says}", f"     [{cited}]"]
