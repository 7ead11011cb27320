"""Figures of the mall: shares, quotas and dividends, by the mall's own rules on exact fractions.

Each example runs on the shipped mall with the terms that the example states.
Clauses: N4, N5, N6, N7, N10, N11, N12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import Amount, ExactNumbers
from neverfalls.spec.schemes.scheme import Scheme

from .judging import AuditFailed
from .outcome import PLAIN, Given, Outcome, Schemes

SHARE_RATES = (10, 20, 1)
"""Shares per 2000 yuan: the three rates that the documents state."""

STEP = 2000
DAILY = ("purchase", "quota", "days", "daily-dividend")
TIERS = ("purchase", "quota", "days", "tier-dividend")
BOTH = ("purchase", "quota", "days", "daily-dividend", "tier-dividend")


def run(
    scheme: Scheme,
    mechanisms: Sequence[str],
    paid: Sequence[Fraction],
    arguments: Mapping[str, Fraction] | None = None,
    close: bool = True,
    **terms: Amount | tuple[Fraction, ...],
) -> World:
    """The state after one purchase by each of some members, and after the day's end.

    ``paid`` is what each pays, in yuan; ``terms`` are parameters that the example sets otherwise.
    """
    chosen = scheme.with_parameters(**terms)
    bare = replace(chosen, mechanisms=tuple(mechanisms), opening={}, members=())
    roster = bare.roster(len(paid))
    world = World(bare, ExactNumbers(), bare.opening_state(roster), roster)
    for buyer, amount in zip(roster, paid, strict=True):
        world.run(bare.rules["purchase"], {"buyer": buyer, "paid": amount})
    if close:
        world.run(bare.rules["close_day"], dict(arguments or {}))
    return world


def shares(scheme: Scheme, per_step: int, paid: Fraction) -> Fraction:
    """The shares that a purchase grants in proportion, at ``per_step`` shares per 2000 yuan."""
    rate = Fraction(per_step, STEP)
    world = run(scheme, ("purchase",), [paid], close=False, points_per_yuan=rate)
    return Fraction(world.supply)


def shares_granted(schemes: Schemes, given: Given) -> Outcome:
    """The shares for an amount spent, at each stated rate, in proportion and by full steps."""
    paid = Fraction(given["paid"])
    exact = {}
    for rate in SHARE_RATES:
        exact[f"{rate} per 2000"] = shares(schemes.mall, rate, paid)
        full = Fraction(paid // STEP * STEP)
        stepped = shares(schemes.mall, rate, full) if full else Fraction(0)
        if stepped != exact[f"{rate} per 2000"]:
            exact[f"{rate} per full 2000"] = stepped
    return Outcome(exact, "the mall's purchase rule at each rate that the documents state")


def yuan_per_share(schemes: Schemes, given: Given) -> Outcome:
    """The yuan spent on each share granted, at each stated rate."""
    paid = Fraction(given["paid"])
    exact = {f"{r} per 2000": paid / shares(schemes.mall, r, paid) for r in SHARE_RATES}
    return Outcome(exact, "the amount spent over the shares that the mall's purchase rule grants")


def shares_at_price(schemes: Schemes, given: Given) -> Outcome:
    """The shares for an amount spent, at the one stated rate that makes each cost a given price.

    Raises:
        AuditFailed: no stated rate, or more than one, comes to that price.
    """
    paid, price = Fraction(given["paid"]), Fraction(given["price"])
    granted = [shares(schemes.mall, rate, paid) for rate in SHARE_RATES]
    exact = [each for each in granted if paid == price * each]
    if len(exact) != 1:
        raise AuditFailed("shares at a price", granted, f"one rate at {price} yuan a share")
    method = f"the mall's purchase rule at the one stated rate of {price} yuan a share"
    return Outcome({PLAIN: exact[0]}, method)


def day_fund(schemes: Schemes, given: Given) -> Outcome:
    """The fund of the example's day, in yuan."""
    world = _example(schemes.mall, given, per_step=1, first=Fraction(given["turnover"]))
    return Outcome({PLAIN: Fraction(world.state["day.fund"])}, "the day's end by the mall's rules")


def dividend_per_share(schemes: Schemes, given: Given) -> Outcome:
    """The day's dividend on each share granted that day, at each stated rate, in yuan."""
    exact = {}
    for rate in SHARE_RATES:
        world = _example(schemes.mall, given, rate, Fraction(given["turnover"]))
        exact[f"{rate} per 2000"] = Fraction(world.state["day.fund"]) / Fraction(world.supply)
    return Outcome(exact, "the fund at the day's end over the shares that the day's sales granted")


