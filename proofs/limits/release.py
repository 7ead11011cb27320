"""When a fixed number of points has been released: after how many sales, or for how much money.

Clauses: M10, N9, C4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from neverfalls.spec.claims.claim import Check, Kind
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers, derive_price
from ..algebra.expressions import ARGUMENTS, Equation, fraction, plain, positive, tidy
from ..algebra.recurrence import N, growth
from ..algebra.symbolic_run import run_on_symbols
from ..audit.plan import law
from ..solving.pool import Solvers
from ..theorems.price import PRICE
from .evidence import History, opened, proved, statement
from .limit import Ground, Limit, LimitFailed, Meets, Witness, enclosed, require_reached

CAPS = {"cap_of_a_hundred_million": Fraction(10**8), "cap_of_six_billion": Fraction(6 * 10**9)}
"""The two numbers of points that the documents call fixed (M10)."""
CLAUSES = ("C4", "M10", "N9")
CLAIM = "every_sale_can_earn_points"
MOST = 2000
"""The most sales that are run one by one."""
SMALL = (Fraction(100), Fraction(1000))
"""Numbers of points small enough for every sale to be run."""


def pool_is_worth_the_issue_price(w: View) -> Iterator[Check]:
    """Circulating points are never worth less than the issue price."""
    yield Check("pool", w.pool, w.parameters.issue_price * w.supply)


def grants_stay_within_contributions(before: View, after: View) -> Iterator[Check]:
    """In one step, new points at the issue price are worth no more than the reward of what is
    paid in."""
    t = after.parameters
    paid = after.state["contributions.total"] - before.state["contributions.total"]
    yield Check("points", t.reward * paid, t.issue_price * (after.supply - before.supply))


def least_turnover(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The least turnover that releases all points: a single sale."""
    scheme = scheme or load_scheme("wine-shop")
    cap, x = positive("A"), ARGUMENTS["Yuan"]
    first = run_on_symbols(scheme, scheme.rules["purchase"], {}, empty=True)
    granted = tidy(first.supplies()[-1] / x)
    per_point = fraction(tidy(1 / granted).subs(at_numbers(scheme)), "yuan per point released")
    witnesses = []
    for points in CAPS.values():
        history = History(scheme, 1)
        history.do("purchase", buyer=history.world.roster[0], paid=points * per_point)
        require_reached("points of one sale", Fraction(history.world.supply), points)
        words = f"{history.text()} releases {points} points: paid per point"
        witnesses.append(Witness(words, per_point))
    within: dict[str, Callable[[terms.Term], terms.Term]] = {
        "contribution": lambda c: terms.all_of(c > 0, c <= 1),
        "reward": lambda r: terms.all_of(r > 0, r <= 1),
        "issue_price": lambda p: p > 0,
    }
    setting = opened(scheme, within)
    lemma = statement(Kind.STATE, pool_is_worth_the_issue_price)
    grounds = proved(
        setting, [statement(Kind.STEP, grants_stay_within_contributions)], solvers, PRICE, [lemma]
    )
    return Limit(
        name="least_turnover",
        question="What is the least turnover that releases a fixed number of points?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="turnover that releases A points / A, at least",
        formula=Equation("least_turnover", "", x / cap, tidy(1 / granted), sign=">="),
        value=per_point,
        unit="yuan per point",
        meets=Meets.REACHED,
        grounds=tuple(grounds),
        letters={"x": "the turnover, in yuan", "A": "the points that are released"},
        witnesses=tuple(witnesses),
    )


def cap_of(name: str, points: Fraction) -> Callable[..., Limit]:
    """The function that derives after how many equal sales a number of points is released."""

    def derive(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        scheme = scheme or load_scheme("wine-shop")
        order = Fraction(scheme.parameters.order)
        rule = law(scheme)
        value = enclosed(rule.sales_to_release(points), name)
        derived = derive_price(scheme)
        exponent, constant = growth(derived.supply)
        cap = positive("A")
        witnesses = [_run(scheme, small) for small in SMALL]
        for small, witness in zip(SMALL, witnesses, strict=True):
            require_reached(name, witness.value, enclosed(rule.sales_to_release(small), name))
        sales = value if isinstance(value, Fraction) else value.low
        return Limit(
            name=name,
            question=f"Which sale of {order} yuan is the first to reach a cap of {points} points?",
            clauses=CLAUSES,
            claim=CLAIM,
            scheme=scheme.name,
            readings={},
            meaning="the least n for which the supply S(n) is that large; for large A",
            formula=Equation(name, "", N, tidy((cap / constant) ** (1 / exponent)), sign="~"),
            value=value,
            unit="sales",
            meets=Meets.REACHED if isinstance(value, Fraction) else Meets.ENCLOSED,
            grounds=(
                Ground(f"S(n) = {plain(derived.supply)}", "recurrence, checked by induction"),
                Ground(
                    "the product behind it lies between two telescoping ones",
                    "polynomials without a coefficient of the wrong sign, whole-number roots",
                ),
            ),
            letters={
                "n": "the number of purchases",
                "S": "the points in circulation; S(n) after n purchases",
                "x": "what each purchase pays, in yuan",
                "A": "the number of points that is to be reached",
            },
            witnesses=tuple(witnesses),
            remark=f"a turnover of at least {sales * order} yuan",
        )

    derive.__name__ = name
    return derive


def _run(scheme: Scheme, points: Fraction) -> Witness:
    """The first purchase that is refused under a cap of this many points.

    Raises:
        LimitFailed: it comes after more sales than can be run.
    """
    capped = replace(scheme, mechanisms=(*scheme.mechanisms, "issue-cap"))
    history = History(capped.with_parameters(cap=points), 1)
    while len(history.events) < MOST:
        try:
            history.do("purchase", buyer=history.world.roster[0], paid=history.order)
        except NotEnabled:
            refused = Fraction(len(history.events))
            return Witness(f"the first that a cap of {points} points refuses", refused)
    raise LimitFailed(f"sales that release {points} points", f"more than {MOST}", "fewer")
