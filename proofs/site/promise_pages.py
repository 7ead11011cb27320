"""A page for each promise: what it says and where, what holds, what breaks, what would mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from neverfalls.counterexamples import load
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.clauses import clauses
from neverfalls.spec.model.questions import is_reading
from neverfalls.spec.numbers.decimals import with_decimal
from neverfalls.spec.promises import Form, Promise, Statement, forms_of, promises

from ..command.render.promises_page import standing
from .found import answer, limits, limits_about, otherwise, written
from .markup import code, console, label, link, place, plain, table
from .pictures import SHOWN, picture_of
from .speaking import Speaker
from .stories import in_short, story
from .words import (
    claim_link,
    claim_words,
    clause_links,
    deviation_words,
    evidence,
    explorer_link,
    promise_mark,
    scheme_link,
    scheme_words,
    source_links,
    status_mark,
)

OTHER = {"proved": "refuted", "refuted": "proved"}
"""The verdict that another number leads to where a promise depends on it."""


def promise_page(speaker: Speaker, name: str) -> Iterator[str]:
    """The page of a promise, by the id of its clause."""
    say, tell = speaker.say, speaker.tell
    clause, promise = clauses()[name], promises()[name]
    yield place("clause", name)
    yield f"# {name} {plain(tell(clause.title))}"
    yield ""
    yield plain(tell(clause.text))
    yield ""
    yield f"{promise_mark(speaker, answer(promise))} · " + say(
        "where the documents say so: {places}",
        places=speaker.listed(source_links(speaker, clause.sources)),
    )
    yield ""
    for each in SHOWN.get(name, ()):
        yield from picture_of(speaker, each)
    yield f"## {say('As the documents make it')}"
    yield ""
    yield from _form(speaker, name, Form.PROMISED)
    yield from _mended(speaker, promise)
    yield from _kept(speaker, name)
    for form, title in (
        (Form.RETREAT, say("What its defender would retreat to")),
        (Form.CAREFUL, say("What a careful reader would want")),
    ):
        yield f"## {title}"
        yield ""
        yield from _form(speaker, name, form)
    yield f"## {say('Check it yourself')}"
    yield ""
    yield say("These commands show every number on this page:")
    yield ""
    yield from console(f"neverfalls check --claim {name}", f"neverfalls explain {name}")


def _form(speaker: Speaker, name: str, form: Form) -> Iterator[str]:
    promise = promises()[name]
    if reason := promise.reason(form):
        yield speaker.say("There is none. {reason}", reason=plain(speaker.tell(reason)))
        yield ""
    for statement in promise.statements(form):
        if statement.limit:
            yield from _limit_alone(speaker, statement.name)
        else:
            yield from _statement(speaker, statement, (name, form))


def _statement(speaker: Speaker, statement: Statement, here: tuple[str, Form]) -> Iterator[str]:
    say, name, whole = speaker.say, statement.name, here[1] is Form.PROMISED
    if home_of(name) == here:
        yield place("claim", name)
    first, rest = claim_words(speaker, name)
    yield f"### {first.rstrip('.。')}"
    yield ""
    if rest:
        yield rest
        yield ""
    if statement.denial:
        yield say("This is the opposite of what is promised: where it holds, the promise breaks.")
        yield ""
    yield say("In the specification it is called {name}.", name=code(name))
    yield ""
    yield from table(
        (say("scheme"), say("verdict"), say("what it rests on")),
        (_row(speaker, scheme, cell) for scheme, cell in written(name).items()),
    )
    for scheme, _how in standing(name).depends:
        yield from _depends(speaker, scheme, name)
    for number, (scheme, cell) in enumerate(_broken(name)):
        trace = load(cell["counterexample"])
        yield f"#### {say('How it breaks in {scheme}', scheme=scheme_words(speaker, scheme))}"
        yield ""
        yield from story(speaker, trace) if whole and not number else in_short(speaker, trace)
        yield from explorer_link(speaker, f"do=watch&history={trace.id}")
        yield from console(f"neverfalls explain {trace.id}")


def _broken(name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for scheme, cell in written(name).items():
        if cell["status"] == "refuted":
            yield scheme, cell


def _row(speaker: Speaker, scheme: str, cell: Mapping[str, Any]) -> Sequence[str]:
    place_of = scheme_link(speaker, scheme)
    return place_of, status_mark(speaker, cell["status"]), evidence(speaker, cell)


def _depends(speaker: Speaker, scheme: str, claim: str) -> Iterator[str]:
    """On which number that no document states a verdict depends."""
    say, own = speaker.say, written(claim)[scheme]["status"]
    numbers = [each for each in otherwise(scheme, claim, OTHER[own]) if not is_reading(each)]
    told, scheme = speaker.listed(map(code, numbers)), scheme_link(speaker, scheme)
    if own == "proved":
        yield say(
            "In {scheme} it would break with {told}; no document states this number.",
            scheme=scheme,
            told=told,
        )
    else:
        yield say(
            "In {scheme} it would hold with {told}; no document states this number.",
            scheme=scheme,
            told=told,
        )
    yield ""


def _mended(speaker: Speaker, promise: Promise) -> Iterator[str]:
    """Which other readings and numbers make a broken promise hold, and a kept one break."""
    say = speaker.say
    mend: list[tuple[str, str, str]] = []
    harm: list[tuple[str, str, str]] = []
    for statement in promise.statements(Form.PROMISED):
        for scheme, cell in written(statement.name).items():
            good = "refuted" if statement.denial else "proved"
            bad = "proved" if statement.denial else "refuted"
            rows, wanted = (mend, good) if cell["status"] == bad else (harm, bad)
            for each in otherwise(scheme, statement.name, wanted):
                told = claim_link(speaker, statement.name)
                rows.append((scheme, told, deviation_words(speaker, each)))
    head = (say("scheme"), say("statement"), say("with this other reading or number"))
    yield f"## {say('What would mend it')}"
    yield ""
    if mend:
        yield say("It breaks as written, and holds with any one of these changes:")
        yield ""
        yield from table(head, _together(speaker, mend))
    else:
        yield say("No single other reading, and no other listed number, mends what is broken.")
        yield ""
    if harm:
        yield f"## {say('What else would break it')}"
        yield ""
        yield say("It holds as written, and breaks with any one of these changes:")
        yield ""
        yield from table(head, _together(speaker, harm))


def _together(
    speaker: Speaker, rows: Sequence[tuple[str, str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Rows with the same scheme and statement as one."""
    found: dict[tuple[str, str], list[str]] = {}
    for scheme, statement, change in rows:
        found.setdefault((scheme, statement), []).append(change)
    for (scheme, statement), changes in found.items():
        yield scheme_link(speaker, scheme), statement, "<br>".join(changes)


