"""Readings: where the documents allow several meanings, each meaning is a named choice.

A reading is fixed before any rule runs. The first choice of each is its default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum

from .errors import UnknownReading


class Reading(Enum):
    """One question that the documents leave open; the members are its possible answers."""

    @classmethod
    def clause(cls) -> str:
        """The id of the clause that asks the question."""
        return CLAUSES[cls]


class PoolUse(Reading):
    """What the pool money is for."""

    RESERVE = "reserve"  # it only backs the points
    PAID_OUT = "paid-out"  # the daily dividend is taken from the same pool


class GoodsPayer(Reading):
    """Who pays for goods taken with points."""

    PLATFORM = "platform"  # the treasury pays their cost, the pool is unchanged
    POOL = "pool"  # the pool reimburses the treasury for their value
    POOL_AT_COST = "pool-at-cost"  # the pool pays their cost


class ConvertedPoints(Reading):
    """Where points go that are converted to constant points."""

    STAY_CIRCULATING = "stay-circulating"  # the platform holds them, they count in the supply
    HELD_ASIDE = "held-aside"  # they leave the supply and may be issued again
    MEMBER_KEEPS_BOTH = "member-keeps-both"  # the member keeps points and constant points


class ConstantBacking(Reading):
    """Which assets stand behind the constant points."""

    POOL = "pool"  # the part of the pool that no member's points lay claim to
    TREASURY = "treasury"
    NOTHING = "nothing"


class EmptyPrice(Reading):
    """The price when no points circulate although money is left in the pool."""

    UNDEFINED = "undefined"  # nothing that needs a price can happen any more
    ISSUE_PRICE = "issue-price"  # points start again at the issue price
    LAST_QUOTE = "last-quote"  # points start again at the last quoted price


class TierRate(Reading):
    """The share of sales that the tier funds divide."""

    TEN_PERCENT = "ten-percent"
    TWENTY_PERCENT = "twenty-percent"


class TierAccess(Reading):
    """Which tier funds a member shares."""

    CUMULATIVE = "cumulative"  # its own and every lower one
    OWN_TIER_ONLY = "own-tier-only"


class EmptyTier(Reading):
    """What becomes of the fund of a tier that nobody has reached."""

    TO_TREASURY = "to-treasury"
    TO_POOL = "to-pool"
    TO_LOWER_TIERS = "to-lower-tiers"
    CARRIED_OVER = "carried-over"  # it is added to the same tier's fund of the next day


class QuotaScope(Reading):
    """Which payments count against the quota."""

    BOTH_DIVIDENDS = "both-dividends"
    DAILY_ONLY = "daily-only"
    DIVIDENDS_AND_EXITS = "dividends-and-exits"


class FundSharers(Reading):
    """Whose points share the daily fund."""

    ALL_POINTS = "all-points"  # what falls on points without quota stays with the platform
    ELIGIBLE_POINTS = "eligible-points"  # only points of members with quota left


class ForcedExitBase(Reading):
    """Which quota the value of a member's points is compared with."""

    REMAINING_QUOTA = "remaining-quota"
    GRANTED_QUOTA = "granted-quota"


class MintPrice(Reading):
    """The price at which a purchase is granted points."""

    BEFORE = "before"
    AFTER = "after"


class ForcedExitPrice(Reading):
    """The price paid to the members who are forced out on one day."""

    ONE_BY_ONE = "one-by-one"  # in roster order, each at the price its predecessors left
    ONE_PRICE = "one-price"  # all at the price the day's forced exits start from


class StepView(Reading):
    """Whether the state between paying and burning can be seen."""

    ATOMIC = "atomic"
    PAY_THEN_BURN = "pay-then-burn"


class ProductCost(Reading):
    """What a product costs the platform; the documents never say."""

    STATED_MARGIN = "stated-margin"  # the margin of the scheme file (1/2 in the shipped ones)
    ANY_MARGIN = "any-margin"  # any margin from 0 to 1, the same for every sale


class DividendRates(Reading):
    """How the two dividend rates are set."""

    FIXED = "fixed"  # the rates of the scheme file
    CHOSEN_DAILY = "chosen-daily"  # the platform picks each within the stated range, day by day


