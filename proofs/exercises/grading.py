"""Judging an answer, by the rule that its exercise states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from neverfalls.counterexamples import load
from neverfalls.counterexamples.replay import NUMBERS, broken_at
from neverfalls.spec.claims.claim import CLAIMS, Check, Claim, Kind, Relation
from neverfalls.spec.errors import UnknownReading
from neverfalls.spec.model.parameters import check_range, parse_amount
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers.decimals import decimal, readable, with_decimal

from ..contradictions.language import holds, names
from ..contradictions.statements import table
from ..theorems import THEOREMS
from .answer import Answer, BadAnswer, wanted
from .certificate import judged
from .exercise import (
    MEMBERS,
    Any_,
    Break,
    Certificate,
    Event,
    Reach,
    Reading,
    Statements,
    Theorem,
    Trap,
    Value,
    events_of,
)
from .happening import Happening, quantity, run_events
from .recorded import Verdict, history_of, shortest_known, verdict
from .replies import Reply, language, named, say

FEW = 12
"""Most events of a given history that are told again with the number that is asked for."""


@dataclass(frozen=True)
class Grade:
    """What came of an answer; ``right`` is None where no record says.

    ``replies`` say in plain sentences what happened and, where the answer is wrong, how far off it
    is.
    """

    exercise: str
    right: bool | None
    replies: list[Reply] = field(default_factory=list)

    def told(self, code: str = "en") -> list[str]:
        """The sentences in a language.

        Raises:
            NoCatalogues: the package that reads translations is not installed.
        """
        return [each.within(language(code)) for each in self.replies]

    def to_dict(self, code: str = "en") -> dict[str, Any]:
        """The grade as JSON can hold it, its sentences in a language.

        Raises:
            NoCatalogues: the package that reads translations is not installed.
        """
        return {"exercise": self.exercise, "right": self.right, "told": self.told(code)}


def grade(exercise: Any_, answer: Answer, file: str) -> Grade:
    """Judge an answer; ``file`` names it where it cannot be used.

    Raises:
        BadAnswer: it is no answer to this exercise, right or wrong.
    """
    if answer.exercise not in (UNSET, exercise.id):
        raise BadAnswer(file, "exercise", answer.exercise, exercise.id)
    match exercise:
        case Break():
            right, told = _break(exercise, answer, file)
        case Reach():
            right, told = _reach(exercise, answer, file)
        case Value():
            right, told = _value(exercise, answer, file)
        case Reading():
            return _reading(exercise, answer, file)
        case Certificate():
            terms = wanted(answer, file, "terms").terms
            right, told = judged(exercise, terms if terms is not UNSET else [])
        case Theorem():
            right, told = _theorem(exercise, answer, file)
        case Statements():
            right, told = _statements(exercise, answer, file)
    return Grade(exercise.id, right, told)


Outcome = tuple[bool, list[Reply]]


def _numbers(given: Any, allowed: Sequence[str], file: str) -> dict[str, Fraction]:
    """The numbers of an answer by name: all of these, and no others."""
    found = {}
    for name in allowed:
        if name not in given:
            raise BadAnswer(file, f"numbers.{name}", UNSET, say("number"))
    for name, written in given.items():
        if name not in allowed:
            expected = say("only_numbers", names=", ".join(allowed))
            raise BadAnswer(file, f"numbers.{name}", written, expected)
        try:
            found[name] = parse_amount(written)
        except ValueError as error:
            raise BadAnswer(file, f"numbers.{name}", written, error) from None
    return found


def _given(numbers: Mapping[str, Fraction]) -> Reply:
    told = (f"{name} = {readable(value)}" for name, value in numbers.items())
    return say("given", numbers=", ".join(told))


def _parameters(given: Any, allowed: Sequence[str], file: str) -> dict[str, Fraction]:
    """The same, for numbers that a scheme file may state."""
    found = _numbers(given, allowed, file)
    for name, value in found.items():
        try:
            check_range(name, value)
        except ValueError as error:
            raise BadAnswer(file, f"numbers.{name}", str(value), error) from None
    return found


def _history(exercise: Break | Reach, scheme: Any, answer: Answer, file: str) -> Happening | Reply:
    """What happens in the history of an answer, or why it is not run."""
    events = [Event(str(each.get("rule", "")), each) for each in answer.events or ()]
    if len(events) > exercise.most_events:
        most = exercise.most_events
        return say("most_one" if most == 1 else "most", count=len(events), most=most)
    return run_events(scheme, events, file)


def _stopped(found: Happening, refused: Reply) -> list[Reply]:
    return [*found.told, refused, say("stops")]


# --- A history that breaks a claim ---------------------------------------------------------------


def _break(exercise: Break, answer: Answer, file: str) -> Outcome:
    wanted(answer, file, *(["events", "numbers"] if exercise.numbers else ["events"]))
    numbers = _parameters(answer.numbers, exercise.numbers, file) if exercise.numbers else {}
    scheme, claim = exercise.setting(numbers), CLAIMS[exercise.claim]
    found = _history(exercise, scheme, answer, file)
    if isinstance(found, Reply):
        return False, [found]
    if numbers:
        found.told.insert(0, _given(numbers))
    if found.refused:
        return False, _stopped(found, found.refused)
    breach = _breach(found, claim)
    if breach is None:
        closest = _closest(found, claim)
        return False, [*found.told, say("holds", claim=claim.name, closest=closest)]
    step, check = breach
    told = [*found.told, say("breaks", claim=claim.name, after=_after(step), sides=_sides(check))]
    if step < len(found.states) - 1:
        told.append(say("not_needed"))
    return True, [*told, *_compared(exercise, step)]


def _observed(found: Happening, claim: Claim) -> Iterator[tuple[int, int, str | None]]:
    """Every observed state of a history, with every member whom the claim may be about."""
    for step, states in enumerate(found.states):
        for state in range(1, len(states) + 1):
            for member in MEMBERS if claim.per_member else (None,):
                yield step, state, member


def _breach(found: Happening, claim: Claim) -> tuple[int, Check] | None:
    """The first event after which the claim is broken, and how."""
    for step, state, member in _observed(found, claim):
        check = broken_at(found.scheme, MEMBERS, claim, found.states, step, state, member)
        if check is not None:
            return step, check
    return None


def _after(step: int) -> Reply:
    return say("after", n=step) if step else say("before")


def _sides(check: Check) -> Reply:
    left, right = (with_decimal(each) for each in check.sides())
    return say(
        "sides_exactly" if check.relation is Relation.EQUAL else "sides",
        what=Reply(check.what),
        left=left,
        unit=Reply(check.unit, how="unit"),
        relation=Reply(check.relation.value),
        right=right,
    )


def _closest(found: Happening, claim: Claim) -> Reply:
    """Where the history comes closest to breaking the claim, and how much is missing."""
    best: tuple[Fraction, int, Check] | None = None
    happened = len(found.states) > 1
    for step, state, member in _observed(found, claim):
        for check in _checks(found, claim, step, state, member):
            left, right = check.sides()
            gap = abs(left - right)
            # of the opening, which nobody brought about, only where nothing else can be said
            if (step or not happened) and (best is None or gap <= best[0]):
                best = gap, step, check
    if best is None:
        return say("nothing")
    gap, step, check = best
    return say("closest", after=_after(step), sides=_sides(check), gap=with_decimal(gap))


def _checks(
    found: Happening, claim: Claim, step: int, state: int, member: str | None
) -> list[Check]:
    """The comparisons that the claim makes in an observed state and that count there."""
    states = found.states
    before = None
    if claim.kind is Kind.STEP:
        if step == 0:
            return []
        before = states[step][state - 2] if state > 1 else states[step - 1][-1]
    now = View(found.scheme, NUMBERS, states[step][state - 1], MEMBERS)
    earlier = None if before is None else now.on(before)
    return [each for each in claim.checks(earlier, now, member) if each.when is True]


def _compared(exercise: Break, events: int) -> list[Reply]:
    """How the history compares with the shortest one that is recorded."""
    known = None if exercise.numbers else shortest_known(exercise)
    if known is None:
        return []
    count = len(load(known).steps)
    how = "as_short" if events == count else "shorter" if events < count else "longer"
    return [say(how, known=known, count=count)]


# --- A history that leads somewhere, and the number at the end of one ----------------------------


def _reach(exercise: Reach, answer: Answer, file: str) -> Outcome:
    wanted(answer, file, "events")
    found = _history(exercise, exercise.setting(), answer, file)
    if isinstance(found, Reply):
        return False, [found]
    if found.refused:
        return False, _stopped(found, found.refused)
    told, right = list(found.told), True
    for each in exercise.conditions:
        value, goal = quantity(found.last, each.quantity), parse_amount(each.value)
        asked = say(
            "asked_exactly" if each.relation == "equal to" else "asked",
            relation=Reply(each.relation),
            goal=readable(goal),
        )
        what = named(each.quantity)
        if value is None:
            right = False
            told.append(say("no_price", asked=asked))
        elif each.holds(value):
            told.append(say("as_asked", what=what, value=with_decimal(value)))
        else:
            right = False
            off = "off_above" if value > goal else "off_below"
            gap = with_decimal(abs(value - goal))
            told.append(say(off, what=what, value=with_decimal(value), asked=asked, gap=gap))
    return right, told


def _value(exercise: Value, answer: Answer, file: str) -> Outcome:
    given = wanted(answer, file, "value").value
    try:
        value = parse_amount(given)
    except ValueError as error:
        raise BadAnswer(file, "value", given, error) from None
    found, told = _result(exercise, exercise)
    if value in (found, Fraction(decimal(found, exercise.places))):
        shown = told if len(told) <= FEW else []
        result = say("result", what=named(exercise.quantity), value=with_decimal(found))
        return True, [*shown, result]
    for trap in exercise.traps:
        trapped, _told = _result(exercise, trap)
        if value in (trapped, Fraction(decimal(trapped, exercise.places))):
            return False, [Reply(trap.says)]
    gap = value - found
    off = decimal(abs(gap), exercise.places)
    if not Fraction(off):
        return False, [say("close", places=exercise.places)]
    return False, [say("above" if gap > 0 else "below", off=off)]


def _result(exercise: Value, of: Value | Trap) -> tuple[Fraction, list[Reply]]:
    """The quantity that is asked for, or that a wrong way leads to; and what happened."""
    ran = run_events(exercise.setting(), events_of(of.history), exercise.id)
    value = quantity(ran.last, of.quantity)
    assert value is not None
    assert not ran.refused
    return value, ran.told


# --- Readings, and numbers -----------------------------------------------------------------------


def _reading(exercise: Reading, answer: Answer, file: str) -> Grade:
    readings = wanted(answer, file, "readings").readings
    scheme = exercise.setting()
    for name, choice in (readings or {}).items():
        asked = scheme.relevant_questions
        if name not in asked:
            expected = say("question", scheme=scheme.name, questions=", ".join(asked))
            raise BadAnswer(file, f"readings.{name}", choice, expected)
        try:
            scheme = scheme.reading(scheme.readings.with_choices({name: choice}))
        except UnknownReading as error:
            expected = say("choice", choices=", ".join(error.expected))
            raise BadAnswer(file, f"readings.{name}", choice, expected) from None
    found = {name: verdict(scheme, exercise.scheme, name) for name in exercise.claims}
    right: bool | None = None
    if any(each.breaks is (not exercise.breaks) for each in found.values()):
        right = False
    elif all(each.breaks is exercise.breaks for each in found.values()):
        right = True
    return Grade(exercise.id, right, [_verdict_text(name, each) for name, each in found.items()])


def _verdict_text(name: str, found: Verdict) -> Reply:
    if found.breaks is None:
        return say("undecided", claim=name)
    if not found.breaks:
        return say("proved", claim=name)
    return say("broken", claim=name, history=history_of(found))


def _theorem(exercise: Theorem, answer: Answer, file: str) -> Outcome:
    given = wanted(answer, file, "numbers").numbers
    numbers = _parameters(given, exercise.numbers, file)
    theorem = THEOREMS[exercise.theorem]
    stated = {**exercise.setting().parameters.to_dict(), **numbers}
    told, right = [], True
    for condition in exercise.conditions:
        if not holds(condition, stated):
            right = False
            told.append(say("condition", condition=condition))
    for name, meets in theorem.hypotheses.items():
        right = right and meets(stated)
        told.append(
            say(
                "hypothesis" if meets(stated) else "no_hypothesis",
                formula=Reply(theorem.stated(name), how="formula"),
                name=Reply(name.replace("_", " ")),
                claim=theorem.claim,
            )
        )
    if right:
        told.append(say("theorem", claim=theorem.claim, theorem=theorem.name))
    return right, told


def _statements(exercise: Statements, answer: Answer, file: str) -> Outcome:
    chosen = [each for each in table().statements if each.name in exercise.statements]
    unknowns = list(dict.fromkeys(name for each in chosen for name in names(each.formula)))
    values = _numbers(wanted(answer, file, "numbers").numbers, unknowns, file)
    for name, value in values.items():
        if value < 0:
            raise BadAnswer(file, f"numbers.{name}", str(value), say("amount"))
    false = [each for each in chosen if not holds(each.formula, values)]
    told = [_given(values)]
    told += [
        say("false" if each in false else "true", says=Reply(each.says), formula=each.formula)
        for each in chosen
    ]
    if len(false) > 1:
        told.append(say("several_false", count=len(false)))
    return len(false) <= 1, told
