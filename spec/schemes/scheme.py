"""Schemes: which mechanisms a platform uses, its numbers, its readings, how it opens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from ..errors import BadScheme, one_of
from ..mechanisms import MECHANISMS
from ..mechanisms.purchase import ProductCost
from ..model.mechanism import ASSETS, Amend, Body, Rule
from ..model.parameters import PARAMETERS, Parameters, is_list, within_range
from ..model.questions import QUESTIONS, Question, Readings
from ..model.world import World
from ..numbers import ZERO, Amount, ExactNumbers, SymbolicNumbers, Truth, terms
from ..numbers.exact import Exact
from ..numbers.terms import Term

Text = TypeVar("Text")

MEMBER_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


@dataclass(frozen=True)
class Scheme:
    """A list of mechanisms, parameters and readings, and the state it opens in.

    ``opening`` gives the accounts that open at another value than their mechanism's (yuan, points);
    ``members`` names participants who are there from the start. Any number may join later.
    ``unstated`` names numbers that the documents do not state, each with other values than the
    scheme's own for which verdicts are wanted too.
    ``questions`` names those that the text leaves open, if not all that its mechanisms ask;
    ``claims`` those that are judged, if not all about its mechanisms.
    ``assumptions`` say what is known of parameters that are unknowns instead of numbers.
    """

    name: str
    title: str
    mechanisms: tuple[str, ...]
    parameters: Parameters = Parameters()
    readings: Readings = Readings()
    opening: Mapping[str, Fraction] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    unstated: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    questions: tuple[str, ...] | None = None
    claims: tuple[str, ...] | None = None
    file: str = ""
    assumptions: tuple[Truth, ...] = ()

    def __post_init__(self) -> None:
        if not self.mechanisms:
            expected = "at least one; `neverfalls list mechanisms` names all"
            raise self._bad("mechanisms", [], expected)
        if len(set(self.mechanisms)) != len(self.mechanisms):
            raise self._bad("mechanisms", list(self.mechanisms), "each mechanism once")
        for name in self.mechanisms:
            if name not in MECHANISMS:
                expected = one_of("a mechanism", name, MECHANISMS, "mechanisms")
                expected += "; --rules FILE brings others"
                raise self._bad("mechanisms", name, expected)
            for needed in MECHANISMS[name].needs:
                if needed not in self.mechanisms:
                    raise self._bad("mechanisms", name, f"{needed} too, which it builds on")
        for name in self.questions or ():
            if name not in self.relevant_questions:
                expected = "questions that a mechanism of the scheme asks"
                raise self._bad("questions", name, expected)
        for name in self.relevant_parameters:
            if is_list(name) and not getattr(self.parameters, name):
                raise self._bad(f"parameters.{name}", [], "at least one number")
        for room in self.rooms:
            for name in room.alike[1:]:
                found, first = (getattr(self.parameters, each) for each in (name, room.alike[0]))
                if len(found) != len(first):
                    expected = f"{len(first)} numbers, as many as {room.alike[0]} has"
                    raise self._bad(f"parameters.{name}", [*map(str, found)], expected)

    def _bad(self, where: str, found: object, expected: str) -> BadScheme:
        return BadScheme(self.file or self.name, where, found, expected)

    def __getstate__(self) -> dict[str, Any]:
        """What another process is sent: what the scheme states, not what was worked out of it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @cached_property
    def identity(self) -> tuple[Any, ...]:
        """All that the scheme states except names, readings and which claims are judged."""
        numbers, opening = self.parameters.to_dict().items(), self.opening.items()
        stated = (self.mechanisms, tuple(sorted(numbers)), tuple(sorted(opening)))
        return (*stated, self.members, self.questions, self.assumptions)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The events that can happen, by name."""
        return {name: rule for room in self.rooms for name, rule in room.rules.items()}

    @cached_property
    def rooms(self) -> tuple[Any, ...]:
        """The mechanisms in use, in their fixed order."""
        return tuple(room for name, room in MECHANISMS.items() if name in self.mechanisms)

    @cached_property
    def _effects(self) -> dict[str, tuple[Body, ...]]:
        return gathered(room.effects for room in self.rooms)

    def effects(self, happening: str) -> tuple[Body, ...]:
        """What the mechanisms in use add when something is announced."""
        return self._effects.get(happening, ())

    @cached_property
    def _amendments(self) -> dict[str, tuple[Amend, ...]]:
        return gathered(room.amendments for room in self.rooms)

    def amendments(self, what: str) -> tuple[Amend, ...]:
        """How the mechanisms in use change another's amount or price, in their order."""
        return self._amendments.get(what, ())

    @cached_property
    def relevant_questions(self) -> tuple[str, ...]:
        """The questions that the mechanisms in use ask."""
        asked = {name for room in self.rooms for name in room.questions}
        return tuple(name for name in QUESTIONS if name in asked)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The questions whose other answers are judged too: those that the text leaves open."""
        return self.relevant_questions if self.questions is None else self.questions

    def answers(self, question: str) -> tuple[Question, ...]:
        """The answers to a question that can differ here: the scheme's own, and every other."""
        known = (getattr(self.readings, question).needs, "", *self.mechanisms)
        return tuple(choice for choice in QUESTIONS[question] if choice.needs in known)

    @cached_property
    def relevant_parameters(self) -> tuple[str, ...]:
        """The parameters that the mechanisms in use read."""
        return tuple(dict.fromkeys(name for room in self.rooms for name in room.parameters))

    def effective(self, question: str) -> Question:
        """The answer that counts: the first one where the scheme's own lacks its mechanism."""
        own = getattr(self.readings, question)
        first: Question = next(iter(QUESTIONS[question]))
        used = question in self.relevant_questions and own.needs in ("", *self.mechanisms)
        return own if used else first

    @property
    def idle_readings(self) -> tuple[str, ...]:
        """Answers, written KEY=CHOICE, without effect: no mechanism in use asks the question."""
        answers = self.readings.to_dict()
        idle = (name for name in QUESTIONS if answers[name] != self.effective(name).value)
        return tuple(f"{name}={answers[name]}" for name in idle)

    @cached_property
    def idle_parameters(self) -> tuple[str, ...]:
        """Numbers, written KEY=VALUE, without effect: no mechanism in use reads the parameter."""
        stated = (name for name in PARAMETERS if name in self.parameters.stated)
        idle = (name for name in stated if name not in self.relevant_parameters)
        values = ((name, getattr(self.parameters, name)) for name in idle)
        return tuple(
            f"{name}={', '.join(map(str, value)) if is_list(name) else value}"
            for name, value in values
        )

    @cached_property
    def assumed_parameters(self) -> tuple[str, ...]:
        """The parameters that are read but not stated, so that their defaults apply."""
        stated = self.parameters.stated
        return tuple(name for name in self.relevant_parameters if name not in stated)

    @cached_property
    def open_parameters(self) -> tuple[str, ...]:
        """The parameters that are unknowns."""
        return tuple(
            name for name in PARAMETERS if isinstance(getattr(self.parameters, name), Term)
        )

    def opened(self) -> Scheme:
        """The scheme with an unknown in place of each number that a reading leaves open."""
        if self.readings.product_cost is not ProductCost.ANY_MARGIN or self.open_parameters:
            return self
        margin = terms.name("margin")
        known = tuple(within_range("margin", margin))
        return replace(self.with_parameters(margin=margin), assumptions=known)

    def closed(self, values: Mapping[str, Fraction]) -> Scheme:
        """The scheme with numbers in place of all unknowns."""
        if not self.open_parameters:
            return self
        numbers = {name: values[name] for name in self.open_parameters}
        return replace(self.with_parameters(**numbers), assumptions=())

    def reading(self, readings: Readings) -> Scheme:
        """The same scheme under other readings; what does not depend on them is kept."""
        same = object.__new__(type(self))
        same.__dict__.update(self.__dict__, readings=readings)
        return same

    def answering(self, **choices: str) -> Scheme:
        """The same scheme with other answers to some questions.

        Raises:
            UnknownReading: no such question, or no such answer.
        """
        return self.reading(self.readings.with_choices(choices))

    def with_parameters(self, **values: Amount) -> Scheme:
        """The same scheme with some numbers replaced."""
        return replace(self, parameters=self.parameters.replaced(**values))

    def shared_entries(self) -> dict[str, Amount]:
        """The shared accounts and records with the values their mechanisms give them."""
        return dict(self._shared_entries)

    @cached_property
    def _shared_entries(self) -> dict[str, Amount]:
        entries: dict[str, Amount] = {}
        for room in self.rooms:
            for key, value in room.shared_entries(self.parameters).items():
                entries[key] = (
                    getattr(self.parameters, value) if isinstance(value, str) else Exact(value)
                )
        return entries

    def member_entries(self) -> tuple[str, ...]:
        """The accounts and records that each member has."""
        return self._member_entries

    @cached_property
    def _member_entries(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry for room in self.rooms for entry in room.member))

    def opening_state(self, roster: Sequence[str]) -> dict[str, Amount]:
        """The state before anything happens, with these members.

        What members hold at the opening is entered against the issuer's accounts.
        """
        state = self.shared_entries()
        entries = self.member_entries()
        state.update((f"{name}.{entry}", ZERO) for name in roster for entry in entries)
        for key, value in self.opening.items():
            state[key] = value
            asset = ASSETS.get(key.rpartition(".")[2])
            if key.partition(".")[0] in self.members and f"issuer.{asset}" in state:
                state[f"issuer.{asset}"] -= value
        numbers = SymbolicNumbers()
        world = World(
            self, numbers if self.open_parameters else ExactNumbers(), state, self.members
        )
        for room in self.rooms:
            for enter in room.openings:
                enter(world)
        if numbers.definitions or world.requirements:
            # a reader of the state would not know what these quotients and conditions are
            raise TypeError("an opening divides by no unknown and requires nothing of one")
        return state

    @property
    def opening_money(self) -> Fraction:
        """All money in all accounts at the opening, in yuan."""
        return sum((v for key, v in self.opening.items() if key.endswith(".yuan")), Fraction(0))

    def roster(self, count: int) -> tuple[str, ...]:
        """At least ``count`` members: those of the opening first, then newcomers."""
        names = list(self.members)
        for newcomer in newcomers():
            if len(names) >= count:
                break
            if newcomer not in names:
                names.append(newcomer)
        return tuple(names)


def gathered(tables: Iterable[Mapping[str, Sequence[Text]]]) -> dict[str, tuple[Text, ...]]:
    """The texts of several mechanisms under each name, in the order of the mechanisms."""
    found: dict[str, tuple[Text, ...]] = {}
    for table in tables:
        for name, bodies in table.items():
            found[name] = (*found.get(name, ()), *bodies)
    return found


def newcomers() -> Iterable[str]:
    """Names for members who join later."""
    yield from ("alice", "bob", "carol", "dave", "erin", "frank")
    number = 7
    while True:
        yield f"member{number}"
        number += 1
