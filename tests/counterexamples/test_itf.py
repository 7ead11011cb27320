"""Histories in the Informal Trace Format: read back they are the same, and all else is refused."""

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import ReplayFailed, Trace, replay
from neverfalls.counterexamples.conformance import UnknownProfile, load
from neverfalls.counterexamples.conformance.itf import (
    VARIABLES,
    OneCase,
    from_itf,
    of_profile,
    read,
    render,
    to_itf,
)
from neverfalls.counterexamples.conformance.itf_values import (
    BadItf,
    Int,
    Map,
    Record,
    Seq,
    Set,
    Tup,
    Value,
    Variant,
    data_of,
    document,
    value_of,
)
from neverfalls.counterexamples.conformance.ledger_lines import COLUMNS, balances, lines

PROFILE = "wine-shop-cents"
CASES = [case for case, _outcome in load(PROFILE).of(PROFILE)]

LASSO = "mall.quota_is_paid_when_sales_stop"
IN_PARTS = "wine-shop.price_never_falls.step_view=pay-then-burn"
WITHOUT_EVENTS = "wine-shop.early_and_late_buyers_get_the_same"
LONGEST = "wine-shop.price_never_falls_below_the_first.converted_points=held-aside"
SAMPLE = sorted({LASSO, IN_PARTS, WITHOUT_EVENTS, LONGEST, *counterexamples.ids()[::25]})

BASE = next(case for case in CASES if len(case.events) > 2)
REFUSED = next(case for case in CASES if case.about[0].startswith("sell is refused"))


def written(history: Trace | OneCase) -> dict[str, Any]:
    """What a file of this history holds."""
    data: dict[str, Any] = json.loads(render(to_itf(history)))
    return data


def base() -> dict[str, Any]:
    """The counterexample that the tests below tamper with."""
    return written(counterexamples.load(LASSO))


@pytest.mark.parametrize("name", SAMPLE)
def test_a_counterexample_read_back_is_the_same_file(name: str) -> None:
    """Nothing of it is lost, not even the order in which it is written."""
    trace = counterexamples.load(name)
    found = read(render(to_itf(trace)).encode(), name)
    assert isinstance(found, Trace)
    assert (trace, counterexamples.render(trace)) == (found, counterexamples.render(found))


@pytest.mark.slow
def test_every_counterexample_read_back_is_the_same() -> None:
    """The same of all that are shipped."""
    assert [] == [each.id for each in counterexamples.every() if from_itf(to_itf(each)) != each]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_case_read_back_is_the_same(case: Any) -> None:
    """A case under one profile survives, with its refusals and their clauses."""
    one = of_profile(PROFILE, case)
    assert one == read(render(to_itf(one)).encode(), "told.itf.json")


@pytest.mark.parametrize("suite", ["mall", "wine-shop", "shares-cents", "linkage"])
def test_a_case_of_another_suite_read_back_is_the_same(suite: str) -> None:
    """Also with fractions, with the numbers that the platform chooses, and under any reading."""
    for case in load(suite).cases[::12]:
        one = of_profile(case.outcomes[-1].profiles[-1], case)
        assert one == from_itf(to_itf(one))


def test_every_state_has_the_same_variables_and_accounts() -> None:
    """A reader with types finds a value for each variable, and an amount in each account."""
    data = base()
    assert list(VARIABLES) == data["vars"]
    assert all({"#meta", *VARIABLES} == set(state) for state in data["states"])
    accounts = [{key for key, _ in state["balances"]["#map"]} for state in data["states"]]
    assert all(accounts[0] == each for each in accounts)
    document(data)


def test_only_the_format_itself_has_bare_numbers() -> None:
    """All values are texts and #bigint: a bare number stands in index and loop alone."""

    def bare(value: Any, where: str) -> list[str]:
        if isinstance(value, dict):
            return [found for key, each in value.items() for found in bare(each, key)]
        if isinstance(value, list):
            return [found for each in value for found in bare(each, where)]
        return [where] if isinstance(value, int | float) else []

    assert {"index", "loop"} == set(bare(base(), ""))


def test_an_event_stands_in_the_variables_and_in_meta() -> None:
    """Whoever drops #meta still finds what happened."""
    state = written(of_profile(PROFILE, BASE))["states"][1]
    assert "purchase" == state["event"] == state["#meta"]["event"]
    assert {"buyer": "alice", "paid": "10000"} == state["#meta"]["arguments"]
    assert {"#map": [["buyer", "alice"]]} == state["named"]
    paid = {"num": {"#bigint": "10000"}, "den": {"#bigint": "1"}}
    assert {"#map": [["paid", paid]]} == state["amounts"]


