"""Try mutants, and keep what becomes of them: `python -m tests.mutation`, or `make mutants`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from importlib import import_module
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from .changes import Mutant
from .lines import Lines, watch
from .record import Record, count, every_mutant, explained, load, save
from .serving import Server, Told, Work

WHERE = (
    *("tests/spec", "tests/counterexamples", "tests/proofs/induction", "tests/proofs/search"),
    *("tests/proofs/certificates", "tests/proofs/verdicts", "tests/proofs/theorems"),
    *("tests/proofs/forking", "tests/proofs/test_mechanisms.py", "tests/proofs/test_mutants.py"),
)
"""The tests that are run on mutants."""

BUDGET = 40.0
"""Seconds that the tests of a mutant may take on the code as it is, the likeliest first."""

ENOUGH = 97
"""Of a hundred mutants so many have to be noticed, or explained."""

OFTEN = 20.0
"""Seconds after which what has been found out is kept, so that it can go on from there."""


class Servers:
    """Several processes that have collected the same tests, and one that has imported nothing."""

    def __init__(self, every: dict[str, Mutant], tests: Sequence[str], number: int) -> None:
        self.every = every
        self.all = [Server(every, tests) for _ in range(number)]
        self.tests = [each.tests() for each in self.all].pop()
        self.bare: Server | None = None
        self.afresh = False

    def answers(self, work: Iterable[Work]) -> Iterator[tuple[Work, Told]]:
        """Do all of the work, and tell what became of each piece as soon as it is known."""
        waiting, afresh = iter(work), deque[Work]()
        idle, busy = deque(self.all), dict[Any, tuple[Server, Work]]()
        more = True
        while more or afresh or busy:
            if afresh and (self.bare is None or self.bare.connection not in busy):
                if self.bare is None:
                    self.bare = Server(self.every, ())
                    self.bare.tests()
                self._begin(self.bare, afresh.popleft(), busy)
                continue
            if more and idle and len(afresh) < 9:
                if (each := next(waiting, None)) is None:
                    more = False
                elif self.afresh:
                    afresh.append(each)
                else:
                    self._begin(idle.popleft(), each, busy)
                continue
            for connection in wait(list(busy)):
                server, each = busy.pop(connection)
                told: Told = server.connection.recv()
                if server is not self.bare:
                    idle.append(server)
                if told.afresh:
                    afresh.append(each)
                else:
                    yield each, told

    @staticmethod
    def _begin(server: Server, work: Work, busy: dict[Any, tuple[Server, Work]]) -> None:
        server.connection.send(work)
        busy[server.connection] = server, work

    def close(self) -> None:
        """Let all of them end, the last one first: it holds the others' ends of their pipes."""
        for each in reversed((*self.all, *filter(None, [self.bare]))):
            each.close()


@contextmanager
def servers(every: dict[str, Mutant], tests: Sequence[str], number: int) -> Iterator[Servers]:
    """Several processes that have collected the same tests."""
    found = Servers(every, tests, number)
    try:
        yield found
    finally:
        found.close()


class Trying:
    """The mutants, what is known of them, and how more is found out."""

    def __init__(self, servers: Servers, record: Record, kept: bool) -> None:
        self.servers = servers
        self.record = record
        self.kept = kept
        self.seconds: dict[str, float] = {}
        self.passing: set[str] = set()
        self._saved = time.monotonic()

    def work(self, name: str, tests: Sequence[str]) -> Work:
        """The work of running tests on a mutant, or on nothing."""
        return Work(name, tuple(tests), tuple(self.seconds.get(each, 5.0) for each in tests))

    def keep(self, now: bool = False) -> None:
        """Write what has been found out, every now and then."""
        if self.kept and (now or time.monotonic() - self._saved > OFTEN):
            save(self.record, self.servers.every)
            self._saved = time.monotonic()

    def check(self, names: Sequence[str]) -> list[str]:
        """The recorded mutants that their own test does not notice, or fails without them."""
        tests = {name: self.record.test(name) for name in names}
        known = {*self.servers.tests}
        lost = [name for name in names if tests[name] not in known]
        tests = {name: test for name, test in tests.items() if test in known}
        for work, told in self._watched(self.work("", [each]) for each in {*tests.values()}):
            if told.test:
                print(f"fails where nothing is changed: {work.tests[0]}", flush=True)
            else:
                self.passing.add(work.tests[0])
                self.seconds.setdefault(work.tests[0], told.seconds)
        lost += [name for name, test in tests.items() if test not in self.passing]
        good = {name: test for name, test in tests.items() if test in self.passing}
        # the ones that take long come first, so that no process is left alone with one
        order = sorted(good, key=lambda name: -self.seconds[good[name]])
        for work, told in self._watched(self.work(name, [good[name]]) for name in order):
            if not told.test:
                lost.append(work.mutant)
        return lost

    def _watched(self, work: Iterable[Work]) -> Iterator[tuple[Work, Told]]:
        """The answers to some work, with a word on how far it is."""
        told = time.monotonic()
        for number, each in enumerate(self.servers.answers(work), 1):
            if time.monotonic() - told > OFTEN:
                print(f"{number:,} done", file=sys.stderr, flush=True)
                told = time.monotonic()
            yield each

    def find(self, names: Sequence[str], lines: Lines, budget: float) -> None:
        """Look for a test that notices each mutant, and note it."""
        self.seconds = dict(lines.seconds)
        search = Search(self, lines, budget, names)
        while search.left():
            for work, told in self.servers.answers(search.work()):
                search.hear(work, told)
                self.keep()


