"""What a name means: something of each kind is explained, and near names are proposed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples.trace import Trace
from neverfalls.proofs.command import run
from neverfalls.proofs.command.list_ import LISTINGS
from neverfalls.proofs.command.names import DOTTED, KINDS, SLOW, Asked, explanations, near
from neverfalls.proofs.command.names.kind import Kind, cells_of
from neverfalls.proofs.command.names.words import EVIDENCE, VERDICTS
from neverfalls.proofs.command.render.lines import columns
from neverfalls.proofs.verdicts.verdict import Evidence, Status
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

Captured = pytest.CaptureFixture[str]
TRACE = "mall.price_never_falls"
EXAMPLES = {
    "clause": "M2.3",
    "claim": "price_never_falls",
    "question": "goods_payer",
    "rule": "sell",
    "counterexample": TRACE,
    "addition to a rule": "granted",
    "parameter": "exit_fee",
    "mechanism": "cash-exit",
    "scheme": "wine-shop",
    "invariant": "books_balance",
    "figure": "price-1",
    "statement": "price_never_falls",
    "word": "two solvers",
    "theorem": "holders_can_cash_out_if_something_is_paid_on_exit",
    "limit": "goods_by_equal_redemptions",
    "proof": "shares.books_balance",
    "exercise": "exercise-5c",
}
FIRST_KEYS = {
    "clause": "clause",
    "claim": "name",
    "question": "reading",
    "rule": "scheme",
    "counterexample": "trace",
    "addition to a rule": "addition",
    "parameter": "parameter",
    "mechanism": "mechanism",
    "scheme": "shipped",
    "invariant": "invariant",
    "figure": "figure",
    "statement": "statement",
    "word": "evidence",
    "theorem": "theorem",
    "limit": "limit",
    "proof": "induction",
    "exercise": "exercise",
}


@pytest.mark.parametrize("kind", [*KINDS, *SLOW], ids=lambda kind: kind.name)
def test_something_of_each_kind_is_explained(kind: Kind, capsys: Captured) -> None:
    """A name of each kind is written in lines that fit, and as data known by its first key."""
    name = EXAMPLES[kind.name]
    assert 0 == run(["explain", name])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if columns(line) > 80] == []
    assert lines
    assert 0 == run(["explain", name, "--json"])
    told = json.loads(capsys.readouterr().out)["explained"]
    assert FIRST_KEYS[kind.name] in [next(iter(each)) for each in told]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_name_is_known(kind: Kind) -> None:
    """Whatever a kind lists as a name is explained by it."""
    if kind in DOTTED:  # other tests look at these
        return
    names = list(kind.names())
    chosen = names if len(names) < 20 else names[:: len(names) // 10]
    for name in chosen:
        assert list(kind.explain(name, Asked())), name


def test_whatever_a_record_names_is_known() -> None:
    """The claims, invariants, counterexamples and words of a recorded table can be explained."""
    cells = cells_of(load_scheme("price-list"))
    names = {value for cell in cells for value in cell.get("invariants", ())}
    for cell in cells:
        names |= {cell["claim"], cell["status"], cell["evidence"]}
    assert [name for name in sorted(names) if not explanations(name, Asked())] == []


def test_the_verdict_words_are_those_of_the_verdicts() -> None:
    """Each status has its meaning told, and so has each kind of evidence."""
    assert {each.value for each in Status} <= set(VERDICTS)
    found = {cell["evidence"] for name in SHIPPED for cell in cells_of(load_scheme(name))}
    assert found | {each.value for each in Evidence} <= set(EVIDENCE)


def test_the_page_of_the_command_names_every_kind() -> None:
    """What can be listed, and the key by which each explained thing is known, is documented."""
    page = (Path(__file__).parents[3] / "docs" / "command.md").read_text(encoding="utf-8")
    missing = [name for name in (*LISTINGS, *FIRST_KEYS.values()) if f"`{name}`" not in page]
    assert missing == []


def test_a_trace_file_of_ones_own_is_told(tmp_path: Path, capsys: Captured) -> None:
    """A trace file is replayed and told; one that was changed is refused."""
    shipped: Trace = counterexamples.load(TRACE)
    file = tmp_path / "mine.json"
    file.write_text(counterexamples.render(shipped), encoding="utf-8")
    assert 0 == run(["explain", str(file)])
    told = capsys.readouterr().out
    assert 0 == run(["explain", TRACE])
    assert capsys.readouterr().out.startswith(told.rstrip())
    data = json.loads(file.read_text(encoding="utf-8"))
    data["steps"][0]["states"][0]["pool.yuan"] = "601"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert 2 == run(["explain", str(file)])
    assert "step 1: pool.yuan: found 601, expected 600" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("price_never_fals", ("claim", "price_never_falls")),
        ("purchas", ("rule", "purchase")),
        ("exit_fees", ("parameter", "exit_fee")),
        ("Wine-Shop", ("scheme", "wine-shop")),
        ("refutted", ("word", "refuted")),
        ("mall.price_never_fall", ("counterexample", TRACE)),
        ("money_backs", ("limit", "money_back")),
    ],
)
def test_near_names_of_all_kinds_are_proposed(typed: str, expected: tuple[str, str]) -> None:
    """A mistyped name is answered with the likeliest names, at most five, each with its kind."""
    found = near(typed)
    assert expected == found[0]
    assert len(found) <= 5


def test_an_unknown_name_is_refused(capsys: Captured) -> None:
    """The message names what may have been meant, with its kind."""
    assert 2 == run(["explain", "purchas"])
    told = capsys.readouterr().err
    assert "nothing is called 'purchas'; did you mean the rule purchase, " in told


@pytest.mark.parametrize(
    ("name", "part"),
    [("price_never_falls", r"\ge"), ("sell", r"\begin{array}"), ("fall_in_sale", r"\phi")],
)
def test_formulas_in_latex(name: str, part: str, capsys: Captured) -> None:
    """Claims, rules and limits have their formulas for LaTeX."""
    assert 0 == run(["explain", name, "--latex"])
    assert part in capsys.readouterr().out


def test_what_has_no_formula_has_no_latex(capsys: Captured) -> None:
    """LaTeX of a word is refused, and so are two forms at once."""
    assert 2 == run(["explain", "proved", "--latex"])
    assert "proved has no formula" in capsys.readouterr().err
    assert 2 == run(["explain", "sell", "--latex", "--json"])


def test_no_solver_is_loaded_to_explain_the_specification() -> None:
    """A claim with its verdicts, a rule, a mechanism or a word needs neither solver nor algebra."""
    program = """
import sys
from neverfalls.proofs.command import run
for name in ("C1", "purchase", "goods", "books_balance", "proved", "wine-shop"):
    assert run(["explain", name]) == 0
print("loaded:", *sorted({"z3", "cvc5", "sympy", "rich.progress"} & set(sys.modules)))
"""
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "loaded:" == done.stdout.splitlines()[-1]
