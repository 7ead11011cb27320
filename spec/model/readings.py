"""Readings: where the documents allow several meanings, each meaning is a named choice.

Those that several mechanisms consult stand here; a mechanism may declare more in its own module.
"""

from __future__ import annotations

from .reading import BY_CLAUSE, CLAUSES, KINDS, Reading, Readings, asks

__all__ = [
    "BY_CLAUSE",
    "CLAUSES",
    "KINDS",
    "ConstantBacking",
    "ConvertedPoints",
    "DividendRates",
    "EmptyPrice",
    "EmptyTier",
    "ForcedExitBase",
    "ForcedExitFee",
    "ForcedExitPrice",
    "FundSharers",
    "GoodsPayer",
    "Grant",
    "MintPrice",
    "PoolUse",
    "ProductCost",
    "QuotaScope",
    "Reading",
    "Readings",
    "StepView",
    "TierAccess",
    "TierRate",
    "asks",
]


@asks("A1")
class PoolUse(Reading):
    """What the pool money is for."""

    RESERVE = "reserve"  # it only backs the points
    PAID_OUT = "paid-out"  # the daily dividend is taken from the same pool


@asks("A2")
class GoodsPayer(Reading):
    """Who pays for goods taken with points."""

    PLATFORM = "platform"  # the treasury pays their cost, the pool is unchanged
    POOL = "pool"  # the pool reimburses the treasury for their value
    POOL_AT_COST = "pool-at-cost"  # the pool pays their cost


@asks("A3")
class ConvertedPoints(Reading):
    """Where points go that are converted to constant points."""

    STAY_CIRCULATING = "stay-circulating"  # the platform holds them, they count in the supply
    HELD_ASIDE = "held-aside"  # they leave the supply and may be issued again
    MEMBER_KEEPS_BOTH = "member-keeps-both"  # the member keeps points and constant points


@asks("A4")
class ConstantBacking(Reading):
    """Which assets stand behind the constant points."""

    POOL = "pool"  # the part of the pool that no member's points lay claim to
    TREASURY = "treasury"
    NOTHING = "nothing"


@asks("A5")
class EmptyPrice(Reading):
    """The price when no points circulate although money is left in the pool."""

    UNDEFINED = "undefined"  # nothing that needs a price can happen any more
    ISSUE_PRICE = "issue-price"  # points start again at the issue price
    LAST_QUOTE = "last-quote"  # points start again at the last quoted price


@asks("A6")
class TierRate(Reading):
    """The share of sales that the tier funds divide."""

    TEN_PERCENT = "ten-percent"
    TWENTY_PERCENT = "twenty-percent"


@asks("A7")
class TierAccess(Reading):
    """Which tier funds a member shares."""

    CUMULATIVE = "cumulative"  # its own and every lower one
    OWN_TIER_ONLY = "own-tier-only"


@asks("A8")
class EmptyTier(Reading):
    """What becomes of the fund of a tier that nobody has reached."""

    TO_TREASURY = "to-treasury"
    TO_POOL = "to-pool"
    TO_LOWER_TIERS = "to-lower-tiers"
    CARRIED_OVER = "carried-over"  # it is added to the same tier's fund of the next day


@asks("A10")
class QuotaScope(Reading):
    """Which payments count against the quota."""

    BOTH_DIVIDENDS = "both-dividends"
    DAILY_ONLY = "daily-only"
    DIVIDENDS_AND_EXITS = "dividends-and-exits"


@asks("A11")
class FundSharers(Reading):
    """Whose points share the daily fund."""

    ALL_POINTS = "all-points"  # what falls on points without quota stays with the platform
    ELIGIBLE_POINTS = "eligible-points"  # only points of members with quota left


@asks("A12")
class ForcedExitBase(Reading):
    """Which quota the value of a member's points is compared with."""

    REMAINING_QUOTA = "remaining-quota"
    GRANTED_QUOTA = "granted-quota"


@asks("A14")
class MintPrice(Reading):
    """The price at which a purchase is granted points."""

    BEFORE = "before"
    AFTER = "after"
    DISPLAYED = "displayed"  # before, as members see it
    LISTED = "listed"  # the one put up when a day closed last

    @property
    def needs(self) -> str:
        """Where nothing is rounded or listed, the price displayed or listed is the price."""
        return {MintPrice.DISPLAYED: "rounding", MintPrice.LISTED: "price-list"}.get(self, "")


@asks("A18")
class ForcedExitPrice(Reading):
    """The price paid to the members who are forced out on one day."""

    ONE_BY_ONE = "one-by-one"  # in roster order, each at the price its predecessors left
    ONE_PRICE = "one-price"  # all at the price the day's forced exits start from


@asks("A19")
class StepView(Reading):
    """Whether the state between paying and burning can be seen."""

    ATOMIC = "atomic"
    PAY_THEN_BURN = "pay-then-burn"


@asks("A20")
class ProductCost(Reading):
    """What a product costs the platform; the documents never say."""

    STATED_MARGIN = "stated-margin"  # the margin of the scheme file (1/2 in the shipped ones)
    ANY_MARGIN = "any-margin"  # any margin from 0 to 1, the same for every sale


@asks("A21")
class DividendRates(Reading):
    """How the two dividend rates are set."""

    FIXED = "fixed"  # the rates of the scheme file
    CHOSEN_DAILY = "chosen-daily"  # the platform picks each within the stated range, day by day


@asks("A22")
class Grant(Reading):
    """What a purchase grants."""

    FIXED_VALUE = "fixed-value"  # points worth a share of the contribution
    FIXED_NUMBER = "fixed-number"  # a number of points per yuan spent


@asks("A23")
class ForcedExitFee(Reading):
    """Whether a forced sale pays the exit fee."""

    CHARGED = "charged"
    WAIVED = "waived"
