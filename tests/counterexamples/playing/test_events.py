"""Lists of events in their three forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from neverfalls.counterexamples.playing.events import BadEvents, Events
from neverfalls.spec.schemes import load_scheme

TEXT = """# the first days
purchase alice 100
repeat 2: purchase buyer{n} paid=50; sell buyer{n} all
day 3: purchase bob 0.5
repeat 2: close_day
day 6: purchase bob 1/3
"""


def listed(folder: Path, name: str, content: str, scheme: str = "mall") -> list[tuple[str, ...]]:
    """The events of a file, each as its words."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    events = Events(path, load_scheme(scheme))
    found = [(each.event, *each.arguments.values()) for each in events]
    assert events.count == len(found)
    return found


def test_a_text_lists_events(tmp_path: Path) -> None:
    """Repeated, by name or place, and with the days between closed."""
    assert listed(tmp_path, "events.txt", TEXT) == [
        ("purchase", "alice", "100"),
        ("purchase", "buyer1", "50"),
        ("sell", "buyer1", "all"),
        ("purchase", "buyer2", "50"),
        ("sell", "buyer2", "all"),
        ("close_day",),
        ("close_day",),
        ("purchase", "bob", "0.5"),
        ("close_day",),
        ("close_day",),
        ("close_day",),
        ("purchase", "bob", "1/3"),
    ]


def test_who_takes_part_is_found(tmp_path: Path) -> None:
    """In the order in which they are first named, after those of the scheme."""
    path = tmp_path / "events.txt"
    path.write_text("purchase carol 5\npurchase bob 7\npurchase carol 1\n")
    assert Events(path, load_scheme("mall")).members == ("carol", "bob")
    assert Events(path, load_scheme("old-members")).members == ("veteran", "carol", "bob")


def test_tables_and_json_lines_list_the_same(tmp_path: Path) -> None:
    """Empty cells are no arguments; numbers may be JSON numbers, which stay as they are written."""
    expected = [("purchase", "alice", "100.10"), ("sell", "alice", "all")]
    table = "event,buyer,paid,seller,points\npurchase,alice,100.10,,\nsell,,,alice,all\n"
    lines = (
        '{"event": "purchase", "arguments": {"buyer": "alice", "paid": 100.10}}\n\n'
        '{"event": "sell", "arguments": {"seller": "alice", "points": "all"}}\n'
    )
    assert listed(tmp_path, "events.csv", table) == expected
    assert listed(tmp_path, "events.jsonl", lines) == expected


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", "purchas alice 1\n", "line 1: event: found 'purchas', expected"),
        ("a.txt", "\npurchase Alice 1\n", "line 2: purchase: buyer: found 'Alice', expected"),
        ("a.txt", "purchase pool 1\n", "line 1: purchase: buyer: found 'pool'"),
        ("a.txt", "purchase alice -1\n", "line 1: purchase: paid: found '-1'"),
        ("a.txt", "purchase alice 1/0\n", "line 1: purchase: paid: found '1/0'"),
        ("a.txt", "purchase alice 1 2\n", "line 1: purchase: found '2', expected 2 arguments"),
        ("a.txt", "purchase alice 1 paid=2\n", "line 1: purchase: paid: found '2'"),
        ("a.txt", "day 3: close_day\nday 2: close_day\n", "line 2: day: found 2, expected day 4"),
        ("a.txt", f"purchase alice 1 {'#' * 3000}\n", "line 1: line: found"),
        ("a.csv", "buyer,paid\nalice,1\n", "line 1: header: found 'buyer,paid'"),
        ("a.csv", "event,buyer,paid\npurchase,alice,1,2\n", "line 2: row: found"),
        ("a.jsonl", "[1]\n", "line 1: line: found '[1]'"),
        ("a.jsonl", '{"event": "purchase", "arguments": {"paid": true}}\n', "line 1: paid: found"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, content: str, told: str) -> None:
    """By file, line, field, value and what was expected."""
    with pytest.raises(BadEvents) as caught:
        listed(tmp_path, name, content)
    assert str(caught.value).startswith(f"{tmp_path / name}: {told}")
