"""A page for each mechanism and each of its rules: the lines, beside the clauses they formalise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neverfalls.counterexamples import every
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.clauses import clauses
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism, sentence
from neverfalls.spec.model.parameters import PARAMETERS, interval
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.words.narration import Line
from neverfalls.spec.words.rules import Row, describe_part, describe_rule

from ..command.render.comparisons import home
from ..command.render.rules_page import in_order
from ..command.render.texts import setting
from ..induction.invariants import INVARIANTS
from .events import rule_words
from .found import schemes
from .markup import code, console, label, link, place, plain, table
from .speaking import Speaker
from .words import (
    claim_link,
    clause_links,
    parameter_words,
    question_words,
    rule_link,
    scheme_link,
    standing_words,
)


def rules_index(speaker: Speaker) -> Iterator[str]:
    """The page that leads to all mechanisms and rules."""
    say = speaker.say
    yield place("page", "rules")
    yield f"# {say('The rules')}"
    yield ""
    yield say(
        "A mechanism is a group of clauses that stand or fall together. Its rules are the events "
        "that can happen; besides, it may add lines to the rules of others. What stands here is "
        "printed from the very text that is executed, searched and proved."
    )
    yield ""
    yield from table(
        (say("mechanism"), say("its rules"), say("schemes that have it")),
        (
            (
                link(plain(speaker.tell(room.title)), label("mechanism", room.name)),
                speaker.listed(rule_link(speaker, each) for each in room.rules),
                speaker.listed(_schemes_with(speaker, room)),
            )
            for room in in_order()
        ),
    )
    yield from console("neverfalls list rules", "neverfalls explain purchase")
    yield "```{toctree}"
    yield ":hidden:"
    yield ""
    yield from (f"mechanisms/{room.name}" for room in in_order())
    yield "```"


def _schemes_with(speaker: Speaker, room: Mechanism) -> Iterator[str]:
    for scheme in schemes().values():
        if room.name in scheme.mechanisms:
            yield scheme_link(speaker, scheme.name)


def mechanism_page(speaker: Speaker, name: str) -> Iterator[str]:
    """The page of a mechanism."""
    say, tell, room = speaker.say, speaker.tell, MECHANISMS[name]
    yield place("mechanism", name)
    yield f"# {plain(tell(room.title))}"
    yield ""
    yield say("In a scheme file it is called {name}.", name=code(name))
    if room.needs:
        needed = (link(plain(tell(MECHANISMS[x].title)), label("mechanism", x)) for x in room.needs)
        yield say("It builds on {others}.", others=speaker.listed(needed))
    yield ""
    yield f"## {say('What the documents say')}"
    yield ""
    for each in _clauses(room):
        told = f"{plain(tell(clauses()[each].title))}. {plain(tell(clauses()[each].text))}"
        yield f"- {link(each, label('clause', each))} {told}"
    yield ""
    if room.rules:
        yield f"## {say('Its rules')}"
        yield ""
        for each, rule in room.rules.items():
            yield f"- {rule_link(speaker, each)}: {plain(tell(sentence(rule.body)))}"
        yield ""
    yield from _additions(speaker, room)
    if room.questions:
        yield f"## {say('What its text leaves open')}"
        yield ""
        for each in room.questions:
            asked = plain(tell(sentence(QUESTIONS[each])))
            yield f"- {link(question_words(speaker, each), label('question', each))}: {asked}"
        yield ""
    yield from _numbers(speaker, room)
    yield from _promised(speaker, room.name)
    yield from console(f"neverfalls explain {name}")
    if room.rules:
        yield "```{toctree}"
        yield ":hidden:"
        yield ""
        yield from (f"../{each}" for each in room.rules)
        yield "```"


def _clauses(room: Mechanism) -> list[str]:
    asked = [QUESTIONS[each].clause() for each in room.questions]
    stated = [PARAMETERS[each].clause for each in room.parameters]
    cited = dict.fromkeys([*room.cited(), *asked, *stated])
    return sorted(cited, key=list(clauses()).index)


def _additions(speaker: Speaker, room: Mechanism) -> Iterator[str]:
    """What a mechanism adds to the events of others, and makes of their amounts."""
    say = speaker.say
    added = [
        (happening, body, describe_part(setting(room), body))
        for happening, bodies in room.effects.items()
        for body in bodies
    ]
    made = [
        (what, body, describe_part(setting(room), body, what))
        for what, bodies in room.amendments.items()
        for body in bodies
    ]
    if not added and not made:
        return
    yield f"## {say('What it adds to the rules of others')}"
    yield ""
    for happening, body, lines in added:
        yield from _added(speaker, say("At “{place}”", place=speaker.tell(happening)), body, lines)
    for what, body, lines in made:
        yield from _added(speaker, say("For the {what}", what=speaker.name(what)), body, lines)


def _added(speaker: Speaker, title: str, body: object, lines: Sequence[Line]) -> Iterator[str]:
    yield f"### {plain(title)}"
    yield ""
    yield plain(speaker.tell(sentence(body)))  # type: ignore[arg-type]
    yield ""
    yield from rule_lines(speaker, speaker.rows(lines))


def rule_lines(speaker: Speaker, rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a rule, each beside the clauses that it formalises."""
    if not rows:
        yield speaker.say("As written it changes nothing.")
        yield ""
        return
    yield from table(
        (speaker.say("line"), speaker.say("clauses")),
        ((_line(each), clause_links(speaker, each.clauses)) for each in rows),
    )


