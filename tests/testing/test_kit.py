"""The kit as its users meet it: in an empty folder, by a plugin, by a process."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from neverfalls.counterexamples import load as load_trace
from neverfalls.counterexamples.conformance import (
    UnknownProfile,
    load,
    load_file,
    profile,
    profile_ids,
    suites,
)
from neverfalls.counterexamples.conformance.shrinking import Happening
from neverfalls.testing import (
    Event,
    NoCases,
    ProcessLedger,
    Refused,
    Setting,
    Verdict,
    as_json,
    junit,
    markdown,
    run,
    run_counterexamples,
    text,
)
from neverfalls.testing.machine import search
from neverfalls.testing.process import ProtocolError
from tests.testing.example import DEFECTS, EXAMPLE


class Model:
    """The rules themselves as a ledger, which may forget or change something."""

    def __init__(self, *names: str) -> None:
        self.profiles = names

    def start(self, setting: Setting) -> None:
        self.profile = profile(setting.profile)
        self.members = setting.members
        self.state = self.profile.opening(self.members)

    def apply(self, event: Event) -> None:
        from neverfalls.counterexamples.conformance.recording import attempted

        arguments = tuple(
            (key, value if isinstance(value, str) else Fraction(value))
            for key, value in event.arguments.items()
        )
        happening = Happening(event.name, arguments)
        seen = attempted(self.profile, self.state, self.members, happening)
        if seen.state is None:
            raise Refused(seen.refused)
        self.state = seen.state

    def observe(self) -> Mapping[str, Fraction]:
        return {**self.state, **self.profile.derived(self.state, self.members)}


def pytested(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as somebody would in a folder of their own."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", suites())
def test_the_rules_pass_every_case(name: str) -> None:
    """Cases and rules say the same, under every profile of every suite."""
    names = list(load(name).profiles)
    report = run(lambda: Model(*names), names)
    assert [] == [(each.case, each.field, each.why) for each in report.failed]
    assert set(names) == {each.profile for each in report.results}


def test_the_example_of_the_page_passes(tmp_path: Path) -> None:
    """It is shorter than thirty-five lines, and every case is a test of its own."""
    (tmp_path / "ledger.py").write_text(EXAMPLE, encoding="utf-8")
    done = pytested(tmp_path, "--neverfalls-adapter", "ledger:Ledger", "--junit-xml", "out.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    root = ElementTree.parse(tmp_path / "out.xml").getroot()
    cases = root.findall(".//testcase")
    assert len(cases) == len(load("shares-cents").of("shares-cents.grant=fixed-value"))


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_in_the_example_is_found_and_named(tmp_path: Path, defect: str) -> None:
    """The clause is in the report, and no traceback."""
    right, wrong, clause = DEFECTS[defect]
    assert right in EXAMPLE
    (tmp_path / "ledger.py").write_text(EXAMPLE.replace(right, wrong), encoding="utf-8")
    done = pytested(tmp_path, "--neverfalls-adapter", "ledger:Ledger")
    assert done.returncode == 1
    assert clause in done.stdout
    assert "Traceback" not in done.stdout


def test_one_case_can_be_chosen(tmp_path: Path) -> None:
    """By -k, as any other test."""
    (tmp_path / "ledger.py").write_text(EXAMPLE, encoding="utf-8")
    case, _outcome = load("shares-cents").of("shares-cents.grant=fixed-value")[0]
    digest = case.id.rpartition(".")[2]
    done = pytested(tmp_path, "--neverfalls-adapter", "ledger:Ledger", "-k", digest)
    assert re.search(r"\b1 passed", done.stdout)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--neverfalls-adapter", "ledger"], "expected MODULE:NAME"),
        (["--neverfalls-adapter", "nowhere:Ledger"], "No module named 'nowhere'"),
        (["--neverfalls-adapter", "ledger:Nothing"], "ledger has nothing called Nothing"),
        (
            ["--neverfalls-adapter", "ledger:Ledger", "--neverfalls-profile", "wine"],
            "no profile is called 'wine'",
        ),
    ],
)
def test_what_is_typed_wrongly_is_told(tmp_path: Path, words: list[str], told: str) -> None:
    """Nothing is run, and that is no success."""
    (tmp_path / "ledger.py").write_text(EXAMPLE, encoding="utf-8")
    done = pytested(tmp_path, *words)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert told in done.stderr + done.stdout


def test_random_histories_find_and_save_a_difference(tmp_path: Path) -> None:
    """A quota that is forgotten shows after two events, and the saved case shows it again."""

    class Forgetful(Model):
        def observe(self) -> Mapping[str, Fraction]:
            shown = dict(super().observe())
            return {
                **shown,
                "pool.yuan": shown["pool.yuan"] + (1 if shown["alice.proceeds"] else 0),
            }

    def make() -> Forgetful:
        return Forgetful("wine-shop-cents")

    found = search(make, "wine-shop-cents", examples=60, save=str(tmp_path))
    assert found is not None
    assert ("pool.yuan", "sell", 2) == (found.field, found.history[-1].name, len(found.history))
    (file,) = tmp_path.iterdir()
    (case,) = load_file(file).cases
    assert ["purchase", "sell"] == [each.event for each in case.events]
    assert search(lambda: Model("wine-shop-cents"), "wine-shop-cents", examples=20) is None


def test_nothing_run_is_an_error() -> None:
    """Neither no profile, nor a profile without cases left."""
    with pytest.raises(NoCases, match="no profile is named"):
        run(Model)
    with pytest.raises(NoCases, match="no case was run"):
        run(lambda: Model("shares"), only=lambda _case: False)
    with pytest.raises(UnknownProfile):
        run(lambda: Model("wine-shop.nothing=this"))


@pytest.mark.parametrize("shown", [1.5, True, None, "a lot"])
def test_what_is_no_exact_number_is_told(shown: Any) -> None:
    """A float is an error, whatever its value."""

    class Wrong(Model):
        def observe(self) -> Mapping[str, Any]:
            return {**super().observe(), "pool.yuan": shown}

    report = run(lambda: Wrong("shares"))
    assert {Verdict.CRASHED} == set(report.counts)
    assert all("exact number" in each.why for each in report.results)


def test_a_balance_that_nobody_knows_is_told() -> None:
    """With the nearest one."""

    class Wrong(Model):
        def observe(self) -> Mapping[str, Any]:
            return {"pol.yuan": 0}

    report = run(lambda: Wrong("shares"))
    assert "did you mean pool.yuan?" in report.results[0].why


def test_a_balance_that_vanishes_is_told() -> None:
    """What a ledger showed once it has to go on showing."""

    class Vanishing(Model):
        def observe(self) -> Mapping[str, Any]:
            shown = dict(super().observe())
            if shown["pool.yuan"]:
                del shown["pool.yuan"]
            return shown

    report = run(lambda: Vanishing("shares"))
    assert {"pool.yuan"} == {each.field for each in report.failed}


def test_a_tolerance_is_in_the_units_of_the_profile() -> None:
    """One cent more is forgiven where one cent is allowed, and two are not."""

    class Off(Model):
        def observe(self) -> Mapping[str, Any]:
            shown = super().observe()
            return {"pool.yuan": shown["pool.yuan"] + 1}

    assert run(lambda: Off("shares-cents")).failed
    assert not run(lambda: Off("shares-cents"), tolerance=1).failed


def test_one_mistake_is_told_once() -> None:
    """All sales are wrong in the same way: one cause, with all its cases."""

    class Off(Model):
        def apply(self, event: Event) -> None:
            super().apply(event)
            if event.name == "sell":
                self.state = {**self.state, "pool.yuan": self.state["pool.yuan"] - 1}

    report = run(lambda: Off("wine-shop-cents"))
    (cause,) = report.causes
    assert len(cause.results) == len(report.failed) > 1
    assert "M2.1" in cause.first.clauses
    told = text(report)
    assert "sell leaves another yuan in pool.yuan" in told
    assert "1 less" in told
    assert json.loads(as_json(report))["counts"]["differs"] == len(report.failed)
    assert ElementTree.fromstring(junit(report)).get("failures") == str(len(report.failed))
    assert f"| differs | {len(report.failed)} |" in markdown(report)


def test_counterexamples_tell_defect_fixed_stale_and_not_applicable() -> None:
    """The rules break what they break; who refuses the last event has mended it."""
    trace = load_trace("wine-shop.price_never_falls.empty_price=issue-price")
    name = "wine-shop.empty_price=issue-price"
    present = run_counterexamples(lambda: Model(name), only=lambda each: each.id == trace.id)
    assert [Verdict.DEFECT_PRESENT] == [each.outcome for each in present.results]

    class Mended(Model):
        last: str = trace.steps[-1].rule
        done = 0

        def apply(self, event: Event) -> None:
            self.done += 1
            if self.done == len(trace.steps):
                raise Refused("this would break a promise")
            super().apply(event)

    fixed = run_counterexamples(lambda: Mended(name), only=lambda each: each.id == trace.id)
    assert [Verdict.FIXED] == [each.outcome for each in fixed.results]

    class Closed(Model):
        def apply(self, event: Event) -> None:
            raise Refused(f"closed for {event.name}")

    stale = run_counterexamples(lambda: Closed(name), only=lambda each: each.id == trace.id)
    assert [Verdict.STALE] == [each.outcome for each in stale.results]
    other = run_counterexamples(lambda: Model(name))
    assert other.counts[Verdict.NOT_APPLICABLE] > 0


ECHO = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    do = request["do"]
    answer = {"ok": True}
    if do == "declare":
        answer = {"version": %(version)s, "profiles": ["shares-cents"]}
    if do == "observe":
        answer = {"balances": {}}
    %(more)s
    print(json.dumps(answer), flush=True)
    if do == "stop":
        break
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("if do == 'start': sys.exit(3)", "it ended with exit code 3"),
        ("if do == 'start': print('no', flush=True)", "no JSON"),
        ("if do == 'apply': import time; time.sleep(9)", "it did not answer within 1 seconds"),
        (
            "if do == 'observe': answer = {'balances': {'pool.yuan': 3}}",
            "balances: found {'pool.yuan': 3}, expected numbers written as texts",
        ),
        ("if do == 'apply': answer = {'error': 'out of paper'}", "out of paper"),
    ],
)
def test_a_process_that_fails_costs_its_case(tmp_path: Path, more: str, told: str) -> None:
    """Each case has a process that works, and the report says what happened."""
    file = tmp_path / "ledger.py"
    file.write_text(ECHO % {"version": 1, "more": more}, encoding="utf-8")

    def make() -> ProcessLedger:
        return ProcessLedger([sys.executable, str(file)], seconds=1)

    taken = iter(range(3))
    report = run(make, ["shares-cents"], only=lambda _case: next(taken, None) is not None)
    assert {Verdict.CRASHED} == set(report.counts)
    assert all(told in each.why for each in report.results)


def test_another_version_of_the_protocol_is_refused(tmp_path: Path) -> None:
    """So is a command that does not exist."""
    file = tmp_path / "ledger.py"
    file.write_text(ECHO % {"version": 2, "more": ""}, encoding="utf-8")
    with pytest.raises(ProtocolError, match="version 2 of the protocol, not 1"):
        ProcessLedger([sys.executable, str(file)])
    with pytest.raises(ProtocolError, match="cannot be started"):
        ProcessLedger([str(tmp_path / "nothing")])


def test_every_profile_is_listed_once() -> None:
    """And each has cases."""
    names = list(profile_ids())
    assert len(names) == len(set(names))
    assert all(load(name.partition(".")[0]).of(name) for name in names)


def test_no_solver_is_loaded_by_the_kit(tmp_path: Path) -> None:
    """Nor Hypothesis, nor pytest."""
    program = """
import sys
import neverfalls.testing
from neverfalls.testing import Refused, run, run_counterexamples, ProcessLedger, text
print(*sorted({"z3", "cvc5", "sympy", "hypothesis", "pytest"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ("\n", "") == (done.stdout, done.stderr)
