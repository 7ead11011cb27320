"""`neverfalls contradictions`."""

from __future__ import annotations

import json

from ..contradictions.report import as_json as data_of
from ..contradictions.report import as_text
from ..contradictions.search import NotDecided, find
from ..contradictions.statements import table
from ..solving.pool import Solvers
from . import AS_ASKED, UNDECIDED, complain
from .render.lines import write
from .render.progress import Progress


def run_contradictions(as_json: bool) -> int:
    """Find every smallest contradiction; print; the exit code."""
    try:
        topics = len(table().topics())
        with Solvers() as solvers, Progress(topics) as progress:
            findings = find(table(), solvers, progress.show)
    except NotDecided as error:
        complain(f"undecided: {error}")
        return UNDECIDED
    if as_json:
        print(json.dumps(data_of(findings), indent=1, ensure_ascii=False))
    else:
        write(as_text(findings).rstrip())
    return AS_ASKED
