"""`neverfalls grade`."""

from __future__ import annotations

import json
from pathlib import Path

from neverfalls.spec.files import Unreadable, read_file

from ..exercises import BadAnswer, exercises, grade, parse_answer
from ..exercises.answer import MAX_BYTES
from .codes import AS_ASKED, UNDECIDED, WRONG
from .errors import UnknownName
from .render.lines import fold, paint, width

FORMAT = "neverfalls-grade/1"
VERDICTS = {True: ("right", "green"), False: ("wrong", "red"), None: ("undecided", "yellow")}


def run_grade(name: str, file: str, as_json: bool) -> int:
    """Judge the answer in a file; print; the exit code."""
    if name not in exercises():
        raise UnknownName("exercise", name, list(exercises()))
    exercise = exercises()[name]
    try:
        content = read_file(Path(file), MAX_BYTES)
    except Unreadable as error:
        raise BadAnswer(file, "file", error.found, error.expected) from None
    except OSError as error:
        raise BadAnswer(file, "file", error.strerror, "a readable file") from None
    found = grade(exercise, parse_answer(content, file), file)
    if as_json:
        print(json.dumps({"format": FORMAT, **found.to_dict()}, indent=1, ensure_ascii=False))
    else:
        word, colour = VERDICTS[found.right]
        head = f"{exercise.id}, {exercise.title}: {paint(word, colour)}"
        print(fold("\n".join([head, *(f"- {line}" for line in found.told)]), width()), flush=True)
    return {True: AS_ASKED, False: WRONG, None: UNDECIDED}[found.right]
