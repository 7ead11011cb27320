"""The kit drives a ledger in another language: JavaScript, which Node runs.

The ledger is `ledgers/ledger.js`. It knows only the protocol, and shares no code with the rules.
"""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from neverfalls.counterexamples.conformance import profile
from neverfalls.proofs.command.codes import AS_ASKED, BREAKS
from neverfalls.spec.errors import NotEnabled
from neverfalls.testing import Event, Prepared, ProcessLedger, Refused, Report, Verdict, cases, run
from neverfalls.testing.prepared import setting

pytestmark = pytest.mark.node

ROOT = Path(__file__).parents[2]
LEDGER = Path(__file__).parent / "ledgers" / "ledger.js"
SOURCE = LEDGER.read_text(encoding="utf-8")
PROFILE = "wine-shop-cents"

IN_THE_BOOKS = {
    "rounding-up": ("purchase", "issuer.points", "M1.2"),
    "stale-price": ("purchase", "issuer.points", "M1.2"),
    "fee-kept": ("sell", "pool.yuan", "M2.4"),
    "overdraw": ("sell", "event", "M2.1"),
    "refuses-all-sold": ("sell", "event", "M2.1"),
}
"""Defects of the books: the event that is done wrongly, what shows it, a clause that is named."""

OF_THE_PROCESS = {
    "crash": (None, "it ended with exit code 1"),
    "hang": ("sell", "it did not answer within 2 seconds"),
    "garbage": ("redeem", "it answered redeemed, which is no JSON"),
}
"""Defects of the process: the event at which it fails, and what is said of it."""


def command(defect: str = "") -> list[str]:
    """The command that runs the ledger.

    The defect stands in the command itself, because a process waits for the next case that asks
    for the same command.
    """
    return ["env", f"LEDGER_DEFECT={defect}", "node", str(LEDGER)]


def ran(defect: str = "", only: Callable[[Prepared], bool] = lambda _case: True) -> Report:
    """What comes of the cases of the profile."""
    return run(lambda: ProcessLedger(command(defect), seconds=2), [PROFILE], only=only)


@pytest.fixture
def ledger() -> Iterator[ProcessLedger]:
    """A sound ledger with two members and empty books."""
    found = ProcessLedger(command())
    found.start(setting(profile(PROFILE), ("alice", "bob")))
    yield found
    found.stop()


def test_a_sound_ledger_conforms_in_every_case() -> None:
    """Nothing is found in it, and all is shown but an account that is always empty."""
    report = ran()
    assert [] == report.failed
    assert {Verdict.CONFORMS: len(cases(PROFILE))} == report.counts
    assert {PROFILE: ["aside.points"]} == report.unobserved


def test_it_declares_its_profile() -> None:
    """Whoever names no profile gets those that the ledger declares."""
    report = run(lambda: ProcessLedger(command()))
    assert {PROFILE} == {each.profile for each in report.results}


def test_there_is_no_other_defect() -> None:
    """Each defect of the ledger is tried here, and one that is misspelt makes no sound ledger."""
    table = SOURCE.partition("const DEFECTS = {")[2].partition("};")[0]
    names = re.findall(r'^  "?([a-z-]+)"?:', table, re.MULTILINE)
    assert {*IN_THE_BOOKS, *OF_THE_PROCESS} == {*names}
    done = subprocess.run(
        command("rounding-sideways"), capture_output=True, text=True, timeout=20, check=False
    )
    assert (2, "there is no defect rounding-sideways\n") == (done.returncode, done.stderr)


@pytest.mark.parametrize("defect", IN_THE_BOOKS)
def test_a_defect_of_the_books_is_found_and_named(defect: str) -> None:
    """All that fails looks like one mistake, and the event, the field and the clause are told."""
    event, field, clause = IN_THE_BOOKS[defect]
    report = ran(defect)
    assert {Verdict.CONFORMS, Verdict.DIFFERS} == {*report.counts}
    (cause,) = report.causes
    first = cause.first
    assert (event, field) == (first.event.name if first.event else "", first.field)
    assert clause in first.clauses
    assert first.expected != first.found


@pytest.mark.parametrize("defect", OF_THE_PROCESS)
def test_a_defect_of_the_process_costs_no_other_case(defect: str) -> None:
    """It is told how the process failed, at which event, and the next case starts another."""
    event, told = OF_THE_PROCESS[defect]
    # whoever hangs is waited for, so that a few cases have to do
    few = {case.id for case in cases(PROFILE)[:3]}
    sale = next(case for case in cases(PROFILE) if case.steps[0].event.name == "sell")

    def only(case: Prepared) -> bool:
        return defect != "hang" or case.id in {sale.id, *few}

    report = ran(defect, only)
    assert {Verdict.CONFORMS, Verdict.CRASHED} == {*report.counts}
    for each in report.failed:
        assert told in each.why
        assert each.event
        assert (event is None and each.step == 3) or event == each.event.name


