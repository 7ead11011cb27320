"""Amounts for the unknowns of a word: the numbers that are tried for each, and exact values.

Round numbers are tried for two purposes. To find the *simplest* amounts that break a claim, a
solver says which of the candidates before a fitting one would do as well, so there are many,
simplest first. In a *trial* every combination is run exactly, without a solver, so there are few
of them, and they lie far apart. Which numbers are tried, and in which order, decides which
amounts a counterexample shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from neverfalls.spec.numbers import ZERO, terms
from neverfalls.spec.numbers.exact import exactly
from neverfalls.spec.numbers.terms import Term

from ..solving.smtlib import Definitions
from .run import Run, Unknown


def _numbers(text: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(each) for each in text.split())


@dataclass(frozen=True)
class Candidates:
    """The numbers that are tried, of each sort.

    ``shares`` are parts of what is at most possible, ``multiples`` of a typical order in yuan,
    ``rates`` what the platform may pick, ``counts`` numbers of people.
    """

    shares: tuple[Fraction, ...]
    multiples: tuple[Fraction, ...]
    rates: tuple[Fraction, ...]
    counts: tuple[Fraction, ...] = _numbers("1 2 5 10 20 50 100 1000 10000")

    def of(self, unknown: Unknown, run: Run) -> Iterator[Any]:
        """The candidates for one unknown of a word, those that come first first."""
        if unknown.sort == "Rate":
            yield from self.rates
        elif unknown.most is not None:
            yield from (terms.linear(((unknown.most, share),)) for share in self.shares)
        elif unknown.sort == "Count":
            yield from self.counts
        else:
            yield from (run.scheme.parameters.order * factor for factor in self.multiples)


SIMPLEST = Candidates(
    shares=_numbers("1 1/2 1/3 2/3 1/4 3/4 1/5 2/5 3/5 4/5 1/10 9/10 1/100 99/100 999/1000"),
    multiples=_numbers(
        "1 2 3 4 5 10 20 50 100 1000 10000 100000 1000000 10000000 1/2 1/10 1/100 1/1000"
    ),
    rates=_numbers("1/2 1/4 3/4 1/10 1/5 3/100 3/20 1/100 0 1 6/5 2 3"),
)
"""For the simplest amounts: many, the simplest first."""

TRIAL = Candidates(
    shares=_numbers("1 1/2 9/10 99/100 1/10 999999/1000000 1/10000"),
    multiples=_numbers("1 2 10 100 1000 10000 1/10 1/100 1/1000 1/10000"),
    rates=_numbers("1/10 3/100 3/20"),
)
"""For a trial of all combinations: few, and far apart."""

FEWEST = Candidates(
    shares=_numbers("1 1/2"),
    multiples=_numbers("1 10"),
    rates=_numbers("1/10"),
    counts=_numbers("1 10"),
)
"""For all histories of several events: what a person would try first."""

MORE = Candidates(
    shares=_numbers("1 1/2 9/10"),
    multiples=_numbers("1 2 1000 1/2"),
    rates=_numbers("1/10"),
    counts=_numbers("1 100"),
)
"""For all histories of a few events."""

FEW_SHARES = TRIAL.shares[:3]
"""For a trial of longer words: of the shares above, one, a half and nine tenths."""


@dataclass(frozen=True)
class Amounts(Mapping[str, Fraction]):
    """Exact values for the unknowns of a run; quotients follow from their definitions."""

    definitions: Definitions
    chosen: Mapping[str, Any]
    found: dict[Term, Any] = field(default_factory=dict)

    def __getitem__(self, label: str) -> Fraction:
        if label in self.chosen:
            return exactly(self.value(self.chosen[label]))
        top, bottom = self.definitions[label]
        divisor = self.value(bottom)
        return exactly(self.value(top)) / divisor if divisor else ZERO

    def value(self, term: Any) -> Any:
        """The value of an amount or a truth."""
        return terms.evaluate(term, self, self.found)

    def __iter__(self) -> Iterator[str]:
        return iter(self.chosen)

    def __len__(self) -> int:
        return len(self.chosen)
