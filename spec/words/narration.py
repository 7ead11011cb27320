"""A world that writes down what a rule does: the rule's own text, run on named symbols.

All formulas speak of the balances before the event. A loop over the members is run for one
of them, ``member``; what earlier turns may have changed is called ``… in round 1`` inside the
loop and ``… after round 1`` behind it, where the number counts the loops of the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..model.mechanism import ASSETS, Body, Mechanism, sentence
from ..model.world import Member, View, World
from ..numbers import Amount, Truth, terms
from ..numbers.terms import Term
from ..schemes.scheme import Scheme
from .symbols import Symbols, on_symbols, plain


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a description.

    ``verb`` is one of requires, chooses, pays, moves, mints, burns, adds, sets, shows, shares,
    effect, amends, turns, becomes; ``words`` says of what, ``amount`` and ``latex`` are the
    formula. ``source`` and ``target`` are set where something moves, ``clauses`` for what another
    mechanism adds or amends, and ``lines`` are those of it or of one turn.
    """

    verb: str
    words: str
    amount: str = ""
    latex: str = ""
    source: str = ""
    target: str = ""
    clauses: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON can hold it, without what is empty."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        nested = {"clauses": list(self.clauses), "lines": [each.to_dict() for each in self.lines]}
        return {name: value for name, value in {**parts, **nested}.items() if value}


