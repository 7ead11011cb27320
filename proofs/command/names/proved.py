"""Recorded proofs by name, and why there is none of what is recorded as broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from .kind import Asked, Explained, Kind

if TYPE_CHECKING:
    from ...solving.pool import Oracle


def _explain(name: str, asked: Asked) -> Iterator[Explained]:
    from ...anatomy.recorded import recorded

    found = recorded(name) if "." in name else None
    if found is None:
        return
    from ...anatomy.telling import told
    from ...certificates.store import shipped
    from ..render.induction_text import text

    with solvers_at_hand() as solvers:
        data = told(found, shipped(), solvers)
    yield Explained(text(data, asked.exact), data)


@contextmanager
def solvers_at_hand() -> Iterator[Oracle | None]:
    """Solvers, if z3 is installed; certificates are checked without."""
    from ...solving.pool import Solvers

    if find_spec("z3") is None:
        yield None
    else:
        with Solvers() as solvers:
            yield solvers


def _names() -> Iterable[str]:
    from ...anatomy.recorded import names

    return names()


PROOF = Kind("proof", _names, _explain)
