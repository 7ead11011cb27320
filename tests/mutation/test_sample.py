"""A sample of mutants, each of which a known test notices; `make mutants` tries all of them."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from .changes import COVERED, ROOT, files, mutants

SAMPLE = tomllib.loads(Path(__file__).with_name("sample.toml").read_text(encoding="utf-8"))
UNNOTICED = tomllib.loads(Path(__file__).with_name("unnoticed.toml").read_text(encoding="utf-8"))
NAMES = [(name, test) for test, names in SAMPLE.items() for name in names]


def test_the_test_that_is_named_notices_each() -> None:
    """It passes where nothing is changed, and fails where this is."""
    words = [sys.executable, "-m", "tests.mutation", "--known"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == f"{len(NAMES)} mutants, 0 faults\n", done.stderr
    assert done.returncode == 0
    assert len(NAMES) >= 60


def test_every_name_is_that_of_a_mutant() -> None:
    """In the sample, and in the list of what no test notices; none is in both."""
    known = {each.name for path in files() for each in mutants(path)}
    explained = {name for names in UNNOTICED.values() for name in names}
    sampled = {name for name, _test in NAMES}
    assert explained | sampled <= known
    assert not explained & sampled


def test_names_tell_mutants_apart() -> None:
    """Two changes that read alike are counted; and no file is without any."""
    for path in files():
        names = [each.name for each in mutants(path)]
        assert len(names) == len({*names})
    assert all((ROOT / each).exists() for each in COVERED)


def test_a_place_as_it_is_is_the_file_itself() -> None:
    """Nothing but the place that is named is another one."""
    path = ROOT / "counterexamples" / "replay.py"
    text = ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
    mutant = mutants(path)[0]
    assert text == ast.unparse(mutant.unchanged().tree()) != ast.unparse(mutant.tree())
    changed = ast.unparse(mutant.tree()).splitlines()
    assert sum(a != b for a, b in zip(text.splitlines(), changed, strict=True)) == 1