class Search:
    """The search for tests that notice mutants.

    A test that fails after others have run is tried alone, and so is each where nothing is changed:
    only what fails on the mutant alone, and passes without it, has noticed it.
    """

    def __init__(self, of: Trying, lines: Lines, budget: float, names: Sequence[str]) -> None:
        self.of = of
        self.lines = lines
        self.budget = budget
        self.likely = Likely(of.record, of.servers.every)
        self.names = deque(names)
        self.number = len(names)
        self.first: deque[Work] = deque()
        self.wrong: dict[str, set[str]] = {}
        self.alone: dict[str, str] = {}
        self.pending: dict[str, list[tuple[str, bool]]] = {}
        self.settled = 0

    def left(self) -> bool:
        """Whether something is still to be done."""
        return bool(self.names or self.first)

    def work(self) -> Iterator[Work]:
        """What is to be done next, as long as something is."""
        while self.left():
            if self.first:
                yield self.first.popleft()
                continue
            name = self.names.popleft()
            refused = self.wrong.get(name, set[str]())
            tests = [each for each in self.lines.of(self._mutant(name)) if each not in refused]
            if own := self.likely.first(name, tests, self.lines.seconds, self.budget):
                yield self.of.work(name, own)
            else:
                self.settle(name, "", late=False)

    def hear(self, work: Work, told: Told) -> None:
        """What has become of some work."""
        name = work.mutant
        if not name:
            self._hear_control(work.tests[0], told)
        elif told.test and told.test != work.tests[0]:
            self.alone[name] = told.test
            self.first.append(self.of.work(name, [told.test]))
        elif told.test:
            self.alone.pop(name, None)
            self._accept(name, told)
        elif name in self.alone:
            _tell(f"fails after others only: {self.alone[name]}: {name}")
            self.wrong.setdefault(name, set()).add(self.alone.pop(name))
            self.names.append(name)
        else:
            self.settle(name, "", late=False)

    def _accept(self, name: str, told: Told) -> None:
        if told.test in self.of.passing:
            self.settle(name, told.test, told.late)
        elif told.test in self.pending:
            self.pending[told.test].append((name, told.late))
        else:
            self.pending[told.test] = [(name, told.late)]
            self.first.append(self.of.work("", [told.test]))

    def _hear_control(self, test: str, told: Told) -> None:
        waiting = self.pending.pop(test)
        if told.test:
            print(f"fails where nothing is changed: {test}", flush=True)
        else:
            self.of.passing.add(test)
        for name, late in waiting:
            if told.test:
                self.wrong.setdefault(name, set()).add(test)
                self.names.append(name)
            else:
                self.settle(name, test, late)

    def settle(self, name: str, test: str, late: bool) -> None:
        """Note what has been found out about a mutant."""
        self.settled += 1
        self.of.record.note(name, test, late)
        self.likely.note(name, test)
        if not test and name not in explained():
            print(f"not noticed, line {self._mutant(name).line}: {name}", flush=True)
        if self.settled % 50 == 0:
            print(f"{self.settled:,} of {self.number:,}", file=sys.stderr, flush=True)

    def _mutant(self, name: str) -> Mutant:
        return self.of.servers.every[name]


