"""The command `list`: every kind of thing, with labels, in words and as JSON."""

import json

import pytest

from neverfalls.proofs.command import list_ as listing
from neverfalls.proofs.command import run
from neverfalls.proofs.command.render.lines import columns
from neverfalls.proofs.command.render.rows import rows_text
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.parameters import PARAMETERS
from neverfalls.spec.model.questions import QUESTIONS

from ..console import Run

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("what", list(listing.LISTINGS))
def test_everything_is_listed(what: str, capsys: Captured) -> None:
    """Each row begins with its name, in the order of the JSON, and no line is too long."""
    assert 0 == run(["list", what, "--json"])
    data = json.loads(capsys.readouterr().out)
    assert ["format", what] == list(data)
    heads = [str(next(iter(row.values()))) for row in data[what]]
    assert 0 == run(["list", what])
    lines = capsys.readouterr().out.splitlines()
    begun = [line.split()[0] for line in lines if line[:1].strip()]
    assert heads == [word for word in begun if word in heads]
    assert [line for line in lines if columns(line) > 80] == []


def test_a_fresh_command_lists_what_mechanisms_declare(run_apart: Run) -> None:
    """Questions and parameters of every mechanism are listed, each once."""
    for what, key, names in (
        ("readings", "reading", QUESTIONS),
        ("parameters", "parameter", PARAMETERS),
        ("mechanisms", "mechanism", MECHANISMS),
    ):
        rows = json.loads(run_apart("list", what, "--json").stdout)[what]
        assert list(names) == [row[key] for row in rows]


def test_amendments_are_listed() -> None:
    """What rounds a grant is listed among the rules, with its clause."""
    row = next(each for each in listing.LISTINGS["rules"]() if each["rule"] == "granted")
    assert (["amends: points granted"], ["A15"]) == (row["arguments"], row["clauses"])


def test_parameters_have_unit_range_default_and_clause(capsys: Captured) -> None:
    """The parameters are a table with a line of headings, at 80 columns."""
    assert 0 == run(["list", "parameters"])
    head, *lines = capsys.readouterr().out.splitlines()
    assert ["parameter", "unit", "range", "default", "clause"] == head.split()
    fee = next(line for line in lines if line.startswith("exit_fee "))
    assert ["exit_fee", "rate", "0", "to", "1", "1/10", "M2.3"] == fee.split()


ROWS = [
    {"name": "first", "clauses": ["A1", "A2"], "says": "something that is rather long to say"},
    {"name": "second", "clauses": [], "says": ""},
]


def test_rows_that_fit_are_a_table() -> None:
    """Columns are aligned below their headings; the last one goes on under itself."""
    assert [
        "name    clauses  says",
        "first   A1, A2   something that is rather long",
        "                 to say",
        "second  -        -",
    ] == rows_text(ROWS, 47).split("\n")


def test_rows_that_do_not_fit_have_labelled_fields() -> None:
    """Each field stands on a line of its own behind its label."""
    assert [
        "first",
        "  clauses  A1, A2",
        "  says     something that is rather long to say",
        "second",
        "  clauses  -",
        "  says     -",
    ] == rows_text(ROWS, 40).split("\n")
