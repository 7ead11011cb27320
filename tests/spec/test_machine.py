"""Long random histories on exact fractions: what is recorded as proved holds after every event."""

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from neverfalls.proofs.induction import induct
from neverfalls.proofs.invariants import INVARIANTS
from neverfalls.proofs.jobs import Solvers
from neverfalls.proofs.survey import tasks
from neverfalls.proofs.verdict import all_claims
from neverfalls.spec.claim import CLAIMS, Claim, Kind
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.loader import SHIPPED, load_scheme
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.readings import KINDS, ProductCost
from neverfalls.spec.scheme import Scheme
from neverfalls.spec.world import View, World

RECORD = Path(__file__).resolve().parents[2] / "proofs" / "record"
HOLDS = ("proved", "vacuous")
STEPS = 25

members = st.integers(0, 3)
orders = st.sampled_from([Fraction(n, 10) for n in (10, 20, 50, 5, 1, 3, 1000, 10000)])
shares = st.sampled_from([Fraction(n, 100) for n in (100, 50, 75, 10, 99, 1)])


def expected(name: str, deviation: str) -> list[Claim]:
    """Return what is recorded as proved of one scheme, with the invariants that carry it."""
    file = RECORD / f"{name}.json"
    if not file.is_file():
        pytest.fail(f"proofs/record/{name}.json is missing: nothing says what is proved")
    found: dict[str, Claim] = {}
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        if cell["deviation"] == deviation and cell["status"] in HOLDS:
            names = cell.get("invariants", [])
            found |= {each: INVARIANTS[each] for each in names}
            found[cell["claim"]] = CLAIMS[cell["claim"]]
    return list(found.values())


class Histories(RuleBasedStateMachine):
    """Any events of a scheme, in any order; what is promised is looked at after each."""

    scheme: ClassVar[Scheme]
    promised: ClassVar[Sequence[Claim]]
    histories: ClassVar[Any]

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
        """Run an event if it is allowed, and look at every state an observer sees."""
        pick = self.histories.pick(name, who, other, size)
        arguments = self.histories.event(self.law, self.roster, self.state, pick)
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
        earlier = None if before is None else now.on(before)
        for claim in self.promised:
            if claim.kind.of_one_state or (claim.kind is Kind.STEP and earlier is not None):
                for name in self.roster if claim.per_member else (None,):
                    for check in claim.checks(earlier, now, name):
                        assert check.holds(now), f"{claim.name}: {check.what}: {check.sides()}"


def run(
    histories: Any,
    scheme: Scheme,
    promised: Sequence[Claim],
    examples: int,
    phases: Sequence[Phase] = (Phase.generate, Phase.shrink),
) -> None:
    """Run random histories of a scheme that is promised to keep all this."""
    told = {"scheme": scheme, "promised": promised, "histories": histories}
    machine = type("HistoriesOfAScheme", (Histories,), told)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=phases,
        ),
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_random_histories_keep_what_is_proved(histories: Any, name: str) -> None:
    """No random history of a scheme as written breaks a claim or an invariant proved for it."""
    promised = expected(name, "")
    assert promised
    run(histories, load_scheme(name), promised, 60)


BROKEN = [
    ("wine-shop", "platform_stays_profitable"),
    ("mall", "platform_stays_profitable"),
    ("agents", "platform_stays_profitable"),
    ("market", "pool_covers_the_market_value"),
    ("market", "stock_stays_within_the_reserved_part"),
    ("gallery", "items_can_be_had_for_points"),
    ("gallery", "resale_fetches_the_stated_value"),
    ("dealers", "platform_stays_profitable"),
    ("dealers", "new_dealers_cost_the_others_nothing"),
    ("linkage", "tokenised_assets_cover_the_tokens"),
    ("linkage", "circle_only_lifts"),
    *((n, "pool_money_can_leave") for n in SHIPPED if "sell" in load_scheme(n).rules),
]


@pytest.mark.parametrize(("name", "claim"), BROKEN)
def test_random_histories_break_what_is_refuted(histories: Any, name: str, claim: str) -> None:
    """The histories are wild enough: claims that are refuted do break in some of them."""
    with pytest.raises(AssertionError, match=f"^{claim}: "):
        run(histories, load_scheme(name), [CLAIMS[claim]], 200, [Phase.generate])


def deviations() -> Iterator[Any]:
    """Yield every shipped scheme with a single other reading."""
    for name in SHIPPED:
        for task in tasks(load_scheme(name)):
            if task.deviation:
                yield pytest.param(task, id=f"{name}.{task.deviation}")


@pytest.mark.parametrize("task", list(deviations()))
def test_random_histories_keep_what_is_proved_of_a_deviation(histories: Any, task: Any) -> None:
    """The same with one reading changed, for every claim that is still proved then."""
    run(histories, task.scheme, expected(task.scheme.name, task.deviation), 8)


MIXTURES = (4, 1, 6, 9, 15, 22)
"""Each number n picks, of the k-th reading consulted, the answer number n // (k + 1)."""


@pytest.mark.slow
@pytest.mark.parametrize("number", MIXTURES)
@pytest.mark.parametrize("name", SHIPPED)
def test_random_histories_keep_what_is_proved_of_a_mixture(
    histories: Any, name: str, number: int
) -> None:
    """Under many other readings at once, whatever induction proves holds in random histories."""
    scheme = load_scheme(name)
    choices = {}
    for place, reading in enumerate(scheme.relevant_readings):
        answers = list(KINDS[reading])
        choices[reading] = answers[number // (place + 1) % len(answers)].value
    scheme = scheme.reading(scheme.readings.with_choices(choices))
    claims = [claim for claim in all_claims() if claim.applies(scheme.mechanisms)]
    with Solvers(2) as solvers:
        induction = induct(scheme.opened(), claims, solvers)
    promised = [c for c in claims if c.kind is not Kind.EVENTUAL and induction.proves(c.name)]
    promised += [INVARIANTS[each] for each in induction.invariants]
    assert promised
    run(histories, scheme, promised, 10)
