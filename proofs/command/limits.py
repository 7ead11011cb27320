"""`neverfalls limits`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..limits.report import LIMITS, as_latex, to_data
from .codes import AS_ASKED
from .errors import NotTogether, UnknownName
from .keeping import solvers_that_keep
from .render.lines import write
from .render.progress import Progress


def run_limits(names: Sequence[str], latex: bool, as_json: bool, exact: bool, keep: bool) -> int:
    """Derive and show limits, all or those named; print; the exit code."""
    for name in names:
        if name not in LIMITS:
            raise UnknownName("limit", name, list(LIMITS))
    if latex and as_json:
        raise NotTogether("--latex", "--json")
    wanted, found = list(names or LIMITS), []
    with solvers_that_keep(keep) as solvers, Progress(len(wanted)) as progress:
        for done, name in enumerate(wanted):
            progress.show(done, name)
            found.append(LIMITS[name](solvers))
            if not latex and not as_json:
                with progress.paused():
                    write(found[-1].text(exact))
    if as_json:
        print(json.dumps(to_data(found), indent=1, ensure_ascii=False))
    elif latex:
        print(as_latex(found))
    return AS_ASKED
