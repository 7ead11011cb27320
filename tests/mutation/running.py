"""Running tests on a mutant, and finding out which tests run which lines."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from .changes import ROOT, Mutant, files

WHERE = (
    *("tests/spec", "tests/counterexamples", "tests/proofs/induction", "tests/proofs/search"),
    *("tests/proofs/certificates", "tests/proofs/verdicts", "tests/proofs/theorems"),
    *("tests/proofs/forking", "tests/proofs/test_mechanisms.py", "tests/proofs/test_mutants.py"),
)
"""The tests that are run on mutants."""

PLAIN = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "-W", "ignore"]

FIRST = "tests/proofs/verdicts/test_verifying.py::test_each_scheme_is_verified_as_written"
"""Derives every question of every scheme anew, in a second: it notices more than any other."""

BUDGET = 40.0
"""Seconds that the tests of a mutant may take on the code as it is; the shortest come first."""

PATIENCE = 3
"""How many times as long they may take on a mutant: one that never ends is noticed too."""


@dataclass(frozen=True)
class Lines:
    """Which test functions run a line, and how long each takes, in seconds."""

    tests: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests for a mutant, the shortest first, as many as the budget allows."""
        found = [FIRST]
        spent = 0.0
        for each in sorted(self.tests.get(mutant.file, {}).get(mutant.line, ()), key=self._long):
            spent += self._long(each)
            if spent > BUDGET and len(found) > 1:
                break
            if each != FIRST:
                found.append(each)
        return found

    def _long(self, test: str) -> float:
        return self.seconds.get(test, 0.0)


class Watching:
    """A plugin of pytest that tells coverage whose turn it is, and measures it."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        """Say which test function runs; its cases count as one."""
        self.coverage.switch_context(item.nodeid.partition("[")[0])
        yield

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up how long its cases take."""
        name = report.nodeid.partition("[")[0]
        self.seconds[name] = self.seconds.get(name, 0.0) + report.duration


def watch(where: Sequence[str] = WHERE) -> Lines:
    """Run the tests, and see which lines each runs.

    Raises:
        RuntimeError: one of them fails on the code as it is.
    """
    import coverage

    watched = coverage.Coverage(data_file=None, include=[str(each) for each in files()])
    plugin = Watching(watched)
    watched.start()
    code = pytest.main([*PLAIN, *where], plugins=[plugin])
    watched.stop()
    if code != 0:
        raise RuntimeError(f"the tests end with {code} on the code as it is")
    data = watched.get_data()
    tests = {
        Path(file).relative_to(ROOT).as_posix(): {
            line: sorted(name for name in names if name)
            for line, names in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    return Lines(tests, plugin.seconds)


def save(lines: Lines, path: Path) -> None:
    """Write what was seen to a file."""
    path.write_text(json.dumps([lines.tests, lines.seconds]), encoding="utf-8")


def load(path: Path) -> Lines:
    """Read it again."""
    tests, seconds = json.loads(path.read_text(encoding="utf-8"))
    return Lines(
        {file: {int(line): own for line, own in each.items()} for file, each in tests.items()},
        seconds,
    )


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


def noticed(mutant: Mutant, tests: Sequence[str], seconds: float) -> str:
    """Return which of these tests fails on a mutant, "too long" or "cannot run", or nothing.

    They run in a process that is forked from this one, which has not imported the project.
    """
    assert not any(name.startswith("neverfalls") for name in sys.modules)
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.close(here)
        os._exit(_tested(mutant, tests, there))
    os.close(there)
    late: list[bool] = []

    def too_late(*_: object) -> None:
        late.append(True)
        os.killpg(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(int(PATIENCE * seconds) + 20)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    with os.fdopen(here, encoding="utf-8") as end:
        failed = end.read()
    if os.waitstatus_to_exitcode(status) == 0:
        return ""
    return failed or ("too long" if late else "cannot run")


class Failing:
    """A plugin of pytest that tells the first test that fails."""

    def __init__(self, end: int) -> None:
        self.end = end

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write its name to whoever waits."""
        if report.failed and self.end >= 0:
            os.write(self.end, report.nodeid.partition("[")[0].encode())
            os.close(self.end)
            self.end = -1


def _tested(mutant: Mutant, tests: Sequence[str], end: int) -> int:
    """Run tests on a mutant in this very process; 0 if all of them pass."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        sys.meta_path.insert(0, Changed(mutant))
        with tempfile.TemporaryDirectory() as folder:
            words = [*PLAIN, "-x", f"--basetemp={folder}/t", *tests]
            return int(pytest.main(words, plugins=[Failing(end)]))
    except BaseException:  # noqa: BLE001  (whatever it is, it is noticed)
        return 1
