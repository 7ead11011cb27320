"""A counterexample as a story: what each event changed, and where the promise breaks.

Everything is taken from an exact replay; decimals are rounded only for the eye.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from msgspec import UNSET

from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.model.mechanism import Mechanism, sentence
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers.decimals import decimal, with_decimal
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.narration import EFFECT

from .plain import entry_words
from .replay import NUMBERS, Replay, State, replay
from .setting import arguments_of
from .trace import Step, Trace

PLACES = {
    "opening": "At the opening",
    "step": "After step {n} ({rule})",
    "state": "After step {n} ({rule}), at state {n2} of its {n3},",
}
"""Where a promise breaks, as templates."""

BREACH = {
    "missed": "{place} {claim} breaks{about}: {what} is {left}, where it has to be {relation} "
    "{right} {unit}, a difference of {gap}.",
    "met": "{place} {claim} breaks{about}: {what} is {left}, where it has to be {relation} "
    "{right} {unit}, exactly that.",
}
"""How a promise breaks, as templates; ``met`` where exactly what it forbids was found."""

ABOUT = " for {who}"
FOUND = "How it was found: {solver}; {shorter}."


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that an event changed: in words, with what it was and what it became."""

    entry: str
    before: Fraction
    after: Fraction

    @property
    def change(self) -> Fraction:
        """By how much it rose; negative where it fell."""
        return self.after - self.before

    def to_dict(self) -> dict[str, str]:
        """The change as JSON can hold it, numbers in lowest terms."""
        numbers = {"before": self.before, "after": self.after, "change": self.change}
        return {"entry": self.entry, **{key: str(value) for key, value in numbers.items()}}


@dataclass(frozen=True, slots=True)
class Moment:
    """One state that an observer sees, compared with the one before it.

    The prices are in yuan per point, None while no points circulate.
    """

    changes: tuple[Change, ...]
    price_before: Fraction | None
    price_after: Fraction | None

    def to_dict(self) -> dict[str, Any]:
        """The moment as JSON can hold it."""
        return {
            "changes": [each.to_dict() for each in self.changes],
            "price_before": _price_dict(self.price_before),
            "price_after": _price_dict(self.price_after),
        }


