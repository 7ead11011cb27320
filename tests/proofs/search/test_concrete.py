"""The search on exact numbers: what it finds has happened, and it finds what breaks with ease."""

from dataclasses import replace

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples.replay import execute
from neverfalls.proofs.search.bounds import MEMBERS, STEPS
from neverfalls.proofs.search.concrete import Broken, broken
from neverfalls.proofs.search.traces import first_violation
from neverfalls.proofs.verdicts.first import broken_first, without_contradiction
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.proofs.verdicts.survey import survey_apart
from neverfalls.proofs.verdicts.task import Task, tasks
from neverfalls.proofs.verdicts.verdict import Evidence, Status, Verdict
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.model.world import World
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

from ...schemes import deviating

QUICK = ("gallery", "market", "old-members", "shares", "wine-shop")

SHOP = load_scheme("wine-shop")


def recorded(name: str, status: str, deviation: str = "") -> list[Claim]:
    """The claims of which this verdict is recorded."""
    record = record_of(load_scheme(name))
    assert record is not None
    return [
        CLAIMS[each["claim"]]
        for each in record["cells"]
        if (each["status"], each["deviation"]) == (status, deviation)
    ]


def found(name: str, claims: list[Claim]) -> list[Broken]:
    """What is found of these claims about a shipped scheme as it is written."""
    return [*broken(load_scheme(name), claims, STEPS, MEMBERS)]


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.slow] * (each not in QUICK)) for each in SHIPPED]
)
def test_most_broken_promises_are_found_among_round_amounts(name: str) -> None:
    """Six in ten at least, none in fewer events than the recorded shortest history."""
    refuted = recorded(name, "refuted")
    shown = {each.claim.name: len(each.events) for each in found(name, refuted)}
    assert len(shown) >= 0.6 * len(refuted)
    for claim, length in shown.items():
        assert length >= len(counterexamples.load(f"{name}.{claim}").steps)


@pytest.mark.parametrize(
    "name", ["gallery", "counter", pytest.param("mall", marks=pytest.mark.slow)]
)
def test_no_promise_that_is_proved_is_found_to_break(name: str) -> None:
    """Thousands of histories keep every promise that is recorded as proved."""
    assert found(name, recorded(name, "proved")) == []


@pytest.mark.parametrize("name", ["agents", "shares"])
def test_what_is_found_has_happened(name: str) -> None:
    """The events run from the opening, and the last of them breaks the promise."""
    for claim, scheme, roster, events in found(name, recorded(name, "refuted")):
        states = execute(scheme, roster, events)
        assert first_violation(scheme, roster, claim, states) is not None


def test_a_history_is_the_shortest_of_its_amounts() -> None:
    """Two redemptions of half the points each, not of something and then of the rest."""
    (shown,) = found("wine-shop", [CLAIMS["platform_stays_profitable"]])
    assert [rule for rule, _arguments in shown.events] == ["purchase", "redeem", "redeem"]


def test_a_rule_that_pays_too_much_is_found() -> None:
    """A promise that is proved of the sale breaks if the sale pays a yuan more."""
    claim = CLAIMS["price_never_falls"]
    rule = SHOP.rules["sell"]

    def generous(world: World, **arguments: object) -> None:
        rule.body(world, **arguments)
        world.move("pool.yuan", f"{arguments['seller']}.yuan", 1)

    assert found("wine-shop", [claim]) == []
    changed = replace(SHOP)
    changed.__dict__["rules"] = {**SHOP.rules, "sell": replace(rule, body=generous)}
    (shown,) = broken(changed, [claim], STEPS, MEMBERS)
    assert shown.events[-1][0] == "sell"


def test_an_amount_at_which_the_day_turns_is_tried() -> None:
    """A purchase of 2000 reaches the first tier of the mall, which no round multiple does."""
    (shown,) = found("mall", [CLAIMS["daily_fund_is_paid_out"]])
    assert str(shown.events[0][1]["paid"]) == "2000"


def test_an_opening_may_break_a_promise_and_a_number_may_be_open() -> None:
    """Under a reading that leaves a number open, one is chosen, and the trace states it."""
    for task in tasks(load_scheme("market")):
        if task.scheme.opened().open_parameters:
            break
    else:
        pytest.fail("no reading of the market leaves a number open")
    shown = broken_first(task, [*CLAIMS.values()])
    assert shown.known
    assert all(each.status is Status.REFUTED for each in shown.known)
    assert all(each.evidence is Evidence.REPLAYED for each in shown.known)
    assert all(each.trace and counterexamples.replay(each.trace) for each in shown.known)


def test_what_is_known_is_not_judged_again() -> None:
    """Where every verdict is known, no process is started, and they come in the claims' order."""
    claims = [CLAIMS["platform_stays_profitable"], CLAIMS["shown_value_is_paid"]]
    task = broken_first(Task(deviating(SHOP, ""), ""), claims[::-1])
    assert not task.left(claims)
    told = survey_apart([task], claims)
    assert [each.claim for each in told] == [each.name for each in claims]


def test_a_proof_that_an_exact_history_contradicts_is_no_verdict() -> None:
    """It says so in its place, of the reading that the history is one of, and of no other claim."""
    claims = [CLAIMS["goods_cost_within_contributions"], CLAIMS["price_never_falls"]]
    histories = [*broken(SHOP.opened(), claims, STEPS, MEMBERS)]
    (history,) = histories
    verdicts = [
        Verdict("wine-shop", claim.name, deviation, Status.PROVED, Evidence.CERTIFICATE)
        for deviation in ("", "goods_payer=pool")
        for claim in claims
    ]
    told = without_contradiction(verdicts, "", histories)
    assert told[1:] == verdicts[1:]
    assert (told[0].status, told[0].evidence) == (Status.FAILED, Evidence.NONE)
    count = len(history.events)
    assert f"it was proved, and yet a history of {count} events breaks it" == told[0].failure
    assert without_contradiction(verdicts, "", []) == verdicts
