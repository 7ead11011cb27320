"""Coq's kernel accepts certificates and refuses what is none. All of this needs Coq."""

import json
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.certificates.checker import Refused, check
from neverfalls.proofs.certificates.statement import read
from neverfalls.proofs.kernel import KernelRefused, run_kernel
from neverfalls.proofs.kernel.running import LIBRARY, Coq, library
from neverfalls.proofs.kernel.writing import Module, Obligations, Unwritable, modules

from .price import AS_SQUARE, BY_CASES, CHOICES, OBLIGATIONS, PURCHASE, SQUARE, purchase

pytestmark = pytest.mark.coq

Compile = Callable[[str, Any], None]


@pytest.fixture(scope="module")
def coq() -> Coq:
    """Give tests Coq; where there is none they fail, for they are about it."""
    return Coq.found()


@pytest.fixture(scope="module")
def folder(coq: Coq, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give tests a folder with the compiled library."""
    made = tmp_path_factory.mktemp("kernel")
    for name in LIBRARY:
        coq.compile(name, library(name), made)
    return made


@pytest.fixture
def compiled(coq: Coq, folder: Path) -> Compile:
    """Give tests the kernel's answer to one obligation."""

    def run(text: str, proof: Any) -> None:
        compile_group(coq, folder, [("it", text, proof)])

    return run


def compile_group(
    coq: Coq, folder: Path, obligations: Obligations, change: tuple[str, str] = ("", "")
) -> None:
    """Have Coq compile a group, with something changed in the statements."""
    pair = modules("a group", "a_group", obligations)
    coq.compile_data("a group", pair.data, folder)
    text = pair.theorems.text.replace(*change) if change[0] else pair.theorems.text
    assert not change[0] or text != pair.theorems.text
    coq.compile("a group", Module(pair.theorems.name, text, pair.theorems.labels), folder)


def test_certificates_are_accepted_and_rest_on_nothing(tmp_path: Path) -> None:
    """Both programs accept the examples and the lemmas, and none of them assumes anything."""
    said: list[str] = []
    report = run_kernel({"a group": OBLIGATIONS, "nothing": []}, tmp_path, tell=said.append)
    own = [each.label for each in report.theorems if each.group == "a group"]
    assert own == [label for label, _text, _proof in OBLIGATIONS]
    assert {each.assumes for each in report.theorems} == {()}
    lemmas = {each.name for each in report.theorems if each.group == "Histories"}
    assert "purchase_does_not_lower_the_price" in lemmas
    assert said[-1].startswith("coqchk")


def test_a_label_may_have_any_signs(coq: Coq, folder: Path) -> None:
    """Quotes and the signs of a comment are no harm."""
    labels = ['a "quote', "*) Admitted.", "(* φ", "forall", ""]
    compile_group(coq, folder, [(label, SQUARE, AS_SQUARE) for label in labels])


def test_a_reward_above_one_is_refused(compiled: Compile) -> None:
    """What is false has no certificate: the one for a reward of at most 1 shows nothing."""
    compiled(purchase(), PURCHASE)
    with pytest.raises(KernelRefused, match=r"a group, it: .*certificate does not show"):
        compiled(purchase("(/ 6.0 5.0)"), PURCHASE)


def test_the_opposite_goal_is_refused(compiled: Compile) -> None:
    """That the price falls does not follow."""
    with pytest.raises(KernelRefused, match="certificate does not show"):
        compiled(purchase(goal="(* |v3| |v2|) (* |v4| |v1|)"), PURCHASE)


def test_a_wrong_coefficient_is_refused(compiled: Compile) -> None:
    """The terms of a sum have to cancel exactly."""
    with pytest.raises(KernelRefused, match="certificate does not show"):
        compiled(purchase(), ["sum", [["1", [7]], ["1", [6]], ["1001/1000", [5, 3, 2]]]])


def test_a_dropped_case_is_refused(compiled: Compile) -> None:
    """Every part of a choice needs a proof."""
    compiled(CHOICES, BY_CASES)
    for place in (0, 1):
        proof = ["cases", 3, [BY_CASES[2][place]]]
        with pytest.raises(KernelRefused, match="certificate does not show"):
            compiled(CHOICES, proof)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v1 * v4 > v2 * v3", "v1 * v4 >= v2 * v3"),
        ("v1 * v4 > v2 * v3", "v1 * v4 > v2 * v2"),
        ("1 >= v5", "(6#5) >= v5"),
        ("1 >= v5", "v5 >= 1"),
        ("  v2 > 0 ->\n", ""),
    ],
)
def test_a_statement_that_says_anything_else_is_refused(
    coq: Coq, folder: Path, old: str, new: str
) -> None:
    """The data have to mean what the theorem says, to the letter; Coq compares them."""
    with pytest.raises(KernelRefused, match="a group, price: Coq does not accept this"):
        compile_group(coq, folder, OBLIGATIONS, (old, new))


