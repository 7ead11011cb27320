"""What a run computes with: exact fractions, whole cents and points, or enclosures.

Exact fractions of a long history have more digits with every sale. Whole units round as a ledger
does, and are exact too. An enclosure is a number known to lie between two others; it stays short,
and a comparison that it cannot decide is an error and never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import NamedMembersWorld, World
from neverfalls.spec.numbers import Exact, ExactNumbers
from neverfalls.spec.schemes.scheme import Scheme

from ..conformance.profile import Profile, exact_profile, whole_profile
from ..conformance.whole import WholeUnits

BITS = 256
"""Binary digits that an enclosure keeps."""


class Undecided(NeverfallsError):
    """An enclosure is too wide for what a rule has to know of it."""


class MissingPackage(NeverfallsError):
    """An arithmetic needs a package that is not installed."""


@dataclass(frozen=True)
class Arithmetic:
    """A way to compute: how numbers are made, told and compared, and the worlds of the rules.

    ``number`` makes a number of its own of a fraction; ``bounds`` gives the least and the largest
    fraction that such a number may be, which are the same where it is exact. ``named`` is the world
    in which a rule names its members, ``everybody`` the one in which it visits all of them, with
    the numbers that ``domain`` offers it; ``told`` makes such a number of one of its own, and
    ``taken`` one of its own of such a number. ``known`` are the functions that a compiled rule
    calls; where there are none, all amounts are whole numbers.
    """

    name: str
    words: str
    profile: Callable[[Scheme], Profile]
    number: Callable[[Fraction], Any]
    bounds: Callable[[Any], tuple[Fraction, Fraction]]
    named: type[NamedMembersWorld]
    everybody: type[World]
    domain: Any
    told: Callable[[Any], Any]
    taken: Callable[[Any], Any]
    known: Mapping[str, Any]

    def above_zero(self, amount: Any) -> Any:
        """A number of its own as far as it is above 0; 0 where it is below."""
        # of an enclosure with 0 in it both are known as closely as the enclosure itself
        return amount.max(0) if hasattr(amount, "max") else max(amount, amount * 0)


class _NamedInWholeUnits(WholeUnits, NamedMembersWorld):
    """Whole units where an event can reach only the members that it names."""


def _ratio(above: Any, below: Any) -> Any:
    return above / below if below else below * 0


def _floor(amount: Any) -> Any:
    return type(amount)(amount.numerator // amount.denominator)


SIGNS: Mapping[str, Callable[[Any], bool]] = {
    "positive": lambda amount: amount > 0,
    "nonnegative": lambda amount: amount >= 0,
    "zero": lambda amount: amount == 0,
}


def exact() -> Arithmetic:
    """Exact fractions; those of gmpy2 where it is installed, which differ in speed alone."""
    number = _quickest()
    return Arithmetic(
        "exact",
        "All amounts are exact fractions.",
        exact_profile,
        number,
        lambda amount: (_fraction(amount),) * 2,
        NamedMembersWorld,
        World,
        ExactNumbers(),
        _fraction,
        number,
        {"number": number, "ratio": _ratio, "floor": _floor, **SIGNS},
    )


def _quickest() -> Callable[[Fraction], Any]:
    try:
        from gmpy2 import mpq
    except ImportError:
        return Exact
    return lambda amount: mpq(amount.numerator, amount.denominator)


def _fraction(amount: Any) -> Exact:
    """The same number with Python's own whole numbers in it."""
    return Exact(int(amount.numerator), int(amount.denominator))


def whole() -> Arithmetic:
    """Whole cents and whole points, rounded as the profiles of the conformance kit are."""
    return Arithmetic(
        "whole",
        "Amounts are whole cents and whole points, rounded down; what is left stays where it was.",
        whole_profile,
        _int,
        lambda amount: (Fraction(amount),) * 2,
        _NamedInWholeUnits,
        WholeUnits,
        ExactNumbers(),
        Exact,
        _int,
        {},
    )


def _int(amount: Fraction) -> int | Fraction:
    """A whole number as Python's own; a rate that is picked stays what it is."""
    return int(amount) if amount.denominator == 1 else amount


