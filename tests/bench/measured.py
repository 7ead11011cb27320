"""The page of the documentation with what was measured: a section for each benchmark."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "measured.md"


def write_section(title: str, text: str) -> None:
    """Write one section anew, and leave the others as they are."""
    PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), title, text), encoding="utf-8")


def replaced(page: str, title: str, text: str) -> str:
    """A page with another text in the section of this title, which comes last if it is new."""
    section = f"## {title}\n\n{text.strip()}\n"
    head, *sections = re.split(r"(?m)^(?=## )", page)
    kept = [section if each.startswith(f"## {title}\n") else each for each in sections]
    if section not in kept:
        kept.append(section)
    return "\n".join(each.strip() + "\n" for each in (head, *kept))
