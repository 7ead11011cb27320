"""`neverfalls limits`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from neverfalls.spec.schemes.scheme import Scheme

from ..limits.applying import NotShown, shown
from ..limits.limit import Limit
from ..limits.report import LIMITS, as_latex, to_data
from ..solving.pool import Solvers
from .choosing import is_scheme, schemes_of
from .codes import AS_ASKED
from .errors import Misplaced, NotTogether, UnknownName
from .keeping import solvers_that_keep
from .render.lines import write
from .render.progress import Progress

NONE = "No limit is shown for {scheme}."
NOT_SHOWN = "Not shown for {scheme}:"


def run_limits(words: Sequence[str], latex: bool, as_json: bool, exact: bool, keep: bool) -> int:
    """Derive and show limits, all or those named, of a scheme if one is; print; the exit code.

    Raises:
        UnknownName: a word is neither a limit nor a scheme.
        Misplaced: a second scheme is named.
    """
    named = [each for each in words if each not in LIMITS and _means_scheme(each)]
    names = [each for each in words if each not in named]
    for name in names:
        if name not in LIMITS:
            raise UnknownName("limit", name, list(LIMITS))
    for other in named[1:]:
        raise Misplaced(other, "another scheme", "limits are shown for one scheme at a time")
    if latex and as_json:
        raise NotTogether("--latex", "--json")
    scheme = schemes_of(named)[0] if named else None
    wanted, found = list(dict.fromkeys(names or LIMITS)), list[Limit]()
    left_out: list[NotShown] = []
    with solvers_that_keep(keep) as solvers, Progress(len(wanted)) as progress:
        for done, name in enumerate(wanted):
            progress.show(done, name)
            one = _derived(name, solvers, scheme)
            if isinstance(one, NotShown):
                left_out.append(one)
                continue
            found.append(one)
            if not latex and not as_json:
                with progress.paused():
                    write(one.text(exact))
    if as_json:
        print(json.dumps(_data(found, left_out, scheme), indent=1, ensure_ascii=False))
    elif latex:
        print(as_latex(found))
    elif scheme is not None:
        write("\n".join(_words(found, left_out, scheme)))
    return AS_ASKED


def _means_scheme(word: str) -> bool:
    return is_scheme(word) or word.endswith(".toml")


def _derived(name: str, solvers: Solvers, scheme: Scheme | None) -> Limit | NotShown:
    return LIMITS[name](solvers) if scheme is None else shown(name, solvers, scheme)


def _data(found: Sequence[Limit], left_out: Sequence[NotShown], scheme: Scheme | None) -> Any:
    if scheme is None:
        return to_data(found)
    return {**to_data(found), "not_shown": [each._asdict() for each in left_out]}


def _words(found: Sequence[Limit], left_out: Sequence[NotShown], scheme: Scheme) -> list[str]:
    """What is not shown, and why: the limits with the same reasons together."""
    lines = [] if found else [NONE.format(scheme=scheme.name)]
    same: dict[tuple[str, ...], list[str]] = {}
    for each in left_out:
        same.setdefault(each.why, []).append(each.name)
    if same:
        lines.append(NOT_SHOWN.format(scheme=scheme.name))
    for why, names in same.items():
        lines.append(f"  {', '.join(names)}")
        lines += [f"    - {each}" for each in why]
    return lines
