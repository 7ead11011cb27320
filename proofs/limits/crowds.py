"""A day on symbols, with kinds of members of whom there are any number, all alike.

One member of each kind is written down; sums over all members count each as often as there are
such members. So a day's law comes out for any number of members at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from neverfalls.spec.model.world import Member, World
from neverfalls.spec.numbers import Amount, SymbolicNumbers, terms
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.expressions import Algebra, Expr, positive, tidy
from .evidence import History
from .limit import LimitFailed
from .quota import NAMES

WAITING, PAID, FORCED_OUT = KINDS = ("waiting", "paid", "forced-out")
"""Members with points and quota left; with points and no quota left; with quota and no points."""
MORE, IDLE, GONE, NEW = "K", "E", "L", "N"
SIZES = {WAITING: 1 + terms.name(MORE), PAID: terms.name(IDLE), FORCED_OUT: terms.name(GONE)}
RATES = {**NAMES, "tier_rate_restated": positive("t_1")}
"""The parameters that a day's law may contain."""
COUNTS: dict[str, Expr] = {name: positive(name) for name in (MORE, IDLE, GONE, NEW)}


class Crowds(World):
    """A world in which each member written down stands for a number of members."""

    sizes: Mapping[str, Any]

    def total(self, amount: Callable[[Member], Amount]) -> Amount:
        """The sum of an amount over all members, those who are not written down included."""
        return sum(self.sizes[name] * amount(self.member(name)) for name in self.roster)


class DaysLaw(NamedTuple):
    """What a day with one order for each of N newcomers pays, in orders and per newcomer.

    ``held`` is paid for points, ``tiered`` as tier dividend. Each goes to ``of_held`` members in
    equal parts, or ``of_tiered``, as numbers of each kind.
    """

    held: Expr
    tiered: Expr
    of_held: tuple[str, ...]
    of_tiered: tuple[str, ...]


def days_law(scheme: Scheme) -> DaysLaw:
    """What members of each kind receive at the end of a day, by the rules on symbols.

    Raises:
        LimitFailed: the law is not of the form that ``DaysLaw`` states.
    """
    none = Fraction(0)
    without_tiers = _incomes(scheme.with_parameters(tier_rate=none, tier_rate_restated=none))
    everything = _incomes(scheme)
    by_points = {kind: tidy(without_tiers[kind]) for kind in KINDS}
    by_tier = {kind: tidy(everything[kind] - by_points[kind]) for kind in KINDS}
    held, of_held = _split("by points", by_points)
    tiered, of_tiered = _split("by tier", by_tier)
    return DaysLaw(held, tiered, of_held, of_tiered)


def _split(what: str, incomes: Mapping[str, Expr]) -> tuple[Expr, tuple[str, ...]]:
    """A fund, and the kinds of members who share it evenly."""
    counts = {WAITING: 1 + COUNTS[MORE], PAID: COUNTS[IDLE], FORCED_OUT: COUNTS[GONE]}
    for kinds in ((WAITING, PAID), KINDS):
        sharers = sum(counts[kind] for kind in kinds)
        fund = tidy(incomes[WAITING] * sharers)
        others = fund / sharers if FORCED_OUT in kinds else 0
        known = not fund.free_symbols & set(COUNTS.values())
        if known and tidy(incomes[FORCED_OUT] - others) == 0:
            return fund, kinds
    raise LimitFailed(f"dividends {what}", dict(incomes), "an even split of one fund")


def _incomes(scheme: Scheme) -> dict[str, Expr]:
    """What one member of each kind receives, in orders, per newcomer of the day."""
    bought = History(scheme, 1)
    order = Fraction(scheme.parameters.order)
    one = bought.world.roster[0]
    bought.do("purchase", buyer=one, paid=order)
    points, pool = bought.held(one), Fraction(bought.world.pool)
    rates = {
        each: terms.name(each) for each in set(RATES) - {"quota_multiple"} if _open(scheme, each)
    }
    opened = scheme.with_parameters(**rates)
    state = opened.opening_state(KINDS)
    sales = terms.name(NEW) * order
    # so much that no day can use it up
    much = terms.name("Q") + sum(rates.values(), Fraction(0)) * sales
    for kind in KINDS:
        state[f"{kind}.points"] = Fraction(0) if kind == FORCED_OUT else points
        state[f"{kind}.peak"] = bought.held(one, "peak")
        state[f"{kind}.granted"] = bought.held(one, "granted")
        state[f"{kind}.quota"] = Fraction(0) if kind == PAID else much
    holders = SIZES[WAITING] + SIZES[PAID]
    state |= {
        "issuer.points": -points * holders,
        "pool.yuan": pool * holders,
        "day.sales": sales,
    }
    numbers = SymbolicNumbers()
    world = Crowds(opened, numbers, state, KINDS)
    world.sizes = SIZES
    world.run(opened.rules["close_day"], {})
    algebra = Algebra(numbers, {**RATES, **COUNTS})
    news = COUNTS[NEW] * order
    return {kind: tidy(_received(algebra, world, kind) / news) for kind in KINDS}


def _open(scheme: Scheme, rate: str) -> bool:
    return bool(getattr(scheme.parameters, rate) > 0)


def _received(algebra: Algebra, world: World, kind: str) -> Expr:
    return algebra.amount(world.state[f"{kind}.dividends"])
