"""The lemma behind the price claim, and the surplus of each rule.

A step that changes (F, S) by (dF, dS), with S > 0 and S + dS > 0, moves the price p = F/S by
σ/(S + dS), where σ = dF - p·dS is its surplus in yuan: what it pays into the pool beyond the worth
of the points that it issues. So the price does not fall exactly when σ >= 0. Clauses: C1, C16.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from neverfalls.spec.numbers import terms
from neverfalls.spec.numbers.terms import equal, negate
from neverfalls.spec.schemes.scheme import Scheme

from ..solving.engines import ask_z3
from ..solving.smtlib import script
from .expressions import PARAMETERS, DerivationFailed, Expr, F, S, aligned, plain, positive, tidy
from .letters import legend
from .symbolic_run import VisitsAllMembers, run_on_symbols

PRICE = positive("p")
SURPLUS_LETTERS = {
    "σ": "the surplus of an event, in yuan: what it pays into the pool beyond the worth of the"
    " points that it issues, σ = dF - p·dS",
    "F": "the pool before the event, in yuan",
    "S": "the points in circulation before it",
    "dF": "what the event adds to the pool",
    "dS": "what it adds to the points in circulation",
    "p": "the price before it, p = F/S",
    "x": "the amount that is paid, in yuan",
    "q": "the number of points that are given back",
    "k": "the number of constant points",
}
BUDGET = 10_000_000
"""Effort allowed to the solver for each direction of the equivalence; a few thousand suffice."""


@dataclass(frozen=True)
class RuleSurplus:
    """The surplus σ of one rule, in yuan, from any state with S > 0 and price p > 0.

    ``steps`` has one formula for each state that is seen during the event, the last one after
    it, in p and S before the event, parameters, and the rule's amount (x yuan, q points or k
    constant points). Each is computed at the price seen just before. It is None for a rule
    that visits all members, which has no single σ; ``remark`` then says so. ``conditions`` are
    the requirements of the rule that depend on the state. ``sign`` is the sign of the
    formulas at the scheme's numbers.
    """

    rule: str
    clauses: tuple[str, ...]
    steps: tuple[Expr, ...] | None
    sign: str
    conditions: tuple[Expr, ...] = ()
    remark: str = ""

    def text(self) -> str:
        """One line."""
        if self.steps is None:
            return f"{self.rule}: {self.remark}"
        return f"{self.rule}: σ = {', then '.join(map(plain, self.steps))} ({self.sign})"

    def latex(self) -> str:
        """One aligned line."""
        name = rf"\text{{{self.rule.replace('_', ' ')}}}"
        if self.steps is None:
            return rf"{name} &: \text{{{self.remark}}}"
        formulas = r",\ \text{then}\ ".join(sympy.latex(step) for step in self.steps)
        return rf"{name} &: \sigma = {formulas}"

    def to_dict(self) -> dict[str, Any]:
        """The same as strings."""
        return {
            "rule": self.rule,
            "clauses": list(self.clauses),
            "surplus": None if self.steps is None else [sympy.sstr(step) for step in self.steps],
            "sign": self.sign,
            "conditions": [sympy.sstr(each) for each in self.conditions],
            "remark": self.remark,
        }


@dataclass(frozen=True)
class Lemma:
    """The lemma, proved: the two sides of the identity, and each question that a solver refuted.

    ``questions`` are SMT-LIB texts by what their unsatisfiability proves; they have no divisions.
    """

    left: Expr
    right: Expr
    questions: Mapping[str, str]


@dataclass(frozen=True)
class Surpluses:
    """The lemma and the surplus of every rule of a scheme."""

    scheme: str
    readings: Mapping[str, str]
    lemma: Lemma
    rules: tuple[RuleSurplus, ...]

    def text(self, exact: bool = False) -> str:  # noqa: ARG002  (it shows no long number)
        """Lines: what the letters mean, the lemma, then a line for each rule."""
        formulas = [each.text() for each in self.rules]
        sides = f"{plain(self.lemma.left)} = {plain(self.lemma.right)}"
        lines = [
            "The surplus of an event decides whether the price falls. The letters are:",
            *legend([sides, *formulas], SURPLUS_LETTERS),
            "",
            f"for S > 0 and S + dS > 0: {sides}",
            *(f"proved: {what}" for what in self.lemma.questions),
        ]
        return "\n".join([*lines, "", *formulas]) + "\n"

    def latex(self) -> str:
        """The lemma and the rules as one display."""
        lemma = f"{sympy.latex(self.lemma.left)} &= {sympy.latex(self.lemma.right)}"
        return aligned([lemma, *(each.latex() for each in self.rules)])

    def to_dict(self) -> dict[str, Any]:
        """The same as data; every formula is a string."""
        sides = {"left": sympy.sstr(self.lemma.left), "right": sympy.sstr(self.lemma.right)}
        return {
            "scheme": self.scheme,
            "readings": dict(self.readings),
            "lemma": {**sides, "questions": dict(self.lemma.questions)},
            "rules": [each.to_dict() for each in self.rules],
        }


def derive_surplus(scheme: Scheme) -> Surpluses:
    """Prove the lemma and derive the surplus of every rule of a scheme.

    Raises:
        DerivationFailed: the lemma is not proved, or a rule does not run on symbols.
    """
    return Surpluses(
        scheme=scheme.name,
        readings={name: scheme.readings.to_dict()[name] for name in scheme.relevant_questions},
        lemma=prove_lemma(),
        rules=tuple(surplus_of(scheme, name) for name in scheme.rules),
    )


def surplus_of(scheme: Scheme, rule_name: str) -> RuleSurplus:
    """The surplus of one rule, by running its own text from any state with points.

    Raises:
        DerivationFailed: a requirement of the rule can never be met.
    """
    rule = scheme.rules[rule_name]
    try:
        run = run_on_symbols(scheme, rule, {"pool.yuan": PRICE * S})
    except VisitsAllMembers:
        remark = "it visits all members, so it has no single σ: every payment has its own"
        return RuleSurplus(rule_name, rule.clauses, None, "none", remark=remark)
    pools, supplies = run.pools(), run.supplies()
    steps = tuple(
        tidy((pool - pool_before) - pool_before / supply_before * (supply - supply_before))
        for pool_before, supply_before, pool, supply in zip(
            pools, supplies, pools[1:], supplies[1:], strict=False
        )
    )
    conditions = tuple(run.algebra.conditions)
    return RuleSurplus(rule_name, rule.clauses, steps, _sign(scheme, steps), conditions)


def _sign(scheme: Scheme, steps: tuple[Expr, ...]) -> str:
    """The sign of all the formulas at the scheme's numbers, if it can be read off."""
    numbers = {
        symbol: sympy.Rational(value.numerator, value.denominator)
        for name, symbol in PARAMETERS.items()
        if isinstance(value := getattr(scheme.parameters, name), (int, Fraction))
    }
    found = [tidy(step.subs(numbers)) for step in steps]
    if all(each == 0 for each in found):
        return "always 0"
    if all(each.is_positive for each in found):
        return "always positive"
    if all(each.is_nonnegative for each in found):
        return "never negative"
    if all(each.is_negative for each in found):
        return "always negative"
    if any(each.is_negative for each in found):
        return "negative at one of its steps"
    return "not decided: it may depend on the state"


