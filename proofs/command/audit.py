"""`neverfalls audit`."""

from __future__ import annotations

import json
from pathlib import Path

from ..audit.own import audit_own, read_figures
from ..audit.report import audit, render, to_data
from .codes import AS_ASKED
from .render.lines import write


def run_audit(file: Path | None, as_json: bool, exact: bool) -> int:
    """Recompute every stated figure, of the documents or in a file of one's own; print; the code.

    It is 0 whatever the verdicts are.
    """
    entries = audit() if file is None else audit_own(read_figures(file))
    if as_json:
        print(json.dumps(to_data(entries), indent=1, ensure_ascii=False))
    else:
        write(render(entries, exact).rstrip())
    return AS_ASKED
