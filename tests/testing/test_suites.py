"""Suites of one's own: made for a scheme that is not shipped, saved, checked and run again."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from neverfalls.counterexamples.conformance import (
    BadSuite,
    Profile,
    UnknownProfile,
    load,
    load_file,
    profile,
    suites,
)
from neverfalls.counterexamples.conformance.files import render
from neverfalls.counterexamples.conformance.recording import attempted, suite
from neverfalls.counterexamples.conformance.shrinking import Happening
from neverfalls.counterexamples.conformance.stated import stated_profiles
from neverfalls.proofs.command import run as command
from neverfalls.proofs.command.codes import AS_ASKED, BREAKS, USAGE
from neverfalls.spec.errors import BadScheme
from neverfalls.testing import Event, NoCases, Refused, Setting, run, state_machine
from neverfalls.testing.machine import search
from neverfalls.testing.prepared import stated

SCHEME = """
name = "corner-shop"
title = "A shop of our own"
mechanisms = ["purchase", "cash-exit"]
[parameters]
order = "80"
contribution = "1/4"
reward = "3/5"
issue_price = "2"
points_per_yuan = "1/200"
margin = "1/2"
exit_fee = "1/10"
"""
CENTS = "corner-shop-cents"
LEDGER = """
class Ledger:
    profiles = ("corner-shop-cents",)

    def start(self, setting):
        self.pool, self.points = 0, dict.fromkeys(setting.members, 0)

    def apply(self, event):
        from neverfalls.testing import Refused

        supply = sum(self.points.values())
        if event.name == "purchase":
            if event["paid"] <= 0 or (supply == 0 and self.pool > 0):
                raise Refused("nothing is paid, or points have no price")
            paid_in = event["paid"] // 4
            price = (self.pool, supply) if supply else (200, 1)
            self.points[event["buyer"]] += 3 * paid_in * price[1] // (5 * price[0])
            self.pool += paid_in
        elif event.name == "sell":
            if not 0 < event["points"] <= self.points[event["seller"]]:
                raise Refused("the seller does not hold so many points")
            proceeds = event["points"] * self.pool // supply
            self.pool -= proceeds - -(-proceeds // 10)
            self.points[event["seller"]] -= event["points"]

    def observe(self):
        own = {f"{name}.points": held for name, held in self.points.items()}
        return {"pool.yuan": self.pool, **own}
"""
PROCESS = """
import json, sys
sys.path.insert(0, ".")
from ledger import Ledger
from neverfalls.testing import Refused
class Setting: pass
class Event(dict): pass
def number(text): return int(text) if text.lstrip("-").isdigit() else text
for line in sys.stdin:
    request = json.loads(line)
    do = request["do"]
    answer = {"ok": True}
    if do == "declare":
        answer = {"version": 1, "profiles": Ledger.profiles}
    elif do == "start":
        ledger, setting = Ledger(), Setting()
        setting.members = request["members"]
        ledger.start(setting)
    elif do == "apply":
        event = Event({key: number(text) for key, text in request["arguments"].items()})
        event.name = request["event"]
        try:
            ledger.apply(event)
        except Refused as error:
            answer = {"refused": str(error)}
    elif do == "observe":
        answer = {"balances": {key: str(value) for key, value in ledger.observe().items()}}
    print(json.dumps(answer), flush=True)
    if do == "stop":
        break
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scheme of its own, its cases in cents, and a ledger, also as a program."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "corner-shop.toml").write_text(SCHEME, encoding="utf-8")
    (folder / "ledger.py").write_text(LEDGER, encoding="utf-8")
    (folder / "program.py").write_text(PROCESS, encoding="utf-8")
    words = ["cases", str(folder / "corner-shop.toml"), str(folder / "cases.json"), "--cents"]
    assert command(words) == AS_ASKED
    return folder


def pytested(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder with a ledger."""
    wanted = ["-q", "-p", "no:cacheprovider", "--neverfalls-adapter", "ledger:Ledger", *words]
    command_ = [sys.executable, "-m", "pytest", *wanted]
    return subprocess.run(command_, cwd=folder, capture_output=True, text=True, check=False)


def conformed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `neverfalls conform` on the ledger as a program."""
    wanted = ["conform", *words, "--", sys.executable, "program.py"]
    command_ = [sys.executable, "-m", "neverfalls.proofs", *wanted]
    return subprocess.run(command_, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", suites())
def test_a_suite_states_its_profiles_by_itself(name: str) -> None:
    """What its file says is, number for number and answer for answer, the shipped scheme."""
    for key, found in stated_profiles(load(name), name).items():
        assert _facts(profile(key)) == _facts(found)


def _facts(each: Profile) -> Any:
    scheme = each.scheme
    answers = {key: scheme.effective(key) for key in scheme.relevant_questions}
    return (each.id, each.units, each.whole, each.rounding, scheme.identity, answers)


def test_cases_of_an_own_scheme_are_run_in_three_ways(own: Path) -> None:
    """In Python, by pytest and by the command: a sound ledger passes, one without a fee fails."""
    known = load_file(own / "cases.json").of(CENTS)
    assert counted(pytested(own, "--neverfalls-suite", "cases.json")) == (len(known), 0)
    done = conformed(own, "--suite", "cases.json")
    assert (AS_ASKED, f"{len(known)} cases: {len(known)} conforms") == (
        done.returncode,
        done.stdout.splitlines()[0],
    )
    space: dict[str, Any] = {}
    exec(LEDGER, space)
    assert not run(space["Ledger"], suite=own / "cases.json").failed
    wrong = LEDGER.replace("proceeds - -(-proceeds // 10)", "proceeds")
    exec(wrong, space)
    report = run(space["Ledger"], suite=own / "cases.json")
    assert {"M2.3"} <= {clause for each in report.failed for clause in each.clauses}


def counted(done: subprocess.CompletedProcess[str]) -> tuple[int, int]:
    """How many tests passed and failed."""
    words = done.stdout.splitlines()[-1].replace(",", "").split()
    counts = {after: int(word) for word, after in itertools.pairwise(words) if word.isdigit()}
    return counts.get("passed", 0), counts.get("failed", 0)


def test_a_difference_under_an_own_scheme_is_saved_and_runs_again(
    own: Path, tmp_path: Path
) -> None:
    """Random histories find what the ledger does wrongly; the saved file shows it everywhere."""
    for name in ("cases.json", "program.py"):
        (tmp_path / name).write_bytes((own / name).read_bytes())
    wrong = LEDGER.replace("proceeds - -(-proceeds // 10)", "proceeds")
    (tmp_path / "ledger.py").write_text(wrong, encoding="utf-8")
    words = ["--neverfalls-suite", "cases.json", "--neverfalls-examples", "30"]
    done = pytested(tmp_path, *words, "--neverfalls-save", "found", "-k", "random")
    assert counted(done) == (0, 1), done.stdout
    (saved,) = (tmp_path / "found").iterdir()
    (case,) = load_file(saved).cases
    assert ["purchase", "sell"] == [each.event for each in case.events]
    assert counted(pytested(tmp_path, "--neverfalls-suite", "found")) == (0, 1)
    done = conformed(tmp_path, "--suite", "found")
    assert BREAKS == done.returncode
    assert "pool.yuan: expected" in done.stdout
    assert "in yuan: expected" in done.stdout
    (tmp_path / "ledger.py").write_text(LEDGER, encoding="utf-8")
    assert counted(pytested(tmp_path, "--neverfalls-suite", "found")) == (1, 0)
    assert AS_ASKED == conformed(tmp_path, "--suite", "found").returncode


class Model:
    """The rules themselves as a ledger, under a profile of one's own."""

    def __init__(self, found: Profile, more: int = 0) -> None:
        self.profile = found
        self.more = more

    def start(self, setting: Setting) -> None:
        self.members = setting.members
        self.state = self.profile.opening(self.members)

    def apply(self, event: Event) -> None:
        arguments = tuple(
            (key, value if isinstance(value, str) else Fraction(value))
            for key, value in event.arguments.items()
        )
        seen = attempted(self.profile, self.state, self.members, Happening(event.name, arguments))
        if seen.state is None:
            raise Refused(seen.refused)
        self.state = seen.state

    def observe(self) -> Mapping[str, Fraction]:
        more = self.more if self.state["sales.total"] else 0
        return {**self.state, "pool.yuan": self.state["pool.yuan"] + more}


def test_an_own_scheme_in_exact_fractions_is_a_profile_too(own: Path, tmp_path: Path) -> None:
    """Its cases pass under the rules, and a state machine for it finds a difference."""
    made = suite(str(own / "corner-shop.toml"), whole=False)
    (tmp_path / "exact.json").write_text(render(made), encoding="utf-8")
    for name, each in stated(tmp_path / "exact.json").items():
        assert not run(lambda each=each: Model(each.profile), [name], suite=made).failed  # type: ignore[misc]
    found = stated(made)["corner-shop"].profile
    assert search(lambda: Model(found), found, examples=10) is None
    result = search(lambda: Model(found, 1), found, examples=10)
    assert result is not None
    assert ("pool.yuan", ["purchase"]) == (result.field, [each.name for each in result.history])
    assert state_machine(lambda: Model(found), "corner-shop", suite=tmp_path / "exact.json")
    with pytest.raises(UnknownProfile, match="the suite has corner-shop"):
        state_machine(lambda: Model(found), "corner-shop-cents", suite=made)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Corner Shop", "name: found Corner Shop, expected small letters"),
        ("corner-cents", "name: found corner-cents, expected small letters"),
        ("wine-shop", "name: found wine-shop, expected a name that no shipped scheme has"),
    ],
)
def test_a_name_that_cannot_name_a_suite_is_refused(tmp_path: Path, name: str, told: str) -> None:
    """Nobody takes an own scheme for a shipped one, or exact amounts for cents."""
    file = tmp_path / "own.toml"
    file.write_text(SCHEME.replace("corner-shop", name), encoding="utf-8")
    with pytest.raises(BadScheme) as error:
        suite(str(file), whole=True)
    assert told in str(error.value).replace("'", "")


def _set(data: Any, place: str, value: Any) -> None:
    *way, last = (int(key) if key.isdigit() else key for key in place.split("/"))
    for key in way:
        data = data[key]
    if value is None:
        del data[last]
    else:
        data[last] = value


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("format", "neverfalls-conformance/9", "format: found neverfalls-conformance/9"),
        ("mechanisms/0", "barter", "mechanisms: found"),
        ("parameters/exit_fee", "2", "parameters.exit_fee: found 2"),
        ("parameters/exit_fee", None, "parameters: found no exit_fee"),
        ("readings/empty_price", "free", "scheme: found"),
        ("readings/empty_price", None, "readings: found no empty_price"),
        ("units/yuan", "0", "units.yuan: found 0, expected more than 0"),
        ("units/points", None, "units: found no points"),
        ("opening/quoted.supply", "5", "opening.quoted.supply: found 5, expected 1"),
        ("profiles/corner-shop-cents", {"empty_price": "free"}, "profiles.corner-shop-cents"),
        ("profiles", {}, "profiles: found none"),
        ("cases/0/members", ["Alice"], "members"),
        ("cases/0/members", ["pool"], "cases[0].members: found pool"),
        ("cases/0/members", ["alice", "alice"], "each member once"),
        ("cases/0/events/0/event", "give", "cases[0].events[0]: found give, expected one of"),
        ("cases/0/events/0/arguments", {}, "all arguments of the event"),
        ("cases/0/outcomes/0/profiles", ["other"], "cases[0].outcomes.profiles: found other"),
        ("cases/0/outcomes/0/expected", [], "found 0, expected 1, as many as events"),
        ("cases/0/outcomes/0/expected/0", {}, "found neither, expected either balances or refused"),
        (
            "cases/0/outcomes/0/expected/0",
            {"balances": {"vault.yuan": "1"}},
            "found vault.yuan, expected a balance of this scheme",
        ),
        (
            "cases/0/outcomes/0/expected/0",
            {"balances": {"pool.yuan": "2/4"}},
            "expected lowest terms, 1/2",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_told(
    own: Path, tmp_path: Path, place: str, value: Any, told: str
) -> None:
    """With the file, the field, what stands there and what should."""
    data = json.loads((own / "cases.json").read_text("utf-8"))
    _set(data, place, value)
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(BadSuite) as error:
        stated(file)
    assert str(error.value).startswith(f"{file}: ")
    assert told in str(error.value)


def test_the_commands_refuse_a_wrong_file(own: Path, tmp_path: Path) -> None:
    """With exit code 2, or pytest's own for wrong usage, and no traceback."""
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[]", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    for words in (["--suite", str(wrong)], ["--suite", str(tmp_path / "nothing.json")]):
        done = conformed(own, *words)
        assert USAGE == done.returncode
        assert words[1] in done.stderr
        assert "Traceback" not in done.stderr
    done = conformed(own, "--suite", "cases.json", "--promises")
    assert USAGE == done.returncode
    assert "--suite cannot be combined with --promises" in done.stderr
    done = pytested(own, "--neverfalls-suite", str(wrong))
    assert pytest.ExitCode.USAGE_ERROR == done.returncode
    assert f"{wrong}: file: found" in done.stderr
    with pytest.raises(BadSuite, match=r"folder: found no \*\.json"):
        stated(tmp_path / "empty")


def test_it_is_told_which_profile_a_suite_is_meant_for(own: Path) -> None:
    """Those that the ledger declares; a suite of one profile needs no declaration."""

    def make() -> Model:
        return Model(profile("shares-cents"))

    with pytest.raises(NoCases, match="and none is named; name a profile"):
        run(make, suite=own / "cases.json")
    with pytest.raises(UnknownProfile, match="no profile is called 'shares-cents'; the suite has"):
        run(make, ["shares-cents"], suite=own / "cases.json")

    class Declaring(Model):
        profiles = ("shares-cents",)

    with pytest.raises(NoCases, match="the ledger declares shares-cents; name a profile"):
        run(lambda: Declaring(profile("shares-cents")), suite=own / "cases.json")