class Narrator(World):
    """Runs a rule on symbols and keeps each verb of its text as a line."""

    def __init__(self, scheme: Scheme, members: Sequence[str]) -> None:
        self.symbols = Symbols(scheme)
        self.each = "member" if "member" not in members else "each member"
        roster = (*members, self.each)
        state = self.symbols.state(roster)
        super().__init__(on_symbols(scheme), self.symbols.numbers, state, roster, lenient=True)
        self.opening: View = self.on(dict(state))
        self.lines: list[Line] = []
        self.rounds = 0
        self.turning = False

    def tell(self, verb: str, words: str, amount: Any = None, **more: Any) -> None:
        """Add a line."""
        text, latex = ("", "") if amount is None else self.symbols.write(amount)
        self.lines.append(Line(verb, words, text, latex, **more))

    def require(self, condition: Truth, why: str) -> None:
        """Tell what the event needs."""
        super().require(condition, why)
        if condition is not True:
            self.tell("requires", why, condition)

    def decide(self, name: str, at_least: Amount, at_most: Amount) -> Amount:
        """Tell what the platform picks, and its bounds."""
        chosen = terms.name(f"chosen {plain(name)}")
        within = self.numbers.both(chosen >= at_least, chosen <= at_most)
        self.tell("chooses", f"the platform, the {plain(name)}", within)
        return chosen

    def move(self, source: str, target: str, amount: Amount) -> None:
        """Tell of a posting: a payment, an issue, a destruction or a move."""
        super().move(source, target, amount)
        if not isinstance(amount, Term) and not amount:
            return
        asset = ASSETS[source.rpartition(".")[2]]
        payer, payee = (plain(each.partition(".")[0]) for each in (source, target))
        ends = {"source": plain(source), "target": plain(target)}
        if asset == "yuan":
            self.tell("pays", f"{payer} → {payee}", amount, **ends)
        elif source == "issuer.points":
            self.tell("mints", f"to {payee}", amount, **ends)
        elif target == "issuer.points":
            self.tell("burns", f"from {payer}", amount, **ends)
        else:
            self.tell("moves", f"{plain(source)} → {plain(target)}", amount, **ends)

    def note(self, record: str, amount: Amount) -> None:
        """Tell what is added to a record."""
        super().note(record, amount)
        if isinstance(amount, Term) or amount:
            self.tell("adds", f"to {plain(record)}", amount)

    def write(self, record: str, value: Amount) -> None:
        """Tell what a record is set to."""
        super().write(record, value)
        self.tell("sets", plain(record), value)

    def observe(self) -> None:
        """Tell that the state can be seen; the end of the rule goes without saying."""
        super().observe()
        self.tell("shows", "the state as it is now")

    def announce(self, happening: str, *details: Any) -> None:
        """Tell the lines of every effect under the mechanism that they come from."""
        for room in self.scheme.rooms:
            for effect in room.effects.get(happening, ()):
                self._told_by(room, "effect", effect, partial(effect, self, *details))

    def amended(self, what: str, amount: Any, *details: Any) -> Any:
        """Tell of every mechanism that makes something else of an amount or price."""
        for room in self.scheme.rooms:
            for amend in room.amendments.get(what, ()):
                own = partial(amend, self, amount, *details)
                amount = self._told_by(room, "amends", amend, own, amount)
        return amount

    def _told_by(
        self, room: Mechanism, verb: str, body: Body, run: Callable[[], Any], before: Any = None
    ) -> Any:
        outer, self.lines = self.lines, []
        result = run()
        inner, self.lines = self.lines, outer
        if inner or result != before:
            cited = room.effect_clauses[body.__name__]
            words = f"{room.title}: {sentence(body)}"
            self.tell(verb, words, clauses=cited, lines=tuple(inner))
        return result

    def members(self) -> Iterator[Member]:
        """Tell one turn, which stands for all."""
        for member, _none in self._turns({}, {}):
            yield member

    def allot(
        self,
        funds: Sequence[Amount],
        weights: Sequence[Callable[[Member], Amount]],
        totals: Sequence[Amount],
    ) -> Iterator[tuple[Member, list[Amount]]]:
        """Tell one turn, with the member's share of each fund."""
        member = self.member(self.each)
        labels = ["share"] if len(funds) == 1 else [f"share {k + 1}" for k in range(len(funds))]
        split = [
            self.numbers.ratio(fund * weigh(member), total)
            for fund, weigh, total in zip(funds, weights, totals, strict=True)
        ]
        shares = {label: terms.name(label) for label in labels}
        yield from self._turns(shares, dict(zip(labels, split, strict=True)))

    def _turns(
        self, shares: Mapping[str, Amount], split: Mapping[str, Amount]
    ) -> Iterator[tuple[Member, list[Amount]]]:
        self.rounds += 1
        turn, rest = f" in round {self.rounds}", f" after round {self.rounds}"
        start, seen, outer = dict(self.state), len(self.observed), self.lines
        self.turning, self.lines = True, []
        yield self.member(self.each), list(shares.values())  # to see what a turn changes
        written = {key.partition(".")[::2] for key in start if self.state[key] is not start[key]}
        del self.observed[seen:]
        own = sorted(entry for holder, entry in written if holder == self.each)
        common = sorted(f"{holder}.{entry}" for holder, entry in written if holder != self.each)

        self.lines = []
        self._begin(start, dict.fromkeys(common, turn))
        for label, amount in split.items():
            self.tell("shares", label, amount)
        yield self.member(self.each), list(shares.values())
        outer.append(Line("turns", f"round {self.rounds}", lines=tuple(self.lines)))
        self.turning, self.lines = False, outer
        owned = [f"{name}.{entry}" for name in self.roster for entry in own]
        self._begin(start, dict.fromkeys((*common, *owned), rest))
        self.opening = self.on(dict(self.state))

    def _begin(self, state: Mapping[str, Amount], renamed: Mapping[str, str]) -> None:
        """Take up a state in which some balances have other names."""
        self.state.clear()
        self.state.update(state)
        self.state.update({key: self.symbols.balance(key, new) for key, new in renamed.items()})
        if "aside.points" in self.state and "issuer.points" in renamed:
            self.state["issuer.points"] -= self.state["aside.points"]

    def total(self, amount: Callable[[Member], Amount]) -> Amount:
        """The sum over all members, with what the rule has changed for those it names.

        Raises:
            TypeError: asked for in a turn, where other members may have had theirs.
        """
        if self.turning:
            raise TypeError(f"{self.rule}: a sum over all members inside a turn over them")
        found = self.symbols.total(amount(self.opening.member(self.each)))
        for name in self.roster:
            found = found + amount(self.member(name)) - amount(self.opening.member(name))
        return found
