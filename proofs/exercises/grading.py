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
from neverfalls.spec.numbers.decimals import decimal, readable, readable_words, with_decimal

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
from .happening import Happening, in_words, quantity, run_events
from .recorded import Verdict, shortest_known, verdict

FEW = 12
"""Most events of a given history that are told again with the number that is asked for."""


@dataclass(frozen=True)
class Grade:
    """What came of an answer; ``right`` is None where no record says.

    ``told`` says in plain sentences what happened and, where the answer is wrong, how far off it
    is.
    """

    exercise: str
    right: bool | None
    told: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The grade as JSON can hold it."""
        return {"exercise": self.exercise, "right": self.right, "told": self.told}


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


Outcome = tuple[bool, list[str]]


def _numbers(given: Any, allowed: Sequence[str], file: str) -> dict[str, Fraction]:
    """The numbers of an answer by name: all of these, and no others."""
    found = {}
    for name in allowed:
        if name not in given:
            raise BadAnswer(file, f"numbers.{name}", UNSET, "a number")
    for name, written in given.items():
        if name not in allowed:
            raise BadAnswer(file, f"numbers.{name}", written, f"only {', '.join(allowed)}")
        try:
            found[name] = parse_amount(written)
        except ValueError as error:
            raise BadAnswer(file, f"numbers.{name}", written, error) from None
    return found


def _given(numbers: Mapping[str, Fraction]) -> str:
    return f"With {', '.join(f'{name} = {readable(value)}' for name, value in numbers.items())}:"


def _parameters(given: Any, allowed: Sequence[str], file: str) -> dict[str, Fraction]:
    """The same, for numbers that a scheme file may state."""
    found = _numbers(given, allowed, file)
    for name, value in found.items():
        try:
            check_range(name, value)
        except ValueError as error:
            raise BadAnswer(file, f"numbers.{name}", str(value), error) from None
    return found


def _history(exercise: Break | Reach, scheme: Any, answer: Answer, file: str) -> Happening | str:
    """What happens in the history of an answer, or why it is not run."""
    events = [Event(str(each.get("rule", "")), each) for each in answer.events or ()]
    if len(events) > exercise.most_events:
        most = f"{exercise.most_events} event{'s' if exercise.most_events > 1 else ''}"
        return f"The history has {len(events)} events; at most {most} are allowed."
    return run_events(scheme, events, file)


def _stopped(found: Happening) -> list[str]:
    return [*found.told, f"{found.refused}.", "The history stops there, so it shows nothing."]


# --- A history that breaks a claim ---------------------------------------------------------------


def _break(exercise: Break, answer: Answer, file: str) -> Outcome:
    wanted(answer, file, *(["events", "numbers"] if exercise.numbers else ["events"]))
    numbers = _parameters(answer.numbers, exercise.numbers, file) if exercise.numbers else {}
    scheme, claim = exercise.setting(numbers), CLAIMS[exercise.claim]
    found = _history(exercise, scheme, answer, file)
    if numbers and not isinstance(found, str):
        found.told.insert(0, _given(numbers))
    if isinstance(found, str):
        return False, [found]
    if found.refused:
        return False, _stopped(found)
    breach = _breach(found, claim)
    if breach is None:
        return False, [*found.told, f"{claim.name} holds all the way. {_closest(found, claim)}"]
    step, check = breach
    after = f"after event {step}" if step else "before any event"
    told = [*found.told, f"{claim.name} breaks {after}: {_sides(check)}."]
    if step < len(found.states) - 1:
        told.append("The events after that are not needed.")
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


def _sides(check: Check) -> str:
    left, right = (with_decimal(each) for each in check.sides())
    relation = "exactly" if check.relation is Relation.EQUAL else check.relation.value
    return f"{check.what} is {left} {check.unit}, and has to be {relation} {right}"


def _closest(found: Happening, claim: Claim) -> str:
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
        return "Nothing that it speaks of has happened yet."
    gap, step, check = best
    after = f"after event {step}" if step else "before any event"
    return f"It comes closest {after}: {_sides(check)}; the difference is {with_decimal(gap)}."


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


def _compared(exercise: Break, events: int) -> list[str]:
    """How the history compares with the shortest one that is recorded."""
    known = None if exercise.numbers else shortest_known(exercise)
    if known is None:
        return []
    count = len(load(known).steps)
    if events == count:
        return [f"No shorter history is known: {known} has as many events."]
    if events < count:
        return [f"That is shorter than the shortest one known, {known}, of {count} events!"]
    return [f"The shortest history known has {count}: neverfalls explain {known}"]


# --- A history that leads somewhere, and the number at the end of one ----------------------------


def _reach(exercise: Reach, answer: Answer, file: str) -> Outcome:
    wanted(answer, file, "events")
    found = _history(exercise, exercise.setting(), answer, file)
    if isinstance(found, str):
        return False, [found]
    if found.refused:
        return False, _stopped(found)
    told, right = list(found.told), True
    for each in exercise.conditions:
        value, goal = quantity(found.last, each.quantity), parse_amount(each.value)
        asked = f"it has to be {each.relation} {readable(goal)}".replace("equal to", "exactly")
        what = in_words(each.quantity).capitalize()
        if value is None:
            right = False
            told.append(f"There is no price, as no points circulate; {asked}.")
        elif each.holds(value):
            told.append(f"{what}: {with_decimal(value)}, as asked.")
        else:
            right = False
            gap = with_decimal(abs(value - goal))
            off = f"{gap} {'too much' if value > goal else 'too little'}"
            told.append(f"{what}: {with_decimal(value)}; {asked}: {off}.")
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
        what = in_words(exercise.quantity).capitalize()
        return True, [*shown, f"{what}: {with_decimal(found)}."]
    for trap in exercise.traps:
        trapped, _told = _result(exercise, trap)
        if value in (trapped, Fraction(decimal(trapped, exercise.places))):
            return False, [trap.says]
    gap = value - found
    way = "too much" if gap > 0 else "too little"
    off = decimal(abs(gap), exercise.places)
    if not Fraction(off):
        return False, [f"That is very close: give {exercise.places} decimal places, rounded."]
    return False, [f"That is {off} {way}."]


def _result(exercise: Value, of: Value | Trap) -> tuple[Fraction, list[str]]:
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
            expected = f"a question that {scheme.name} asks: {', '.join(asked)}"
            raise BadAnswer(file, f"readings.{name}", choice, expected)
        try:
            scheme = scheme.reading(scheme.readings.with_choices({name: choice}))
        except UnknownReading as error:
            expected = f"one of: {', '.join(error.expected)}"
            raise BadAnswer(file, f"readings.{name}", choice, expected) from None
    found = {name: verdict(scheme, exercise.scheme, name) for name in exercise.claims}
    right: bool | None = None
    if any(each.breaks is (not exercise.breaks) for each in found.values()):
        right = False
    elif all(each.breaks is exercise.breaks for each in found.values()):
        right = True
    return Grade(exercise.id, right, [_verdict_text(name, each) for name, each in found.items()])


def _verdict_text(name: str, found: Verdict) -> str:
    if found.breaks is None:
        return f"{name}: nothing recorded decides it under so many changed answers."
    if not found.breaks:
        return f"{name} is proved under this reading."
    events = " · ".join(readable_words(each) for each in found.history)
    return f"{name} breaks under this reading: {events}."


def _theorem(exercise: Theorem, answer: Answer, file: str) -> Outcome:
    given = wanted(answer, file, "numbers").numbers
    numbers = _parameters(given, exercise.numbers, file)
    theorem = THEOREMS[exercise.theorem]
    stated = {**exercise.setting().parameters.to_dict(), **numbers}
    told, right = [], True
    for condition in exercise.conditions:
        if not holds(condition, stated):
            right = False
            told.append(f"The exercise asks for {condition}, and that does not hold.")
    for name, meets in theorem.hypotheses.items():
        formula = theorem.stated(name)
        if meets(stated):
            told.append(f"{formula} holds ({name.replace('_', ' ')}).")
        else:
            right = False
            told.append(
                f"{formula} does not hold ({name.replace('_', ' ')}); without it a history breaks "
                f"{theorem.claim}."
            )
    if right:
        told.append(f"So {theorem.claim} holds, after any history: theorem {theorem.name}.")
    return right, told


def _statements(exercise: Statements, answer: Answer, file: str) -> Outcome:
    chosen = [each for each in table().statements if each.name in exercise.statements]
    unknowns = list(dict.fromkeys(name for each in chosen for name in names(each.formula)))
    values = _numbers(wanted(answer, file, "numbers").numbers, unknowns, file)
    for name, value in values.items():
        if value < 0:
            raise BadAnswer(file, f"numbers.{name}", str(value), "an amount of at least 0")
    false = [each for each in chosen if not holds(each.formula, values)]
    told = [_given(values)]
    told += [
        f"{'False' if each in false else 'True'}: {each.says} ({each.formula})" for each in chosen
    ]
    if len(false) > 1:
        told.append(f"{len(false)} statements are false; only one may be.")
    return len(false) <= 1, told
