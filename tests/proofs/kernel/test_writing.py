"""Obligations as theorems of Coq; nothing here needs Coq."""

import ast
import re
from importlib.resources import files
from typing import Any

import pytest

from neverfalls.proofs.certificates.checker import check
from neverfalls.proofs.certificates.statement import read
from neverfalls.proofs.kernel import writing
from neverfalls.proofs.kernel.writing import SIGNS, STEPS, Unwritable, identifier, modules, readable

from .price import AS_SQUARE, BY_CASES, CHOICES, OBLIGATIONS, PURCHASE, SQUARE, purchase

STATEMENTS = """\
(** a group, written by `neverfalls prove --kernel`

    Each theorem says that what stands before the arrows cannot all hold, whatever the numbers. *)

From Neverfalls Require data_of_a_group.
From Neverfalls Require Import Certificates.
From Coq Require Import QArith List.
Import ListNotations.
Open Scope Q_scope.

(** price *)
Theorem obligation_price : forall v1 v2 v3 v4 v5 : Q,
  v1 >= 0 ->
  v2 > 0 ->
  v3 >= 0 ->
  v4 >= 0 ->
  1 >= v5 ->
  v2 * v3 * v5 == v1 * v4 ->
  v1 * v4 > v2 * v3 ->
  False.
Proof.
  intros v1 v2 v3 v4 v5.
  by_certificate data_of_a_group.obligation_price_hypotheses \
data_of_a_group.obligation_price_certificate
    [v1; v2; v3; v4; v5].
Qed.

(** by cases *)
Theorem obligation_by_cases : forall v1 v2 : Q,
  v1 >= 0 ->
  v2 + 3 > 0 ->
  (v1 + 1 == 0 \\/ (0 > 2 * v2 + 7 /\\ v1 > 1)) ->
  False.
Proof.
  intros v1 v2.
  by_certificate data_of_a_group.obligation_by_cases_hypotheses \
data_of_a_group.obligation_by_cases_certificate
    [v1; v2].
Qed.

(** square *)
Theorem obligation_square : forall v1 : Q,
  2 * v1 > v1 * v1 + 1 ->
  False.
Proof.
  intros v1.
  by_certificate data_of_a_group.obligation_square_hypotheses \
data_of_a_group.obligation_square_certificate
    [v1].
Qed.

Definition everything : list theorem := [
  proved (@obligation_price);
  proved (@obligation_by_cases);
  proved (@obligation_square)
].
Print Assumptions everything.
"""

DATA = """\
(** a group, written by `neverfalls prove --kernel`: the hypotheses as data, and certificates

    Nothing here has to be believed. *)

From Coq Require Import QArith List.
From Neverfalls Require Import Certificates.
Import ListNotations.
Open Scope Q_scope.
Open Scope positive_scope.

Definition obligation_price_hypotheses : list formula := [
  Compare AtLeast [(1#1, [1])];
  Compare More [(1#1, [2])];
  Compare AtLeast [(1#1, [3])];
  Compare AtLeast [(1#1, [4])];
  Compare AtLeast [(-1#1, [5]); (1#1, [])];
  Compare Zero [(1#1, [2; 3; 5]); (-1#1, [1; 4])];
  Compare More [(1#1, [1; 4]); (-1#1, [2; 3])]
].
Definition obligation_price_certificate : proof :=
  Sum [Term [(1#1, [])] [7] None; Term [(1#1, [])] [6] None; Term [(1#1, [])] [5; 3; 2] None].

Definition obligation_by_cases_hypotheses : list formula := [
  Compare AtLeast [(1#1, [1])];
  Compare More [(1#1, [2]); (3#1, [])];
  AnyOf [Compare Zero [(1#1, [1]); (1#1, [])]; \
AllOf [Compare More [(-2#1, [2]); (-7#1, [])]; Compare More [(1#1, [1]); (-1#1, [])]]]
].
Definition obligation_by_cases_certificate : proof :=
  Cases 3 [
    Sum [Term [(1#1, [])] [1] None; Term [(-1#1, [])] [4] None];
    Lemma [(1#1, [2]); (3#1, [])] (
      Sum [Term [(1#1, [])] [6] None; Term [(1#1, [])] [2] None]) (
      Sum [Term [(2#1, [])] [6] None; Term [(1#1, [])] [4] None])].

Definition obligation_square_hypotheses : list formula := [
  Compare More [(-1#1, [1; 1]); (2#1, [1]); (-1#1, [])]
].
Definition obligation_square_certificate : proof :=
  Sum [Term [(1#2, [])] [1] None; Term [(1#2, [])] [] (Some [(1#1, [1]); (-1#1, [])])].
"""


def data(proof: Any, text: str = SQUARE) -> str:
    return modules("a group", "a_group", [("it", text, proof)]).data.text


def statements(proof: Any) -> str:
    return modules("a group", "a_group", [("it", SQUARE, proof)]).theorems.text


@pytest.mark.parametrize(
    ("text", "proof"), [(purchase(), PURCHASE), (CHOICES, BY_CASES), (SQUARE, AS_SQUARE)]
)
def test_the_examples_are_certificates(text: str, proof: Any) -> None:
    """The checker in Python accepts what these tests are about."""
    check(read(text), proof)


def test_a_group_is_written_to_the_letter() -> None:
    """Statements, one hypothesis a line, and in another file the data that prove them."""
    written = modules("a group", "a_group", OBLIGATIONS)
    assert STATEMENTS == written.theorems.text
    assert DATA == written.data.text


