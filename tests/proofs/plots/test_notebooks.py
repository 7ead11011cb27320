"""The notebooks run from top to bottom, without Sphinx and without Jupyter."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.plots import PLOTS, Drawing

NOTEBOOKS = sorted((Path(__file__).parents[3] / "docs" / "notebooks").glob("*.md"))
FENCE = r"^```\{code-cell\} ipython3\n((?::[^\n]*\n)*)\n?(.*?)^```$"
CELL = re.compile(FENCE, re.MULTILINE | re.DOTALL)


def test_each_has_its_picture() -> None:
    """The notebooks are about pictures that there are, and have their names."""
    names = [path.stem for path in NOTEBOOKS]
    assert len(names) == 5
    assert [name for name in names if name not in PLOTS] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path) -> None:
    """Its cells run in order, one draws its picture, and the last one solves the exercise."""
    text = path.read_text(encoding="utf-8")
    cells = CELL.findall(text)
    assert len(cells) == text.count("```{code-cell}") >= 3
    names: dict[str, Any] = {}
    drawn = []
    with contextlib.redirect_stdout(io.StringIO()) as told:
        for number, (_options, code) in enumerate(cells):
            exec(compile(code, f"{path.name}, cell {number}", "exec"), names)
            last = code.rstrip().rpartition("\n")[2]
            if last.startswith("plots.drawing("):
                drawn.append(eval(last, names))
    assert told.getvalue().strip()
    assert [type(each) for each in drawn] == [Drawing]
    assert drawn[0].picture.name == path.stem
    options, solution = cells[-1]
    assert "hide-cell" in options
    assert "assert " in solution
    assert "## Exercise" in text