class Likely:
    """Which tests notice most: those that noticed others of the same function, or file."""

    def __init__(self, record: Record, every: dict[str, Mutant]) -> None:
        self.every = every
        self.hits: dict[str, Counter[str]] = {}
        for name, test in (*record.failing.items(), *record.endless.items()):
            self.note(name, test)

    def note(self, name: str, test: str) -> None:
        """Count that a test has noticed a mutant."""
        if test:
            mutant = self.every[name]
            for about in (mutant.file, f"{mutant.file}: {mutant.place}"):
                self.hits.setdefault(about, Counter())[test] += 1

    def first(
        self, name: str, tests: Iterable[str], seconds: dict[str, float], budget: float
    ) -> list[str]:
        """The tests in the order of their chance by their time, as many as the budget allows."""
        mutant = self.every[name]
        whole = self.hits.get(mutant.file, Counter[str]())
        own = self.hits.get(f"{mutant.file}: {mutant.place}", Counter[str]())
        before, chance = Counter[str](), dict[str, float]()
        for each in sorted(tests, key=lambda test: seconds[test]):
            function = each.partition("[")[0]
            before[function] += 1  # the cases of one test notice the same, mostly
            share = 0.5 * own[each] / max(own.total(), 1) + 0.3 * whole[each] / max(
                whole.total(), 1
            )
            chance[each] = (share + 0.02 / before[function]) / (seconds[each] + 0.01)
        found, spent = list[str](), 0.0
        for each in sorted(chance, key=lambda test: -chance[test]):
            spent += seconds[each]
            if spent > budget and found:
                break
            found.append(each)
        return found


def wanted(every: dict[str, Mutant], only: Sequence[str]) -> list[str]:
    """The names of those mutants that are asked for."""
    return [name for name in every if not only or any(part in name for part in only)]


def sampled(record: Record, names: Sequence[str], number: int) -> list[str]:
    """So many recorded mutants, always the same, whatever else is recorded in other functions."""
    known = [name for name in names if name in record.failing]
    return sorted(known, key=lambda name: sha256(name.encode()).digest())[:number]


def main() -> None:
    """Try mutants; print what is not noticed, and the score. Ends with 1 below 97 %."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="parts of the names to try")
    parser.add_argument(
        "--recorded", action="store_true", help="each by its own test; change nothing"
    )
    parser.add_argument("--sample", type=int, default=0, help="only so many of the recorded ones")
    parser.add_argument("--afresh", action="store_true", help="import each anew; slow")
    parser.add_argument("--untried", action="store_true", help="believe what is recorded; go on")
    parser.add_argument("--again", action="store_true", help="also what no test noticed before")
    parser.add_argument("--seconds", type=float, default=BUDGET, help="for the tests of each")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--lines", type=Path, default=Path(".mutation-lines.json"))
    asked = parser.parse_args()
    for name in ("hypothesis", "msgspec", "sympy", "z3"):  # once, before it is forked
        import_module(name)
    every = every_mutant()
    record, names = load(every), wanted(every, asked.only)
    try:
        if asked.recorded or asked.sample:
            verify(every, record, names, asked)
        else:
            try_all(every, record, names, asked)
    except KeyboardInterrupt:
        raise SystemExit("interrupted; the next run goes on from here") from None


def verify(
    every: dict[str, Mutant], record: Record, names: Sequence[str], asked: argparse.Namespace
) -> None:
    """Run the test of each recorded mutant; end with 1 if one does not notice it."""
    known = [name for name in names if record.test(name)]
    if asked.sample:
        known = sampled(record, names, asked.sample)
    where = sorted({record.test(name).partition("::")[0] for name in known})
    with servers(every, where, asked.processes) as found:
        found.afresh = asked.afresh
        lost = Trying(found, record, kept=False).check(known)
    for name in lost:
        print(f"not noticed by {record.test(name)}: {name}")
    print(f"{len(known):,} recorded mutants, {len(lost)} of them not noticed by their test")
    raise SystemExit(bool(lost))


def try_all(
    every: dict[str, Mutant], record: Record, names: Sequence[str], asked: argparse.Namespace
) -> None:
    """Run the tests of recorded mutants, and look for one that notices each of the others."""
    with servers(every, WHERE, asked.processes) as found:
        trying = Trying(found, record, kept=True)
        lines = watch(found.all[0], found.tests, asked.lines, _tell)
        try:
            if not asked.untried:
                for name in trying.check([name for name in names if record.test(name)]):
                    record.forget(name)
            if asked.again:
                record.unnoticed -= {*names}
            trying.find([name for name in names if not record.tried(name)], lines, asked.seconds)
        finally:
            trying.keep(now=True)
    tell_score(record, names)


def tell_score(record: Record, names: Sequence[str]) -> None:
    """Print what is known, file by file and of all; end with 1 where that is not enough."""
    by_file: dict[str, list[str]] = {}
    for name in names:
        by_file.setdefault(name.partition(": ")[0], []).append(name)
    for file, own in by_file.items():
        print(f"{file}: {count(record, own)}")
    known = explained()
    for name in names:
        if name in known and record.test(name):
            print(f"listed in unnoticed.toml, but noticed by {record.test(name)}: {name}")
    found = count(record, names)
    print(found)
    raise SystemExit(found.untried > 0 or found.score < ENOUGH)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
