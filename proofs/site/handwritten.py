"""The pages that are written by hand, as the site has them.

Those in ``docs/site`` are the site's own. The reference pages and lessons of ``docs`` can be read
where the code is, too: here their links lead to pages of the site where there are any, and to what
is generated in them the site has pages of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

REFERENCE = ("command", "running", "regions", "kit", "proofs", "readings", "kernel")
"""The reference pages, in the order of the contents."""

LESSONS = "README"
"""The page that leads to the lessons."""

PUPILS = ("exercises", "solutions")
"""What a class gets of a lesson, beside its plan."""

EXERCISES = "-exercises"
"""How the names of pages with exercises end."""

GRADING = '\n<script src="../../grading/grading.js"></script>\n'
"""What judges answers on the pages of exercises; it is for both languages."""

PLAYED = {
    "1-only-rises": "do=profit",
    "2-everybody-can-leave": "do=play&claim=pool_money_can_leave&scheme=wine-shop",
    "3-spend-2000": "do=watch&history=mall.quota_is_paid_when_sales_stop",
    "4-readings": "do=watch&claim=price_never_falls&scheme=wine-shop",
    "5-what-a-proof-is": "do=play&claim=price_never_falls&scheme=wine-shop",
    "6-search": "do=play&claim=price_never_falls&scheme=wine-shop&reading=goods_payer=pool",
}
"""What the explorer shows for a lesson, by the page with its plan."""

NOTEBOOKS = ("price", "joining", "run", "quota-waiting", "regions")
"""The notebooks, in the order of the contents."""

PICTURED = {"reference/regions": "regions"}
"""The picture that stands on a page, by its name, below the first sentence."""

DRAWN = "plots.drawing(found)"
"""What draws the picture of a notebook."""

ELSEWHERE = {
    "../README.md": "#page-front",
    "promises.md": "#page-promises",
    "rules.md": "#page-rules",
    "verdicts.md": "#page-verdicts",
    "limits.md": "#page-limits",
    "scheme-files.md": "#page-scheme-files",
    "law.md": "/law.md",
}
"""Pages of ``docs`` that the site has in another form."""

INSTEAD = {"certificates": "page-evidence", "headline": "page-schemes"}
"""The page that says what a generated part of another says."""

GENERATED = re.compile(r"<!-- (\w+): written by .*?-->.*?<!-- end of \1 -->\n*", re.DOTALL)
COMMENT = re.compile(r"<!-- .*? -->\n")
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")


def handwritten(root: Path) -> Iterator[tuple[str, str]]:
    """Every page that is written by hand: its name, and its text."""
    for file in sorted((root / "docs" / "site").glob("*.md")):
        yield file.stem, _adapted(file.read_text(encoding="utf-8"), "site")
    for name in REFERENCE:
        text = (root / "docs" / f"{name}.md").read_text(encoding="utf-8")
        yield f"reference/{name}", _adapted(text, "")
    yield "law", _adapted((root / "docs" / "law.md").read_text(encoding="utf-8"), "")
    for name in NOTEBOOKS:
        text = (root / "docs" / "notebooks" / f"{name}.md").read_text(encoding="utf-8")
        yield f"notebooks/{name}", _adapted(text, "notebooks")
    lessons = sorted((root / "docs" / "lessons").glob("*.md"), key=_in_class)
    for file in lessons:
        text = _adapted(file.read_text(encoding="utf-8"), "lessons")
        if file.stem == LESSONS:
            text += contents(each.stem for each in lessons if each is not file)
        elif file.stem.endswith(EXERCISES):
            text += GRADING
        yield f"lessons/{file.stem}", text


def _in_class(file: Path) -> tuple[str, int]:
    """Where a page of a lesson stands: its number, the plan first, then exercises and solutions."""
    number, _dash, what = file.stem.partition("-")
    return number, PUPILS.index(what) + 1 if what in PUPILS else 0


def contents(names: Iterable[str]) -> str:
    """The list of pages that stand below another one, which the side bar shows."""
    return "\n".join(["", "```{toctree}", ":hidden:", "", *names, "```", ""])


def _adapted(text: str, folder: str) -> str:
    """A page of a folder of ``docs`` with the links of the site, and without generated parts."""

    def linked(found: re.Match[str]) -> str:
        words, target = found.groups()
        page, _hash, section = target.partition("#")
        if "://" in target or not page:
            return found.group()
        to = _on_the_site(posixpath.normpath(posixpath.join(folder, page)))
        if to:
            return f"[{words}]({to}{f'#{section}' if section and to.startswith('/') else ''})"
        return words if words.startswith("`") else f"`{words}`"

    return LINK.sub(linked, COMMENT.sub("", GENERATED.sub(_instead, text)))


def _on_the_site(path: str) -> str:
    """Where the site has a file of ``docs``, as a link; nothing where it has none."""
    if path in ELSEWHERE:
        return ELSEWHERE[path]
    if path.removesuffix(".md") in REFERENCE:
        return f"/reference/{path}"
    return f"/{path}" if path.startswith("lessons/") and path.endswith(".md") else ""


def _instead(found: re.Match[str]) -> str:
    """What stands on the site for a generated part of a page."""
    target = INSTEAD.get(found.group(1))
    return f"[](#{target})\n" if target else ""
