"""What has to be paid in before old members have their money back.

A released debt a becomes points that nobody paid for, so at first they are worth less than a.
Purchases have to lift the price until the points are worth a after the fee. Clauses: C15, M14.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

import sympy

from neverfalls.spec.model.world import Price, Setting, View
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.continuous import flows
from ..algebra.expressions import PARAMETERS, Equation, Expr, F, fraction, plain, positive, tidy
from ..algebra.symbolic_run import run_on_symbols
from ..audit.bounds import power
from ..audit.judging import Bounds, format_exact
from ..solving.pool import Solvers
from .evidence import History
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer
from .waiting import paid_part

CLAIM, CLAUSES = "old_members_are_made_whole", ("C15", "M14.1", "M14.3", "A26")
SOURCES = {"old_members_wait": "minted", "old_members_wait_if_paid_for": "treasury"}
"""The limits, by who pays for the points."""
EARLIER = 100
"""Purchases before the debt is released."""
SIZES = (Fraction(1000), Fraction(100), Fraction(40))
"""Sizes of the later purchases, in yuan: the smaller they are, the less has to be paid in."""
MOST = 2000
"""The most sales that are run in one of the histories."""
A, Y = positive("a"), positive("y")
C, R = PARAMETERS["contribution"], PARAMETERS["reward"]


def debts(scheme: Setting) -> dict[str, Fraction]:
    """The old debts with which members open, by member, in yuan."""
    owed = ((key.rpartition("."), Fraction(value)) for key, value in scheme.opening.items())
    return {name: value for (name, _dot, entry), value in owed if entry == "debt"}


def rise(scheme: Scheme) -> tuple[Expr, Expr]:
    """By how many times the price has to rise to cover the debt; the pool after the release."""
    step = run_on_symbols(scheme, scheme.rules["release"], {"amount": A})
    pool, supply = step.pools()[-1], step.supplies()[-1]
    points = tidy(supply - step.supplies()[0])
    needed = tidy(A / (points * pool / supply * paid_part(scheme)))
    return needed, tidy(pool)


def exponent(scheme: Scheme) -> Expr:
    """The power of the pool with which the price grows by ever smaller purchases."""
    buying = next(flow for flow in flows(scheme) if flow.name == "buying")
    price = F / buying.solution.right
    found = tidy(sympy.simplify(F * price.diff(F) / price))
    if found.has(F):
        raise LimitFailed("growth of the price", found, "a power of the pool")
    return found


def lift_of_a_purchase(scheme: Scheme) -> Expr:
    """The factor by which a purchase that adds the part y to the pool lifts the price.

    It is no more than (1 + y)^(1 - r), because (1 + r·y)^v - (1 + y)^u has no negative
    coefficient for the reward r = u/v: no purchase lifts the price more than ever smaller ones
    for the same money do.

    Raises:
        LimitFailed: it is another factor, or a coefficient is negative.
    """
    step = run_on_symbols(scheme, scheme.rules["purchase"], {"paid": Y * F / C})
    (pool, *_, pool_then), (supply, *_, supply_then) = step.pools(), step.supplies()
    lift = tidy(pool_then * supply / (pool * supply_then))
    reward = Fraction(scheme.parameters.reward)
    u, v = reward.numerator, reward.denominator
    if sympy.simplify(lift - (1 + Y) / (1 + R * Y)) != 0:
        raise LimitFailed("rise of the price by a purchase", lift, "(1 + y)/(1 + r·y)")
    if any(comb(v, i) * reward**i < comb(u, i) for i in range(max(u, v) + 1)):
        raise LimitFailed("rise of the price by a purchase", reward, "a reward of at most 1")
    return lift


def whole_of(name: str) -> Callable[..., Limit]:
    """The function that derives what has to be paid in, for one answer to A26."""

    def derive(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        setting = (scheme or load_scheme("old-members")).answering(release_source=SOURCES[name])
        lift = lift_of_a_purchase(setting)
        needed, pool = rise(setting)
        power_of_pool = exponent(setting)
        formula = needed ** (1 / power_of_pool) - 1
        (debt,) = debts(setting).values()
        value = _at(setting, formula, EARLIER, debt)
        witnesses = tuple(_run(setting, size, needed, debt) for size in SIZES)
        require_closer(name, witnesses, value.low)
        early = _at(setting, formula, 1, debt)
        return Limit(
            name=name,
            question="How much has to be paid in before an old member has their money back?",
            clauses=CLAUSES,
            claim=CLAIM,
            scheme=setting.name,
            readings={"release_source": SOURCES[name]},
            meaning=f"contributions after the release / pool after it (F' = {plain(pool)}), by"
            f" purchases alone, more than; here for a = {debt} after {EARLIER} purchases",
            formula=Equation(name, "", sympy.Symbol("C/F'"), formula, sign=">="),
            value=value,
            unit="of the pool",
            meets=Meets.APPROACHED,
            grounds=(
                Ground(
                    "an old member has their money back when the price is"
                    f" A = {plain(needed)} times what it is after the release",
                    "rules on symbols, met by the histories",
                ),
                Ground(
                    f"by ever smaller purchases the price grows like F^({plain(power_of_pool)})",
                    "differential equation of the rule, checked by substitution",
                ),
                Ground(
                    f"a purchase that adds the part y lifts it by {plain(lift)}, which is no more"
                    " than (1 + y)^(1 - r)",
                    "rule on symbols, polynomial without a negative coefficient",
                ),
            ),
            letters={
                "C": "contributions after the release",
                "F": "the pool before the release, in yuan",
                "F'": "the pool after it",
                "a": "the old debt that is released, in yuan",
                "A": "by how many times the price has to rise",
                "y": "what a purchase adds, as a part of the pool",
            },
            witnesses=witnesses,
            remark=f"released after a single purchase: {format_exact(early)} of the pool",
            keeps=True,
        )

    derive.__name__ = name
    return derive


def _at(scheme: Scheme, formula: Expr, purchases: int, debt: Fraction) -> Bounds:
    """The bound for a debt that is released after a number of purchases."""
    history = _bought(scheme, purchases)
    numbers = _numbers(scheme, history, debt)
    base, exponent_of = ((formula + 1).as_base_exp()[each].subs(numbers) for each in (0, 1))
    needed = power(fraction(base, "rise of the price"), fraction(exponent_of, "its exponent"))
    return Bounds(needed.low - 1, needed.high - 1)


def _numbers(scheme: Scheme, history: History, debt: Fraction) -> dict[Expr, Expr]:
    """The symbols of the bound with their numbers before the release."""
    found = {A: debt, F: Fraction(history.world.pool)}
    exact = {each: sympy.Rational(*value.as_integer_ratio()) for each, value in found.items()}
    return {**at_numbers(scheme), **exact}


def _bought(scheme: Scheme, purchases: int) -> History:
    history = History(scheme, 2)
    for _ in range(purchases):
        history.do("purchase", buyer=history.world.roster[1], paid=history.order)
    return history


def _run(scheme: Scheme, size: Fraction, needed: Expr, debt: Fraction) -> Witness:
    """What is paid in, by sales of this size, until the veteran could get the whole debt back.

    Raises:
        LimitFailed: the price that was derived is not enough, or a lower one is.
    """
    history = _bought(scheme, EARLIER)
    veteran, buyer = history.world.roster
    rise_needed = fraction(needed.subs(_numbers(scheme, history, debt)), "rise of the price")
    history.do("release", creditor=veteran, amount=debt)
    pool, sales = Fraction(history.world.pool), 0
    price = Price(history.world.pool * rise_needed, history.world.supply)
    while not history.world.price.at_least(price):
        if sales == MOST:
            raise LimitFailed(f"sales of {size} yuan", f"more than {MOST}", "fewer")
        history.do("purchase", buyer=buyer, paid=size)
        sales += 1
    states = (history.world.on(history.before), history.world)
    whole = [_whole(state, veteran) for state in states]
    if whole != [False, True]:
        raise LimitFailed(f"whole after {sales - 1} and {sales} sales", whole, "no, then yes")
    paid_in = (Fraction(history.world.pool) - pool) / pool
    return Witness(f"{EARLIER} purchases, release, {sales} sales of {size} yuan", paid_in)


def _whole(state: View, veteran: str) -> bool:
    """Whether the veteran, by selling all their points, would have got what they were owed."""
    points = state.member(veteran).points
    _allowed, after = state.supposing("sell", seller=veteran, points=points)
    member = after.member(veteran)
    return bool(member.proceeds >= member.released)
