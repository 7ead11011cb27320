"""The conformance kit: what it costs to drive a ledger, beside what the ledger itself costs."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from neverfalls.counterexamples.conformance import load, suites
from neverfalls.counterexamples.conformance.exploring import Explorer
from neverfalls.counterexamples.conformance.shrinking import Happening
from neverfalls.counterexamples.conformance.stepping import Books
from neverfalls.testing import (
    Event,
    Prepared,
    ProcessLedger,
    Refused,
    Setting,
    Verdict,
    cases,
    follow,
    run,
    run_case,
    state_machine,
)
from neverfalls.testing.prepared import profile_of
from tests.testing.ledgers.sqlite_ledger import PROFILES, SqliteLedger

from .limits import progress

ROOT = Path(__file__).resolve().parents[2]
LONG = 1_000_000
MEMBERS = 10_000
IMPORT = "from neverfalls.testing import"

READY = """
import json, sys
declared, cases = json.load(open(sys.argv[1]))
number, step = -1, 0
for line in sys.stdin:
    do = json.loads(line)["do"]
    if do == "declare":
        answer = declared
    elif do == "start":
        number, step = (number + 1) % len(cases), 0
        answer = cases[number][0][0]
    elif do == "apply":
        step += 1
        answer = cases[number][step][0]
    else:
        answer = cases[number][step][1] if do == "observe" else '{"ok":true}'
    sys.stdout.write(answer + "\\n")
    sys.stdout.flush()
    if do == "stop":
        break
"""
"""A program that has its answers ready, so that the rest of the time is the kit's."""


class Knowing:
    """A ledger in memory that knows its cases: it costs next to nothing."""

    case: Prepared

    def start(self, setting: Setting) -> None:  # noqa: ARG002  the case says it all
        self.balances = dict(self.case.opening)
        self.steps = iter(self.case.steps)

    def apply(self, event: Event) -> None:  # noqa: ARG002  the next one is known
        step = next(self.steps)
        if step.refused:
            raise Refused(step.refused)
        self.balances.update(step.changes)

    def observe(self) -> Mapping[str, Any]:
        return self.balances


