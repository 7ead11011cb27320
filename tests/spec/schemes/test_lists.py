"""Scheme files: the parameters that are bound to one another, and what a scheme opens with."""

from fractions import Fraction

import pytest

from neverfalls.spec.errors import BadScheme
from neverfalls.spec.schemes.loader import parse_scheme
from neverfalls.spec.schemes.scheme import Scheme

MECHANISMS = '["purchase", "quota", "days", "tier-dividend"]'


def parse(*lines: str) -> Scheme:
    """Parse a scheme with tiers that has these lines besides."""
    head = ['name = "tiers"', f"mechanisms = {MECHANISMS}"]
    return parse_scheme("\n".join([*head, *lines]).encode(), "tiers.toml")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('"10"', "10"),
        ("[]", []),
        ('["10", "10"]', ["10", "10"]),
        ('["10", "20/2"]', ["10", "20/2"]),
        ('["20", "10"]', ["20", "10"]),
        ('["0"]', "0"),
        ('["-1", "1"]', "-1"),
        ('[["10"]]', ["10"]),
        ("[0.5]", Fraction(1, 2)),
        (str([str(n) for n in range(1, 22)]), [str(n) for n in range(1, 22)]),
    ],
)
def test_thresholds_rise_from_above_nothing(written: str, found: object) -> None:
    """Thresholds are one to twenty numbers above 0, each above the last."""
    with pytest.raises(
        BadScheme, match=r"tiers\.toml: parameters\.tier_thresholds(\[0\])?: "
    ) as caught:
        parse("[parameters]", f"tier_thresholds = {written}")
    assert found == caught.value.found


def test_the_most_thresholds_are_read() -> None:
    """One threshold is enough, and twenty are the most."""
    for count in (1, 20):
        written = [f"{n}/3" for n in range(1, count + 1)]
        parameters = parse("[parameters]", f"tier_thresholds = {written}").parameters
        assert list(parameters.tier_thresholds) == [Fraction(each) for each in written]


def test_dividend_rates_are_in_order() -> None:
    """The least rate may equal the greatest one; above it, it is refused."""
    tiers = 'tier_thresholds = ["1"]'
    least, most = 'lowest_dividend_rate = "1/10"', 'highest_dividend_rate = "1/10"'
    equal = parse("[parameters]", tiers, least, most).parameters
    assert equal.lowest_dividend_rate == equal.highest_dividend_rate
    with pytest.raises(BadScheme, match="at most highest_dividend_rate, 99/1000") as caught:
        parse("[parameters]", tiers, least, 'highest_dividend_rate = "99/1000"')
    assert (caught.value.field, caught.value.found) == ("parameters.lowest_dividend_rate", "1/10")


def test_rebates_are_in_order() -> None:
    """The least rebate may equal the greatest one; above it, it is refused, stated or usual."""
    tiers, most = 'tier_thresholds = ["1"]', 'greatest_rebate = "1/10"'
    equal = parse("[parameters]", tiers, 'least_rebate = "1/10"', most).parameters
    assert equal.least_rebate == equal.greatest_rebate
    with pytest.raises(BadScheme, match="at most greatest_rebate, 29/1000") as caught:
        parse("[parameters]", tiers, 'greatest_rebate = "29/1000"')
    assert (caught.value.field, caught.value.found) == ("parameters.least_rebate", "3/100")


def test_what_members_hold_at_the_opening_is_in_the_books() -> None:
    """Opening holdings stand against the issuer, set the tier and quote the price."""
    scheme = parse(
        "[parameters]",
        'tier_thresholds = ["1"]',
        "[opening]",
        "pool = 30",
        "treasury = 5",
        "[members.alice]",
        'points = "20"',
        'quota = "7"',
    )
    state = scheme.opening_state(scheme.roster(2))
    assert [state[key] for key in ("issuer.points", "issuer.quota")] == [-20, -7]
    assert [state[f"alice.{entry}"] for entry in ("points", "quota", "granted", "peak")] == [
        20,
        7,
        7,
        20,
    ]
    assert (state["quoted.yuan-in-pool"], state["quoted.supply"]) == (30, 20)
    assert scheme.opening_money == 35
    assert scheme.roster(3) == ("alice", "bob", "carol")


def test_the_most_members_are_read() -> None:
    """Twenty members may be there at the opening."""
    names = [f"[members.m{n}]" for n in range(20)]
    scheme = parse("[parameters]", 'tier_thresholds = ["1"]', *names)
    assert len(scheme.members) == 20
