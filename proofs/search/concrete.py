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
from itertools import chain, islice, pairwise, product
from typing import Any, NamedTuple

from neverfalls.counterexamples.playing.arithmetic import exact
from neverfalls.counterexamples.playing.compiled import (
    compiled_amounts,
    compiled_states,
    compiled_truth,
)
from neverfalls.counterexamples.replay import State
from neverfalls.spec.claims.claim import PASSING, Claim, Kind
from neverfalls.spec.numbers import Exact, SymbolicNumbers, terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.scheme import Scheme

from .amounts import FEWEST, MORE, Candidates
from .letters import Letter, letters
from .run import Run, Unknown

MENUS = ((FEWEST, 4_000), (MORE, 8_000))
"""The amounts that are tried, and how many events with them: first the roundest, to go far."""

TURNING = 2
"""Amounts of one event that are tried because something turns there when time passes."""

PICKED = Exact(1, 10)
"""A rate that the platform picks, where it does."""

WHEN = ("before", "after")

KNOWN = {**exact().known, "number": Exact}
"""The functions that compiled rules and claims call, on exact numbers."""

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
        holders = [key.partition(".")[0] for key in scheme.opening_state(roster)]
        self.own = [[p for p, who in enumerate(holders) if who == name] for name in roster]
        self.shared = [place for place, who in enumerate(holders) if who not in roster]
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
                self.menus[letter] = _Menu.of(self.scheme, self.roster, letter, self.candidates)
            menu = self.menus[letter]
            if menu is None:
                continue
            for arguments in menu.choices(reached.state, self.turns):
                self.tried += 1
                observed = menu.happened(reached.state, arguments)
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
        return compiled_truth(truth, numbers.definitions, homes, ", ".join(WHEN), KNOWN)

    def _alike(self, state: State) -> tuple[Any, ...]:
        """The same for states that differ in the names of members only."""
        parts = [(value.numerator, value.denominator) for value in state.values()]
        own = (tuple(parts[place] for place in places) for places in self.own)
        return (*(parts[place] for place in self.shared), *sorted(own))


def _on_names(scheme: Scheme, roster: tuple[str, ...], letter: Letter) -> Run | None:
    """An event from a state in which each balance is a name; None where it can never happen."""
    names = {key: terms.name(key) for key in scheme.opening_state(roster)}
    return _from(scheme, roster, names).extend(letter)


def _from(scheme: Scheme, roster: tuple[str, ...], *states: dict[str, Any]) -> Run:
    """A run of no events that leads through these states."""
    return Run(scheme, roster, (), SymbolicNumbers(), [[each] for each in states], [], [], None)


@dataclass(frozen=True)
class _Menu:
    """The amounts of an event that are tried, by the balances before it, and what happens then."""

    unknowns: Sequence[Unknown]
    named: Mapping[str, str]
    counts: Sequence[int]
    amounts: Callable[[State], list[Fraction]]
    happened: Callable[[State, Mapping[str, Any]], list[State] | None]

    @classmethod
    def of(
        cls, scheme: Scheme, roster: tuple[str, ...], letter: Letter, candidates: Candidates
    ) -> _Menu | None:
        """The menu of an event; None where it can never happen."""
        run = _on_names(scheme, roster, letter)
        if run is None:
            return None
        sorts = scheme.rules[letter.rule].sorts
        members = (name for name, sort in sorts.items() if sort == "Member")
        values = [list(candidates.of(unknown, run)) for unknown in run.unknowns]
        homes = {key: f"before[{key!r}]" for key in scheme.opening_state(roster)}
        homes |= {each.label: f"given[{each.argument!r}]" for each in run.unknowns}
        known = (run.numbers.definitions, homes)
        return cls(
            run.unknowns,
            dict(zip(members, letter.members, strict=True)),
            [len(each) for each in values],
            compiled_amounts([*chain(*values)], *known, "before", KNOWN),
            compiled_states(run.requirements, run.states[-1], *known, "before, given", KNOWN),
        )

    def choices(self, state: State, turns: _Turns | None) -> Iterator[dict[str, Any]]:
        """The arguments of the event that are tried in a state."""
        amounts = iter(self.amounts(state))
        values = [list(islice(amounts, count)) for count in self.counts]
        if turns is not None and [each.sort for each in self.unknowns] == ["Yuan"]:
            values[0] += turns.amounts(self, state)
        tried = [[each for each in dict.fromkeys(own) if each > 0] for own in values]
        for choice in product(*tried):
            own = (unknown.argument for unknown in self.unknowns)
            yield {**self.named, **dict(zip(own, choice, strict=True))}


class _Turns:
    """The amounts of an event at which a comparison turns that is made when time passes."""

    def __init__(self, scheme: Scheme, roster: tuple[str, ...]) -> None:
        self.order = Exact(scheme.parameters.order)
        self.compared: list[Callable[[State], list[Fraction]]] = []
        homes = {key: f"after[{key!r}]" for key in scheme.opening_state(roster)}
        for name in PASSING:
            run = _on_names(scheme, roster, Letter(name, ())) if name in scheme.rules else None
            if run is not None:
                picked = dict.fromkeys((each.label for each in run.unknowns), "picked")
                known = {**KNOWN, "picked": PICKED}
                definitions = run.numbers.definitions
                self.compared.append(
                    compiled_amounts(
                        _compared(run), definitions, {**homes, **picked}, "after", known
                    )
                )

    def amounts(self, menu: _Menu, state: State) -> list[Fraction]:
        """The least of them that are more than a typical order, found where they are linear."""
        (unknown,) = menu.unknowns
        ends: list[State] = []
        for times in (1, 2, 3):
            observed = menu.happened(state, {unknown.argument: times * self.order})
            if not observed:
                return []
            ends.append(observed[-1])
        found: set[Fraction] = set()
        for compared in self.compared:
            for one, two, three in zip(*map(compared, ends), strict=True):
                slope = two - one
                if slope and three - two == slope:
                    found.add(self.order * (1 - one / slope))
        return sorted(each for each in found if each > self.order)[:TURNING]


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
