"""The map of a region: a dot for each exact point, and none where no scheme can be."""

from collections.abc import Mapping
from fractions import Fraction

from neverfalls.proofs.plots import Picture, drawing, mapped
from neverfalls.proofs.plots.sheets import chinese_font
from neverfalls.proofs.plots.wording import NoPictures
from neverfalls.spec.claims import CLAIMS

ONE, HALF = Fraction(1), Fraction(1, 2)


def word(point: Mapping[str, Fraction]) -> str:
    """Say of a point what holds there: nothing on the axis, which is out of the range."""
    if not point["exit_fee"]:
        return ""
    return "holds" if point["reward"] <= HALF else "breaks"


def the_map() -> Picture:
    """A window of two numbers."""
    window = {"reward": (Fraction(0), ONE), "exit_fee": (Fraction(0), ONE)}
    claim = CLAIMS["price_never_falls"]
    own = dict.fromkeys(window, HALF)
    return mapped(claim, "wine-shop", "reward ≤ 1/2", window, word, own)


def test_each_point_has_the_dot_of_its_verdict() -> None:
    """Points on the border are where the condition puts them; those out of range have no dot."""
    found = the_map()
    holds, breaks = found.line("holds"), found.line("breaks")
    assert len(holds) + len(breaks) == 25 * 24
    assert max(point.x for point in holds) == HALF
    assert min(point.x for point in breaks) > HALF
    assert "unknown" not in found.marks()
    assert found.described().endswith("Condition: reward ≤ 1/2.")
    assert drawing(found, "en").png.startswith(b"\x89PNG")


def test_the_map_says_what_its_axes_are() -> None:
    """The name of each number and what it is, and what is promised, in either language."""
    (panel,) = the_map().panels
    assert panel.x.said.within("en") == (
        "reward\nvalue of the points granted, per yuan contributed"
    )
    assert panel.x.said.within("zh_CN") == "reward\n每付一元入池金所赠积分的价值"
    assert panel.said.within("zh_CN") == "无论发生什么，报价从不下跌。"


def test_the_map_is_drawn_in_chinese_too() -> None:
    """The same bytes every time, where there is a font."""
    try:
        chinese_font()
    except NoPictures:
        return
    first, second = (drawing(the_map(), "zh_CN").svg for _ in range(2))
    assert first == second != drawing(the_map(), "en").svg