class Grant(Reading):
    """What a purchase grants."""

    FIXED_VALUE = "fixed-value"  # points worth a share of the contribution
    FIXED_NUMBER = "fixed-number"  # a number of points per yuan spent


class ForcedExitFee(Reading):
    """Whether a forced sale pays the exit fee."""

    CHARGED = "charged"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Readings:
    """One answer to every question."""

    pool_use: PoolUse = PoolUse.RESERVE
    goods_payer: GoodsPayer = GoodsPayer.PLATFORM
    converted_points: ConvertedPoints = ConvertedPoints.STAY_CIRCULATING
    constant_backing: ConstantBacking = ConstantBacking.POOL
    empty_price: EmptyPrice = EmptyPrice.UNDEFINED
    tier_rate: TierRate = TierRate.TEN_PERCENT
    tier_access: TierAccess = TierAccess.CUMULATIVE
    empty_tier: EmptyTier = EmptyTier.TO_TREASURY
    quota_scope: QuotaScope = QuotaScope.BOTH_DIVIDENDS
    fund_sharers: FundSharers = FundSharers.ALL_POINTS
    forced_exit_base: ForcedExitBase = ForcedExitBase.REMAINING_QUOTA
    mint_price: MintPrice = MintPrice.BEFORE
    forced_exit_price: ForcedExitPrice = ForcedExitPrice.ONE_BY_ONE
    step_view: StepView = StepView.ATOMIC
    product_cost: ProductCost = ProductCost.STATED_MARGIN
    dividend_rates: DividendRates = DividendRates.FIXED
    grant: Grant = Grant.FIXED_VALUE
    forced_exit_fee: ForcedExitFee = ForcedExitFee.CHARGED

    def to_dict(self) -> dict[str, str]:
        """The choice made for each reading, by name."""
        return {name: getattr(self, name).value for name in KINDS}

    def with_choices(self, choices: Mapping[str, str]) -> Readings:
        """These readings with some answers replaced; keys are names or clause ids.

        Raises:
            UnknownReading: no such reading, or no such choice.
        """
        found: dict[str, Reading] = {}
        for key, choice in choices.items():
            name = BY_CLAUSE.get(key, key).replace("-", "_")
            kind = KINDS.get(name)
            if kind is None:
                raise UnknownReading("reading", key, sorted(KINDS))
            try:
                found[name] = kind(choice)
            except ValueError:
                raise UnknownReading(name, choice, [each.value for each in kind]) from None
        return replace(self, **found)  # type: ignore[arg-type]  # each value is its field's enum

    def deviations(self) -> Iterator[tuple[str, Readings]]:
        """Every reading that differs from this one in a single answer, with the name of it."""
        for name, kind in KINDS.items():
            for choice in kind:
                if choice is not getattr(self, name):
                    yield f"{name}={choice.value}", self.with_choices({name: choice.value})

    def differences(self, other: Readings) -> dict[str, str]:
        """The answers of ``other`` that are not the ones given here."""
        mine, theirs = self.to_dict(), other.to_dict()
        return {name: theirs[name] for name in mine if mine[name] != theirs[name]}


KINDS: dict[str, type[Reading]] = {
    field.name: type(getattr(Readings(), field.name)) for field in fields(Readings)
}

CLAUSES: dict[type[Reading], str] = {
    PoolUse: "A1",
    GoodsPayer: "A2",
    ConvertedPoints: "A3",
    ConstantBacking: "A4",
    EmptyPrice: "A5",
    TierRate: "A6",
    TierAccess: "A7",
    EmptyTier: "A8",
    QuotaScope: "A10",
    FundSharers: "A11",
    ForcedExitBase: "A12",
    MintPrice: "A14",
    ForcedExitPrice: "A18",
    StepView: "A19",
    ProductCost: "A20",
    DividendRates: "A21",
    Grant: "A22",
    ForcedExitFee: "A23",
}

BY_CLAUSE: dict[str, str] = {CLAUSES[kind]: name for name, kind in KINDS.items()}
