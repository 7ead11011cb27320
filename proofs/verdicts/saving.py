"""Verdicts on a scheme of one's own, saved beside its file with all that shows them.

A folder holds the record, the certificates of the proofs, and the histories that break promises.
What is read from it is believed in nothing: it says where to look, and all of it is verified again,
as the record of a shipped scheme is. Only what can be verified is saved, so what is missing, or is
taken away, is proved and searched for as if nothing had been saved.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from neverfalls.counterexamples import Trace, load_file, render, replay
from neverfalls.counterexamples.setting import exact, scheme_of
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.faults import Fault, decoded
from neverfalls.spec.files import Unreadable, check_json, read_file, text_of
from neverfalls.spec.model.parameters import check_range
from neverfalls.spec.schemes.loader import check_member_name
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.writing import umask

from ..certificates.store import NAME as CERTIFICATES
from ..certificates.store import BadCertificates, Certificates
from ..certificates.store import load as load_certificates
from ..certificates.store import render as render_certificates
from .record import cells_of, differences, written_in
from .verdict import Status, Verdict

FORMAT = "neverfalls-saved/1"
ENDING, RECORD, TRACES = ".neverfalls", "record.json", "traces"

READ = ("spec", "counterexamples", "proofs")
"""The folders whose text decides what is asked and what is shown."""

MAX_BYTES = 20_000_000
"""Largest record that is read; the largest shipped one has less than 1 MB."""

VERIFIABLE = (Status.PROVED, Status.VACUOUS, Status.REFUTED)

MOST = 3
"""Most cells that a refusal names."""


class BadSaved(NeverfallsError):
    """What was saved is not so; the message says in which file, of what, and why."""

    def __init__(self, file: Path, faults: Sequence[str]) -> None:
        more = f" (and {len(faults) - MOST} more)" if len(faults) > MOST else ""
        advice = "nothing was accepted; --anew judges without it, --save writes it anew"
        super().__init__(f"{file}: {'; '.join(faults[:MOST])}{more}: {advice}")
        self.file = file
        self.faults = tuple(faults)


class Cell(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A saved verdict."""

    claim: str
    deviation: str
    status: str
    evidence: str
    invariants: list[str] | UnsetType = UNSET
    counterexample: str | UnsetType = UNSET
    history: list[str] | UnsetType = UNSET
    case: int | UnsetType = UNSET


class History(Struct, forbid_unknown_fields=True):
    """A history that gives what is proved a case."""

    members: list[str]
    numbers: dict[str, str]
    events: list[dict[str, str]]


class Record(Struct, forbid_unknown_fields=True):
    """The file that says what was saved, of which scheme, under which rules."""

    format: str
    scheme: dict[str, str]
    rules: str
    cells: list[Cell]
    cases: list[History]
    given_up: dict[str, list[list[str]]] = {}


@dataclass(frozen=True)
class Saved:
    """What was saved of a scheme, as it was read: well-formed, and not verified yet."""

    folder: Path
    record: Mapping[str, Any]
    certificates: Certificates
    traces: Mapping[str, Trace]

    def refuse(self, verdicts: Sequence[Verdict]) -> None:
        """Refuse all of it where one of these, which it has led to, is not as it says.

        Raises:
            BadSaved: names the cells, and what is wrong with them.
        """
        known = {(cell["claim"], cell["deviation"]): cell for cell in self.record["cells"]}
        for each in verdicts:
            if each.status is Status.UNVERIFIED:
                cell = known[each.claim, each.deviation]
                raise BadSaved(self._file_of(cell, each), [f"{_place(cell)}: {each.failure}"])
        written = written_in(self.record)
        wrong = differences(self.record["cells"], cells_of(verdicts, written))
        if wrong:
            raise BadSaved(self.folder / RECORD, wrong)

    def _file_of(self, cell: Mapping[str, Any], verdict: Verdict) -> Path:
        """The file to which it is due that a cell is not verified."""
        if "counterexample" in cell:
            return self.folder / TRACES / f"{cell['counterexample']}.json"
        return self.folder / (CERTIFICATES if "certificate" in verdict.failure else RECORD)


def _place(cell: Mapping[str, Any]) -> str:
    return f"{cell['claim']} ({cell['deviation'] or 'as written'})"


def folder_of(scheme: Scheme) -> Path:
    """Where verdicts on the scheme in a file are saved: beside it, under its name."""
    return Path(scheme.file).with_suffix(ENDING)


