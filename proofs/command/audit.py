"""`neverfalls audit`."""

from __future__ import annotations

import json

from ..audit.report import as_json as data_of
from ..audit.report import as_text, audit
from . import AS_ASKED
from .render.lines import write


def run_audit(as_json: bool, exact: bool) -> int:
    """Recompute every stated figure; print; the exit code, 0 whatever the verdicts are."""
    entries = audit()
    if as_json:
        print(json.dumps(data_of(entries), indent=1, ensure_ascii=False))
    else:
        write(as_text(entries, exact).rstrip())
    return AS_ASKED
