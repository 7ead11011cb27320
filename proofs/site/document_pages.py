"""A page for each document, and one with all clauses: what is said, in our words, and judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from neverfalls.spec.clauses import Clause, Document, clauses, documents
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.promises import promises

from ..audit.coverage import coverage
from .found import answer, audited
from .markup import console, label, link, place, plain, table
from .speaking import Speaker
from .words import claim_link, promise_mark, question_words, rule_link, source_links, standing_words

KINDS = ("M", "P", "A", "C", "N", "Q", "X")
"""The kinds of clauses, by the letter that their ids begin with."""


def documents_index(speaker: Speaker) -> Iterator[str]:
    """The page that leads to all documents."""
    say = speaker.say
    yield place("page", "documents")
    yield f"# {say('The documents')}"
    yield ""
    yield say(
        "Five documents are judged here, and besides what other schemes of this family are known "
        "to do. What they say stands here in our own words, statement by statement, each with its "
        "place, so that the passage can be found."
    )
    yield ""
    yield from table(
        (say("document"), say("title"), say("what it is"), say("statements")),
        (
            (
                link(each.id, label("document", each.id)),
                document_title(speaker, each),
                plain(speaker.tell(each.kind)),
                str(len(list(_said_in(each.id)))),
            )
            for each in documents().values()
        ),
    )
    yield "```{toctree}"
    yield ":hidden:"
    yield ""
    yield from documents()
    yield "clauses"
    yield "```"


def document_page(speaker: Speaker, name: str) -> Iterator[str]:
    """The page of a document: every statement that is taken from it."""
    say, document = speaker.say, documents()[name]
    yield place("document", name)
    yield f"# {name} {document_title(speaker, document)}"
    yield ""
    yield say("{kind}.", kind=plain(speaker.tell(document.kind)).capitalize())
    yield ""
    yield say(
        "Its statements in our words, each with what became of it. A statement that stands in "
        "other documents too is listed with each of them."
    )
    yield ""
    for kind in KINDS:
        own = [each for each in _said_in(name) if each.id.startswith(kind)]
        if not own:
            continue
        yield f"## {kinds(speaker)[kind]}"
        yield ""
        yield from table(
            (say("in our words"), say("where"), say("judged")),
            (
                (
                    f"{_title(speaker, each)}<br>{plain(speaker.tell(each.text))}",
                    say("; ").join(_places(speaker, each, name)),
                    judged(speaker, each),
                )
                for each in own
            ),
        )
    yield from console("neverfalls list clauses", "neverfalls explain M1.1")


def _title(speaker: Speaker, clause: Clause) -> str:
    return link(f"{clause.id} {plain(speaker.tell(clause.title))}", label("clause", clause.id))


def kinds(speaker: Speaker) -> dict[str, str]:
    """What each kind of clause is, as a heading."""
    say = speaker.say
    return {
        "M": say("How the scheme works"),
        "P": say("What other schemes do"),
        "A": say("What the text leaves open"),
        "C": say("What is promised"),
        "N": say("Figures"),
        "Q": say("What a careful reader asks"),
        "X": say("What else is said"),
    }


def document_title(speaker: Speaker, document: Document) -> str:
    """The title of a document as it stands there; where it is ours, in the reader's words."""
    title = document.title
    return plain(speaker.tell(title)) if title.isascii() else title


def _said_in(document: str) -> Iterator[Clause]:
    for each in clauses().values():
        if any(source.startswith(document) for source in each.sources):
            yield each


def _places(speaker: Speaker, clause: Clause, document: str) -> Iterator[str]:
    for source in clause.sources:
        number, _, where = source.partition(" ")
        if number == document:
            yield plain(speaker.place(source)) if where else speaker.say("throughout")


def judged(speaker: Speaker, clause: Clause) -> str:
    """What became of a clause: a verdict, what states or asks it, or why nothing does."""
    say = speaker.say
    if clause.id in promises():
        return promise_mark(speaker, answer(promises()[clause.id]))
    if clause.not_formalised:
        reason = plain(speaker.tell(clause.not_formalised))
        return say("not formalised: {reason}", reason=reason)
    cited = [each.partition(" ")[::2] for each in coverage()[clause.id].cited_by]
    parts = [*_rules(speaker, cited), *_claims(speaker, cited), *_figures(speaker, cited)]
    return say("; ").join(parts)


def _rules(speaker: Speaker, cited: list[tuple[str, str]]) -> Iterator[str]:
    say = speaker.say
    rooms = {rule: room.name for room in MECHANISMS.values() for rule in room.rules}
    added = {body: room.name for room in MECHANISMS.values() for body in room.effect_clauses}
    read = {each: room.name for room in MECHANISMS.values() for each in room.parameters}
    links: dict[str, None] = {}
    for kind, name in cited:
        if kind == "rule":
            links[rule_link(speaker, name)] = None
        elif kind in ("mechanism", "effect", "amendment", "parameter"):
            room = name if kind == "mechanism" else {**added, **read}.get(name, "")
            if room and room not in {rooms.get(each) for k, each in cited if k == "rule"}:
                title = plain(speaker.tell(MECHANISMS[room].title))
                links[link(title, label("mechanism", room))] = None
    if links:
        yield say("stated by {rules}", rules=speaker.listed(links))
    questions = [
        link(question_words(speaker, name), label("question", name))
        for kind, name in cited
        if kind == "question"
    ]
    if questions:
        yield say("asked as {questions}", questions=speaker.listed(questions))


def _claims(speaker: Speaker, cited: list[tuple[str, str]]) -> Iterator[str]:
    for kind, name in cited:
        if kind == "claim":
            yield f"{claim_link(speaker, name)} {standing_words(speaker, name)}"


def _figures(speaker: Speaker, cited: list[tuple[str, str]]) -> Iterator[str]:
    say = speaker.say
    names = {name for kind, name in cited if kind == "audit"}
    found = Counter(each.verdict.value for each in audited() if each.figure.name in names)
    words = {
        "right": say("{count} figures right", count=found["right"]),
        "right only when rounded": say(
            "{count} right only when rounded", count=found["right only when rounded"]
        ),
        "depends on a reading": say(
            "{count} depend on the reading", count=found["depends on a reading"]
        ),
        "wrong": say("{count} wrong", count=found["wrong"]),
    }
    told = [words[each] for each in words if found[each]]
    if told:
        yield link(speaker.listed(told), "page-figures")


def clauses_page(speaker: Speaker) -> Iterator[str]:
    """All clauses of all documents."""
    say = speaker.say
    yield place("page", "clauses")
    yield f"# {say('All clauses')}"
    yield ""
    yield say(
        "Every statement of the documents in our words, {count} in all, with its places and with "
        "what became of it.",
        count=len(clauses()),
    )
    yield ""
    for kind in KINDS:
        yield f"## {kinds(speaker)[kind]}"
        yield ""
        for each in clauses().values():
            if each.id.startswith(kind):
                yield from _clause(speaker, each)


def _clause(speaker: Speaker, clause: Clause) -> Iterator[str]:
    say = speaker.say
    title, text = (plain(speaker.tell(each)) for each in (clause.title, clause.text))
    if clause.id in promises():
        title = link(title, label("clause", clause.id))
    else:
        yield place("clause", clause.id)
    places = say("; ").join(source_links(speaker, clause.sources))
    yield say(
        "**{id} {title}.** {text} ({places})", id=clause.id, title=title, text=text, places=places
    )
    yield ""
    if told := judged(speaker, clause):
        yield f"→ {told}"
        yield ""
