"""Pages that are generated from the records: `neverfalls record` writes them."""

from __future__ import annotations

from pathlib import Path

from neverfalls.spec.loader import SHIPPED, load_scheme

from ..recorded import record_of
from .table import markdown

BEGIN = "<!-- verdicts: written by `make record` from proofs/record; do not edit -->"
END = "<!-- end of verdicts -->"


class PageBroken(Exception):
    """A page lacks the two marks between which its table is written."""


def verdict_tables() -> str:
    """The tables of all shipped schemes, from their records."""
    parts = []
    for name in SHIPPED:
        scheme = load_scheme(name)
        record = record_of(scheme)
        if record is not None:
            parts.append(markdown(scheme, record["cells"]))
    return "\n".join(parts)


def with_tables(page: str) -> str:
    """A page with the present tables between its marks.

    Raises:
        PageBroken: the marks are not there.
    """
    head, begin, rest = page.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not begin or not end:
        raise PageBroken("the marks for the verdict tables are missing")
    return f"{head}{BEGIN}\n\n{verdict_tables()}\n{END}{tail}"


def write_pages(root: Path) -> None:
    """Write the tables into the README."""
    readme = root / "README.md"
    readme.write_text(with_tables(readme.read_text(encoding="utf-8")), encoding="utf-8")
