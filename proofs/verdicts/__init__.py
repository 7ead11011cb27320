"""What is known of a promise under one reading, and how is it known?

``Judge`` finds the verdicts of one scheme under one set of readings: proved, refuted or neither.
``survey_apart`` finds those of a whole table, in several processes, and gives each as it is found.
"""

from .survey import survey_apart
from .verdict import Judge, Status, Verdict

__all__ = ["Judge", "Status", "Verdict", "survey_apart"]
