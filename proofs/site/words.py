"""Phrases that several kinds of pages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.clauses import clauses, documents
from neverfalls.spec.model.parameters import PARAMETERS
from neverfalls.spec.model.questions import QUESTIONS, Question, is_reading

from .events import rule_words
from .found import KINDS, schemes, written
from .markup import code, label, link, mark, plain
from .speaking import Speaker


def promise_mark(speaker: Speaker, kind: str) -> str:
    """What became of a promise, marked."""
    words = {
        "holds": speaker.say("holds"),
        "breaks": speaker.say("breaks"),
        "depends": speaker.say("depends on an unstated number"),
    }
    return mark(kind, words[kind])


def evidence(speaker: Speaker, cell: Mapping[str, Any]) -> str:
    """What a verdict rests on."""
    say = speaker.say
    events = len(cell.get("history", "?")) - 1
    replayed = {
        0: say("the opening itself, replayed"),
        1: say("a history of one event, replayed"),
    }.get(events, say("a history of {count} events, replayed", count=events))
    words: dict[str, str] = {
        "replayed": replayed,
        "two solvers": say("two solvers, and certificates"),
        "one solver": say("one solver, and certificates"),
    }
    found: str = cell["evidence"]
    return words.get(found) or plain(speaker.tell(found))


def source_links(speaker: Speaker, sources: Iterable[str]) -> Iterator[str]:
    """Places in the documents, each with a link to the page of its document."""
    for source in sources:
        document = source.partition(" ")[0]
        shown = f"{document} {plain(speaker.place(source))}".strip()
        yield link(shown, label("document", document)) if document in documents() else shown


def clause_links(speaker: Speaker, names: Iterable[str]) -> str:
    """Clauses by their ids."""
    return speaker.listed(link(name, label("clause", name)) for name in names)


def deviation_words(speaker: Speaker, deviation: str) -> str:
    """Another reading or number, and what it means."""
    key, _equals, value = deviation.partition("=")
    if not is_reading(deviation):
        return code(deviation)
    return speaker.say(
        "{question} = {answer}",
        question=link(question_words(speaker, key), label("question", key)),
        answer=answer_words(speaker, QUESTIONS[key](value)),
    )


def answer_words(speaker: Speaker, answer: Question) -> str:
    """An answer by its name in files, in words, and what it means."""
    say, known, means = speaker.say, speaker.answer(answer), plain(speaker.tell(answer.means))
    name = code(answer.value)
    shown = say("{name} ({words})", name=name, words=plain(known)) if known else name
    return say("{answer}: {meaning}", answer=shown, meaning=means) if means else shown


def explorer_link(speaker: Speaker, address: str, depth: int = 1, shown: str = "") -> Iterator[str]:
    """A link to the explorer, from a page that lies so many folders below its language's."""
    place = f"{'../' * (depth + 1)}explorer/index.html#{address}"
    shown = shown or speaker.say("Step through it, and try yourself")
    lang = speaker.either("en", "zh")
    yield f'<p class="explorer"><a href="{escape(f"{place}&lang={lang}")}">{shown}</a></p>'
    yield ""


def claim_link(speaker: Speaker, name: str) -> str:
    """A claim by the first sentence of what it says, with a link to where it is judged."""
    first, _rest = claim_words(speaker, name)
    return link(first.rstrip(".。"), label("claim", name))


def claim_words(speaker: Speaker, name: str) -> tuple[str, str]:
    """What a claim says: its first sentence, and the others."""
    said = speaker.tell(CLAIMS[name].statement)
    first = re.split(r"(?<=。)|(?<=[.])(?=\s)", said)[0]
    return plain(first), plain(said.removeprefix(first))


def scheme_link(speaker: Speaker, name: str) -> str:
    """A scheme by its name, with a link to its page."""
    return link(scheme_words(speaker, name), label("scheme", name))


def scheme_words(speaker: Speaker, name: str) -> str:
    """What a scheme is called: in files, and in words where its name is none of the reader's."""
    words = re.split("[:：]", speaker.own(schemes()[name].title))[0]
    return speaker.say("{words} ({name})", words=words, name=name) if words else name


def question_words(speaker: Speaker, name: str) -> str:
    """What a question is called: in files, and in words where that is none of the reader's."""
    words = plain(speaker.own(clauses()[QUESTIONS[name].clause()].title))
    return speaker.say("{words} ({name})", words=words, name=code(name)) if words else code(name)


def rule_link(speaker: Speaker, name: str) -> str:
    """A rule by what its events are called, with a link to its page."""
    return link(rule_words(speaker, name), label("rule", name))


def standing_words(speaker: Speaker, claim: str) -> str:
    """In how many schemes a claim holds and breaks, marked."""
    if not written(claim):
        return speaker.say("(asked of no scheme here)")
    found = [cell["status"] for cell in written(claim).values()]
    holds, breaks = found.count("proved"), found.count("refuted")
    parts = []
    if holds:
        parts.append(mark("holds", speaker.say("holds in {count}", count=holds)))
    if breaks:
        parts.append(mark("breaks", speaker.say("breaks in {count}", count=breaks)))
    return " ".join(parts)


def status_mark(speaker: Speaker, status: str) -> str:
    """A verdict, marked."""
    words = {"proved": speaker.say("holds"), "refuted": speaker.say("breaks")}
    return mark(KINDS.get(status, "open"), words.get(status, speaker.say("not known")))


def parameter_words(speaker: Speaker, name: str) -> str:
    """What a number of a scheme is, with its unit."""
    meaning = PARAMETERS[name]
    return f"{plain(speaker.tell(meaning.sense))} ({plain(speaker.unit(meaning.unit))})"
