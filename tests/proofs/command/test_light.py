"""An installation without solvers: what is recorded is verified; the rest says what is missing."""

import json
import sys
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

SCRIPT = """
import sys
for name in ("z3", "cvc5", "sympy"):
    sys.modules[name] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: (
    None if name in ("z3", "cvc5", "sympy") else found(name, *rest)
)
import neverfalls.proofs.solving.engines as engines
engines.find_spec = importlib.util.find_spec
from neverfalls.proofs.command import run
sys.exit(run(sys.argv[1:]))
"""


def without_solvers(*words: str) -> CompletedProcess[str]:
    return run([sys.executable, "-c", SCRIPT, *words], capture_output=True, text=True, check=False)


def test_a_shipped_scheme_is_verified_without_a_solver() -> None:
    """Every proof by its certificates, every counterexample by running it."""
    done = without_solvers("check", "shares", "--json")
    assert done.returncode == 0, done.stderr
    (scheme,) = json.loads(done.stdout)["schemes"]
    assert {"certificate", "replayed"} == {cell["evidence"] for cell in scheme["cells"]}


@pytest.mark.parametrize("name", ["exercise-2", "exercise-4", "exercise-5", "exercise-5d"])
def test_an_answer_is_graded_without_a_solver(name: str) -> None:
    """A history, a reading, a certificate and numbers for a theorem."""
    answers = Path(__file__).parents[3] / "docs" / "lessons" / "answers"
    done = without_solvers("grade", name, str(answers / f"{name}.json"))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{name}, " in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["check", "shares", "--anew"],
        ["prove"],
        ["limits"],
        ["derive", "growth"],
        ["audit"],
    ],
    ids=lambda words: words[0],
)
def test_what_needs_a_solver_says_so(words: list[str]) -> None:
    """It names what is missing and how to get it, and shows no traceback."""
    done = without_solvers(*words)
    assert done.returncode == 2
    assert "which is not installed: pip install 'neverfalls[prove]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scheme_of_ones_own_needs_solvers(tmp_path: Path) -> None:
    """Nothing is recorded of it, so it has to be proved and searched."""
    file = tmp_path / "own.toml"
    file.write_text('name = "own"\ntitle = "Own"\nmechanisms = ["purchase"]\n', encoding="utf-8")
    done = without_solvers("check", str(file))
    assert done.returncode == 2
    assert "this needs z3, which is not installed" in done.stderr
