"""The books of a scheme, and the few verbs that a rule writes in them.

Every amount is a balance in an account ``holder.asset``. Money, points, constant points and
quota are kept by double entry: whatever one account gains another loses, and what is created
comes out of the issuer's account. So a rule cannot lose or invent anything; that it does not
is still proved, rule by rule, like any other claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn, Protocol, Self, TypeVar

from ..errors import BadArguments, NotEnabled
from ..numbers import ZERO, Amount, Constants, Numbers, Points, Truth, Yuan
from ..numbers.terms import Term
from .mechanism import Mechanism, Rule
from .parameters import Parameters
from .questions import Readings

POOL = "pool"
TREASURY = "treasury"
SUPPLIER = "supplier"
ISSUER = "issuer"

NEWCOMER = "the newcomer"
"""A further member whom a supposed event may name; they have done nothing so far."""

AnyAmount = TypeVar("AnyAmount")
AnyWorld = TypeVar("AnyWorld", bound="World")


class Setting(Protocol):
    """What a state has to know about its scheme."""

    @property
    def parameters(self) -> Parameters:
        """The numbers that the rules read."""

    @property
    def readings(self) -> Readings:
        """The answers that the rules ask for."""

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The names of the mechanisms in use."""

    @property
    def rooms(self) -> tuple[Mechanism, ...]:
        """The mechanisms in use, in their fixed order."""

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The events that can happen, by name."""

    @property
    def opening(self) -> Mapping[str, Fraction]:
        """The accounts that open at another value than their mechanism gives them."""

    @property
    def members(self) -> tuple[str, ...]:
        """The members who are there from the start."""

    @property
    def opening_money(self) -> Fraction:
        """All money in all accounts at the opening, in yuan."""

    def effects(self, happening: str) -> tuple[Callable[..., None], ...]:
        """What the mechanisms in use add when something is announced."""

    def amendments(self, what: str) -> tuple[Callable[..., Any], ...]:
        """How the mechanisms in use change another's amount or price, in their order."""

    def shared_entries(self) -> dict[str, Amount]:
        """The shared accounts and records with their opening values."""

    def member_entries(self) -> tuple[str, ...]:
        """The accounts and records that each member has."""

    def opening_state(self, roster: Sequence[str]) -> dict[str, Amount]:
        """The state before anything happens, with these members."""

    def reading(self, readings: Readings) -> Self:
        """The same scheme under other readings."""


class Quotient(NamedTuple):
    """An amount kept as two, so that comparing it needs no division.

    It has a meaning only where the second is positive.
    """

    above: Amount
    below: Amount


class Price(NamedTuple):
    """A price in yuan per point, kept as a pair so that comparing needs no division."""

    yuan: Amount
    points: Amount

    def at_least(self, other: Price) -> Truth:
        """Whether this price is not below the other (both stand for positive points)."""
        return self.yuan * other.points >= other.yuan * self.points


class Member:
    """A participant: a buyer, a holder of points, a merchant. Attributes are its balances."""

    __slots__ = ("_view", "name")

    def __init__(self, view: View, name: str) -> None:
        self._view = view
        self.name = name

    def __getattr__(self, entry: str) -> Amount:
        return self._view.state[f"{self.name}.{entry}"]

    def __str__(self) -> str:
        return self.name

    def at(self, entry: str) -> str:
        """The key of one of this member's accounts."""
        return f"{self.name}.{entry}"


