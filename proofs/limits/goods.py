"""How much the goods can cost that are taken for points, where the pool never pays for them.

Every redemption leaves the pool as it is, so each can take goods worth up to the whole pool.
Clauses: C6, M3.2, A2.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy

from neverfalls.spec.claims.claim import Check, Kind
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.continuous import flows
from ..algebra.expressions import Equation, Expr, F, S, fraction, plain, positive, tidy
from ..algebra.symbolic_run import run_on_symbols
from ..solving.pool import Solvers
from .evidence import History, opened, proved, statement
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer, require_reached

CLAIM, CLAUSES = "goods_cost_within_contributions", ("C6", "M3.2", "A2")
K, E = positive("k"), positive("epsilon")
MOST = 1000
"""The most redemptions of a history."""
MULTIPLES = (1, 2, 3)
"""How many times all contributions equal redemptions are made to cost."""


def a_redemption_costs_no_more_than_the_pool(before: View, after: View) -> Iterator[Check]:
    """In one step, the cost of goods taken grows by no more than what goods worth the pool cost."""
    part = 1 - after.parameters.margin
    most = before.state["goods.cost"] + part * before.pool
    yield Check("cost of goods", most, after.state["goods.cost"])


def pool_stays_within_contributions(w: View) -> Iterator[Check]:
    """The pool never holds more than all contributions ever paid in."""
    yield Check("contributions", w.state["contributions.total"], w.pool)


def cost_of(scheme: Scheme, part: Expr) -> Expr:
    """What a redemption of this part of all points costs, by the rule on symbols.

    Raises:
        LimitFailed: the redemption moves the pool, or its cost depends on the points.
    """
    step = run_on_symbols(scheme, scheme.rules["redeem"], {"points": part * S})
    if step.pools()[-1] != F:
        raise LimitFailed("the pool after a redemption", step.pools()[-1], "the pool before it")
    before, *_, after = step.records("goods.cost")
    cost = tidy(after - before)
    if cost.has(S):
        raise LimitFailed("cost of a redemption", cost, "one in F, the margin and the part taken")
    return cost


def goods_by_redemptions(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The most that k redemptions can cost."""
    scheme = scheme or load_scheme("wine-shop")
    whole, nearly = cost_of(scheme, sympy.Integer(1)), cost_of(scheme, 1 - E)
    law = tidy((whole + (K - 1) * nearly) / F)
    most = tidy(K * whole / F)
    if sympy.simplify(law.subs(E, 0) - most) != 0:
        raise LimitFailed("cost as the part left goes to 0", law.subs(E, 0), str(most))
    least = sympy.floor(1 / tidy(whole / F).subs(at_numbers(scheme))) + 1
    count = int(least)
    if count > MOST:
        raise LimitFailed("redemptions that cost all contributions", count, f"at most {MOST}")
    bound = fraction(most.subs(at_numbers(scheme)).subs(K, count), "cost of goods")
    witnesses = []
    for left in (Fraction(1, 10), Fraction(1, 100), Fraction(1, 1000)):
        history = nearly_all(scheme, count, left)
        found = _cost_per_contribution(history)
        expected = law.subs(at_numbers(scheme)).subs({K: count, E: sympy.Rational(left)})
        require_reached("cost of the redemptions", found, fraction(expected, "cost of goods"))
        witnesses.append(Witness(history.text(), found))
    require_closer("cost of the redemptions", witnesses, bound)
    margins = opened(scheme, {"margin": lambda m: terms.all_of(m >= 0, m <= 1)})
    claims = [
        statement(Kind.STEP, a_redemption_costs_no_more_than_the_pool),
        statement(Kind.STATE, pool_stays_within_contributions),
    ]
    fewer = fraction(most.subs(at_numbers(scheme)).subs(K, count - 1), "cost of goods")
    return Limit(
        name="goods_by_redemptions",
        question="How much can k redemptions for goods cost, measured in all contributions?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={"goods_payer": "platform"},
        meaning=f"cost of goods / contributions, less than; here for k = {count}, the fewest that"
        f" can cost more than all contributions (for {count - 1} the bound is {fewer})",
        formula=Equation("goods_by_redemptions", "", sympy.Symbol("G/C"), most, sign="<="),
        value=bound,
        unit="of all contributions",
        meets=Meets.APPROACHED,
        grounds=(
            *proved(margins, claims, solvers),
            Ground(
                f"k redemptions, each of which but the last leaves a part epsilon: G/C ="
                f" {plain(law)}",
                "the rule on symbols, re-checked on fractions",
            ),
        ),
        letters={
            "G": "the cost of all goods taken",
            "C": "all contributions",
            "k": "the number of redemptions",
            "epsilon": "the part that is left each time",
        },
        witnesses=tuple(witnesses),
        keeps=False,
    )


