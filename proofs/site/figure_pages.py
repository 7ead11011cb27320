"""The audit of figures, and the page of bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from neverfalls.spec.clauses import clauses

from ..audit.judging import format_exact
from ..audit.report import Entry
from .found import audited, limits
from .markup import code, console, label, link, mark, place, plain, table
from .promise_pages import limit_row
from .speaking import Speaker

KINDS = {
    "right": "holds",
    "right only when rounded": "depends",
    "depends on a reading": "depends",
    "wrong": "breaks",
}
"""How each verdict of the audit is marked."""


def figures_page(speaker: Speaker) -> Iterator[str]:
    """Every figure of the documents, with its exact value."""
    say = speaker.say
    counts = Counter(each.verdict.value for each in audited())
    yield place("page", "figures")
    yield f"# {say('The audit of figures')}"
    yield ""
    yield say(
        "Every figure that the documents state, recomputed from the rules on exact fractions: "
        "{right} are right, {rounded} are right when they are rounded, {depends} depend on how the "
        "text is read, {wrong} are wrong.",
        right=counts["right"],
        rounded=counts["right only when rounded"],
        depends=counts["depends on a reading"],
        wrong=counts["wrong"],
    )
    yield ""
    yield say("The command shows each with how it is computed:")
    yield ""
    yield from console("neverfalls audit")
    for name in dict.fromkeys(each.figure.clause for each in audited()):
        title = plain(speaker.tell(clauses()[name].title))
        yield f"## {name} {title}"
        yield ""
        yield from table(
            (say("figure"), say("stated"), say("exact value"), say("verdict")),
            (_row(speaker, each) for each in audited() if each.figure.clause == name),
        )


def _row(speaker: Speaker, entry: Entry) -> tuple[str, str, str, str]:
    tell, figure = speaker.tell, entry.figure
    words = {
        "right": speaker.say("right"),
        "right only when rounded": speaker.say("right when rounded"),
        "depends on a reading": speaker.say("depends on the reading"),
        "wrong": speaker.say("wrong"),
    }
    exact = "<br>".join(
        f"{f'{plain(tell(read))}: ' if read else ''}{plain(format_exact(value))}"
        for read, value in entry.outcome.exact.items()
    )
    beside = "".join(
        f"<br>{plain(tell(name))}: {plain(format_exact(value))}"
        for name, value in entry.outcome.beside.items()
    )
    verdict = entry.verdict.value
    return (
        plain(tell(figure.says)),
        f"{plain(figure.stated.text)} {plain(speaker.unit(figure.unit))}",
        exact + beside,
        mark(KINDS[verdict], words[verdict]),
    )


def limits_page(speaker: Speaker) -> Iterator[str]:
    """Every bound: how much of a broken promise can be kept."""
    say = speaker.say
    yield place("page", "limits")
    yield f"# {say('How much can be kept')}"
    yield ""
    yield say(
        "Some broken promises can be kept in part. A bound is *reached* if some history has "
        "exactly this value, *approached* if histories come as close to it as one likes, and "
        "*enclosed* if it is known only between two fractions. It says *no bound* where histories "
        "go beyond any "
        "number. The command derives a bound again and shows how it is proved."
    )
    yield ""
    yield from console("neverfalls limits money_back")
    yield from table(
        (say("name"), say("question"), say("exact bound"), say("scheme"), say("promise")),
        (
            (code(each["name"]), *limit_row(speaker, each), _promise(each["clauses"][0]))
            for each in limits()
        ),
    )


def _promise(clause: str) -> str:
    return link(clause, label("clause", clause))