def test_states_without_meta_are_read() -> None:
    """What other programs may drop is not needed."""
    data = base()
    for state in data["states"]:
        del state["#meta"]
    assert counterexamples.load(LASSO) == from_itf(data)


def test_a_loop_starts_at_the_state_that_follows_the_last() -> None:
    """The last state is left as the state before the loop was, by the same event."""
    data = base()
    start, states = data["loop"], data["states"]
    assert states[start - 1]["balances"] == states[-1]["balances"]
    assert (4, 4) == (start, len(states) - 1)
    assert "loop" not in written(counterexamples.load(IN_PARTS))


def test_the_states_of_one_event_are_its_parts() -> None:
    """Points that are paid for and not burned yet can be seen."""
    places = [
        (int(state["step"]["#bigint"]), int(state["part"]["#bigint"]))
        for state in written(counterexamples.load(IN_PARTS))["states"]
    ]
    assert (0, 1) == places[0]
    assert any(part == 2 for _step, part in places)
    assert places == sorted(set(places))


def change(*path: Any) -> Callable[[dict[str, Any]], object]:
    """A change that puts the last of these at the place that the others name."""

    def put(data: dict[str, Any]) -> None:
        *way, key, value = path
        place: Any = data
        for part in way:
            place = place[part]
        place[key] = value

    return put


def amount(data: dict[str, Any], state: int, account: str) -> dict[str, Any]:
    """An amount in a file."""
    found: dict[str, Any] = dict(data["states"][state]["balances"]["#map"])[account]
    return found


TAMPERED: list[tuple[Callable[[dict[str, Any]], object], str, object]] = [
    (change("vars", ["step"]), "states[0].part", {"#bigint": "1"}),
    (change("vars", 0, "a-b"), "vars[0]", "a-b"),
    (change("vars", []), "vars", []),
    (change("params", ["order"]), "params", ["order"]),
    (change("more", 1), "trace.more", 1),
    (change("states", []), "states", []),
    (change("loop", 9), "loop", 9),
    (change("loop", True), "loop", True),
    (change("loop", 0), "loop", 0),
    (change("states", 1, "step", 1), "states[1].step", 1),
    (change("states", 1, "step", None), "states[1].step", None),
    (change("states", 1, "step", {"#bigint": 1}), "states[1].step.#bigint", 1),
    (change("states", 1, "step", {"#bigint": "01"}), "states[1].step.#bigint", "01"),
    (change("states", 1, "step", {"#bigint": "-0"}), "states[1].step.#bigint", "-0"),
    (change("states", 1, "step", {"#bigint": "٣"}), "states[1].step.#bigint", "٣"),
    (change("states", 1, "step", {"#bigint": "9" * 201}), "states[1].step.#bigint", "9" * 201),
    (change("states", 1, "step", {"#tup": []}), "states[1].step", {"#tup": []}),
    (change("states", 1, "step", {"#big": "1"}), "states[1].step.#big", "1"),
    (
        change("states", 1, "step", "#bigint2", ""),
        "states[1].step",
        {"#bigint": "1", "#bigint2": ""},
    ),
    (change("states", 1, "step", {"#bigint": "2"}), "states[1].step", 2),
    (change("states", 1, "part", {"#bigint": "2"}), "states[1].part", 2),
    (change("states", 0, "event", "purchase"), "states[0].event", "purchase"),
    (change("states", 1, "event", "sell"), "states[1].#meta.event", "purchase"),
    (change("states", 1, "event", "Sell!"), "states[1].event", "Sell!"),
    (change("states", 1, "#meta", "index", 7), "states[1].#meta.index", 7),
    (change("states", 1, "#meta", []), "states[1].#meta", []),
    (change("states", 1, "named", {"#map": [["a"]]}), "states[1].named.#map[0]", ["a"]),
    (change("states", 1, "named", {"#map": []}), "states[1].#meta.arguments", None),
    (change("states", 1, "named", {"#set": []}), "states[1].named", {"#set": []}),
    (change("states", 1, "refused", "no"), "states[1].refused", "no"),
    (change("states", 1, "clauses", "M1"), "states[1].clauses", "M1"),
    (change("states", 1, "other", "M1"), "states[1].other", "M1"),
    (lambda data: data["states"][1].pop("part"), "states[1].part", None),
    (lambda data: data["states"].pop(2) and data.pop("loop"), "states[2].step", 3),
    (lambda data: data.pop("#meta"), "#meta.neverfalls", None),
    (lambda data: data["#meta"]["neverfalls"].pop("claim"), "#meta.neverfalls.claim", None),
    (change("#meta", "neverfalls", "kind", "x"), "#meta.neverfalls.kind", "x"),
    (change("#meta", "neverfalls", "id", "A b"), "#meta.neverfalls.id", "A b"),
    (change("#meta", "neverfalls", "loop", "1"), "#meta.neverfalls.loop", "1"),
    (
        change("#meta", "neverfalls", "violation", "step", 1),
        "#meta.neverfalls.violation.step",
        1,
    ),
    (
        change("#meta", "neverfalls", "parameters", "margin", "5"),
        "#meta.neverfalls.parameters.margin",
        "5",
    ),
    (
        lambda data: amount(data, 2, "pool.yuan").update(den={"#bigint": "0"}),
        "states[2].balances.pool.yuan.den",
        0,
    ),
    (
        lambda data: amount(data, 2, "pool.yuan").update(den={"#bigint": "600"}),
        "states[2].balances.pool.yuan",
        None,
    ),
    (
        lambda data: amount(data, 2, "pool.yuan").pop("den"),
        "states[2].balances.pool.yuan",
        None,
    ),
    (
        lambda data: amount(data, 0, "pool.yuan").update(num={"#bigint": "1"}),
        "states[0].balances.pool.yuan",
        "1",
    ),
    (
        lambda data: data["states"][2]["balances"]["#map"].pop(0),
        "states[2].balances.pool.yuan",
        None,
    ),
    (
        lambda data: data["states"][2]["balances"]["#map"].append(["Pool", "1"]),
        "states[2].balances",
        "Pool",
    ),
    (
        lambda data: data["states"][2]["balances"]["#map"].append(["pool.yuan", "1"]),
        "states[2].balances.#map",
        None,
    ),
]


