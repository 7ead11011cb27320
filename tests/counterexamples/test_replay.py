"""Exact replay: what is shipped happens as it says, and a trace that was tampered with does not."""

import json
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import Trace
from neverfalls.counterexamples.errors import LongNumber, ReplayFailed
from neverfalls.counterexamples.replay import MAX_BITS, compare, exact, execute, scheme_of
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.faults import converted
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from .shipped import SHOP, data, parsed, refused

replaying: Any = sys.modules["neverfalls.counterexamples.replay"]
"""The module itself: the package gives its name to the function."""

SALE = "wine-shop.pool_money_can_leave"
SEEN = "wine-shop.price_never_falls.step_view=pay-then-burn"
TIERS = "mall.platform_stays_profitable"
LOOP = "mall.quota_is_paid_when_sales_stop"
SAMPLES = (SHOP, SALE, SEEN, TIERS, LOOP)


@pytest.mark.parametrize("name", counterexamples.ids())
def test_every_shipped_trace_happens_as_it_says(name: str) -> None:
    """A shipped trace replays, and its claim is broken where it says."""
    trace = counterexamples.load(name)
    done = counterexamples.replay(trace)
    assert len(done.states) == len(trace.steps) + 1
    left, right = done.check.sides()
    assert (trace.violation.left, trace.violation.right) == (str(left), str(right))


@pytest.mark.parametrize("name", counterexamples.ids())
def test_a_trace_ends_where_its_claim_breaks(name: str) -> None:
    """Nothing happens after the violation, and every member who is listed is named by an event.

    Where no event names anybody, one member is there all the same.
    """
    trace = counterexamples.load(name)
    assert trace.violation.step == len(trace.steps)
    named = {text for step in trace.steps for text in step.arguments.values()}
    unnamed = set(trace.members[:1]) if not named & set(trace.members) else set()
    assert set(trace.members) <= unnamed | named | {trace.violation.member} | set(
        trace.initial_members
    )


def changes(text: str) -> Iterator[str]:
    """Yield numbers that are not the one written: others, and the same in other words."""
    value = Fraction(text)
    yield str(value + 1)
    yield str(value + Fraction(1, 10**30))
    if value:
        yield str(-value)
    yield f"{2 * value.numerator}/{2 * value.denominator}"
    yield f"0{text}" if value >= 0 else f"-0{text[1:]}"


@pytest.mark.parametrize("name", SAMPLES)
def test_no_number_of_a_state_may_differ(name: str) -> None:
    """Each balance of each state is compared, also where it is only written in other words."""
    for number, step in enumerate(data(name)["steps"], 1):
        for place, state in enumerate(step["states"]):
            for key, text in state.items():
                for other in changes(text):
                    told = data(name)
                    told["steps"][number - 1]["states"][place][key] = other
                    error = refused(told)
                    assert (error.step, error.field, error.found) == (number, key, other)
                    assert str(error.expected) == text


@pytest.mark.parametrize("name", SAMPLES)
def test_no_entry_of_a_state_may_be_left_out_or_added(name: str) -> None:
    """A balance that is missing counts as 0, and an account that does not exist is refused."""
    for number, step in enumerate(data(name)["steps"], 1):
        for place, state in enumerate(step["states"]):
            for key in state:
                told = data(name)
                del told["steps"][number - 1]["states"][place][key]
                error = refused(told)
                absent = "nothing, which is 0"
                assert (error.step, error.field, error.found) == (number, key, absent)
            told = data(name)
            told["steps"][number - 1]["states"][place]["nobody.points"] = "1"
            error = refused(told)
            assert (error.step, error.field, error.found) == (number, "nobody.points", "1")