class View:
    """A state that can be read: what a claim sees."""

    def __init__(
        self, scheme: Setting, numbers: Numbers, state: dict[str, Amount], roster: Sequence[str]
    ) -> None:
        self.scheme = scheme
        self.numbers = numbers
        self.state = state
        self.roster = tuple(roster)
        self.parameters = scheme.parameters
        self.readings = scheme.readings

    def on(self, state: dict[str, Amount]) -> View:
        """Another state of the same scheme and members."""
        return View(self.scheme, self.numbers, state, self.roster)

    def member(self, name: str) -> Member:
        """The participant of that name."""
        return Member(self, name)

    @property
    def beginning(self) -> View:
        """The state before anything happened."""
        return self.on(self.scheme.opening_state(self.roster))

    @property
    def pool(self) -> Yuan:
        """Money in the pool (F)."""
        return self.state["pool.yuan"]

    @property
    def treasury(self) -> Yuan:
        """The platform's own cash (K); below zero it has paid out more than it took in."""
        return self.state["treasury.yuan"]

    @property
    def supply(self) -> Points:
        """Circulating points (S): all that were issued and not burned or held aside."""
        return -self.state["issuer.points"] - self.state.get("aside.points", 0)

    @property
    def points_held(self) -> Points:
        """Circulating points in members' hands."""
        return self.supply - self.state.get("platform.points", 0)

    @property
    def constants_outstanding(self) -> Constants:
        """Constant points that somebody holds."""
        return -self.state.get("issuer.constants", Fraction(0))

    @property
    def price(self) -> Price:
        """The live price p = F/S, which has a meaning only while S > 0."""
        return Price(self.pool, self.supply)

    @property
    def quote(self) -> Price:
        """The last price that was quoted; before the first sale, the issue price."""
        return Price(self.state["quoted.yuan-in-pool"], self.state["quoted.supply"])

    def total(self, amount: Callable[[Member], Amount]) -> Amount:
        """The sum of an amount over all members."""
        return sum(amount(self.member(name)) for name in self.roster)

    def amended(self, what: str, amount: Any, *details: Any) -> Any:
        """An amount or price as the other mechanisms of the scheme change it."""
        for amend in self.scheme.amendments(what):
            amount = amend(self, amount, *details)
        return amount

    def let(self, _name: str, amount: AnyAmount, *_clauses: str) -> AnyAmount:
        """Name an amount or a price that later lines speak of; it stays what it is."""
        return amount

    def worth(self, points: Points, price: Price) -> Quotient:
        """What points are worth in yuan at a price, to be compared with another amount."""
        return Quotient(points * price.yuan, price.points)

    def value_of(self, points: Points, price: Price) -> Yuan:
        """What points are worth at a price; 0 when no points circulate."""
        return self.numbers.ratio(points * price.yuan, price.points)

    def fork(self) -> World:
        """A world that starts here, in which requirements are noted instead of enforced.

        There is also a newcomer, who holds nothing and has done nothing yet.
        """
        return self.fork_as(World)

    def fork_as(self, kind: type[AnyWorld]) -> AnyWorld:
        """The same, as a world of some kind."""
        state = dict.fromkeys((f"{NEWCOMER}.{e}" for e in self.scheme.member_entries()), ZERO)
        roster = dict.fromkeys((*self.roster, NEWCOMER))
        return kind(self.scheme, self.numbers, state | self.state, tuple(roster), lenient=True)

    def supposing(self, rule: str, **arguments: Any) -> tuple[Truth, World]:
        """Whether a rule could run here, and the world that it would leave."""
        world = self.fork()
        world.run(self.scheme.rules[rule], arguments)
        return self.numbers.both(*(truth for _why, truth in world.requirements)), world


