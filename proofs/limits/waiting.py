"""How many further equal sales, and nothing else, it takes until a member gets their money back.

The points of a purchase are worth r·c·x at the price before it; the price has to rise until they
are worth x after the fee. Clauses: C16, M1, M2, N1, N3.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import sympy

from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers, derive_price
from ..algebra.expressions import ARGUMENTS, Equation, Expr, F, S, fraction, plain, tidy
from ..algebra.recurrence import N
from ..algebra.symbolic_run import run_on_symbols
from ..audit.bounds import least, power
from ..audit.judging import Bounds
from ..audit.plan import Law, law
from ..solving.pool import Solvers
from .evidence import History
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer

CLAIM, CLAUSES = "grant_is_worth_its_reward", ("C16", "M1.2", "M2.3", "N3")
RUN = (1, 2, 3)
"""The members whose waiting is also run, sale by sale, on exact fractions."""
FOLLOWED = (10, 100, 1000)
"""The members whose waiting is computed from bounds."""
MOST = 1000
"""The most sales that are run one by one."""


class Waiting(NamedTuple):
    """By how many times the price has to rise, as a formula; the exponent of its growth."""

    rise: Expr
    exponent: Expr


def waiting(scheme: Scheme) -> Waiting:
    """By how many times the price has to rise to pay a purchase back, by the rules on symbols.

    Raises:
        LimitFailed: the worth of a grant depends on the state.
    """
    x = ARGUMENTS["Yuan"]
    bought = run_on_symbols(scheme, scheme.rules["purchase"], {})
    supply, *_, after = bought.supplies()
    worth = tidy((after - supply) * F / S)
    rise = tidy(x / (worth * paid_part(scheme)))
    if rise.free_symbols & {F, S, x}:
        raise LimitFailed("rise that pays a purchase back", rise, "a formula in the parameters")
    return Waiting(rise, derive_price(scheme).exponent)


def paid_part(scheme: Scheme) -> Expr:
    """The part of their worth that is paid for points sold, by the rule on symbols.

    Raises:
        LimitFailed: it depends on the state.
    """
    pool, *_, left = run_on_symbols(scheme, scheme.rules["sell"], {}).pools()
    found = tidy((pool - left) / (ARGUMENTS["Points"] * F / S))
    if found.free_symbols & {F, S, ARGUMENTS["Points"]}:
        raise LimitFailed("part that a sale pays", found, "a formula in the parameters")
    return found


def sales_to_wait(scheme: Scheme, member: int, rise: Fraction, growth: Law) -> int:
    """The least number of further sales after which the member of this number is paid back.

    The price rises with every sale, so the least number can be found by halving.

    Raises:
        LimitFailed: the bounds of the price are too far apart to decide.
    """
    issue = Fraction(scheme.parameters.issue_price)
    first = Bounds(issue, issue) if member == 1 else growth.price(member - 1)

    def certain(sales: int) -> bool:
        return growth.price(member + sales).low >= rise * first.high

    def possible(sales: int) -> bool:
        return growth.price(member + sales).high >= rise * first.low

    found = least(certain)
    if found > 1 and possible(found - 1):
        raise LimitFailed(f"sales for member {member}", found, "bounds that lie closer together")
    return found


def first_member_waits(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The further sales for which the first member must wait."""
    scheme = scheme or load_scheme("wine-shop")
    needed = waiting(scheme)
    rise = fraction(needed.rise.subs(at_numbers(scheme)), "rise")
    rising = _rising(scheme)
    count = sales_to_wait(scheme, 1, rise, law(scheme))
    before, after = gains = [_gain(scheme, 1, sales) for sales in (count - 1, count)]
    if not before < 0 <= after:
        raise LimitFailed("gain of the first member", gains, "a loss, then none")
    witnesses = tuple(
        Witness(f"{count + number} purchases, the first one's points sold: gain", gain, "yuan")
        for number, gain in enumerate(gains)
    )
    price = sympy.Function("p")
    formula = sympy.Symbol("p_0") * needed.rise
    return Limit(
        name="first_member_waits",
        question="How many further equal sales, and nothing else, pay the first member back?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="the least n for which",
        formula=Equation("first_member_waits", "", price(1 + N), formula, sign=">="),
        value=Fraction(count),
        unit="further sales",
        meets=Meets.REACHED,
        grounds=(rising, _worth(needed)),
        letters={
            "n": "the number of further sales",
            "p": "the price; p(n) after n sales",
            "A": "by how many times the price has to rise",
        },
        witnesses=witnesses,
        solved_for="n",
        keeps=True,
    )


