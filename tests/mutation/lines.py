"""Which tests run which lines, and how long each takes; kept in a file that nobody commits.

Each file of tests is watched once more when its text is another one. A function whose text has
changed since then counts as run, on every line, by all tests that ran it before.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .changes import ROOT, Mutant, files, functions
from .serving import Server, Told, Work

Seen = dict[str, Any]
"""Of one file of tests: a word for its text, its tests, their seconds, and for each function of
each file that is changed a word for its text, its lines from the head on, and who runs them."""


class Lines:
    """Which tests run a place, and how long each takes, in seconds."""

    def __init__(self, seen: Mapping[str, Seen]) -> None:
        self.seconds: dict[str, float] = {}
        self._runs: dict[tuple[str, str], list[tuple[str, dict[str, list[int]], list[str]]]] = {}
        for each in seen.values():
            self.seconds.update(zip(each["tests"], each["seconds"], strict=True))
            for file, places in each["lines"].items():
                for place, (text, lines) in places.items():
                    known = self._runs.setdefault((file, place), [])
                    known.append((text, lines, each["tests"]))

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that run a place, and those of the file that mirrors its own.

        What only an import runs no test is seen to run; then it is all tests of the folder.
        """
        path = Path(mutant.file)
        mirrors = f"tests/{path.parent}/test_{path.name.removeprefix('_')}::"
        found = dict.fromkeys(each for each in self.seconds if each.startswith(mirrors))
        for text, lines, tests in self._runs.get((mutant.file, mutant.place), ()):
            head, now = _heads(mutant.file).get(mutant.place, (0, ""))
            known = [lines.get(str(mutant.line - head), [])] if text == now else lines.values()
            found.update(dict.fromkeys(tests[each] for own in known for each in own))
        folder = f"tests/{path.parent}/"
        if not found:
            found = dict.fromkeys(each for each in self.seconds if each.startswith(folder))
        return list(found)


@cache
def _heads(file: str) -> dict[str, tuple[int, str]]:
    """For each function of a file its first line, and a word for its text with all its remarks."""
    source = (ROOT / file).read_text(encoding="utf-8")
    return {
        place: (function.lineno, digest(ast.get_source_segment(source, function) or ""))
        for place, function in functions(ast.parse(source))
    }


def digest(text: str) -> str:
    """A short word for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def load(path: Path) -> dict[str, Seen]:
    """What has been seen before."""
    found: dict[str, Seen] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def save(seen: Mapping[str, Seen], path: Path) -> None:
    """Keep it for the next time."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(seen), encoding="utf-8")
    beside.replace(path)


def watch(server: Server, tests: list[str], path: Path, tell: Callable[[str], None]) -> Lines:
    """Watch the tests of those files that are new or have changed.

    Raises:
        RuntimeError: a test fails on the code as it is.
    """
    seen = load(path)
    by_file: dict[str, list[str]] = {}
    for each in tests:
        by_file.setdefault(each.partition("::")[0], []).append(each)
    now = {each: digest((ROOT / each).read_text(encoding="utf-8")) for each in by_file}
    seen = {each: own for each, own in seen.items() if own["text"] == now.get(each)}
    new = [each for each in by_file if each not in seen or seen[each]["tests"] != by_file[each]]
    for number, each in enumerate(new, 1):
        tell(f"which lines do tests run? file {number} of {len(new)}: {each}")
        own = tuple(by_file[each])
        told = server.ask(Work("", own, (1.0,) * len(own), watched=True))
        if told.test:
            raise RuntimeError(f"{told.test} fails on the code as it is")
        seen[each] = {"text": now[each], "tests": own, **_by_function(told)}
        save(seen, path)
    return Lines(seen)


def _by_function(told: Told) -> Seen:
    """The lines that were run, by function, counted from its head on."""
    found = json.loads(told.lines)
    covered = {each.relative_to(ROOT).as_posix() for each in files()}
    places: dict[str, dict[str, tuple[str, dict[str, list[int]]]]] = {}
    for file, lines in found["lines"].items():
        if file not in covered:
            continue
        module = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        for place, function in functions(module):
            head, text = _heads(file)[place]
            last = function.end_lineno or head
            own = {
                str(int(line) - head): tests
                for line, tests in lines.items()
                if head <= int(line) <= last and tests
            }
            if own:
                places.setdefault(file, {})[place] = text, own
    return {"seconds": found["seconds"], "lines": places}
