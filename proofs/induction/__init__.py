"""Does a claim hold after any number of events, with any number of members?

``induct`` is the answer by induction. It finds the invariants of a scheme, then tries each claim on
each rule, run in an arbitrary state.
"""

from typing import TYPE_CHECKING

from neverfalls.spec.on_demand import on_demand

if TYPE_CHECKING:
    from .induct import Induction, induct

__all__ = ["Induction", "induct"]

__getattr__ = on_demand(__name__, induct="Induction induct")
