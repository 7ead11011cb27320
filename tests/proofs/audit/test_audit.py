"""The audit: its comparator, its bounds, what it says of the shipped figures, and what moves it."""

import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from neverfalls.proofs.algebra.growth_example import replay
from neverfalls.proofs.audit.bounds import gamma_product, power, whole_root
from neverfalls.proofs.audit.coverage import coverage, unknown_citations
from neverfalls.proofs.audit.figures import Figure, figures
from neverfalls.proofs.audit.judging import AuditFailed, Bounds, Verdict, parse, verdict
from neverfalls.proofs.audit.outcome import Schemes, shipped
from neverfalls.proofs.audit.plan import law
from neverfalls.proofs.audit.report import Entry, audit
from neverfalls.spec.numbers.decimals import decimal

RIGHT, ROUNDED, WRONG, DEPENDS = Verdict
FIGURES = {each.name: each for each in figures()}


@pytest.fixture(scope="module")
def entries() -> dict[str, Entry]:
    """Give tests the whole audit."""
    return {each.figure.name: each for each in audit()}


def only(name: str, schemes: Schemes | None = None, stated: str = "") -> Entry:
    """Return the entry of one figure, perhaps with another stated value, or on other schemes."""
    figure: Figure = FIGURES[name]
    if stated:
        figure = replace(figure, stated=parse(stated))
    (entry,) = audit([figure], schemes)
    return entry


@pytest.mark.parametrize(
    ("stated", "exact", "expected"),
    [
        ("1.4286", [Fraction(10, 7)], ROUNDED),
        ("1.4285", [Fraction(10, 7)], WRONG),
        ("0.5", [Fraction(1, 2)], RIGHT),
        ("1", [Fraction(1, 2)], ROUNDED),
        ("0", [Fraction(1, 2)], WRONG),
        ("0", [Fraction(49, 100)], ROUNDED),
        ("1 %", [Fraction(1, 100)], RIGHT),
        ("1 %", [Fraction(3, 200)], WRONG),
        ("2 %", [Fraction(3, 200)], ROUNDED),
        ("1", [Fraction(1), Fraction(2)], DEPENDS),
        ("1", [Fraction(1), Fraction(9, 10)], ROUNDED),
        (">= 0", [Fraction(0)], RIGHT),
        (">= 0", [Fraction(-1, 10**9)], WRONG),
        ("7", [Bounds(Fraction(13, 2), Fraction(27, 4))], ROUNDED),
        ("9", [Bounds(Fraction(13, 2), Fraction(27, 4))], WRONG),
    ],
)
def test_verdicts(stated: str, exact: list[Any], expected: Verdict) -> None:
    """A verdict follows from the stated text and the exact values, at every border."""
    assert expected is verdict(parse(stated), {str(n): each for n, each in enumerate(exact)})


@pytest.mark.parametrize("bounds", [(Fraction(6), Fraction(7)), (Fraction(13, 2), Fraction(8))])
def test_bounds_too_far_apart_are_no_verdict(bounds: tuple[Fraction, Fraction]) -> None:
    """A value that is not known closely enough is refused, never judged."""
    with pytest.raises(AuditFailed, match="bounds that lie closer together"):
        verdict(parse("7"), {"": Bounds(*bounds)})


@pytest.mark.parametrize("text", ["", "5,1", "about 5", "> 0", "1%", "0x1"])
def test_figures_that_are_none(text: str) -> None:
    """What is not a figure is refused by its text."""
    with pytest.raises(ValueError, match="is not a figure"):
        parse(text)


def test_what_the_audit_says(entries: dict[str, Entry]) -> None:
    """The verdicts that the shipped rules give the stated figures."""
    found = {name: entry.verdict for name, entry in entries.items()}
    assert found["price-100"] is ROUNDED
    assert found["first-buyer-product"] is RIGHT
    assert found["rise-100"] is found["quota-after-two-shares"] is DEPENDS
    assert found["part-of-ten-percent"] is found["quota-after-one-share"] is RIGHT
    assert found["paid-on-two-shares"] is found["dealer-month"] is RIGHT
    assert found["shares-of-a-day"] is found["dividend-per-share"] is DEPENDS
    wrong = {name for name, each in found.items() if each is WRONG}
    assert wrong == {
        "first-buyer-profit",
        "fund-of-a-tier",
        "part-of-twenty-percent",
        "points-of-the-plan",
        "shares-at-their-price",
        "shares-of-the-plan",
    }


def exact(entry: Entry) -> dict[str, Any]:
    """Return the exact values of an entry by reading."""
    return dict(entry.outcome.exact)


