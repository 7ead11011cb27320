"""What a ledger has to offer so that it can be tested: three methods.

A ledger is whatever keeps the books of such a scheme. It imports nothing of this package but
``Refused``, and need not know the other names here, which only say what it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from .refused import Refused

Number: TypeAlias = int | Fraction
"""An amount in the units of the profile: whole in a profile of whole units, else a fraction."""


@dataclass(frozen=True)
class Setting:
    """The scheme that a ledger is started with.

    ``parameters`` are numbers, or tuples of numbers, in the units of the profile. ``units`` says
    how many yuan or points one unit is. ``opening`` has the balances that do not start at 0.
    """

    profile: str
    members: tuple[str, ...]
    mechanisms: tuple[str, ...]
    parameters: Mapping[str, Fraction | tuple[Fraction, ...]]
    readings: Mapping[str, str]
    units: Mapping[str, Fraction]
    whole: bool
    opening: Mapping[str, Fraction]


@dataclass(frozen=True)
class Event:
    """Something that happens; members are named, amounts are numbers in the profile's units."""

    name: str
    arguments: Mapping[str, str | Number]

    def __getitem__(self, argument: str) -> Any:
        """One argument."""
        return self.arguments[argument]

    def __str__(self) -> str:
        given = ", ".join(f"{name} = {value}" for name, value in self.arguments.items())
        return f"{self.name} ({given})" if given else self.name


class Adapter(Protocol):
    """A ledger as it is driven.

    It may also have ``profiles``, the ids of the profiles that it implements, and ``stop()``,
    which is called when a case is over. One with many balances may have ``changed()``, which
    returns those that the last event has changed: then this is asked after each event, and
    ``observe()`` only at the opening and at the end.
    """

    def start(self, setting: Setting) -> None:
        """Begin with empty books in this setting."""

    def apply(self, event: Event) -> None:
        """Carry out an event.

        Raises:
            Refused: the event is not allowed, and nothing has changed.
        """

    def observe(self) -> Mapping[str, int | Fraction | str]:
        """Balances by name, such as ``pool.yuan`` or ``alice.points``; those that it keeps.

        ``supply.points`` and ``price.yuan`` (per point, only while points circulate) may be among
        them. Numbers are exact: whole, fractions, or such numbers as text, never floats.
        """


__all__ = ["Adapter", "Event", "Number", "Refused", "Setting"]