def enclosed() -> Arithmetic:
    """Enclosures: each amount is known to lie between two numbers with 77 decimal digits.

    Raises:
        MissingPackage: python-flint is not installed.
    """
    try:
        import flint
    except ImportError:
        raise MissingPackage(
            "enclosed numbers need python-flint: pip install 'neverfalls[run]'"
        ) from None
    flint.ctx.prec = BITS

    def ball(amount: Fraction) -> Any:
        return flint.arb(flint.fmpq(amount.numerator, amount.denominator))

    return Arithmetic(
        "enclosed",
        "Every amount is enclosed between two numbers; the digits told are those they agree on.",
        exact_profile,
        ball,
        _bounds,
        NamedMembersWorld,
        World,
        _BallNumbers(ball),
        _Ball,
        lambda each: each.ball if isinstance(each, _Ball) else ball(Fraction(each)),
        {
            "number": ball,
            "ratio": lambda above, below: below if _zero(below) else above / below,
            "floor": _ball_floor,
            "positive": _positive,
            "nonnegative": lambda amount: not _positive(-amount),
            "zero": _zero,
        },
    )


ARITHMETICS: Mapping[str, Callable[[], Arithmetic]] = {
    "exact": exact,
    "whole": whole,
    "enclosed": enclosed,
}
"""The arithmetics by name."""


def _bounds(ball: Any) -> tuple[Fraction, Fraction]:
    low, high = (_dyadic(each) for each in (ball.lower(), ball.upper()))
    return low, high


def _dyadic(end: Any) -> Fraction:
    above, power = (int(each) for each in end.man_exp())
    return Fraction(above * 2**power) if power >= 0 else Fraction(above, 2**-power)


def _positive(ball: Any) -> bool:
    if ball > 0:
        return True
    if ball <= 0:
        return False
    raise _undecided(ball, "whether it is above 0")


def _zero(ball: Any) -> bool:
    if ball.is_zero():
        return True
    if not ball.contains(0):
        return False
    raise _undecided(ball, "whether it is 0")


def _ball_floor(ball: Any) -> Any:
    whole = ball.floor().unique_fmpz()
    if whole is None:
        raise _undecided(ball, "the whole number below it")
    return type(ball)(whole)


def _undecided(ball: Any, what: str) -> Undecided:
    return Undecided(
        f"an amount is known as {ball} only, and the rule has to know {what}:"
        " run it with exact or whole amounts"
    )


class _Ball:
    """An enclosure as the rules compute with it: a comparison is decided, or an error."""

    __slots__ = ("ball",)

    def __init__(self, ball: Any) -> None:
        self.ball = ball

    def __add__(self, other: Any) -> _Ball:
        return _Ball(self.ball + self._other(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> _Ball:
        return _Ball(self.ball - self._other(other))

    def __rsub__(self, other: Any) -> _Ball:
        return _Ball(self._other(other) - self.ball)

    def __mul__(self, other: Any) -> _Ball:
        return _Ball(self.ball * self._other(other))

    __rmul__ = __mul__

    def __neg__(self) -> _Ball:
        return _Ball(-self.ball)

    def __bool__(self) -> bool:
        return not _zero(self.ball)

    def __gt__(self, other: Any) -> bool:
        return _positive(self.ball - self._other(other))

    def __lt__(self, other: Any) -> bool:
        return _positive(self._other(other) - self.ball)

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __le__(self, other: Any) -> bool:
        return not self > other

    def _other(self, other: Any) -> Any:
        if isinstance(other, _Ball):
            return other.ball
        value = Fraction(other)
        return type(self.ball)(value.numerator) / value.denominator


class _BallNumbers(ExactNumbers):
    """What a rule needs of enclosures beyond their operators."""

    def __init__(self, ball: Callable[[Fraction], Any]) -> None:
        self._ball = ball

    def ratio(self, numerator: Any, denominator: Any) -> Any:
        """The quotient, and 0 where the denominator is 0."""
        above, below = (self._own(each) for each in (numerator, denominator))
        return _Ball(below if _zero(below) else above / below)

    def floor(self, amount: Any) -> Any:
        """The greatest whole number that is not above an amount."""
        return _Ball(_ball_floor(self._own(amount)))

    def _own(self, amount: Any) -> Any:
        return amount.ball if isinstance(amount, _Ball) else self._ball(Fraction(amount))
