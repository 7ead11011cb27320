"""What is asked of `check`: claims that a scheme has nothing to do with, names, several schemes."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.command import check, list_, run
from neverfalls.proofs.command.codes import LOST, REPORT_IT
from neverfalls.proofs.command.render import progress
from neverfalls.proofs.search import explorer
from neverfalls.proofs.solving.failures import Killed
from neverfalls.spec.claims import CLAIMS

from ..planted import TOLD, planted

Captured = pytest.CaptureFixture[str]
UNCONCERNED = "is about mechanisms that this scheme does not have."
LISTED = "`neverfalls list claims` names all"
LIVED_ON = "dealers_do_not_live_on_entries"


def refused(capsys: Captured, *words: str) -> str:
    """Return why the command refuses these words: exit code 2 and one line."""
    assert 2 == run(list(words))
    told = capsys.readouterr()
    assert "" == told.out
    (line,) = told.err.splitlines()
    return line


@pytest.mark.parametrize(
    "words",
    [
        ["check", "counter", "--claim", "A32"],
        ["check", "counter", "--any-reading", "A32"],
        ["check", "counter", "--every-reading", "--claim", "A32"],
    ],
)
def test_a_claim_about_none_of_the_schemes(capsys: Captured, words: list[str]) -> None:
    """Where nothing can be checked, nothing is said to be as recorded."""
    told = f"neverfalls: {LIVED_ON}: not about the mechanisms of counter, so nothing was checked"
    assert told == refused(capsys, *words)


def test_a_claim_about_one_of_several_schemes(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A scheme that the claim is not about has no count of cells, and the other has its own."""
    monkeypatch.setattr(check, "SHIPPED", ("counter", "dealers"))
    assert 0 == run(["check", "--claim", "A32", "--reading", "A1=reserve"])
    told = " ".join(capsys.readouterr().out.split())
    assert f"1 other promise {UNCONCERNED}" in told
    total = "2 schemes, 1 verdict: 0 proved, 1 refuted, 0 undecided; all as recorded"
    assert told.endswith(total)


@pytest.mark.parametrize(
    ("claim", "told"),
    [("price_never_fals", "did you mean price_never_falls?"), (LIVED_ON, "a claim about its mech")],
)
def test_a_file_that_lists_what_is_no_claim(
    tmp_path: Path, capsys: Captured, claim: str, told: str
) -> None:
    """The file, the place in the list and the name are told, and what was meant."""
    file = tmp_path / "own.toml"
    file.write_text(f'name = "own"\nmechanisms = ["purchase"]\nclaims = ["{claim}"]\n')
    line = refused(capsys, "check", str(file))
    assert f"own.toml: claims[0]: found '{claim}'" in line
    assert told in line


@pytest.mark.parametrize("option", ["--any-reading", "--every-reading"])
def test_a_claim_about_one_of_several_schemes_over_all_readings(
    capsys: Captured, option: str
) -> None:
    """No reading is said to keep "every claim" of a scheme that was asked for none."""
    assert 0 == run(["check", "counter", "dealers", "A32", option])
    first, *rest = capsys.readouterr().out.splitlines()
    assert f"counter: 1 other promise {UNCONCERNED}" == first
    assert any("new_revenue=without-entries" in line for line in rest)
    assert 0 == run(["check", "counter", "dealers", "A32", option, "--json"])
    data = json.loads(capsys.readouterr().out)
    if option == "--every-reading":
        counter, _dealers = data["schemes"]
        assert "format" not in counter
        assert ([], [], []) == (counter["claims"], counter["never_together"], counter["kept"])
    else:
        assert ["dealers"] == [each["scheme"] for each in data["answers"]]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["check", ""], "scheme"),
        (["check", "", "--any-reading"], "scheme"),
        (["check", "wine-shop", "--claim", ""], "claim"),
        (["replay", ""], "counterexample"),
        (["explain", ""], "thing"),
        (["explain", "C1", "--scheme", ""], "scheme"),
    ],
)
def test_an_empty_name(capsys: Captured, words: list[str], kind: str) -> None:
    """An empty name, as from an unset variable of a shell, is not taken for no name."""
    assert f"neverfalls: the name of a {kind} is empty" == refused(capsys, *words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["check", "wine-shop", "mall"],
            "mall is a second scheme beside wine-shop; check takes one, or none for all",
        ),
        (["check", "wine-shop", "C7"], "C7 is a claim, not a scheme; write --claim C7"),
        (["check", LIVED_ON], f"{LIVED_ON} is a claim, not a scheme; write --claim {LIVED_ON}"),
        (
            ["check", "nope", "--every-reading"],
            "nope is neither a claim nor a scheme; `neverfalls list claims` names all",
        ),
        (
            ["check", "wine-shp", "C1", "--any-reading"],
            f"wine-shp is neither a claim nor a scheme; did you mean wine-shop? {LISTED}",
        ),
    ],
)
def test_a_word_in_another_ones_place(capsys: Captured, words: list[str], told: str) -> None:
    """What stands where something else is expected is named, and where it belongs."""
    assert f"neverfalls: {told}" == refused(capsys, *words)


