"""How far all rounds of the circle together carry a change in the token price.

One round returns the product g of the three gains. If g is below 1 all rounds add up to a finite
multiple of the change, otherwise to no finite one; a fall is carried as far as a rise. Clauses:
C20, M16.1, A35.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import sympy

from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import Amount, SymbolicNumbers, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Algebra, Equation, Expr, fraction, plain, positive, tidy
from ..algebra.letters import of_parameters
from ..algebra.recurrence import N, solve
from ..solving.pool import Solvers
from .evidence import History
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer, require_reached

CLAIM, CLAUSES = "circle_stays_within_bounds", ("C20", "M16.1", "A35")
FEEDBACKS = {"circle_rounds": "damped", "circle_rounds_amplified": "amplifying"}
"""The limits, by the reading of A35."""
GAINS = {
    "token_to_earnings": positive("g_1"),
    "earnings_to_share": positive("g_2"),
    "share_to_token": positive("g_3"),
    "share_to_token_amplified": positive("g_3"),
}


def _gains(name: str) -> dict[str, Expr]:
    """The gains of a round under the reading of this limit."""
    other = "share_to_token" if FEEDBACKS[name] == "amplifying" else "share_to_token_amplified"
    return {each: symbol for each, symbol in GAINS.items() if each != other}


TURNS = (1, 4, 16)
NEWS = Fraction(1)
"""The change that is followed, in yuan per token."""
X, G = positive("a"), positive("g")
TOKEN, PENDING = "circle.token", "circle.pending"


def moved(scheme: Scheme, news: str) -> Expr:
    """How far all rounds up to the n-th have moved the token price, per yuan of the news.

    Raises:
        LimitFailed: what comes back is not a multiple of what went round.
    """
    opened = scheme.with_parameters(**{name: terms.name(name) for name in GAINS})
    numbers = SymbolicNumbers()
    world = World(opened, numbers, opened.opening_state(()), ())
    algebra = Algebra(numbers, {**GAINS, "a": X})
    start = world.state[TOKEN]
    world.run(opened.rules[news], {"amount": terms.name("a")})
    first = algebra.amount(world.state[PENDING])
    world.run(opened.rules["turn"], {})
    gain = tidy(algebra.amount(world.state[PENDING]) / first)
    step = tidy(algebra.amount(world.state[TOKEN] - start) / X)
    if gain.has(X) or sympy.simplify(step - (1 + gain) * first / X) != 0:
        raise LimitFailed("one round", (gain, step), "a multiple of what went round, added")
    so_far = sympy.Symbol("m", real=True)
    # after n rounds m, and after one more 1 + g·m: the news, and g times all that there was
    return solve("rounds", first / X + gain * so_far, so_far, step)


def gain_of(scheme: Scheme) -> Expr:
    """What one round returns, by the rules on symbols."""
    total = moved(scheme, "rise")
    return tidy(sympy.simplify((total.subs(N, 2) - total.subs(N, 1)) / (total.subs(N, 1) - 1)))


def in_gain(total: Expr, gain: Expr) -> Expr:
    """All rounds up to the n-th, written in what one returns.

    Raises:
        LimitFailed: they are not the sum 1 + g + ... + g^n.
    """
    geometric = (1 - G ** (N + 1)) / (1 - G)
    rest = sympy.simplify(sympy.expand(total - geometric.subs(G, gain)))
    if rest != 0:
        raise LimitFailed("all rounds", total, "a geometric sum")
    return geometric


def circle_of(name: str) -> Callable[..., Limit]:
    """The function that shows the limit under one reading."""

    def derive(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        setting = (scheme or load_scheme("linkage")).answering(feedback=FEEDBACKS[name])
        total, fallen = (moved(setting, news) for news in ("rise", "fall"))
        if sympy.simplify(total + fallen) != 0:
            raise LimitFailed("falls", fallen, f"the opposite of rises, {-total}")
        gain = gain_of(setting)
        numbers = _numbers(setting)
        g = fraction(gain.subs(numbers), "gain of a round")
        so_far = in_gain(total, gain)
        value = 1 / (1 - g) if g < 1 else None
        witnesses = tuple(_run(setting, turns) for turns in TURNS)
        for turns, witness in zip(TURNS, witnesses, strict=True):
            require_reached(name, witness.value, sum((g**i for i in range(turns + 1)), Fraction(0)))
        require_closer(name, witnesses, value)
        return Limit(
            name=name,
            question="How far do all rounds of the circle carry a change in the token price?",
            clauses=CLAUSES,
            claim=CLAIM,
            scheme=setting.name,
            readings={"feedback": FEEDBACKS[name]},
            meaning=f"change in the token price / news, where a round returns g = {plain(gain)},"
            f" here {g}; finite exactly for g < 1",
            formula=(
                Equation(name, "", sympy.Symbol("T/a"), so_far)
                if value is None
                else Equation(name, "", sympy.Symbol("T/a"), 1 / (1 - G), sign="<=")
            ),
            value=value,
            unit="of the news",
            meets=Meets.UNBOUNDED if value is None else Meets.APPROACHED,
            grounds=(
                Ground(f"after n rounds T/a = {plain(so_far)}", "rules on symbols, recurrence"),
                Ground("for g < 1, g^(n + 1) falls to 0; else T/a >= n + 1", "g^i >= 1 for g >= 1"),
                Ground("a fall is carried as far as an equal rise", "the same, after bad news"),
            ),
            letters={
                "T": "how far the token price has moved",
                "a": "the news that first moved it, in yuan",
                "g": "what one round returns of a change, as a multiple of it",
                "n": "the number of rounds",
                **of_parameters(_gains(name)),
            },
            witnesses=witnesses,
            keeps=value is not None,
        )

    derive.__name__ = name
    return derive


def _numbers(scheme: Scheme) -> dict[Expr, Expr]:
    """The gains that the reading uses, as numbers."""
    back = "share_to_token"
    if scheme.readings.to_dict()["feedback"] == "amplifying":
        back = "share_to_token_amplified"
    used = ("token_to_earnings", "earnings_to_share", back)
    return at_numbers(scheme, {each: GAINS[each] for each in used})


def _run(scheme: Scheme, turns: int) -> Witness:
    """How far good news and a number of rounds lift the token price; bad news lowers it as far.

    Raises:
        LimitFailed: it does not.
    """
    up, down = (_strayed(scheme, news, turns) for news in ("rise", "fall"))
    if up != -down:
        raise LimitFailed(f"fall after {turns} rounds", -down, f"the rise, {up}")
    return Witness(f"news of {NEWS} yuan, {turns} rounds (a rise and a fall, alike)", up / NEWS)


def _strayed(scheme: Scheme, news: str, turns: int) -> Fraction:
    # so high that no fall ends at 0
    high = scheme.with_parameters(opening_token_price=Fraction(10**6))
    high = high.with_parameters(opening_share_price=Fraction(10**6))
    history = History(high, 1)
    start: Amount = history.world.state[TOKEN]
    history.do(news, amount=NEWS)
    for _ in range(turns):
        history.do("turn")
    return Fraction(history.world.state[TOKEN] - start)