def day_payment(schemes: Schemes, given: Given) -> Outcome:
    """What the holder of a number of shares is paid on the example's day, in yuan."""
    world = _bought(schemes, given)
    paid = Fraction(world.member(world.roster[0]).dividends)
    return Outcome({PLAIN: paid}, _EXAMPLE_METHOD)


def quota_left(schemes: Schemes, given: Given) -> Outcome:
    """The quota that the holder of a number of shares has left after the example's day, in yuan."""
    world, held = _bought(schemes, given), Fraction(given["held"])
    holder = world.member(world.roster[0])
    exact = {PLAIN: Fraction(holder.quota)}
    if held > 1:
        # The example gives two shares the quota of one purchase of 2000.
        granted = Fraction(given["multiple"]) * STEP
        exact = {
            "quota of one purchase, as the example has it": granted - Fraction(holder.dividends),
            "every share bought on the example's terms": Fraction(holder.quota),
        }
    return Outcome(exact, _EXAMPLE_METHOD)


_EXAMPLE_METHOD = (
    "purchases and the day's end by the mall's rules, on the example's terms: one share per 2000"
)


def quota_after_payment(schemes: Schemes, given: Given) -> Outcome:
    """The quota left after a purchase and one dividend of a stated amount, in yuan."""
    paid, dividend = Fraction(given["paid"]), Fraction(given["dividend"])
    world = run(schemes.mall, DAILY, [paid], daily_rate=dividend / paid)
    left = Fraction(world.member(world.roster[0]).quota)
    return Outcome({PLAIN: left}, "a purchase and a day's end that pays the stated dividend")


def gain_of_quota(schemes: Schemes, given: Given) -> Outcome:
    """What a member whose whole quota is paid gets beyond what they spent, in yuan."""
    paid, exact = Fraction(given["paid"]), {}
    for multiple in (schemes.mall.parameters.quota_multiple, Fraction(1)):
        world = run(schemes.mall, DAILY, [paid], close=False, quota_multiple=multiple)
        exact[f"quota {multiple} times the price"] = world.member(world.roster[0]).quota - paid
    return Outcome(exact, "the quota that the mall's purchase grants, less the price paid")


def tier_fund(schemes: Schemes, given: Given) -> Outcome:
    """The fund of each tier when all tiers together are given a stated amount, in yuan."""
    fund, sales = Fraction(given["fund"]), Fraction(given["turnover"])
    found = _tier_funds(schemes.mall, sales, fund / sales)
    return Outcome(
        {PLAIN: found[0]},
        "the day's end by the mall's rules; each fund as set aside",
        {"number of tiers": Fraction(len(found)), "all tiers together": sum(found, Fraction(0))},
    )


def tier_part(schemes: Schemes, given: Given) -> Outcome:
    """The part of sales in each tier's fund, when all tiers together get a stated share."""
    sales, share = Fraction(STEP), Fraction(given["share"])
    found = _tier_funds(schemes.mall, sales, share)
    return Outcome(
        {PLAIN: found[0] / sales},
        "the day's end by the mall's rules; each fund over the sales",
        {"number of tiers": Fraction(len(found))},
    )


def dividend_share(schemes: Schemes, given: Given) -> Outcome:
    """The part of a day's sales in both dividends together, with either share for the tiers."""
    sales, exact = Fraction(given["turnover"]), {}
    p = schemes.mall.parameters
    for label, share in (("10 % for the tiers", p.tier_rate), ("20 %", p.tier_rate_restated)):
        tiers = sum(_tier_funds(schemes.mall, sales, Fraction(share)), Fraction(0))
        world = run(schemes.mall, DAILY, [sales])
        exact[label] = (Fraction(world.state["day.fund"]) + tiers) / sales
    return Outcome(exact, "the day's end by the mall's rules; all funds over the sales")


def _example(mall: Scheme, given: Given, per_step: int, first: Fraction) -> World:
    """The example's day: the holder spends ``first``, another member the rest of the turnover."""
    rest = Fraction(given["turnover"]) - first
    return run(
        mall,
        DAILY,
        [first, rest] if rest else [first],
        points_per_yuan=Fraction(per_step, STEP),
        daily_rate=Fraction(given["rate"]),
        quota_multiple=Fraction(given.get("multiple", "1")),
    )


def _bought(schemes: Schemes, given: Given) -> World:
    """The example's day, on which the holder bought the shares at one per 2000."""
    return _example(schemes.mall, given, 1, Fraction(given["held"]) * STEP)


def _tier_funds(mall: Scheme, sales: Fraction, share: Fraction) -> list[Fraction]:
    """What each tier's fund is given at a day's end, in yuan."""
    count = len(mall.parameters.tier_thresholds)
    beyond = tuple(sales + tier for tier in range(count))
    world = run(mall, TIERS, [sales], tier_rate=share, tier_thresholds=beyond)
    return [Fraction(world.state["tiers.fund"])] * count
