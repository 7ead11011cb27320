"""The map of a region: a dot for each exact point, and none where no scheme can be."""

from collections.abc import Mapping
from fractions import Fraction

from neverfalls.proofs.plots import drawing, mapped

ONE, HALF = Fraction(1), Fraction(1, 2)


def word(point: Mapping[str, Fraction]) -> str:
    """Say of a point what holds there: nothing on the axis, which is out of the range."""
    if not point["exit_fee"]:
        return ""
    return "holds" if point["reward"] <= HALF else "breaks"


def test_each_point_has_the_dot_of_its_verdict() -> None:
    """Points on the border are where the condition puts them; those out of range have no dot."""
    window = {"reward": (Fraction(0), ONE), "exit_fee": (Fraction(0), ONE)}
    found = mapped(
        "a claim", "a scheme", "reward ≤ 1/2", window, word, {**dict.fromkeys(window, HALF)}
    )
    holds, breaks = found.line("holds"), found.line("breaks")
    assert len(holds) + len(breaks) == 25 * 24
    assert max(point.x for point in holds) == HALF
    assert min(point.x for point in breaks) > HALF
    assert "unknown" not in found.marks()
    assert found.described().endswith("Condition: reward ≤ 1/2.")
    assert drawing(found, "en").png.startswith(b"\x89PNG")
