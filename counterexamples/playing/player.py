"""Carrying out events one after the other, and saying where everybody stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from neverfalls.spec.errors import BadArguments, NotEnabled, one_of
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import Price, View
from neverfalls.spec.numbers import Exact
from neverfalls.spec.schemes.scheme import Scheme

from .arithmetic import Arithmetic, Undecided
from .compiled import PAID, RECEIVED, Compiled, compiled, places
from .events import number_of

Bounds = tuple[Fraction, Fraction]
"""The least and the largest that an amount may be: the same, unless it is enclosed."""

EXIT = "sell"
"""The event by which a member turns points into money at once."""

PICKED = "Rate"
"""The sort of a number that the platform picks when an event happens."""

TALLIED = ("yuan", PAID, RECEIVED)

ALL = "all"
"""Stands for all points, or all constants, that the member who is named holds."""


class MemberView(NamedTuple):
    """What a member sees, in yuan (``points`` in points).

    What was paid and received so far, the points held, their value at the price that is shown, and
    what is paid out if all of them are sold now; none of the two where there is no such thing, or
    where an enclosure is too wide to tell what a sale does, as for whoever holds the last points.
    """

    paid: Bounds
    received: Bounds
    points: Bounds
    shown: Bounds | None
    could_get: Bounds | None


class _Prepared(NamedTuple):
    """A rule that is ready to be run; the sort of each argument, those that are picked last."""

    rule: Rule
    compiled: Compiled | None
    sorts: Mapping[str, str]


def _missing(name: str, sort: str, named: bool) -> str:
    """What an event lacks."""
    if not named:
        return f"a number that the platform picks, as in {name}=1"
    return "a member" if sort == "Member" else f"an amount of {sort.lower()}"


class Player:
    """A scheme, its members and their balances, in some arithmetic.

    Amounts are taken and told in yuan and points, whatever units the arithmetic counts in. Members
    who are there from the start take part, named or not.
    """

    def __init__(self, scheme: Scheme, members: Sequence[str], arithmetic: Arithmetic) -> None:
        profile = arithmetic.profile(scheme)
        self.scheme = profile.scheme
        self.units = profile.units
        self.arithmetic = arithmetic
        self.places = places(self.scheme)
        number, zero = arithmetic.number, Exact(0)
        members = tuple(dict.fromkeys((*self.scheme.members, *members)))
        opening = self.scheme.opening_state(members)
        self.shared = [number(Exact(opening[key])) for key in self.places.shared]
        self.accounts = {
            name: [number(Exact(opening.get(f"{name}.{e}", zero))) for e in self.places.member]
            for name in members
        }
        self._ready: dict[tuple[str, tuple[str, ...]], _Prepared] = {}
        self._amounts: dict[tuple[str, str], Any] = {}

    def play(self, event: str, arguments: Mapping[str, str]) -> None:
        """Carry out an event; where it is refused, nothing has changed.

        Raises:
            NotEnabled: the rules do not allow it now; says what they require.
            BadArguments: there is no such event, or an argument is missing or not one it takes.
            Undecided: an enclosure is too wide to say what the event does.
        """
        everything = tuple(name for name, text in arguments.items() if text == ALL)
        ready = self._prepared(event, everything)
        values: list[Any] = []
        named: list[str] = []
        for name, sort in ready.sorts.items():
            text = arguments.get(name)
            if text is None:
                raise BadArguments(
                    event, name, None, _missing(name, sort, name in ready.rule.sorts)
                )
            if sort != "Member":
                value = self._amounts.get((sort, text))
                values.append(self._amount(event, name, sort, text) if value is None else value)
            elif text in self.accounts and text not in named:
                values.append(self.accounts[text])
                named.append(text)
            else:
                raise BadArguments(event, name, text, "a member, each named once")
        if ready.compiled is None:
            self._visit(ready.rule, arguments, everything)
            return
        if len(arguments) > len(values) + len(everything):
            extra = next(n for n in arguments if n not in ready.sorts and n not in everything)
            raise BadArguments(event, extra, arguments[extra], "no such argument")
        refused = ready.compiled.function(self.shared, *values)
        if refused is not None:
            raise NotEnabled(event, ready.compiled.requires[refused])

    def _prepared(self, event: str, everything: tuple[str, ...] = ()) -> _Prepared:
        """A rule made ready, once; of some amounts it takes all that the first member holds."""
        if (event, everything) in self._ready:
            return self._ready[event, everything]
        rule = self.scheme.rules.get(event)
        if rule is None:
            known = one_of("an event of the scheme", event, self.scheme.rules, "rules")
            raise BadArguments(event, "event", event, known)
        balances = {name: self._all_of(rule, name) for name in everything}
        way = self.arithmetic
        made = compiled(self.scheme, rule, way.named, way.known, balances)
        names = [n for n in rule.sorts if n not in balances] if made is None else made.arguments
        sorts = {name: self._sort(rule, name) for name in names}
        self._ready[event, everything] = _Prepared(rule, made, sorts)
        return self._ready[event, everything]

    def _sort(self, rule: Rule, name: str) -> str:
        """What an argument is; a number that the platform picks is a rate, or as declared."""
        picks = (room.picks for room in self.scheme.rooms)
        declared = next((each[name] for each in picks if name in each), PICKED)
        return rule.sorts.get(name, declared)

    def _all_of(self, rule: Rule, name: str) -> str:
        """The balance of which an argument is all, such as ``seller.points``."""
        sort = rule.sorts.get(name, PICKED)
        holder = next((each for each, kind in rule.sorts.items() if kind == "Member"), None)
        # money is brought along, so nobody has all of it here
        if holder is None or sort == "Yuan" or sort.lower() not in self.scheme.member_entries():
            raise BadArguments(rule.name, name, ALL, f"an amount of {sort.lower()}")
        return f"{holder}.{sort.lower()}"

    def _amount(self, event: str, name: str, sort: str, text: str) -> Any:
        """An amount in the units of the run, as the arithmetic has it; kept for the next time."""
        try:
            value = number_of(text)
        except ValueError as error:
            raise BadArguments(event, name, text, str(error)) from None
        value /= self.units.get(sort.lower(), Fraction(1))
        if value.denominator != 1 and self._counts_in_whole(sort):
            raise NotEnabled(event, "amounts are whole")
        if value.denominator != 1 and sort == "Count":
            raise BadArguments(event, name, text, "a whole number")
        self._amounts[sort, text] = self.arithmetic.number(Exact(value))
        return self._amounts[sort, text]

    def _counts_in_whole(self, sort: str) -> bool:
        return not self.arithmetic.known and sort != PICKED

    def _visit(self, rule: Rule, arguments: Mapping[str, str], everything: Sequence[str]) -> None:
        """Carry out an event that visits all members, on books as the rules read them."""
        arithmetic, members = self.arithmetic, tuple(self.accounts)
        state = self.state(members)
        own: dict[str, Any] = {}
        for name, text in arguments.items():
            sort = self._sort(rule, name)
            if sort == "Member":
                own[name] = text
            elif name in everything:
                holder, _dot, entry = self._all_of(rule, name).partition(".")
                own[name] = state[f"{arguments[holder]}.{entry}"]
            else:
                own[name] = arithmetic.told(self._amount(rule.name, name, sort, text))
        world = arithmetic.everybody(self.scheme, arithmetic.domain, state, members)
        after = world.run(rule, own)[-1]
        kept, (yuan, paid, received) = self._kept, (self.places.member[e] for e in TALLIED)
        back = arithmetic.taken
        self.shared[:] = [back(after[key]) for key in self.places.shared]
        for name, held in self.accounts.items():
            had = held[yuan]
            held[: len(kept)] = [back(after[f"{name}.{entry}"]) for entry in kept]
            change = held[yuan] - had
            held[received] += arithmetic.above_zero(change)
            held[paid] += arithmetic.above_zero(-change)

    @property
    def _kept(self) -> tuple[str, ...]:
        """The balances that the rules know of."""
        return self.scheme.member_entries()

    def state(self, members: Sequence[str] = ()) -> dict[str, Any]:
        """The shared balances and those of some members by name, as the rules read them."""
        told = self.arithmetic.told
        state = {key: told(self.shared[place]) for key, place in self.places.shared.items()}
        for name in members:
            own = zip(self._kept, self.accounts[name], strict=False)
            state.update((f"{name}.{entry}", told(value)) for entry, value in own)
        return state

    def balance(self, key: str) -> Bounds:
        """A balance by name, such as ``pool.yuan`` or ``alice.points``, in yuan or points.

        Raises:
            KeyError: there is no such balance.
        """
        if key in self.places.shared:
            value = self.shared[self.places.shared[key]]
        else:
            name, _dot, entry = key.partition(".")
            value = self.accounts[name][self.places.member[entry]]
        return self._in(key.rpartition(".")[2], value)

    def price(self) -> Bounds | None:
        """The live price, in yuan per point; None while no points circulate."""
        view = self._view(())
        if not view.supply > 0:
            return None
        price = self.arithmetic.taken(self.arithmetic.domain.ratio(view.pool, view.supply))
        low, high = self.arithmetic.bounds(price)
        unit = self.units["yuan"] / self.units["points"]
        return low * unit, high * unit

    def circulating(self) -> Bounds:
        """The points that circulate."""
        return self._in("points", self.arithmetic.taken(self._view(()).supply))

    def view(self, member: str) -> MemberView:
        """What a member sees now."""
        own = self.accounts[member]
        paid, received = (self._in("yuan", own[self.places.member[e]]) for e in (PAID, RECEIVED))
        points = self.balance(f"{member}.points")
        return MemberView(paid, received, points, self._shown(member), self._could_get(member))

    def _shown(self, member: str) -> Bounds | None:
        view = self._view((member,))
        if not view.supply > 0:
            return None
        price: Price = view.amended("price as displayed", view.price)
        value = view.value_of(view.state[f"{member}.points"], price)
        return self._in("yuan", self.arithmetic.taken(value))

    def _could_get(self, member: str) -> Bounds | None:
        if EXIT not in self.scheme.rules:
            return None
        before = (list(self.shared), {name: list(own) for name, own in self._touched(member)})
        yuan = self.places.member["yuan"]
        try:
            self.play(EXIT, {"seller": member, "points": ALL})
            got = self.accounts[member][yuan] - before[1][member][yuan]
        except NotEnabled:
            return Fraction(0), Fraction(0)
        except Undecided:
            return None
        finally:
            self.shared[:] = before[0]
            for name, own in before[1].items():
                self.accounts[name][:] = own
        return self._in("yuan", got)

    def _touched(self, member: str) -> Iterable[tuple[str, list[Any]]]:
        """The accounts that the member's exit can change."""
        ready = self._prepared(EXIT, ("points",))
        alone = ready.compiled is not None
        return [(member, self.accounts[member])] if alone else self.accounts.items()

    def _view(self, members: Sequence[str]) -> View:
        return View(self.scheme, self.arithmetic.domain, self.state(members), members)

    def _in(self, asset: str, value: Any) -> Bounds:
        """An amount in yuan or points."""
        low, high = self.arithmetic.bounds(value)
        unit = self.units.get(asset, Fraction(1))
        return low * unit, high * unit
