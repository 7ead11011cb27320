"""What is made of Coq's words, and what is said where there is no Coq; nothing here needs Coq."""

import re
from pathlib import Path

import pytest

from neverfalls.proofs.kernel import NoCoq, run_kernel
from neverfalls.proofs.kernel.running import (
    LIBRARY,
    SUMMARY,
    Ran,
    assumptions,
    complaint,
    library,
    summary,
)
from neverfalls.proofs.kernel.writing import Module, modules

from .price import OBLIGATIONS

PRINTED = """\
Closed under the global context
Axioms:
Classical_Prop.classic : forall P : Prop, P \\/ ~ P
trust
  : forall v1 v2 : Q,
    v1 >= v2
Closed under the global context
"""

CHECKED = """\

CONTEXT SUMMARY
===============

* Theory: Set is predicative
  
* Axioms: <none>
  
* Constants/Inductives relying on type-in-type: <none>
  
* Constants/Inductives relying on unsafe (co)fixpoints: <none>
  
* Inductives whose positivity is assumed: <none>
  
"""  # noqa: W293  (Coq leaves blanks)

ASSUMED = CHECKED.replace("Axioms: <none>", "Axioms:\n    Neverfalls.a.trust\n    Coq.b.c")


def test_without_coq_nothing_is_said_to_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says what is missing, that this evidence was not produced, and what to do."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoCoq, match=r"this evidence was not produced.*apt-get install coq") as e:
        run_kernel({"a group": OBLIGATIONS}, tmp_path / "made")
    assert e.value.missing == ("coqc", "coqchk")
    assert list(tmp_path.iterdir()) == []


def test_each_answer_belongs_to_a_question() -> None:
    """An axiom's type may go over several lines; its name is what counts."""
    assert assumptions(PRINTED) == [(), ("Classical_Prop.classic", "trust"), ()]
    assert assumptions("") == []


def test_nothing_stands_in_the_summary_of_what_assumes_nothing() -> None:
    """All titles that have to be empty are found, and are empty."""
    found = summary(CHECKED)
    assert [found[title] for title in SUMMARY] == [[]] * 4


def test_what_the_summary_lists_is_found() -> None:
    """Axioms stand below their title."""
    assert summary(ASSUMED)["Axioms"] == ["Neverfalls.a.trust", "Coq.b.c"]


def test_a_complaint_names_the_theorem() -> None:
    """Coq says in which line it stopped; the theorem is the last one begun before."""
    text = "Theorem one : True.\nProof. exact I. Qed.\nTheorem two : False.\nProof. Qed.\n"
    err = 'File "./m.v", line 4, characters 7-11:\nError:  Attempt to save\nan incomplete proof\n'
    error = complaint("a group", Module("m", text, {"one": "1", "two": "2"}), Ran(1, "", err))
    assert (error.group, error.theorem) == ("a group", "2")
    assert str(error) == (
        "a group, 2: Coq does not accept this: Attempt to save an incomplete proof"
    )


def test_a_warning_is_no_complaint() -> None:
    """The theorem is told by the error, not by a warning before it."""
    text = "Theorem one : True.\nTheorem two : True.\n"
    err = (
        'File "./m.v", line 1, characters 0-5:\nWarning: old.\n'
        'File "./m.v", line 2, characters 0-5:\nError: new.\n'
    )
    error = complaint("a group", Module("m", text, {"one": "1", "two": "2"}), Ran(1, "", err))
    assert error.theorem == "2"


def test_a_failure_without_a_place_is_told_whole() -> None:
    """For example, when Coq is killed or runs out of memory."""
    error = complaint("a group", Module("m", "", {}), Ran(137, "", "Killed\n"))
    assert str(error) == "a group: Coq failed: Killed"


def test_every_theorem_of_the_library_is_asked_about() -> None:
    """Both files written by hand end with the question what their theorems rest on."""
    for name in LIBRARY:
        file = library(name)
        assert file.labels
        for theorem in file.labels:
            assert f"proved (@{theorem})" in file.text
        assert file.text.endswith("Print Assumptions everything.\n")


def test_nothing_is_assumed_in_the_library() -> None:
    """No line of it declares what it does not prove."""
    words = ("Axiom", "Parameter", "Conjecture", "Admitted", "admit", "Unset", "bypass_check")
    for name in LIBRARY:
        assert [word for word in words if word in library(name).text] == []


def test_the_page_has_every_theorem_and_a_true_example() -> None:
    """docs/kernel.md shows an obligation as it is written, and says what each lemma says."""
    page = Path(__file__).parents[3].joinpath("docs", "kernel.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert list(library("Histories").labels) == named
    (example,) = re.findall(r"```coq\n(.*?)```", page, re.DOTALL)
    assert example in modules("price", "price", OBLIGATIONS[:1]).theorems.text