@pytest.mark.parametrize("name", SAMPLES)
def test_no_argument_may_differ(name: str) -> None:
    """Every argument of every event matters: amounts, in whatever words, and members."""
    for number, step in enumerate(data(name)["steps"], 1):
        for key, text in step["arguments"].items():
            others = ["bob", "nobody"] if text.isalpha() else changes(text)
            for other in others:
                told = data(name)
                told["steps"][number - 1]["arguments"][key] = other
                assert refused(told).step == number
            told = data(name)
            del told["steps"][number - 1]["arguments"][key]
            assert refused(told).step == number
        told = data(name)
        told["steps"][number - 1]["arguments"]["colour"] = "1"
        assert (refused(told).step, refused(told).field) == (number, "event")


@pytest.mark.parametrize(
    "text", ["", "x", "1/0", "1/", "/2", "NaN", "inf", "1e3", "0.5", "+1", " 1", "1_0", "9" * 10**5]
)
def test_an_argument_is_an_exact_number(text: str) -> None:
    """What is no exact number in lowest terms is refused by name, in a short message."""
    told = data(SHOP)
    told["steps"][1]["arguments"]["points"] = text
    error = refused(told)
    assert (error.step, error.field, error.found) == (2, "points", text)
    assert len(str(error)) < 1000


@pytest.mark.parametrize("text", ["2/4", "-0", "00", "01", "1/1", "0/1", "--1", "1/-2", "٣"])
def test_numbers_are_in_lowest_terms(text: str) -> None:
    """A number has one text only."""
    with pytest.raises(ValueError, match=r"lowest terms|denominator"):
        exact(text)


@pytest.mark.parametrize("text", ["0", "-1", "3/10", "-7/3", f"1{'0' * 199}/{'3' * 200}"])
def test_exact_numbers_are_read(text: str) -> None:
    """Whole numbers and fractions in lowest terms are read."""
    assert text == str(exact(text))


@pytest.mark.parametrize("name", SAMPLES)
def test_no_step_may_be_removed_doubled_or_moved(name: str) -> None:
    """The events happen in this order and number only."""
    count = len(data(name)["steps"])
    for place in range(count):
        less, more, moved = data(name), data(name), data(name)
        less["steps"].pop(place)
        refused(less)
        more["steps"].insert(place, more["steps"][place])
        refused(more)
        moved["steps"].insert(0, moved["steps"].pop(place))
        if place and moved["steps"] != data(name)["steps"]:
            refused(moved)
    told = data(name)
    told["steps"][0]["rule"] = "raffle"
    error = refused(told)
    assert (error.step, error.field, error.found) == (1, "rule", "raffle")


def test_no_observed_state_may_be_removed_or_added() -> None:
    """An event has as many observed states as the reading makes visible."""
    less, more = data(SEEN), data(SEEN)
    last = len(less["steps"])
    less["steps"][-1]["states"].pop(0)
    more["steps"][-1]["states"].append(more["steps"][-1]["states"][-1])
    for told, found in ((less, "1 states"), (more, "3 states")):
        error = refused(told)
        assert (error.step, error.field, error.found) == (last, "states", found)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("step", lambda _old: 0),
        ("step", lambda old: old - 1),
        ("step", lambda old: old + 1),
        ("state", lambda old: old + 1),
        ("state", lambda _old: 200),
        ("member", lambda old: "alice" if old is None else None),
        ("member", lambda _old: "nobody"),
        ("what", lambda old: old + "."),
        ("relation", lambda old: "equal to" if old != "equal to" else "at least"),
        ("relation", lambda _old: "near"),
        ("left", lambda old: str(Fraction(old) + 1)),
        ("right", lambda old: str(Fraction(old) + 1)),
        ("right", lambda old: f"{2 * Fraction(old).numerator}/{2 * Fraction(old).denominator}"),
        ("unit", lambda old: old + "s"),
    ],
    ids=range(14),
)
def test_no_part_of_the_violation_may_differ(
    name: str, field: str, change: Callable[[Any], Any]
) -> None:
    """Where the claim breaks, on which check, by how much: all of it is compared."""
    told = data(name)
    told["violation"][field] = change(told["violation"][field])
    error = refused(told)
    if field in ("what", "relation", "left", "right", "unit"):
        assert (error.step, error.field) == (told["violation"]["step"], f"violation.{field}")
        assert error.found == told["violation"][field]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_other_claim_breaks_there_in_the_same_words(name: str) -> None:
    """Another claim's name, an unknown one, or one that does not apply is refused."""
    told = data(name)
    for claim in [*{trace.claim for trace in counterexamples.every()}, "tiers_only_rise", "luck"]:
        if claim != told["claim"]:
            refused({**told, "claim": claim})
    assert refused({**told, "claim": "luck"}).field == "claim"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("luck", "a claim of the specification"),
        ("tiers_only_rise", "a claim about these mechanisms"),
    ],
)
def test_a_claim_is_one_about_the_mechanisms(claim: str, expected: str) -> None:
    """A name that is no claim's, and a claim about tiers where there are none, are refused."""
    error = refused({**data(SHOP), "claim": claim})
    assert (error.step, error.field, error.found) == (None, "claim", claim)
    assert error.expected == expected


