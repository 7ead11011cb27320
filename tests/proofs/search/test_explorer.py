"""The search: which shortest history it finds, the same in every run."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import Trace, render
from neverfalls.proofs.search.bounds import MEMBERS, STEPS
from neverfalls.proofs.search.explorer import Explorer
from neverfalls.proofs.search.letters import Letter, letters, used_members
from neverfalls.proofs.search.run import Run
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.judge import Judge
from neverfalls.proofs.verdicts.verdict import Status, Verdict
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import deviating, under

SHOP, MALL = load_scheme("wine-shop"), load_scheme("mall")


def verdict(scheme: Scheme, deviation: str, claim: str, solvers: Solvers, **limits: int) -> Verdict:
    """Judge one claim of a scheme in which one reading may differ."""
    limits = {"steps": STEPS, "members": MEMBERS, **limits}
    judge = Judge(
        deviating(scheme, deviation), solvers, deviation, limits["steps"], limits["members"]
    )
    (found,) = judge.judge([CLAIMS[claim]])
    return found


def outline(trace: Trace | None) -> tuple[list[str], str, str]:
    """Return the events of a trace, and both sides of what breaks."""
    assert trace is not None
    events = [" ".join([step.rule, *step.arguments.values()]) for step in trace.steps]
    return events, trace.violation.left, trace.violation.right


SHORTEST: list[tuple[Scheme, str, str, list[str], str, str]] = [
    (SHOP, "", "pool_money_can_leave", ["purchase alice 100", "sell alice 21"], "3", "0"),
    (
        SHOP,
        "",
        "platform_stays_profitable",
        ["purchase alice 100", "redeem alice 21/2", "redeem alice 21/2"],
        "-5/2",
        "0",
    ),
    (
        SHOP,
        "",
        "liabilities_are_covered",
        ["purchase alice 100", "redeem alice 21/2", "redeem alice 189/20"],
        "29",
        "30",
    ),
    (
        SHOP,
        "empty_price=issue-price",
        "price_never_falls",
        ["purchase alice 100", "purchase alice 100", "sell alice 357/10", "purchase alice 200"],
        "11/7",
        "200/119",
    ),
    (
        SHOP,
        "step_view=pay-then-burn",
        "price_never_falls",
        ["purchase alice 100", "sell alice 21"],
        "1/7",
        "10/7",
    ),
    (
        SHOP,
        "converted_points=held-aside",
        "price_never_falls",
        ["purchase alice 100", "convert alice 21/2", "spend alice bob 15", "restore bob 15"],
        "40/21",
        "20/7",
    ),
    (
        SHOP,
        "constant_backing=nothing",
        "constants_are_worth_their_face",
        ["purchase alice 100", "convert alice 21"],
        "0",
        "30",
    ),
    (
        MALL,
        "",
        "price_never_falls",
        ["purchase alice 2000", "sell alice 5", "purchase alice 2000"],
        "62",
        "66",
    ),
    (MALL, "", "platform_stays_profitable", ["purchase alice 2000", "close_day"], "-20", "0"),
    (
        MALL,
        "",
        "quota_is_paid_when_sales_stop",
        ["purchase alice 2000", "close_day", "close_day", "close_day"],
        "3580",
        "0",
    ),
]


@pytest.mark.parametrize(("scheme", "deviation", "claim", "events", "left", "right"), SHORTEST)
def test_the_shortest_history_is_found(
    scheme: Scheme,
    deviation: str,
    claim: str,
    events: list[str],
    left: str,
    right: str,
    solvers: Solvers,
) -> None:
    """The very history, with its amounts, that is the shortest and simplest of its kind."""
    found = verdict(scheme, deviation, claim, solvers)
    assert (found.status, found.evidence) == (Status.REFUTED, "replayed")
    assert (events, left, right) == outline(found.trace)
    shipped = counterexamples.load(".".join(filter(None, [scheme.name, claim, deviation])))
    assert outline(shipped) == outline(found.trace)


def test_a_grant_above_the_deposit_takes_one_purchase(solvers: Solvers) -> None:
    """With points worth 6/5 of the deposit the first sale already quotes less than the issue."""
    scheme = SHOP.with_parameters(reward=Fraction(6, 5))
    found = verdict(scheme, "", "price_never_falls", solvers)
    assert outline(found.trace) == (["purchase alice 100"], "5/6", "1")


def test_an_open_margin_is_closed_by_a_simple_number(solvers: Solvers) -> None:
    """Where the margin may be any, the trace states the one that it takes, and replays with it."""
    found = verdict(SHOP, "product_cost=any-margin", "platform_stays_profitable", solvers)
    assert outline(found.trace) == (["purchase alice 100"], "-5", "0")
    assert found.trace is not None
    assert found.trace.parameters["margin"] == "1/4"


@pytest.mark.parametrize("step", ["1", "1/100"])
def test_no_amount_is_bounded_by_itself(step: str) -> None:
    """That a payment is made in whole coins says it is at most its own whole part: no bound."""
    scheme = load_scheme("counter").with_parameters(money_step=Fraction(step))
    bought = Run.start(scheme, scheme.roster(1)).extend(Letter("purchase", ("alice",)))
    assert bought is not None
    sold = bought.extend(Letter("sell", ("alice",)))
    assert sold is not None
    paid, points = sold.unknowns
    assert (paid.label, paid.most) == ("1.paid", None)
    assert (points.label, points.most) == ("2.points", sold.states[1][-1]["alice.points"])


def test_no_amounts_bound_each_other() -> None:
    """Of two amounts that are each at most the other, the first is bounded, and the second not."""

    def body(w: World, first: Any, second: Any) -> None:
        w.require(first <= second, "it is not more")
        w.require(second <= w.numbers.ratio(first, 1 + w.pool), "nor is this")

    rule = Rule("swap", body, {"first": "Points", "second": "Points"}, (), "")
    scheme = replace(SHOP)
    scheme.rules["swap"] = rule
    start = Run.start(scheme, scheme.roster(1)).extend(Letter("purchase", ("alice",)))
    assert start is not None
    swapped = start.extend(Letter("swap", ()))
    assert swapped is not None
    _paid, first, second = swapped.unknowns
    assert (first.most, second.most) == (terms.name("2.second"), None)


def test_two_runs_find_the_same(solvers: Solvers) -> None:
    """Other processes, other numbers of them, other order of questions: the same text."""
    claim = "goods_cost_within_contributions"
    first = verdict(SHOP, "", claim, solvers)
    with Solvers(1) as fresh:
        second = verdict(SHOP, "", claim, fresh)
    assert first.trace is not None
    assert second.trace is not None
    assert render(first.trace) == render(second.trace)
    assert first == second


def test_too_few_events_leave_a_bound(solvers: Solvers) -> None:
    """A search that stops before the shortest history says how far it came, and no more."""
    short = verdict(SHOP, "", "platform_stays_profitable", solvers, steps=2)
    assert (short.status, short.depth, short.trace) == (Status.BOUNDED, 2, None)
    alone = "converted_points=held-aside"
    found = verdict(SHOP, alone, "price_never_falls", solvers, steps=4, members=1)
    assert (found.status, found.depth, found.undecided) == (Status.BOUNDED, 4, 0)


def test_a_claim_without_a_case_is_vacuous(solvers: Solvers) -> None:
    """If nobody ever holds a point, what is proved of holders says nothing: so the verdict."""
    scheme = SHOP.with_parameters(reward=Fraction(0))
    found = verdict(scheme, "", "holders_can_cash_out", solvers)
    assert (found.status, found.trace) == (Status.VACUOUS, None)


def test_each_day_has_its_own_rates() -> None:
    """Where the platform picks a rate, it picks anew on every day of a history."""
    scheme = under(MALL, dividend_rates="chosen-daily")
    run: Run | None = Run.start(scheme, scheme.roster(1))
    for rule, members in (("purchase", ("alice",)), ("close_day", ()), ("close_day", ())):
        assert run is not None
        run = run.extend(Letter(rule, members))
    assert run is not None
    rates = [unknown for unknown in run.unknowns if unknown.sort == "Rate"]
    assert [unknown.step for unknown in rates] == [2, 2, 3, 3]
    assert [unknown.argument for unknown in rates] == ["daily_rate", "tier_rate"] * 2
    assert len({unknown.label for unknown in run.unknowns}) == len(run.unknowns)


def test_members_are_named_in_order() -> None:
    """Members are alike until they act, so a history names the first one first."""
    roster = SHOP.roster(3)
    assert {letter.members for letter in letters(SHOP, roster, 0)} == {("alice",), ("alice", "bob")}
    pairs = {letter.members for letter in letters(SHOP, roster, 1) if letter.rule == "spend"}
    assert pairs == {("alice", "bob"), ("bob", "alice"), ("bob", "carol")}
    word = (Letter("purchase", ("alice",)), Letter("spend", ("alice", "bob")))
    assert used_members(word, roster) == 2
    assert used_members((), roster) == 0


def test_words_that_cannot_happen_are_left_out(solvers: Solvers) -> None:
    """Nothing but a purchase can come first, and points that are gone are not sold again."""
    explorer = Explorer(SHOP, solvers)
    first = [[letter.rule for letter in run.word] for run in explorer.runs(1, 1)]
    second = [[letter.rule for letter in run.word] for run in explorer.runs(2, 1)]
    assert first == [["purchase"]]
    assert second == [["purchase", rule] for rule in ("purchase", "sell", "redeem", "convert")]


def test_a_word_is_drawn_out_beyond_the_search(solvers: Solvers) -> None:
    """Where the contribution is small, cash runs out in equal parts of what is left."""
    claim = "platform_stays_profitable"
    found = verdict(SHOP, "contribution_base=of-profit", claim, solvers, members=1)
    assert found.trace is not None
    first, *rest = [[*step.arguments.values()][1] for step in found.trace.steps]
    points = Fraction(21, 2) * Fraction(99, 100)
    assert (first, rest) == ("100", [str(points / 100**n) for n in range(5)])
    assert found.trace.found.solver.endswith("in a word longer than those that were searched")
