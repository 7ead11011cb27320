"""Texts from outside: what would control a terminal is written out."""

import pytest

from neverfalls.spec.errors import BadScheme, NeverfallsError
from neverfalls.spec.texts import is_plain, shows, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("红酒 price: 3/10", "红酒 price: 3/10"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("one\ntwo", r"one\ntwo"),
        ("a\rb\tc", r"a\rb\tc"),
        ("\x1b[2J", r"\u001b[2J"),
        ("a\u202eb", r"a\u202eb"),
        ("a\u2028b", r"a\u2028b"),
        ("\U000e0001", r"\U000e0001"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_controls_is_written_out(text: str, seen: str) -> None:
    """All else stays as it is, Chinese and its wide spaces too."""
    assert visible(text) == seen
    assert is_plain(text) is (text == seen)
    assert shows(text) is (text == seen)
    assert str(NeverfallsError(text)) == seen


def test_nothing_to_see_is_plain_and_does_not_show() -> None:
    """An empty text, or spaces."""
    assert [is_plain(text) for text in ("", "  ")] == [True, True]
    assert [shows(text) for text in ("", "  ")] == [False, False]


def test_a_file_name_writes_no_line_of_its_own() -> None:
    """Nor does anything else in a message."""
    error = BadScheme("a\nb", "c\nd", "e\nf", "g\nh")
    assert str(error).splitlines() == [r"a\nb: c\nd: found 'e\nf', expected g\nh"]
