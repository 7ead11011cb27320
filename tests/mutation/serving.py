"""Processes that have collected the tests once, and fork one process for each mutant.

To import the solvers and the project and to collect the tests takes far longer than most tests do.
So a process does all of that on the code as it is. In a fork of it the function that a mutant
changes gets the mutant's code, wherever it has been imported to, and the tests run at once.

That is the same as to import the mutant where nothing has run the function yet: no constant, no
table and no stored answer can have come from it. A function that has been run by then, in an
import or to collect the tests, is tried in a process that imports its mutant afresh.
"""

from __future__ import annotations

import ast
import gc
import importlib.util
import json
import os
import resource
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType, GeneratorType, ModuleType
from typing import Any

import pytest

from .changes import ROOT, Mutant, files, functions

PLAIN = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "-W", "ignore"]

SECONDS = 20
"""How long the processor may work on a test, beside three times what it takes as it is."""

WAITING = 120
"""How long a test may last in seconds, beside ten times what it takes as it is."""

MEMORY = 6 * 2**30
"""Bytes that a process may take; a mutant whose lists grow for ever ends there."""


@dataclass(frozen=True)
class Work:
    """A mutant, and the tests to run on it until one fails; how many seconds each takes as it is.

    Without a mutant they run where nothing is changed. If they are ``watched``, all of them run,
    and it is told which lines each of them runs.
    """

    mutant: str
    tests: tuple[str, ...]
    seconds: tuple[float, ...]
    watched: bool = False


@dataclass(frozen=True)
class Told:
    """What became of some work: the test that fails, or that does not end, if there is one.

    ``afresh`` says that the mutant has to be imported in a process that has not run anything.
    """

    test: str = ""
    late: bool = False
    afresh: bool = False
    seconds: float = 0.0
    lines: str = ""


class Server:
    """A process that has collected some tests; with none, one that has imported nothing."""

    def __init__(self, mutants: Mapping[str, Mutant], tests: Sequence[str]) -> None:
        self.connection, there = Pipe()
        self.afresh = not tests
        self.process = os.fork()
        if self.process == 0:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self.connection.close()
            signal.signal(signal.SIGTERM, lambda *_: sys.exit())
            try:
                with tempfile.TemporaryDirectory() as folder:
                    _serve(there, mutants, tests, Path(folder))
            finally:
                os._exit(0)
        there.close()

    def tests(self) -> list[str]:
        """The tests that it has collected, once it has.

        Raises:
            RuntimeError: they cannot be collected.
        """
        found = self.connection.recv()
        if isinstance(found, RuntimeError):
            raise found
        return list(found)

    def ask(self, work: Work) -> Told:
        """Let it do some work, and wait for what becomes of it."""
        self.connection.send(work)
        told: Told = self.connection.recv()
        return told

    def close(self) -> None:
        """Let it end."""
        self.connection.close()
        os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)


def _serve(
    there: Connection, mutants: Mapping[str, Mutant], tests: Sequence[str], folder: Path
) -> None:
    """Collect the tests and do what is asked for, until nobody is left to ask."""
    said = os.open(folder / "said", os.O_RDWR | os.O_CREAT)
    os.dup2(said, 1)
    os.dup2(said, 2)
    serving = Serving(there, mutants, folder)
    if not tests:
        serving.serve({})
        return
    import coverage

    serving.imports = coverage.Coverage(
        data_file=None, config_file=False, include=[str(each) for each in files()]
    )
    serving.imports.start()
    code = pytest.main([*PLAIN, f"--basetemp={folder}/t", *tests], plugins=[serving])
    if not serving.begun:
        told = (folder / "said").read_text(encoding="utf-8", errors="replace")
        there.send(RuntimeError(f"the tests cannot be collected ({code}): {told[-3000:]}"))


class Telling:
    """A plugin of pytest that tells which test is running, and ends at the first that fails."""

    def __init__(self) -> None:
        self.end = -1

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell which test runs now."""
        os.write(self.end, f"running {nodeid}\n".encode())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell which test fails, and end."""
        if report.failed:
            os.write(self.end, f"failed {report.nodeid}\n".encode())
            os._exit(0)


