"""A machine that makes long random histories of a scheme and looks at what is promised of it."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms.purchase import ProductCost
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.scheme import Scheme

from .histories import Pick, event

STEPS = 25

LONG = 2000
"""Most bits of the numerator and the denominator of an amount to which more happens."""

members = st.integers(0, 3)
orders = st.sampled_from([Fraction(n, 10) for n in (10, 20, 50, 5, 1, 3, 1000, 10000)])
shares = st.sampled_from([Fraction(n, 100) for n in (100, 50, 75, 10, 99, 1)])


def length(amount: Fraction) -> int:
    """Return how many bits an amount takes."""
    return amount.numerator.bit_length() + amount.denominator.bit_length()


def look(promised: Sequence[Claim], before: View | None, now: View) -> None:
    """Check every promise at a state, or over the step that led to it."""
    for claim in promised:
        if claim.kind.of_one_state or (claim.kind is Kind.STEP and before is not None):
            for name in now.roster if claim.per_member else (None,):
                for check in claim.checks(before, now, name):
                    assert check.holds(now), f"{claim.name}: {check.what}: {check.sides()}"


class Histories(RuleBasedStateMachine):
    """Any events of a scheme, in any order; what is promised is looked at after each."""

    scheme: ClassVar[Scheme]
    promised: ClassVar[Sequence[Claim]]

    @initialize(count=st.integers(1, 4), margin=st.sampled_from([0, 1, 2, 3, 10]))
    def open(self, count: int, margin: int) -> None:
        """Nothing has happened yet; a margin that is left open is any."""
        self.law = self.scheme
        if self.scheme.readings.product_cost is ProductCost.ANY_MARGIN:
            self.law = self.scheme.with_parameters(margin=Fraction(margin, 10))
        self.roster = self.law.roster(count)
        self.state: dict[str, Any] = self.law.opening_state(self.roster)
        self.look(None, self.state)

    @rule(who=members, size=orders)
    def purchase(self, who: int, size: Fraction) -> None:
        """Somebody buys for some typical orders."""
        self.happen("purchase", who, 0, size)

    @precondition(lambda self: "sell" in self.scheme.rules and self.anybody_has("points"))
    @rule(who=members, size=shares)
    def sell(self, who: int, size: Fraction) -> None:
        """Somebody sells a share of its points."""
        self.happen("sell", who, 0, size)

    @precondition(lambda self: "redeem" in self.scheme.rules and self.anybody_has("points"))
    @rule(who=members, size=shares)
    def redeem(self, who: int, size: Fraction) -> None:
        """Somebody takes goods for a share of its points."""
        self.happen("redeem", who, 0, size)

    @precondition(lambda self: "convert" in self.scheme.rules and self.anybody_has("points"))
    @rule(who=members, size=shares)
    def convert(self, who: int, size: Fraction) -> None:
        """Somebody converts a share of its points."""
        self.happen("convert", who, 0, size)

    @precondition(lambda self: self.anybody_has("constants") and len(self.roster) > 1)
    @rule(who=members, merchant=members, size=shares)
    def spend(self, who: int, merchant: int, size: Fraction) -> None:
        """Somebody spends a share of its constant points."""
        self.happen("spend", who, merchant, size)

    @precondition(lambda self: self.anybody_has("takings"))
    @rule(who=members, size=shares)
    def restore(self, who: int, size: Fraction) -> None:
        """A merchant hands in a share of the constant points it took."""
        self.happen("restore", who, 0, size)

    @precondition(lambda self: "referral" in self.scheme.mechanisms and len(self.roster) > 1)
    @rule(who=members, referrer=members, size=orders)
    def purchase_referred(self, who: int, referrer: int, size: Fraction) -> None:
        """Somebody buys whom another member brought."""
        self.happen("purchase_referred", who, referrer, size)

    @precondition(lambda self: "award" in self.scheme.rules and self.anybody_has("points"))
    @rule(who=members)
    def award(self, who: int) -> None:
        """Somebody wins a prize, if it holds enough."""
        self.happen("award", who, 0, Fraction(1))

    @precondition(lambda self: self.anybody_has("debt"))
    @rule(who=members, size=orders)
    def release(self, who: int, size: Fraction) -> None:
        """A part of an old debt becomes points."""
        self.happen("release", who, 0, size)

    @precondition(lambda self: "close_day" in self.scheme.rules)
    @rule(size=shares)
    def close_day(self, size: Fraction) -> None:
        """The day ends; rates that are picked daily lie anywhere in their range."""
        self.happen("close_day", 0, 0, size)

    @precondition(lambda self: "trade" in self.scheme.rules and self.anybody_has("points"))
    @precondition(lambda self: len(self.roster) > 1)
    @rule(who=members, buyer=members, size=shares)
    def trade(self, who: int, buyer: int, size: Fraction) -> None:
        """Somebody sells a share of its points to another member for a part of an order."""
        self.happen("trade", who, buyer, size)

    @precondition(lambda self: "list_company" in self.scheme.rules)
    @rule(size=orders)
    def list_company(self, size: Fraction) -> None:
        """The company turns out to be worth some typical orders."""
        self.happen("list_company", 0, 0, size)

    @precondition(
        lambda self: "convert_to_stock" in self.scheme.rules and self.anybody_has("points")
    )
    @rule(who=members, size=shares)
    def convert_to_stock(self, who: int, size: Fraction) -> None:
        """Somebody gives a share of its points for stock."""
        self.happen("convert_to_stock", who, 0, size)

    @precondition(lambda self: "acquire" in self.scheme.rules)
    @rule(who=members, by=st.sampled_from(["collect", "acquire"]))
    def buy_item(self, who: int, by: str) -> None:
        """Somebody pays for an item, with points or with money."""
        self.happen(by, who, 0, Fraction(1))

    @precondition(lambda self: self.anybody_has("items") and len(self.roster) > 1)
    @rule(who=members, buyer=members, size=orders)
    def resell(self, who: int, buyer: int, size: Fraction) -> None:
        """Somebody resells an item for some typical orders."""
        self.happen("resell", who, buyer, size)

    @precondition(lambda self: self.anybody_has("dealer"))
    @rule(who=members, friends=st.sampled_from([1, 2, 10]))
    def bring_friends(self, who: int, friends: int) -> None:
        """A dealer brings some friends."""
        self.happen("bring_friends", who, 0, Fraction(friends, 10))

    @precondition(lambda self: "close_month" in self.scheme.rules)
    @rule()
    def close_month(self) -> None:
        """The month ends."""
        self.happen("close_month", 0, 0, Fraction(1))

    @precondition(lambda self: "turn" in self.scheme.rules)
    @rule(event=st.sampled_from(["rise", "fall", "turn"]), size=shares)
    def move_prices(self, event: str, size: Fraction) -> None:
        """The token price moves, or what it did is felt by the company."""
        self.happen(event, 0, 0, size)

    @precondition(lambda self: "sell_ahead" in self.scheme.rules)
    @rule(who=members, size=orders)
    def sell_ahead(self, who: int, size: Fraction) -> None:
        """Somebody buys tokens for some typical orders."""
        self.happen("sell_ahead", who, 0, size)

    @precondition(lambda self: self.anybody_has("tokens"))
    @rule(who=members, event=st.sampled_from(["buy_back", "pay_fee"]), size=shares)
    def give_up_tokens(self, who: int, event: str, size: Fraction) -> None:
        """Somebody gives up a share of its tokens, for money or for a fee."""
        self.happen(event, who, 0, size)

    def anybody_has(self, entry: str) -> bool:
        """Whether a member has anything in its account of that name."""
        return any(self.state.get(f"{name}.{entry}", 0) > 0 for name in self.roster)

    def happen(self, name: str, who: int, other: int, size: Fraction) -> None:
        """Run an event if it is allowed, and look at every state an observer sees.

        A history ends where its fractions have become long: they may double with every event.
        """
        if any(length(amount) > LONG for amount in self.state.values()):
            return
        pick = Pick(name, who, other, size)
        arguments = event(self.law, self.roster, self.state, pick)
        world = World(self.law, ExactNumbers(), dict(self.state), self.roster)
        try:
            observed = world.run(self.law.rules[name], arguments)
        except NotEnabled:
            return
        for state in observed:
            self.look(self.state, state)
            self.state = state

    def look(self, before: dict[str, Any] | None, state: dict[str, Any]) -> None:
        """Check every promise at a state, or over the step that led to it."""
        now = View(self.law, ExactNumbers(), state, self.roster)
        look(self.promised, None if before is None else now.on(before), now)


def run(
    scheme: Scheme,
    promised: Sequence[Claim],
    examples: int,
    phases: Sequence[Phase] = (Phase.generate, Phase.shrink),
) -> None:
    """Run random histories of a scheme that is promised to keep all this."""
    data = {"scheme": scheme, "promised": promised}
    machine = type("HistoriesOfAScheme", (Histories,), data)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            phases=phases,
            report_multiple_bugs=False,
        ),
    )
