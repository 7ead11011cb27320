"""The shipped cases: what they cover, that they are as short as they can be, that they stay so."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from msgspec.structs import replace

from neverfalls.counterexamples.conformance import Suite, load, profile, suites
from neverfalls.counterexamples.conformance import schema as schema_of_suites
from neverfalls.counterexamples.conformance.case import Event, Expected, Identity
from neverfalls.counterexamples.conformance.changes import Difference, changelog, compared
from neverfalls.counterexamples.conformance.coverage import (
    Coverage,
    Covered,
    Hole,
    alike,
    coverage,
    coverage_page,
    history_of,
    holes,
    idle_reasons,
    in_words,
    reasons,
    side_in_words,
)
from neverfalls.counterexamples.conformance.files import BadSuite, parse, render
from neverfalls.counterexamples.conformance.profile import NUMBERS
from neverfalls.counterexamples.conformance.purposes import is_minimal
from neverfalls.counterexamples.conformance.recording import decided, made, profiles_of
from neverfalls.counterexamples.conformance.shrinking import Happening, simpler
from neverfalls.counterexamples.conformance.whole import WholeUnits
from neverfalls.counterexamples.conformance.witness import reached, states_of
from neverfalls.proofs.limits.witnesses import witnesses
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.mechanisms.purchase import Grant
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

ROOT = Path(__file__).resolve().parents[2]


@cache
def covered() -> Coverage:
    return coverage(map(load, suites()))


def all_suites() -> Iterator[Suite]:
    yield from map(load, suites())


def test_no_requirement_lacks_a_case_under_any_reading() -> None:
    """Each is met in some case and refused in another, or a reason says why it never is."""
    assert [] == holes(covered())
    assert [] == idle_reasons(covered())


def test_a_reading_without_a_case_is_a_hole() -> None:
    """A side that one profile lacks is told with that profile, unless a reason speaks of it."""
    asked = {"agents", "agents.grant=fixed-number"}
    found = {("sell", "points are sold"): Covered(asked, set(asked), {"agents"})}
    hole = Hole("sell", "points are sold", "refused", "agents.grant=fixed-number")
    assert [hole] == holes(found)
    explained = ("pay_fee", "the discount leaves something to pay")
    assert [] == holes({explained: Covered({"linkage"}, {"linkage"})})


def test_profiles_are_told_in_few_words() -> None:
    """A scheme stands for all of its readings, and few are named instead of many."""
    everything = {"a", "a.q=1", "a.q=2", "a-cents", "a-cents.q=1", "a-cents.q=2", "b", "b-cents"}
    assert in_words(everything, everything) == "a, b"
    assert in_words(everything - {"a.q=1", "a-cents.q=1"}, everything) == "a but q=1; b"
    assert in_words({"a", "a-cents"}, everything) == "a under as written"
    assert in_words({"a.q=1", "a.q=2", "b-cents"}, everything) == "a-exact but as written; b-cents"
    assert side_in_words(everything, everything) == "every"
    assert side_in_words({"b", "b-cents"}, everything) == "only b"
    assert side_in_words(everything - {"b"}, everything) == "every but b-exact"
    assert side_in_words((), everything) == "never"


def test_every_rule_has_a_case_that_happens() -> None:
    """Of every mechanism that a shipped scheme uses."""
    used = {
        rule
        for suite in all_suites()
        for name in suite.mechanisms
        for rule in MECHANISMS[name].rules
    }
    happened = {
        event.event
        for suite in all_suites()
        for case in suite.cases
        for outcome in case.outcomes
        for event, expected in zip(case.events, outcome.expected, strict=True)
        if not expected.clauses
    }
    assert set() == used - happened
    shipped = {name for scheme in SHIPPED for name in load_scheme(scheme).mechanisms}
    assert {rule for name in shipped for rule in MECHANISMS[name].rules} == used


def test_every_reading_is_told_from_the_scheme_as_written() -> None:
    """By some case of its suite, unless a reason says why it cannot be."""
    found = {name for suite in all_suites() for name in alike(suite)}
    explained = {
        name
        for suite in all_suites()
        for name in suite.profiles
        if any(reason.holds_for(name) for reason in reasons("alike"))
    }
    assert explained == found


def test_no_rule_asks_what_only_promises_ask() -> None:
    """So the readings of these questions cannot leave other books."""
    for question in ("constant_backing", "item_value"):
        asking = [
            path.name
            for path in (ROOT / "spec" / "mechanisms").glob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and node.attr == question
        ]
        assert [] == asking


def test_points_by_number_are_granted_at_no_price() -> None:
    """So the price of a purchase makes no difference in these two schemes."""
    for name in ("mall", "shares"):
        assert load_scheme(name).readings.grant is Grant.FIXED_NUMBER


def test_no_event_destroys_points_where_an_empty_supply_makes_no_difference() -> None:
    """Points circulate after the first purchase, however small it was, and for ever."""
    for name in ("dealers", "linkage"):
        for room in load_scheme(name).mechanisms:
            text = (ROOT / "spec" / "mechanisms" / f"{room}.py").read_text(encoding="utf-8")
            assert ".burn(" not in text
            assert ', "issuer.points"' not in text


def test_whoever_has_points_in_the_evening_has_quota() -> None:
    """So the points of those with quota are all points, whenever a fund is shared."""
    for name in ("mall", "mall-cents"):
        profiles = {each for each in load(name).profiles if "fund_sharers" in each} | {name}
        for each in profiles:
            for case, outcome in load(name).of(each):
                happened = zip(case.events, states_of(case, outcome, each)[1:], strict=True)
                for event, state in happened:
                    for who in case.members if event.event == "close_day" else ():
                        assert state[f"{who}.quota"] > 0 or not state[f"{who}.points"], case.id


def test_the_token_price_is_the_share_price_and_what_is_on_its_way() -> None:
    """In exact numbers: so it falls below nothing first."""
    for each in load("linkage").profiles:
        for case, outcome in load("linkage").of(each):
            for state in states_of(case, outcome, each):
                assert state["circle.token"] == state["circle.share"] + state["circle.pending"]


def minimal(suite: str, step: int) -> list[str]:
    """The cases of a suite, each ``step``-th one, of which something can be dropped."""
    scheme = load_scheme(suite.removesuffix("-cents"))
    profiles = profiles_of(scheme, suite.endswith("-cents"))
    return [case.id for case in load(suite).cases[::step] if not is_minimal(profiles, case)]


@pytest.mark.parametrize("suite", ["shares-cents", "old-members", "gallery-cents"])
def test_nothing_can_be_dropped_from_a_case(suite: str) -> None:
    """No event, no member and no amount, without losing what the case is for."""
    assert [] == minimal(suite, 5)


@pytest.mark.slow
@pytest.mark.parametrize("suite", suites())
def test_nothing_can_be_dropped_from_any_case(suite: str) -> None:
    """No event, no member and no amount, without losing what the case is for."""
    assert [] == minimal(suite, 1)


def test_a_case_with_something_to_drop_is_noticed() -> None:
    """An event, a member or an amount too many."""
    profiles = profiles_of(load_scheme("shares"), whole=True)
    case = next(each for each in load("shares-cents").cases if len(each.events) == 2)
    assert is_minimal(profiles, case)
    first, last = case.events
    bob = Event("purchase", {"buyer": "bob", "paid": "200000"})
    assert not is_minimal(profiles, replace(case, events=[bob, first, last]))


def test_simpler_histories_have_an_event_a_member_or_an_amount_less() -> None:
    """All of them, and each ends with the same event."""
    one = Happening("purchase", (("buyer", "alice"), ("paid", Fraction(100))))
    two = Happening("sell", (("seller", "bob"), ("points", Fraction(0))))
    other = Happening("sell", (("seller", "alice"), ("points", Fraction(0))))
    by_bob = Happening("purchase", (("buyer", "bob"), ("paid", Fraction(100))))
    nothing = Happening("purchase", (("buyer", "alice"), ("paid", Fraction(0))))
    expected = {(two,), (one, other), (by_bob, two), (nothing, two)}
    assert expected == set(simpler((one, two)))
    old = Happening("purchase", (("buyer", "veteran"), ("paid", Fraction(100))))
    assert (old, two) in set(simpler((one, two), ("veteran",)))


class Roundings(WholeUnits):
    """A world that notes which amounts rules work out, and which of them it has to round."""

    worked_out: ClassVar[set[tuple[str, str]]] = set()
    rounded: ClassVar[set[tuple[str, str]]] = set()

    def run(self, rule: Rule, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.whole: list[Any] = [*self.state.values(), *arguments.values()]
        return super().run(rule, arguments)

    def down(self, amount: Any, where: str) -> Any:
        whole = super().down(amount, where)
        words = (
            "member" + word[word.index(".") :] if word.partition(".")[0] in self.roster else word
            for word in re.sub(r"\d+", "N", where).split()
        )
        site = (self.rule, " ".join(words))
        if isinstance(amount, Fraction) and not any(amount is each for each in self.whole):
            self.worked_out.add(site)
        if whole != amount:
            self.rounded.add(site)
        self.whole.append(whole)
        return whole


def roundings(suite: Suite) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What the rules work out in the cases of a suite, and what of it is not whole by itself."""
    Roundings.worked_out, Roundings.rounded = set(), set()
    for name in suite.profiles:
        found = profile(name)
        for case, outcome in suite.of(name):
            states = states_of(case, outcome, name)
            history = history_of(found, case.events)
            for state, happening, expected in zip(states, history, outcome.expected, strict=False):
                if not expected.refused:
                    world = Roundings(found.scheme, NUMBERS, dict(state), case.members)
                    given = {**decided(found), **dict(happening.arguments)}
                    rule = found.scheme.rules[happening.rule]
                    known = {*rule.sorts, *(decided(found) if rule.name == "close_day" else ())}
                    world.run(rule, {key: v for key, v in given.items() if key in known})
    return Roundings.worked_out, Roundings.rounded


