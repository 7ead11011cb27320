"""Hostile input: refused in a line, or told for what it is; no traceback, no hang."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from .changes import CHANGES
from .targets import inputs

ROOT = Path(__file__).resolve().parents[2]

HANG, MEMORY = 10, 300
"""Seconds that no input may take, and megabytes that no process may."""

EACH = 500
"""Inputs that one process tries."""


def tried(seed: int, record: Callable[[str, object], None]) -> None:
    """Try inputs in a process of their own, and look at what came of them."""
    words = [sys.executable, "-m", "tests.fuzzing", "--seed", str(seed), "--count", str(EACH)]
    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=EACH * HANG
    )
    found = json.loads(done.stdout)
    record("fuzzing", found)
    assert found["wrong"] == []
    assert found["longest"] < HANG
    assert found["megabytes"] < MEMORY
    assert sum(found["inputs"].values()) == EACH


def test_hostile_input(record_property: Callable[[str, object], None]) -> None:
    """Five hundred inputs, the same in every run."""
    tried(0, record_property)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_much_hostile_input(seed: int, record_property: Callable[[str, object], None]) -> None:
    """Ten thousand more."""
    tried(seed, record_property)


def test_the_memory_of_the_process_that_starts_another_is_not_counted() -> None:
    """The tests' own process may hold more than any input may take."""
    held = bytearray(MEMORY * 1024 * 1024)
    words = [sys.executable, "-c", "from tests.fuzzing.__main__ import peak; print(peak())"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < len(held) // (1024 * 1024)


def test_inputs_are_the_same_for_a_seed() -> None:
    """What was wrong once comes up again."""
    first, again, other = (
        [(target.name, data) for target, data, _original in inputs(seed, 30)] for seed in (7, 7, 8)
    )
    assert first == again != other


@pytest.mark.parametrize("change", dict.fromkeys(CHANGES), ids=lambda change: change.__name__)
def test_each_change_changes_something(change: Callable[[Random, bytes], bytes]) -> None:
    """Of a hundred times it leaves the bytes as they are in a few only; also of no bytes at all."""
    data = b'a = "1/2"\nb = [1, "\xe7\xa7\xaf"]\nc = 3\n'
    same = sum(change(Random(seed), data) == data for seed in range(100))
    assert same < 40
    assert isinstance(change(Random(0), b""), bytes)
