"""Rules told apart: every line of their own, and a place wherever other mechanisms join in."""

import pytest

from neverfalls.proofs.command.render.texts import setting
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.words.rules import describe_observing, describe_part, describe_rule, rows_of

from ...schemes import scheme_with

RULES = [(room.name, rule) for room in MECHANISMS.values() for rule in room.rules]


def apart(name: str, rule: str, **readings: str) -> list[str]:
    """Return the rows of a rule of a shipped scheme, told apart."""
    described = describe_rule(scheme_with(name, **readings), rule, apart=True)
    return [row.text for row in described.rows()]


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_a_rule_told_apart_has_all_lines_of_its_own(name: str, rule: str) -> None:
    """Its lines that cite a clause are those of the rule where no other mechanism joins in."""
    scheme = setting(MECHANISMS[name])
    told = [describe_rule(scheme, rule, apart=each).lines for each in (False, True)]
    own = [
        [
            (line.verb, line.words, line.clauses)
            for line in lines
            if line.clauses and line.verb not in ("effect", "amends")
        ]
        for lines in told
    ]
    assert own[0] == own[1]


def test_others_join_in_at_their_places() -> None:
    """What is announced stands as one line, between what has happened by then and what has not."""
    rows = apart("mall", "purchase")
    minted = rows.index('at "minted" (buyer, grant)')
    assert rows[minted - 1] == "issuer → buyer: grant points"
    assert rows[minted + 1] == "grant issued = what the buyer has got of it by now"
    places = [row for row in rows if row.startswith("at ")]
    assert places == [
        'at "money counted" (paid)',
        'at "minted" (buyer, grant)',
        'at "contributed" (contribution)',
        'at "purchased" (buyer, paid)',
        'at "bought" (buyer, paid)',
        'at "points gained" (buyer)',
    ]
    assert not any("quota" in row for row in rows)


def test_what_others_may_change_is_named_before_they_do() -> None:
    """An amount that others may change stands with its own formula; later lines use its name."""
    rows = apart("mall", "sell")
    assert "price of a sale = pool ÷ supply, or what other mechanisms make of it" in rows
    assert "price = price of a sale" in rows
    assert "money paid out = (1 − 1/10) × proceeds, or what other mechanisms make of it" in rows
    assert rows.index('at "sold" (seller, money paid out)') > rows.index("seller → issuer: points")


def test_points_earned_are_a_share_of_those_issued() -> None:
    """Where the cap withholds points, a referrer earns a share of what the buyer really got."""
    rows = apart("agents", "purchase_referred")
    assert "earned points = 1/2 × grant issued" in rows
    rows = apart("agents", "purchase_referred", referral_source="treasury")
    paid = "earned points issued × (pool + contribution) ÷ (supply + grant issued) yuan"
    assert f"treasury → pool: {paid}" in rows


def test_results_say_that_they_leave_others_out() -> None:
    """What a rule leaves unchanged is said of its own lines where others join in."""
    assert apart("mall", "close_day")[-1] == "unchanged by these lines: pool, supply, price"
    assert apart("linkage", "rise")[-1] == "unchanged: pool, supply, price"


def test_a_state_in_every_turn_can_be_observed() -> None:
    """Under pay-then-burn each member's turn in forced exits shows a state."""
    scheme = scheme_with("mall", step_view="pay-then-burn")
    (force_exits,) = MECHANISMS["forced-exit"].effects["day closed"]
    rows = [row.text for row in rows_of(describe_part(scheme, force_exits))]
    shown = "the state as it is now can be observed, at every member's turn"
    (place,) = (n for n, row in enumerate(rows) if row.startswith(shown))
    assert rows[place + 1] == "member → issuer: points sold by force points"


def test_observing_quotes_the_price() -> None:
    """Whenever the state can be observed, the quote follows the price while there is one."""
    rows = [row.text.split("\n")[0] for row in rows_of(describe_observing(load_scheme("mall")))]
    assert rows == [
        "quoted yuan in pool becomes pool  if supply > 0",
        "quoted supply becomes supply  if supply > 0",
    ]


def test_members_of_one_event_are_different() -> None:
    """The second member whom a rule is given is called another one."""
    taken = describe_rule(load_scheme("market"), "trade").arguments
    assert [each.unit for each in taken] == ["a member", "another member", "points", "yuan"]
