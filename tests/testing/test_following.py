"""Ledgers that name what has changed, and histories that nobody has worked out before."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from neverfalls.counterexamples.conformance import profile, suites
from neverfalls.counterexamples.conformance.exploring import Explorer
from neverfalls.counterexamples.conformance.recording import attempted
from neverfalls.counterexamples.conformance.stepping import Books
from neverfalls.spec.errors import BadArguments
from neverfalls.testing import Event, ProcessLedger, Refused, Verdict, cases, follow, run
from neverfalls.testing.following import KEPT
from tests.bench.kit import Shop

MEMBERS = ("alice", "bob", "carol")
NAME = "wine-shop-cents"


@pytest.mark.parametrize("name", [*suites(), "mall.dividend_rates=chosen-daily"])
def test_books_in_place_are_those_of_the_rules(name: str) -> None:
    """Event by event the same changes, the same refusals and the same clauses."""
    found = profile(name)
    explorer = Explorer(found)
    books, state = Books(found, explorer.members), explorer.opening
    chance, history = random.Random(name), ()
    for _ in range(40):
        happening = chance.choice([each for each, _likely in explorer.tried(state, history)])
        seen = attempted(found, state, explorer.members, happening)
        happened = books.happen(happening.rule, dict(happening.arguments))
        assert (seen.refused, seen.clauses) == (happened.refused, happened.clauses)
        if seen.state is not None:
            changes = {key: value for key, value in seen.state.items() if value != state[key]}
            assert changes == happened.changes
            if max(len(str(value)) for value in seen.state.values()) > 200:
                break
            state = seen.state
        assert state == books.state


def test_what_an_event_lacks_changes_nothing() -> None:
    """It is an error, and not a refusal."""
    books = Books(profile(NAME), MEMBERS)
    before = dict(books.state)
    with pytest.raises(BadArguments):
        books.happen("purchase", {"buyer": "alice"})
    with pytest.raises(KeyError):
        books.happen("barter", {})
    assert before == books.state


def trade(count: int, ledger: Shop) -> Iterator[Event]:
    """Purchases, sales, and now and then a sale of more points than somebody has.

    One member never sells, so that there is a price.
    """
    chance = random.Random(1)
    for number in range(count):
        name = chance.choice(MEMBERS)
        held = ledger.points[name]
        if name == "alice" or held == 0 or chance.random() < 0.3:
            yield Event("purchase", {"buyer": name, "paid": chance.randrange(1, 100_000)})
        else:
            points = held + 1 if number % 50 == 0 else chance.randrange(1, held + 1)
            yield Event("sell", {"seller": name, "points": points})


class Listed(Shop):
    """The shop without ``changed``, so that it is asked for all balances."""

    changed = None  # type: ignore[assignment]


@pytest.mark.parametrize("kind", [Shop, Listed])
def test_a_long_history_is_followed(kind: type[Shop]) -> None:
    """A sound ledger conforms to its end, whether it names what has changed or shows all."""
    ledger = kind()
    result = follow(lambda: ledger, NAME, MEMBERS, trade(2000, ledger))
    assert (Verdict.CONFORMS, 2000) == (result.outcome, result.step)
    assert KEPT == len(result.history)


class Wrong(Shop):
    """A shop that does one thing wrongly after so many events."""

    after = 310

    def __init__(self, defect: str) -> None:
        self.defect = defect
        self.events = 0

    def apply(self, event: Event) -> None:
        self.events += 1
        late = self.events > self.after
        if late and self.defect == "crash":
            raise RuntimeError("out of paper")
        super().apply(event)
        if late and self.defect == "silent":
            self.told = {}
        if late and self.defect == "elsewhere":
            self.points["carol"] += 1
        if late and self.defect == "pool":
            self.pool += 1
            self.told["pool.yuan"] = self.pool


@pytest.mark.parametrize(
    ("defect", "outcome", "field", "step"),
    [
        ("pool", Verdict.DIFFERS, "pool.yuan", 311),
        ("silent", Verdict.DIFFERS, "pool.yuan", 311),
        ("elsewhere", Verdict.DIFFERS, "carol.points", None),
        ("crash", Verdict.CRASHED, "", 311),
    ],
)
def test_a_late_difference_is_told_with_the_last_events(
    defect: str, outcome: Verdict, field: str, step: int | None
) -> None:
    """Also of a balance of which the ledger says that it has not changed, at the end at last."""
    ledger = Wrong(defect)
    result = follow(lambda: ledger, NAME, MEMBERS, trade(320, ledger))
    assert (outcome, field) == (result.outcome, result.field)
    assert step is None or step == result.step
    assert result.history[-1] == result.event


class Naming:
    """A ledger that knows its cases and names what each event changes."""

    def __init__(self, known: Iterator[Any], hidden: str = "") -> None:
        self.case = next(known)
        self.hidden = hidden

    def start(self, _setting: Any) -> None:
        self.balances = dict(self.case.opening)
        self.steps = iter(self.case.steps)

    def apply(self, _event: Event) -> None:
        step = next(self.steps)
        self.told = {key: value for key, value in step.changes.items() if key != self.hidden}
        if step.refused:
            raise Refused(step.refused)
        self.balances.update(step.changes)

    def priced(self) -> dict[str, Fraction]:
        found: dict[str, Fraction] = self.case.profile.derived(self.balances, self.case.members)
        return found

    def changed(self) -> Mapping[str, Any]:
        return {**self.told, **self.priced()}

    def observe(self) -> Mapping[str, Any]:
        return {**self.balances, **self.priced()}


@pytest.mark.parametrize("name", [NAME, "mall", "mall-cents"])
def test_every_case_passes_by_what_has_changed(name: str) -> None:
    """Also while there is no price, and when there is none any more."""
    known = iter(cases(name))
    assert not run(lambda: Naming(known), [name]).failed


def test_a_change_that_is_not_named_is_found() -> None:
    """The event is told that should have named it."""
    known = iter(cases(NAME))
    report = run(lambda: Naming(known, "pool.yuan"), [NAME])
    assert {"pool.yuan"} == {each.field for each in report.failed}
    assert all(each.history[-1] == each.event for each in report.failed)


PROGRAM = """
import json, sys
declared, rows = json.load(open(sys.argv[1]))
answers, asked = iter(rows), 0
for line in sys.stdin:
    do = json.loads(line)["do"]
    asked += do == "observe"
    answer = {"declare": declared, "stop": {"ok": True}}.get(do) or next(answers)
    print(json.dumps(answer), flush=True)
    if do == "stop":
        open(sys.argv[1] + ".asked", "w").write(str(asked))
        break
