"""Does somebody's own ledger do what the rules say?

A ledger is driven by three methods (see ``Adapter``). ``run`` tries all cases of its profiles,
``pytest --neverfalls-adapter mymodule:Ledger`` does the same as tests, ``state_machine`` looks for
differences by itself, ``follow`` takes events of one's own, and ``ProcessLedger`` drives a ledger
in any language.

What is named here is imported when it is first used, so that a ledger can import ``Refused``, and
pytest its plugin, without loading the rules.
"""

from __future__ import annotations

from neverfalls.spec.on_demand import on_demand

TYPE_CHECKING = False  # as in typing, which takes longer to import than all that is here

if TYPE_CHECKING:
    from .adapter import Adapter, Event, Setting
    from .following import follow
    from .machine import state_machine
    from .prepared import Prepared, cases
    from .process import ProcessLedger, ProtocolError
    from .promises import run_counterexamples
    from .refused import Refused
    from .reporting import as_json, junit, markdown, text
    from .running import NoCases, Report, Result, Verdict, run, run_case

__all__ = [
    "Adapter",
    "Event",
    "NoCases",
    "Prepared",
    "ProcessLedger",
    "ProtocolError",
    "Refused",
    "Report",
    "Result",
    "Setting",
    "Verdict",
    "as_json",
    "cases",
    "follow",
    "junit",
    "markdown",
    "run",
    "run_case",
    "run_counterexamples",
    "state_machine",
    "text",
]

__getattr__ = on_demand(
    __name__,
    adapter="Adapter Event Setting",
    following="follow",
    machine="state_machine",
    prepared="Prepared cases",
    process="ProcessLedger ProtocolError",
    promises="run_counterexamples",
    refused="Refused",
    reporting="as_json junit markdown text",
    running="NoCases Report Result Verdict run run_case",
)
