"""All texts that a language has to have, taken from what the product says them with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache

from neverfalls.counterexamples import ids, load
from neverfalls.counterexamples.plain import EVENTS, FOR_EVER, PROMISED, UNTOLD
from neverfalls.counterexamples.story import ABOUT, BREACH, FOUND, PLACES
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim, Relation
from neverfalls.spec.clauses import clauses, documents
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import sentence
from neverfalls.spec.model.parameters import PARAMETERS, Parameters
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.model.world import NEWCOMER
from neverfalls.spec.practice import sheets
from neverfalls.spec.promises import FORMS, Form, promises
from neverfalls.spec.schemes.loader import RECORDED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.claims import (
    COMPARED,
    EACH,
    KINDS,
    MEMBER,
    SUPPOSED,
    ClaimDescription,
    describe_claim,
)
from neverfalls.spec.words.narration import EFFECT, Line
from neverfalls.spec.words.rules import (
    ASSETS_IN_WORDS,
    ROWS,
    UNITS,
    describe_observing,
    describe_part,
    describe_rule,
    part_arguments,
)
from neverfalls.spec.words.symbols import (
    CHOSEN,
    COUNTED,
    GOT,
    SUFFIXES,
    entry_name,
    parameter_name,
    plain,
)

from ..algebra.letters import LETTERS
from ..audit.judging import BOUNDED, LONG, Agreement
from ..audit.judging import Verdict as Judgement
from ..audit.report import SENTENCES, audit
from ..contradictions.statements import table
from ..induction.invariants import INVARIANTS, LASTING
from ..limits.evidence import INDUCTION
from ..limits.limit import Limit, Meets
from ..verdicts.verdict import Evidence, Status
from .formulas import JOINING, names_in
from .keys import (
    ANSWER,
    EVENT,
    FORMULA,
    NAME,
    PICKED,
    ROW,
    UNIT,
    Text,
    event_of,
    event_templates,
    parts,
)
from .templates import fits, numbered

Found = Iterator[tuple[str, str]]


def _promises() -> Found:
    """Promises in their forms, claims, and what claims compare."""
    yield from (("", words) for words in FORMS.values())
    for promise in promises().values():
        yield from (("", reason) for form in Form if (reason := promise.reason(form)))
    yield from (("", claim.statement) for claim in CLAIMS.values())
    yield from (("", words) for words in KINDS.values())
    yield from (("", relation.value) for relation in Relation)
    yield from (("", template) for template in SUPPOSED.values())
    yield from ((ROW, template) for template in COMPARED.values())
    for claim in CLAIMS.values():
        for told in _described(claim):
            for check in told.checks:
                yield "", check.what.replace(MEMBER, "{who}") if claim.per_member else check.what
                yield UNIT, check.unit


def _practice() -> Found:
    """What the sheets of published practice say, where they were read, what no rule carries."""
    for sheet in sheets().values():
        yield "", sheet.says
        yield from (("", each) for each in sheet.not_carried)
        yield from (("", source.says) for source in sheet.sources)


def _clauses() -> Found:
    """Clauses, and what the documents are."""
    for document in documents().values():
        yield "", document.kind
        if document.title.isascii():
            yield "", document.title
    for clause in clauses().values():
        yield from (
            ("", text) for text in (clause.title, clause.text, clause.not_formalised) if text
        )


def _places() -> Found:
    """Places in the documents, part by part."""
    sources = [each for clause in clauses().values() for each in clause.sources]
    sources += [each for entry in audit() for each in entry.figure.sources]
    for source in sources:
        yield from (("", numbered(part)) for part in parts(source.partition(" ")[2]))
    yield "", ", "


def _questions() -> Found:
    """Questions and their answers."""
    for question in QUESTIONS.values():
        yield "", sentence(question)
        for answer in question:
            yield ANSWER, answer.value
            if answer.means:
                yield "", answer.means


def _mechanisms() -> Found:
    """Mechanisms and schemes, the sentences of their texts, and events as sentences."""
    yield from (("", load_scheme(name).title) for name in RECORDED)
    for room in MECHANISMS.values():
        yield "", room.title
        bodies = [rule.body for rule in room.rules.values()]
        bodies += [
            body for own in (*room.effects.values(), *room.amendments.values()) for body in own
        ]
        yield from (("", sentence(body)) for body in (*bodies, *room.openings))
    yield from ((EVENT, template) for template, _places in event_templates().values())
    yield from (("", text) for text in (EFFECT, PICKED, FOR_EVER, UNTOLD))


def _rules() -> Found:
    """The rows of rules: their templates, what they require, what joins formulas."""
    yield from ((ROW, template) for template in ROWS.values())
    yield from ((FORMULA, word) for word in JOINING)
    yield from ((UNIT, unit) for unit in UNITS.values())
    for line in _lines():
        if line.verb in ("requires", "announces"):
            yield "", line.words
        elif line.verb == "shows":
            yield "", line.words.replace("as it is now", "as it is now can be observed")
        elif line.verb == "turns":
            yield "", numbered(line.words)
        if line.unit:
            yield UNIT, ASSETS_IN_WORDS.get(line.unit, line.unit)
    for room in MECHANISMS.values():
        yield from ((NAME, what) for what in room.amendments)


def _names() -> Found:
    """Names of amounts, balances and parts in an event, and of the numbers of a scheme."""
    for parameter in PARAMETERS.values():
        yield "", parameter.sense
        yield UNIT, parameter.unit
    yield from (
        (NAME, f"{{name}}{suffix}") for key, suffix in SUFFIXES.items() if key != "possible"
    )
    yield NAME, f"{{rule}}{SUFFIXES['possible']}"
    yield from ((NAME, template) for template in (CHOSEN, GOT))
    found = [*_roles(), *(plain(name) for name, _sort in _arguments())]
    found += [*(parameter_name(key) for key in PARAMETERS), *COUNTED.values()]
    for scheme in (*map(load_scheme, RECORDED), *(_alone(room) for room in MECHANISMS)):
        found += [entry_name(key, shared=True) for key in scheme.shared_entries()]
    for line in _lines():
        found += [
            line.source.removesuffix(f" {line.unit}"),
            line.target.removesuffix(f" {line.unit}"),
        ]
        found += [line.source, line.target]
        found += names_in(" = ".join(each for case in line.cases for each in case))
        found += names_in(line.amount)
        if line.verb in ("lets", "sets", "adds", "shares", "offers", "becomes"):
            found.append(line.words.removeprefix("the ").removeprefix("to "))
        elif line.verb == "chooses":
            found.append(plain(line.words))
    for claim in CLAIMS.values():
        for told in _described(claim):
            for check in told.checks:
                found += names_in(f"{check.left} = {check.right} = {check.when}")
            for each in told.supposed:
                found += names_in(each.partition(" with ")[2])
    for name in found:
        if name and (template := _named(name)):
            yield NAME, template
    for room in MECHANISMS.values():
        yield from ((NAME, f"{{who}} {plain(entry)}") for entry in room.member)


def _named(name: str) -> str:
    """The template of a name; nothing for what is put together from other names."""
    for suffix in SUFFIXES.values():
        pattern = (
            re.escape(suffix).replace(r"\{n\}", r"\d+").replace(r"\{rule\}", r"[a-z_]+( \d+)?")
        )
        base = re.sub(f"{pattern}$", "", name)
        if base != name and suffix == SUFFIXES["possible"]:
            return ""
        if base != name:
            return _named(base)
    if (CHOSEN.format(name="") and name.startswith(CHOSEN.format(name=""))) or name.startswith(
        "what "
    ):
        return ""
    for role in sorted(_roles(), key=len, reverse=True):
        entry = name.removeprefix(f"{role} ")
        if entry != name and entry in _member_entries():
            return f"{{who}} {entry}"
    return numbered(name)


def _arguments() -> Iterator[tuple[str, str]]:
    """Every argument of a rule, or of what is added to one, with its sort."""
    for room in MECHANISMS.values():
        for rule in room.rules.values():
            yield from rule.sorts.items()
        for bodies in (*room.effects.values(), *room.amendments.values()):
            for body in bodies:
                yield from ((each.name, each.sort) for each in part_arguments(body))


@cache
def _roles() -> tuple[str, ...]:
    """What those are called who take part in an event."""
    members = (MEMBER, EACH, NEWCOMER, *(each.removeprefix("the ") for each in (MEMBER, NEWCOMER)))
    named = (plain(name) for name, sort in _arguments() if sort == "Member")
    return tuple(dict.fromkeys((*members, *named)))


@cache
def _member_entries() -> frozenset[str]:
    return frozenset(
        plain(entry) for room in MECHANISMS.values() for entry in (*room.member, "yuan")
    )


def _under_every_answer(room: str, *others: str) -> Iterator[Scheme]:
    """A mechanism beside others under every answer to a question of it and of what it needs."""
    own = _alone(room, *others)
    yield own
    for name in _alone(room).relevant_questions:
        for answer in QUESTIONS[name]:
            needs = [answer.needs] if answer.needs else []
            yield _alone(room, *others, *needs).answering(**{name: answer.value}).opened()


def _alone(*names: str) -> Scheme:
    """Some mechanisms and those that they need."""
    needed = [*names]
    for name in needed:
        needed.extend(each for each in MECHANISMS[name].needs if each not in needed)
    tiers = Parameters(tier_thresholds=(Fraction(1), Fraction(2)))
    return Scheme(names[0], names[0], tuple(n for n in MECHANISMS if n in needed), tiers)


@cache
def _lines() -> tuple[Line, ...]:
    """The lines of all rules, and of all that mechanisms add to them, under all answers."""
    found: list[Line] = list(describe_observing(_alone("purchase")))
    for scheme in map(load_scheme, RECORDED):
        for name in scheme.rules:
            found += describe_rule(scheme, name).lines
    for room in MECHANISMS.values():
        for scheme in _under_every_answer(room.name):
            for name in room.rules:
                found += describe_rule(scheme, name, apart=True).lines
            bodies = [(body, "") for own in room.effects.values() for body in own]
            bodies += [(body, what) for what, own in room.amendments.items() for body in own]
            bodies += [(body, "") for body in room.openings]
            for body, amended in bodies:
                found += describe_part(scheme, body, amended)
    return tuple(_flat(found))


def _flat(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from _flat(line.lines)


@cache
def _described(claim: Claim) -> tuple[ClaimDescription, ...]:
    """What a claim says beside every mechanism that changes it, under every answer."""
    alone = describe_claim(claim)
    found = [alone]
    for room in MECHANISMS:
        beside = describe_claim(claim, _alone(room, *claim.needs))
        if room in claim.needs or beside.checks != alone.checks:
            schemes = _under_every_answer(room, *claim.needs)
            found += [beside, *(describe_claim(claim, scheme) for scheme in schemes)]
    return tuple(found)


def _stories() -> Found:
    """Counterexamples: where and how a promise breaks, how it was found."""
    yield from (("", text) for text in (*PLACES.values(), ABOUT, FOUND))
    yield from ((ROW, text) for text in (*BREACH.values(), *PROMISED.values()))
    for name in ids():
        trace = load(name)
        for text in (trace.found.solver, trace.found.shorter):
            yield "", numbered(text)
        yield UNIT, trace.violation.unit


def _proofs() -> Found:
    """Words of verdicts and of their evidence, letters of formulas, and the invariants."""
    yield from (("", word.value) for word in (*Status, *Evidence, *Meets))
    yield "", INDUCTION
    yield from (("", meaning) for meaning in LETTERS.values())
    for each in (*INVARIANTS.values(), *LASTING):
        yield "", each.statement


def _audit() -> Found:
    """The figures of the documents, how each was computed, what is said of it."""
    yield from (("", word.value) for word in (*Judgement, *Agreement))
    yield from (("", template) for template in (*SENTENCES.values(), BOUNDED, LONG))
    for entry in audit():
        yield "", entry.figure.says
        yield UNIT, entry.figure.unit
        yield "", numbered(entry.outcome.method)
        for label in (*entry.outcome.exact, *entry.outcome.beside):
            if label:
                yield "", numbered(label)


def _contradictions() -> Found:
    """The statements of the documents that are searched for contradictions, and their unknowns."""
    found = table()
    for unknown in found.unknowns.values():
        yield "", unknown.meaning
        yield UNIT, unknown.unit
    yield from (("", statement.says) for statement in found.statements)


GROUPS: Mapping[str, Callable[[], Found]] = {
    "promises": _promises,
    "clauses": _clauses,
    "practice": _practice,
    "places": _places,
    "questions": _questions,
    "mechanisms": _mechanisms,
    "rules": _rules,
    "names": _names,
    "stories": _stories,
    "proofs": _proofs,
    "audit": _audit,
    "contradictions": _contradictions,
}
"""What a text is of, and what collects the texts of each group."""

BOUNDS = "bounds"
"""The group of the texts of limits, which are collected only where limits are at hand."""


def of_limits(limits: Iterable[Limit]) -> Found:
    """The texts of some limits, which take a while to be derived."""
    for limit in limits:
        said = [limit.question, limit.meaning, limit.remark, *limit.letters.values()]
        said += [each for what, how in limit.grounds for each in (what, _how(how))]
        said += [numbered(each.history) for each in limit.witnesses if not _events(each.history)]
        yield from (("", text) for text in said if text)
        units = (limit.unit, *(each.unit for each in limit.witnesses))
        yield from ((UNIT, unit) for unit in units if unit)


def _how(how: str) -> str:
    """How something was proved; which solvers agreed is said by words of their own."""
    return INDUCTION if next(fits(INDUCTION, how), None) else how


def _events(history: str) -> bool:
    """Whether a history is told event by event."""
    return all(map(event_of, history.split(EVENTS)))


def texts(limits: Iterable[Limit] = ()) -> dict[tuple[str, str], Text]:
    """Every text by its context and its English; one that two groups have is of the first."""
    found: dict[tuple[str, str], Text] = {}
    groups = [(group, collect()) for group, collect in GROUPS.items()]
    for group, own in (*groups, (BOUNDS, of_limits(limits))):
        for context, english in own:
            found.setdefault((context, english), Text(context, english, group))
    return found
