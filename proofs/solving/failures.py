"""Internal errors in a line each. An error is a defect of this project, and never an answer."""

from __future__ import annotations

import traceback
from pathlib import Path

LONGEST = 200
"""Most signs of an error's own words that are shown."""

HOME = Path(__file__).resolve().parents[2]


def failure(error: BaseException) -> str:
    """What an error is: its kind, its own words, and the innermost place in this project."""
    words = " ".join(str(error).split())
    if len(words) > LONGEST:
        words = f"{words[:LONGEST]}…"
    told = ": ".join(filter(None, (type(error).__name__, words)))
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename).resolve()
        if file.is_relative_to(HOME) and "site-packages" not in file.relative_to(HOME).parts:
            return f"{told} (in {file.relative_to(HOME)}, line {frame.lineno})"
    return told
