"""Does a claim hold after any number of events, with any number of members?

``induct`` is the answer by induction. It finds the invariants of a scheme, then tries each claim on
each rule, run in an arbitrary state.
"""

from .induct import Induction, induct

__all__ = ["Induction", "induct"]
