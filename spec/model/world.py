"""The books of a scheme, and the few verbs that a rule writes in them.

Every amount is a balance in an account ``holder.asset``. Money, points, constant points and
quota are kept by double entry: whatever one account gains another loses, and what is created
comes out of the issuer's account. So a rule cannot lose or invent anything; that it does not
is still proved, rule by rule, like any other claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import BadArguments, NotEnabled
from ..numbers import Amount, Numbers, Points, Truth, Yuan
from ..numbers.terms import Term
from .view import Member, Price, View

if TYPE_CHECKING:
    from ..schemes.scheme import Scheme
    from .mechanism import Rule

__all__ = [
    "ISSUER",
    "POOL",
    "SUPPLIER",
    "TREASURY",
    "Member",
    "NamedMembersWorld",
    "Price",
    "View",
    "World",
]

POOL = "pool"
TREASURY = "treasury"
SUPPLIER = "supplier"
ISSUER = "issuer"


class World(View):
    """A state in which rules run. Each verb below is one line of a rule."""

    def __init__(
        self,
        scheme: Scheme,
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

    def require(self, condition: Truth, why: str) -> None:
        """The event cannot happen unless the condition holds."""
        if self.lenient or isinstance(condition, Term):
            self.requirements.append((why, condition))
        elif not condition:
            raise NotEnabled(self.rule, why)

    def decide(self, name: str, at_least: Amount, at_most: Amount) -> Amount:
        """A number that the platform picks within bounds when the event happens."""
        if name in self.arguments:
            chosen = self.arguments.pop(name)
        else:
            try:
                chosen = self.numbers.unknown(name)
            except KeyError:
                raise BadArguments(self.rule, name, None, "a number") from None
        self.require(chosen >= at_least, f"{name} is not below its range")
        self.require(chosen <= at_most, f"{name} is not above its range")
        return chosen

    def move(self, source: str, target: str, amount: Amount) -> None:
        """Carry an amount from one account to another of the same asset."""
        if amount.__class__ is not Term and not amount:
            return
        state = self.state
        state[source] = state[source] - amount
        state[target] = state[target] + amount

    def pay(self, payer: str | Member, payee: str | Member, amount: Yuan) -> None:
        """Pay money."""
        self.move(f"{payer}.yuan", f"{payee}.yuan", amount)

    def mint(self, holder: Member, points: Points) -> None:
        """Issue new points to a member."""
        self.move("issuer.points", holder.at("points"), points)
        self.announce("minted", holder, points)

    def burn(self, holder: Member, points: Points) -> None:
        """Destroy points of a member."""
        self.move(holder.at("points"), "issuer.points", points)

    def balance(self, holder: str) -> Yuan:
        """Money in an account of the platform."""
        return self.state[f"{holder}.yuan"]

    def note(self, record: str, amount: Amount) -> None:
        """Add an amount to a record that is kept beside the accounts."""
        self.state[record] = self.state[record] + amount

    def write(self, record: str, value: Amount) -> None:
        """Set a record that is kept beside the accounts."""
        self.state[record] = value

    def observe(self) -> None:
        """Let an observer see the state as it is now, and the platform quote its price."""
        supply = self.supply
        positive = supply > 0
        choose = self.numbers.choose
        state = self.state
        state["quoted.yuan-in-pool"] = choose(positive, self.pool, state["quoted.yuan-in-pool"])
        state["quoted.supply"] = choose(positive, supply, state["quoted.supply"])
        self.observed.append(dict(state))

    def announce(self, happening: str, *details: Any) -> None:
        """Let every mechanism of the scheme that attends to this add its own lines."""
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
    ) -> Iterator[tuple[Member, list[Yuan]]]:
        """Split each fund in proportion to the members' weights; the weights are taken first.

        ``totals`` are the sums the weights are measured against; a fund whose total is 0 is
        not split at all.
        """
        everyone = [self.member(name) for name in self.roster]
        weighed = [[weigh(member) for weigh in weights] for member in everyone]
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
