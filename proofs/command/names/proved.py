"""Recorded proofs by name, and why there is none of what is recorded as broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .kind import Asked, Explained, Kind


def _explain(name: str, asked: Asked) -> Iterator[Explained]:
    from ...anatomy.recorded import recorded

    found = recorded(name) if "." in name else None
    if found is None:
        return
    from ...anatomy.telling import told
    from ...certificates.store import shipped
    from ...solving.pool import Solvers
    from ..render.induction_text import text

    with Solvers() as solvers:
        data = told(found, shipped(), solvers)
    yield Explained(text(data, asked.exact), data)


def _names() -> Iterable[str]:
    from ...anatomy.recorded import names

    return names()


PROOF = Kind("proof", _names, _explain)
