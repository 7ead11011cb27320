"""The checker: each kind of step, on the boundary of what it may conclude, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.certificates.checker import Refused, check
from neverfalls.proofs.certificates.statement import read

UNKNOWNS = "".join(f"(declare-const |v{number}| Real)" for number in range(1, 5))
REFUSED = sorted((Path(__file__).parent / "refused").glob("*.json"))


def checked(facts: str, proof: Any) -> None:
    check(read(UNKNOWNS + "".join(f"(assert {fact})" for fact in facts.split(";"))), proof)


@pytest.mark.parametrize(
    ("facts", "proof"),
    [
        pytest.param(
            "(> |v1| 0.0);(>= (- |v1|) 0.0)",
            ["sum", [["1", [1]], ["1", [2]]]],
            id="more than 0 and at most 0",
        ),
        pytest.param(
            "(>= |v1| 1.0);(>= (- |v1|) 0.0)",
            ["sum", [["1", [1]], ["1", [2]]]],
            id="a sum below 0",
        ),
        pytest.param(
            "(> |v1| 0.0);(> |v2| 0.0);(>= (- (* |v1| |v2|)) 0.0)",
            ["sum", [["1", [1, 2]], ["1", [3]]]],
            id="a product of two",
        ),
        pytest.param(
            "(= |v1| 0.0);(> (* |v1| |v2|) 0.0)",
            ["sum", [[[["-1", ["v2"]]], [1]], ["1", [2]]]],
            id="an equality times an unknown",
        ),
        pytest.param(
            "(> (- (* |v1| |v1|)) 0.0)",
            ["sum", [["1", [1]], ["1", [], [["1", ["v1"]]]]]],
            id="a square",
        ),
        pytest.param(
            "(or (> |v1| 0.0) (> |v1| 1.0));(>= (- |v1|) 0.0)",
            ["cases", 1, [["sum", [["1", [2]], ["1", [3]]]], ["sum", [["1", [2]], ["1", [3]]]]]],
            id="cases",
        ),
        pytest.param("false", ["cases", 1, []], id="no case at all"),
        pytest.param(
            "(>= |v1| 0.0);(>= (- |v1|) 1.0)",
            [
                "lemma",
                [["1", ["v1"]]],
                ["sum", [["1", [1]], ["1", [3]]]],
                ["sum", [["1", [2]], ["1", [3]]]],
            ],
            id="a lemma",
        ),
    ],
)
def test_a_proof_is_accepted(facts: str, proof: Any) -> None:
    """Each kind of step shows what it should."""
    checked(facts, proof)


@pytest.mark.parametrize(
    ("facts", "proof", "told"),
    [
        pytest.param(
            "(>= |v1| 0.0);(>= (- |v1|) 0.0)",
            ["sum", [["1", [1]], ["1", [2]]]],
            "add up to 0, which is no contradiction",
            id="both at most 0",
        ),
        pytest.param(
            "(> |v1| 0.0);(> (- (* |v1| |v1|)) 0.0)",
            ["sum", [["1", [2]], ["0", [1]]]],
            "do not add up to a number",
            id="a term is missing",
        ),
        pytest.param(
            "(> |v1| 0.0);(> |v1| 1.0)",
            ["sum", [["1", [1]], ["-1", [2]]]],
            "only what is 0 may be multiplied by that",
            id="a negative number times a comparison",
        ),
        pytest.param(
            "(> |v1| 0.0);(> |v2| 0.0)",
            ["sum", [[[["1", ["v2"]]], [1]]]],
            "only what is 0 may be multiplied by that",
            id="an unknown times a comparison",
        ),
        pytest.param("(> |v1| 0.0)", ["sum", []], "add up to 0", id="nothing"),
        pytest.param("(> |v1| 0.0)", ["sum", [["0", [1]]]], "add up to 0", id="nothing times one"),
        pytest.param("(> |v1| 0.0)", ["sum", [["1", []]]], "add up to 1", id="a number"),
        pytest.param("(> |v1| 0.0)", ["sum", [["1", [2]]]], "no hypothesis 2", id="none such"),
        pytest.param("(> |v1| 0.0)", ["sum", [["1", [0]]]], "no hypothesis 0", id="counted from 1"),
        pytest.param("(> |v1| 0.0)", ["sum", [["1", [-1]]]], "no hypothesis -1", id="backwards"),
        pytest.param("(> |v1| 0.0)", ["sum", [["1", [True]]]], "no hypothesis True", id="a truth"),
        pytest.param("(> |v1| 0.0)", ["sum", [["1.5", [1]]]], "no number: 1.5", id="a decimal"),
        pytest.param("(> |v1| 0.0)", ["sum", [[1, [1]]]], "no polynomial", id="no text"),
        pytest.param("(> |v1| 0.0)", ["sum", [["1/0", [1]]]], "no number: 1/0", id="over zero"),
        pytest.param("(> |v1| 0.0)", ["trust"], "no such step", id="another step"),
        pytest.param("(> |v1| 0.0)", None, "no such step", id="no proof"),
        pytest.param("(> |v1| 0.0)", ["cases", 1, []], "is not a choice", id="no choice"),
        pytest.param(
            "(or (> |v1| 0.0) (> |v2| 0.0));(>= (- |v1|) 0.0)",
            ["cases", 1, [["sum", [["1", [2]], ["1", [3]]]]]],
            "1 proofs for 2 cases",
            id="a case is left out",
        ),
        pytest.param(
            "(or (> |v1| 0.0) (> |v2| 0.0));(>= (- |v1|) 0.0)",
            ["sum", [["1", [1]]]],
            "a choice cannot be multiplied",
            id="a choice as a factor",
        ),
        pytest.param(
            "(>= |v1| 0.0)",
            ["lemma", [["-1", ["v1"]]], ["sum", [["1", [2]], ["1", [1]]]], ["sum", []]],
            "the lemma: the terms do not add up to a number",
            id="a lemma that does not hold",
        ),
        pytest.param(
            "(>= |v1| 0.0)",
            ["lemma", [["1", ["v1"]]], ["sum", [["1", [1]], ["1", [2]]]], ["sum", []]],
            "the proof, the rest: the terms add up to 0",
            id="a lemma from which nothing follows",
        ),
        pytest.param(
            "(> |v1| 0.0)",
            ["sum", [["1", [1], [["0", []]]]]],
            "add up to 0, which is no contradiction",
            id="more than 0 times a square, which may be 0",
        ),
        pytest.param("(> |v1| 0.0)", ["sum", ["1"]], "term 1: no such term", id="half a term"),
        pytest.param(
            "(> |v1| 0.0)", ["sum", [[[["1"]], [1]]]], "no polynomial", id="a number only"
        ),
        pytest.param(
            "(> |v1| 0.0)",
            ["sum", [[[["1", ["v1", 2]]], [1]]]],
            "no polynomial",
            id="a number among unknowns",
        ),
        pytest.param(
            "(> |v1| 0.0)",
            ["sum", [["x" * 60, [1]]]],
            f"no number: {'x' * 40}$",
            id="a long word in the place of a number",
        ),
    ],
)
def test_a_step_that_shows_nothing_is_refused(facts: str, proof: Any, told: str) -> None:
    """The message says where, and what is wrong."""
    with pytest.raises(Refused, match=told):
        checked(facts, proof)


@pytest.mark.parametrize(("deep", "first"), [(19, "the proof"), (20, "the proof"), (21, "…")])
def test_the_way_to_a_deep_step_is_told_from_its_last_twenty_parts(deep: int, first: str) -> None:
    """A proof may be nested thousands deep, and a message is a line."""
    proof: Any = ["sum", []]
    for _ in range(deep):
        proof = ["lemma", [["1", ["v1"]]], proof, ["sum", []]]
    with pytest.raises(Refused) as refused:
        checked("(>= |v1| 0.0)", proof)
    way, _, _why = str(refused.value).partition(": ")
    assert [first, *["the lemma"] * min(deep, 20)] == way.split(", ")


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: file.stem)
def test_kept_mutants_are_refused(file: Path) -> None:
    """Each file holds a certificate of this project with one thing changed, and says which."""
    data = json.loads(file.read_text(encoding="utf-8"))
    with pytest.raises(Refused) as refused:
        check(read(data["statement"]), data["proof"])
    assert data["refused"] == str(refused.value)


def test_there_are_mutants_of_each_kind() -> None:
    """A folder that has gone would test nothing."""
    kinds = {file.stem.rpartition("-")[0] for file in REFUSED}
    assert kinds == {
        "a-case-left-out",
        "a-goal-of-another-claim",
        "a-hypothesis-exchanged",
        "a-hypothesis-left-out-of-the-statement",
        "a-number-changed",
        "a-proof-of-nothing",
        "a-strict-sign-made-weak",
    }


def test_the_checker_is_short_and_stands_alone() -> None:
    """It can be read in one go: under 200 lines, with the standard library and the parser only."""
    source = Path(__file__).parents[3] / "proofs" / "certificates" / "checker.py"
    lines = source.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 200
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    modules = {line.split()[1] for line in imports}
    assert modules == {"__future__", "re", "collections.abc", "fractions", "typing", ".statement"}