def members_wait(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """How the waiting grows with the number of the member."""
    scheme = scheme or load_scheme("wine-shop")
    needed, growth = waiting(scheme), law(scheme)
    numbers = at_numbers(scheme)
    rise = fraction(needed.rise.subs(numbers), "rise")
    exponent = fraction(needed.exponent.subs(numbers), "exponent")
    if exponent <= 0:
        raise LimitFailed("growth of the price", exponent, "a price that grows without bound")
    formula = needed.rise ** (1 / needed.exponent) - 1
    bound = power(rise, 1 / exponent)
    value = Bounds(bound.low - 1, bound.high - 1)
    witnesses = []
    for member in (*RUN, *FOLLOWED):
        count = sales_to_wait(scheme, member, rise, growth)
        if member in RUN:
            gains = (_gain(scheme, member, count - 1), _gain(scheme, member, count))
            if not gains[0] < 0 <= gains[1]:
                raise LimitFailed(f"gain of member {member}", gains, "a loss, then none")
        how = "run sale by sale" if member in RUN else "from bounds of the product"
        words = f"member {member} waits for {count} further sales ({how})"
        witnesses.append(Witness(words, Fraction(count, member)))
    # from the second member on: the first is granted points at the issue price
    require_closer("sales per number", witnesses[1:], value.low)
    n, k = sympy.symbols("n k")
    return Limit(
        name="members_wait",
        question="How does the number of further sales that pay member k back grow with k?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="further sales per number of the member, for large k",
        formula=Equation("members_wait", "", n / k, formula, sign="->"),
        value=value,
        unit="sales per number",
        meets=Meets.APPROACHED,
        grounds=(
            _rising(scheme),
            _worth(needed),
            Ground(
                f"the price after n sales grows like n^({plain(needed.exponent)}), so it has risen"
                " by the factor A after A^(1/exponent) times as many sales",
                "solution of the recurrence, checked by induction",
            ),
        ),
        letters={
            "n": "the number of further sales",
            "k": "the number of the member, in order of purchase",
            "A": "by how many times the price has to rise",
        },
        witnesses=tuple(witnesses),
        keeps=True,
    )


def _worth(needed: Waiting) -> Ground:
    return Ground(
        f"a member is paid back when the price is A = {plain(needed.rise)} times what it was"
        " before their purchase",
        "rules on symbols, met by the histories",
    )


def _rising(scheme: Scheme) -> Ground:
    """That the price rises with every sale, so that a member who is paid back once stays so.

    Raises:
        LimitFailed: it does not, at the scheme's numbers.
    """
    price = derive_price(scheme).price
    ratio = tidy(sympy.gammasimp(price.subs(N, N + 1) / price) - 1)
    if not ratio.subs(at_numbers(scheme)).is_positive:
        raise LimitFailed("rise of the price by a sale", ratio, "more than 0")
    return Ground(f"sale n + 1 lifts the price by {plain(ratio)} of itself", "closed form")


def _gain(scheme: Scheme, member: int, further: int) -> Fraction:
    """What a member has gained who sells all their points after ``further`` sales, in yuan.

    Raises:
        LimitFailed: these are more sales than can be run one by one.
    """
    if member + further > MOST:
        raise LimitFailed(f"sales until member {member} is paid back", further, f"at most {MOST}")
    history = History(scheme, 2)
    own, others = history.world.roster
    for number in range(1, member + further + 1):
        history.do("purchase", buyer=own if number == member else others, paid=history.order)
    history.do("sell", seller=own, points=history.held(own))
    return history.held(own, "yuan")
