"""Pages that are generated from the records: `neverfalls record` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.promises import denials
from neverfalls.spec.schemes.loader import RECORDED, SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.writing import Changes

from ...landscape.record import recorded_landscape
from ...verdicts.record import record_of
from .lines import PAGE, fold
from .practice_page import in_short, practice_page
from .promises_page import promises_page, promises_table
from .rules_page import rules_page
from .scheme_page import scheme_page
from .table import by_claim, markdown


class PageBroken(Exception):
    """A page lacks the two marks between which a table is written."""


def marks(what: str, source: str) -> tuple[str, str]:
    """The lines between which a generated part of a page stands."""
    return (
        f"<!-- {what}: written by `make record` from {source}; do not edit -->",
        f"<!-- end of {what} -->",
    )


VERDICTS = marks("verdicts", "proofs/record")
SUMMARY = marks("summary", "proofs/record")
PROMISES = marks("promises", "proofs/record")
CERTIFICATES = marks("certificates", "proofs/record")
LIMITS = marks("limits", "proofs/limits")
HEADLINE = marks("headline", "proofs/record/*.readings.json")


def verdict_tables() -> str:
    """The tables of all shipped schemes, from their records."""
    parts = []
    for name in SHIPPED:
        scheme = load_scheme(name)
        record = record_of(scheme)
        if record is not None:
            parts.append(markdown(scheme, record["cells"]))
    return "\n".join(parts)


def summary_table() -> str:
    """One row for each claim, the documents' own first; one column for each shipped scheme.

    The columns are narrow and padded, so that the table can be read in a terminal too.
    """
    cells = _by_scheme()
    claims = sorted(CLAIMS.values(), key=lambda each: not each.clauses[0].startswith("C"))
    rows = [["", "promise", *(name[:4] for name in cells)]]
    for claim in claims:
        words = [_summed(own[claim.name]) if claim.name in own else "" for own in cells.values()]
        if any(words):
            rows.append([claim.clauses[0], f"`{claim.name}`", *words])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [[each.ljust(width) for each, width in zip(row, widths, strict=True)] for row in rows]
    lines.insert(1, ["-" * width for width in widths])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _by_scheme() -> dict[str, Mapping[str, Sequence[Mapping[str, Any]]]]:
    """The recorded cells of each claim, of each shipped scheme."""
    records = {name: record_of(load_scheme(name)) for name in SHIPPED}
    return {name: by_claim(each["cells"]) for name, each in records.items() if each is not None}


def _written(cells: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The cell of the scheme as it is written."""
    return next(cell for cell in cells if not cell["deviation"])


def _summed(cells: Sequence[Mapping[str, Any]]) -> str:
    """A claim in one scheme: as written, and under how many other readings it is otherwise."""
    written = _written(cells)["status"]
    other = sum(cell["status"] != written for cell in cells)
    return f"{SIGNS.get(written, '?')} {other or ''}".strip()


SIGNS = {"proved": "✓", "refuted": "✗"}


def certificates_table() -> str:
    """How many of the recorded proofs are certified, of each shipped scheme, and what the others
    lack."""
    rows = [["scheme", "proofs", "certified", "questions"]]
    lacking = []
    for name in RECORDED:
        record = record_of(load_scheme(name)) or {}
        if found := record.get("certified"):
            rows.append(
                [name, *(f"{found[key]:,}" for key in ("proofs", "certified", "questions"))]
            )
            lacking += [f"- {name}: {each}: {why}" for each, why in found["without"].items()]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---|---:|---:|---:|")
    told = lacking or ["Every proof that is recorded is certified."]
    return "\n".join([*lines, "", *told]) + "\n"


def headline() -> str:
    """What all readings of each scheme imply, in one row for each, from the recorded landscapes."""
    rows = ["| scheme | no reading keeps | can all be kept | under |", "|---|---|---|---|"]
    for scheme, landscape in _landscapes():
        sets = [" with ".join(map(_code, names)) for names in landscape["never_together"]]
        sets += [f"{denials()[name]} (denied by {_code(name)})" for name in landscape["denied"]]
        never = "; ".join(sets)
        count = len(landscape["claims"])
        kept = [f"{count - len(each['all_but'])} of {count}" for each in landscape["kept"]]
        under = [f"{_reading(each)} ({each['evidence']})" for each in landscape["kept"]]
        ways = "<br>".join(kept), "<br>".join(under)
        rows.append(f"| {scheme.name} | {never} | {ways[0]} | {ways[1]} |")
    return "\n".join(rows) + "\n"


def headline_details() -> str:
    """What all readings of each scheme imply, with a history for each set of promises."""
    lines = [line for scheme, landscape in _landscapes() for line in _headline(scheme, landscape)]
    return "\n".join(lines) + "\n"


