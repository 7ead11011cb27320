"""Stories: what is said of a counterexample is what its exact replay did."""

import json
from fractions import Fraction
from typing import Any

import pytest
from msgspec import UNSET

from neverfalls import counterexamples
from neverfalls.counterexamples.errors import ReplayFailed
from neverfalls.counterexamples.layout import text
from neverfalls.counterexamples.plain import entry_words
from neverfalls.counterexamples.replay import broken_at, execute
from neverfalls.counterexamples.setting import parameters_of, readings_of
from neverfalls.counterexamples.story import narrate
from neverfalls.counterexamples.trace import FORMAT, Found, Step, Trace, Violation
from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..schemes import scheme_with

Events = list[tuple[str, dict[str, Any]]]


def trace_of(
    scheme: Scheme,
    claim: str,
    events: Events,
    *,
    state: int = 1,
    member: str | None = None,
    loop: int | None = None,
) -> Trace:
    """The trace of events that break a claim at a state of the last one, for a member."""
    roster = scheme.roster(1)
    states = execute(scheme, roster, events)
    check = broken_at(scheme, roster, CLAIMS[claim], states, len(events), state, member)
    assert check is not None
    left, right = check.sides()
    return Trace(
        format=FORMAT,
        id=f"{scheme.name}.{claim}",
        claim=claim,
        scheme=scheme.name,
        title=scheme.title,
        mechanisms=list(scheme.mechanisms),
        parameters=parameters_of(scheme),
        readings=readings_of(scheme),
        members=list(roster),
        opening={},
        initial_members=[],
        steps=[
            Step(
                rule=rule,
                arguments={key: str(value) for key, value in arguments.items()},
                states=[{k: str(v) for k, v in seen.items() if v} for seen in observed],
            )
            for (rule, arguments), observed in zip(events, states[1:], strict=True)
        ],
        violation=Violation(
            step=len(events),
            state=state,
            member=member,
            what=check.what,
            relation=check.relation.value,
            left=str(left),
            right=str(right),
            unit=check.unit,
        ),
        found=Found(solver="by hand", shorter="not looked for"),
        loop=UNSET if loop is None else loop,
    )


BUY: tuple[str, dict[str, Any]] = ("purchase", {"buyer": "alice", "paid": Fraction(100)})
DAY: tuple[str, dict[str, Any]] = ("close_day", {})


def falling_price() -> Trace:
    """The price that an observer sees fall between paying and burning."""
    scheme = scheme_with(step_view="pay-then-burn")
    sale = ("sell", {"seller": "alice", "points": Fraction(7)})
    return trace_of(scheme, "price_never_falls", [BUY, sale])


def unpaid_quota() -> Trace:
    """A quota that no day uses up, as nobody buys any more."""
    buy: Events = [("purchase", {"buyer": "alice", "paid": Fraction(2000)})]
    return trace_of(
        load_scheme("mall"),
        "quota_is_paid_when_sales_stop",
        [*buy, DAY, DAY, DAY],
        member="alice",
        loop=3,
    )


def test_story_as_text() -> None:
    """The text has a table for every observed state, prices in both forms, and the breach."""
    expected = """\
wine-shop.price_never_falls: price_never_falls
The quoted price never falls, whatever happens.
How it was found: by hand; not looked for.

Opening
  entry                 amount
  quoted: yuan in pool       1
  quoted: supply             1

Step 1: purchase (buyer = alice, paid = 100)
A member buys; the platform pays for the product, pays into the pool and grants points.
  entry                 before  after  change
  pool: yuan                 0     30      30
  treasury: yuan             0     20      20
  supplier: yuan             0     50      50
  issuer: points             0    -21     -21
  quoted: yuan in pool       1     30      29
  quoted: supply             1     21      20
  contributions: total       0     30      30
  sales: total               0    100     100
  alice: yuan                0   -100    -100
  alice: points              0     21      21
  price: none, as no points circulate → 10/7 (1.4286)

Step 2: sell (seller = alice, points = 7)
A member sells points back to the pool at the live price; the points are destroyed.
  state 1 of 2
  entry                 before  after  change
  pool: yuan                30     21      -9
  quoted: yuan in pool      30     21      -9
  alice: yuan             -100    -91       9
  price: 10/7 (1.4286) → 1
  state 2 of 2
  entry            before  after  change
  issuer: points      -21    -14       7
  quoted: supply       21     14      -7
  alice: points        21     14      -7
  alice: proceeds       0      9       9
  price: 1 → 3/2 (1.5000)

After step 2 (sell), at state 1 of its 2, price_never_falls breaks: the price quoted \
after the step: 1 yuan per point, where at least 10/7 (1.4286) was promised; the difference is \
3/7 (0.4286)."""
    assert expected == text(narrate(falling_price()))


