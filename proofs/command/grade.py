"""`neverfalls grade`."""

from __future__ import annotations

import json
from pathlib import Path

from neverfalls.spec.files import Unreadable, read_file

from ..exercises import Answer, BadAnswer, exercises, grade, parse_answer
from ..exercises.answer import MAX_BYTES
from ..exercises.replies import Reply, language, say
from .codes import AS_ASKED, UNDECIDED, WRONG
from .errors import UnknownName
from .render.lines import fold, paint, width

FORMAT = "neverfalls-grade/1"
VERDICTS = {
    True: ("verdict_right", "green"),
    False: ("verdict_wrong", "red"),
    None: ("verdict_undecided", "yellow"),
}


def run_grade(name: str, file: str, code: str, as_json: bool) -> int:
    """Judge the answer in a file; print in a language; the exit code.

    Raises:
        UnknownName: there is no such exercise.
        BadAnswer: the file is no answer to it.
        NoCatalogues: the package that reads translations is not installed.
    """
    words = language(code)
    if name not in exercises():
        raise UnknownName("exercise", name, list(exercises()))
    exercise = exercises()[name]
    try:
        found = grade(exercise, _answer(file), file)
    except BadAnswer as error:
        error.args = (error.reply.within(words),)
        raise
    if as_json:
        print(json.dumps({"format": FORMAT, **found.to_dict(code)}, indent=1, ensure_ascii=False))
    else:
        verdict, colour = VERDICTS[found.right]
        head = say(
            "head",
            exercise=exercise.id,
            title=Reply(exercise.title),
            verdict=Reply(paint(say(verdict).within(words), colour), how="code"),
        )
        lines = [head.within(words), *(f"- {line}" for line in found.told(code))]
        print(fold("\n".join(lines), width()), flush=True)
    return {True: AS_ASKED, False: WRONG, None: UNDECIDED}[found.right]


def _answer(file: str) -> Answer:
    try:
        content = read_file(Path(file), MAX_BYTES)
    except Unreadable as error:
        raise BadAnswer(file, "file", error.found, error.expected) from None
    except OSError as error:
        raise BadAnswer(file, "file", error.strerror, "a readable file") from None
    return parse_answer(content, file)
