"""Coq at work: it compiles the files, checks them a second time, and says what they rest on.

`coqc` reads a file, has its kernel check every proof, and writes down what was proved; it also
prints what a theorem assumes. `coqchk` is a program of its own, which knows nothing but the kernel:
it reads what was written down, with all of Coq's library that it builds on, and checks all proofs
once more. That library takes most of its time, so all files are given to it at once.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from neverfalls.spec.errors import NeverfallsError

from .writing import Module, Obligations, Pair, asked_together, identifier, modules

LIBRARY = ("Certificates", "Histories")
"""The files written by hand, in the order in which they are compiled."""

CLOSED = "Closed under the global context"
"""What Coq says of what rests on nothing but its rules."""

SUMMARY = (
    "Axioms",
    "Constants/Inductives relying on type-in-type",
    "Constants/Inductives relying on unsafe (co)fixpoints",
    "Inductives whose positivity is assumed",
)
"""What `coqchk` lists of all that it has checked; nothing may stand there."""

SECONDS = 1800
"""Longest that one run of Coq may take."""

SHOWN = 600
"""Most signs that are shown of a complaint of Coq's, which may quote all of a theorem."""

Tell = Callable[[str], None]


class NoCoq(NeverfallsError):
    """Coq is not installed, so its kernel was not asked."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"{' and '.join(missing)} not found: Coq is not installed, so its kernel has checked"
            " nothing, and this evidence was not produced; `make prove` installs it, or install the"
            " package coq (Debian and Ubuntu: apt-get install coq)"
        )
        self.missing = tuple(missing)


class KernelRefused(NeverfallsError):
    """Coq did not accept something, or accepted it only under an assumption.

    ``group`` names the file and ``theorem`` the theorem; that is empty where it is about the whole
    file. ``said`` is what Coq said.
    """

    def __init__(self, group: str, theorem: str, why: str, said: str = "") -> None:
        place = ", ".join(filter(None, (group, theorem)))
        shown = said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
        super().__init__(": ".join(filter(None, (place, why, shown))))
        self.group = group
        self.theorem = theorem
        self.said = said


class Accepted(NamedTuple):
    """A theorem that Coq's kernel accepts, and what it assumes besides the kernel's rules."""

    group: str
    label: str
    name: str
    assumes: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What Coq accepted: its version, the theorems, and the seconds that each program took."""

    version: str
    theorems: tuple[Accepted, ...]
    coqc_seconds: Mapping[str, float]
    coqchk_seconds: float


def run_kernel(
    groups: Mapping[str, Obligations],
    folder: Path | None = None,
    processes: int | None = None,
    tell: Tell = lambda _line: None,
) -> Report:
    """Have Coq's kernel check obligations, and the lemmas that make proofs of them.

    The files are written to ``folder`` and stay there; without one, they are thrown away. So many
    ``processes`` run at once, one for each processor if it is not said. ``tell`` is told what is
    being done, a line at a time.

    Raises:
        NoCoq: Coq is not installed.
        KernelRefused: Coq did not accept a theorem, or only under an assumption.
        Unwritable: an obligation cannot be written for Coq.
    """
    coq = Coq.found()
    names: dict[str, str] = {}
    for group in groups:
        names[group] = identifier("", group, names.values())
    pairs = {group: modules(group, names[group], some) for group, some in groups.items()}
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return _run(coq, pairs, folder.resolve(), processes, tell)
    with TemporaryDirectory(prefix="neverfalls-") as made:
        return _run(coq, pairs, Path(made), processes, tell)


def _run(
    coq: Coq, pairs: Mapping[str, Pair], folder: Path, processes: int | None, tell: Tell
) -> Report:
    seconds: dict[str, float] = {}
    accepted: list[Accepted] = []

    def compile_(group: str, pair: Pair) -> list[Accepted]:
        tell(f"coqc {group}: {len(pair.theorems.labels)} theorems")
        started = time.monotonic()
        coq.compile_data(group, pair.data, folder)
        found = coq.compile(group, pair.theorems, folder)
        seconds[group] = time.monotonic() - started
        return found

    for name in LIBRARY:
        tell(f"coqc {name}")
        accepted += coq.compile(name, library(name), folder)
    with ThreadPoolExecutor(processes or os.cpu_count() or 1) as pool:
        for some in pool.map(compile_, pairs, pairs.values()):
            accepted += some
    tell("coqchk: all of it once more, with the part of Coq's library that it builds on")
    started = time.monotonic()
    coq.check_again([*LIBRARY, *(each.name for pair in pairs.values() for each in pair)], folder)
    return Report(coq.version, tuple(accepted), seconds, time.monotonic() - started)


def library(name: str) -> Module:
    """A file written by hand, with the question what its theorems rest on."""
    text = files(__package__).joinpath(f"{name}.v").read_text(encoding="utf-8")
    names = re.findall(r"^ *Theorem (\w+)", text, re.MULTILINE)
    # a file that does not know the word for it can ask all the same
    known = "" if name == "Certificates" else "From Neverfalls Require Import Certificates.\n"
    return Module(name, f"{text}\n{known}{asked_together(names)}", {each: each for each in names})


