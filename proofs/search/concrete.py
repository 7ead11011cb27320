"""The search on exact numbers: histories of a few round amounts, the shortest first, no solver.

Most promises that break do so with round amounts: a typical order, all that a member holds, half
of it, or as much as makes a difference when the day closes. All histories of such events are gone
through, members who are alike taken as one, and states that were seen before not gone on from. What
is found has happened. That nothing shorter breaks the promise is not shown by this, since other
amounts were not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, NamedTuple

from neverfalls.counterexamples.playing.arithmetic import exact
from neverfalls.counterexamples.playing.compiled import compiled_truth
from neverfalls.counterexamples.replay import NUMBERS, State
from neverfalls.spec.claims.claim import PASSING, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import Exact, SymbolicNumbers, terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.scheme import Scheme

from .amounts import FEWEST, MORE, Amounts, Candidates
from .letters import Letter, letters
from .run import Run, Unknown

MENUS = ((FEWEST, 4_000), (MORE, 8_000))
"""The amounts that are tried, and how many events with them: first the roundest, to go far."""

TURNING = 2
"""Amounts of one event that are tried because something turns there when time passes."""

WHEN = ("before", "after")

Event = tuple[str, dict[str, Any]]


class Broken(NamedTuple):
    """A claim, and events after the last of which it does not hold, by members of this roster."""

    claim: Claim
    scheme: Scheme
    roster: tuple[str, ...]
    events: tuple[Event, ...]


def broken(scheme: Scheme, claims: Sequence[Claim], steps: int, members: int) -> Iterator[Broken]:
    """Yield each claim that such a history breaks, as soon as one is found, each once.

    Histories have up to ``steps`` events of up to so many members.
    """
    closed = scheme.closed(dict.fromkeys(scheme.open_parameters, Fraction(1, 2)))
    roster = tuple(scheme.roster(max(members, len(scheme.members))))
    left = [
        each
        for each in claims
        if each.kind is not Kind.EVENTUAL and each.applies(scheme.mechanisms)
    ]
    for candidates, most in MENUS:
        for found in _Search(closed, roster, left, candidates, most).found(steps):
            left.remove(found.claim)
            yield found


class _Reached(NamedTuple):
    """A state, how many members of the roster have acted, and the events that led to it."""

    state: State
    used: int
    events: tuple[Event, ...]


class _Search:
    """The histories whose amounts are among some candidates, as many as are to be tried."""

    def __init__(
        self,
        scheme: Scheme,
        roster: tuple[str, ...],
        claims: Sequence[Claim],
        candidates: Candidates,
        most: int,
    ) -> None:
        self.scheme = scheme
        self.roster = roster
        self.left = [*claims]
        self.candidates = candidates
        self.most = most
        self.tried = 0
        self.known = {**exact().known, "number": Exact}
        self.broken: dict[Claim, Callable[..., bool]] = {}
        self.menus: dict[Letter, _Menu | None] = {}
        self.turns = _Turns(scheme, roster) if candidates is MORE else None

    def found(self, steps: int) -> Iterator[Broken]:
        """Yield each claim that breaks, with the first history that breaks it."""
        opening = self.scheme.opening_state(self.roster)
        yield from self._breaking((), [opening], None)
        level = [_Reached(opening, 0, ())]
        seen = {self._alike(opening)}
        for _length in range(steps):
            following: list[_Reached] = []
            for reached in level:
                for letter, event, observed in self._happening(reached):
                    events = (*reached.events, event)
                    yield from self._breaking(events, observed, reached.state)
                    if not self.left:
                        return
                    alike = self._alike(observed[-1])
                    if alike not in seen:
                        seen.add(alike)
                        acted = (1 + self.roster.index(name) for name in letter.members)
                        used = max(reached.used, *acted, 0)
                        following.append(_Reached(observed[-1], used, events))
                if self.tried > self.most:
                    return
            level = following

    def _happening(self, reached: _Reached) -> Iterator[tuple[Letter, Event, list[State]]]:
        """Every event that can happen next, with the states that are observed because of it."""
        used = max(reached.used, len(self.scheme.members))
        for letter in letters(self.scheme, self.roster, used):
            if letter not in self.menus:
                self.menus[letter] = _Menu.of(self.scheme, self.roster, letter)
            menu = self.menus[letter]
            for arguments in (
                menu.choices(reached.state, self.candidates, self.turns) if menu else ()
            ):
                self.tried += 1
                observed = happened(self.scheme, self.roster, reached.state, letter, arguments)
                if observed:
                    yield letter, (letter.rule, arguments), observed

    def _breaking(
        self, events: tuple[Event, ...], observed: Sequence[State], before: State | None
    ) -> Iterator[Broken]:
        """The claims that one of the states that were observed breaks."""
        for earlier, now in pairwise((before, *observed)):
            assert now is not None
            for claim in [*self.left]:
                if earlier is None and claim.kind is Kind.STEP:
                    continue
                if claim not in self.broken:
                    self.broken[claim] = self._compiled(claim)
                if self.broken[claim](earlier, now):
                    self.left.remove(claim)
                    yield Broken(claim, self.scheme, self.roster, events)

    def _compiled(self, claim: Claim) -> Callable[..., bool]:
        """Whether two states, one observed after the other, break the claim, as a function."""
        keys = self.scheme.opening_state(self.roster)
        states = [{key: terms.name(f"{when} {key}") for key in keys} for when in WHEN]
        homes = {f"{when} {key}": f"{when}[{key!r}]" for when in WHEN for key in keys}
        run = _from(self.scheme, self.roster, *states)
        (truth,), numbers = run.breaks(claim)
        return compiled_truth(truth, numbers.definitions, homes, ", ".join(WHEN), self.known)

    def _alike(self, state: State) -> tuple[Any, ...]:
        """The same for states that differ in the names of members only."""
        own: dict[str, list[Any]] = {name: [] for name in self.roster}
        shared: list[Any] = []
        for key, value in state.items():
            own.get(key.partition(".")[0], shared).append(value)
        return (*shared, *sorted(map(tuple, own.values())))


def happened(
    scheme: Scheme,
    roster: tuple[str, ...],
    before: State,
    letter: Letter,
    arguments: Mapping[str, Any],
) -> list[State]:
    """The states that are observed because of an event; none if it is refused."""
    world = World(scheme, NUMBERS, dict(before), roster)
    try:
        return world.run(scheme.rules[letter.rule], dict(arguments))
    except NeverfallsError:
        return []


def _on_names(scheme: Scheme, roster: tuple[str, ...], letter: Letter) -> Run | None:
    """An event from a state in which each balance is a name; None where it can never happen."""
    names = {key: terms.name(key) for key in scheme.opening_state(roster)}
    return _from(scheme, roster, names).extend(letter)


def _from(scheme: Scheme, roster: tuple[str, ...], *states: dict[str, Any]) -> Run:
    """A run of no events that leads through these states."""
    return Run(scheme, roster, (), SymbolicNumbers(), [[each] for each in states], [], [], None)


@dataclass(frozen=True)
class _Menu:
    """The amounts of an event that are tried, by the balances before it."""

    run: Run
    letter: Letter
    named: Mapping[str, str]

    @classmethod
    def of(cls, scheme: Scheme, roster: tuple[str, ...], letter: Letter) -> _Menu | None:
        """The menu of an event; None where it can never happen."""
        run = _on_names(scheme, roster, letter)
        sorts = scheme.rules[letter.rule].sorts
        members = (name for name, sort in sorts.items() if sort == "Member")
        if run is None:
            return None
        return cls(run, letter, dict(zip(members, letter.members, strict=True)))

    def choices(
        self, state: State, candidates: Candidates, turns: _Turns | None
    ) -> Iterator[dict[str, Any]]:
        """The arguments of the event that are tried in a state."""
        exact = Amounts(self.run.numbers.definitions, state)
        unknowns = self.run.unknowns
        values: list[list[Fraction]] = []
        for unknown in unknowns:
            found = [Fraction(exact.value(each)) for each in candidates.of(unknown, self.run)]
            if turns is not None and unknown.sort == "Yuan" and len(unknowns) == 1:
                found += turns.amounts(self.letter, unknown, self.named, state)
            values.append([each for each in dict.fromkeys(found) if each > 0])
        for choice in product(*values):
            own = (unknown.argument for unknown in unknowns)
            yield {**self.named, **dict(zip(own, choice, strict=True))}


class _Turns:
    """The amounts of an event at which a comparison turns that is made when time passes."""

    def __init__(self, scheme: Scheme, roster: tuple[str, ...]) -> None:
        self.scheme = scheme
        self.roster = roster
        passing = [Letter(name, ()) for name in PASSING if name in scheme.rules]
        self.runs = [run for each in passing if (run := _on_names(scheme, roster, each))]

    def amounts(
        self, letter: Letter, unknown: Unknown, named: Mapping[str, str], state: State
    ) -> list[Fraction]:
        """The least of them that are no less than a typical order, found where they are linear."""
        order = Fraction(self.scheme.parameters.order)
        ends: list[State] = []
        for times in (1, 2, 3):
            arguments = {**named, unknown.argument: times * order}
            observed = happened(self.scheme, self.roster, state, letter, arguments)
            if not observed:
                return []
            ends.append(observed[-1])
        found: set[Fraction] = set()
        for run in self.runs:
            picked = {each.label: Fraction(1, 10) for each in run.unknowns}
            known = [Amounts(run.numbers.definitions, {**end, **picked}) for end in ends]
            for compared in _compared(run):
                one, two, three = (Fraction(each.value(compared)) for each in known)
                slope = two - one
                if slope and three - two == slope and (amount := order * (1 - one / slope)) > order:
                    found.add(amount)
        return sorted(found)[:TURNING]


def _compared(run: Run) -> list[Term]:
    """The amounts that a run compares with 0, in what it requires and what it leaves."""
    found: dict[Term, None] = {}
    seen: set[Term] = set()
    pending = [*run.requirements, *run.states[-1][-1].values()]
    while pending:
        term = pending.pop()
        if not isinstance(term, Term) or term in seen:
            continue
        seen.add(term)
        if term.kind in ("positive", "nonnegative", "zero") and isinstance(term.args[0], Term):
            found[term.args[0]] = None
        pending += term.parts
        if term.kind == "name":
            pending += run.numbers.definitions.get(term.args[0], ())
    return [*found]
