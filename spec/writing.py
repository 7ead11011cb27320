"""Writing files: each of them whole or not at all, and several all together or none of them."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from .errors import NeverfallsError

BEFORE = ".neverfalls-before"
"""The folder in which the old files are kept until all the new ones are there."""

LIST = "list.jsonl"

ENDING = [  # what ends the command, and with it every process that it has started
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class NotWritten(NeverfallsError):
    """A file was to be written where no file can be."""

    def __init__(self, path: Path) -> None:
        folder = path.is_dir()
        super().__init__(
            f"cannot write {path}: "
            + ("it is a folder" if folder else f"there is no folder {path.parent}")
        )
        self.path = path


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file, a text in UTF-8: beside its place, and then into it.

    Whatever happens meanwhile, the place holds the old file or the new one, and nothing is left
    beside it.

    Raises:
        NotWritten: there is no such folder, or a folder stands in its place.
        OSError: it cannot be written.
    """
    if not path.parent.is_dir() or path.is_dir():
        raise NotWritten(path)
    # its name is known before it is there, so that an interrupt at any moment finds it
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def umask() -> int:
    """The rights that a new file does not get."""
    now = os.umask(0o077)
    os.umask(now)
    return now


class Changes:
    """Changes to the files of a folder: on leaving, all of them are made, or none.

    A file is changed at once, so that whoever reads it finds the new one. The old one is kept until
    the end, and is put back where an error, or an interrupt, ends it early. Of a process that is
    killed nobody can put anything back; the next one does.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.before = root / BEFORE
        self._seen: set[Path] = set()
        self.undone = False

    def __enter__(self) -> Self:
        if self.before.exists():
            self._undo()
            self.undone = True
        return self

    def write(self, path: Path, text: str) -> None:
        """Write a text file.

        Raises:
            OSError: it cannot be written.
        """
        self._keep(path)
        write_file(path, text)

    def remove(self, path: Path) -> None:
        """Remove a file.

        Raises:
            OSError: it cannot be removed.
        """
        self._keep(path)
        path.unlink()

    def _keep(self, path: Path) -> None:
        if path in self._seen:
            return
        self.before.mkdir(exist_ok=True)
        kept = self.before / str(len(self._seen)) if path.exists() else None
        if kept is not None:
            _same(path, kept)
        line = {"path": str(path.relative_to(self.root)), "kept": kept.name if kept else None}
        with (self.before / LIST).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")
            file.flush()
            os.fsync(file.fileno())
        self._seen.add(path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._undo()
        elif self.before.exists():
            # from here on there is nothing to put back
            done = self.before.with_name(f"{BEFORE}.done")
            shutil.rmtree(done, ignore_errors=True)
            self.before.rename(done)
            shutil.rmtree(done, ignore_errors=True)

    def _listed(self) -> Iterator[dict[str, str | None]]:
        """What has been changed, and where the old file is kept."""
        with suppress(FileNotFoundError):
            for line in (self.before / LIST).read_text(encoding="utf-8").splitlines():
                with suppress(ValueError):  # cut, so that the change was not made either
                    yield json.loads(line)

    def _undo(self) -> None:
        """Put the old files back, the last change first."""
        with uninterrupted():
            for each in reversed(list(self._listed())):
                path = self.root / str(each["path"])
                if each["kept"] is None:
                    path.unlink(missing_ok=True)
                else:
                    with suppress(FileNotFoundError):  # put back already, and killed then
                        (self.before / each["kept"]).replace(path)
            shutil.rmtree(self.before, ignore_errors=True)


def _same(path: Path, kept: Path) -> None:
    """Keep a file under another name: it takes no space, since files are never written over."""
    kept.unlink(missing_ok=True)
    try:
        os.link(path, kept)
    except OSError:  # a file system without links
        shutil.copy2(path, kept)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let nothing that asks this process to end do so meanwhile; it does afterwards."""
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    mask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        mask(signal.SIG_UNBLOCK, ENDING)