def prove_lemma() -> Lemma:
    """Prove the identity by algebra, and both equivalences of signs by refuting their negations.

    Raises:
        DerivationFailed: a side is left over, or the solver finds a counterexample or gives up.
    """
    change_f, change_s = sympy.symbols("dF dS", real=True)
    left = (F + change_f) / (S + change_s) - F / S
    right = (change_f - F / S * change_s) / (S + change_s)
    rest = sympy.cancel(sympy.together(left - right))
    if rest != 0:
        raise DerivationFailed("lemma", rest, "0")
    questions = sign_questions()
    for what, question in questions.items():
        answer = ask_z3(question, BUDGET)
        if answer.status != "unsat":
            raise DerivationFailed(what, f"{answer.status} {answer.model}", "unsat")
    return Lemma(left, right, questions)


def sign_questions() -> dict[str, str]:
    """What has to be unsatisfiable, as SMT-LIB text.

    p·S = F and p'·(S + dS) = F + dF define the prices before and after without a division. S > 0
    makes p a price; the signs themselves need only S + dS > 0.
    """
    pool, supply, more, issued = (terms.name(each) for each in ("F", "S", "dF", "dS"))
    price, after = terms.name("p"), terms.name("p'")
    facts = [
        supply > 0,
        supply + issued > 0,
        equal(price * supply, pool),
        equal(after * (supply + issued), pool + more),
    ]
    surplus = more - price * issued
    pairs = {
        "the price does not fall where σ >= 0": (surplus >= 0, after >= price),
        "σ >= 0 where the price does not fall": (after >= price, surplus >= 0),
        "the price rises where σ > 0": (surplus > 0, after > price),
        "σ > 0 where the price rises": (after > price, surplus > 0),
    }
    return {what: script([*facts, given, negate(goal)]) for what, (given, goal) in pairs.items()}