@pytest.mark.parametrize(
    ("tamper", "field", "found"),
    TAMPERED,
    ids=[f"{at}-{row[1]}" for at, row in enumerate(TAMPERED)],
)
def test_a_tampered_file_is_refused(
    tamper: Callable[[dict[str, Any]], object], field: str, found: object
) -> None:
    """The error names the file, the field, what was found there and what was expected."""
    data = base()
    tamper(data)
    with pytest.raises(BadItf) as caught:
        from_itf(data, "told.itf.json")
    error = caught.value
    assert error.field.startswith(field), str(error)
    assert f"told.itf.json: {error.field}: found " in str(error)
    assert str(error).endswith(f", expected {error.expected}")
    if found is not None:
        assert (found, type(found)) == (error.found, type(error.found))


def test_a_changed_amount_is_found_by_replay() -> None:
    """What the events really do is for a replay to say, and it names step and account."""
    data = base()
    amount(data, 1, "pool.yuan")["num"] = {"#bigint": "7"}
    amount(data, 1, "pool.yuan")["den"] = {"#bigint": "1"}
    found = from_itf(data)
    assert isinstance(found, Trace)
    with pytest.raises(ReplayFailed) as caught:
        replay(found)
    assert (1, "pool.yuan") == (caught.value.step, caught.value.field)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"{", "file"),
        (b"\xff", "file"),
        (b"[" * 40, "file"),
        (b'{"vars": [], "vars": []}', "vars"),
        (b'{"vars": 1.5}', "vars"),
        (b'{"loop": 12345678}', "loop"),
        (b"[]", "trace"),
    ],
)
def test_a_file_that_is_no_such_json_is_refused(content: bytes, field: str) -> None:
    """Keys that stand there twice, numbers that are not exact, and what is no table."""
    with pytest.raises(BadItf) as caught:
        read(content, "told.itf.json")
    assert field == caught.value.field


def refused_case(tamper: Callable[[dict[str, Any]], object]) -> BadItf:
    """Read a tampered case in which a sale is refused, and return the error."""
    data = written(of_profile(PROFILE, REFUSED))
    tamper(data)
    with pytest.raises(BadItf) as caught:
        from_itf(data)
    return caught.value


def test_an_event_that_is_refused_changes_nothing() -> None:
    """A case in which it does is refused."""
    wrong = refused_case(
        lambda data: amount(data, len(data["states"]) - 1, "pool.yuan").update(
            num={"#bigint": "77"}
        )
    )
    assert f"states[{len(REFUSED.events)}].balances.pool.yuan" == wrong.field


@pytest.mark.parametrize("profile", ["", "none-cents", "wine-shop-cents.grant=none", 7, None])
def test_a_case_of_no_profile_is_refused(profile: object) -> None:
    """The profile says what its accounts are."""
    wrong = refused_case(change("#meta", "neverfalls", "profile", profile))
    assert "#meta.neverfalls.profile" == wrong.field


