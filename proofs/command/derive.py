"""`neverfalls derive`."""

from __future__ import annotations

import json

from neverfalls.spec.schemes.loader import load_scheme

from ..algebra.closed_form import DERIVATIONS
from .codes import AS_ASKED
from .errors import NotTogether, UnknownName
from .render.lines import write

FORMAT = "neverfalls-derive/1"


def run_derive(name: str, latex: bool, as_json: bool, exact: bool) -> int:
    """Derive a closed form from the wine shop's rules; print; the exit code."""
    if name not in DERIVATIONS:
        raise UnknownName("derivation", name, list(DERIVATIONS))
    if latex and as_json:
        raise NotTogether("--latex", "--json")
    derivation = DERIVATIONS[name](load_scheme("wine-shop"))
    if as_json:
        print(json.dumps({"format": FORMAT, **derivation.to_dict()}, indent=1, ensure_ascii=False))
    elif latex:
        print(derivation.latex())
    else:
        write(derivation.text(exact))
    return AS_ASKED
