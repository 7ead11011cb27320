"""`neverfalls contradictions`."""

from __future__ import annotations

import json

from ..contradictions.report import render, to_data
from ..contradictions.search import NotDecided, find
from ..contradictions.statements import table
from .codes import AS_ASKED, UNDECIDED, complain
from .keeping import solvers_that_keep
from .render.lines import write
from .render.progress import Progress


def run_contradictions(as_json: bool, keep: bool) -> int:
    """Find every smallest contradiction; print; the exit code."""
    try:
        topics = len(table().topics())
        with solvers_that_keep(keep) as solvers, Progress(topics) as progress:
            findings = find(table(), solvers, progress.show)
    except NotDecided as error:
        complain(f"undecided: {error}")
        return UNDECIDED
    if as_json:
        print(json.dumps(to_data(findings), indent=1, ensure_ascii=False))
    else:
        write(render(findings).rstrip())
    return AS_ASKED