def test_progress_names_readings(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """Progress over all readings says what differs from the scheme, as it would be typed."""
    monkeypatch.setattr(progress, "PAUSE", 0)
    run(["check", "dealers", "A32", "--every-reading"])
    told = capsys.readouterr().err
    assert "1 claim under new_revenue=without-entries\n" in told
    assert "{" not in told


def test_an_internal_error_costs_one_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """The others are told and compared with the record, the failed one says so, and the code is 70.

    What it is takes a line, and so does how to report it.
    """
    claim = planted("platform_stays_profitable", "search")
    monkeypatch.setitem(CLAIMS, claim.name, claim)
    words = ["check", "wine-shop", "--anew", "--reading", "A5=undefined"]
    known = ("shown_value_is_paid", "splitting_a_sale_changes_nothing")
    asked = [word for name in (claim.name, *known) for word in ("--claim", name)]
    assert 70 == run([*words, *asked])
    told = capsys.readouterr()
    shown = " ".join(told.out.split())
    assert f"wine-shop: {claim.name} (as written): internal error: {TOLD} (in tests/" in shown
    assert f"neverfalls check wine-shop --claim {claim.name} --details" in shown
    total = "wine-shop, 3 verdicts: 0 proved, 2 refuted, 0 undecided, 1 failed"
    assert shown.endswith(f"{total}; the others as recorded")
    assert f"neverfalls: {REPORT_IT}" == told.err.splitlines()[-1]
    assert 70 == run([*words, *asked, "--json"])
    (scheme,) = json.loads(capsys.readouterr().out)["schemes"]
    assert 70 == scheme["exit"]
    assert [] == scheme["differences"]
    (cell,) = (each for each in scheme["cells"] if each["status"] == "failed")
    assert cell["claim"] == claim.name
    assert cell["failure"].startswith(TOLD)


def test_an_endless_recursion_takes_few_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Where an error ends the command, only its last calls are shown."""

    def endless(*_words: object) -> int:
        return endless()

    monkeypatch.setattr("neverfalls.proofs.command.check.run_check", endless)
    assert 70 == run(["check"])
    told = capsys.readouterr().err
    assert f"neverfalls: {REPORT_IT}\n" in told
    assert len(told.splitlines()) < 40


def test_lost_memory_is_no_internal_error(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Whatever had no memory is lost, and said to be; nobody is asked to report it."""

    def lost(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(explorer.Explorer, "find", lost)
    words = ["check", "wine-shop", "--anew", "--reading", "A5=undefined"]
    asked = ["--claim", "platform_stays_profitable"]
    assert 70 == run([*words, *asked])
    told = capsys.readouterr()
    shown = " ".join(told.out.split())
    assert "platform_stays_profitable (as written): there was not enough memory" in shown
    assert "internal error" not in told.out + told.err
    assert f"neverfalls: {LOST}" == told.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            OSError(errno.EROFS, "Read-only file system", "proofs/x"),
            "cannot write proofs/x: Read-o",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "a\nb"), r"cannot write a\nb: Permiss"),
        (OSError(errno.ENOSPC, "No space left on device"), "cannot write: No space left on device"),
        (MemoryError(), "there is not enough memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "there is not enough memory"),
        (Killed(), "the process that worked on it was killed"),
    ],
    ids=range(6),
)
def test_what_the_system_denies_is_no_internal_error(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A line that says what it is, and 70."""

    def denied(*_: Any) -> None:
        raise error

    monkeypatch.setattr(list_, "run_list", denied)
    assert 70 == run(["list", "schemes"])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"neverfalls: {told}")
