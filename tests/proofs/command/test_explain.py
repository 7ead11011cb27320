"""The command `explain`, for a scheme that is named and for things that the scheme lacks."""

import json
from pathlib import Path

import pytest

from neverfalls import counterexamples
from neverfalls.proofs.command import run
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.words.claims import describe_claim

from ..console import Run

Captured = pytest.CaptureFixture[str]


def explained(capsys: Captured, *words: str) -> list[dict[str, object]]:
    """Return what the command explains, as data."""
    assert 0 == run(["explain", *words, "--json"])
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["explained"]
    return found


@pytest.mark.parametrize("name", ["M12.2", "market_price_never_falls"])
def test_a_claim_about_other_mechanisms(capsys: Captured, name: str) -> None:
    """A claim that says nothing about the scheme takes one line, beside those that do."""
    line = "market_price_never_falls (C1, M12.2) is not about this scheme's mechanisms"
    assert 0 == run(["explain", name, "--scheme", "counter"])
    assert line in capsys.readouterr().out.splitlines()
    told = [each for each in explained(capsys, name, "--scheme", "counter") if "applies" in each]
    clauses = ["C1", "M12.2"]
    data = {"name": "market_price_never_falls", "clauses": clauses, "scheme": "counter"}
    assert {**data, "applies": False} in told
    names = {claim.name for claim in CLAIMS.values() if name in (claim.name, *claim.clauses)}
    assert names == {each["name"] for each in told}


def test_every_claim_has_words_where_it_applies() -> None:
    """No shipped scheme lacks an account that a claim about its mechanisms speaks of."""
    for scheme in map(load_scheme, SHIPPED):
        for claim in CLAIMS.values():
            if claim.applies(scheme.mechanisms):
                assert describe_claim(claim, scheme).checks


def test_a_rule_that_the_scheme_lacks(capsys: Captured) -> None:
    """The message says which rules the scheme has, and does not propose the name it was given."""
    assert 2 == run(["explain", "close_day", "--scheme", "counter"])
    told = "neverfalls: counter has no rule close_day; it has: purchase, sell\n"
    assert told == capsys.readouterr().err


def test_a_reading_of_one_scheme(capsys: Captured) -> None:
    """Of a reading, only the verdicts that it changes in the named scheme are told."""
    for words, schemes in (((), {"mall", "wine-shop"}), (("--scheme", "mall"), {"mall"})):
        (reading,) = explained(capsys, "goods_payer", *words)
        choices = reading["choices"]
        assert isinstance(choices, dict)
        named = {line.partition(":")[0] for lines in choices.values() for line in lines}
        assert schemes <= named
        assert not words or schemes == named


def test_a_history_becomes_a_page(run: Run, tmp_path: Path) -> None:
    """A shipped one by its id, or the trace in a file; the page is told about, and nothing else."""
    trace = counterexamples.load("shares.price_never_falls")
    (tmp_path / "mine.json").write_text(counterexamples.render(trace), encoding="utf-8")
    pages = []
    for name in (trace.id, "mine.json"):
        done = run("explain", name, "--html", "page.html")
        assert (0, "") == (done.returncode, done.stderr)
        assert "page.html: open it in a browser; it needs nothing else.\n" == done.stdout
        pages.append((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    assert pages[0].startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["purchase"], "purchase is no history"),
        (["shares.price_never_fails"], "is no history"),
        (["shares.price_never_falls", "--json"], "--json cannot be combined with --html"),
        (["shares.price_never_falls", "--latex"], "--latex cannot be combined with --html"),
        (["shares.price_never_falls", "--exact"], "--exact cannot be combined with --html"),
        (["shares.price_never_falls", "--scheme", "shares"], "--scheme cannot be combined"),
    ],
)
def test_what_has_no_page(run: Run, tmp_path: Path, words: list[str], named: str) -> None:
    """It is said why, and nothing is written."""
    done = run("explain", *words, "--html", "page.html")
    assert 2 == done.returncode
    assert named in " ".join(done.stderr.split())
    assert [] == list(tmp_path.iterdir())
