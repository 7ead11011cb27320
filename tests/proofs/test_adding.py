"""The page on adding a mechanism: its file is taken in, and its verdicts are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest

from neverfalls.counterexamples.codec import render
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.judge import Judge
from neverfalls.proofs.verdicts.verdict import Status, Verdict
from neverfalls.spec import extending
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.clauses import clauses
from neverfalls.spec.extending import BadRules, use_rules
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model import questions
from neverfalls.spec.schemes import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from .console import Run

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-mechanism.md"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The page's two files, in a folder of somebody else's: the rules and the scheme."""
    text = PAGE.read_text(encoding="utf-8")
    rules, scheme = tmp_path / "my_rules.py", tmp_path / "birthday.toml"
    for path, kind in ((rules, "python"), (scheme, "toml")):
        (content,) = re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)
        path.write_text(content, encoding="utf-8")
    return rules, scheme


@pytest.fixture
def restored() -> Iterator[None]:
    """Let nothing that a test takes in be seen by others."""
    with ExitStack() as stack:
        for registry in (*extending._REGISTRIES, INVARIANTS):
            stack.enter_context(patch.dict(registry))
        yield
    clauses.cache_clear()


@pytest.fixture
def birthday(files: tuple[Path, Path], restored: None) -> Scheme:  # noqa: ARG001  (it comes first)
    """The page's scheme, with its rules taken in."""
    use_rules(str(files[0]))
    return load_scheme(files[1])


def judged(scheme: Scheme, *names: str) -> list[Verdict]:
    """Judge claims by name."""
    with Solvers() as solvers:
        return Judge(scheme, solvers).judge([CLAIMS[name] for name in names])


def test_the_bonus_breaks_the_price(birthday: Scheme) -> None:
    """As written a purchase and a bonus lower the price; the books balance all the same."""
    price, books, issue = judged(
        birthday, "price_never_falls", "books_balance", "bonuses_are_part_of_the_issue"
    )
    assert price.status is issue.status is Status.REFUTED
    assert books.status is Status.PROVED
    assert price.trace is not None
    assert [step.rule for step in price.trace.steps] == ["purchase", "celebrate"]


def test_a_paid_bonus_keeps_the_price(birthday: Scheme) -> None:
    """Where the treasury pays, the price is proved to hold and the treasury to run dry."""
    paid = birthday.reading(questions.Readings().with_choices({"bonus_payer": "treasury"}))
    price, treasury = judged(paid, "price_never_falls", "platform_stays_profitable")
    assert (price.status, treasury.status) == (Status.PROVED, Status.REFUTED)


def test_its_counters_are_candidates_for_invariants(birthday: Scheme) -> None:
    """They come after all others, so that nothing recorded changes."""
    assert list(INVARIANTS)[-1] == "accounts_of_bonus_are_not_negative"
    assert birthday.name == "birthday"


def test_schemes_without_it_do_not_know_it(birthday: Scheme) -> None:
    """A scheme that does not name the mechanism has none of it."""
    plain = Scheme("plain", "Plain", ("purchase", "cash-exit"))
    assert "bonus_payer" in birthday.relevant_questions
    assert "bonus_payer" not in plain.relevant_questions
    assert set(birthday.shared_entries()) - set(plain.shared_entries()) == {"bonus.points-granted"}
    assert set(birthday.rules) - set(plain.rules) == {"celebrate"}


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            'note("bonus.points-granted"',
            'note("bonus.points"',
            "found 'bonus.points', expected note",
        ),
        ("POOL, value", '"pond", value', "found 'pond.yuan', expected pay(payer, payee, yuan)"),
        ("w.parameters.largest_bonus", "w.parameters.most", "expected a balance of members, or a"),
        ("points > 0,", "points > 0 and True,", "TypeError: a symbolic truth decides nothing"),
        ("def celebrate", "def celebrate celebrate", "no Python: expected '('"),
        (
            'needs=("purchase",),\n        shared',
            "needs=(),\n        shared",
            "found 'issuer.points'",
        ),
        ('"Z1", "Birthday', '"M1", "Birthday', "ValueError: there is a clause M1 already"),
        ('name="bonus"', 'name="purchase"', "there is a mechanism called purchase already"),
    ],
)
@pytest.mark.usefixtures("restored")
def test_a_mistake_is_told_by_its_line(
    files: tuple[Path, Path], right: str, wrong: str, told: str
) -> None:
    """And nothing of the file is taken in; the same file put right can be."""
    path, _scheme = files
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(BadRules) as caught:
        use_rules(str(path))
    assert str(caught.value).startswith(f"{path}: line ")
    assert told in str(caught.value)
    assert "bonus" not in MECHANISMS
    assert "Z1" not in clauses()
    path.write_text(text, encoding="utf-8")
    use_rules(str(path))
    assert "bonus" in MECHANISMS


def test_the_command_takes_a_rules_file(
    run_apart: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """From outside the tree: it judges, explains and runs; without the file it names the option."""
    rules, scheme = map(str, files)
    done = run_apart("check", scheme, "--rules", rules, "--claim", "bonuses_are_part_of_the_issue")
    assert done.returncode == 12
    assert "purchase alice 100 · celebrate alice 5 · sell alice 26" in done.stdout
    assert (
        "Z1  issuer → member: points"
        in run_apart("explain", "celebrate", f"--rules={rules}").stdout
    )
    events = tmp_path / "events.txt"
    events.write_text("purchase alice 100\ncelebrate alice 3\n")
    done = run_apart("run", scheme, str(events), "--rules", rules)
    assert ["2", "30.0000", "24.0000", "1.2500"] in [
        line.split() for line in done.stdout.splitlines()
    ]
    done = run_apart("check", scheme)
    assert done.returncode == 2
    assert "found 'bonus', expected a mechanism" in done.stderr
    assert "--rules FILE" in done.stderr


def test_a_trace_with_ones_own_rule_is_told(
    birthday: Scheme, run_apart: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """`explain` narrates it and writes its page; without the rules file it names the option."""
    (price,) = judged(birthday, "price_never_falls")
    assert price.trace is not None
    trace, page = tmp_path / "my-trace.json", tmp_path / "page.html"
    trace.write_text(render(price.trace), encoding="utf-8")
    done = run_apart("explain", str(trace), f"--rules={files[0]}")
    assert "Step 2: celebrate (member = alice, points = 5)" in done.stdout
    assert "The platform grants a member a bonus while points circulate." in done.stdout
    done = run_apart("explain", str(trace), "--html", str(page), "--rules", str(files[0]))
    assert (done.returncode, done.stderr) == (0, "")
    assert page.stat().st_size > 100_000
    for words in (["explain", str(trace)], ["explain", str(trace), "--html", str(page)]):
        done = run_apart(*words)
        assert done.returncode == 2
        assert "--rules FILE" in done.stderr