def _landscapes() -> Iterator[tuple[Scheme, Mapping[str, Any]]]:
    for name in SHIPPED:
        scheme = load_scheme(name)
        landscape = recorded_landscape(scheme)
        if landscape is not None:
            yield scheme, landscape


def _code(text: str) -> str:
    return f"`{text}`"


def _reading(kept: Mapping[str, Any]) -> str:
    return ", ".join(f"`{k}={v}`" for k, v in kept["reading"].items()) or "the file as written"


def _headline(scheme: Scheme, landscape: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {scheme.name}"
    yield ""
    yield f"{scheme.title}. {len(landscape['claims'])} promises."
    yield ""
    broken = {
        each["claim"]: " · ".join(each["history"][:-1]) for each in reversed(landscape["broken"])
    }
    for names in landscape["never_together"]:
        shown = " and ".join(map(_code, names))
        together = " together" if len(names) > 1 else ""
        why = "; ".join(f"`{broken[name]}`" for name in names if name in broken)
        yield f"- **No reading keeps** {shown}{together}. For instance {why}."
    for name in landscape["denied"]:
        yield (
            f"- **No reading keeps** {denials()[name]}: `{name}`, which denies it, is proved under "
            "every reading, by one proof."
        )
    for each in landscape["kept"]:
        left = ", ".join(map(_code, each["all_but"]))
        every = "All others" if landscape["denied"] else "All"
        what = f"All but {left} can be kept together" if left else f"{every} can be kept together"
        yield f"- {what}: proved under {_reading(each)} ({each['evidence']})."
    if landscape["everywhere"]:
        names = ", ".join(map(_code, landscape["everywhere"]))
        yield f"- Under every reading, by one proof: {names}."
    for each in landscape["undecided"]:
        where = ", ".join(f"{k}={v}" for k, v in each["reading"].items())
        yield f"- Undecided: `{each['claim']}` under `{where}`; counted as not kept."
    yield ""


def with_promises(page: str) -> str:
    """The first page with the present table of the main promises.

    Raises:
        PageBroken: the marks are not there.
    """
    return _with(page, PROMISES, f"{promises_table()}\n{in_short()}")


def with_details(page: str) -> str:
    """The page of all cells with the present tables.

    Raises:
        PageBroken: the marks are not there.
    """
    return _with(_with(page, SUMMARY, summary_table()), VERDICTS, verdict_tables())


def with_readings(page: str) -> str:
    """The page of all readings at once with the present findings.

    Raises:
        PageBroken: the marks are not there.
    """
    return _with(page, HEADLINE, f"{headline()}\n{headline_details()}")


def with_limits(page: str, limits: str) -> str:
    """The page of limits with these, folded to the width of a page.

    Raises:
        PageBroken: the marks are not there.
    """
    return _with(page, LIMITS, f"```text\n{fold(limits, PAGE)}```\n")


def _with(page: str, between: tuple[str, str], text: str) -> str:
    head, begin, rest = page.partition(between[0])
    _old, end, tail = rest.partition(between[1])
    if not begin or not end:
        raise PageBroken(f"the marks are missing: {between[0]}")
    return f"{head}{begin}\n\n{text}\n{end}{tail}"


def with_certificates(page: str) -> str:
    """The page about proofs with the present table.

    Raises:
        PageBroken: the marks are not there.
    """
    return _with(page, CERTIFICATES, certificates_table())


PAGES = {
    "README.md": with_promises,
    "docs/verdicts.md": with_details,
    "docs/readings.md": with_readings,
    "docs/proofs.md": with_certificates,
}
"""Every page with generated parts, and what fills them."""

WHOLE_PAGES = {
    "docs/practice.md": practice_page,
    "docs/promises.md": promises_page,
    "docs/rules.md": rules_page,
    "docs/scheme-files.md": scheme_page,
}
"""Every page that is generated whole."""

PICTURES = {"docs/pictures/price.svg": "price", "docs/pictures/run.svg": "run"}
"""Pictures that pages show; `neverfalls plot NAME -o FILE` writes them too."""


def picture_file(name: str) -> str:
    """A picture as SVG."""
    from ...plots import drawing, picture

    return drawing(picture(name)).svg


def write_pages(root: Path, changes: Changes) -> None:
    """Write the generated parts of all pages, and the pictures on them.

    Raises:
        OSError: one cannot be written.
    """
    for page, fill in PAGES.items():
        text = (root / page).read_text(encoding="utf-8")
        changes.write(root / page, fill(text))
    for page, write in WHOLE_PAGES.items():
        changes.write(root / page, write())
    for file, name in PICTURES.items():
        changes.write(root / file, picture_file(name))
