"""Writing an export: all of it into an empty folder, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.writing import write_file

from .files import RECHECK, File


class NotWritten(NeverfallsError):
    """A folder that an export cannot be written to; nothing is left there."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder}: {why}; nothing was written")
        self.folder = folder
        self.why = why


MARK = ".writing"


@contextmanager
def prepared(folder: Path) -> Iterator[Path]:
    """A new or empty folder to write to; if anything fails meanwhile, it is as it was.

    Raises:
        NotWritten: there is something in it already, or it cannot be written to.
    """
    existed = folder.exists()
    try:
        if existed and any(folder.iterdir()):
            raise NotWritten(folder, "there is something in it; name a new folder or an empty one")
        folder.mkdir(exist_ok=True)
        probe = folder / MARK
        probe.touch()
        probe.unlink()
    except FileNotFoundError:
        raise NotWritten(folder, f"there is no folder {folder.parent}") from None
    except OSError as error:
        _clear(folder, existed)
        raise NotWritten(folder, f"cannot be written to: {error.strerror}") from None
    try:
        yield folder
    except BaseException:
        _clear(folder, existed)
        raise


def _clear(folder: Path, keep: bool) -> None:
    """Remove what was written to a folder that was new or empty."""
    if not folder.is_dir():
        return
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)
    if not keep:
        folder.rmdir()


def write_folder(folder: Path, files: Iterable[File]) -> None:
    """Write files below a folder; the script can be run."""
    for each in files:
        path = folder / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, each.text)
        if path.name == RECHECK:
            path.chmod(0o755)
