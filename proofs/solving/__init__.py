"""What do the solvers answer?

``Solvers`` is a pool of processes that are asked texts, each at most once. Nothing else in the
project runs a solver or starts a process.
"""

from .pool import Solvers

__all__ = ["Solvers"]
