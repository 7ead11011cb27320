"""Is a student's answer right, and if not, what is wrong with it?

``exercises`` gives the exercises of the lessons, and ``grade`` judges an answer to one: a history
by running it, a certificate by checking it, a reading by the record. No right answer is stored.
``exercises_json`` has all of it as data, for a page that grades in the browser.
"""

from __future__ import annotations

from .answer import Answer, BadAnswer, parse_answer
from .exercise import Exercise, exercises
from .export import exercises_json
from .grading import Grade, grade

__all__ = [
    "Answer",
    "BadAnswer",
    "Exercise",
    "Grade",
    "exercises",
    "exercises_json",
    "grade",
    "parse_answer",
]