"""


def told(folder: Path, declared: dict[str, Any], rows: Sequence[dict[str, Any]]) -> ProcessLedger:
    """A program that gives these answers."""
    program, file = folder / "program.py", folder / "answers"
    program.write_text(PROGRAM, encoding="utf-8")
    stated = {"version": 1, "profiles": [NAME], **declared}
    file.write_text(json.dumps([stated, rows]), encoding="utf-8")
    return ProcessLedger([sys.executable, str(program), str(file)])


@pytest.mark.parametrize(
    ("declared", "rows", "asked"),
    [
        ({}, [{"ok": True}, {"balances": {}}, {"ok": True}, {"balances": {"pool.yuan": "30"}}], 2),
        (
            {},
            [
                {"ok": True, "balances": {"pool.yuan": "0"}},
                {"ok": True, "balances": {"pool.yuan": "30"}},
            ],
            0,
        ),
        (
            {"changed": True},
            [
                {"ok": True, "balances": {"pool.yuan": "0"}},
                {"ok": True, "changed": {"pool.yuan": "30"}},
                {"balances": {"pool.yuan": "30"}},
            ],
            1,
        ),
    ],
)
def test_an_answer_may_carry_balances(
    tmp_path: Path, declared: dict[str, Any], rows: Sequence[dict[str, Any]], asked: int
) -> None:
    """A program that shows what it keeps with each answer is not asked for it."""
    ledger = told(tmp_path, declared, rows)
    event = Event("purchase", {"buyer": "alice", "paid": 100})
    result = follow(lambda: ledger, NAME, MEMBERS, [event])
    assert Verdict.CONFORMS is result.outcome, result
    ledger.process.end()
    assert str(asked) == (tmp_path / "answers.asked").read_text("utf-8")


def test_what_was_declared_has_to_be_in_the_answer(tmp_path: Path) -> None:
    """A program that names no changes although it said so is not taken for one without any."""
    rows: list[dict[str, Any]] = [{"ok": True, "balances": {"pool.yuan": "0"}}, {"ok": True}]
    ledger = told(tmp_path, {"changed": True}, rows)
    event = Event("purchase", {"buyer": "alice", "paid": 100})
    result = follow(lambda: ledger, NAME, MEMBERS, [event])
    assert Verdict.CRASHED is result.outcome
    assert "changed: found nothing, expected numbers written as texts by name" in result.why