def test_each_step_is_told_before_it_is_run() -> None:
    """Whoever watches a long replay sees the number of each event, from 1."""
    seen: list[int] = []
    trace = counterexamples.load(SALE)
    counterexamples.replay(trace, seen.append)
    assert seen == [*range(1, len(trace.steps) + 1)]


def test_a_trace_is_loaded_from_its_own_file() -> None:
    """Each id occurs once, and what is loaded by it is the trace of that id."""
    traces: tuple[Trace, ...] = counterexamples.every()
    assert [trace.id for trace in traces] == list(counterexamples.ids())


def test_a_fraction_that_grows_without_end_is_refused() -> None:
    """Of thousands of digits, which nothing could write; the message says where."""
    history: list[tuple[str, dict[str, Any]]] = [
        ("purchase", {"buyer": "alice", "paid": Fraction(100)}),
        *(("sell", {"seller": "alice", "points": Fraction(1, 10**n + 1)}) for n in range(1, 40)),
    ]
    with pytest.raises(LongNumber, match=r"sell: pool.yuan becomes a number of about \d{4} digits"):
        execute(load_scheme("wine-shop"), ["alice"], history)


def test_a_long_fraction_is_told_by_its_length() -> None:
    """What differs from a number that is too long to be shown, or to be written at all."""
    long = Fraction(1, 10**3500)
    with pytest.raises(ReplayFailed, match=r"found 1, expected a number of about 350\d digits"):
        compare("it", 1, {"pool.yuan": long}, {"pool.yuan": "1"})


@pytest.mark.parametrize(("bits", "allowed"), [(MAX_BITS, True), (MAX_BITS + 1, False)])
def test_how_long_a_balance_may_become(bits: int, allowed: bool) -> None:
    """As many digits, counted in twos, as are allowed, and not one more."""
    history = [("purchase", {"buyer": "alice", "paid": Fraction(2 ** (bits - 1))})]
    scheme = load_scheme("wine-shop").with_parameters(
        contribution=Fraction(1), margin=Fraction(1), reward=Fraction(1)
    )
    if allowed:
        assert execute(scheme, ["alice"], history)[-1][-1]["pool.yuan"] == 2 ** (bits - 1)
    else:
        with pytest.raises(LongNumber):
            execute(scheme, ["alice"], history)


@pytest.mark.parametrize("digits", [10_001, 30_104, 200_000])
def test_about_how_long_a_number_is(digits: int) -> None:
    """Its decimal digits, wrong by no more than one in thousands."""
    with pytest.raises(ReplayFailed) as caught:
        compare("it", 1, {"pool.yuan": Fraction(10) ** (digits - 1)}, {"pool.yuan": "1"})
    told = int(str(caught.value.expected).split()[-2])
    assert digits == told


