"""Regions: both sides are shown, the border is assigned, and no point verdict disagrees."""

import re
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from neverfalls.proofs.regions import Region, region
from neverfalls.proofs.regions.area import unknown_share
from neverfalls.proofs.regions.boxes import window
from neverfalls.proofs.regions.conditions import written
from neverfalls.proofs.regions.region import trace_at
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.model.parameters import check_range
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..mutation import mutants, mutated

PAGE = Path(__file__).resolve().parents[3] / "docs" / "regions.md"
ROW = re.compile(r"\| (\S+)(?: with `(\S+)`)? \| `(\w+)` \| (\S+) \| (.+) \|")
EXACT = {
    (name, claim, free, reading or ""): condition
    for name, reading, claim, free, condition in map(
        tuple[str, ...], ROW.findall(PAGE.read_text(encoding="utf-8"))
    )
}
"""By scheme, claim, free numbers and reading: the condition that the page states for it."""

MOVED = (
    "purchase: w.pay(TREASURY, POOL, contribution, 'M1.1')"
    " → w.pay(POOL, TREASURY, contribution, 'M1.1')"
)
"""A sale that takes its contribution out of the pool."""

POINTS = 2
"""Random points at which a region is compared with the verdict on that very scheme."""


def scheme_of(name: str, reading: str) -> Scheme:
    scheme = load_scheme(name)
    return scheme.answering(**dict([reading.split("=")])) if reading else scheme


LASTING = ("mall",)
"""Schemes whose rules take long to run on symbols."""

PARAMS = [
    pytest.param(
        key, marks=[pytest.mark.slow] * (key[0] in LASTING), id=".".join(filter(None, key))
    )
    for key in EXACT
]


@pytest.fixture(scope="module", params=PARAMS)
def found(request: pytest.FixtureRequest, solvers: Solvers) -> tuple[Region, str]:
    """Give tests each region with the condition that is expected of it."""
    name, claim, free, reading = request.param
    known = scheme_of(name, reading)
    return region(known, CLAIMS[claim], free.split(","), solvers), EXACT[request.param]


def points(found: Region) -> list[dict[str, Fraction]]:
    """Return some points of a region's window, its corners' neighbours and its own among them."""
    draw = Random(7)
    ends = window(found.scheme, found.free)
    drawn = [
        {
            name: low + (high - low) * Fraction(draw.randint(0, 20), 20)
            for name, (low, high) in ends.items()
        }
        for _time in range(POINTS)
    ]
    return [dict(found.own), *drawn]


def allowed(point: dict[str, Fraction]) -> bool:
    try:
        for name, value in point.items():
            check_range(name, value)
    except ValueError:
        return False
    return True


def test_the_page_has_regions() -> None:
    """The table of the page is read, and has at least eight conditions with two sides."""
    assert len([each for each in EXACT.values() if each not in ("always", "never")]) >= 8


def test_both_sides_are_shown(found: tuple[Region, str]) -> None:
    """The condition is met if and only if the claim holds, its borders on the right side."""
    one, expected = found
    assert one.exact
    assert ("never" if one.nowhere else written(one.condition)) == expected
    assert bool(one.proofs) != one.nowhere
    assert all(each.traces for each in one.broken)
    assert sum(unknown_share(one)) == 0


def test_verdicts_on_single_points_agree(found: tuple[Region, str], solvers: Solvers) -> None:
    """What the engine finds of a scheme with such numbers is what the region says of them."""
    one, _expected = found
    for point in filter(allowed, points(one)):
        judge = Judge(one.scheme.with_parameters(**point), solvers, steps=3)
        (verdict,) = judge.judge([one.claim])
        said = {Status.PROVED: "holds", Status.VACUOUS: "holds", Status.REFUTED: "breaks"}
        assert said.get(verdict.status, one.word(point)) == one.word(point), point


def test_histories_break_the_claim_wherever_they_are_said_to(found: tuple[Region, str]) -> None:
    """At any point of its pieces, a history is replayed exactly and breaks the claim."""
    one, _expected = found
    for point in filter(allowed, points(one)):
        outside = one.word(point) == "breaks"
        hits = [each for each in one.broken if _meets(each.pieces, point)]
        assert bool(hits) == outside
        for each in hits:
            assert trace_at(each, one.claim, point).claim == one.claim.name


def _meets(pieces: tuple[tuple[object, ...], ...], point: dict[str, Fraction]) -> bool:
    from neverfalls.spec.numbers import terms

    return any(all(terms.evaluate(each, point) for each in piece) for piece in pieces)


@pytest.mark.slow
def test_a_region_that_is_not_closed_says_so(solvers: Solvers) -> None:
    """Where ever longer histories are needed, what is between proof and histories is unknown."""
    free = ["margin", "contribution"]
    one = region(
        load_scheme("wine-shop"), CLAIMS["platform_stays_profitable"], free, solvers, steps=2
    )
    assert not one.exact
    assert one.word({"margin": Fraction(1), "contribution": Fraction(1, 2)}) == "holds"
    assert one.word({"margin": Fraction(1, 2), "contribution": Fraction(1, 2)}) == "breaks"
    assert one.word({"margin": Fraction(9, 10), "contribution": Fraction(1, 10)}) == "unknown"
    assert one.word({"margin": Fraction(1), "contribution": Fraction(0)}) == ""
    least, most = unknown_share(one)
    assert 0 < least <= most < 1


@pytest.mark.parametrize(
    ("mutant", "claim", "free", "reading", "before", "after"),
    [
        pytest.param(
            "goods: 1 - w.parameters.margin → 1 + w.parameters.margin",
            "platform_stays_profitable",
            "margin,contribution",
            "goods_payer=pool",
            "margin ≥ contribution",
            "margin ≥ contribution × margin + contribution",
            marks=pytest.mark.slow,
        ),
        (
            MOVED,
            "price_never_falls",
            "reward",
            "",
            "reward ≤ 1",
            "reward = 0",
        ),
    ],
)
def test_a_changed_rule_changes_the_region(
    solvers: Solvers, mutant: str, claim: str, free: str, reading: str, before: str, after: str
) -> None:
    """The condition follows from the rules: with one sign turned around it is another one."""
    known = scheme_of("wine-shop", reading)
    plain = region(known, CLAIMS[claim], free.split(","), solvers, steps=2)
    assert written(plain.condition) == before
    with mutated(mutants()[mutant]):
        known = scheme_of("wine-shop", reading)
        changed = region(known, CLAIMS[claim], free.split(","), solvers, steps=2)
    assert written(changed.condition) == after
