"""Readings: where the documents allow several meanings, each meaning is a named choice.

A reading is fixed before any rule runs. The first choice of each is its default. Those that
several mechanisms consult stand here; a mechanism may declare more in its own module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

from .errors import UnknownReading


class Reading(Enum):
    """One question that the documents leave open; the members are its possible answers."""

    @classmethod
    def clause(cls) -> str:
        """The id of the clause that asks the question."""
        return CLAUSES[cls]


Choice = TypeVar("Choice", bound=Reading)

KINDS: dict[str, type[Reading]] = {}
"""Every question by its name, in the order of declaration."""

CLAUSES: dict[type[Reading], str] = {}
"""The clause that asks each question."""

BY_CLAUSE: dict[str, str] = {}
"""The name of the question that a clause asks."""


def asks(clause: str) -> Callable[[type[Choice]], type[Choice]]:
    """Declare an enumeration as the answers to what a clause leaves open.

    Raises:
        ValueError: a question of this name or clause has been declared before.
    """

    def declare(kind: type[Choice]) -> type[Choice]:
        name = re.sub(r"(?<=.)(?=[A-Z])", "_", kind.__name__).lower()
        if name in KINDS or clause in BY_CLAUSE:
            raise ValueError(f"the reading {name} or the clause {clause} is declared twice")
        KINDS[name], CLAUSES[kind], BY_CLAUSE[clause] = kind, clause, name
        return kind

    return declare


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


class Readings:
    """One answer to every question; each is an attribute of the question's name.

    A question that is not answered here has its first answer.
    """

    _answers: dict[str, Reading]

    def __init__(self, **answers: Reading) -> None:
        self.__dict__["_answers"] = answers
        self.__dict__.update(answers)

    def __getattr__(self, name: str) -> Any:
        if name not in KINDS:
            raise AttributeError(name)
        return next(iter(KINDS[name]))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: readings are fixed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Readings) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().items()))

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
        return Readings(**{**self._answers, **found})

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
