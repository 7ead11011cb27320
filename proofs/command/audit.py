"""`neverfalls audit`."""

from __future__ import annotations

import json

from ..audit.report import audit, render, to_data
from .codes import AS_ASKED
from .render.lines import write


def run_audit(as_json: bool, exact: bool) -> int:
    """Recompute every stated figure; print; the exit code, 0 whatever the verdicts are."""
    entries = audit()
    if as_json:
        print(json.dumps(to_data(entries), indent=1, ensure_ascii=False))
    else:
        write(render(entries, exact).rstrip())
    return AS_ASKED
