"""The page of rules says what somebody needs who runs the rules without reading the code."""

from functools import cache

import pytest

from neverfalls.proofs.command.render.changes import changed_rows
from neverfalls.proofs.command.render.rules_page import rules_page
from neverfalls.proofs.command.render.texts import setting, texts
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.words.rules import rows_of

page = cache(rules_page)


def section(title: str) -> str:
    """Return what the page says under a heading."""
    return page().partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def changes(room: Mechanism, question: str) -> bool:
    """Whether an answer to a question changes a line of a mechanism."""
    for answer in QUESTIONS[question]:
        scheme = setting(room, *filter(None, [answer.needs]))
        other = scheme.answering(**{question: answer.value}).opened()
        for old, new in zip(texts(room, scheme), texts(room, other), strict=True):
            if [*changed_rows(rows_of(old.lines), rows_of(new.lines))]:
                return True
    return False


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_question_that_changes_a_line_is_answered(name: str) -> None:
    """A mechanism says what each answer changes in it, also to a question that another asks."""
    room = MECHANISMS[name]
    asked = dict.fromkeys(q for each in setting(room).rooms for q in each.questions)
    missing = [q for q in asked if f"`{q}`" not in section(room.title) and changes(room, q)]
    assert missing == []


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_balance_has_its_opening(name: str) -> None:
    """What a mechanism keeps is listed with what it opens with."""
    room = MECHANISMS[name]
    kept = [*room.shared, *room.member]
    listed = section(room.title).partition("**Balances.**")[2].partition("\n")[0]
    assert [each for each in kept if f"`{each}`" not in listed] == []


def test_every_place_names_who_joins_in_and_in_which_order() -> None:
    """The table of places has a row for each, and mechanisms stand as their lines are applied."""
    rows = section("How to read a rule").split("\n")
    joined = '| at "day closing" | `close_day` | `daily-dividend`, `tier-dividend`, '
    assert [row for row in rows if row.startswith(joined)]
    assert '| at "points counted" | `sell`, `begin_sale` | `rounding` |' in rows
    joined = '| at "money counted" | `purchase`, `purchase_referred` | `rounding`, '
    assert [row for row in rows if row.startswith(joined)]
    for room in MECHANISMS.values():
        for place in room.effects:
            assert any(f'at "{place}"' in r and f"`{room.name}`" in r for r in rows), place
        for place in room.amendments:
            assert any(f"the {place} |" in r and f"`{room.name}`" in r for r in rows), place


def test_no_rule_is_printed_twice() -> None:
    """What happens when a month closes stands under its announcement only."""
    written = section("Revenue-share membership").partition("**A32 `")[0]
    assert written.count("dealer shares → member: share yuan") == 1


def test_readings_that_need_another_mechanism_are_printed() -> None:
    """Each says which mechanism it needs, and what it changes."""
    purchase = section("Purchase and mint")
    assert "With `displayed` (before, as it is displayed to members), where `rounding`" in purchase
    assert "price = price as listed  if supply > 0" in purchase
    exits = section("Dividend quota")
    assert "seller quota → issuer quota: min(paid, seller quota) quota" in exits


def test_a_contribution_of_profit_counts_in_the_profit_on_a_sale() -> None:
    """Tokens are bought back out of the margin less the contribution that the reading says."""
    assert "profit = max(1/2 − 3/10 × 1/2, 0) × paid" in section("Token-equity linkage")


def test_readings_that_work_together_are_printed_together() -> None:
    """Where two answers change one line, the line under both is printed."""
    both = section("Daily dividend").partition("With `paid-out` and `eligible-points` together")[2]
    assert "share = fund that the pool has × member points ÷ sum over members" in both
    cap = section("Issue cap").partition("With `excess-withheld` and `outstanding` together")[2]
    assert "holder → issuer: max(supply − 100000000, 0) points" in cap


def test_points_held_aside_count_towards_the_cap() -> None:
    """Of points outstanding, those held aside are said to count too."""
    beside = section("Issue cap").partition("Where `constants` is in use too, with `outstanding`")
    assert "points counted = supply + aside points" in beside[2]


def test_promises_stand_with_what_they_compare() -> None:
    """Both sides, under other readings and beside other mechanisms too."""
    spending = section("Purchase and mint").partition("`most_spending_never_comes_back` (C13)")[2]
    assert "with `daily-dividend` in use: " in spending.partition("\n- ")[0]
    chosen = section("Tier dividend").partition("With `chosen-daily`")[2]
    assert "contribution rate × sales total + highest dividend rate × sales total" in chosen
    backing = section("Constant points").partition("`treasury` changes no line")[2]
    assert "`max(treasury, 0) ≥ constants outstanding`" in backing.partition("`nothing`")[0]
