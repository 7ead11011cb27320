"""The page as one file: texts, programs and histories in it, so that it needs nothing else."""

from __future__ import annotations

import base64
import json
import zlib
from importlib import resources
from pathlib import Path
from typing import Any

from neverfalls.counterexamples import Trace, every, replay
from neverfalls.spec.schemes.loader import RECORDED
from neverfalls.spec.writing import write_file

from .data import compact, explorer_data, shipped
from .words import LANGUAGES, own, sayings, translated

PROGRAM = ("runtime.js", "history.js", "drawing.js", "explorer.js")


def write_explorer(path: Path, trace: Trace | None = None, site: str = "") -> None:
    """Write the page; about one history if one is given, else about all that is recorded.

    ``site`` is the folder of the site as an address from the page; without it, the page links
    nowhere.

    Raises:
        ReplayFailed: the history does not happen as it says.
        NoCatalogues: the package that reads translations is not installed.
        OSError: the file cannot be written.
    """
    write_file(path, page(trace, site))


def page(trace: Trace | None = None, site: str = "") -> str:
    """The text of the page.

    Raises:
        ReplayFailed: the history does not happen as it says.
        NoCatalogues: the package that reads translations is not installed.
    """
    if trace is None:
        data = explorer_data(shipped(RECORDED), every(), "")
    else:
        replay(trace)
        known = [each for each in every() if each.scheme == trace.scheme and each.id != trace.id]
        schemes = shipped([trace.scheme] if trace.scheme in RECORDED else [])
        data = explorer_data(schemes, [trace, *known], trace.id)
    return filled(data | {"site": site})


def filled(data: dict[str, Any]) -> str:
    """The page with this data in it."""
    said = dict.fromkeys(sayings(data))
    words = {
        language: {english: translated(english, language, how) for how, english in said}
        | own(language)
        for language in LANGUAGES
    }
    packed = zlib.compress(compact(short(data) | {"words": words}).encode(), 9)
    parts = {
        "/*STYLES*/": text("vendor/uPlot.min.css") + text("explorer.css"),
        "/*DATA*/": base64.b64encode(packed).decode(),
        "/*CHARTS*/": f"/*\n{text('vendor/uPlot-LICENSE')}*/\n{text('vendor/uPlot.iife.min.js')}",
        "/*PROGRAM*/": "\n".join(map(text, PROGRAM)),
    }
    made = text("explorer.html")
    for place, content in parts.items():
        made = made.replace(place, content)
    return made


def short(data: dict[str, Any]) -> dict[str, Any]:
    """The data with each instruction written once, and programs as lists of their numbers.

    Most instructions stand in many programs. What is alike stands side by side, which is packed
    best; the page puts the programs together again.
    """
    written = sorted({compact(each) for program in data["programs"] for each in program})
    number = {text: place for place, text in enumerate(written)}
    programs = [[number[compact(each)] for each in program] for program in data["programs"]]
    return data | {"programs": programs, "instructions": [*map(json.loads, written)]}


def text(name: str) -> str:
    """A file of this room."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