def test_story_as_data() -> None:
    """The data survives JSON and writes every number as text."""
    told = narrate(falling_price()).to_dict()
    assert told == json.loads(json.dumps(told))
    sale = told["events"][1]
    assert sale["arguments"] == {"seller": "alice", "points": "7"}
    paid, burned = sale["states"]
    expected = {"entry": "alice: yuan", "before": "-100", "after": "-91", "change": "9"}
    assert expected == paid["changes"][2]
    assert paid["price_before"] == {"exact": "10/7", "decimal": "1.4286"}
    assert burned["price_after"] == {"exact": "3/2", "decimal": "1.5000"}
    assert told["events"][0]["states"][0]["price_before"] is None


def test_changes_are_those_of_the_states() -> None:
    """Added up from the opening, the changes that are told give the last state of the trace."""
    trace = unpaid_quota()
    story = narrate(trace)
    balances = dict(story.opening)
    for event in story.events:
        for moment in event.moments:
            for each in moment.changes:
                assert each.before == balances.get(each.entry, 0)
                balances[each.entry] = each.before + each.change
    last = {entry_words(key): Fraction(text) for key, text in trace.steps[-1].states[-1].items()}
    assert last == {entry: value for entry, value in balances.items() if value}


def test_effects_are_told_where_they_change_something() -> None:
    """An event names the mechanisms that added to it; a day that changes nothing names none."""
    story = narrate(unpaid_quota())
    titles = [[effect.partition(":")[0] for effect in event.effects] for event in story.events]
    bought = ["Dividend quota", "Days that close", "Tier dividend"]
    closed = ["Daily dividend", "Tier dividend", "Forced exit"]
    assert [bought, closed, ["Daily dividend", "Tier dividend"], []] == titles


def test_loop_is_told() -> None:
    """A story that never ends says which steps go on for ever, and that they change nothing."""
    story = narrate(unpaid_quota())
    expected = (4,)
    assert expected == story.repeats
    lines = text(story)
    assert lines.count("\n  nothing changes\n") == 1
    breach, loop = _last(lines)
    assert breach == (
        "After step 4 (close_day) quota_is_paid_when_sales_stop breaks for alice: quota that alice "
        "is still owed: 3580 yuan, where at most 0 was promised; the difference is 3580."
    )
    assert loop == "Step 4 leads back to the state after step 3 and so repeats for ever."


def test_loop_of_several_steps() -> None:
    """A loop of more than one step is told as one."""
    buy: Events = [("purchase", {"buyer": "alice", "paid": Fraction(2000)})]
    events = [*buy, DAY, DAY, DAY, DAY]
    claim = "quota_is_paid_when_sales_stop"
    trace = trace_of(load_scheme("mall"), claim, events, member="alice", loop=3)
    loop = "Steps 4 to 5 lead back to the state after step 3 and so repeat for ever."
    assert loop == _last(text(narrate(trace)))[1]


def _last(text: str) -> list[str]:
    return text.split("\n")[-2:]


def test_breach_by_nothing() -> None:
    """Where more is promised than what is there, and exactly that is there, it is said so."""
    scheme = scheme_with(goods_payer="pool")
    buy = ("purchase", {"buyer": "alice", "paid": Fraction(100)})
    trace = trace_of(
        scheme.with_parameters(exit_fee=Fraction(1)), "holders_can_cash_out", [buy], member="alice"
    )
    story = narrate(trace)
    assert story.to_dict()["ending"] == (
        "After step 1 (purchase) holders_can_cash_out breaks for alice: what alice gets for all "
        "its points is 0, where it has to be more than 0 yuan, exactly that."
    )
    assert text(story).endswith("0 yuan, where more than 0 was promised.")


def test_false_trace_is_not_told() -> None:
    """A trace whose states are not those of its events is refused, not retold."""
    trace = falling_price()
    trace.steps[1].states[0]["pool.yuan"] = "22"
    with pytest.raises(ReplayFailed) as caught:
        narrate(trace)
    assert (2, "pool.yuan", "22", Fraction(21)) == (
        caught.value.step,
        caught.value.field,
        caught.value.found,
        caught.value.expected,
    )


def test_what_other_mechanisms_change_is_told() -> None:
    """Where rounding changes what a sale pays, and only there, the step says so."""
    events = narrate(counterexamples.load("counter.price_never_falls")).events
    rounded = "Rounded amounts: The pool pays in whole steps, and no more than it has."
    assert [rounded in event.effects for event in events] == [False, True]


@pytest.mark.parametrize("name", counterexamples.ids())
def test_every_shipped_story_can_be_told(name: str) -> None:
    """Whatever breaks the promise: events, or nothing but the rules as they are."""
    trace = counterexamples.load(name)
    found = narrate(trace)
    assert len(found.events) == len(trace.steps)
    place = f"After step {len(trace.steps)} (" if trace.steps else "At the opening"
    assert found.breach.place.startswith(place)
    assert name in text(found)
