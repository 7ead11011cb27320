"""How many members can ever be paid the whole of their quota.

Clauses: C7, M5.1, M6.1, M7.1, M7.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy

from neverfalls.spec.claims.claim import Check, Kind, Relation, own
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.expressions import Equation, positive
from ..algebra.letters import of_parameters
from ..solving.pool import Solvers
from .evidence import History, proved, statement
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer, require_reached
from .quota import BOUND, CLAIM, CLAUSES, NAMES, bound, whale

CROWDS = (10, 100)
"""Numbers of small buyers beside one large one."""


MOST = 50_000
"""The most purchases of a day that is run."""


def members_receive_all_dividends(w: View) -> Iterator[Check]:
    """What all members have been paid is all that was paid as dividends."""
    each = w.total(lambda member: member.dividends)
    yield Check("dividends", each, w.state["dividends.total"], relation=Relation.EQUAL)


def nobody_is_paid_less_than_nothing(w: View, name: str) -> Iterator[Check]:
    """No member's dividends are below zero."""
    yield Check("dividends", own(w, name).dividends, 0)


def members_paid(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The part of the members, each granted the same quota, who can be paid all of it."""
    scheme = scheme or load_scheme("mall")
    formula, value = bound(scheme)
    lemmas = [
        statement(Kind.STATE, members_receive_all_dividends),
        statement(Kind.STATE, nobody_is_paid_less_than_nothing, per_member=True),
    ]
    grounds = proved(scheme, BOUND, solvers, lemmas=lemmas)
    history = _favoured(scheme, value)
    paid = _paid_in_full(history)
    require_reached("members paid in full", paid, value)
    chosen = value.numerator
    words = (
        f"{value.denominator} members spend {whale(scheme)} each on one day, {chosen} of them in"
        " one purchase, the others in portions too small for any tier, redeeming the points for"
        f" goods at once; close_day ({len(history.events)} events)"
    )
    return Limit(
        name="members_paid",
        question="Of members who are granted the same quota, how many can ever be paid all of it?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="members paid in full / members, at most: k quotas are no more than all dividends",
        formula=Equation("members_paid", "", sympy.Symbol("k/N"), formula, sign="<="),
        value=value,
        unit="of the members",
        meets=Meets.REACHED,
        grounds=tuple(grounds),
        letters={"k": "members who are paid in full", "N": "all members", **of_parameters(NAMES)},
        witnesses=(Witness(words, paid),),
        keeps=value >= 1,
    )


def members_paid_by_others(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The same where members spend different amounts: one large buyer can pay for the others."""
    scheme = scheme or load_scheme("mall")
    if bound(scheme)[1] >= 1:
        raise LimitFailed("part of all quota that is paid", bound(scheme)[1], "less than 1")
    order, witnesses = scheme.parameters.order, []
    for crowd in CROWDS:
        history = paid_by_one(scheme, crowd)
        spent = f"{crowd} members spend {order} each, one more spends {history.done[-2][1]['paid']}"
        witnesses.append(Witness(f"{spent}; close_day", _paid_in_full(history)))
    require_closer("members paid by others", witnesses, Fraction(1))
    n = positive("N")
    for crowd, witness in zip(CROWDS, witnesses, strict=True):
        require_reached("members paid by others", witness.value, Fraction(crowd, crowd + 1))
    return Limit(
        name="members_paid_by_others",
        question="How many members can be paid their whole quota if they spend different amounts?",
        clauses=(*CLAUSES, "M7.3"),
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="members paid in full / members, of N members",
        formula=Equation("members_paid_by_others", "", sympy.Symbol("k/N"), 1 - 1 / n),
        value=Fraction(1),
        unit="of the members",
        meets=Meets.APPROACHED,
        grounds=(
            Ground(
                "not all quotas are ever paid, so not all members are paid in full", "quota_paid"
            ),
        ),
        letters={"k": "members who are paid in full", "N": "all members"},
        witnesses=tuple(witnesses),
        remark="counted by members there is no other bound: a large buyer's tier funds pay all"
        " small quotas, while most of the large quota stays unpaid",
        keeps=False,
    )


def paid_by_one(scheme: Scheme, crowd: int) -> History:
    """A day on which so many members order once, and one more buys enough to pay their quotas."""
    history, p = History(scheme, crowd + 1), scheme.parameters
    *small, large = history.world.roster
    for name in small:
        history.do("purchase", buyer=name, paid=p.order)
    # so much that the lowest tier's fund alone, split evenly, pays every small quota
    each = Fraction(p.quota_multiple * p.order * len(p.tier_thresholds)) / Fraction(p.tier_rate)
    history.do("purchase", buyer=large, paid=each * (crowd + 1))
    history.do("close_day")
    return history


def _favoured(scheme: Scheme, part: Fraction) -> History:
    """A day on which this part of equal spenders gets all dividends.

    Raises:
        LimitFailed: it takes more purchases than can be run.
    """
    spent, lowest = whale(scheme), Fraction(min(scheme.parameters.tier_thresholds))
    portions = int(spent * scheme.parameters.points_per_yuan / lowest) + 1
    purchases = portions * part.denominator
    if purchases > MOST:
        raise LimitFailed("purchases in too small portions", purchases, f"at most {MOST}")
    history = History(scheme, part.denominator)
    favoured = history.world.roster[: part.numerator]
    for name in favoured:
        history.do("purchase", buyer=name, paid=spent)
    for name in history.world.roster[part.numerator :]:
        for _ in range(portions):
            history.do("purchase", buyer=name, paid=spent / portions)
            history.do("redeem", holder=name, points=history.held(name))
    history.do("close_day")
    return history


def _paid_in_full(history: History) -> Fraction:
    roster = history.world.roster
    full = [who for who in roster if history.held(who, "dividends") >= history.held(who, "granted")]
    return Fraction(len(full), len(roster))
