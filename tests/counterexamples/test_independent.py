"""A second replay, which shares no code with the first, agrees with every trace that it covers."""

import ast
import copy
import json
import random
import sys
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import independent
from neverfalls.counterexamples.independent import (
    Differs,
    NotCovered,
    hooks,
    reading,
    replay_independently,
    rules,
)
from neverfalls.spec.schemes.loader import PRACTICE, SHIPPED

SAMPLE = 300


@cache
def files() -> dict[str, Any]:
    """Return what every shipped file says, by its id."""
    return {
        path.stem: json.loads(path.read_bytes())
        for path in sorted(counterexamples.folder().glob("*.json"))
    }


def covered() -> dict[str, Any]:
    """Return those whose schemes use only mechanisms that are covered."""
    return {
        name: told
        for name, told in files().items()
        if independent.COVERED.issuperset(told["mechanisms"])
    }


def refused(told: Any) -> Differs:
    """Replay what has to be refused and return the error."""
    with pytest.raises(Differs) as caught:
        replay_independently(told)
    error = caught.value
    assert str(error).startswith(f"step {error.step}: {error.field}: found {error.found}")
    return error


def test_every_covered_trace_comes_out_the_same() -> None:
    """All states and both sides of the broken claim are those that the file records."""
    wrong = []
    for name, told in covered().items():
        try:
            replay_independently(told)
        except (Differs, NotCovered) as error:
            wrong.append(f"{name}: {error}")
    assert wrong == []


def test_all_traces_of_the_documents_schemes_are_covered() -> None:
    """Those of published practice are not; of a mechanism that is not covered, the name is told."""
    assert {told["scheme"] for told in covered().values()} >= {*SHIPPED}
    assert {files()[name]["scheme"] for name in files().keys() - covered().keys()} <= {*PRACTICE}
    for name in files().keys() - covered().keys():
        with pytest.raises(NotCovered) as caught:
            replay_independently(files()[name])
        missing = caught.value.what.removeprefix("mechanism ")
        assert missing in {*files()[name]["mechanisms"]} - independent.COVERED


def numbers(told: Any) -> list[tuple[Any, str, int, str]]:
    """Return every number of events, states and violation: where it is, and step and field."""
    found = []
    for number, step in enumerate(told["steps"], 1):
        for key, text in step["arguments"].items():
            if not text[0].isalpha():
                found.append((step["arguments"], key, number, "any"))
        for state in step["states"]:
            found += [(state, key, number, key) for key in state]
    violation = told["violation"]
    found += [(violation, key, violation["step"], f"violation.{key}") for key in ("left", "right")]
    return found


def test_no_number_may_be_another() -> None:
    """Whichever number is changed, by however little, the step is named, and the balance."""
    chance = random.Random(20)
    for name in chance.choices(list(covered()), k=SAMPLE):
        told = copy.deepcopy(covered()[name])
        place, key, step, field = chance.choice(numbers(told))
        change = chance.choice([Fraction(1), Fraction(-1), Fraction(1, 10**30)])
        place[key] = str(Fraction(place[key]) + change)
        error = refused(told)
        assert error.step == step, name
        if field != "any":
            assert (error.field, error.found) == (field, place[key]), name


def test_no_entry_may_be_missing_or_added() -> None:
    """A balance that is left out counts as 0, one that is 0 is not written, and none is made up."""
    chance = random.Random(21)
    for name in chance.choices([n for n, told in covered().items() if told["steps"]], k=SAMPLE):
        told = copy.deepcopy(covered()[name])
        step = chance.randrange(len(told["steps"]))
        state = chance.choice(told["steps"][step]["states"])
        key, other = chance.choice(list(state)), chance.choice(["nobody.points", "alice.luck"])
        if chance.random() < 1 / 2:
            del state[key]
            found = (key, "no entry")
        else:
            state[other] = chance.choice(["0", "1"])
            found = (other, state[other])
        error = refused(told)
        assert (error.step, error.field, error.found) == (step + 1, *found)


SHOP = "wine-shop.platform_stays_profitable"
LOOP = "mall.quota_is_paid_when_sales_stop"
DEBT = "old-members.price_never_falls"
SEEN = "wine-shop.price_never_falls.step_view=pay-then-burn"


