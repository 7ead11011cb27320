"""Steps as SMT-LIB files: both solvers read them, and say what the certificates say."""

import re

import pytest

from neverfalls.proofs.anatomy import Step
from neverfalls.proofs.anatomy.system import System
from neverfalls.proofs.exports.obligations import (
    labelled,
    opening_file,
    smt_file,
    statement_of,
)
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.spec.claims import CLAIMS

from ..anatomy.anatomies import taken_apart
from .reading import cvc5_says, z3_says

ANATOMY = "shares.pool_covers_every_point"


def files() -> list[tuple[Step, str]]:
    """Return each step of a proof with its file."""
    anatomy = taken_apart(ANATOMY)
    return [(step, smt_file(step, anatomy.scheme, "")) for step in anatomy.steps]


def test_both_solvers_read_every_step_and_say_unsat() -> None:
    """Each file is a whole script of the standard, with its logic and its question."""
    said = {(z3_says(text), cvc5_says(text)) for _step, text in files()}
    assert {("unsat", "unsat")} == said


def test_a_file_is_about_the_statement_of_its_certificate() -> None:
    """Without comments, labels and names it is the text by which its certificate is found."""
    for step, text in files():
        assert statement_of(text) == step.text


def test_the_names_of_the_accounts_are_kept() -> None:
    """Accounts, amounts and labels are what they are called; each label stands once."""
    text = "".join(text for _step, text in files())
    assert "(declare-const |pool.yuan| Real)" in text
    assert "(declare-const |the_seller.points| Real)" in text
    assert ":named |requirement: the seller holds them (1)|" in text
    for _step, each in files():
        labels = re.findall(r":named (\|[^|]*\|)", each)
        assert len(set(labels)) == len(labels) == each.count("(assert ")


def test_no_number_is_written_as_only_one_solver_reads_it() -> None:
    """A number is a decimal, or a quotient of two."""
    for _step, text in files():
        body = re.sub(r";.*|\|[^|]*\||\(set-\S+ .*\)", "", text)
        assert re.findall(r"(?<![\w.])\d+(?![\d.])|\d\.(?!\d)|\d+/\d", body) == []


@pytest.mark.parametrize(
    ("rule", "about", "source"),
    [
        ("sell", "pool_is_not_negative", "invariant: holdings_are_part_of_the_supply"),
        ("sell", "holdings_are_part_of_the_supply", "invariant: books_balance"),
        ("purchase", "pool_covers_every_point", "invariant: pool_is_not_negative"),
        ("purchase", "supply_is_not_negative", "goal"),
    ],
)
def test_without_a_fact_that_it_needs_a_step_is_not_shown(
    rule: str, about: str, source: str
) -> None:
    """Both solvers find amounts that meet all other facts, so the file shows something."""
    step = next(s for s, _text in files() if (s.rule, s.about) == (rule, about))
    lines = labelled(step).splitlines()
    weaker = "\n".join(line for line in lines if f":named |{source}" not in line)
    asked = f"(set-logic QF_NRA)\n{weaker}\n(check-sat)\n"
    assert len(weaker.splitlines()) < len(lines)
    assert ("sat", "sat") == (z3_says(asked), cvc5_says(asked))


def test_the_opening_is_a_file_too() -> None:
    """What holds at the opening cannot fail there; what does not, can."""
    anatomy = taken_apart(ANATOMY)
    system = System(anatomy.scheme)
    text = opening_file(system, (*anatomy.invariants, *anatomy.claims), "")
    assert ("unsat", "unsat") == (z3_says(text), cvc5_says(text))
    broken = text.replace("(= |pool.yuan| 0.0)", "(= |pool.yuan| (- 1.0))")
    broken = broken.replace(
        "(set-info :status unsat)\n", ""
    )  # cvc5 takes another answer for an error
    assert ("sat", "sat") == (z3_says(broken), cvc5_says(broken))
    assert INVARIANTS["pool_is_not_negative"] in anatomy.invariants
    assert CLAIMS["pool_covers_every_point"] in anatomy.claims
