"""The command `plot`: a file, a sentence, numbers, and what it says where something is missing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from neverfalls.proofs import plots

from ..console import Run

WITHOUT = """
import sys
sys.modules[{missing!r}] = None
from neverfalls.proofs.command import run
sys.exit(run(sys.argv[1:]))
"""


def test_a_picture_is_written_and_described(run: Run, tmp_path: Path) -> None:
    """The file is the drawing; standard output has what it shows, in a sentence."""
    done = run("plot", "run", "-o", "run.svg")
    assert (0, "neverfalls: wrote run.svg\n") == (done.returncode, done.stderr)
    found = plots.picture("run")
    assert " ".join(done.stdout.split()) == found.described()
    assert (tmp_path / "run.svg").read_text(encoding="utf-8") == plots.drawing(found).svg


def test_the_numbers_can_be_had_without_a_file(run: Run, tmp_path: Path) -> None:
    """They are the picture's data, and nothing is drawn."""
    done = run("plot", "goods", "--json")
    assert 0 == done.returncode
    assert json.loads(done.stdout) == plots.picture("goods").to_dict()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["pric", "-o", "x.svg"], "no plot is called 'pric'; did you mean price or profit?"),
        (["run"], "nothing to write to: neverfalls plot run -o run.svg, or --json"),
        (["run", "-o", "run.pdf"], "found 'run.pdf', expected a file name that ends with .svg or"),
        (["run", "-o", "no/run.svg"], "cannot write no/run.svg: there is no folder no"),
        (["run", "-o", "run.svg", "--language", "de"], ""),
    ],
)
def test_what_cannot_be_drawn_is_said(run: Run, words: list[str], told: str) -> None:
    """Bad usage ends with 2 and says what was expected."""
    done = run("plot", *words)
    assert 2 == done.returncode
    assert told in done.stderr


@pytest.mark.parametrize(
    ("missing", "language"), [("matplotlib", "en"), ("matplotlib", "zh_CN"), ("polib", "zh_CN")]
)
def test_a_light_installation_says_what_is_missing(
    missing: str, language: str, tmp_path: Path
) -> None:
    """It names the extra that brings it, shows no traceback and writes nothing."""
    words = ("plot", "run", "-o", "run.svg", "--language", language)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(missing=missing), *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"this needs {missing}, which is not installed: pip install 'neverfalls[pages]'" in (
        done.stderr
    )
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
