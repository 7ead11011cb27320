"""States that can be read: accounts, prices and members as a claim sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..numbers import ZERO, Amount, Constants, Numbers, Points, Truth, Yuan

if TYPE_CHECKING:
    from ..schemes.scheme import Scheme
    from .parameters import Parameters
    from .questions import Readings
    from .world import World

NEWCOMER = "the newcomer"
"""A member that a supposed event may name beside the others, one who has done nothing so far."""

AnyAmount = TypeVar("AnyAmount")
AnyWorld = TypeVar("AnyWorld", bound="World")


class Quotient(NamedTuple):
    """An amount kept as two, so that comparing it needs no division.

    It means something where the second is positive.
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
        self, scheme: Scheme, numbers: Numbers, state: dict[str, Amount], roster: Sequence[str]
    ) -> None:
        self.scheme = scheme
        self.numbers = numbers
        self.state = state
        self.roster = tuple(roster)
        self.parameters: Parameters = scheme.parameters
        self.readings: Readings = scheme.readings

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
        """The live price p = F/S, which means something while S > 0."""
        return Price(self.pool, self.supply)

    @property
    def quote(self) -> Price:
        """The last price that was quoted; before the first sale, the issue price."""
        return Price(self.state["quoted.yuan-in-pool"], self.state["quoted.supply"])

    def total(self, amount: Callable[[Member], Amount]) -> Amount:
        """The sum of an amount over all members."""
        return sum(amount(self.member(name)) for name in self.roster)

    def amended(self, what: str, amount: Any, *details: Any) -> Any:
        """An amount or price as the other mechanisms of the scheme make it."""
        for amend in self.scheme.amendments(what):
            amount = amend(self, amount, *details)
        return amount

    def let(self, _name: str, amount: AnyAmount, *_clauses: str) -> AnyAmount:
        """Name an amount or a price that later lines speak of; it stays what it is."""
        return amount

    def worth(self, points: Points, price: Price) -> Quotient:
        """What points are worth at a price in yuan, to be compared with another amount."""
        return Quotient(points * price.yuan, price.points)

    def value_of(self, points: Points, price: Price) -> Yuan:
        """What points are worth at a price; 0 when no points circulate."""
        return self.numbers.ratio(points * price.yuan, price.points)

    def fork(self) -> World:
        """A world that starts here, in which requirements are noted instead of enforced.

        A newcomer is there too, who has and did nothing yet.
        """
        from .world import World  # a world is a view; only here does a view make a world

        return self.fork_as(World)

    def fork_as(self, kind: type[AnyWorld]) -> AnyWorld:
        """The same, as a world of some kind."""
        state = dict.fromkeys((f"{NEWCOMER}.{e}" for e in self.scheme.member_entries()), ZERO)
        roster = dict.fromkeys((*self.roster, NEWCOMER))
        return kind(self.scheme, self.numbers, state | self.state, tuple(roster), lenient=True)

    def supposing(self, rule: str, **arguments: Any) -> tuple[Truth, World]:
        """Whether a rule could run here, and the world it would leave."""
        world = self.fork()
        world.run(self.scheme.rules[rule], arguments)
        return self.numbers.both(*(truth for _why, truth in world.requirements)), world
