"""Exact replay: the setting of a trace is checked too, so that no forged one is believed."""

import json
from fractions import Fraction
from typing import Any

import pytest

from neverfalls.counterexamples import ReplayFailed
from neverfalls.counterexamples.replay import broken_at, execute, replay, scheme_of
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

from .shipped import SHOP, data, parsed, refused

LOOP = "mall.quota_is_paid_when_sales_stop"
FALL = "wine-shop.price_never_falls.empty_price=issue-price"


def forged(claim: str, events: list[tuple[str, dict[str, Any]]], **setting: Any) -> Any:
    """Return a trace of the wine shop that is right in all but its setting.

    Its states are computed and its violation is real, given that setting.
    """
    told = {**data(SHOP), "steps": [], **setting, "claim": claim}
    trace = parsed(told)
    scheme = scheme_of(trace)
    states = execute(scheme, trace.members, events)
    kept = [[{k: str(v) for k, v in s.items() if v} for s in step] for step in states[1:]]
    told["steps"] = [
        {"rule": rule, "arguments": {k: str(v) for k, v in given.items()}, "states": step}
        for (rule, given), step in zip(events, kept, strict=True)
    ]
    names = trace.members if CLAIMS[claim].per_member else [None]
    for place, step in enumerate(states):
        for name in names:
            check = broken_at(scheme, trace.members, CLAIMS[claim], states, place, len(step), name)
            if check is not None:
                left, right = (str(side) for side in check.sides())
                told["violation"] = {
                    "step": place,
                    "state": len(step),
                    "member": name,
                    "what": check.what,
                    "relation": check.relation.value,
                    "left": left,
                    "right": right,
                    "unit": check.unit,
                }
                return told
    raise AssertionError("the forged trace breaks nothing")


def refused_forgery(
    claim: str, events: list[tuple[str, dict[str, Any]]], **setting: Any
) -> ReplayFailed:
    """Forge a trace that has to be refused, be it before its events run or after."""
    with pytest.raises(ReplayFailed) as caught:
        replay(parsed(forged(claim, events, **setting)))
    assert caught.value.trace == SHOP
    return caught.value


BUY = ("purchase", {"buyer": "alice", "paid": Fraction(100)})
ALL = ("sell", {"seller": "alice", "points": Fraction(21)})
TAKE = ("redeem", {"holder": "alice", "points": Fraction(21)})


def test_a_forger_can_tell_the_truth() -> None:
    """The forger's trace of an honest setting replays, so what is refused below is the setting."""
    half = ("redeem", {"holder": "alice", "points": Fraction(21, 2)})
    told = forged("platform_stays_profitable", [BUY, half, half])
    assert told == data(SHOP)
    assert replay(parsed(told)).check.sides()[0] < 0


def test_a_member_is_listed_once() -> None:
    """Counting one member twice would break the books of any scheme."""
    error = refused_forgery("books_balance", [BUY], members=["alice", "alice"])
    assert (error.step, error.field) == (0, "members")


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("pool", "money_is_conserved"),
        ("treasury", "money_is_conserved"),
        ("supplier", "money_is_conserved"),
        ("issuer", "books_balance"),
        ("platform", "books_balance"),
    ],
)
def test_a_member_is_none_of_the_platforms_accounts(name: str, claim: str) -> None:
    """An account of the platform that is counted as a member's would break the books."""
    turn = ("convert", {"holder": "alice", "points": Fraction(1)})
    error = refused_forgery(claim, [BUY, turn][: 1 + (name == "platform")], members=["alice", name])
    assert (error.step, error.field) == (0, "members")


@pytest.mark.parametrize(
    ("claim", "opening"),
    [
        ("platform_stays_profitable", {"treasury.yuan": "-1"}),
        ("pool_covers_every_point", {"pool.yuan": "-1"}),
        ("books_balance", {"issuer.points": "-1"}),
        ("books_balance", {"platform.points": "1"}),
        ("books_balance", {"alice.points": "1"}),
        ("goods_cost_within_contributions", {"goods.cost": "1"}),
        ("liabilities_are_covered", {"issuer.constants": "-1"}),
    ],
)
def test_an_opening_is_one_that_a_scheme_can_have(claim: str, opening: dict[str, str]) -> None:
    """Only pool, treasury and the initial members' holdings are opened with, none below 0."""
    error = refused_forgery(claim, [], opening=opening)
    assert (error.step, error.found) == (0, next(iter(opening.values())))