WHOLE_ALREADY = {
    "a sum, a difference or the smaller one of whole amounts": {
        ("award", "member.prizes"),
        ("award", "treasury.yuan to member.yuan"),
        ("bring_friends", "friends.unpaid"),
        ("close_day", "claimed fund of tier N"),
        ("close_day", "dividends.yuan to pool.yuan"),
        ("close_day", "dividends.yuan to treasury.yuan"),
        ("close_day", "exits.supply"),
        ("close_day", "exits.yuan-in-pool"),
        ("close_day", "listed.supply"),
        ("close_day", "member.quota to issuer.quota"),
        ("close_day", "member.quota-reached"),
        ("close_day", "member.tier-dividends"),
        ("close_day", "tier-shares.yuan to treasury.yuan"),
        ("close_day", "unclaimed fund of tier N"),
        ("close_month", "dealer-shares.yuan to treasury.yuan"),
        ("close_month", "growth"),
        ("close_month", "sharers"),
        ("close_month", "shares.total"),
        ("fall", "circle.pending"),
        ("fall", "circle.token"),
        ("purchase", "issued.total"),
        ("purchase", "member.peak"),
        ("purchase", "member.points to issuer.points"),
        ("purchase", "points counted"),
        ("purchase_referred", "issued.total"),
        ("purchase_referred", "member.points to issuer.points"),
        ("purchase_referred", "points counted"),
        ("release", "member.released-points"),
    },
    "a whole number of whole amounts": {
        ("bring_friends", "bounties"),
        ("buy_back", "value"),
        ("pay_fee", "value"),
        ("purchase", "granted quota"),
        ("turn", "change of the share price"),
    },
    "a half, or three halves, of an even amount": {("turn", "change of the token price")},
    "the scheme itself rounds it to whole cents": {("sell", "paid out")},
}
"""Amounts that rules work out and that are whole by themselves, by the reason why."""