def test_events_that_change_nothing_are_compared_all_the_same() -> None:
    """Of many days on which nothing happens each says what it leaves."""
    told = data(LOOP)
    last = told["steps"][-1]
    told["steps"] += [last, last]
    told["violation"]["step"] = len(told["steps"])
    counterexamples.replay(converted(told, Trace))
    other = json.loads(json.dumps(last))
    other["states"][-1]["treasury.yuan"] = "1"
    told["steps"][-1] = other
    assert refused(told).field == "treasury.yuan"


def with_events(told: Any, *events: tuple[str, dict[str, str]]) -> Any:
    """Return the trace with these events, each with all that it shows."""
    steps = [
        (rule, {key: text if text in told["members"] else exact(text) for key, text in own.items()})
        for rule, own in events
    ]
    states = execute(scheme_of(parsed(told)), told["members"], steps)
    written = [[{k: str(v) for k, v in each.items() if v} for each in shown] for shown in states]
    told["steps"] = [
        {"rule": rule, "arguments": own, "states": shown}
        for (rule, own), shown in zip(events, written[1:], strict=True)
    ]
    told["violation"]["step"] = len(events)
    return told


def test_an_event_that_changes_nothing_shows_what_it_shows() -> None:
    """Goods taken show two states, the days that follow one each, though both end alike."""
    told = data()
    told["mechanisms"].append("days")
    told["readings"]["step_view"] = "pay-then-burn"
    bought, taken = ((step["rule"], step["arguments"]) for step in told["steps"][:2])
    day: tuple[str, dict[str, str]] = ("close_day", {})
    told = with_events(told, bought, day, day, taken, taken, day, day)
    assert [len(step["states"]) for step in told["steps"]] == [1, 1, 1, 2, 2, 1, 1]
    done = counterexamples.replay(parsed(told))
    assert [len(shown) for shown in done.states[1:]] == [1, 1, 1, 2, 2, 1, 1]
    told["violation"]["state"] = 2
    assert refused(told).field == "violation.state"