@pytest.mark.parametrize(
    ("claim", "event", "parameter", "value"),
    [
        ("price_never_falls", ALL, "exit_fee", "-1/10"),
        ("platform_stays_profitable", BUY, "margin", "-1"),
        ("platform_stays_profitable", BUY, "contribution", "2"),
    ],
)
def test_parameters_are_within_their_range(
    claim: str, event: tuple[str, dict[str, Any]], parameter: str, value: str
) -> None:
    """A number that no scheme file may state proves nothing about a scheme."""
    events = [BUY] if event is BUY else [BUY, (event[0], {**event[1], "points": Fraction(1)})]
    honest = data(SHOP)["parameters"]
    error = refused_forgery(claim, events, parameters={**honest, parameter: value})
    assert (error.step, error.field, error.found) == (0, f"parameters.{parameter}", value)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("reward", ["7/10"]),
        ("reward", []),
        ("reward", "14/20"),
        ("reward", "07/10"),
        ("tier_thresholds", "3"),
        ("luck", "1"),
    ],
)
def test_parameters_are_of_their_kind(parameter: str, value: Any) -> None:
    """A list for a number, a number for a list, other words for it, an unknown name: refused."""
    for name in (SHOP, LOOP):
        told = data(name)
        told["parameters"][parameter] = value
        error = refused(told)
        assert error.step == 0
        assert parameter in f"{error.field} {error.found}"


@pytest.mark.parametrize("parameter", ["contribution", "reward", "margin", "issue_price"])
def test_a_parameter_that_matters_may_not_differ(parameter: str) -> None:
    """Under another number the same events lead to other states."""
    told = data(SHOP)
    told["parameters"][parameter] = "1/3"
    assert refused(told).step in (1, 2)


@pytest.mark.parametrize(
    "reading", ["grant=fixed-number", "goods_payer=pool", "step_view=pay-then-burn"]
)
def test_a_reading_that_matters_may_not_differ(reading: str) -> None:
    """Under another reading the same events lead to other states."""
    key, _, choice = reading.partition("=")
    told = data(SHOP)
    told["readings"][key] = choice
    assert refused(told).step in (1, 2)


def test_every_reading_is_stated_once_and_by_its_name() -> None:
    """A reading left out, an unknown one, an unknown choice, a second name for one: refused."""
    assert set(data(SHOP)["readings"]) == set(load_scheme("wine-shop").relevant_questions)
    for key in data(SHOP)["readings"]:
        told = data(SHOP)
        del told["readings"][key]
        error = refused(told)
        assert (error.step, error.field, error.found) == (0, "readings", f"no {key}")
        assert refused({**told, "readings": {**told["readings"], key: "luck"}}).step == 0
    told = data(FALL)
    for key in ("colour", "empty-price", "tier_rate"):
        assert refused({**told, "readings": {**told["readings"], key: "undefined"}}).step == 0
        assert refused({**told, "readings": {**told["readings"], key: "issue-price"}}).step == 0


def test_every_parameter_is_stated() -> None:
    """A number that the rules read and the file leaves out is not assumed."""
    for key in data(SHOP)["parameters"]:
        told = data(SHOP)
        del told["parameters"][key]
        error = refused(told)
        assert (error.step, error.field, error.found) == (0, "parameters", f"no {key}")
    told = data(SHOP)
    told["parameters"]["cap"] = "5"
    error = refused(told)
    assert (error.step, error.field, error.found) == (0, "parameters", "cap")


@pytest.mark.parametrize("name", [SHOP, LOOP, FALL])
def test_a_member_may_not_be_renamed_in_one_place_only(name: str) -> None:
    """A member has one name everywhere."""
    for place in ("members", "steps", "violation"):
        told = data(name)
        text = json.dumps(told[place])
        if "alice" in text:
            told[place] = json.loads(text.replace("alice", "zoe"))
            refused(told)
    told = json.loads(json.dumps(data(name)).replace('"alice', '"zoe'))
    words = told["violation"]["what"].replace("alice", "zoe")
    told["violation"]["what"] = words
    assert replay(parsed(told)).trace.members[0] == "zoe"


def test_initial_members_are_members() -> None:
    """Who is there from the start is on the list of members."""
    refused({**data(SHOP), "initial_members": ["zoe"]})


def test_a_scheme_has_mechanisms_that_fit_together() -> None:
    """Unknown, repeated or missing mechanisms are refused before anything runs."""
    error = refused({**data(SHOP), "mechanisms": ["luck"]})
    assert (error.step, error.field, error.found) == (0, "mechanisms", "luck")
    assert "--rules FILE" in str(error)
    for wrong in (["purchase", "purchase"], ["purchase", "forced-exit"], ["goods"]):
        error = refused({**data(SHOP), "mechanisms": wrong})
        assert (error.step, error.field) == (0, "scheme")


def test_a_loop_is_where_it_is_said_to_be() -> None:
    """A loop that starts elsewhere, ends nowhere, or is missing is refused; so is one too many."""
    told = data(LOOP)
    last = len(told["steps"])
    assert told["loop"] == last - 1
    for other in (-1, last, last + 1, 0, 1):
        if other != told["loop"]:
            refused({**told, "loop": other})
    less = {key: value for key, value in told.items() if key != "loop"}
    assert refused(less).field == "loop"
    assert refused({**data(SHOP), "loop": 1}).field == "loop"
    assert refused({**data(SHOP), "loop": 0}).step is None