def test_every_rounding_matters_in_some_case() -> None:
    """Each amount that can have a part of a unit has one in a case of every suite that names it."""
    whole = set().union(*WHOLE_ALREADY.values())
    for suite in (each for each in all_suites() if each.id.endswith("-cents")):
        worked_out, rounded = roundings(suite)
        assert worked_out - rounded <= whole, suite.id
        assert not rounded & whole


def test_identities_say_what_the_last_event_does() -> None:
    """Its name, what it changes or that it is refused, and clauses."""
    for suite in all_suites():
        for case in suite.cases:
            last = [each.expected[-1] for each in case.outcomes]
            fields = {key for each in last for key in each.balances or ()}
            fields |= {"refused" for each in last if each.refused}
            found = case.identity
            assert isinstance(found, Identity), case.id
            assert (case.events[-1].event, sorted(fields)) == (found.event, found.fields)
            assert found.clauses


def test_witnesses_reach_what_they_say() -> None:
    """By the states that they expect."""
    found = 0
    for suite in all_suites():
        for case in suite.cases:
            for witness in case.witnesses:
                (outcome,) = (o for o in case.outcomes if witness.profile in o.profiles)
                assert not [each for each in outcome.expected if each.refused]
                states = states_of(case, outcome, witness.profile)
                assert Fraction(witness.reaches) == reached(witness, states, case.members)
                found += 1
    assert found > 40


