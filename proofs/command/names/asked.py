"""The exercises of the lessons."""

from __future__ import annotations

from collections.abc import Iterator

from ...exercises import exercises
from ...exercises.certificate import numbered
from ...exercises.exercise import Break, Certificate, Statements, Theorem
from ...exercises.export import exercise_data
from .kind import Asked, Explained, Kind

ANSWERS = {
    "break": '{"events": [{"rule": "purchase", "buyer": "alice", "paid": "100"}, …]}',
    "reach": '{"events": [{"rule": "purchase", "buyer": "alice", "paid": "100"}, …]}',
    "value": '{"value": "12.3456"}',
    "reading": '{"readings": {"QUESTION": "CHOICE"}}',
    "certificate": '{"terms": [["1", [1, 2]], …]}: number times the facts 1 and 2, and so on',
    "theorem": '{"numbers": {"NAME": "1/2", …}}',
    "statements": '{"numbers": {"NAME": "1/2", …}}',
}
"""What an answer of each kind looks like."""


def _exercises(name: str, _asked: Asked) -> Iterator[Explained]:
    if name not in exercises():
        return
    exercise = exercises()[name]
    lines = [f"{name} (lesson {exercise.lesson}): {exercise.title}", exercise.question]
    match exercise:
        case Certificate():
            lines += [f"  {line}" for line in numbered(exercise)]
        case Theorem():
            lines.append(f"The proof is that of {exercise.theorem}.")
        case Statements():
            lines += [f"  {each}" for each in exercise.statements]
    read = [f"{key}={choice}" for key, choice in exercise.readings.items()]
    lines.append(f"Scheme: {', '.join([exercise.scheme, *read])}.")
    looks = ANSWERS[exercise.kind]
    if isinstance(exercise, Break) and exercise.numbers:
        looks = f'{{"numbers": {{"{exercise.numbers[0]}": "1/2"}}, {looks.removeprefix("{")}'
    lines.append(f"An answer looks like {looks}.")
    lines.append(f"It is graded by: neverfalls grade {name} answer.json")
    yield Explained("\n".join(lines), {"exercise": exercise.id, **exercise_data(exercise)})


EXERCISE = Kind("exercise", exercises, _exercises)
