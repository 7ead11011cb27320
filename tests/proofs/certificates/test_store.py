"""Certificates in a file: the same bytes for the same certificates, and no broken file is read."""

import json
import tracemalloc
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from neverfalls.proofs.certificates.store import (
    NAME,
    THEOREMS,
    BadCertificates,
    Certificates,
    load,
    parse,
    render,
    shipped,
)

RECORD = resources.files("neverfalls.proofs").joinpath("record")
SCHEMA = Path(__file__).parents[3] / "proofs" / "certificates" / "schema.json"
GOOD = "(declare-const |v1| Real)(assert (> |v1| 0.0))(assert (>= (- |v1|) 0.0))"
PROOF = ["sum", [["1", [1]], ["1", [2]]]]


@pytest.mark.parametrize("name", [NAME, THEOREMS])
def test_a_shipped_file_is_as_the_writer_writes_it(name: str) -> None:
    """Reading and writing changes no byte."""
    text = RECORD.joinpath(name).read_text(encoding="utf-8")
    assert text == render(parse(text.encode(), name).proofs)


@pytest.mark.parametrize("name", [NAME, THEOREMS])
def test_every_shipped_certificate_is_good(name: str) -> None:
    """Each of them, whether some verdict asks for it or not."""
    certificates = shipped(name)
    assert len(certificates.proofs) > 100
    faults = {text: certificates.fault(text) for text in certificates.proofs}
    assert [] == [text for text, fault in faults.items() if fault]


def test_shipped_certificates_are_as_their_schema_says() -> None:
    """A sample of the lines, and the first."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    lines = RECORD.joinpath(NAME).read_text(encoding="utf-8").splitlines()
    for line in (lines[0], *lines[1::40]):
        validator.validate(json.loads(line))


def test_a_certificate_is_checked_and_its_fault_is_told() -> None:
    """A good one, a bad one, and none at all."""
    certificates = Certificates({GOOD: PROOF, f"{GOOD} ": ["sum", []]})
    assert certificates.fault(GOOD) == ""
    assert "which is no contradiction" in certificates.fault(f"{GOOD} ")
    assert certificates.fault("") == "there is no certificate"
    assert certificates.checked == {GOOD}


def test_a_proof_that_is_nested_without_end_is_refused() -> None:
    """A file cannot bring the checker down: its memory grows no faster than the file."""
    deep: list[object] = ["sum", []]
    for _ in range(20_000):
        deep = ["lemma", [["1", ["v1"]]], deep, ["sum", []]]
    tracemalloc.start()
    fault = Certificates({GOOD: deep}).fault(GOOD)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert fault.startswith("…, the lemma, the lemma")
    assert len(fault) < 500
    assert peak < 300_000_000
    nested = f"{'(' * 100_000}{')' * 100_000}"
    assert Certificates({nested: PROOF}).fault(nested)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param([], "line 1", id="empty"),
        pytest.param(['{"format":"other","count":0}'], "format is other", id="another format"),
        pytest.param(
            ['{"format":"neverfalls-certificates/1","count":2}', "x"],
            "1 certificates, expected 2",
            id="cut",
        ),
        pytest.param(
            ['{"format":"neverfalls-certificates/1","count":1}', "{"], "line 2", id="no JSON"
        ),
        pytest.param(
            ['{"format":"neverfalls-certificates/1","count":1}', '{"statement":"x"}'],
            "line 2: proof: found nothing, expected this field",
            id="no proof",
        ),
        pytest.param(
            [
                '{"format":"neverfalls-certificates/1","count":2}',
                *['{"statement":"x","proof":[]}'] * 2,
            ],
            "line 3: this statement has one already",
            id="one statement twice",
        ),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, lines: list[str], told: str) -> None:
    """The message names the file and the line."""
    file = tmp_path / "own.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    with pytest.raises(BadCertificates, match=told) as refused:
        load(file)
    assert str(file) in str(refused.value)
