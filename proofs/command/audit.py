"""`neverfalls audit`."""

from __future__ import annotations

import json

from ..audit.report import as_json as data_of
from ..audit.report import as_text, audit
from . import AS_ASKED


def run_audit(as_json: bool) -> int:
    """Recompute every stated figure; print; the exit code, 0 whatever the verdicts are."""
    entries = audit()
    if as_json:
        print(json.dumps(data_of(entries), indent=1, ensure_ascii=False))
    else:
        print(as_text(entries), end="")
    return AS_ASKED
