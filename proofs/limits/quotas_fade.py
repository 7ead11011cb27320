"""How many members are paid their whole quota while sales fade away.

The days are those of ``quotas_wait.py``; only that each has fewer new members than the day before.
Clauses: C7, M5.1, M6.1, M6.3, M7.1, M7.5.
"""

from __future__ import annotations

from fractions import Fraction

import sympy

from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.expressions import Equation
from ..audit.bounds import least
from ..audit.judging import Bounds
from ..solving.pool import Solvers
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer
from .quota import CLAIM
from .quotas_wait import CLAUSES, KEPT, bounds_of, grounds_of, letters_of, setting_and_need
from .sharing import NO_FASTER, SCALE, exponential

FADING = (Fraction(1, 10**5), Fraction(1, 10**6), Fraction(1, 10**7))
"""By what part sales are smaller every day."""
SUMMED = 100_000
"""Days that are added one by one, while sales fade, before bounds take over."""


def quotas_paid_while_sales_fade(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """How many members are paid in full if all sales together are limited."""
    setting, need = setting_and_need(scheme)
    value = exponential(need.value)
    witnesses = []
    for part in FADING:
        days = _days_paid_while_fading(part, need.value)
        if days < 2:
            raise LimitFailed(f"days paid if sales are less by {part}", days, "at least 2")
        words = (
            f"every day sales are less by the part {part}: the members of the first {days} days"
            " are paid in full, and nobody after them"
        )
        earlier = 1 - (1 - part) ** (days - 1)
        witnesses.append(Witness(words, bounds_of(1 / earlier)))
    require_closer("quotas_paid_while_sales_fade", witnesses, value.low)
    return Limit(
        name="quotas_paid_while_sales_fade",
        question="If sales fade away, however slowly, so that only so many members ever join: how"
        " many members are there for each one who is ever paid the whole quota?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=setting.name,
        readings=KEPT,
        meaning="all members / members paid in full, those who join on the last such day not"
        " counted, at least",
        formula=Equation("fading", "", sympy.Symbol("U/k"), sympy.exp(need.formula), sign=">="),
        value=value,
        unit="members per one paid",
        meets=Meets.APPROACHED,
        grounds=(
            *grounds_of(setting, need),
            NO_FASTER,
            Ground(
                "so a member is paid in full only if those who joined on earlier days are no more"
                " than this part of all; all the others are never paid in full",
                "the same, for all days to come",
            ),
            Ground(
                "every quota is paid in the end exactly if U_k grows beyond every number",
                "Abel's and Dini's theorem on the sum of N_k/U_k",
            ),
        ),
        letters={
            "U": "the number of all members there ever are",
            "k": "the number of members who are paid in full",
            **letters_of(),
        },
        witnesses=tuple(witnesses),
        remark=_nobody(need.value),
        keeps=False,
    )


def _paid_while_fading(since: int, part: Fraction, total: Fraction) -> bool:
    """Whether members of a day are ever paid in full if sales are less by a part every day.

    A share is no more than 1/k on day k, so those after day M, all together, are less than
    log(U/U_M), by no more than 1/M.

    Raises:
        LimitFailed: the bounds are too far apart to decide.
    """
    left, low, high = SCALE, 0, 0
    keep = 1 - part
    for day in range(1, SUMMED + 1):
        new = left * part.numerator // part.denominator
        left = left * keep.numerator // keep.denominator  # between this and one more for each day
        if day >= since:
            low += new * SCALE // (SCALE - left)
            high += (new + day) * SCALE // (SCALE - left - day) + 1
    there = Bounds(Fraction(SCALE - left - SUMMED, SCALE), Fraction(SCALE - left, SCALE))
    rest = Bounds(total - Fraction(high, SCALE), total - Fraction(low, SCALE))
    if rest.high <= 0:
        return True
    beyond = Fraction(1, SUMMED)
    if 1 / there.high >= exponential(rest.high + beyond).high:
        return True
    if rest.low > 0 and 1 / there.low < exponential(rest.low).low:
        return False
    raise LimitFailed("shares while sales fade", rest, "bounds that lie closer together")


def _days_paid_while_fading(part: Fraction, total: Fraction) -> int:
    """The number of days whose members are ever paid in full if sales are less every day."""
    return least(lambda day: not _paid_while_fading(day, part, total)) - 1


def _nobody(total: Fraction) -> str:
    """Which decline leaves everybody unpaid, and which does not."""
    slowest = least(lambda days: _paid_while_fading(1, Fraction(1, days), total))
    return (
        f"If sales are less by the part 1/{slowest - 1} every day, or by more, nobody is ever paid"
        f" in full; if by 1/{slowest}, the members of the first day are. Members are counted as"
        " parts of all, not as whole numbers."
    )
