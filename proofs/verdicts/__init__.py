"""What is known of a promise under one reading, and how is it known?

``Judge`` finds the verdicts of one scheme under one set of readings: proved, refuted or neither.
``survey_apart`` finds those of a whole table, in several processes, and gives each as it is found.
"""

from typing import TYPE_CHECKING

from neverfalls.spec.on_demand import on_demand

if TYPE_CHECKING:
    from .judge import Judge
    from .survey import survey_apart
    from .verdict import Status, Verdict

__all__ = ["Judge", "Status", "Verdict", "survey_apart"]

__getattr__ = on_demand(__name__, judge="Judge", survey="survey_apart", verdict="Status Verdict")
