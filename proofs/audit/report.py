"""The audit: every stated figure with its exact value, its verdict and the reason for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neverfalls.spec.numbers.decimals import DIGITS

from . import growth, mall, outlays, plan
from .figures import Figure, figures
from .judging import (
    DIGITS_IN_DATA,
    Agreement,
    AuditFailed,
    Verdict,
    compare,
    format_exact,
    value_to_data,
    verdict,
)
from .outcome import Outcome, Schemes, shipped

FORMAT = "neverfalls-audit/1"

Computation = Callable[[Schemes, Mapping[str, str]], Outcome]

COMPUTATIONS: dict[str, Computation] = {
    each.__name__: each
    for each in (
        *growth.OF_A_SALE,
        *growth.OF_SALES,
        mall.shares_granted,
        mall.yuan_per_share,
        mall.shares_at_price,
        mall.day_fund,
        mall.dividend_per_share,
        mall.day_payment,
        mall.quota_left,
        mall.quota_after_payment,
        mall.gain_of_quota,
        mall.tier_fund,
        mall.tier_part,
        mall.dividend_share,
        outlays.platform_keeps,
        outlays.bounties,
        outlays.revenue_part,
        outlays.dealer_month,
        outlays.coins,
        plan.planned_points,
        plan.planned_shares,
    )
}
"""What can compute an exact value, by the name that ``stated.toml`` calls it."""

SENTENCES = {
    "holds": "holds: the exact value is {value}",
    "fails": "fails: the exact value is {value}",
    "exact": "{code} is exact",
    "exact as a fraction": "{code} is exact: {value}",
    "rounded": "{code} is what {value} rounds to",
    "not": "not {code}: the exact value is {value}",
    "reading": "{reading}: {reason}",
}
"""How a stated figure compares with its exact value, as templates; under a reading, too."""


@dataclass(frozen=True)
class Entry:
    """A figure, what was computed for it, and the verdict."""

    figure: Figure
    outcome: Outcome
    verdict: Verdict

    def reasons(self, digits: int | None = DIGITS_IN_DATA) -> list[str]:
        """How the figure compares with its exact value, a sentence for each reading.

        Fractions with more than this many digits are not written out, unless it is None.
        """
        found = []
        for label, exact in self.outcome.exact.items():
            agreement = compare(self.figure.stated, exact)
            reason = _sentence(self.figure, agreement, format_exact(exact, digits))
            if label:
                reason = SENTENCES["reading"].format(reading=label, reason=reason)
            found.append(reason)
        return found

    def to_dict(self) -> dict[str, Any]:
        """The entry as data; every number is a string."""
        figure = self.figure
        return {
            "name": figure.name,
            "clause": figure.clause,
            "says": figure.says,
            "sources": list(figure.sources),
            "stated": figure.stated.text,
            "unit": figure.unit,
            "verdict": self.verdict.value,
            "exact": [
                {"reading": label, **value_to_data(exact), "agreement": _agreement(figure, exact)}
                for label, exact in self.outcome.exact.items()
            ],
            "method": self.outcome.method,
            "why": self.reasons(),
            "beside": [
                {"name": name, **value_to_data(exact)}
                for name, exact in self.outcome.beside.items()
            ],
        }

    def text(self, exact: bool = False) -> str:
        """The entry in lines, one for each sentence; fractions that are long only if ``exact``."""
        figure, digits = self.figure, None if exact else DIGITS
        clause = f" ({figure.clause})" if figure.clause else ""
        lines = [
            f"{figure.name}{clause}: {self.verdict.value.upper()}",
            f"  stated {figure.stated.text} {figure.unit}: {figure.says}",
            f"  in {'; '.join(figure.sources)}",
            *(f"  - {reason}" for reason in self.reasons(digits)),
            f"  computed: {self.outcome.method}",
        ]
        beside = self.outcome.beside.items()
        lines += [f"  · {name}: {format_exact(value, digits)}" for name, value in beside]
        return "\n".join(lines) + "\n"


def audit(stated: Iterable[Figure] | None = None, schemes: Schemes | None = None) -> list[Entry]:
    """Judge figures (all of them) on schemes (the shipped ones).

    Raises:
        AuditFailed: a figure names no known computation, or its value is not known closely enough.
        NeverfallsError: a rule refuses what a figure assumes.
    """
    used = schemes or shipped()
    return [_entry(each, used) for each in (figures() if stated is None else stated)]


def _entry(figure: Figure, schemes: Schemes) -> Entry:
    computation = COMPUTATIONS.get(figure.by)
    if computation is None:
        raise AuditFailed(figure.name, figure.by, f"one of: {', '.join(COMPUTATIONS)}")
    outcome = computation(schemes, figure.given)
    return Entry(figure, outcome, verdict(figure.stated, outcome.exact))


def render(entries: Sequence[Entry], exact: bool = False) -> str:
    """All entries in lines, and how many there are of each verdict."""
    counts = {each: sum(1 for entry in entries if entry.verdict is each) for each in Verdict}
    counted = ", ".join(f"{count} {each.value}" for each, count in counts.items())
    everything = "\n".join(entry.text(exact) for entry in entries)
    return f"{everything}\n{len(entries)} figures: {counted}\n"


def to_data(entries: Sequence[Entry]) -> dict[str, Any]:
    """All entries as data."""
    return {"format": FORMAT, "figures": [each.to_dict() for each in entries]}


def _agreement(figure: Figure, exact: Any) -> str:
    return compare(figure.stated, exact).value


def _sentence(figure: Figure, agreement: Agreement, exact: str) -> str:
    text = figure.stated.text
    if figure.stated.relation != "=":
        which = "holds" if agreement is Agreement.EQUAL else "fails"
    elif agreement is Agreement.EQUAL:
        which = "exact" if exact == text else "exact as a fraction"
    else:
        which = "rounded" if agreement is Agreement.ROUNDED else "not"
    return SENTENCES[which].format(code=text, value=exact)
