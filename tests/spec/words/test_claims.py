"""Wording of claims: what is printed of a claim is what its text compares."""

import json
import tomllib
from pathlib import Path

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.words.claims import describe_claim

from ...schemes import scheme_with
from .write_claims import every_claim

WORDS = Path(__file__).with_name("claims.toml")
"""What each claim compares, in words; `python -m tests.spec.words.write_claims` writes it anew."""

EVERY = every_claim()


def test_each_claim_has_its_words() -> None:
    """As many as there are claims, in the same order."""
    assert [*EVERY] == [*tomllib.loads(WORDS.read_text(encoding="utf-8"))], "write them anew"


@pytest.mark.parametrize("name", EVERY)
def test_a_claim_says_what_it_said(name: str) -> None:
    """No comparison, number or condition of a promise changes without a change to its words."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))[name]
    assert words == describe_claim(EVERY[name]).text().split("\n")


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_claim_is_described(name: str) -> None:
    """Each claim is described by itself, in full and as JSON, and its LaTeX closes."""
    claim = EVERY[name]
    description = describe_claim(claim)
    assert (claim.kind.value, claim.clauses) == (description.kind, description.clauses)
    assert description.checks
    data = description.to_dict()
    assert data == json.loads(json.dumps(data))
    latex = description.latex()
    assert latex.count("{") == latex.count("}")
    assert "quotient." not in latex + description.text()


def test_claim_about_steps() -> None:
    """A claim about a step compares balances before it with those after it."""
    text = describe_claim(CLAIMS["price_never_falls"]).text().split("\n")
    assert text == [
        "price_never_falls (C1), at every step from one observed state to the next",
        "The quoted price never falls, whatever happens.",
        (
            "  the price quoted after the step: quoted yuan in pool after ÷ quoted supply after ≥ "
            "quoted yuan in pool before ÷ quoted supply before (yuan per point)"
        ),
    ]


def test_claim_that_supposes_a_rule() -> None:
    """What a claim supposes is said in words, and what would follow has names of its own."""
    description = describe_claim(CLAIMS["holders_can_cash_out"])
    assert description.supposed == (
        "supposing sell with seller = the member, points = member points",
    )
    assert description.checks[0].text() == (
        "what the member gets for all its points: "
        "(member yuan after sell − member yuan if sell is possible else 0) > 0 (yuan), "
        "where member points > 0"
    )


def test_claim_follows_the_reading() -> None:
    """What backs constant points is printed as the scheme's reading has it."""
    lefts = {
        choice: describe_claim(
            CLAIMS["constants_are_worth_their_face"],
            scheme_with("wine-shop", constant_backing=choice),
        )
        .checks[0]
        .left
        for choice in ("pool", "treasury", "nothing")
    }
    assert lefts == {
        "pool": "pool × platform points ÷ supply",
        "treasury": "max(treasury, 0)",
        "nothing": "0",
    }


def test_claim_about_one_member_among_all() -> None:
    """A sum over all members is about each of them, not about the member of the claim."""
    check = describe_claim(CLAIMS["prizes_go_to_the_largest"]).checks[0]
    assert check.right == "number of members with each member points before > member points before"
