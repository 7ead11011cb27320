"""All files of an export: text by path, and the list of them that a program reads first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from ..anatomy.dissect import OPENING, Anatomy, Step
from ..anatomy.read_back import names_of
from ..anatomy.recorded import Recorded
from ..anatomy.system import System
from ..certificates.store import render
from .obligations import opening_file, smt_file
from .systems import horn, vmt

FORMAT = "neverfalls-proof/1"
MANIFEST, CERTIFICATES, RECHECK = "manifest.json", "certificates.jsonl", "recheck.sh"

SCRIPT = """\
#!/bin/sh
# Asks a solver about every step of the proof: ./recheck.sh z3
# or, with options of its own: ./recheck.sh "cvc5 --lang smt2"
# The command is given the name of a file at its end. If it says unsat of all, this ends with 0.
if [ $# -ne 1 ]; then
    echo "usage: $0 SOLVER" >&2
    exit 2
fi
here=$(dirname "$0")
total=0
unsat=0
for file in "$here"/obligations/*.smt2; do
    [ -e "$file" ] || continue
    total=$((total + 1))
    answer=$($1 "$file" 2>&1 | head -n 1)
    if [ "$answer" = unsat ]; then
        unsat=$((unsat + 1))
    else
        echo "$file: $answer"
    fi
done
echo "$unsat of $total are unsat"
[ "$unsat" -eq "$total" ]
"""


@dataclass(frozen=True)
class File:
    """A file of an export, and what it is."""

    path: str
    text: str
    what: str


def export(anatomy: Anatomy, proofs: Sequence[Recorded]) -> list[File]:
    """The files of proofs under one reading; the list of all comes last."""
    first = proofs[0]
    certified = {each.text: each.certificate for each in anatomy.steps if each.certificate}
    steps = [_opening(anatomy, first), *_steps(anatomy, first)]
    files = [file for file, _entry in steps]
    files += _systems(anatomy, proofs)
    files.append(File(CERTIFICATES, render(certified), "the certificates of the steps"))
    files.append(File(RECHECK, SCRIPT, "asks a solver about every step again"))
    listed = _manifest(anatomy, proofs, files, [entry for _file, entry in steps])
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    return [*files, File(MANIFEST, text, "this list")]


def _opening(anatomy: Anatomy, of: Recorded) -> tuple[File, dict[str, Any]]:
    """That all invariants and claims hold at the opening, which has exact numbers as a rule."""
    path = "obligations/0000-opening.smt2"
    system = System(anatomy.scheme)
    text = opening_file(system, (*anatomy.invariants, *anatomy.claims), of.deviation)
    entry = {
        "file": path,
        "rule": OPENING,
        "about": "",
        "what": "all invariants and claims hold at the opening",
        "claims_rest_on_it": True,
        "certificate": False,
    }
    return File(path, text, "the beginning of the induction"), entry


def _steps(anatomy: Anatomy, of: Recorded) -> Iterator[tuple[File, dict[str, Any]]]:
    needed = set(anatomy.needed)
    for number, step in enumerate(anatomy.steps, 1):
        about = step.about or "side-condition"
        name = f"{number:04}-{step.rule.replace(' ', '-')}-{about}"
        path = f"obligations/{name}.smt2"
        text = smt_file(step, of.scheme, of.deviation)
        yield File(path, text, "a step of the proof"), _entry(step, path, step in needed)


def _entry(step: Step, path: str, needed: bool) -> dict[str, Any]:
    return {
        "file": path,
        "rule": step.rule,
        "about": step.about,
        "what": step.what,
        "claims_rest_on_it": needed,
        "statement_sha256": digest(step.text),
        "certificate": step.certificate is not None,
        "unknowns": dict(names_of(step)),
    }


def _systems(anatomy: Anatomy, proofs: Sequence[Recorded]) -> Iterator[File]:
    system = System(anatomy.scheme)
    count = len(system.roster)
    for each, claim in zip(proofs, anatomy.claims, strict=True):
        header = [
            f"scheme: {each.scheme.name}, {each.deviation or 'as written'}",
            f"claim: {claim.name}",
            f"{claim.statement}",
            f"It has {count} members and no more: {', '.join(system.roster)}.",
            "That the claim holds for any number of members is shown by the files in obligations/.",
        ]
        text = vmt(system, claim, header)
        yield File(f"systems/{claim.name}.vmt", text, f"VMT-LIB, {count} members")
        text = horn(system, claim, header)
        yield File(f"systems/{claim.name}.horn.smt2", text, f"Horn clauses, {count} members")


def _manifest(
    anatomy: Anatomy,
    proofs: Sequence[Recorded],
    files: Sequence[File],
    steps: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    scheme = proofs[0].scheme
    answers = scheme.readings.to_dict()
    return {
        "format": FORMAT,
        "made_by": f"neverfalls {version('neverfalls')}",
        "scheme": scheme.name,
        "reading": proofs[0].deviation,
        "readings": {each: answers[each] for each in scheme.relevant_questions},
        "parameters": {
            each: str(getattr(anatomy.scheme.parameters, each))
            for each in scheme.relevant_parameters
            if each not in anatomy.scheme.open_parameters
        },
        "open_parameters": list(anatomy.scheme.open_parameters),
        "claims": [{"claim": c.name, "statement": c.statement} for c in anatomy.claims],
        "invariants": [{"invariant": i.name, "statement": i.statement} for i in anatomy.invariants],
        "files": [
            {"file": each.path, "what": each.what, "sha256": digest(each.text)} for each in files
        ],
        "obligations": list(steps),
    }


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()
