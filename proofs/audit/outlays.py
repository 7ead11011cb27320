"""What the stated outlays leave of a sale, and the revenue share of the dealers.

The mall's rules are run on a member who reaches every tier, so that every fund is paid out. What
the platform keeps is then linear in the margin: two runs determine the line, a third confirms it.
Clauses: N8, N10.
"""

from __future__ import annotations

from fractions import Fraction

from neverfalls.spec.schemes.scheme import Scheme

from .judging import AuditFailed
from .mall import BOTH, run
from .outcome import PLAIN, Given, Outcome, Schemes


def kept(
    scheme: Scheme, margin: Fraction, sales: Fraction, rate: Fraction | None = None
) -> Fraction:
    """The part of a day's sales that the platform keeps, at a margin, before other expenses.

    ``rate`` is what the platform picks for both dividends, where the reading lets it choose.
    """
    picked = {} if rate is None else {"daily_rate": rate, "tier_rate": rate}
    reached = tuple(scheme.parameters.tier_thresholds)
    if sales * Fraction(scheme.parameters.points_per_yuan) < max(reached):
        raise AuditFailed("sales of the day", sales, "enough for one buyer to reach every tier")
    world = run(scheme, BOTH, [sales], picked, margin=margin, tier_thresholds=reached)
    return Fraction(world.treasury) / sales


def least_margin(scheme: Scheme, sales: Fraction, rate: Fraction | None = None) -> Fraction:
    """The margin at which the platform keeps nothing; any expense comes on top of it.

    Raises:
        AuditFailed: what is kept does not rise in proportion to the margin.
    """
    none, half, all_ = (kept(scheme, Fraction(m, 2), sales, rate) for m in range(3))
    if not half - none == all_ - half > 0:
        raise AuditFailed("what is kept", [none, half, all_], "in proportion to the margin")
    return -none / (all_ - none)


def platform_keeps(schemes: Schemes, given: Given) -> Outcome:
    """The part of a day's sales that the platform keeps at a margin, under each reading."""
    margin, sales = Fraction(given["margin"]), Fraction(given["turnover"])
    mall = schemes.mall
    p = mall.parameters
    cases: dict[str, tuple[Scheme, Fraction | None]] = {
        "20 % + 10 %": (mall, None),
        "20 % + 20 %": (mall.answering(tier_rate="twenty-percent"), None),
        "daily dividend out of the pool": (mall.answering(pool_use="paid-out"), None),
        "pool share taken from profit": (mall.answering(contribution_base="of-profit"), None),
    }
    for rate in (p.lowest_dividend_rate, p.highest_dividend_rate):
        chosen = mall.answering(dividend_rates="chosen-daily")
        cases[f"{rate * 100} % + {rate * 100} %"] = (chosen, Fraction(rate))
    exact = {label: kept(case, margin, sales, rate) for label, (case, rate) in cases.items()}
    margins = {
        f"least margin, expenses not counted, {label}": least_margin(case, sales, rate)
        for label, (case, rate) in cases.items()
    }
    return Outcome(
        exact,
        f"a sale and the day's end by the mall's rules, at a margin of {margin}, which is ours;"
        " the platform loses nothing exactly when product cost + expenses + outlays <= 1",
        margins,
    )


def bounties(_schemes: Schemes, given: Given) -> Outcome:
    """What a dealer is paid for the friends they bring, in yuan."""
    exact = Fraction(given["friends"]) * Fraction(given["bounty"])
    return Outcome({PLAIN: exact}, "friends × bounty")


def revenue_part(_schemes: Schemes, given: Given) -> Outcome:
    """What each dealer is paid out of the month's new revenue, in yuan."""
    return Outcome(
        {PLAIN: _part(given, Fraction(given["dealers"]))},
        "revenue × rate over the dealers, all as stated",
        _assumptions(given),
    )


def dealer_month(schemes: Schemes, given: Given) -> Outcome:
    """What a dealer is paid in the month, in yuan."""
    both = (bounties(schemes, given).exact[PLAIN], revenue_part(schemes, given).exact[PLAIN])
    return Outcome(
        {PLAIN: sum((each for each in both if isinstance(each, Fraction)), Fraction(0))},
        "bounties + part of the revenue; it assumes that every dealer brings the same number of"
        " friends, and that the buyers behind the revenue do not share in it",
        _assumptions(given),
    )


def _part(given: Given, dealers: Fraction) -> Fraction:
    return Fraction(given["revenue"]) * Fraction(given["rate"]) / dealers


def _assumptions(given: Given) -> dict[str, Fraction]:
    """What the figures assume: where the revenue comes from, and who does not share in it."""
    dealers, friends = Fraction(given["dealers"]), Fraction(given["friends"])
    buyers = Fraction(given["revenue"]) / Fraction(given["entry"])
    return {
        "buyers at the entry price behind the revenue": buyers,
        "friends brought by all dealers": dealers * friends,
        "part of each, if those buyers shared too": _part(given, dealers + buyers),
        "friends needed next month, if all did as well": (dealers + buyers) * friends,
    }


def coins(_schemes: Schemes, given: Given) -> Outcome:
    """What a number of pieces of the same value are worth together, in yuan."""
    return Outcome({PLAIN: Fraction(given["pieces"]) * Fraction(given["value"])}, "pieces × value")
