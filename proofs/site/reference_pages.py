"""The contents of the reference, and the page on scheme files."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism
from neverfalls.spec.model.parameters import COUNTED, MAX_DIGITS, PARAMETERS, default_of, interval
from neverfalls.spec.schemes.loader import OPENING_ACCOUNTS, member_accounts

from ..command.render.rules_page import in_order
from ..command.render.scheme_page import EXAMPLE
from .handwritten import NOTEBOOKS, REFERENCE
from .markup import code, label, link, place, plain, table
from .speaking import Speaker
from .words import parameter_words


def reference_index(speaker: Speaker) -> Iterator[str]:
    """The page that leads to the reference."""
    say = speaker.say
    yield place("page", "reference")
    yield f"# {say('Reference')}"
    yield ""
    yield say("For those who want to run it, to test a ledger of their own, or to check a proof.")
    yield ""
    yield "```{toctree}"
    yield ""
    yield from REFERENCE
    yield "scheme-files"
    yield "```"
    yield ""
    yield f"## {say('Notebooks')}"
    yield ""
    yield say("Code that can be read and changed, with what it prints and draws.")
    yield ""
    yield "```{toctree}"
    yield ""
    yield from (f"/notebooks/{name}" for name in NOTEBOOKS)
    yield "```"


def scheme_files_page(speaker: Speaker) -> Iterator[str]:
    """What a scheme file may state."""
    say = speaker.say
    yield place("page", "scheme-files")
    yield f"# {say('Scheme files')}"
    yield ""
    yield say(
        "A scheme is a TOML file that says which mechanisms a platform uses, its numbers, and how "
        "the text is read where it leaves something open. {command} judges it.",
        command=code("neverfalls check corner-shop.toml"),
    )
    yield ""
    yield from ("```toml", EXAMPLE.rstrip(), "```", "")
    yield say("Try it: with a reward above 1 a purchase lowers the price.")
    yield ""
    opening, held = (
        speaker.listed(map(code, names)) for names in (OPENING_ACCOUNTS, member_accounts())
    )
    questions = link(say("the questions"), "page-questions")
    yield from table(
        (say("key"), say("what it says")),
        (
            (code("name"), say("small letters, digits and hyphens")),
            (code("title"), say("a line of text; the name, if it is missing")),
            (code("mechanisms"), say("at least one, each with those that it builds on")),
            (code("[parameters]"), say("numbers; one that is not stated has its default")),
            (
                code("[readings]"),
                say(
                    "an answer to each of {questions}; the first answer, if it is missing",
                    questions=questions,
                ),
            ),
            (
                code("[unstated]"),
                say("numbers that no document states, each with other values to be judged too"),
            ),
            (
                code("[opening]"),
                say("yuan that are there at the opening: {accounts}", accounts=opening),
            ),
            (
                code("[members.NAME]"),
                say("what a member holds at the opening: {accounts}", accounts=held),
            ),
        ),
    )
    yield say(
        "A number is exact and written as a string: {examples}, of up to {digits} digits above and "
        "below. Any number of further members may join later.",
        examples=speaker.listed(map(code, ('"3"', '"3/10"', '"0.3"'))),
        digits=MAX_DIGITS,
    )
    yield ""
    yield f"## {say('Mechanisms and their numbers')}"
    yield ""
    for room in in_order():
        yield from _mechanism(speaker, room)


def _mechanism(speaker: Speaker, room: Mechanism) -> Iterator[str]:
    say, tell = speaker.say, speaker.tell
    title = link(plain(tell(room.title)), label("mechanism", room.name))
    yield f"### {room.name}"
    yield ""
    needs = speaker.listed(code(MECHANISMS[each].name) for each in room.needs)
    yield say("{title}, which builds on {needs}.", title=title, needs=needs) if needs else title
    yield ""
    if room.parameters:
        yield from table(
            (say("number"), say("default"), say("range"), say("what it is")),
            (
                (
                    code(name),
                    default_of(name) or say("must be stated"),
                    plain(interval(name).replace("oo", "∞"))
                    + (say(", whole") if PARAMETERS[name].unit in COUNTED else ""),
                    parameter_words(speaker, name),
                )
                for name in room.parameters
            ),
        )
