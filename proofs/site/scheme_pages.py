"""A page for each shipped scheme: what it is made of, and what becomes of each promise there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.model.parameters import PARAMETERS
from neverfalls.spec.promises import denials
from neverfalls.spec.schemes.scheme import Scheme

from ..landscape.record import recorded_landscape
from .found import cells, schemes
from .markup import code, console, label, link, mark, place, plain, table
from .speaking import Speaker
from .words import (
    answer_words,
    claim_link,
    evidence,
    explorer_link,
    parameter_words,
    question_words,
    scheme_link,
    scheme_words,
    status_mark,
)


def schemes_index(speaker: Speaker) -> Iterator[str]:
    """The page that leads to all schemes."""
    say = speaker.say
    yield place("page", "schemes")
    yield f"# {say('The schemes')}"
    yield ""
    yield say(
        "A scheme is a list of mechanisms with numbers and readings. These are made of what the "
        "documents describe; the counts are verdicts on the scheme as it is written."
    )
    yield ""
    yield from table(
        (say("scheme"), say("what it is"), say("holds"), say("breaks")),
        (_counted(speaker, each) for each in schemes().values()),
    )
    yield from console("neverfalls check")
    yield "```{toctree}"
    yield ":hidden:"
    yield ""
    yield from schemes()
    yield "```"


def _counted(speaker: Speaker, scheme: Scheme) -> Sequence[str]:
    found = Counter(each["status"] for each in cells(scheme.name) if not each["deviation"])
    return (
        scheme_link(speaker, scheme.name),
        plain(speaker.tell(scheme.title)),
        str(found["proved"]),
        str(found["refuted"]),
    )


def scheme_page(speaker: Speaker, name: str) -> Iterator[str]:
    """The page of a scheme."""
    say, tell, scheme = speaker.say, speaker.tell, schemes()[name]
    yield place("scheme", name)
    yield f"# {scheme_words(speaker, name)}"
    yield ""
    yield say("{title}.", title=plain(tell(scheme.title)))
    yield ""
    yield from explorer_link(speaker, f"do=watch&scheme={name}")
    yield f"## {say('What it is made of')}"
    yield ""
    for each in scheme.rooms:
        yield f"- {link(plain(tell(each.title)), label('mechanism', each.name))}"
    yield ""
    yield f"## {say('What holds and what breaks')}"
    yield ""
    yield say(
        "The last column counts the other readings and numbers, one changed at a time, under which "
        "the verdict is another one."
    )
    yield ""
    yield from table(
        (say("statement"), say("verdict"), say("what it rests on"), say("otherwise")),
        _verdicts(speaker, scheme),
    )
    yield from _readings_together(speaker, scheme)
    yield f"## {say('Its numbers')}"
    yield ""
    yield from table(
        (say("number"), say("value"), say("what it is"), say("clause")),
        (_number(speaker, scheme, each) for each in scheme.relevant_parameters),
    )
    yield f"## {say('How its text is read')}"
    yield ""
    yield from table(
        (say("question"), say("answer")),
        (_reading(speaker, scheme, each) for each in scheme.relevant_questions),
    )
    yield from console(f"neverfalls check {name}", f"neverfalls explain {name}")


def _verdicts(speaker: Speaker, scheme: Scheme) -> Iterator[Sequence[str]]:
    own: dict[str, list[Mapping[str, Any]]] = {}
    for each in cells(scheme.name):
        own.setdefault(each["claim"], []).append(each)
    order = sorted(own, key=lambda claim: not CLAIMS[claim].clauses[0].startswith("C"))
    for claim in order:
        cell = next(each for each in own[claim] if not each["deviation"])
        other = sum(each["status"] != cell["status"] for each in own[claim])
        yield (
            claim_link(speaker, claim),
            status_mark(speaker, cell["status"]),
            evidence(speaker, cell),
            str(other or ""),
        )


def _readings_together(speaker: Speaker, scheme: Scheme) -> Iterator[str]:
    """What all readings of a scheme imply, as recorded."""
    say, found = speaker.say, recorded_landscape(scheme)
    yield f"## {say('Under all readings at once')}"
    yield ""
    if found is None:
        yield say("Its readings are so many that the search has not been brought to an end.")
        yield ""
        return
    for names in found["never_together"]:
        told = speaker.listed(claim_link(speaker, each) for each in names)
        if len(names) > 1:
            yield f"- {mark('breaks', say('no reading keeps these together'))} {told}"
        else:
            yield f"- {mark('breaks', say('no reading keeps'))} {told}"
    for name in found["denied"]:
        promise = link(denials()[name], label("clause", denials()[name]))
        yield f"- {mark('breaks', say('no reading keeps'))} " + say(
            "{promise}: the opposite, {claim}, is proved under every one.",
            promise=promise,
            claim=claim_link(speaker, name),
        )
    for each in found["kept"]:
        answers = speaker.listed(code(f"{key}={value}") for key, value in each["reading"].items())
        yield f"- {mark('holds', say('can be kept together'))} " + say(
            "{count} of {all} promises, under {reading}.",
            count=len(found["claims"]) - len(each["all_but"]),
            all=len(found["claims"]),
            reading=answers or say("the file as written"),
        )
    yield ""
    yield from console(f"neverfalls check {scheme.name} --every-reading")


def _number(speaker: Speaker, scheme: Scheme, name: str) -> Sequence[str]:
    value, meaning = getattr(scheme.parameters, name), PARAMETERS[name]
    shown = ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
    if name in scheme.unstated:
        other = ", ".join(map(str, scheme.unstated[name]))
        shown = speaker.say(
            "{value} (no document states it; {other} are judged too)", value=shown, other=other
        )
    sense = parameter_words(speaker, name)
    return code(name), shown, sense, link(meaning.clause, label("clause", meaning.clause))


def _reading(speaker: Speaker, scheme: Scheme, name: str) -> Sequence[str]:
    answer = getattr(scheme.readings, name)
    return (
        link(question_words(speaker, name), label("question", name)),
        answer_words(speaker, answer),
    )