def stated(scheme: Scheme) -> dict[str, str]:
    """All that a scheme's file decides, but for its title, each in a text."""
    found = {"name": scheme.name, "mechanisms": ", ".join(scheme.mechanisms)}
    found |= {f"parameters.{key}": _text(v) for key, v in scheme.parameters.to_dict().items()}
    found |= {f"readings.{key}": value for key, value in scheme.readings.to_dict().items()}
    found |= {f"unstated.{key}": _text(values) for key, values in scheme.unstated.items()}
    if scheme.questions is not None:
        found["questions"] = ", ".join(scheme.questions)
    found |= {f"opening.{key}": str(value) for key, value in sorted(scheme.opening.items())}
    return found | {"members": ", ".join(scheme.members)}


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@cache
def rules() -> str:
    """A digest of the rules and of all that turns them into questions and answers."""
    digest = blake2b(digest_size=16)
    for name in READ:
        top = Path(str(resources.files(f"neverfalls.{name}")))
        for path in sorted(top.rglob("*.py")):
            place = path.relative_to(top)
            if place.parts[0] != "command":
                digest.update(f"{name}/{place.as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read(scheme: Scheme, differs: Callable[[str], None]) -> Saved | None:
    """What was saved of this scheme, none where it ``differs`` now; which is told in words.

    Raises:
        BadSaved: what is there is not what was saved.
        BadTrace: the same of a history.
    """
    folder = folder_of(scheme)
    if not folder.exists():
        folder = _aside(folder)
    if not folder.exists():
        return None
    file = folder / RECORD
    try:
        record = decoded(_json(file), Record)
        if record.format != FORMAT:
            raise ValueError(f"format is {record.format}, expected {FORMAT}")
    except (OSError, Unreadable, Fault, ValueError, msgspec.MsgspecError) as error:
        raise BadSaved(file, [_why(error)]) from None
    changed = list(_changed(record, scheme))
    if changed:
        differs(f"{folder} is of another state, and is not used: {'; '.join(changed)}")
        return None
    _check(file, record, scheme)
    try:
        certificates = load_certificates(folder / CERTIFICATES)
    except (OSError, BadCertificates) as error:
        raise BadSaved(folder / CERTIFICATES, [_why(error)]) from None
    names = {cell.counterexample for cell in record.cells if cell.counterexample}
    traces = {name: _trace(folder / TRACES, name, scheme) for name in sorted(map(str, names))}
    return Saved(folder, msgspec.to_builtins(record), certificates, traces)


def _json(file: Path) -> str:
    """The text of a record, which no parser need fear.

    Raises:
        OSError: it cannot be read.
        Unreadable: it is no ordinary file, too large, or nested too deeply.
        UnicodeDecodeError: it is no text.
    """
    text = text_of(read_file(file, MAX_BYTES), MAX_BYTES)
    check_json(text)
    return text


def _why(error: Exception) -> str:
    return str(error.strerror if isinstance(error, OSError) else error)


def _changed(record: Record, scheme: Scheme) -> Iterator[str]:
    """What is not as it was when it was saved."""
    now = stated(scheme)
    for key in sorted({*now, *record.scheme}):
        before, after = record.scheme.get(key, "nothing"), now.get(key, "nothing")
        if before != after:
            yield f"{key} was {before}, is {after}"
    if record.rules != rules():
        yield "the rules, or what proves and searches, are those of another version"


def _check(file: Path, record: Record, scheme: Scheme) -> None:
    """Refuse what no record of this scheme can say.

    Raises:
        BadSaved: says which cell, or which history.
    """
    seen = set[tuple[str, str]]()
    for cell in record.cells:
        place = _place(msgspec.to_builtins(cell))
        broken = cell.status == Status.REFUTED.value
        if cell.status not in [each.value for each in VERIFIABLE]:
            raise BadSaved(file, [f"{place}: a status that is never saved: {cell.status}"])
        if broken is (cell.counterexample is UNSET) or broken is not (cell.invariants is UNSET):
            raise BadSaved(file, [f"{place}: not what a verdict of this kind rests on"])
        if (cell.claim, cell.deviation) in seen:
            raise BadSaved(file, [f"{place}: it is there twice"])
        seen.add((cell.claim, cell.deviation))
    for number, case in enumerate(record.cases):
        try:
            for name in case.members:
                check_member_name(name)
            for key, text in case.numbers.items():
                check_range(key, exact(text))
        except (ValueError, KeyError) as error:
            raise BadSaved(file, [f"cases[{number}]: {error}"]) from None
        first = scheme.members
        if len({*case.members}) < len(case.members) or tuple(case.members[: len(first)]) != first:
            raise BadSaved(file, [f"cases[{number}]: members: {', '.join(case.members)}"])


def _trace(folder: Path, name: str, scheme: Scheme) -> Trace:
    """A saved history, replayed; it is of this scheme, under some reading, with some numbers.

    Raises:
        BadSaved: it is not.
        BadTrace: it cannot be read.
    """
    file = folder / f"{name}.json"
    if "/" in name or "\\" in name:
        raise BadSaved(folder, [f"no name of a history: {name}"])
    trace = load_file(file)
    try:
        replay(trace)
    except NeverfallsError as error:
        raise BadSaved(file, [str(error)]) from None
    found = scheme_of(trace)
    for what in ("name", "mechanisms", "opening", "members"):
        if getattr(found, what) != getattr(scheme, what):
            raise BadSaved(file, [f"its {what} are not those of {scheme.name}"])
    return trace


def writable(folder: Path) -> None:
    """Refuse to save where something else stands.

    Raises:
        BadSaved: it is no folder that was saved.
    """
    if folder.exists() and not (folder / RECORD).is_file():
        raise BadSaved(folder, ["something else has this name"])


def write(
    scheme: Scheme, record: Mapping[str, Any], proofs: Mapping[str, Any], traces: Sequence[Trace]
) -> Path:
    """Save a record with what shows it, all at once; the folder.

    Interrupted whenever, it leaves what was saved before, or all of what is saved now.

    Raises:
        OSError: it cannot be written.
    """
    folder = folder_of(scheme)
    data = {"format": FORMAT, "scheme": stated(scheme), "rules": rules(), **record}
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        new.chmod(0o777 & ~umask())
        (new / TRACES).mkdir()
        for each in traces:
            (new / TRACES / f"{each.id}.json").write_text(render(each), encoding="utf-8")
        (new / CERTIFICATES).write_text(render_certificates(proofs), encoding="utf-8")
        text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
        (new / RECORD).write_text(text, encoding="utf-8")
        _replace(folder, new)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder


def _aside(folder: Path) -> Path:
    """Where the old folder is while the new one takes its place; from there it is read too."""
    return folder.with_name(f".{folder.name}.old")


def _replace(folder: Path, new: Path) -> None:
    """Put a folder in the place of another one; at any time one of them is found."""
    aside = _aside(folder)
    if folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
    try:
        new.rename(folder)
    except BaseException:
        with suppress(OSError):
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
