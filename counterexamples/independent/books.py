"""Balances, and the arithmetic that all rules share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor

from .errors import Refused

State = Mapping[str, Fraction]
ZERO = Fraction(0)


@dataclass
class Books:
    """All balances at one moment, by ``owner.asset``, and what they are reckoned with."""

    numbers: Mapping[str, Fraction]
    thresholds: Sequence[Fraction]
    answers: Mapping[str, str]
    mechanisms: frozenset[str]
    members: tuple[str, ...]
    balances: defaultdict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    seen: list[dict[str, Fraction]] = field(default_factory=list)

    def __getitem__(self, key: str) -> Fraction:
        return self.balances[key]

    def __setitem__(self, key: str, amount: Fraction) -> None:
        self.balances[key] = amount

    def move(self, source: str, target: str, amount: Fraction) -> None:
        self.balances[source] -= amount
        self.balances[target] += amount

    def reads(self, question: str, answer: str) -> bool:
        """Whether the trace answers a question so; one that nothing asks has no answer."""
        return self.answers.get(question) == answer

    @property
    def supply(self) -> Fraction:
        """The points that circulate: what was issued, less what is held aside."""
        return -self["issuer.points"] - self["aside.points"]

    @property
    def price(self) -> Fraction:
        """Yuan per point: pool over supply, and 0 where the page divides by 0."""
        return over(self["pool.yuan"], self.supply)

    @property
    def quote(self) -> Fraction:
        """Yuan per point when there last was a price."""
        return over(self["quoted.yuan-in-pool"], self["quoted.supply"])

    def observe(self) -> None:
        """Note the state that can be seen now. The quote follows the price while there is one."""
        if self.supply > 0:
            self["quoted.yuan-in-pool"] = self["pool.yuan"]
            self["quoted.supply"] = self.supply
        self.seen.append({key: amount for key, amount in self.balances.items() if amount})

    def at(self, state: State) -> Books:
        """The same scheme in another state."""
        return replace(self, balances=defaultdict(Fraction, state), seen=[])


def require(met: bool, what: str) -> None:
    if not met:
        raise Refused(what)


def over(part: Fraction, whole: Fraction) -> Fraction:
    """A quotient; over 0 it counts as 0, as docs/rules.md says of all rules."""
    return part / whole if whole else ZERO


def rounded(books: Books, amount: Fraction, step: str) -> Fraction:
    """A15: an amount in whole steps of the size that a parameter names."""
    if "rounding" not in books.mechanisms or books.reads("arithmetic", "exact"):
        return amount
    size = books.numbers[step]
    if books.reads("arithmetic", "down"):
        return floor(amount / size) * size
    if books.reads("arithmetic", "up"):
        return -floor(-amount / size) * size
    return floor(amount / size + Fraction(1, 2)) * size


def shown_price(books: Books) -> Fraction:
    """A15: the price of a point as members see it, in yuan."""
    return rounded(books, books.price, "price_step")


def counted_out(books: Books, amount: Fraction, step: str) -> None:
    """A15: what a member pays in, or gives up in points, comes in whole steps."""
    whole = rounded(books, amount, step) == amount
    require(whole, f"{amount} is a whole number of steps ({step})")