def test_exact_values(entries: dict[str, Entry]) -> None:
    """The values behind the verdicts, where they are known from elsewhere."""
    assert exact(entries["fund-of-a-tier"]) == {"": Fraction(20000)}
    rates = {"10 per 2000": 20, "20 per 2000": 10, "1 per 2000": 200}
    assert exact(entries["dividend-per-share"]) == rates
    counts = {"10 per 2000": 10_000, "20 per 2000": 20_000, "1 per 2000": 1000}
    assert exact(entries["shares-of-a-day"]) == counts
    profit = entries["first-buyer-profit"].outcome
    assert "-2.2289" == decimal(Fraction(str(profit.exact[""])))
    assert "97.7711" == decimal(Fraction(str(profit.beside["proceeds after the fee"])))
    beside = entries["platform-keeps"].outcome.beside
    least = "least margin, expenses not counted, "
    assert Fraction(3, 5) == beside[least + "20 % + 10 %"]
    # of profit, margin m leaves m - 3/10·m - 3/10
    assert Fraction(3, 7) == beside[least + "pool share taken from profit"]


@pytest.mark.parametrize(
    ("name", "stated", "expected"),
    [
        ("price-100", "5.1732", WRONG),
        ("fund-of-a-tier", "20000", RIGHT),
        ("first-buyer-profit", "-2.2289", ROUNDED),
        ("rise-100", "6", WRONG),
        ("dealer-month", "5501", WRONG),
    ],
)
def test_another_figure_gets_another_verdict(name: str, stated: str, expected: Verdict) -> None:
    """With a stated figure changed, the verdict changes."""
    assert expected is only(name, stated=stated).verdict


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("price-100", {"reward": Fraction(4, 5)}, WRONG),
        ("first-buyer-profit", {"exit_fee": Fraction(0)}, WRONG),
        ("fund-of-a-tier", {"tier_thresholds": (Fraction(1),) * 20}, RIGHT),
        ("both-dividends", {"daily_rate": Fraction(1, 10)}, DEPENDS),
        ("both-dividends", {"daily_rate": Fraction(1, 4)}, WRONG),
    ],
)
def test_other_numbers_of_a_rule(name: str, parameters: dict[str, Any], expected: Verdict) -> None:
    """With a number of the schemes changed, the verdict follows the rules."""
    both = shipped()
    changed = Schemes(
        both.wine_shop.with_parameters(**parameters), both.mall.with_parameters(**parameters)
    )
    assert expected is only(name, changed).verdict


def test_another_rule_gets_another_verdict() -> None:
    """Points granted at the price after the sale make every later price another one."""
    both = shipped()
    after = both.wine_shop.readings.with_choices({"mint_price": "after"})
    changed = replace(both, wine_shop=both.wine_shop.reading(after))
    assert (ROUNDED, WRONG) == (only("price-2").verdict, only("price-2", changed).verdict)


@pytest.mark.parametrize("sales", [1, 2, 9, 100])
def test_bounds_hold_what_is_exact(sales: int) -> None:
    """The bounds of the product enclose it, be few or all of its factors multiplied exactly."""
    scheme = shipped().wine_shop
    growth = law(scheme)
    points = Fraction(replay(scheme, sales).supply)
    assert Bounds(points, points) == growth.points(sales)
    for factors in (1, 2, 5, 50):
        low, high = gamma_product(growth.s, sales, factors)
        assert low <= points / growth.first <= high
        assert (low < high) == (factors < sales)


def test_bounds_of_long_products_shrink() -> None:
    """More factors multiplied exactly give bounds within those that fewer give."""
    wide, close = (gamma_product(Fraction(7, 10), 10**8, factors) for factors in (100, 1000))
    assert wide.low < close.low < close.high < wide.high


@pytest.mark.parametrize(("number", "degree"), [(0, 3), (1, 2), (26, 3), (27, 3), (10**60, 10)])
def test_whole_roots(number: int, degree: int) -> None:
    """A whole root is the greatest whose power is not above the number."""
    root = whole_root(number, degree)
    assert root**degree <= number < (root + 1) ** degree


def test_powers() -> None:
    """A power that is a decimal is exact, and any other lies between its bounds."""
    assert power(Fraction(4), Fraction(1, 2)) == Bounds(Fraction(2), Fraction(2))
    low, high = power(Fraction(2), Fraction(7, 10), 3)
    assert (low**10 < 2**7 < high**10, high - low) == (True, Fraction(1, 1000))


def test_worked_numbers_are_covered() -> None:
    """Every worked number is formalised, and every figure cites a clause and places it has."""
    worked = {name: each for name, each in coverage().items() if name.startswith("N")}
    assert [name for name, each in worked.items() if not each.answered] == []
    assert set(worked) == {each.clause for each in figures()}
    assert [] == unknown_citations()
    assert len(FIGURES) == len(figures())


def test_command() -> None:
    """The command prints every figure, in words and as JSON, and ends with 0."""
    program = "from neverfalls.proofs.command import main; main()"
    command = [sys.executable, "-c", program, "audit"]
    told, data = (
        subprocess.run([*command, *more], capture_output=True, text=True, check=True).stdout
        for more in ([], ["--json"])
    )
    shown = json.loads(data)
    assert ["format", "figures"] == list(shown)
    assert "neverfalls-audit/1" == shown["format"]
    assert [each.name for each in figures()] == [each["name"] for each in shown["figures"]]
    missing = [name for name in FIGURES if f"\n{name} (" not in f"\n{told}"]
    assert [] == missing