@pytest.mark.parametrize(("bits", "shown"), [(MAX_BITS // 2, True), (MAX_BITS // 2 + 1, False)])
def test_which_numbers_are_shown_in_full(bits: int, shown: bool) -> None:
    """Half as many digits as a balance may have, and not one more."""
    value = Fraction(2 ** (bits - 1))
    with pytest.raises(ReplayFailed) as caught:
        compare("it", 1, {"pool.yuan": value}, {"pool.yuan": "1"})
    assert (caught.value.expected == value) is shown
    if shown:
        compare("it", 1, {"pool.yuan": value}, {"pool.yuan": str(value)})


def test_an_event_that_makes_a_number_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the event, the account, and that shorter numbers are expected."""
    monkeypatch.setattr(replaying, "MAX_BITS", 3)
    error = refused(data(SALE))
    assert (error.step, error.field, error.expected) == (1, "alice.yuan", "shorter numbers")
    assert error.found == "a number of about 3 digits"


def test_an_opening_that_the_scheme_cannot_have_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is no event that fails, but what stands before the first."""

    def fails(*_: object) -> None:
        raise KeyError("nobody.points")

    monkeypatch.setattr(Scheme, "opening_state", fails)
    error = refused(data(SALE))
    assert (error.step, error.field, error.expected) == (0, "opening", "accounts of the scheme")


def states_of(*prices: int) -> list[dict[str, Fraction]]:
    """Observed states in which one point circulates at these prices, and nothing else is there."""
    start = load_scheme("wine-shop").opening_state(["alice"])
    point = {"issuer.points": Fraction(-1), "alice.points": Fraction(1)}
    shown = ("pool.yuan", "quoted.yuan-in-pool")
    return [
        {**start, **point, "quoted.supply": Fraction(1), **dict.fromkeys(shown, Fraction(price))}
        for price in prices
    ]


@pytest.mark.parametrize(
    ("inside", "broken"),
    [([2, 3, 1], [3]), ([1, 3, 3], [1]), ([2, 1, 3], [2]), ([2, 2, 3], [])],
)
def test_a_claim_about_steps_compares_neighbours(inside: list[int], broken: list[int]) -> None:
    """Each observed state of an event with the one before it, the first with that of the event
    before; prices begin at 2."""
    states = [states_of(9, 2), states_of(*inside)]
    scheme, claim = load_scheme("wine-shop"), CLAIMS["price_never_falls"]
    found = [
        place
        for place in (1, 2, 3)
        if replaying.broken_at(scheme, ["alice"], claim, states, 1, place, None) is not None
    ]
    assert found == broken
    assert replaying.broken_at(scheme, ["alice"], claim, states, 0, 2, None) is None


def test_a_claim_about_states_is_looked_at_where_it_says() -> None:
    """In the observed state of that number, in none beside it."""
    states = [states_of(1), states_of(1, 1, 1)]
    states[1][1]["treasury.yuan"] = Fraction(-1)
    scheme, claim = load_scheme("wine-shop"), CLAIMS["platform_stays_profitable"]
    found = [
        replaying.broken_at(scheme, ["alice"], claim, states, 1, place, None) is not None
        for place in (1, 2, 3)
    ]
    assert found == [False, True, False]


@pytest.mark.parametrize(("loop", "field"), [(-1, "loop"), (0, ""), (99, "loop")])
def test_a_loop_starts_after_one_of_the_events(loop: int, field: str) -> None:
    """Or before the first; and where the state is another one at its end, it is none."""
    told = msgspec.structs.replace(counterexamples.load(LOOP), loop=loop)
    for steps in (loop, len(told.steps)) if loop > 0 else (loop,):
        with pytest.raises(ReplayFailed) as caught:
            counterexamples.replay(msgspec.structs.replace(told, loop=steps))
        error = caught.value
        if field:
            assert (error.step, error.field, error.found) == (None, field, steps)
        else:
            assert error.step == len(told.steps)
            assert str(error.expected).endswith(", as at the loop")


def test_a_loop_ends_with_the_last_event() -> None:
    """Where the one before it comes back to the start, what happens after that leads away."""
    told = data(LOOP)
    events = [(step["rule"], step["arguments"]) for step in told["steps"]]
    error = refused(with_events(told, *events, events[0]))
    assert error.step == len(told["steps"])
    assert str(error.expected).endswith(", as at the loop")


def test_time_passes_in_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rule by which time passes in the scheme has to be in it, or nothing lasts for ever."""
    monkeypatch.setattr(replaying, "PASSING", ("close_day", "purchase", "another"))
    error = refused(data(LOOP))
    assert (error.step, error.field) == (None, "loop")
    assert (error.found, error.expected) == ("no purchase", "a purchase in the loop")


def test_a_claim_is_broken_everywhere_in_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every observed state from the start of the loop on; wherever it is met, nothing breaks."""
    trace = counterexamples.load(LOOP)
    real, places = replaying.broken_at, list[tuple[int, int]]()

    def noted(*words: Any) -> Any:
        places.append((words[4], words[5]))
        return None if places[-1] == met else real(*words)

    met = (0, 0)
    monkeypatch.setattr(replaying, "broken_at", noted)
    states = counterexamples.replay(trace).states
    wanted = [
        (step, place)
        for step in range(int(str(trace.loop)), len(states))
        for place in range(1, len(states[step]) + 1)
    ]
    assert places[: len(wanted)] == wanted
    for met in wanted:
        places.clear()
        error = refused(data(LOOP))
        assert (error.step, error.field, error.found) == (met[0], "claim", "met inside the loop")


@pytest.mark.parametrize("name", SAMPLES[:4])
def test_an_event_that_is_told_twice_happens_twice(name: str) -> None:
    """It does not lead to where it has led once, though it is told in the same words."""
    told = data(name)
    told["steps"].insert(1, told["steps"][0])
    told["violation"]["step"] += 1
    assert refused(told).step == 2