def test_a_case_has_no_loop_and_no_strange_members() -> None:
    """What only a counterexample has, and names that stand for something else."""
    assert "loop" == refused_case(change("loop", 0)).field
    strange = refused_case(change("#meta", "neverfalls", "members", ["pool"]))
    assert "#meta.neverfalls.members[0]" == strange.field
    assert (
        "#meta.neverfalls.about"
        == refused_case(lambda data: data["#meta"]["neverfalls"].pop("about")).field
    )


ONE: Value = Int(1)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (ONE, True),
        (ONE, "1"),
        (Seq((ONE,)), Tup((ONE,))),
        (Seq((ONE,)), Set((ONE,))),
        (Seq((ONE,)), Seq((True,))),
        (Variant("Paid", ONE), Variant("Owed", ONE)),
        (Record((("num", ONE), ("den", Int(2)))), Record((("above", ONE), ("below", Int(2))))),
        (Record((("num", ONE),)), Map((("num", ONE),))),
    ],
)
def test_values_of_another_kind_are_not_equal(left: Value, right: Value) -> None:
    """Kinds, tags and names of fields count, also after a round trip through JSON."""
    assert left != right
    for each in (left, right):
        assert each == value_of(data_of(each), "value")


def test_the_order_of_fields_keys_and_elements_does_not_count() -> None:
    """Records, maps and sets are equal in any order; lists are not."""
    pairs = (("a", ONE), ("b", Int(2)))
    assert Record(pairs) == Record(pairs[::-1])
    assert Map(pairs) == Map(pairs[::-1])
    assert Set((ONE, Int(2))) == Set((Int(2), ONE))
    assert Seq((ONE, Int(2))) != Seq((Int(2), ONE))


def test_a_document_of_another_program_is_read() -> None:
    """Any trace whose whole numbers are #bigint can be compared, whatever its variables are."""
    value = {"tag": "Some", "value": {"#set": [{"#bigint": "3"}, {"#tup": [True, "x"]}]}}
    data = {"#meta": {}, "vars": ["x"], "states": [{"#meta": {"index": 0}, "x": value}]}
    expected = Variant("Some", Set((Int(3), Tup((True, "x")))))
    assert (("x",), (Record((("x", expected),)),), None) == document(data)
    assert value == data_of(expected)


@pytest.mark.parametrize("value", [{"#set": ["a", "a"]}, {"tag": "A"}, {"a-b": "c"}, 1.5, None])
def test_a_value_that_can_be_read_in_two_ways_is_refused(value: object) -> None:
    """Doubles in a set, half of a variant, and what is no value."""
    with pytest.raises(BadItf, match=r"told: states\[0\]\.x"):
        document({"vars": ["x"], "states": [{"x": value}]}, "told")


def rows(profile: str, case: Any) -> list[dict[str, str]]:
    """The ledger lines of a case."""
    found = list(csv.DictReader(io.StringIO(lines(profile, case))))
    assert all(list(COLUMNS) == list(each) for each in found)
    return found


@pytest.mark.parametrize("profile", [PROFILE, "mall", "shares-cents"])
def test_changes_of_an_account_add_up_to_its_balance(profile: str) -> None:
    """Each line is exact, and continues the last one of its account."""
    for case, _outcome in load(profile).of(profile)[::5]:
        state: dict[str, Fraction] = {}
        for row in rows(profile, case):
            before, after, changed = (Fraction(row[key]) for key in ("before", "after", "change"))
            assert (state.get(row["account"], 0), after) == (before, before + changed)
            state[row["account"]] = after
        ends = balances(profile, case)[-1]
        assert {key: value for key, value in ends.items() if value} == {
            key: value for key, value in state.items() if value
        }


def test_lines_are_exact_texts_with_units() -> None:
    """A line as it is written, and none for an event that is refused."""
    assert f"{BASE.id},1,purchase,pool.yuan,1/100 yuan,0,3000,3000\n" in lines(PROFILE, BASE)
    assert f"{BASE.id},1,purchase,alice.points,points,0,21,21\n" in lines(PROFILE, BASE)
    assert str(len(REFUSED.events)) not in {row["step"] for row in rows(PROFILE, REFUSED)}


def test_another_profile_has_no_lines() -> None:
    """A profile for which the case states nothing is refused."""
    with pytest.raises(UnknownProfile):
        lines("mall-cents", BASE)
    with pytest.raises(UnknownProfile):
        of_profile("mall-cents", BASE)
