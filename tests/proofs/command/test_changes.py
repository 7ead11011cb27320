"""What another reading changes in a rule is said so that the rule can be rewritten."""

from neverfalls.proofs.command.render.changes import changed_rows
from neverfalls.spec.words.rules import Row

PAYS = Row(("M1",), 0, "seller → pool: 1/10 × proceeds yuan")
COUNTS = Row((), 0, "seller proceeds increases by proceeds")
BURNS = Row((), 0, "seller → issuer: points")
NEEDS = Row((), 0, "requires that points are sold: points > 0")
LEAVES = Row((), 0, "supply after = supply − points")


def changed(before: list[Row], now: list[Row]) -> list[str]:
    """Return the texts of the rows that are printed."""
    return [row.text for row in changed_rows(before, now)]


def test_nothing_changes() -> None:
    """Rows that stay are not printed."""
    assert changed([NEEDS, PAYS, LEAVES], [NEEDS, PAYS, LEAVES]) == []


def test_a_line_stands_in_place_of_the_one_that_begins_alike() -> None:
    """What is about the same thing is printed once, as it is now, one level deeper."""
    now = PAYS._replace(text="seller → pool: 1/5 × proceeds yuan")
    assert list(changed_rows([PAYS, BURNS], [now, BURNS])) == [now._replace(depth=1)]


def test_a_further_line_says_after_which_line_it_comes() -> None:
    """So does the first of several further lines, and one at the beginning."""
    assert changed([PAYS, BURNS], [PAYS, COUNTS, BURNS]) == [f"after: {PAYS.text}", COUNTS.text]
    assert changed([NEEDS, BURNS], [NEEDS, COUNTS, PAYS, BURNS]) == [
        "first:",
        COUNTS.text,
        PAYS.text,
    ]


def test_a_line_after_one_just_printed_needs_no_place() -> None:
    """Two lines that stand one below the other are printed so."""
    now = PAYS._replace(text="seller → pool: 1/5 × proceeds yuan")
    assert changed([PAYS, BURNS], [now, COUNTS, BURNS]) == [now.text, COUNTS.text]


def test_what_is_required_and_what_is_left_have_their_places() -> None:
    """Requirements stand first in a rule and results last, so they say no place."""
    assert changed([PAYS], [NEEDS, PAYS, LEAVES]) == [NEEDS.text, LEAVES.text]
    unchanged = Row((), 0, "unchanged: pool, supply")
    assert changed([PAYS, unchanged], [PAYS, LEAVES]) == [LEAVES.text]


def test_what_is_gone_is_called_without() -> None:
    """Of two lines that begin alike, the one that is left is printed, and that one is gone."""
    rest = PAYS._replace(text="seller → pool: proceeds − paid yuan")
    assert changed([PAYS, rest, BURNS], [BURNS]) == [
        f"without: {PAYS.text}",
        f"without: {rest.text}",
    ]
    assert changed([PAYS, rest], [rest]) == [rest.text, f"without: {rest.text}"]
