"""`neverfalls derive`."""

from __future__ import annotations

import json

from ..algebra.closed_form import DERIVATIONS
from .choosing import schemes_of
from .codes import AS_ASKED
from .errors import NotTogether, UnknownName
from .render.lines import write

FORMAT = "neverfalls-derive/1"


def run_derive(name: str, scheme: str, latex: bool, as_json: bool, exact: bool) -> int:
    """Derive a closed form from a scheme's rules; print; the exit code.

    Raises:
        UnknownName: nothing of this name can be derived.
        DerivationFailed: it does not follow from this scheme's rules.
    """
    if name not in DERIVATIONS:
        raise UnknownName("derivation", name, list(DERIVATIONS))
    if latex and as_json:
        raise NotTogether("--latex", "--json")
    derivation = DERIVATIONS[name](schemes_of([scheme])[0])
    if as_json:
        print(json.dumps({"format": FORMAT, **derivation.to_dict()}, indent=1, ensure_ascii=False))
    elif latex:
        print(derivation.latex())
    else:
        write(derivation.text(exact))
    return AS_ASKED
