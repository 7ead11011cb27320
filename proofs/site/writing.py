"""The source of the site in one language, written into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from neverfalls.spec.clauses import documents
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.promises import promises
from neverfalls.spec.schemes.loader import RECORDED

from .document_pages import clauses_page, document_page, documents_index
from .figure_pages import figures_page, limits_page
from .front_pages import evidence_page, front_page
from .glossary_page import glossary_page
from .handwritten import DRAWN, LESSONS, PICTURED, PLAYED, contents, handwritten
from .pictures import picture_of, write_changed
from .promise_pages import others_page, promise_page, promises_index
from .reading_pages import questions_page
from .reference_pages import reference_index, scheme_files_page
from .rule_pages import mechanism_page, rule_page, rules_index
from .scheme_pages import scheme_page, schemes_index
from .speaking import Speaker
from .words import explorer_link

Page = Callable[[Speaker], Iterator[str]]


def pages() -> Iterator[tuple[str, Page]]:
    """Every page that is made from the records: its name, and what writes it."""
    yield "index", front_page
    yield "evidence", evidence_page
    yield "promises/index", promises_index
    yield "promises/others", others_page
    yield from _each("promises", promises(), promise_page)
    yield "schemes/index", schemes_index
    yield from _each("schemes", RECORDED, scheme_page)
    yield "documents/index", documents_index
    yield "documents/clauses", clauses_page
    yield from _each("documents", documents(), document_page)
    yield "rules/index", rules_index
    yield from _each("rules/mechanisms", MECHANISMS, mechanism_page)
    yield from _each("rules", (x for room in MECHANISMS.values() for x in room.rules), rule_page)
    yield "questions", questions_page
    yield "figures", figures_page
    yield "limits", limits_page
    yield "glossary", glossary_page
    yield "reference/index", reference_index
    yield "reference/scheme-files", scheme_files_page


def _each(
    folder: str, names: Iterable[str], page: Callable[[Speaker, str], Iterator[str]]
) -> Iterator[tuple[str, Page]]:
    """A page in a folder for each of several names."""
    for name in names:
        yield f"{folder}/{name}", partial(_named, page, name)


def _named(
    page: Callable[[Speaker, str], Iterator[str]], name: str, speaker: Speaker
) -> Iterator[str]:
    return page(speaker, name)


def write_site(root: Path, folder: Path, language: str) -> Speaker:
    """Write the source of the site in a language, for a repository at ``root``.

    Returns whoever spoke, who knows what could be said in English only.

    Raises:
        OSError: a file cannot be read or written.
    """
    speaker = Speaker(language)
    source = dict(handwritten(root))
    for name, page in pages():
        source[name] = "\n".join(page(speaker)).rstrip("\n") + "\n"
    for lesson, address in PLAYED.items():
        if f"lessons/{lesson}" in source:
            source[f"lessons/{lesson}"] = _played(speaker, source[f"lessons/{lesson}"], address)
    for name, shown in PICTURED.items():
        source[name] = _below_the_first(source[name], picture_of(speaker, shown))
    if language != "en":
        drawn = DRAWN.replace(")", f', "{speaker.words.code}")')
        source = {name: text.replace(DRAWN, drawn) for name, text in source.items()}
    if f"lessons/{LESSONS}" in source:
        source["index"] += contents([f"lessons/{LESSONS}"])
    for name, text in source.items():
        write_changed(folder / f"{name}.md", text)
    for old in folder.rglob("*.md"):
        if old.relative_to(folder).with_suffix("").as_posix() not in source:
            old.unlink()
    return speaker


def _played(speaker: Speaker, text: str, address: str) -> str:
    """The plan of a lesson, with what can be played for it below its first sentence."""
    shown = speaker.say("In the explorer: what this lesson is about, to be played")
    return _below_the_first(text, explorer_link(speaker, address, shown=shown))


def _below_the_first(text: str, lines: Iterable[str]) -> str:
    """A page with some lines below its first sentence."""
    head, first, rest = text.split("\n\n", 2)
    return "\n\n".join([head, first, "\n".join(lines), rest])