def test_a_statement_does_not_depend_on_the_certificate() -> None:
    """Two certificates of one obligation give the same statement."""
    assert statements(AS_SQUARE) == statements(["sum", []])


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("(>= |v1| 0.0)", "v1 >= 0"),
        ("(not (>= |v1| 0.0))", "0 > v1"),
        ("(= (/ 3.0 10.0) (* |v1| |v1|))", "(3#10) == v1 * v1"),
        ("(> (* (- (/ 3.0 10.0)) |v1|) (- 2.0))", "2 > (3#10) * v1"),
        ("(or false (> |v1| 1.0) (and))", "(False \\/ v1 > 1 \\/ True)"),
        ("(or (> |v1| 1.0))", "v1 > 1"),
        ("(not (= |v1| 0.0))", "(v1 > 0 \\/ 0 > v1)"),
    ],
)
def test_a_fact_reads_as_one_would_write_it(fact: str, expected: str) -> None:
    """No negative number is left, and a fraction stands in brackets."""
    (formula,) = read(f"(declare-const |v1| Real)(assert {fact})")
    assert expected == readable(formula)


def test_a_contradiction_among_no_unknowns_is_written() -> None:
    """A statement that is about numbers alone needs no `forall`."""
    written = modules("g", "g", [("it", "(assert (> 0.0 1.0))", ["sum", [["1", [1]]]])])
    assert "Theorem obligation_it :\n  0 > 1 ->\n  False.\n" in written.theorems.text
    assert "  intros.\n" in written.theorems.text


@pytest.mark.parametrize(
    ("proof", "why"),
    [
        (["trust me"], "no such step"),
        (["sum", [["1"]]], "no such term"),
        (["sum", [["1", [0]]]], "no hypothesis 0"),
        (["sum", [["1", [True]]]], "no hypothesis True"),
        (["cases", -1, []], "no hypothesis -1"),
        (["sum", [["0.5", [1]]]], "no number: 0.5"),
        (["sum", [["1). Admitted. (", [1]]]], "no number"),
    ],
)
def test_what_is_no_certificate_is_not_written(proof: Any, why: str) -> None:
    """Nothing but numbers of certificates gets into a file; the error says which obligation."""
    with pytest.raises(Unwritable, match=rf"a group, it: cannot be written for Coq: .*{why}") as e:
        data(proof)
    assert ("a group", "it") == (e.value.group, e.value.label)


def test_an_unknown_with_an_odd_name_is_not_written() -> None:
    """An unknown is a letter and a number, so it never is a word of Coq."""
    with pytest.raises(Unwritable, match="an unknown is called forall"):
        data(["sum", []], "(declare-const |forall| Real)(assert (> |forall| 0.0))")


def test_a_text_that_is_no_question_is_not_written() -> None:
    """What cannot be read is said of the obligation that it belongs to."""
    with pytest.raises(Unwritable, match=r"a group, it: .*no such command"):
        data(["sum", []], "(check-sat)")


def test_an_unknown_of_the_certificate_alone_gets_a_number_of_its_own() -> None:
    """A lemma may speak of what no hypothesis speaks of."""
    proof = ["lemma", [["1", ["v9"]]], ["sum", []], ["sum", []]]
    assert "Lemma [(1#1, [2])] (" in data(proof)


def test_a_proof_may_be_deep() -> None:
    """Neither the depth of a proof nor its indentation is bounded by what Python can recurse."""
    proof: Any = ["sum", []]
    for _each in range(3000):
        proof = ["cases", 1, [proof]]
    assert data(proof).count("Cases 1 [") == 3000


def test_names_are_told_apart_and_are_no_words_of_coq() -> None:
    """Labels that come to the same name get numbers."""
    assert identifier("obligation", "price, first", []) == "obligation_price_first"
    assert identifier("obligation", "0 < φ!", ["obligation_0"]) == "obligation_0_2"
    assert identifier("obligation", "", []) == "obligation"


def test_a_label_ends_no_comment() -> None:
    """Coq reads strings and comments within a comment."""
    assert writing.in_comment('say "hi" *) Admitted. (*') == "say 'hi' * ) Admitted. ( *"


def test_coq_and_python_know_the_same_kinds_of_step() -> None:
    """What the checker tells apart are the constructors of a proof in `Certificates.v`."""
    coq = files("neverfalls.proofs.kernel").joinpath("Certificates.v").read_text(encoding="utf-8")
    assert list(STEPS.values()) == constructors(coq, "proof")
    assert list(SIGNS.values()) == constructors(coq, "sign")
    assert ["Compare", "AllOf", "AnyOf"] == constructors(coq, "formula")
    assert list(STEPS) == steps_of_the_checker()


def constructors(coq: str, kind: str) -> list[str]:
    found = re.search(rf"^Inductive {kind} :=(.*?)\.$", coq, re.MULTILINE | re.DOTALL)
    assert found is not None
    return re.findall(r"(?:^|\|)\s*([A-Z]\w*)", found[1])


def steps_of_the_checker() -> list[str]:
    tree = ast.parse(files("neverfalls.proofs.certificates").joinpath("checker.py").read_text())
    (function,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "check"]
    return [
        str(case.pattern.patterns[0].value.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Match)
        for case in node.cases
        if isinstance(case.pattern, ast.MatchSequence)
        if isinstance(case.pattern.patterns[0], ast.MatchValue)
        if isinstance(case.pattern.patterns[0].value, ast.Constant)
    ]
