"""Certificates in a file: one line for each statement, with its proof.

The file is the only place where they stand, whatever number of verdicts rests on each. Its first
line says which format it has and how many certificates follow, so that a cut file is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.faults import Fault, decoded
from neverfalls.spec.files import Unreadable, read_file

from .checker import Refused, check
from .statement import BadStatement, read

MAX_BYTES = 100_000_000
"""Largest file of one's own that is read; that of all shipped schemes has 4 MB."""

FORMAT = "neverfalls-certificates/1"
NAME, THEOREMS = "certificates.jsonl", "theorems.jsonl"
"""The files that are shipped: of the recorded verdicts, and of the theorems."""


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line."""

    format: str
    count: Annotated[int, Meta(ge=0)]


class Certificate(Struct, frozen=True, forbid_unknown_fields=True):
    """A question to a solver, and what shows that its facts contradict each other."""

    statement: Annotated[str, Meta(max_length=200_000)]
    proof: list[Any]


class BadCertificates(NeverfallsError):
    """A file of certificates that cannot be read; the message names file, line and fault."""


class Certificates:
    """Proofs by the statement that they show. Each is checked when it is first needed."""

    def __init__(self, proofs: Mapping[str, Any]) -> None:
        self.proofs = proofs
        self._checked: dict[str, str] = {}

    def __contains__(self, statement: str) -> bool:
        """Whether there is a certificate, good or bad."""
        return statement in self.proofs

    @property
    def checked(self) -> set[str]:
        """The statements whose certificates have been checked, and are good."""
        return {statement for statement, fault in self._checked.items() if not fault}

    def idle(self, asked: Collection[str]) -> str:
        """What is told of certificates of which nothing was asked; nothing if there are none."""
        lines = [line for line, text in enumerate(self.proofs, 2) if text not in asked]
        if not lines:
            return ""
        many = "1 certificate" if len(lines) == 1 else f"{len(lines):,} certificates"
        return f"line {lines[0]}: {many} on which no recorded proof rests"

    @property
    def refused(self) -> list[str]:
        """What is wrong with the certificates that have been checked, and are bad."""
        return [why for text, why in self._checked.items() if why and text in self.proofs]

    def fault(self, statement: str) -> str:
        """What is wrong with the certificate of a statement; nothing if it is good."""
        if statement not in self._checked:
            try:
                check(read(statement), self.proofs[statement])
                self._checked[statement] = ""
            except KeyError:
                self._checked[statement] = "there is no certificate"
            except (Refused, BadStatement) as error:
                self._checked[statement] = str(error)
            except (ValueError, ZeroDivisionError) as error:  # of numbers that nobody can read
                self._checked[statement] = f"not a number: {error}"
            except RecursionError:
                self._checked[statement] = "it is nested too deeply"
        return self._checked[statement]


def shipped(name: str = NAME) -> Certificates:
    """The certificates that the package ships in this file, none where there is no such file."""
    file = resources.files("neverfalls.proofs").joinpath("record", name)
    return parse(file.read_bytes(), f"record/{name}") if file.is_file() else Certificates({})


def load(path: Path) -> Certificates:
    """The certificates of a file.

    Raises:
        BadCertificates: it is no such file.
        OSError: it cannot be read.
    """
    try:
        return parse(read_file(path, MAX_BYTES), str(path))
    except Unreadable as error:
        raise BadCertificates(f"{path}: {error}") from None


def parse(data: bytes, name: str) -> Certificates:
    """The certificates of a file with these bytes; ``name`` is only for messages.

    Raises:
        BadCertificates: it is no such file.
    """
    first, *lines = data.splitlines() or [b""]
    header = _decoded(first, Header, name, 1)
    if header.format != FORMAT:
        raise BadCertificates(f"{name}, line 1: format is {header.format}, expected {FORMAT}")
    if header.count != len(lines):
        raise BadCertificates(f"{name}: {len(lines)} certificates, expected {header.count}")
    proofs: dict[str, Any] = {}
    for number, line in enumerate(lines, 2):
        one = _decoded(line, Certificate, name, number)
        if one.statement in proofs:
            raise BadCertificates(f"{name}, line {number}: this statement has one already")
        proofs[one.statement] = one.proof
    return Certificates(proofs)


def _decoded(line: bytes, kind: type[Any], name: str, number: int) -> Any:
    try:
        return decoded(line, kind)
    except (Fault, msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadCertificates(f"{name}, line {number}: {error}") from None


def render(proofs: Mapping[str, Any]) -> str:
    """The text of a file with these certificates, the same bytes for the same certificates."""
    lines: list[dict[str, Any]] = [{"format": FORMAT, "count": len(proofs)}]
    lines += [{"statement": text, "proof": proofs[text]} for text in _ordered(proofs)]
    return "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines)


def _ordered(statements: Iterable[str]) -> list[str]:
    return sorted(statements, key=lambda text: (len(text), text))
