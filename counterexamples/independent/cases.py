"""Where a claim is tried, and what would come of an event there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .books import ZERO, Books
from .errors import Refused
from .rules import purchase, sell

NEWCOMER = "a newcomer"  # No member of a trace has a blank in the name.


@dataclass(frozen=True)
class Case:
    """Where a claim is tried: a state, the one seen before it, the opening, and one member."""

    now: Books
    before: Books
    opening: Books
    who: str = NEWCOMER

    def own(self, asset: str) -> Fraction:
        return self.now[f"{self.who}.{asset}"]

    def gained(self, asset: str) -> Fraction:
        """What the step brought the member."""
        return self.own(asset) - self.before[f"{self.who}.{asset}"]

    @property
    def order(self) -> Fraction:
        return self.now.numbers["order"]


def total(books: Books, asset: str) -> Fraction:
    return sum((books[f"{member}.{asset}"] for member in books.members), ZERO)


def after(books: Books, rule: Callable[..., object], *arguments: object) -> Books:
    """What would come of an event that does not happen."""
    tried = books.at(books.balances)
    rule(tried, *arguments)
    tried.observe()
    return tried


def granted(books: Books, who: str, paid: Fraction) -> Fraction:
    """The points that a purchase would bring; none if it would be refused."""
    try:
        return after(books, purchase, who, paid)[f"{who}.points"] - books[f"{who}.points"]
    except Refused:
        return ZERO


def fetched(books: Books, who: str, points: Fraction) -> Fraction:
    """The yuan that points sold would bring; none if the sale would be refused."""
    try:
        return after(books, sell, who, points)[f"{who}.yuan"] - books[f"{who}.yuan"]
    except Refused:
        return ZERO


def all_fetch(case: Case) -> Fraction:
    return fetched(case.now, case.who, case.own("points"))


Sides = Callable[[Case], tuple[Fraction, Fraction]]
HOLDS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "at least": lambda left, right: left >= right,
    "at most": lambda left, right: left <= right,
    "more than": lambda left, right: left > right,
    "equal to": lambda left, right: left == right,
}