class Shop:
    """The wine shop in whole cents, in memory, by its own few lines; it names what it changes."""

    def start(self, setting: Setting) -> None:
        self.pool = self.supply = 0
        self.points = dict.fromkeys(setting.members, 0)
        self.told: dict[str, int] = {}

    def apply(self, event: Event) -> None:
        self.told = {}
        if event.name == "purchase":
            if event["paid"] <= 0 or (self.supply == 0 and self.pool > 0):
                raise Refused("nothing is paid, or points have no price")
            paid_in = 3 * event["paid"] // 10
            above, below = (self.supply, self.pool) if self.supply else (1, 100)
            grant = 7 * paid_in * above // (10 * below)
            self._post(event["buyer"], grant, paid_in)
            return
        seller = event["seller"]
        if not 0 < event["points"] <= self.points[seller]:
            raise Refused("the seller does not hold so many points")
        proceeds = event["points"] * self.pool // self.supply
        self._post(seller, -event["points"], -(proceeds - -(-proceeds // 10)))

    def _post(self, member: str, points: int, yuan: int) -> None:
        self.pool += yuan
        self.supply += points
        self.points[member] += points
        self.told = {
            "pool.yuan": self.pool,
            "supply.points": self.supply,
            f"{member}.points": self.points[member],
        }

    def observe(self) -> Mapping[str, int]:
        own = {f"{name}.points": held for name, held in self.points.items()}
        return {"pool.yuan": self.pool, "supply.points": self.supply, **own}

    def changed(self) -> Mapping[str, int]:
        return self.told


def per_second(work: Callable[[], int], seconds: float) -> tuple[float, float]:
    """How many a second by the clock, and how many a second of this process's own time."""
    start, busy, done = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - start < seconds:
        done += work()
    return done / (time.perf_counter() - start), done / (time.process_time() - busy)


def imports(times: int) -> None:
    """What importing the kit takes, beside a Python that does nothing."""
    busy = {}
    kit_ = ("import neverfalls.testing", *(f"{IMPORT} {name}" for name in ("Refused", "run")))
    for code in ("pass", *kit_):
        progress(f"{times} times python -c '{code}'")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for _ in range(times):
            subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        busy[code] = spent / times
        more = busy[code] - busy["pass"]
        ratio = busy[code] / busy["pass"]
        print(f"{code:38} {busy[code]:.3f} s, {more:.3f} s more than `pass`, {ratio:.2f} times")


def drivers(seconds: float) -> None:
    """Events a second: in memory, and by JSON lines beside lines that say nothing."""
    for name in ("shares-cents", "mall-cents", "mall"):
        rows = cases(name)
        progress(f"cases of {name}, in memory")
        clock, busy = per_second(partial(_known, rows), seconds)
        print(f"{name:15} in memory {clock:9,.0f} events/s, {busy:9,.0f} /s of processor time")
    rows = cases("wine-shop-cents")
    for how in ("asked for", "in each answer", "only what changes"):
        progress(f"JSON lines, balances {how}")
        clock, busy = _by_lines(rows, how, seconds)
        print(
            f"wine-shop-cents by JSON lines, balances {how:17} {clock:9,.0f} events/s,"
            f" {busy:9,.0f} /s of the kit's own processor time"
        )
    print(f"plain lines there and back, nothing done with them     {_lines(seconds):9,.0f} /s")


def _known(rows: Sequence[Prepared]) -> int:
    done = 0
    for case in rows:
        Knowing.case = case
        assert not run_case(Knowing, case).outcome.is_failure
        done += len(case.steps)
    return done


def _by_lines(rows: Sequence[Prepared], how: str, seconds: float) -> tuple[float, float]:
    declared = {"version": 1, "profiles": [], "changed": how == "only what changes"}
    answers = [list(_answers(case, how)) for case in rows]
    with TemporaryDirectory() as folder:
        program, file = Path(folder) / "program.py", Path(folder) / "answers.json"
        program.write_text(READY, encoding="utf-8")
        file.write_text(json.dumps([json.dumps(declared), answers]), encoding="utf-8")
        command = [sys.executable, str(program), str(file)]

        def work() -> int:
            for case in rows:
                result = run_case(lambda: ProcessLedger(command), case)
                assert not result.outcome.is_failure, result
            return sum(len(case.steps) for case in rows)

        return per_second(work, seconds)


def _answers(case: Prepared, how: str) -> Iterator[tuple[str, str]]:
    """The answers to `start` or `apply`, and to `observe`, at the opening and after each event."""
    balances = {key: str(value) for key, value in case.opening.items()}
    changed: dict[str, str] = {}
    for step in (None, *case.steps):
        if step is not None:
            changed = {key: str(value) for key, value in step.changes.items()}
            balances |= changed
        told: dict[str, Any] = {"ok": True}
        if step is not None and step.refused:
            told = {"refused": step.refused}
        if how == "in each answer":
            told["balances"] = balances
        if how == "only what changes":
            told["changed"] = changed
        yield json.dumps(told), json.dumps({"balances": balances})


def _lines(seconds: float) -> float:
    code = "import sys\nfor line in sys.stdin: print('{}', flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        to, back = process.stdin, process.stdout
        assert to is not None
        assert back is not None

        def work() -> int:
            to.write(b'{"do":"observe"}\n')
            to.flush()
            return len(back.readline().splitlines())

        found = per_second(work, seconds)[0]
        to.close()
        return found


def machines(examples: int) -> None:
    """Histories a second that Hypothesis draws: with a ledger and its driver, and without."""
    found = profile_of("wine-shop-cents")
    explorer = Explorer(found)

    class Plain(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.books = Books(found, explorer.members)
            self.history: tuple[Happening, ...] = ()

        @rule(data=st.data())
        def event(self, data: Any) -> None:
            tried = explorer.tried(self.books.state, self.history)
            happening = data.draw(st.sampled_from([each for each, _likely in tried]))
            self.history = (*self.history, happening)
            self.books.happen(happening.rule, dict(happening.arguments))

    chosen = settings(
        max_examples=examples,
        stateful_step_count=12,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Plain, settings=settings(chosen, max_examples=10))
    spent = {}
    made = state_machine(SqliteLedger, found)
    for title, machine in (("the rules alone", Plain), ("a SQLite ledger beside them", made)):
        progress(f"{examples} histories: {title}")
        start = time.process_time()
        run_state_machine_as_test(machine, settings=chosen)
        spent[title] = time.process_time() - start
        print(f"{title:28} {examples / spent[title]:7.1f} histories/s of processor time")
    plain, with_ledger = spent.values()
    print(f"with a ledger and its driver: {with_ledger / plain:.2f} times as long")


def long_history(events: int) -> None:
    """A history of very many events and members, in a process of its own."""
    progress(f"{events:,} events of {MEMBERS:,} members")
    code = f"from tests.bench.kit import follow_long; follow_long({events})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    print(done.stdout, end="")


def follow_long(events: int) -> None:
    """Follow such a history, and print how fast, and the peak memory of this process."""
    members = [f"m{number}" for number in range(MEMBERS)]
    start, busy = time.perf_counter(), time.process_time()
    ledger = Shop()
    result = follow(lambda: ledger, "wine-shop-cents", members, _trade(ledger, members, events))
    assert result.outcome is Verdict.CONFORMS, result
    spent, own = time.perf_counter() - start, time.process_time() - busy
    print(
        f"{result.step:,} events of {MEMBERS:,} members: {spent:.0f} s, {events / own:,.0f}"
        f" events/s of processor time, peak memory {_peak()} MB"
    )


def _peak() -> int:
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def _trade(ledger: Shop, members: Sequence[str], events: int) -> Iterator[Event]:
    chance = random.Random(1)
    for _ in range(events):
        name = chance.choice(members)
        held = ledger.points[name]
        if held == 0 or chance.random() < 0.6:
            yield Event("purchase", {"buyer": name, "paid": chance.randrange(1, 1_000_000)})
        else:
            yield Event("sell", {"seller": name, "points": chance.randrange(1, held + 1)})


def whole_suite() -> None:
    """Every shipped case against the ledger on SQLite, where it implements the profile."""
    known = sum(len(load(name).of(each)) for name in suites() for each in load(name).profiles)
    progress("all cases of the profiles of the ledger on SQLite")
    start = time.perf_counter()
    report = run(SqliteLedger)
    spent = time.perf_counter() - start
    assert not report.failed
    print(
        f"{len(report.results):,} cases under the {len(PROFILES)} profiles of the ledger on SQLite:"
        f" {spent:.1f} s; {known:,} are shipped"
    )


def kit(quick: bool) -> None:
    """All of these."""
    imports(5 if quick else 20)
    drivers(1 if quick else 5)
    machines(30 if quick else 200)
    long_history(50_000 if quick else LONG)
    whole_suite()