@dataclass(frozen=True, slots=True)
class Event:
    """One step: the rule and its sentence, its arguments, what it changed, whose effects."""

    number: int
    rule: str
    sentence: str
    arguments: tuple[tuple[str, str], ...]
    moments: tuple[Moment, ...]
    effects: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The event as JSON can hold it."""
        return {
            "number": self.number,
            "rule": self.rule,
            "sentence": self.sentence,
            "arguments": dict(self.arguments),
            "states": [each.to_dict() for each in self.moments],
            "effects": list(self.effects),
        }


@dataclass(frozen=True, slots=True)
class Breach:
    """Where and how the promise breaks: what was found, and what was promised of it.

    ``place`` says after which step, ``about`` for which member, if for one.
    """

    place: str
    claim: str
    about: str
    what: str
    left: Fraction
    relation: str
    right: Fraction
    unit: str

    @property
    def gap(self) -> Fraction:
        """By how much the promise was missed."""
        return abs(self.right - self.left)

    def sentence(self) -> str:
        """All of it, every number exactly and as a decimal."""
        left, right, gap = (with_decimal(x, exact=True) for x in (self.left, self.right, self.gap))
        return BREACH["missed" if self.gap else "met"].format(
            place=self.place,
            claim=self.claim,
            about=self.about,
            what=self.what,
            left=left,
            relation=self.relation,
            right=right,
            unit=self.unit,
            gap=gap,
        )


@dataclass(frozen=True, slots=True)
class Story:
    """A whole counterexample. ``repeats`` are the steps that go on for ever, if any do."""

    trace: str
    claim: str
    statement: str
    opening: tuple[tuple[str, Fraction], ...]
    events: tuple[Event, ...]
    breach: Breach
    repeats: tuple[int, ...]
    found: str

    def to_dict(self) -> dict[str, Any]:
        """The story as JSON can hold it."""
        return {
            "trace": self.trace,
            "claim": self.claim,
            "statement": self.statement,
            "opening": {entry: str(value) for entry, value in self.opening},
            "events": [each.to_dict() for each in self.events],
            "ending": self.breach.sentence(),
            "repeats": list(self.repeats),
            "found": self.found,
        }


def narrate(trace: Trace) -> Story:
    """The story of a trace, after it has been replayed.

    Raises:
        ReplayFailed: the trace does not happen as it says.
    """
    done = replay(trace)
    start = () if trace.loop is UNSET else tuple(range(trace.loop + 1, len(trace.steps) + 1))
    opening = done.states[0][0]
    return Story(
        trace=trace.id,
        claim=trace.claim,
        statement=CLAIMS[trace.claim].statement,
        opening=tuple((entry_words(key), value) for key, value in opening.items() if value),
        events=tuple(_event(done, number) for number in range(1, len(trace.steps) + 1)),
        breach=_breach(done),
        repeats=start,
        found=FOUND.format(solver=trace.found.solver, shorter=trace.found.shorter),
    )


class _Listener(World):
    """A world that remembers which mechanisms changed anything beside the rule."""

    heard: list[str]

    def announce(self, happening: str, *details: Any) -> None:
        for room in self.scheme.rooms:
            for effect in room.effects.get(happening, ()):
                before = dict(self.state)
                effect(self, *details)
                self._hear(room, effect, self.state != before)

    def amended(self, what: str, amount: Any, *details: Any) -> Any:
        for room in self.scheme.rooms:
            for amend in room.amendments.get(what, ()):
                before, amount = amount, amend(self, amount, *details)
                self._hear(room, amend, amount != before)
        return amount

    def _hear(self, room: Mechanism, body: Callable[..., Any], changed: bool) -> None:
        if changed:
            self.heard.append(EFFECT.format(title=room.title, sentence=sentence(body)))


def _event(done: Replay, number: int) -> Event:
    step = done.trace.steps[number - 1]
    rule = done.scheme.rules[step.rule]
    states = [done.states[number - 1][-1], *done.states[number]]
    moments = (
        Moment(
            changes=tuple(
                Change(entry_words(key), value, now[key])
                for key, value in before.items()
                if now[key] != value
            ),
            price_before=_price(done, before),
            price_after=_price(done, now),
        )
        for before, now in pairwise(states)
    )
    return Event(
        number=number,
        rule=step.rule,
        sentence=sentence(rule.body),
        arguments=tuple(step.arguments.items()),
        moments=tuple(moments),
        effects=_effects(done.scheme, done.trace.members, step, states[0]),
    )


def _effects(scheme: Scheme, roster: Sequence[str], step: Step, before: State) -> tuple[str, ...]:
    rule = scheme.rules[step.rule]
    world = _Listener(scheme, NUMBERS, dict(before), roster)
    world.heard = []
    world.run(rule, arguments_of(rule, step))
    return tuple(dict.fromkeys(world.heard))


def _breach(done: Replay) -> Breach:
    found, check = done.trace.violation, done.check
    left, right = check.sides()
    place = PLACES["opening"]
    if found.step:
        states = len(done.states[found.step])
        place = PLACES["state" if states > 1 else "step"].format(
            n=found.step,
            rule=done.trace.steps[found.step - 1].rule,
            n2=found.state,
            n3=states,
        )
    return Breach(
        place=place,
        claim=done.trace.claim,
        about=ABOUT.format(who=found.member) if found.member else "",
        what=check.what,
        left=left,
        relation=check.relation.value,
        right=right,
        unit=check.unit,
    )


def _price(done: Replay, state: State) -> Fraction | None:
    price = View(done.scheme, NUMBERS, state, done.trace.members).price
    return Fraction(price.yuan) / price.points if price.points > 0 else None


def _price_dict(price: Fraction | None) -> dict[str, str] | None:
    return None if price is None else {"exact": str(price), "decimal": decimal(price)}
