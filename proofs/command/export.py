"""`neverfalls export`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from neverfalls.spec.schemes.loader import RECORDED
from neverfalls.spec.writing import write_file

from ..anatomy import NotProved, Recorded, dissect, recorded, recorded_in
from ..certificates.store import Certificates, shipped
from ..exports import export, prepared, write_folder
from ..exports.files import MANIFEST, digest
from ..solving.pool import Oracle
from .codes import AS_ASKED
from .errors import NotTogether, UnknownThing, WrongWords
from .names.proved import solvers_at_hand
from .render.lines import write
from .render.progress import Progress

INDEX = "neverfalls-proofs/1"


def run_export(words: Sequence[str], everything: bool, as_json: bool) -> int:
    """Write the files of a proof, of all proofs of a scheme, or of all; print; the exit code."""
    name, folder = _asked(words, everything)
    groups = list(_groups(name))
    certificates = shipped()
    with prepared(folder), solvers_at_hand() as solvers:
        if name and name not in RECORDED:
            rows = [_written(folder, groups[0], certificates, solvers)]
        else:
            rows = _all_written(folder, groups, certificates, solvers)
    if as_json:
        shown = {"format": "neverfalls-export/1", "folder": str(folder), "proofs": rows}
        print(json.dumps(shown, indent=1, ensure_ascii=False))
    else:
        steps, certified = (sum(row[key] for row in rows) for key in ("steps", "certified"))
        claims = sum(len(row["claims"]) for row in rows)
        write(
            f"{folder}: {claims} claim{'s' * (claims != 1)}, {steps} steps as SMT-LIB files,"
            f" {certified} of them with a certificate. recheck.sh SOLVER asks any solver again;"
            f" {MANIFEST} says what each file is."
        )
    return AS_ASKED


def _asked(words: Sequence[str], everything: bool) -> tuple[str, Path]:
    """The name of what is to be exported, empty for everything, and the folder."""
    wanted = 1 if everything else 2
    if len(words) != wanted:
        raise WrongWords(words, everything)
    if everything and (words[0] in RECORDED or recorded(words[0])):
        raise NotTogether("--all", words[0])
    return ("" if everything else words[0]), Path(words[-1])


def _groups(name: str) -> Iterator[list[Recorded]]:
    """The proofs that are written together: those under one reading with the same invariants."""
    if name and name not in RECORDED:
        found = recorded(name)
        if found is None:
            raise UnknownThing(name)
        if not found.proved:
            raise NotProved(name, found.cell["status"])
        yield [found]
        return
    for scheme in [name] if name else RECORDED:
        groups: dict[tuple[str, ...], list[Recorded]] = {}
        for each in recorded_in(scheme):
            if each.proved:
                key = (each.deviation, *(i.name for i in each.invariants))
                groups.setdefault(key, []).append(each)
        yield from groups.values()


def _all_written(
    folder: Path,
    groups: Sequence[list[Recorded]],
    certificates: Certificates,
    solvers: Oracle | None,
) -> list[dict[str, Any]]:
    """Write each group into a folder of its own, and the list of these folders."""
    rows = []
    with Progress(len(groups)) as progress:
        for number, group in enumerate(groups):
            place = _place(groups, number)
            progress.show(number, place)
            row = _written(folder / place, group, certificates, solvers)
            rows.append({"folder": place, **row})
    text = json.dumps({"format": INDEX, "proofs": rows}, indent=1, ensure_ascii=False) + "\n"
    write_file(folder / MANIFEST, text)
    return rows


def _written(
    folder: Path, group: list[Recorded], certificates: Certificates, solvers: Oracle | None
) -> dict[str, Any]:
    """Write the files of proofs that belong together; what they are, for the list of all."""
    anatomy = dissect(group, certificates, solvers)
    files = export(anatomy, group)
    write_folder(folder, files)
    return {
        "scheme": group[0].scheme.name,
        "reading": group[0].deviation,
        "claims": [each.name for each in anatomy.claims],
        "steps": len(anatomy.steps),
        "certified": len(anatomy.steps) - len(anatomy.uncertified),
        "manifest_sha256": digest(files[-1].text),
    }


def _place(groups: Sequence[list[Recorded]], number: int) -> str:
    """The folder of a group: its scheme and reading, and a number where that has several."""
    own = groups[number][0]
    name = ".".join(filter(None, (own.scheme.name, own.deviation.replace("/", "-"))))
    before = sum(
        1
        for other in groups[:number]
        if (other[0].scheme.name, other[0].deviation) == (own.scheme.name, own.deviation)
    )
    return f"{name}.{before + 1}" if before else name
