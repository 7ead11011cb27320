"""`neverfalls plot`."""

from __future__ import annotations

import json
from pathlib import Path

from neverfalls.spec.errors import NeverfallsError

from ..plots import PLOTS, drawing, picture
from .codes import AS_ASKED, complain
from .errors import UnknownName
from .render.lines import write


class NowhereToDraw(NeverfallsError):
    """A picture was asked for, but no file and no data."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nothing to write to: neverfalls plot {name} -o {name}.svg, or --json")


def run_plot(name: str, output: Path | None, language: str, as_json: bool) -> int:
    """Draw a picture into a file, or print its numbers, or both; the exit code."""
    if name not in PLOTS:
        raise UnknownName("plot", name, list(PLOTS))
    if output is None and not as_json:
        raise NowhereToDraw(name)
    found = picture(name)
    if output is not None:
        drawing(found, language).write(output)
        complain(f"wrote {output}")
    if as_json:
        print(json.dumps(found.to_dict(), indent=1, ensure_ascii=False))
    else:
        write(found.described(language))
    return AS_ASKED
