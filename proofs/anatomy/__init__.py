"""What is a recorded proof made of, and what breaks without one of its parts?

``dissect`` takes a proof apart into what is shown of each rule, with names and reasons; ``without``
finds what breaks if an invariant is left out.
"""

from .dissect import Anatomy, Step, dissect
from .gaps import Gap, first_gap, without
from .recorded import NotProved, Recorded, recorded, recorded_in

__all__ = [
    "Anatomy",
    "Gap",
    "NotProved",
    "Recorded",
    "Step",
    "dissect",
    "first_gap",
    "recorded",
    "recorded_in",
    "without",
]
