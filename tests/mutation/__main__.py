"""Try mutants and print the score: `python -m tests.mutation`, or `make mutants`."""

from __future__ import annotations

import argparse
import os
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from random import Random

from .changes import Mutant, files, mutants
from .running import BUDGET, Lines, load, noticed, save, watch

CONTROLS = 6
"""Places that are tried as they are: no test may fail on these."""

UNNOTICED = Path(__file__).with_name("unnoticed.toml")
SAMPLE = Path(__file__).with_name("sample.toml")


def chosen(only: Sequence[str], sample: int, seed: int) -> list[Mutant]:
    """Return the mutants that are to be tried: all, those of some names, or some at random."""
    every = [each for path in files() for each in mutants(path)]
    fitting = [each for each in every if not only or any(part in each.name for part in only)]
    if sample and sample < len(fitting):
        fitting = Random(seed).sample(fitting, sample)
    return fitting


def explained() -> dict[str, str]:
    """Return why no test can notice a mutant, or need not, for each that is listed."""
    tables = tomllib.loads(UNNOTICED.read_text(encoding="utf-8"))
    return {name: why for why, names in tables.items() for name in names}


def try_one(work: tuple[Mutant, list[str]]) -> str:
    """Return by which test a mutant is noticed, if it is."""
    mutant, tests = work
    return noticed(mutant, tests, BUDGET)


def seen(path: Path) -> Lines:
    """Return which tests run which lines, from a file if it is there."""
    if not path.exists():
        print("finding out which tests run which lines; some minutes", file=sys.stderr, flush=True)
        save_in_child(path)
    return load(path)


def save_in_child(path: Path) -> None:
    """Watch the tests in a process of its own, so that this one imports nothing of the project."""
    child = os.fork()
    if child == 0:
        try:
            save(watch(), path)
        except RuntimeError as error:
            print(error, file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit("nothing was tried")


def main() -> None:
    """Try mutants; print each that is not noticed, and the score. Ends with 1 below 97 %."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="parts of the names to try")
    parser.add_argument("--sample", type=int, default=0, help="so many at random, or else all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lines", type=Path, default=Path(".mutation-lines.json"))
    parser.add_argument("--tests", action="store_true", help="name the test that notices each")
    parser.add_argument("--known", action="store_true", help="those of which the test is known")
    asked = parser.parse_args()
    if asked.known:
        try_known()
    else:
        try_chosen(asked)


def try_known() -> None:
    """Try the mutants of the sample, each by its own test; end with 1 if one is not noticed."""
    every = {each.name: each for path in files() for each in mutants(path)}
    sample = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    work = [(every[name], [test]) for test, names in sample.items() for name in names]
    controls = [(every[names[0]].unchanged(), [test]) for test, names in sample.items()]
    wrong = 0
    with processes() as pool:
        for (_, tests), told in zip(controls, pool.map(try_one, controls), strict=True):
            if told:
                print(f"where nothing is changed: {tests[0]}: {told}")
                wrong += 1
        for (mutant, tests), told in zip(work, pool.map(try_one, work), strict=True):
            if told != tests[0]:
                print(f"not noticed by {tests[0]}: {mutant.name}")
                wrong += 1
    print(f"{len(work)} mutants, {wrong} faults")
    raise SystemExit(wrong > 0)


def processes() -> ProcessPoolExecutor:
    """Return processes that fork others: what multiprocessing.Pool starts could not."""
    for name in ("hypothesis", "msgspec", "sympy", "z3"):  # once, before they are forked
        import_module(name)
    return ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork"))


def try_chosen(asked: argparse.Namespace) -> None:
    """Try what was asked for, by the tests that run the lines."""
    lines, known = seen(asked.lines), explained()
    work = [(each, lines.of(each)) for each in chosen(asked.only, asked.sample, asked.seed)]
    begun, done = time.monotonic(), Counter[str]()
    with processes() as pool:
        tested = [(mutant.unchanged(), tests) for mutant, tests in work]
        if any(pool.map(try_one, tested[:: len(tested) // CONTROLS + 1])):
            raise SystemExit("the tests fail on places that are as they are; nothing was tried")
        for (mutant, _tests), good in zip(work, pool.map(try_one, work), strict=True):
            done["noticed" if good else "explained" if mutant.name in known else "not noticed"] += 1
            if asked.tests and good:
                print(f"{good} <- {mutant.name}", flush=True)
            if not good and mutant.name not in known:
                print(f"line {mutant.line}: {mutant.name}", flush=True)
            if done.total() % 50 == 0:
                passed = int(time.monotonic() - begun)
                print(f"{done.total()} of {len(work)}, {passed} s", file=sys.stderr, flush=True)
    score = 100 * (done["noticed"] + done["explained"]) / max(done.total(), 1)
    print(
        f"{done.total():,} mutants: {done['noticed']:,} noticed, {done['explained']:,} explained, "
        f"{done['not noticed']:,} not noticed; {score:.1f} %"
    )
    raise SystemExit(score < 97)


if __name__ == "__main__":
    main()
