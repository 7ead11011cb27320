"""The archive of the cases alone: the same bytes always, and read with a JSON reader alone."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from neverfalls.counterexamples.conformance import load, suites
from neverfalls.counterexamples.conformance.files import parse
from neverfalls.counterexamples.conformance.recording import expectations
from neverfalls.counterexamples.conformance.stated import stated_profiles
from neverfalls.testing import run
from neverfalls.testing.machine import history_of
from tests.testing.test_suites import Model

ROOT = Path(__file__).resolve().parents[2]


def made(folder: Path) -> Path:
    """Make the archive as `make cases` does."""
    command = [sys.executable, str(ROOT / ".ci" / "cases.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive."""
    return made(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def files(archive: Path) -> dict[str, bytes]:
    """Its files by their names, without the folder that all lie in."""
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        (top,) = {name.partition("/")[0] for name in names}
        assert f"{top}.zip" == archive.name
        return {name.removeprefix(f"{top}/"): opened.read(name) for name in names}


def test_it_is_the_same_byte_for_byte(archive: Path, tmp_path: Path) -> None:
    """Whenever and wherever it is made."""
    assert made(tmp_path).read_bytes() == archive.read_bytes()


def test_the_manifest_names_every_file_and_suite(files: dict[str, bytes]) -> None:
    """With the digest of each file, and the profiles and the number of cases of each suite."""
    manifest = json.loads(files["manifest.json"])
    found = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "manifest.json"
    }
    assert found == manifest["sha256"]
    assert sorted(suites()) == sorted(manifest["suites"])
    for name, told in manifest["suites"].items():
        assert list(load(name).profiles) == told["profiles"]
        assert len(load(name).cases) == told["cases"]


def test_every_file_validates_and_adds_up(files: dict[str, bytes]) -> None:
    """By the schema; members and profiles exist; of each asset nothing is made out of nothing."""
    schema = json.loads(files["schema.json"])
    validator = jsonschema.Draft202012Validator(schema)
    for name in [each for each in files if each.startswith("data/")] + ["example.json"]:
        suite = json.loads(files[name])
        validator.validate(suite)
        for case in suite["cases"]:
            for outcome in case["outcomes"]:
                assert set(outcome["profiles"]) <= set(suite["profiles"])
                for event in outcome["expected"]:
                    assert ("refused" in event) != ("balances" in event)
            _check_money(suite, case)


def _check_money(suite: dict[str, Any], case: dict[str, Any]) -> None:
    """Money only changes hands: what members, pool, platform and suppliers have is always 0."""
    for outcome in case["outcomes"]:
        books = {key: Fraction(value) for key, value in suite["opening"].items()}
        before = sum(value for key, value in books.items() if key.endswith(".yuan"))
        for event in outcome["expected"]:
            books |= {key: Fraction(text) for key, text in event.get("balances", {}).items()}
            now = sum(value for key, value in books.items() if key.endswith(".yuan"))
            assert before == now, case["id"]


def test_the_annotated_example_is_what_the_rules_say(files: dict[str, bytes]) -> None:
    """It runs, a ledger that rounds otherwise fails, and made anew it is the same."""
    suite = parse(files["example.json"], "example.json")
    (profile,) = stated_profiles(suite, "example.json").values()
    report = run(lambda: Model(profile), suite=suite)
    (result,) = report.results
    assert not report.failed
    (case,) = suite.cases
    assert len(case.events) == result.step
    (outcome,) = case.outcomes
    assert list(expectations(profile, case.members, history_of(result))) == outcome.expected
    assert run(lambda: Model(profile, 1), suite=suite).failed


def test_the_first_page_explains_the_protocol(files: dict[str, bytes]) -> None:
    """Every request is in it, and no link that leads nowhere."""
    page = files["README.md"].decode()
    for word in ("declare", "start", "apply", "observe", "stop"):
        assert f'{{"do":"{word}"' in page
    assert "## Profiles" in page
    assert not re.findall(r"\]\((?!https:)", page)
