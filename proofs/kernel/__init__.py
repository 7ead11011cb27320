"""Does the kernel of Coq accept the same certificates? It does, or ``run_kernel`` says why not.

`Certificates.v` checks certificates inside Coq and proves that the check is right; `Histories.v`
proves what lifts single events to histories of any length, and single members to any number of
them. `writing` states obligations in Coq's own arithmetic, each with its certificate, and `running`
has Coq compile all of it, check it a second time, and say what it rests on.
"""

from __future__ import annotations

from .running import Accepted, KernelRefused, NoCoq, Report, run_kernel
from .writing import Obligations

__all__ = ["Accepted", "KernelRefused", "NoCoq", "Obligations", "Report", "run_kernel"]