def test_a_missing_theorem_is_named(coq: Coq, folder: Path) -> None:
    """A file that leaves a theorem out is refused."""
    with pytest.raises(KernelRefused, match="obligation_square was not found"):
        compile_group(coq, folder, OBLIGATIONS, ("Theorem obligation_square", "Theorem other"))


ASSUMED = "Axiom trust : forall n : nat, n = 0.\nTheorem it : 1 = 0.\nProof. apply trust. Qed.\n"
ASKED = "Theorem fine : True.\nProof. exact I. Qed.\nDefinition both := (it, fine).\n"


def test_an_assumption_is_named(coq: Coq, folder: Path) -> None:
    """A theorem that rests on an axiom is refused, and so is one whose proof was left out."""
    file = Module("assumed", f"{ASSUMED}{ASKED}Print Assumptions both.\n", {"it": "1", "fine": "2"})
    with pytest.raises(KernelRefused, match=r"a group, 1: assumes assumed\.trust$"):
        coq.compile("a group", file, folder)
    left_out = ("    [v1].\nQed.", "    [v1].\nAdmitted.")
    with pytest.raises(KernelRefused, match=r"a group, square: assumes .*obligation_square$"):
        compile_group(coq, folder, OBLIGATIONS, left_out)


def test_the_other_program_names_an_assumption(coq: Coq, tmp_path: Path) -> None:
    """It ends well where something is assumed; what it lists is looked at."""
    coq.compile_data("a group", Module("assumed", ASSUMED, {}), tmp_path)
    with pytest.raises(KernelRefused, match=r"coqchk: Axioms: Neverfalls\.assumed\.trust"):
        coq.check_again(["assumed"], tmp_path)
    with pytest.raises(KernelRefused, match="coqchk: does not accept the files"):
        coq.check_again(["not_there"], tmp_path)


SEED, MUTANTS = 7, 300


def mutants() -> Iterator[tuple[str, Any]]:
    """Yield certificates of the examples with a number or two replaced by another."""
    chance = random.Random(SEED)
    examples = [(text, proof) for _label, text, proof in OBLIGATIONS]
    for _each in range(MUTANTS):
        text, proof = deepcopy(chance.choice(examples))
        for _change in range(chance.randint(1, 2)):
            proof = changed(proof, chance)
        yield text, proof


def changed(proof: Any, chance: random.Random) -> Any:
    """A certificate with one number replaced, written anew as JSON."""
    text = json.dumps(proof)
    places = list(re.finditer(r'"-?\d+(?:/\d+)?"|\b\d+\b(?=[,\]])', text))
    place = chance.choice(places)
    numbers = ['"0"', '"1"', '"-1"', '"1/2"', '"2"', '"1/4"']
    new = chance.choice(numbers) if place[0][0] == '"' else str(chance.randint(1, 7))
    return json.loads(text[: place.start()] + new + text[place.end() :])


def accepted(text: str, proof: Any) -> bool:
    """Whether the checker in Python accepts a certificate."""
    try:
        check(read(text), proof)
    except Refused:
        return False
    return True


def test_both_checkers_say_the_same(coq: Coq, folder: Path) -> None:
    """Of certificates that were tampered with, Coq's checker accepts just those that ours does."""
    asked: list[tuple[str, str, Any]] = []
    expected: list[bool] = []
    for text, proof in mutants():
        try:
            modules("mutants", "mutants", [("it", text, proof)])
        except Unwritable:
            assert not accepted(text, proof)
            continue
        asked.append((str(len(asked)), text, proof))
        expected.append(accepted(text, proof))
    data = modules("mutants", "mutants", asked).data
    answers = "; ".join(
        f"refutes obligation_{label}_hypotheses obligation_{label}_certificate"
        for label, _text, _proof in asked
    )
    (folder / "mutants.v").write_text(f"{data.text}\nEval vm_compute in [{answers}].\n")
    command = [coq.coqc, "-q", "-Q", ".", "Neverfalls", "mutants.v"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    found = [word == "true" for word in re.findall(r"true|false", ran.stdout)]
    assert expected == found
    assert 20 < sum(found) < len(found) - 20