class Serving:
    """A plugin of pytest that runs the tests which it is asked to run, each time in a fork."""

    def __init__(self, there: Connection, mutants: Mapping[str, Mutant], folder: Path) -> None:
        self.telling = Telling()
        self.there = there
        self.mutants = mutants
        self.folder = folder
        self.imports: Any = None
        self.begun = False
        self.run: dict[str, set[int]] = {}
        self.found: dict[tuple[str, str, int], list[FunctionType]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve in the place of running all tests."""
        self.imports.stop()
        if session.testsfailed:
            return True
        data = self.imports.get_data()
        self.run = {each: set(data.lines(each) or ()) for each in data.measured_files()}
        self.imports = None
        gc.collect()
        covered = {str(each) for each in files()}
        for each in gc.get_objects():
            if isinstance(each, FunctionType) and each.__code__.co_filename in covered:
                self.found.setdefault(_key(each.__code__), []).append(each)
            elif isinstance(each, GeneratorType) and each.gi_code.co_filename in covered:
                self.run.setdefault(each.gi_code.co_filename, set()).update(_lines(each.gi_code))
        gc.freeze()
        self.begun = True
        session.config.pluginmanager.register(self.telling)
        self.serve({each.nodeid: each for each in session.items})
        return True

    def serve(self, items: Mapping[str, pytest.Item]) -> None:
        """Do what is asked for, until nobody is left to ask."""
        self.there.send(tuple(items))
        while True:
            try:
                work = self.there.recv()
            except EOFError:
                return
            self.there.send(self.done(work, items))

    def done(self, work: Work, items: Mapping[str, pytest.Item]) -> Told:
        """Do one piece of work in a fork of this process."""
        mutant = self.mutants[work.mutant] if work.mutant else None
        change: tuple[list[FunctionType], CodeType] | None = None
        if items and mutant:
            change = self.changed(mutant)
            if change is None:
                return Told(afresh=True)
        spent, begun = _spent(), time.monotonic()
        here, end = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.setpgid(0, 0)
                os.close(here)
                self.telling.end = end
                signal.signal(signal.SIGINT, signal.default_int_handler)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
                resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
                if change:
                    for function in change[0]:
                        function.__code__ = change[1]
                self.work(work, items, mutant)
            except BaseException:  # noqa: BLE001  (whatever it is, the test has failed)
                os.write(end, f"failed {work.tests[0]}\n".encode())
            finally:
                os._exit(0)
        os.close(end)
        told = _heard(here, child, work)
        lines = self.lines(work, _spent() - spent)
        return Told(told.test, told.late, False, time.monotonic() - begun, lines)

    def changed(self, mutant: Mutant) -> tuple[list[FunctionType], CodeType] | None:
        """The functions that get another code, and this code; nothing if one has run before."""
        file = str(ROOT / mutant.file)
        code = compiled(mutant, file)
        found = self.found.get(_key(code), [])
        body = _body(mutant)
        if not found or body & self.run.get(file, set()):
            return None
        if any(each.__code__.co_freevars != code.co_freevars for each in found):
            return None
        return found, code

    def work(self, work: Work, items: Mapping[str, pytest.Item], mutant: Mutant | None) -> None:
        """In the fork: run the tests, and tell which is running and which fails."""
        if not items:
            if mutant:
                sys.meta_path.insert(0, Changed(mutant))
            limits(sum(work.seconds))
            words = [*PLAIN, "-x", f"--basetemp={self.folder}/t", *work.tests]
            if pytest.main(words, plugins=[self.telling]) != 0:
                raise RuntimeError("the mutant cannot be imported")
            return
        own = [items[each] for each in work.tests]
        watched: Any = None
        if work.watched:
            import coverage

            watched = coverage.Coverage(
                data_file=None, config_file=False, include=[str(each) for each in files()]
            )
            watched.start()
        seconds: list[tuple[float, float]] = []
        for number, item in enumerate(own):
            if watched:
                watched.switch_context(item.nodeid)
            else:
                limits(work.seconds[number])
            begun, worked = time.monotonic(), time.process_time()
            following = own[number + 1] if number + 1 < len(own) else None
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            worked = time.process_time() - worked
            seconds.append((worked, max(time.monotonic() - begun - worked, 0.0)))
        if watched:
            watched.stop()
            self.write_lines(watched.get_data(), work.tests, seconds)

    def write_lines(
        self, data: Any, tests: Sequence[str], seconds: Sequence[tuple[float, float]]
    ) -> None:
        """Leave for the server which lines each test has run, how long it has worked and waited."""
        lines = {
            str(Path(file).relative_to(ROOT)): {
                line: [tests.index(each) for each in own if each]
                for line, own in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        told = json.dumps({"seconds": seconds, "lines": lines})
        (self.folder / "lines").write_text(told, encoding="utf-8")

    def lines(self, work: Work, spent: float) -> str:
        """What a fork has left of that: of each test, what processors have done for it in all.

        What solvers have worked in other processes is shared out by how long each test has waited.
        """
        path = self.folder / "lines"
        if not work.watched or not path.exists():
            return ""
        told = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
        elsewhere = max(spent - sum(worked for worked, _waited in told["seconds"]), 0)
        waited = sum(waited for _worked, waited in told["seconds"]) or 1
        told["seconds"] = [
            round(worked + elsewhere * own / waited, 3) for worked, own in told["seconds"]
        ]
        return json.dumps(told)


def _spent() -> float:
    """What processors have done for all forks so far, in seconds."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def _heard(here: int, child: int, work: Work) -> Told:
    """What a fork tells: the test that fails, or that was running when it ended otherwise."""
    rest, running, test, late = "", work.tests[0], "", False
    allowed = dict(zip(work.tests, work.seconds, strict=True))
    try:
        while not test:
            patience = WAITING + 10 * allowed.get(running, sum(work.seconds))
            if not select.select([here], [], [], patience * (1 + 9 * work.watched))[0]:
                test, late = running, True
                break
            heard = os.read(here, 4096).decode()
            if not heard:  # it has ended, or is about to
                break
            *whole, rest = (rest + heard).split("\n")
            for line in whole:
                word, _, about = line.partition(" ")
                running = about if word == "running" else running
                test = about if word == "failed" else test
    except SystemExit:
        _end_group(child)
        raise
    os.close(here)
    if late:
        _end_group(child)
    _, status = os.waitpid(child, 0)
    _end_group(child)  # what it may have started
    if os.waitstatus_to_exitcode(status) != 0 and not test:
        test, late = running, os.waitstatus_to_exitcode(status) == -signal.SIGXCPU
    return Told(test, late)


def _end_group(child: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def limits(seconds: float) -> None:
    """Let this process be ended where it works much longer than a test does."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    most = int(spent.ru_utime + spent.ru_stime + SECONDS + 3 * seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _lines(code: CodeType) -> set[int]:
    return {line for _start, _end, line in code.co_lines() if line is not None}


def _body(mutant: Mutant) -> set[int]:
    """The lines of the function that is changed, after those of its head."""
    for place, function in functions(mutant.module):
        body = function.body[ast.get_docstring(function) is not None :]
        first, last = body[0].lineno, function.end_lineno or 0
        if place == mutant.place and first <= mutant.line <= last:
            return set(range(first, last + 1))
    return set()


def compiled(mutant: Mutant, file: str) -> CodeType:
    """The code of the changed function."""
    module = compile(mutant.tree(), file, "exec")
    for code in _codes(module):
        if code.co_qualname == mutant.place and mutant.line in range(
            code.co_firstlineno, max(_lines(code), default=0) + 1
        ):
            return code
    return next(code for code in _codes(module) if code.co_qualname == mutant.place)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


class Changed(MetaPathFinder, Loader):
    """Lets one module be imported as its mutant."""

    def __init__(self, mutant: Mutant) -> None:
        parts = Path(mutant.file).with_suffix("").parts
        self.name = ".".join(["neverfalls", *parts]).removesuffix(".__init__")
        self.file = ROOT / mutant.file
        self.code: CodeType = compile(mutant.tree(), str(self.file), "exec")

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """Find this module only."""
        if name != self.name:
            return None
        folder = [str(self.file.parent)] if self.file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            name, self.file, loader=self, submodule_search_locations=folder
        )

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant's text."""
        exec(self.code, vars(module))