def goods_by_equal_redemptions(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """What k equal redemptions of all points cost: a harmonic sum, without bound."""
    scheme = scheme or load_scheme("wine-shop")
    i = sympy.Symbol("i", integer=True, positive=True)
    # the i-th of k equal redemptions takes 1 of the k - i + 1 parts that are left
    term = tidy(cost_of(scheme, 1 / (K - i + 1)) / F)
    rate = tidy(term * (K - i + 1))
    if rate.has(i) or rate.has(K):
        raise LimitFailed("cost of the i-th redemption", term, "a multiple of 1/(k - i + 1)")
    goods = next((flow for flow in flows(scheme) if flow.name == "goods"), None)
    if goods is None or goods.taken is None or goods.bound != sympy.oo:
        raise LimitFailed("goods in ever smaller amounts", goods, "no bound")
    each = fraction(rate.subs(at_numbers(scheme)), "rate of the harmonic sum")
    witnesses = []
    for multiple in MULTIPLES:
        count = _fewest(each, Fraction(multiple))
        found, before = (
            _cost_per_contribution(in_equal_parts(scheme, number)) for number in (count, count - 1)
        )
        require_reached("cost of equal redemptions", found, each * harmonic(count))
        if not before <= multiple < found:
            raise LimitFailed("fewest redemptions", (before, found), f"{multiple} between them")
        history = f"one purchase, its points redeemed in {count} equal parts (one fewer is too few)"
        witnesses.append(Witness(history, found))
    formula = rate * sympy.Function("H")(K)
    return Limit(
        name="goods_by_equal_redemptions",
        question="How much can the goods cost that one purchase's points pay for in equal parts?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={"goods_payer": "platform"},
        meaning="cost of goods / contributions after k equal parts, H(k) = 1 + 1/2 + ... + 1/k",
        formula=Equation("goods_by_equal_redemptions", "", sympy.Symbol("G/C"), formula),
        value=None,
        unit="of all contributions",
        meets=Meets.UNBOUNDED,
        grounds=(
            Ground(f"the i-th part costs F·{plain(term)}", "rule on symbols"),
            Ground("H(2k) >= H(k) + 1/2, so there is no bound", "k terms of at least 1/(2k)"),
            Ground(
                f"in ever smaller parts the goods are worth {goods.taken.text()}",
                "differential equation of the rule, checked by substitution",
            ),
        ),
        letters={
            "G": "the cost of all goods taken",
            "C": "all contributions",
            "k": "the number of equal parts",
            "i": "the number of one part",
            "H": "H(k) is the sum 1 + 1/2 + ... + 1/k",
            "V": "the worth of the goods taken while the points fall from S_0 to S",
            "F_0": "the pool at the start",
            "S_0": "the points at the start",
        },
        witnesses=tuple(witnesses),
        keeps=False,
    )


def harmonic(count: int) -> Fraction:
    """The sum 1 + 1/2 + ... + 1/count."""
    return sum((Fraction(1, each) for each in range(1, count + 1)), Fraction(0))


def _fewest(rate: Fraction, multiple: Fraction) -> int:
    """The least k for which rate × H(k) is above the multiple.

    Raises:
        LimitFailed: it is more than can be run.
    """
    total, count = Fraction(0), 0
    while rate * total <= multiple:
        if count == MOST:
            raise LimitFailed("equal redemptions", f"more than {MOST}", "fewer")
        count += 1
        total += Fraction(1, count)
    return count


def _bought(scheme: Scheme) -> History:
    history = History(scheme, 1)
    buyer = history.world.roster[0]
    history.do("purchase", buyer=buyer, paid=scheme.parameters.order)
    return history


def nearly_all(scheme: Scheme, count: int, left: Fraction) -> History:
    """One purchase, and so many redemptions; each but the last leaves this part of the points."""
    history = _bought(scheme)
    holder = history.world.roster[0]
    for number in range(1, count + 1):
        part = 1 if number == count else 1 - left
        history.do("redeem", holder=holder, points=history.held(holder) * part)
    return history


def in_equal_parts(scheme: Scheme, count: int) -> History:
    """One purchase, whose points are redeemed in so many equal parts."""
    history = _bought(scheme)
    holder = history.world.roster[0]
    part = history.held(holder) / count
    for _ in range(count):
        history.do("redeem", holder=holder, points=part)
    return history


def _cost_per_contribution(history: History) -> Fraction:
    state = history.world.state
    return Fraction(state["goods.cost"]) / Fraction(state["contributions.total"])
