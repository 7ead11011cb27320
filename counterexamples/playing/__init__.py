"""What becomes of everybody in a history of one's own?

`read_events` reads a list of events, and a ``Player`` carries them out under the rules of a scheme,
in exact fractions, in whole cents and points, or enclosed between two numbers. It tells the price,
the pool, and what each member paid, received, was shown and could get now.
"""

from __future__ import annotations

from .arithmetic import ARITHMETICS, Arithmetic, Undecided
from .events import BadEvents, Events, read_events
from .player import MemberView, Player

__all__ = [
    "ARITHMETICS",
    "Arithmetic",
    "BadEvents",
    "Events",
    "MemberView",
    "Player",
    "Undecided",
    "read_events",
]