def tried(seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Events by chance: of one unit, of a few, and of more than any machine word holds."""
    chance = random.Random(seed)
    for _ in range(120):
        one, other = chance.sample(["alice", "bob"], 2)
        amount = chance.choice([1, 3, 333, 10_000, 10**30 + 7]) * chance.choice([1, 1, 7, 0, -1])
        yield chance.choice(
            [
                ("purchase", {"buyer": one, "paid": amount}),
                ("sell", {"seller": one, "points": amount}),
                ("redeem", {"holder": one, "points": amount}),
                ("convert", {"holder": one, "points": amount}),
                ("spend", {"buyer": one, "merchant": other, "constants": amount}),
                ("restore", {"merchant": one, "constants": amount}),
            ]
        )


@pytest.mark.parametrize("seed", range(8))
def test_it_agrees_with_the_rules_on_histories_by_chance(seed: int, ledger: ProcessLedger) -> None:
    """After each event, refused or not, all balances are those that the rules leave."""
    found, members = profile(PROFILE), ("alice", "bob")
    state = found.opening(members)
    for name, given in tried(seed):
        exact = {key: Fraction(each) if each != str(each) else each for key, each in given.items()}
        try:
            after, refused = found.ran(state, members, name, exact), False
        except NotEnabled:
            after, refused = state, True
        try:
            ledger.apply(Event(name, given))
            assert not refused, (name, given)
        except Refused:
            assert refused, (name, given)
        state = after
        shown = ledger.observe()
        assert {key: str(each) for key, each in state.items() if key in shown} == {
            key: each for key, each in shown.items() if key in state
        }
        supply = -state["issuer.points"]
        assert str(supply) == shown["supply.points"]
        assert ("price.yuan" in shown) == (supply > 0)


def answers(*requests: object) -> list[dict[str, Any]]:
    """What the ledger answers to each of these, a request or a line of text, before it ends."""
    lines = [each if isinstance(each, str) else json.dumps(each) for each in requests]
    done = subprocess.run(
        command(),
        input="\n".join([*lines, '{"do":"stop"}', '{"do":"declare","version":1}', ""]),
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert "" == done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"ok": True} == found.pop()
    assert len(lines) == len(found)
    return found


def start(**other: Any) -> dict[str, Any]:
    """A request to start, with some of it changed."""
    found = setting(profile(PROFILE), ("alice", "bob"))
    request = {
        "do": "start",
        "profile": PROFILE,
        "members": ["alice", "bob"],
        "whole": True,
        "units": {"yuan": "1/100", "points": "1"},
        "mechanisms": list(found.mechanisms),
        "parameters": {key: str(value) for key, value in found.parameters.items()},
        "readings": dict(found.readings),
        "opening": {key: str(value) for key, value in found.opening.items()},
    }
    return request | other


def purchase(**other: Any) -> dict[str, Any]:
    """A request to apply a purchase, with some of its arguments changed."""
    given = {"buyer": "alice", "paid": "100"} | other
    return {"do": "apply", "event": "purchase", "arguments": given}


@pytest.mark.parametrize(
    "request_",
    [
        "{",
        "7",
        "null",
        {"do": "fly"},
        {"do": "observe"},
        {"do": "declare", "version": 2},
        start(profile="mall-cents"),
        start(readings=dict(setting(profile(PROFILE), ("alice",)).readings) | {"grant": "other"}),
        start(opening={"aside.points": "1"}),
        start(parameters={}),
        purchase(),
    ],
)
def test_what_it_cannot_do_it_says(request_: object) -> None:
    """One line with an error answers it, and the ledger goes on."""
    declare = {"do": "declare", "version": 1}
    found, declared = answers(request_, declare)
    assert ["error"] == [*found]
    assert (1, [PROFILE]) == (declared["version"], declared["profiles"])


@pytest.mark.parametrize("paid", ["", "0x10", "1.5", " 1", "1e3", "1/0", "-", None, 100])
def test_it_takes_no_number_for_another(paid: object) -> None:
    """What is no exact number is an error, not a purchase of something else."""
    started, error, observed = answers(start(), purchase(paid=paid), {"do": "observe"})
    assert {"ok": True} == started
    assert ["error"] == [*error]
    assert "0" == observed["balances"]["sales.total"]


def test_events_and_members_that_are_not_there_are_errors() -> None:
    """Also those with names that every object of the language has."""
    for name in ("close_day", "constructor", "__proto__"):
        found = answers(start(), purchase() | {"event": name}, purchase(buyer=name))
        assert [["ok"], ["error"], ["error"]] == [[*each] for each in found]


def test_a_part_of_a_cent_is_refused() -> None:
    """It is an exact number, but none that these books can hold."""
    found = answers(start(), purchase(paid="3/2"), purchase(paid="4/2"))
    assert [{"ok": True}, {"refused": "amounts are whole"}, {"ok": True}] == found


def test_its_arithmetic_is_whole() -> None:
    """No number of it is a float, and it needs nothing but what comes with Node."""
    assert [] == re.findall(r"\b(?:Number|parseInt|parseFloat|Math)\b[.(]", SOURCE)
    assert ["node:readline"] == re.findall(r"(?:require\(|from )[\"']([^\"']+)", SOURCE)


@pytest.mark.parametrize(
    ("defect", "code"), [("", AS_ASKED), ("fee-kept", BREAKS), ("crash", BREAKS)]
)
def test_the_command_tries_a_ledger(defect: str, code: int) -> None:
    """It ends with 0 if all cases conform, and says what is wrong otherwise."""
    arguments = ["conform", "--profile", PROFILE, "--", *command(defect)]
    done = subprocess.run(
        [sys.executable, "-m", "neverfalls.proofs", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert code == done.returncode, done.stderr
    assert "conforms" in done.stdout
    if defect == "fee-kept":
        assert "pool.yuan" in done.stdout
        assert "M2.4" in done.stdout
