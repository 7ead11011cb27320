"""Where answers of solvers are kept between runs, and whether a run makes use of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .codes import complain

if TYPE_CHECKING:
    from ..solving.pool import Solvers
    from ..solving.store import Store


NOT_KEPT = "answers of solvers are not kept"


@contextmanager
def stored_answers(wanted: bool) -> Iterator[Store | None]:
    """The answers of earlier runs, if they are ``wanted`` and their file can be used.

    What is wrong with it is said once: at once, or in the end where it comes up on the way.
    """
    if not wanted:
        yield None
        return
    try:
        from ..solving.store import Store

        store = Store(_cache_folder() / "neverfalls" / "answers.db")
    except (ImportError, RuntimeError) as error:  # Python without SQLite, or nobody's home
        complain(f"{NOT_KEPT}: {error}")
        yield None
        return
    if not store.usable():
        complain(f"{NOT_KEPT}: {store.trouble}")
        yield None
        return
    try:
        yield store
    finally:
        if store.trouble:
            complain(f"{NOT_KEPT}: {store.trouble}")


@contextmanager
def solvers_that_keep(wanted: bool) -> Iterator[Solvers]:
    """Solvers that are not asked again what an earlier run has kept, if that is ``wanted``."""
    from ..solving.pool import Solvers

    with stored_answers(wanted) as store, Solvers(store=store) as solvers:
        yield solvers


def _cache_folder() -> Path:
    """The folder for what may be lost: the one that the user names, or else the usual one."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
