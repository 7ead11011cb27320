"""The script as one file: the machine of the explorer, the rules of the exercises, and the form."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from neverfalls.spec.writing import write_file

from ..explorer.data import compact
from ..explorer.page import text as of_explorer
from ..languages.catalogue import parsed
from .data import CHINESE, grading_data, words

MACHINE = ("runtime.js", "history.js")
PROGRAM = ("judging.js", "form.js")


def write_grading(path: Path) -> None:
    """Write the script that pages of exercises load.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
        OSError: the file cannot be written.
    """
    write_file(path, script())


def script() -> str:
    """The text of the script.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
    """
    data = grading_data()
    told = compact(data | {"words": words(data) | own()})
    programs = [*map(of_explorer, MACHINE), *map(text, PROGRAM)]
    return "\n".join([f"const GRADING = {told};", *programs])


def own() -> dict[str, str]:
    """The Chinese of the form's own sentences.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
    """
    return {each.msgid: each.msgstr for each in parsed(text(f"{CHINESE}.po"))}


def text(name: str) -> str:
    """A file of this room."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
