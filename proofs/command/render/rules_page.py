"""The page of all rules, made from the rules: clauses beside the text that formalises them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.clauses import clauses, documents
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism, sentence
from neverfalls.spec.model.parameters import PARAMETERS, interval
from neverfalls.spec.model.questions import QUESTIONS, Question
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.claims import describe_claim
from neverfalls.spec.words.rules import Row, columns, describe_part, describe_rule, rows_of

from ...induction.invariants import INVARIANTS

INTRODUCTION = """\
# The rules

Each mechanism: what the documents say, in our words and with the place where they say it; the
rules, as they are executed, searched and proved; what another reading of the text changes; what is
promised, and what is tried as an invariant. `make record` writes this page from the specification,
and a test fails when it is stale. `neverfalls explain RULE` prints a rule with the numbers of a
scheme.

How to read a rule. On the left stand the clauses that a line formalises. A line names an amount
(`contribution = 3/10 × paid`), moves something (`treasury → pool: contribution yuan`), or keeps
count of something. The *pool* is money in yuan, the *supply* the number of points in circulation,
and the *price* the one divided by the other. The *treasury* is the platform's own cash, the
*supplier* whoever delivers the goods, the *issuer* where points come from and go to. Every amount
is the one before the event, and a quotient over 0 counts as 0. Where a rule goes through all
members, one of them, *member*, stands for each; *in round 1* is what earlier turns of the first
such loop have left, *after round 1* what the whole loop leaves.

