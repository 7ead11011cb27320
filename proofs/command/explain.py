"""`neverfalls explain`."""

from __future__ import annotations

import json
from pathlib import Path

from .choosing import schemes_of
from .codes import AS_ASKED
from .errors import NoFormula, NoPage, NoRule, NotTogether, UnknownName, UnknownThing
from .names import Asked, explanations, known_rules
from .names.found import trace_of
from .render.lines import width, write


def run_explain(
    name: str, scheme: str | None, as_json: bool, latex: bool, exact: bool, html: Path | None
) -> int:
    """Explain everything of this name, or write a page about it; print; the exit code."""
    if latex and as_json:
        raise NotTogether("--latex", "--json")
    if not name:
        raise UnknownName("thing", name, [])
    if html is not None:
        options = {"--json": as_json, "--latex": latex, "--exact": exact, "--scheme": scheme}
        for other in (each for each, given in options.items() if given):
            raise NotTogether("--html", other)
        return _page(name, html)
    chosen = None if scheme is None else schemes_of([scheme])[0]
    found = explanations(name, Asked(chosen, exact, width()))
    if not found and chosen is not None and name in known_rules():
        raise NoRule(chosen.name, name, list(chosen.rules))
    if not found:
        raise UnknownThing(name)
    if as_json:
        shown = {"format": "neverfalls-explain/1", "explained": [each.data for each in found]}
        print(json.dumps(shown, indent=1, ensure_ascii=False))
    elif latex:
        formulas = [each.latex for each in found if each.latex]
        if not formulas:
            raise NoFormula(name)
        print("\n\n".join(formulas))
    else:
        write("\n\n".join(each.text for each in found))
    return AS_ASKED


def _page(name: str, file: Path) -> int:
    """Write the page of a history; print; the exit code."""
    from ..explorer import write_explorer

    trace = trace_of(name)
    if trace is None:
        raise NoPage(name)
    write_explorer(file, trace)
    write(f"{file}: open it in a browser; it needs nothing else.")
    return AS_ASKED