def _line(row: Row) -> str:
    parts = (plain(part) for part in row.text.split("\n"))
    return "&emsp;" * row.depth + "<br>&emsp;".join(parts)


def _numbers(speaker: Speaker, room: Mechanism) -> Iterator[str]:
    say = speaker.say
    if not room.parameters:
        return
    yield f"## {say('Its numbers')}"
    yield ""
    yield from table(
        (say("number"), say("what it is"), say("range"), say("clause")),
        (
            (
                code(name),
                parameter_words(speaker, name),
                plain(interval(name).replace("oo", "∞")),
                link(PARAMETERS[name].clause, label("clause", PARAMETERS[name].clause)),
            )
            for name in room.parameters
        ),
    )


def _promised(speaker: Speaker, room: str) -> Iterator[str]:
    """What is promised or asked of a mechanism, and what is tried as an invariant."""
    say = speaker.say
    own = [each for each in CLAIMS.values() if home(each.needs) == room]
    if own:
        yield f"## {say('What is promised of it')}"
        yield ""
        for claim in own:
            yield f"- {claim_link(speaker, claim.name)} {standing_words(speaker, claim.name)}"
        yield ""
    tried = [each for each in INVARIANTS.values() if home(each.needs) == room]
    tried = [each for each in tried if each.name not in CLAIMS]
    if tried:
        yield f"## {say('Invariants')}"
        yield ""
        yield say("These are tried in every scheme that has this mechanism, and kept where proved.")
        yield ""
        for each in tried:
            yield f"- {code(each.name)}: {plain(speaker.tell(each.statement))}"
        yield ""


def rule_page(speaker: Speaker, name: str) -> Iterator[str]:
    """The page of a rule."""
    say, tell = speaker.say, speaker.tell
    room = next(each for each in MECHANISMS.values() if name in each.rules)
    rule = room.rules[name]
    told = describe_rule(setting(room), name, apart=True)
    yield place("rule", name)
    yield f"# {rule_words(speaker, name)} ({code(name)})"
    yield ""
    yield plain(tell(sentence(rule.body)))
    yield ""
    yield say(
        "A rule of {mechanism}.",
        mechanism=link(plain(tell(room.title)), label("mechanism", room.name)),
    )
    if told.arguments:
        given = (f"{code(each.name)} ({_sort(speaker, each.unit)})" for each in told.arguments)
        yield say("It is given {arguments}.", arguments=speaker.listed(given))
    yield ""
    yield f"## {say('What it requires')}"
    yield ""
    needed = [each for each in told.lines if each.verb == "requires"]
    if needed:
        yield from rule_lines(speaker, speaker.rows(needed))
    else:
        yield say("Nothing.")
        yield ""
    yield f"## {say('What it does')}"
    yield ""
    does = [each for each in told.lines if each.verb != "requires"]
    yield from rule_lines(speaker, speaker.rows(does))
    yield from _joining(speaker, told.lines)
    yield from _used(speaker, name)
    yield from _promised(speaker, room.name)
    yield from console(f"neverfalls explain {name}")


def _sort(speaker: Speaker, unit: str) -> str:
    """What somebody or something is that a rule is given."""
    return speaker.say("another member") if unit == "another member" else speaker.unit(unit)


def _flat(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from _flat(line.lines)


def _joining(speaker: Speaker, lines: Sequence[Line]) -> Iterator[str]:
    """Which mechanisms add lines at the places that a rule has for them."""
    say = speaker.say
    rows = []
    for line in _flat(lines):
        table_of = {"announces": "effects", "offers": "amendments"}.get(line.verb)
        if table_of is None:
            continue
        who = [
            link(plain(speaker.tell(room.title)), label("mechanism", room.name))
            for room in MECHANISMS.values()
            if line.words in getattr(room, table_of)
        ]
        if who:
            words = speaker.tell if line.verb == "announces" else speaker.name
            rows.append((plain(words(line.words)), speaker.listed(who)))
    if rows:
        yield f"## {say('Who adds to it')}"
        yield ""
        yield from table((say("place"), say("mechanisms")), dict.fromkeys(rows))


def _used(speaker: Speaker, name: str) -> Iterator[str]:
    """Which claims the shipped histories break with this rule."""
    say = speaker.say
    broken = {trace.claim for trace in every() if any(step.rule == name for step in trace.steps)}
    if broken:
        yield f"## {say('What breaks with it')}"
        yield ""
        yield say("Shipped histories in which this event happens break these statements:")
        yield ""
        yield from (f"- {claim_link(speaker, each)}" for each in CLAIMS if each in broken)
        yield ""