class World(View):
    """A state in which rules run.

    Each verb below is one line of a rule. It ends with the ids of the clauses that the line
    formalises; they change nothing here, and stand beside the line wherever the rule is printed.
    """

    def __init__(
        self,
        scheme: Setting,
        numbers: Numbers,
        state: dict[str, Amount],
        roster: Sequence[str],
        lenient: bool = False,
    ) -> None:
        super().__init__(scheme, numbers, state, roster)
        self.lenient = lenient
        self.requirements: list[tuple[str, Truth]] = []
        self.observed: list[dict[str, Amount]] = []
        self.arguments: dict[str, Any] = {}
        self.rule = ""

    def run(self, rule: Rule, arguments: Mapping[str, Any]) -> list[dict[str, Amount]]:
        """Run one event and return the states an observer sees, the last one included.

        Raises:
            NotEnabled: a requirement of the rule is not met.
            BadArguments: the arguments are not those the rule takes.
        """
        self.rule = rule.name
        self.arguments = dict(arguments)
        self.observed = []
        rule.check_arguments(self.arguments, self.roster)
        rule.body(self, **{name: self._bind(sort, name) for name, sort in rule.sorts.items()})
        if self.arguments:
            extra = next(iter(self.arguments))
            raise BadArguments(rule.name, extra, self.arguments[extra], "no such argument")
        self.observe()
        return self.observed

    def _bind(self, sort: str, name: str) -> Any:
        value = self.arguments.pop(name)
        return self.member(value) if sort == "Member" else value

    def require(self, condition: Truth, why: str, *clauses: str) -> None:
        """The event cannot happen unless the condition holds."""
        if self.lenient or isinstance(condition, Term):
            self.requirements.append((why, condition))
        elif not condition:
            raise NotEnabled(self.rule, why, clauses)

    def decide(self, name: str, at_least: Amount, at_most: Amount, *_clauses: str) -> Amount:
        """A number that the platform picks within bounds when the event happens."""
        if name in self.arguments:
            chosen = self.arguments.pop(name)
        else:
            try:
                chosen = self.numbers.unknown(name)
            except KeyError:
                expected = f"a number that the platform picks, as in {name}=1"
                raise BadArguments(self.rule, name, None, expected) from None
        self.require(chosen >= at_least, f"{name} is not below its range")
        self.require(chosen <= at_most, f"{name} is not above its range")
        return chosen

    def move(self, source: str, target: str, amount: Amount, *_clauses: str) -> None:
        """Carry an amount from one account to another of the same asset."""
        if amount.__class__ is not Term and not amount:
            return
        state = self.state
        state[source] = state[source] - amount
        state[target] = state[target] + amount

    def pay(self, payer: str | Member, payee: str | Member, amount: Yuan, *clauses: str) -> None:
        """Pay money."""
        self.move(f"{payer}.yuan", f"{payee}.yuan", amount, *clauses)

    def mint(self, holder: Member, points: Points, *clauses: str) -> Points:
        """Issue new points to a member, and return how many of them the holder has got."""
        held = holder.points
        self.move("issuer.points", holder.at("points"), points, *clauses)
        self.announce("minted", holder, points)
        return holder.points - held

    def burn(self, holder: Member, points: Points, *clauses: str) -> None:
        """Destroy points of a member."""
        self.move(holder.at("points"), "issuer.points", points, *clauses)

    def balance(self, holder: str) -> Yuan:
        """Money in an account of the platform."""
        return self.state[f"{holder}.yuan"]

    def note(self, record: str, amount: Amount, *_clauses: str) -> None:
        """Add an amount to a record that is kept beside the accounts."""
        self.state[record] = self.state[record] + amount

    def write(self, record: str, value: Amount, *_clauses: str) -> None:
        """Set a record that is kept beside the accounts."""
        self.state[record] = value

    def observe(self, *_clauses: str) -> None:
        """Let an observer see the state as it is now, and the platform quote its price."""
        supply = self.supply
        positive = supply > 0
        choose = self.numbers.choose
        state = self.state
        state["quoted.yuan-in-pool"] = choose(positive, self.pool, state["quoted.yuan-in-pool"])
        state["quoted.supply"] = choose(positive, supply, state["quoted.supply"])
        self.observed.append(self.seen())

    def seen(self) -> dict[str, Amount]:
        """The state as an observer keeps it."""
        return dict(self.state)

    def leave(self, *clauses: str) -> None:
        """Cite the clauses about the pool, supply and price that the event leaves."""

    def announce(self, happening: str, *details: Any) -> None:
        """Let every mechanism of the scheme that listens to this add its own lines."""
        for effect in self.scheme.effects(happening):
            effect(self, *details)

    def members(self) -> Iterator[Member]:
        """Every member in turn; each turn starts from the state that the last one left."""
        for name in self.roster:
            yield self.member(name)

    def allot(
        self,
        funds: Sequence[Yuan],
        weights: Sequence[Callable[[Member], Amount]],
        totals: Sequence[Amount],
        *_clauses: str,
    ) -> Iterator[tuple[Member, list[Yuan]]]:
        """Split each fund in proportion to the members' weights; the weights are taken first.

        ``totals`` are the sums the weights are measured against; a fund whose total is 0 is
        not split at all.
        """
        everyone = [self.member(name) for name in self.roster]
        # of an empty fund everybody gets nothing, whatever they weigh
        split = [
            None if fund.__class__ is not Term and not fund else weigh
            for fund, weigh in zip(funds, weights, strict=True)
        ]
        weighed = [[weigh(member) if weigh else 0 for weigh in split] for member in everyone]
        for member, row in zip(everyone, weighed, strict=True):
            yield (
                member,
                [
                    self.numbers.ratio(fund * weight, total)
                    for fund, weight, total in zip(funds, row, totals, strict=True)
                ],
            )


class NamedMembersWorld(World):
    """A world in which an event can reach only the members that it names."""

    def fork(self) -> World:
        """A world of the same kind that starts here."""
        return self.fork_as(type(self))

    def total(self, _amount: Callable[[Member], Amount]) -> Amount:
        """Refused."""
        self.refuse()

    def members(self) -> Iterator[Member]:
        """Refused."""
        self.refuse()

    def allot(self, *_: Any) -> Iterator[tuple[Member, list[Yuan]]]:
        """Refused."""
        self.refuse()

    def refuse(self) -> NoReturn:
        """Refuse an event that visits all members.

        Raises:
            TypeError: names the event.
        """
        raise TypeError(f"{self.rule} visits all members, and only some are known here")
