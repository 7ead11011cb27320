"""What do the solvers answer?

``Solvers`` is a pool of processes that are asked texts, each at most once. Nothing else in the
project runs a solver or starts a process.
"""

from typing import TYPE_CHECKING

from neverfalls.spec.on_demand import on_demand

if TYPE_CHECKING:
    from .pool import Solvers

__all__ = ["Solvers"]

__getattr__ = on_demand(__name__, pool="Solvers")
