"""A world that writes down what a rule does: the rule's own text, run on named symbols.

All formulas speak of the balances before the event, and of the amounts that the rule names on
its way. A loop over the members is run for one of them, ``member``; what earlier turns may have
changed is called ``… in round 1`` inside the loop and ``… after round 1`` behind it, where the
number counts the loops of the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from ..model.mechanism import ASSETS, Body, Mechanism, sentence
from ..model.world import Member, Price, View, World
from ..numbers import Amount, Truth, terms
from ..numbers.terms import Term
from ..schemes.scheme import Scheme
from .symbols import CHOSEN, GOT, SUFFIXES, Symbols, on_symbols, plain

POSTINGS = ("pays", "mints", "burns", "moves")
"""The verbs of lines that carry an amount from one account to another."""

EFFECT = "{title}: {sentence}"
"""What a mechanism adds to an event of others: its title, and what it says there."""


class Line(Struct, frozen=True, omit_defaults=True):
    """One line of a description.

    ``verb`` is one of requires, chooses, lets, pays, moves, mints, burns, adds, sets, shows,
    shares, effect, amends, turns, becomes, keeps and, in a rule told by itself, announces,
    offers; ``words`` says of what. ``amount`` and ``latex``
    are the formula with the parameters by name; ``cases`` is the same with the scheme's own
    numbers, a case a row, each with its condition (empty for "otherwise"). ``source`` and
    ``target`` are set where something moves, ``unit`` is what moves, ``clauses`` are those that
    the line formalises, and ``lines`` those of an effect, an amendment or one turn.
    """

    verb: str
    words: str
    amount: str = ""
    latex: str = ""
    cases: tuple[tuple[str, str], ...] = ()
    source: str = ""
    target: str = ""
    unit: str = ""
    clauses: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


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
        self.ends: tuple[str, ...] = ()
        self.rounds = 0
        self.turning = False
        self._named: dict[str, Amount] = {}
        balances = [name for each in state.values() for name in terms.names_in(each)]
        self._taken = frozenset((*self.symbols.figures, *balances))

    def add(self, verb: str, words: str, amount: Any = None, **more: Any) -> None:
        """Add a line."""
        if amount is not None:
            text, latex = self.symbols.write(amount)
            more |= {"amount": text, "latex": latex, "cases": tuple(self.symbols.cases(amount))}
        self.lines.append(Line(verb, words, **more))

    def let(self, name: str, amount: Any, *clauses: str) -> Any:
        """Give the amount, or the price, a symbol of its own; a plain number or name stays."""
        price = isinstance(amount, Price)
        value = self.numbers.ratio(*amount) if price else amount
        if not isinstance(value, Term) or (value.kind == "name" and not self._defined(value)):
            return amount
        label = self._label(name, value)
        self.add("lets", label, value, clauses=clauses)
        return Price(terms.name(label), 1) if price else terms.name(label)

    def _label(self, name: str, value: Amount) -> str:
        """A symbol of that name for an amount; with a number, if the name has another one."""
        count, label = 1, name
        while self._named.get(label, value) is not value:
            count += 1
            label = f"{name} {count}"
        if label in self._taken:
            raise ValueError(f"{self.rule}: {label!r} names something else already")
        self._named[label] = value
        return label

    def _defined(self, value: Term) -> bool:
        """Whether a name stands for a quotient or for a sum over members."""
        label = value.args[0]
        return label in self.symbols.numbers.definitions or label in self.symbols.totals

    def leave(self, *clauses: str) -> None:
        """Remember which clauses speak of the end of the event."""
        self.ends = clauses

    def require(self, condition: Truth, why: str, *clauses: str) -> None:
        """Write down what the event needs."""
        super().require(condition, why)
        if condition is not True:
            self.add("requires", why, condition, clauses=clauses)

    def decide(self, name: str, at_least: Amount, at_most: Amount, *clauses: str) -> Amount:
        """Write down what the platform picks, and its bounds."""
        chosen = terms.name(CHOSEN.format(name=plain(name)))
        within = self.numbers.both(chosen >= at_least, chosen <= at_most)
        self.add("chooses", name, within, clauses=clauses)
        return chosen

    def move(self, source: str, target: str, amount: Amount, *clauses: str) -> None:
        """Write down a posting: a payment, an issue, a destruction or a move."""
        super().move(source, target, amount)
        if not isinstance(amount, Term) and not amount:
            return
        asset = ASSETS[source.rpartition(".")[2]]
        payer, payee = (plain(each.partition(".")[0]) for each in (source, target))
        ends = {
            "source": plain(source),
            "target": plain(target),
            "unit": asset,
            "clauses": clauses,
        }
        if asset == "yuan":
            self.add("pays", f"{payer} → {payee}", amount, **ends)
        elif source == "issuer.points":
            self.add("mints", f"to {payee}", amount, **ends)
        elif target == "issuer.points":
            self.add("burns", f"from {payer}", amount, **ends)
        else:
            self.add("moves", f"{plain(source)} → {plain(target)}", amount, **ends)

    def note(self, record: str, amount: Amount, *clauses: str) -> None:
        """Write down what is added to a record."""
        super().note(record, amount)
        if isinstance(amount, Term) or amount:
            self.add("adds", f"to {plain(record)}", amount, clauses=clauses)

    def write(self, record: str, value: Amount, *clauses: str) -> None:
        """Write down what a record is set to."""
        super().write(record, value)
        self.add("sets", plain(record), value, clauses=clauses)

    def observe(self, *clauses: str) -> None:
        """Write down that the state can be seen; at the end of a rule that needs no line."""
        super().observe()
        turn = ", at every member's turn, even one that changes nothing" if self.turning else ""
        self.add("shows", f"the state as it is now{turn}", clauses=clauses)

    def announce(self, happening: str, *details: Any) -> None:
        """Write down every effect under the mechanism that it comes from."""
        for room in self.scheme.rooms:
            for effect in room.effects.get(happening, ()):
                self._under(room, "effect", effect, partial(effect, self, *details))

    def amended(self, what: str, amount: Any, *details: Any) -> Any:
        """Write down every mechanism that changes an amount or price."""
        for room in self.scheme.rooms:
            for amend in room.amendments.get(what, ()):
                own = partial(amend, self, amount, *details)
                amount = self._under(room, "amends", amend, own, amount)
        return amount

    def _under(
        self, room: Mechanism, verb: str, body: Body, run: Callable[[], Any], before: Any = None
    ) -> Any:
        outer, self.lines = self.lines, []
        ends = self.ends
        result = run()
        inner, self.lines, self.ends = self.lines, outer, ends
        if inner or result != before:
            cited = room.effect_clauses[body.__name__]
            words = EFFECT.format(title=room.title, sentence=sentence(body))
            self.add(verb, words, clauses=cited, lines=tuple(inner))
        return result

    def members(self) -> Iterator[Member]:
        """Write down one turn, which stands for all."""
        for member, _none in self._turns({}, {}, ()):
            yield member

    def allot(
        self,
        funds: Sequence[Amount],
        weights: Sequence[Callable[[Member], Amount]],
        totals: Sequence[Amount],
        *clauses: str,
    ) -> Iterator[tuple[Member, list[Amount]]]:
        """Write down one turn, with the member's share of each fund."""
        member = self.member(self.each)
        labels = ["share"] if len(funds) == 1 else [f"share {k + 1}" for k in range(len(funds))]
        split = [
            self.numbers.ratio(fund * weigh(member), total)
            for fund, weigh, total in zip(funds, weights, totals, strict=True)
        ]
        shares = {label: terms.name(label) for label in labels}
        yield from self._turns(shares, dict(zip(labels, split, strict=True)), clauses)

    def _turns(
        self, shares: Mapping[str, Amount], split: Mapping[str, Amount], clauses: tuple[str, ...]
    ) -> Iterator[tuple[Member, list[Amount]]]:
        self.rounds += 1
        turn, rest = (SUFFIXES[each].format(n=self.rounds) for each in ("in round", "after round"))
        start, seen, outer = dict(self.state), len(self.observed), self.lines
        named = dict(self._named)
        self.turning, self.lines = True, []
        yield self.member(self.each), list(shares.values())  # to see what a turn changes
        written = {key.partition(".")[::2] for key in start if self.state[key] is not start[key]}
        del self.observed[seen:]
        own = sorted(entry for holder, entry in written if holder == self.each)
        common = sorted(f"{holder}.{entry}" for holder, entry in written if holder != self.each)

        self.lines, self._named = [], named
        self._begin(start, dict.fromkeys(common, turn))
        for label, amount in split.items():
            self.add("shares", label, amount, clauses=clauses)
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


