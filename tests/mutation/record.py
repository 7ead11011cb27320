"""What is known of each mutant: the test that notices it, or that none did.

It stands in `noticed.json`: by file and function, with a word for the function's text, so that it
stays true when other functions change. Of a function whose text is another one nothing is known.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .changes import Mutant, files, mutants, texts

NOTICED = Path(__file__).with_name("noticed.json")
UNNOTICED = Path(__file__).with_name("unnoticed.toml")


def every_mutant() -> dict[str, Mutant]:
    """All mutants, by name, in the order of their files."""
    return {each.name: each for path in files() for each in mutants(path)}


def explained() -> dict[str, str]:
    """Why no test can notice a mutant, or need, for each that is listed."""
    tables = tomllib.loads(UNNOTICED.read_text(encoding="utf-8"))
    return {name: why for why, names in tables.items() for name in names}


@dataclass
class Record:
    """Which test fails on a mutant, on which it never ends, and which mutants passed them all."""

    failing: dict[str, str] = field(default_factory=dict)
    endless: dict[str, str] = field(default_factory=dict)
    unnoticed: set[str] = field(default_factory=set)

    def test(self, name: str) -> str:
        """The test that notices a mutant, or nothing."""
        return self.failing.get(name) or self.endless.get(name, "")

    def tried(self, name: str) -> bool:
        """Whether it is known what becomes of a mutant."""
        return bool(self.test(name)) or name in self.unnoticed

    def note(self, name: str, test: str, late: bool) -> None:
        """Note by which test a mutant is noticed; by none if that is empty."""
        self.forget(name)
        if test:
            (self.endless if late else self.failing)[name] = test
        else:
            self.unnoticed.add(name)

    def forget(self, name: str) -> None:
        """Know nothing of a mutant any more."""
        self.failing.pop(name, None)
        self.endless.pop(name, None)
        self.unnoticed.discard(name)


def load(every: Mapping[str, Mutant], path: Path = NOTICED) -> Record:
    """What is known of these mutants, as far as their functions read as they did."""
    record = Record()
    if not path.exists():
        return record
    written = json.loads(path.read_text(encoding="utf-8"))
    now = _texts(every)
    for file, places in written.items():
        for place, known in places.items():
            if now.get(file, {}).get(place) != known["text"]:
                continue
            for kind, found in (("failing", record.failing), ("endless", record.endless)):
                for test, changes in known.get(kind, {}).items():
                    found.update({f"{file}: {place}: {each}": test for each in changes})
            record.unnoticed |= {f"{file}: {place}: {each}" for each in known.get("unnoticed", ())}
    for found in (record.failing, record.endless):
        for name in found.keys() - every.keys():
            del found[name]
    record.unnoticed &= every.keys()
    return record


def save(record: Record, every: Mapping[str, Mutant], path: Path = NOTICED) -> None:
    """Write it, always in the same order; nothing else writes this file."""
    now = _texts(every)
    written: dict[str, dict[str, Any]] = {}
    for name, mutant in every.items():
        if record.tried(name):
            places = written.setdefault(mutant.file, {})
            known = places.setdefault(mutant.place, {"text": now[mutant.file][mutant.place]})
            if name in record.unnoticed:
                known.setdefault("unnoticed", []).append(mutant.change)
            else:
                kind = "failing" if name in record.failing else "endless"
                own = known.setdefault(kind, {})
                own.setdefault(record.test(name), []).append(mutant.change)
    text = json.dumps(written, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _texts(every: Mapping[str, Mutant]) -> dict[str, dict[str, str]]:
    """The functions as they were read when they were mutated, by file."""
    modules = {each.file: each.module for each in every.values()}
    return {file: texts(module) for file, module in modules.items()}


@dataclass(frozen=True)
class Count:
    """How many of some mutants are noticed, explained, not noticed, and not tried."""

    noticed: int
    endless: int
    explained: int
    unnoticed: int
    untried: int

    @property
    def score(self) -> float:
        """Of those that were tried, how many of a hundred are noticed or explained."""
        good = self.noticed + self.endless + self.explained
        return 100 * good / max(good + self.unnoticed, 1)

    def __str__(self) -> str:
        """All of it in words; a score of the whole only where the whole was tried."""
        tried = self.noticed + self.endless + self.explained + self.unnoticed
        whole = f"{self.score:.1f} %"
        if self.untried:
            whole = f"{whole} of the {tried:,} tried, and of all no score"
        return (
            f"{tried + self.untried:,} places: {self.noticed:,} noticed by a test that fails,"
            f" {self.endless:,} by one that does not end, {self.explained:,} explained,"
            f" {self.unnoticed:,} not noticed, {self.untried:,} not tried; {whole}"
        )


def count(record: Record, names: Iterable[str]) -> Count:
    """What is known of these mutants."""
    known, kinds = explained(), Counter[str]()
    for name in names:
        if name in record.failing:
            kinds["noticed"] += 1
        elif name in record.endless:
            kinds["endless"] += 1
        elif name not in record.unnoticed:
            kinds["untried"] += 1
        else:
            kinds["explained" if name in known else "unnoticed"] += 1
    return Count(**{each: kinds[each] for each in Count.__dataclass_fields__})