def test_differences_of_cases_add_up() -> None:
    """What was added and went again is no difference; what went and came back is a change."""
    first = Difference(frozenset("ab"), frozenset("xy"), frozenset("m"))
    later = Difference(frozenset("cx"), frozenset("am"), frozenset("bn"))
    assert first.then(later) == Difference(frozenset("bc"), frozenset("ym"), frozenset("nx"))


def test_the_changelog_keeps_what_it_said() -> None:
    """Of this version together with what is new; of earlier ones as it stands."""
    before = changelog("", "0.1", Difference(frozenset({"s.a.1"}), frozenset({"s.b.1"})))
    after = changelog(before, "0.2", Difference(changed=frozenset({"s.a.1"})))
    assert "## 0.2\n\n- changed 1 of s: s.a.1\n\n## 0.1\n\n- added 1 of s: s.a.1\n" in after
    again = changelog(after, "0.2", Difference(gone=frozenset({"s.a.1"}), added=frozenset({"t.c"})))
    assert "## 0.2\n\n- added 1 of t: t.c\n- gone 1 of s: s.a.1\n\n## 0.1" in again


def test_another_expectation_is_a_change() -> None:
    """Another word about a case is none."""
    suite = load("shares")
    case = suite.cases[0]
    told = replace(suite, cases=[replace(case, about=["else"]), *suite.cases[1:]])
    assert Difference() == compared([suite], [told])
    outcome = replace(case.outcomes[0], expected=[Expected(refused="never")])
    other = replace(case, outcomes=[outcome, *case.outcomes[1:]])
    changed = compared([suite], [replace(suite, cases=[other, *suite.cases[1:]])])
    assert Difference(changed=frozenset({case.id})) == changed
    fewer = compared([suite], [replace(suite, cases=suite.cases[1:])])
    assert Difference(gone=frozenset({case.id})) == fewer


def test_the_changelog_is_about_the_cases_that_there_are() -> None:
    """What it calls added or changed is there, and what it calls gone is not."""
    text = (ROOT / "counterexamples" / "conformance" / "CASES.md").read_text(encoding="utf-8")
    there = {case.id for suite in all_suites() for case in suite.cases}
    section = text.partition("\n## ")[2].partition("\n## ")[0]
    for kind, ids in re.findall(r"^- (\w+) [^:]+: (.*)$", section, re.MULTILINE):
        assert (set(ids.split(", ")) <= there) is (kind != "gone")