def _kept(speaker: Speaker, name: str) -> Iterator[str]:
    say, found = speaker.say, list(limits_about(name))
    if not found:
        return
    yield f"## {say('How much can be kept')}"
    yield ""
    yield from table(
        (say("question"), say("exact bound"), say("scheme")),
        (limit_row(speaker, each) for each in found),
    )
    yield from console(f"neverfalls limits {' '.join(each['name'] for each in found)}")


def _limit_alone(speaker: Speaker, name: str) -> Iterator[str]:
    found = next(each for each in limits() if each["name"] == name)
    question, value, scheme = limit_row(speaker, found)
    yield f"- {question} {value} ({scheme})"
    yield ""


def limit_row(
    speaker: Speaker, found: Mapping[str, Any], with_meets: bool = True
) -> tuple[str, str, str]:
    """A bound as a row: its question, its value and how it is met, its scheme and readings."""
    say, tell = speaker.say, speaker.tell
    meets = {
        "reached": say("reached"),
        "approached": say("approached"),
        "enclosed": say("enclosed"),
        "no bound": say("no bound"),
    }[found["meets"]]
    value = meets
    if found["value"] is not None:
        value = f"{_value(speaker, found['value'])} {plain(speaker.unit(found['unit']))}"
        if with_meets:
            value = say("{name} ({words})", name=value, words=meets)
    read = (code(f"{key}={each}") for key, each in found["readings"].items())
    return (
        plain(tell(found["question"])),
        value,
        speaker.listed([scheme_link(speaker, found["scheme"]), *read]),
    )


def _value(speaker: Speaker, value: Mapping[str, str]) -> str:
    if "value" in value:
        return with_decimal(Fraction(value["value"]))
    low, high = value["decimal"].removeprefix("between ").split(" and ")
    return speaker.say("between {low} and {high}", low=low, high=high)


def promises_index(speaker: Speaker) -> Iterator[str]:
    """The page that leads to all promises."""
    say = speaker.say
    yield place("page", "promises")
    yield f"# {say('The promises')}"
    yield ""
    yield say(
        "What the documents promise, in our words, each with what became of it in the shipped "
        "schemes as they are written: it *holds* if it is proved in every scheme that it is about, "
        "for any history and any number of members, and *breaks* if a history breaks it in one."
    )
    yield ""
    yield from table(
        (say("promise"), say("verdict"), say("what is promised")),
        (
            (
                link(f"{name} {plain(speaker.tell(clauses()[name].title))}", label("clause", name)),
                promise_mark(speaker, answer(each)),
                plain(speaker.tell(clauses()[name].text)),
            )
            for name, each in promises().items()
        ),
    )
    yield from console("neverfalls check")
    yield "```{toctree}"
    yield ":hidden:"
    yield ""
    yield from promises()
    yield "others"
    yield "```"


def others_page(speaker: Speaker) -> Iterator[str]:
    """What is judged besides: claims that belong to no promise of the documents."""
    say = speaker.say
    yield place("page", "others")
    yield f"# {say('What is judged besides')}"
    yield ""
    yield say(
        "Statements that no promise of the documents makes in any form: what a careful reader asks "
        "besides, and what other clauses say."
    )
    yield ""
    for name, claim in CLAIMS.items():
        if next(forms_of(name), None) is None:
            yield place("claim", name)
            first, rest = claim_words(speaker, name)
            yield f"## {first.rstrip('.。')}"
            yield ""
            if rest:
                yield rest
                yield ""
            yield say(
                "In the specification it is called {name} ({clauses}).",
                name=code(name),
                clauses=clause_links(speaker, claim.clauses),
            )
            yield ""
            if not written(name):
                yield say("No scheme that is shipped has what it speaks of.")
                yield ""
                continue
            yield from table(
                (say("scheme"), say("verdict"), say("what it rests on")),
                (_row(speaker, scheme, cell) for scheme, cell in written(name).items()),
            )
            for scheme, cell in list(_broken(name))[:1]:
                trace = load(cell["counterexample"])
                told = say("How it breaks in {scheme}", scheme=scheme_words(speaker, scheme))
                yield f"### {told}"
                yield ""
                yield from in_short(speaker, trace)
                yield from console(f"neverfalls explain {trace.id}")


def home_of(claim: str) -> tuple[str, Form] | None:
    """The promise, and its form, on whose page a claim is looked up."""
    return next(forms_of(claim), None)
