"""Limits: their exact values, the witnesses that meet them, and what a changed rule does."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.algebra.letters import LETTER
from neverfalls.proofs.audit.judging import Bounds
from neverfalls.proofs.command import run
from neverfalls.proofs.command.codes import USAGE
from neverfalls.proofs.command.render.lines import PAGE as PAGE_WIDTH
from neverfalls.proofs.command.render.lines import fold
from neverfalls.proofs.command.render.pages import PageBroken, with_limits
from neverfalls.proofs.limits.dilution import DILUTIONS
from neverfalls.proofs.limits.fall import FALLS
from neverfalls.proofs.limits.limit import (
    Limit,
    LimitFailed,
    Meets,
    Witness,
    require_closer,
    require_reached,
)
from neverfalls.proofs.limits.report import LIMITS, as_latex, to_data
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.clauses import clauses
from neverfalls.spec.schemes.loader import load_scheme

VALUES: dict[str, tuple[str | None, Meets]] = {
    "money_back": ("3/10", Meets.APPROACHED),
    "money_back_with_dividends": ("3/5", Meets.APPROACHED),
    "quota_paid": ("3/20", Meets.REACHED),
    "goods_by_redemptions": ("3/2", Meets.APPROACHED),
    "goods_by_equal_redemptions": (None, Meets.UNBOUNDED),
    "fall_by_restart": ("0", Meets.APPROACHED),
    "fall_in_sale": ("1/10", Meets.REACHED),
    "fall_by_dividends": ("0", Meets.REACHED),
    "fall_by_points_held_aside": ("0", Meets.APPROACHED),
    "first_member_waits": ("107", Meets.REACHED),
    "circle_rounds": ("2", Meets.APPROACHED),
    "circle_rounds_amplified": (None, Meets.UNBOUNDED),
    "dealers_earn": ("550", Meets.APPROACHED),
    "least_turnover": ("100/21", Meets.REACHED),
    "old_debt_is_shown": ("181029", Meets.REACHED),
    "old_debt_is_paid": ("257201", Meets.REACHED),
    "old_debt_is_paid_if_paid_for": ("15", Meets.REACHED),
    "equal_spenders_paid_back": ("3/10", Meets.APPROACHED),
    "equal_spenders_paid_back_with_dividends": ("3/5", Meets.APPROACHED),
    "spenders_paid_back_by_one": ("1", Meets.APPROACHED),
    "first_quota_waits": ("7682", Meets.REACHED),
    "circulation_falls": ("7/1007", Meets.REACHED),
    "day_with_most_points": ("70", Meets.REACHED),
    "points_left_each_day": ("1251/1300", Meets.APPROACHED),
    "revenue_that_pays_dealers": ("38750/7", Meets.REACHED),
    "first_dealer_waits": ("507408", Meets.REACHED),
    "quotas_wait_with_growth": ("961", Meets.REACHED),
    "leavers_together": ("9/10", Meets.REACHED),
    "last_leaver": (None, Meets.UNBOUNDED),
    "leavers_paid_less": ("6513215599/10000000000", Meets.APPROACHED),
    "fees_of_full_return": ("4/29", Meets.REACHED),
    "fees_of_frozen_points": ("4/29", Meets.REACHED),
    "fees_last": ("297", Meets.REACHED),
    "fees_last_in_equal_parts": ("276", Meets.REACHED),
}
ENCLOSED = {
    "members_wait": ("257.1035", "257.1036"),
    "old_members_wait": ("2.7066", "2.7067"),
    "old_members_wait_if_paid_for": ("0.4207", "0.4208"),
    "cap_of_a_hundred_million": ("3021660339", "3021660342"),
    "cap_of_six_billion": ("1048242384937", "1048242385985"),
    "turnover_before_a_quota_is_paid": ("13681.6325", "13681.6326"),
    "dealers_before_one_earns_back": ("903729.8121", "903729.8122"),
    "quotas_wait": ("13680.6325", "13680.6326"),
    "quotas_paid_while_sales_fade": ("13681.6325", "13681.6326"),
    "received_by_the_forced_out": ("0.98499", "0.98500"),
    "forced_out_quota_waits": ("19550085869314372", "19550085869334367"),
}
README = Path(__file__).parents[3] / "README.md"
PAGE = README.with_name("docs").joinpath("limits.md").read_text(encoding="utf-8")
RECORD = json.loads(README.with_name("proofs").joinpath("record/limits.json").read_text("utf-8"))
SLOW = {"members_paid", "members_paid_by_others", "fall_by_goods", "fall_by_number"}
SLOW |= {"fall_in_the_mall", "fall_by_points_kept"}


def exact(limit: Limit) -> list[Fraction]:
    """Return the values of the witnesses."""
    return [each.value for each in limit.witnesses if isinstance(each.value, Fraction)]


def on_the_page(limit: Limit) -> bool:
    """Return whether the page and the record tell the limit as it comes out."""
    written = json.loads(json.dumps(limit.to_dict()))
    return fold(limit.text(), PAGE_WIDTH) in PAGE and written in RECORD["limits"]


def unexplained(limit: Limit) -> set[str]:
    """Return the letters of the formula that the limit does not explain."""
    return set(LETTER.findall(limit.formula.text())) - set(limit.legend())


@pytest.mark.parametrize("name", VALUES)
def test_value(name: str, solvers: Solvers) -> None:
    """Each limit has this exact value, and its witnesses reach it or come ever closer."""
    value, meets = VALUES[name]
    found = LIMITS[name](solvers)
    assert (None if value is None else Fraction(value), meets) == (found.value, found.meets)
    assert on_the_page(found)
    assert unexplained(found) == set()
    assert found.witnesses
    if meets is Meets.REACHED and not found.solved_for:
        assert found.value in exact(found)


@pytest.mark.parametrize("name", ENCLOSED)
def test_enclosed_value(name: str, solvers: Solvers) -> None:
    """A value that is no fraction lies between two that are close together."""
    low, high = (Fraction(each) for each in ENCLOSED[name])
    limit = LIMITS[name](solvers)
    assert on_the_page(limit)
    assert unexplained(limit) == set()
    assert isinstance(limit.value, Bounds)
    assert low <= limit.value.low <= limit.value.high <= high


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SLOW))
def test_limit_that_takes_long(name: str, solvers: Solvers) -> None:
    """The rest come out too."""
    limit = LIMITS[name](solvers)
    assert on_the_page(limit)
    assert unexplained(limit) == set()


def test_every_limit_is_tested() -> None:
    """No limit is left out here, and each name is its own."""
    assert set(LIMITS) == {*VALUES, *ENCLOSED, *SLOW}
    assert list(LIMITS) == [each["name"] for each in RECORD["limits"]]


def test_the_page_holds_just_these_limits() -> None:
    """Every limit stands on the page, in order, and no other; without its marks it is refused."""
    lines = PAGE.partition("```text\n")[2].partition("```")[0].splitlines()
    assert [line.partition(":")[0] for line in lines if line[:1].strip()] == list(LIMITS)
    with pytest.raises(PageBroken):
        with_limits("nothing here", "")


def test_the_readme_tells_the_bounds_there_are(solvers: Solvers) -> None:
    """What comes back of what is spent, as the first page has it."""
    page = " ".join(README.read_text(encoding="utf-8").split())
    mall, shop = (LIMITS[f"money_back{more}"](solvers) for more in ("_with_dividends", ""))
    assert f"less than {shop.value} ever comes back to them in money" in page
    assert f"in the mall, which pays dividends, less than {mall.value}" in page


def test_members_paid_on_a_short_day(solvers: Solvers) -> None:
    """With a single tier the same day is short, and just as many members are paid."""
    scheme = load_scheme("mall").with_parameters(tier_thresholds=(Fraction(10),))
    found = LIMITS["members_paid"](solvers, scheme)
    assert [Fraction(3, 20)] == [found.value, *exact(found)][1:]


@pytest.mark.parametrize(
    ("name", "scheme", "parameters", "expected"),
    [
        ("money_back", "wine-shop", {"contribution": Fraction(1, 5)}, Fraction(1, 5)),
        ("money_back", "wine-shop", {"exit_fee": Fraction(1, 2)}, Fraction(3, 10)),
        ("money_back_with_dividends", "mall", {"tier_rate": Fraction(0)}, Fraction(1, 2)),
        ("dealers_earn", "dealers", {"revenue_share": Fraction(1, 2)}, Fraction(2700)),
        ("quota_paid", "mall", {"daily_rate": Fraction(1, 10)}, Fraction(1, 10)),
        ("quota_paid", "mall", {"quota_multiple": Fraction(1)}, Fraction(3, 10)),
        ("circulation_falls", "wine-shop", {"reward": Fraction(1)}, Fraction(1, 101)),
        ("equal_spenders_paid_back", "wine-shop", {"contribution": Fraction(2, 5)}, Fraction(2, 5)),
        ("day_with_most_points", "wine-shop", {"reward": Fraction(1, 2)}, Fraction(50)),
        ("day_with_most_points", "wine-shop", {"reward": Fraction(50, 99)}, Fraction(50)),
        ("day_with_most_points", "wine-shop", {"reward": Fraction(1, 100)}, Fraction(1)),
        ("first_quota_waits", "mall", {"quota_multiple": Fraction(1)}, Fraction(66)),
        ("first_dealer_waits", "dealers", {"revenue_share": Fraction(1, 2)}, Fraction(4)),
        ("revenue_that_pays_dealers", "dealers", {"revenue_share": Fraction(1)}, Fraction(0)),
        ("old_debt_is_paid", "old-members", {"exit_fee": Fraction(0)}, Fraction(181029)),
        ("leavers_together", "wine-shop", {"exit_fee": Fraction(1, 5)}, Fraction(4, 5)),
        ("leavers_paid_less", "wine-shop", {"exit_fee": Fraction(1, 2)}, Fraction(3, 4)),
        ("goods_by_redemptions", "wine-shop", {"margin": Fraction(2, 3)}, Fraction(4, 3)),
        ("fall_in_sale", "wine-shop", {"exit_fee": Fraction(1, 5)}, Fraction(1, 5)),
        ("first_member_waits", "wine-shop", {"exit_fee": Fraction(0)}, Fraction(75)),
        ("least_turnover", "wine-shop", {"issue_price": Fraction(2)}, Fraction(200, 21)),
        ("circle_rounds", "linkage", {"share_to_token": Fraction(3, 4)}, Fraction(4)),
        ("circle_rounds", "linkage", {"share_to_token": Fraction(1)}, None),
    ],
)
def test_other_numbers(
    name: str, scheme: str, parameters: Any, expected: Any, solvers: Solvers
) -> None:
    """With a number of the scheme changed, the bound follows, and its witnesses meet it still."""
    changed = load_scheme(scheme).with_parameters(**parameters)
    assert expected == LIMITS[name](solvers, changed).value


def test_every_reading_that_lets_the_price_fall_has_its_limit() -> None:
    """For the wine shop there is a limit for each reading under which the price can fall."""
    record = record_of(load_scheme("wine-shop"))
    assert record is not None
    broken = {
        each["deviation"]
        for each in record["cells"]
        if (each["claim"], each["status"]) == ("price_never_falls", "refuted")
    }
    covered = {f"{k}={v}" for fall in FALLS for k, v in fall.readings.items()}
    assert broken <= covered | {f"converted_points={each.choice}" for each in DILUTIONS}


def test_witnesses_that_miss_the_bound_are_refused() -> None:
    """A value that is not the bound, or does not come closer to it, is an error."""
    require_reached("here", Fraction(1), Fraction(1))
    with pytest.raises(LimitFailed, match="here: found 1, expected the bound, 2"):
        require_reached("here", Fraction(1), Fraction(2))
    near, far = (Witness("", Fraction(each)) for each in (2, 3))
    require_closer("here", [far, near], Fraction(1))
    require_closer("here", [near, far], None)
    between = Bounds(Fraction(1), Fraction(3, 2))
    require_closer("here", [far, near], between)
    with pytest.raises(LimitFailed):
        require_closer("here", [far, near, Witness("", between)], Fraction(1))
    for bound in (Fraction(1), Fraction(3)):
        with pytest.raises(LimitFailed):
            require_closer("here", [near, far], bound)


def test_limits_are_data(solvers: Solvers) -> None:
    """A limit cites clauses and claims there are, and holds no JSON number."""
    found = [LIMITS[name](solvers) for name in ("first_member_waits", "circle_rounds_amplified")]
    assert [limit.to_dict()["keeps"] for limit in found] == [True, False]
    for limit in found:
        assert set(limit.clauses) <= set(clauses())
        assert limit.claim in CLAIMS
    json.loads(json.dumps(to_data(found)), parse_float=pytest.fail, parse_int=pytest.fail)
    assert r"\quad n = 107" in as_latex(found)


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints the limits that it is asked for, and refuses other names."""
    assert run(["limits", "goods_by_equal_redemptions"]) == 0
    assert "goods_by_equal_redemptions: no bound" in capsys.readouterr().out
    assert run(["limits", "nothing"]) == USAGE
