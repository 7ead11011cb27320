"""Names that a package hands out on demand: loaded when they are asked for, and not before."""

import subprocess
import sys

import pytest

from neverfalls.proofs import verdicts
from neverfalls.proofs.verdicts import verdict
from neverfalls.spec.on_demand import on_demand

LOADED = "import sys, {0}; print(*sorted(each for each in sys.modules if each in {1!r}))"


def test_a_name_is_that_of_its_module() -> None:
    """What is asked for is what the module has; another name is refused as ever."""
    get = on_demand("neverfalls.proofs.verdicts", verdict="Status Verdict")
    assert get("Status") is verdict.Status
    with pytest.raises(AttributeError, match="has no attribute 'No'"):
        get("No")
    with pytest.raises(AttributeError, match="has no attribute 'No'"):
        verdicts.No  # noqa: B018  (to ask is the test)


def test_a_name_that_a_module_would_hide_is_refused() -> None:
    """An import of the module would put it in the name's place."""
    with pytest.raises(ValueError, match="prove: a name, and a module too"):
        on_demand("neverfalls.proofs", prove="proof prove")


@pytest.mark.parametrize(
    ("module", "not_loaded"),
    [
        ("neverfalls.proofs.command.app", ("pebble", "z3", "sympy", "msgspec", "rich")),
        ("neverfalls.proofs.command.check", ("pebble", "z3", "cvc5", "sympy", "sqlite3")),
        ("neverfalls.proofs.verdicts.first", ("pebble", "neverfalls.proofs.induction")),
        ("neverfalls.testing", ("neverfalls.spec.model", "typing")),
    ],
)
def test_what_is_not_needed_is_not_loaded(module: str, not_loaded: tuple[str, ...]) -> None:
    """Whoever asks no solver does not wait until one is loaded."""
    code = LOADED.format(module, not_loaded)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