@pytest.mark.parametrize(
    ("name", "path", "value", "step", "field"),
    [
        (SHOP, ("colour",), "red", 0, "colour"),
        (SHOP, ("found",), None, 0, "found"),
        (SHOP, ("members",), ["alice", "alice"], 0, "members"),
        (SHOP, ("initial_members",), ["alice"], 0, "initial_members"),
        (DEBT, ("initial_members",), [], 0, "initial_members"),
        (DEBT, ("opening", "veteran.debt"), "999", 1, "issuer.debt"),
        (SHOP, ("parameters", "luck"), "1", 0, "luck"),
        (SHOP, ("parameters", "margin"), None, 0, "margin"),
        (SHOP, ("parameters", "margin"), "2/4", 0, "margin"),
        (SHOP, ("parameters", "margin"), "1/3", 1, "treasury.yuan"),
        (SHOP, ("readings", "arithmetic"), "exact", 0, "arithmetic"),
        (SHOP, ("readings", "grant"), None, 0, "grant"),
        (SHOP, ("readings", "grant"), "fixed-number", 1, "issuer.points"),
        (SHOP, ("steps", 0, "arguments", "buyer"), "nobody", 1, "buyer"),
        (SHOP, ("steps", 0, "arguments", "paid"), "0", 1, "event"),
        (SHOP, ("steps", 0, "arguments", "paid"), None, 1, "paid"),
        (SHOP, ("steps", 0, "arguments", "points"), "1", 1, "points"),
        (SHOP, ("steps", 1, "arguments", "points"), "22", 2, "event"),
        (SHOP, ("violation", "relation"), "at most", 3, "violation.relation"),
        (SHOP, ("violation", "member"), "alice", 3, "violation.member"),
        (SHOP, ("violation", "state"), 2, 3, "violation.state"),
        (SHOP, ("violation", "step"), 4, 0, "violation.step"),
        (SHOP, ("violation", "step"), 2, 2, "violation.left"),
        (SHOP, ("loop",), 1, 0, "loop"),
        (LOOP, ("loop",), None, 0, "loop"),
        (LOOP, ("loop",), 4, 0, "loop"),
        (LOOP, ("loop",), 1, 4, "alice.yuan"),
        (SEEN, ("steps", -1, "states", 1), None, 2, "states"),
    ],
)
def test_nothing_recorded_is_left_unread(
    name: str, path: tuple[str | int, ...], value: Any, step: int, field: str
) -> None:
    """An entry that is wrong, missing or unknown is refused by name; None leaves it out."""
    told = copy.deepcopy(files()[name])
    place = told
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    error = refused(told)
    assert (error.step, error.field) == (step, field)


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        (("format",), "neverfalls-counterexample/2", "format neverfalls-counterexample/2"),
        (("mechanisms",), ["purchase", "lottery"], "mechanism lottery"),
        (("readings", "grant"), "by-whim", "reading grant=by-whim"),
        (("opening",), {"pool.yuan": "1"}, "an opening with pool.yuan"),
        (("steps", 0, "rule"), "award", "event award"),
        (("claim",), "luck_holds", "claim luck_holds"),
    ],
)
def test_what_is_not_covered_is_named(path: tuple[str | int, ...], value: Any, what: str) -> None:
    """Nothing that has no second rule is passed over."""
    told = copy.deepcopy(files()[SHOP])
    place = told
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(NotCovered) as caught:
        replay_independently(told)
    assert caught.value.what == what


def fails_somewhere() -> bool:
    """Whether some covered trace no longer replays."""
    for told in covered().values():
        try:
            replay_independently(told)
        except Differs:
            return True
    return False


@pytest.mark.parametrize(
    ("module", "name"),
    [
        *((rules, name) for name in ("buys", "takes_back", "daily_dividend", "tier_dividend")),
        *((rules, name) for name in ("forced_exits", "refresh_list", "pays_dividend")),
        *((hooks, name) for name in ("gains", "enters")),
    ],
)
def test_every_part_of_a_rule_shows(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one of its parts a rule no longer gives what the traces record."""
    monkeypatch.setattr(module, name, lambda *_: None)
    assert fails_somewhere()


@pytest.mark.parametrize("name", reading.RULES)
def test_every_event_shows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that does nothing is noticed, so each of them happens in some covered trace."""
    idle = reading.Rule(**{**vars(reading.RULES[name]), "run": lambda *_, **__: None})
    monkeypatch.setitem(reading.RULES, name, idle)
    assert fails_somewhere()


def test_it_imports_nothing_but_itself_and_the_standard_library() -> None:
    """It shares no code with the rules that it checks, nor with the first replay."""
    (folder,) = independent.__path__
    modules = {path.stem: ast.parse(path.read_bytes()) for path in Path(folder).glob("*.py")}
    assert {"__init__", "reading", "rules", "claims"} <= modules.keys()
    for name, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                origins = [alias.name.split(".")[0] for alias in node.names]
                assert sys.stdlib_module_names.issuperset(origins), name
            elif isinstance(node, ast.ImportFrom) and node.level:
                inside = [node.module] if node.module else [alias.name for alias in node.names]
                assert node.level == 1, name
                assert modules.keys() >= {*inside}, name
            elif isinstance(node, ast.ImportFrom):
                assert str(node.module).split(".")[0] in sys.stdlib_module_names, name