class Ran(NamedTuple):
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Coq:
    """The two programs of an installed Coq."""

    coqc: str
    coqchk: str
    version: str

    @classmethod
    def found(cls) -> Coq:
        """The programs on the path.

        Raises:
            NoCoq: they are not there.
        """
        paths = {name: shutil.which(name) for name in ("coqc", "coqchk")}
        coqc, coqchk = paths["coqc"], paths["coqchk"]
        if coqc is None or coqchk is None:
            raise NoCoq([name for name, path in paths.items() if path is None])
        said = subprocess.run(
            [coqc, "--print-version"], capture_output=True, text=True, check=False
        )
        return cls(coqc, coqchk, (said.stdout.split() or ["unknown"])[0])

    def compile_data(self, group: str, file: Module, folder: Path) -> None:
        """Compile a file that theorems are proved from.

        Raises:
            KernelRefused: Coq refuses it.
        """
        ran = self._coqc(file.name, file.text, folder)
        if ran.code:
            raise complaint(group, file, ran)

    def compile(self, group: str, file: Module, folder: Path) -> list[Accepted]:
        """Compile a file; its theorems, none of which assumes anything.

        Raises:
            KernelRefused: one does, or Coq refuses it.
        """
        ran = self._coqc(file.name, file.text, folder)
        if ran.code:
            raise complaint(group, file, ran)
        if assumptions(ran.out) != [()]:
            self._tell_apart(group, file, folder)
        return [Accepted(group, label, name, ()) for name, label in file.labels.items()]

    def _tell_apart(self, group: str, file: Module, folder: Path) -> None:
        """Name a theorem that assumes something, and what.

        To ask about each takes a third of a second, so it is done only when something is assumed.
        """
        name = f"{file.name}_one_by_one"
        asked = [f"Print Assumptions {file.name}.{each}." for each in file.labels]
        text = "\n".join([f"From Neverfalls Require {file.name}.", *asked, ""])
        ran = self._coqc(name, text, folder)
        found = assumptions(ran.out)
        if ran.code or len(found) != len(file.labels):
            raise KernelRefused(group, "", "Coq does not say what its theorems assume", ran.err)
        for label, assumed in zip(file.labels.values(), found, strict=True):
            if assumed:
                raise KernelRefused(group, label, f"assumes {', '.join(assumed)}")
        raise KernelRefused(group, "", "Coq does not say that its theorems assume nothing")

    def check_again(self, names: Sequence[str], folder: Path) -> None:
        """Check compiled files with the other program.

        Raises:
            KernelRefused: it refuses one, or lists an assumption.
        """
        ran = self._run(
            [self.coqchk, "-silent", "-o", "-Q", ".", "Neverfalls"]
            + [f"Neverfalls.{name}" for name in names],
            folder,
        )
        if ran.code:
            raise KernelRefused("coqchk", "", "does not accept the files", ran.err.strip())
        listed = summary(ran.out + ran.err)  # it goes to the one or the other
        for title in SUMMARY:
            if title not in listed:
                raise KernelRefused("coqchk", "", f"does not say anything about: {title}", ran.err)
            if listed[title]:
                raise KernelRefused("coqchk", "", f"{title}: {', '.join(listed[title])}")

    def _coqc(self, name: str, text: str, folder: Path) -> Ran:
        (folder / f"{name}.v").write_text(text, encoding="utf-8")
        return self._run([self.coqc, "-q", "-Q", ".", "Neverfalls", f"{name}.v"], folder)

    def _run(self, command: Sequence[str], folder: Path) -> Ran:
        try:
            ran = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            return Ran(1, "", f"it was not done after {SECONDS} seconds")
        return Ran(ran.returncode, ran.stdout, ran.stderr)


COMPLAINT = re.compile(r'^File ".*?", line (\d+), characters \d+-\d+:\nError:', re.MULTILINE)
"""How Coq begins to say what it does not accept."""


def complaint(group: str, file: Module, ran: Ran) -> KernelRefused:
    """What Coq did not accept, told by the line that it complains about."""
    found = COMPLAINT.search(ran.err)
    if found is None:
        return KernelRefused(group, "", "Coq failed", ran.err.strip() or ran.out.strip())
    before = "\n".join(file.text.split("\n")[: int(found[1])])
    begun: list[str] = re.findall(r"^ *(?:Theorem|Definition) (\w+)", before, re.MULTILINE)
    theorem = file.labels.get(begun[-1], "") if begun else ""
    said = " ".join(ran.err[found.end() :].split())
    return KernelRefused(group, theorem, "Coq does not accept this", said)


def assumptions(printed: str) -> list[tuple[str, ...]]:
    """What Coq says that each of some theorems assumes, in the order in which it was asked."""
    found: list[list[str]] = []
    listing = False
    for line in printed.split("\n"):
        if line.strip() == CLOSED:
            found.append([])
            listing = False
        elif line.strip() == "Axioms:":
            found.append([])
            listing = True
        elif listing and (named := re.match(r"(\S+)\s*(?::|$)", line)):
            found[-1].append(named[1])
    return [tuple(each) for each in found]


def summary(printed: str) -> dict[str, list[str]]:
    """What `coqchk` lists under each title of its summary; nothing where it says so."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in printed.split("\n"):
        if head := re.match(r"\* (.*?):(.*)", line):
            title = head[1]
            own = head[2].strip()
            found[title] = [] if own == "<none>" or not own else [own]
        elif title and line.strip():
            found[title].append(line.strip())
    return found