class Apart(Narrator):
    """Writes down a rule by itself, as a page of all mechanisms needs it.

    What others add at an announcement is not written out: there is a line that says where they do.
    An amount or price that others may change keeps a symbol of its own, and so does what a member
    has got of points just issued.
    """

    def __init__(self, scheme: Scheme, members: Sequence[str]) -> None:
        super().__init__(scheme, members)
        self.offered: set[str] = set()

    def _defined(self, value: Term) -> bool:
        return value.args[0] in self.offered or super()._defined(value)

    def announce(self, happening: str, *details: Any) -> None:
        """Write down what is announced, and of whom and what."""
        given = (str(x) if isinstance(x, Member) else self.symbols.shown(x) for x in details)
        self.add("announces", happening, cases=((", ".join(given), ""),))

    def amended(self, what: str, amount: Any, *_details: Any) -> Any:
        """Write down the amount or price as it is before others change it."""
        price = isinstance(amount, Price)
        value = self.numbers.ratio(*amount) if price else amount
        label = self._label(what, value)
        self.offered.add(label)
        self.add("offers", label, value)
        return Price(terms.name(label), 1) if price else terms.name(label)

    def mint(self, holder: Member, points: Amount, *clauses: str) -> Amount:
        """Write down an issue of points; from then on there are as many as the holder has got."""
        super().mint(holder, points, *clauses)
        label = self._label(self.symbols.shown(points) + SUFFIXES["issued"], points)
        issued = terms.name(label)
        self.add("lets", label, cases=((GOT.format(who=holder), ""),))
        for key, sign in ((holder.at("points"), 1), ("issuer.points", -1)):
            self.state[key] += sign * (issued - points)
        return issued
