"""Words longer than those that are searched."""

from fractions import Fraction
from itertools import groupby

import pytest

from neverfalls.proofs.search.letters import Letter
from neverfalls.proofs.search.repeated import drawn_out
from neverfalls.proofs.search.run import Run
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.scheme import Scheme

WAYS = ("cash", "points")
"""What a released balance is paid in."""


def circle(gain: str, amplification: str) -> Scheme:
    """A circle in which so much of a change comes back, and that is said to make so much of it."""
    plain = Scheme("circle", "", ("purchase", "circle"))
    numbers = {"share_to_token": Fraction(gain), "amplification": Fraction(amplification)}
    return plain.with_parameters(**numbers)


def begun(scheme: Scheme, *rules: str) -> Run:
    """The word of these events, by one member where they name any."""
    run: Run | None = Run.start(scheme, scheme.roster(1))
    for rule in rules:
        members = ("alice",) if rule == "purchase" else ()
        assert run is not None
        run = run.extend(Letter(rule, members))
    assert run is not None
    return run


@pytest.mark.parametrize(
    ("gain", "amplification", "turns"),
    [
        ("1", "10", 10),  # all of 11 equal changes, where 10 are promised
        ("1", "50", 50),
        ("101/100", "10", 9),
        ("101/100", "50", 40),
        ("49/50", "49", 193),
        ("9/10", "10", 0),  # 1 + 9/10 + 81/100 + … comes closer and closer to 10
    ],
)
def test_rounds_go_on_until_the_claim_breaks(gain: str, amplification: str, turns: int) -> None:
    """A change goes round as often as it takes, and no more often; or no number of rounds do."""
    scheme = circle(gain, amplification)
    words = [begun(scheme, "rise", "purchase", "turn"), begun(scheme, "rise", "turn")]
    found = drawn_out(CLAIMS["circle_stays_within_bounds"], words, {"turn"}, longer_than=2)
    counts = [(rule, len(list(same))) for rule, same in groupby(found[0].word if found else ())]
    expected = [("rise", 1), ("turn", turns)] if turns else []
    assert expected == [(letter.rule, count) for letter, count in counts]


def test_what_changes_nothing_is_not_repeated() -> None:
    """Without news a turn leaves everything as it is, so that one shows all."""
    scheme = circle("1", "10")
    claim = CLAIMS["circle_stays_within_bounds"]
    assert drawn_out(claim, [begun(scheme, "purchase", "turn")], {"turn"}, longer_than=2) is None


def test_a_word_ends_where_no_replay_would_go_on() -> None:
    """Points worth a share of what is locked, at an ever lower price, have ever more digits."""
    plain = Scheme("release", "", ("purchase", "days", "gradual-release"))
    words = [begun(plain.answering(released_as=way), "purchase", "close_day") for way in WAYS]
    claim = CLAIMS["locked_balance_is_out_in_time"]
    found = [drawn_out(claim, [word], {"close_day"}, longer_than=2) for word in words]
    assert [101, None] == [run and len(run[0].word) for run in found]