"""


def rules_page() -> str:
    """The whole page as Markdown."""
    lines = [INTRODUCTION, "## The documents", ""]
    lines += [f"- **{each.id}** {each.title}: {each.kind}" for each in documents().values()]
    lines += ["", "## The mechanisms", ""]
    rooms = in_order()
    lines += [f"- {room.clauses[0]} [{room.title}](#{_anchor(room)})" for room in rooms]
    for room in rooms:
        lines += ["", *_mechanism(room)]
    return "\n".join(lines) + "\n"


def in_order() -> list[Mechanism]:
    """All mechanisms in the order of the documents."""
    return sorted(MECHANISMS.values(), key=_place)


def _place(room: Mechanism) -> tuple[bool, int]:
    """Mechanisms of the documents in their order, then those that only a question speaks of."""
    first = room.clauses[0]
    return not first.startswith("M"), int(first[1:])


def _anchor(room: Mechanism) -> str:
    return "".join(c for c in room.title.lower().replace(" ", "-") if c.isalnum() or c == "-")


def _mechanism(room: Mechanism) -> Iterator[str]:
    yield f"## {room.title}"
    yield ""
    needs = ", ".join(f"`{each}`" for each in room.needs)
    yield f"`{room.name}` in a scheme file{f'; builds on {needs}' if needs else ''}."
    yield ""
    yield from _clauses(room)
    yield from _numbers(room)
    yield from _rules(room)
    yield from _readings(room)
    yield from _promises(room)


def _clauses(room: Mechanism) -> Iterator[str]:
    asked = [QUESTIONS[each].clause() for each in room.questions]
    stated = [PARAMETERS[each].clause for each in room.parameters]
    cited = dict.fromkeys([*room.cited(), *asked, *stated])
    known = clauses()
    yield "**What the documents say**"
    yield ""
    for name in sorted(cited, key=list(known).index):
        clause = known[name]
        yield f"- **{name} {clause.title}.** {clause.text} ({'; '.join(clause.sources)})"
    yield ""


def _numbers(room: Mechanism) -> Iterator[str]:
    if not room.parameters:
        return
    scheme = setting(room)
    yield f"**Numbers** (as in `{scheme.name}`)"
    yield ""
    yield "| parameter | here | range | unit | what it is | clause |"
    yield "|---|---|---|---|---|---|"
    for name in room.parameters:
        parameter, value = PARAMETERS[name], getattr(scheme.parameters, name)
        here = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        known = interval(name).replace("oo", "∞")
        yield (
            f"| `{name}` | {here} | {known} | {parameter.unit} | {parameter.sense} "
            f"| {parameter.clause} |"
        )
    yield ""


def _rules(room: Mechanism) -> Iterator[str]:
    for title, (says, rows) in texts(room, setting(room)).items():
        yield f"**{title}** {says}" + ("" if rows else " As written it changes nothing.")
        yield ""
        if rows:
            yield from _block(rows)


def _block(rows: Sequence[Row]) -> Iterator[str]:
    yield "```text"
    yield from columns(rows)
    yield "```"
    yield ""


def _readings(room: Mechanism) -> Iterator[str]:
    scheme = setting(room)
    for name in room.questions:
        question, own = QUESTIONS[name], getattr(scheme.readings, name)
        head = f"**{question.clause()} `{name}`: {sentence(question)}**"
        yield f"{head} As above: `{own.value}`{_meaning(own)}."
        yield ""
        for answer in scheme.answers(name):
            if answer is not own:
                yield from _reading(room, scheme, name, answer)


def _reading(room: Mechanism, scheme: Scheme, name: str, answer: Question) -> Iterator[str]:
    """What the texts of a mechanism say instead under one other answer to a question."""
    readings = scheme.readings.with_choices({name: answer.value})
    before, now = texts(room, scheme), texts(room, scheme.reading(readings).opened())
    rows = [row for title in now for row in _new(title, before[title][1], now[title][1])]
    read = [each.name for each in _claims(room) if _says(each, room, name, answer)]
    judged = ", ".join(f"`{each}`" for each in read)
    if rows:
        yield f"With `{answer.value}`{_meaning(answer)} instead:"
        yield ""
        yield from _block(rows)
        if read:
            yield f"It also changes what is compared by {judged}."
            yield ""
    else:
        more = f", but what is compared by {judged}" if read else " by themselves"
        yield f"`{answer.value}`{_meaning(answer)} changes no line of these rules{more}."
        yield ""


def _meaning(answer: Question) -> str:
    return f" ({answer.means})" if answer.means else ""


def _new(title: str, before: Sequence[Row], now: Sequence[Row]) -> Iterator[Row]:
    """The rows that are new or gone, under the title of their text."""
    found: list[Row] = []
    for kind, low, high, start, end in SequenceMatcher(None, before, now).get_opcodes():
        if kind == "delete":
            gone = (each for each in before[low:high])
            found += [Row(each.clauses, 1, f"without: {each.text}") for each in gone]
        elif kind != "equal":
            found += [each._replace(depth=each.depth + 1) for each in now[start:end]]
    if found:
        yield Row((), 0, title.replace("`", ""))
        yield from found


def _promises(room: Mechanism) -> Iterator[str]:
    if promised := _claims(room):
        yield "**Promised or asked**"
        yield ""
        for each in promised:
            yield f"- `{each.name}` ({', '.join(each.clauses)}): {each.statement}"
        yield ""
    own = [each for each in INVARIANTS.values() if _home(each.needs) == room.name]
    own = [each for each in own if each.name not in CLAIMS]
    if own:
        yield "**Invariants** (tried in every scheme that has this mechanism; kept where proved)"
        yield ""
        for each in own:
            yield f"- `{each.name}`: {each.statement}"
        yield ""


@cache
def _claims(room: Mechanism) -> tuple[Claim, ...]:
    return tuple(each for each in CLAIMS.values() if _home(each.needs) == room.name)


def _home(needs: Sequence[str]) -> str:
    """The mechanism that a claim or an invariant belongs to: the first one that it needs."""
    return needs[0] if needs else "purchase"


def _says(claim: Claim, room: Mechanism, question: str, answer: Question) -> bool:
    """Whether a claim compares something else under an answer."""
    scheme = setting(room, *claim.needs)
    other = scheme.reading(scheme.readings.with_choices({question: answer.value}))
    first, then = (describe_claim(claim, each).checks for each in (scheme, other))
    return first != then


@cache
def setting(room: Mechanism, *others: str) -> Scheme:
    """A mechanism and those it needs, with the numbers and readings of a shipped scheme."""
    needed = [room.name, *others]
    for name in needed:
        needed.extend(each for each in MECHANISMS[name].needs if each not in needed)
    numbers = next(
        (each for each in map(load_scheme, SHIPPED) if room.name in each.mechanisms), None
    )
    assert numbers is not None, room.name
    mechanisms = tuple(name for name in MECHANISMS if name in needed)
    return Scheme(numbers.name, room.title, mechanisms, numbers.parameters, numbers.readings)


def texts(room: Mechanism, scheme: Scheme) -> dict[str, tuple[str, list[Row]]]:
    """Every text of a mechanism by a title: its sentence and its rows.

    They are its rules, what it adds to others' events and what it makes of others' amounts.
    """
    found = {}
    for name in room.rules:
        described = describe_rule(scheme, name)
        given = ", ".join(f"{each.name}: {each.unit}" for each in described.arguments)
        found[f"`{name}({given})`"] = (described.sentence, described.rows())
    for happening, effects in room.effects.items():
        for body in effects:
            found[f'At "{happening}":'] = (sentence(body), _part(scheme, body, ""))
    for what, amendments in room.amendments.items():
        for body in amendments:
            found[f"For the {what}:"] = (sentence(body), _part(scheme, body, what))
    return found


def _part(scheme: Scheme, body: Callable[..., Any], what: str) -> list[Row]:
    return rows_of(describe_part(scheme, body, what))
