"""Sheets of published practice: each has its scheme, and promises what is judged there."""

import re
from fractions import Fraction

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.practice import sheets
from neverfalls.spec.schemes.loader import PRACTICE, load_scheme


def test_each_scheme_has_its_sheet() -> None:
    """In the same order, and none has another one's name."""
    assert [*sheets()] == [*PRACTICE]


@pytest.mark.parametrize("name", PRACTICE)
def test_a_sheet_promises_what_is_judged(name: str) -> None:
    """Each promise is among the claims that the file lists, and each of these is about it."""
    scheme, sheet = load_scheme(name), sheets()[name]
    assert scheme.claims is not None
    assert {*sheet.promises} <= {*scheme.claims}
    assert sheet.promises
    assert [each for each in scheme.claims if not CLAIMS[each].concerns(scheme)] == []


@pytest.mark.parametrize("name", PRACTICE)
def test_a_sheet_says_what_is_left_out(name: str) -> None:
    """In whole sentences, and where it was read is an address."""
    sheet = sheets()[name]
    texts = (sheet.says, *sheet.not_carried, *(each.says for each in sheet.sources))
    assert [each for each in texts if not re.fullmatch(r"[A-Z].*[.]", each)] == []
    assert sheet.not_carried
    assert all(each.address.startswith("http") for each in sheet.sources)


def test_the_token_pays_what_was_reported() -> None:
    """With 1000 in reserve, 10,000 spent and sold at once bring 9346, as in the incident."""
    scheme = load_scheme("xsurge")
    world = World(scheme, ExactNumbers(), scheme.opening_state(("bob", "alice")), ("bob", "alice"))
    world.run(scheme.rules["purchase"], {"buyer": "bob", "paid": Fraction(1000)})
    world.run(scheme.rules["purchase"], {"buyer": "alice", "paid": Fraction(10_000)})
    held = Fraction(world.member("alice").points)
    world.run(scheme.rules["sell"], {"seller": "alice", "points": held})
    assert round(Fraction(world.state["alice.yuan"]) + 10_000) == 9346


def test_the_fee_is_a_small_part_of_the_promise() -> None:
    """A fee of 16 promises 116, as reported; the other scheme promises 7.25 times its fee."""
    multiple = load_scheme("full-return").parameters.lock_multiple
    assert 16 * multiple == 116
    assert load_scheme("frozen-points").parameters.lock_multiple == multiple == Fraction("7.25")
