"""The first page: short, and what it says was found is what the records and the audit say."""

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from neverfalls.counterexamples import load, replay
from neverfalls.proofs.audit.report import audit
from neverfalls.proofs.landscape.record import recorded_landscape
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.promises import denials
from neverfalls.spec.schemes import SHIPPED, load_scheme

README = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
FLAT = " ".join(README.split())


def test_it_is_short_and_opens_with_results() -> None:
    """The page is under 12 kB; what was found stands before the commands and the map."""
    assert len(README.encode()) < 12_000
    headings = re.findall(r"^## (.+)$", README, re.MULTILINE)
    assert headings[:2] == ["What was found", "Two commands"]
    assert headings[-1] == "The map of the house"


def test_the_advertised_profit_is_what_the_audit_finds() -> None:
    """The stated profit and what is left of it are those of the audit."""
    (found,) = (each for each in audit() if each.figure.name == "first-buyer-profit")
    (value,) = found.outcome.exact.values()
    assert isinstance(value, Fraction)
    left = decimal(value).replace("-", "−")
    assert f"gain {found.figure.stated.text} yuan" in FLAT
    assert f"{left} in money is left" in FLAT


def test_the_price_falls_under_six_other_readings() -> None:
    """The wine shop's price claim is proved as written and refuted under six single readings."""
    cells = [each for each in cells_of("wine-shop") if each["claim"] == "price_never_falls"]
    statuses = {each["deviation"]: each["status"] for each in cells}
    assert statuses.pop("") == "proved"
    breaking = [name for name, status in statuses.items() if status == "refuted"]
    assert len(breaking) == 6
    assert "goods_payer=pool" in breaking
    assert "under six other readings of a single passage" in FLAT


def test_most_schemes_keep_all_promises_under_no_reading() -> None:
    """In eight recorded landscapes some promises cannot be kept together, or one is denied."""
    every = {name: recorded_landscape(load_scheme(name)) for name in SHIPPED}
    found = {name: each for name, each in every.items() if each}
    assert every.keys() - found.keys() == {"mall"}
    assert "Of the mall, not all readings were judged" in FLAT
    kept = {name: each for name, each in found.items() if not _fails(each)}
    assert [*kept] == ["dealers", "price-list"]
    assert len(found) - len(kept) == 8
    assert "Eight shipped schemes keep all of their promises under no reading of the text" in FLAT
    for name, each in kept.items():
        (way,) = each["kept"]
        ((key, choice),) = way["reading"].items()
        cells = {c["deviation"]: c for c in cells_of(name) if c["claim"] in denials()}
        assert cells[f"{key}={choice}"]["status"] == "proved"


def _fails(landscape: Mapping[str, Any]) -> bool:
    return bool(landscape["never_together"] or landscape["denied"] or landscape["undecided"])


@pytest.mark.parametrize(
    ("name", "events", "numbers"),
    [
        ("wine-shop.platform_stays_profitable", 3, ("-5/2", "2.50 yuan more than it took in")),
        ("mall.quota_is_paid_when_sales_stop", 4, ("3580", "still owed 3580 of the promised 4000")),
        (
            "mall.day_pays_for_its_dividends",
            2,
            ("400", "the mall 400, and it hands out 420"),
        ),
    ],
)
def test_the_three_sequences_are_shipped(name: str, events: int, numbers: tuple[str, str]) -> None:
    """Each of the three sequences is a shipped history, with the numbers that are told of it."""
    trace = load(name)
    left, _right = replay(trace).check.sides()
    assert (events, numbers[0]) == (len(trace.steps), str(left))
    assert numbers[1] in FLAT
    assert f"`neverfalls explain {name}`" in FLAT


def cells_of(scheme: str) -> list[dict[str, Any]]:
    """The recorded cells of a shipped scheme."""
    record = record_of(load_scheme(scheme))
    assert record is not None
    cells: list[dict[str, Any]] = record["cells"]
    return cells
