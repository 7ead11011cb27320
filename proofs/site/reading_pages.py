"""The page of questions: what the text leaves open, each answer, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.clauses import clauses
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import sentence
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.schemes.loader import SHIPPED

from .found import cells, written
from .markup import code, console, label, link, place, plain
from .speaking import Speaker
from .words import answer_words, claim_link, scheme_link, status_mark


def questions_page(speaker: Speaker) -> Iterator[str]:
    """Every question, with its answers and the recorded verdicts that each of them changes."""
    say = speaker.say
    yield place("page", "questions")
    yield f"# {say('What the text leaves open')}"
    yield ""
    yield say(
        "Where the documents can be understood in several ways, or say nothing, we ask a question "
        "and judge every answer. Below each answer stands what it changes against the schemes as "
        "they are written, when this one answer is another one."
    )
    yield ""
    for name, question in QUESTIONS.items():
        yield place("question", name)
        clause = clauses()[question.clause()]
        yield f"## {clause.id} {plain(speaker.tell(clause.title))}"
        yield ""
        asked_by = speaker.listed(
            link(plain(speaker.tell(room.title)), label("mechanism", room.name))
            for room in MECHANISMS.values()
            if name in room.questions
        )
        yield say(
            "{question} In scheme files it is called {name}; it is asked by {mechanisms}.",
            name=link(code(name), label("clause", clause.id)),
            question=plain(speaker.tell(sentence(question))),
            mechanisms=asked_by,
        )
        yield ""
        for answer in question:
            yield f"- {answer_words(speaker, answer)}"
            yield from (f"  - {each}" for each in _changes(speaker, f"{name}={answer.value}"))
        yield ""
    yield from console("neverfalls list readings", "neverfalls explain A5")


def _changes(speaker: Speaker, deviation: str) -> Iterator[str]:
    """The verdicts that an answer changes, by scheme and by what they become."""
    for scheme in SHIPPED:
        changed: dict[str, list[str]] = {}
        for cell in cells(scheme):
            if cell["deviation"] == deviation:
                before = written(cell["claim"])[scheme]["status"]
                if cell["status"] != before:
                    changed.setdefault(cell["status"], []).append(cell["claim"])
        for status, claims in changed.items():
            yield (
                f"{scheme_link(speaker, scheme)}: {status_mark(speaker, status)} "
                f"{speaker.listed(claim_link(speaker, each) for each in claims)}"
            )