def test_the_page_is_that_of_the_suites() -> None:
    """Nothing in it was written by hand."""
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert coverage_page(all_suites()) == page


def test_the_schema_is_that_of_the_types() -> None:
    """And every suite is written as the one writer writes it."""
    folder = ROOT / "counterexamples" / "conformance"
    assert schema_of_suites() == (folder / "schema.json").read_text(encoding="utf-8")
    for name in suites():
        content = (folder / "data" / f"{name}.json").read_bytes()
        assert render(parse(content, name)).encode() == content


def test_ids_are_the_same_for_the_same_events_only() -> None:
    """Two cases of a suite have different events, and so different ids."""
    for suite in all_suites():
        ids = [case.id for case in suite.cases]
        assert len(ids) == len(set(ids))
        assert all(case.id.startswith(f"{suite.id}.") for case in suite.cases)


def test_amounts_in_whole_units_are_whole() -> None:
    """What a ledger is asked, and what it must hold; prices alone may be fractions."""
    for name in suites():
        if not name.endswith("-cents"):
            continue
        for case in load(name).cases:
            for outcome in case.outcomes:
                for expected in outcome.expected:
                    changed = expected.balances or {}
                    assert all(
                        Fraction(value).denominator == 1
                        for key, value in changed.items()
                        if not key.startswith("quoted.")
                    )


def test_whole_units_conserve_money_and_points() -> None:
    """Rounding loses nothing: what one account gains another loses, after every event."""
    for name in ("wine-shop-cents", "mall-cents", "market-cents"):
        for case, outcome in load(name).of(name):
            state = profile(name).opening(case.members)
            for expected in outcome.expected:
                state = {**state, **{k: Fraction(v) for k, v in (expected.balances or {}).items()}}
                for asset in ("yuan", "points"):
                    kept = [v for key, v in state.items() if key.endswith(f".{asset}")]
                    assert sum(kept) == 0, (case.id, asset)


def test_a_part_of_a_unit_is_refused_in_whole_units() -> None:
    """Whatever else would stand for it."""
    found = profile("shares-cents")
    arguments, opening = {"buyer": "alice", "paid": Fraction(201, 2)}, found.opening(["alice"])
    with pytest.raises(NotEnabled, match="amounts are whole"):
        found.ran(opening, ["alice"], "purchase", arguments)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data.pop("units"), "units"),
        (lambda data: data["cases"][0].pop("members"), r"cases\[0\].members"),
        (lambda data: data["cases"][0]["outcomes"][0]["expected"].append({}), "as many as events"),
        (lambda data: data.update(format="neverfalls-conformance/2"), "format"),
        (lambda data: data["cases"][0]["events"][0].update(event=3), "found 3"),
        (lambda data: data.update(more=1), "more"),
    ],
)
def test_a_bad_suite_is_refused(change: object, told: str) -> None:
    """With the field and what stands there."""
    data = json.loads((ROOT / "counterexamples/conformance/data/shares.json").read_bytes())
    assert callable(change)
    change(data)
    with pytest.raises(BadSuite, match=told):
        parse(json.dumps(data).encode(), "own.json")


def test_a_program_that_loads_all_ends_well() -> None:
    """Again and again: the validator's types once crashed the interpreter at its end."""
    program = """
from neverfalls import counterexamples
from neverfalls.counterexamples.conformance import load
kept = counterexamples.every(), load("wine-shop-cents")
"""
    ran = [subprocess.run([sys.executable, "-c", program], check=False) for _ in range(6)]
    assert [0] * 6 == [each.returncode for each in ran]


@pytest.mark.slow
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_suites_are_those_that_the_rules_make(name: str, whole: bool) -> None:
    """Byte for byte, except what the search was asked for in words."""
    file, text = made(name, whole, witnesses(name))
    content = (ROOT / "counterexamples/conformance/data" / file).read_text(encoding="utf-8")
    assert text == content
