"""Certificates for all that is recorded as proved: what the proofs rest on, and a search for each.

The solvers say which questions they are; whatever the search finds is checked before it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from typing import Any

import pebble

from neverfalls.spec.claims.claim import Claim

from ..certificates.store import Certificates
from ..solving.pool import Solvers
from ..solving.processes import worker_pool
from .survey import Task
from .verifying import Verifier

LONGEST = 180
"""Seconds after which a search is given up, whatever it has spent; it ends by itself long before,
unless a solver is stuck."""


def statements_of(
    work: Iterable[Task],
    claims: Sequence[Claim],
    records: Mapping[str, Mapping[str, Any]],
    solvers: Solvers,
    begun: Callable[[int, Task], None] = lambda _count, _task: None,
) -> set[str]:
    """The questions that recorded proofs rest on, as solvers find them."""
    verifiers = {name: Verifier(record, Certificates({})) for name, record in records.items()}
    for count, task in enumerate(work):
        begun(count, task)
        verifier = verifiers[task.scheme.name]
        verifier.oracle = solvers
        verifier.verify(task, claims)
    return set[str]().union(*(each.used for each in verifiers.values()))


def certify(
    statements: Iterable[str], done: Callable[[int], None] = lambda _count: None
) -> dict[str, Any]:
    """Proofs of these statements, each checked, as many as are found; several processes search."""
    found: dict[str, Any] = {}
    with worker_pool(None) as pool:
        futures: dict[Future[Any], str] = {
            pool.schedule(_certificate, args=(text,), timeout=LONGEST): text for text in statements
        }
        for count, future in enumerate(as_completed(futures), 1):
            done(count)
            try:
                proof = future.result()
            except (TimeoutError, pebble.ProcessExpired):
                continue
            if proof is not None:
                found[futures[future]] = proof
    return found


def _certificate(text: str) -> Any:
    from ..certificates.finder import find  # it loads a solver, which nothing else here does
    from ..certificates.statement import read

    proof = find(read(text))
    return None if Certificates({text: proof}).fault(text) else proof


def kept(
    work: Iterable[Task],
    claims: Sequence[Claim],
    records: Mapping[str, Mapping[str, Any]],
    certificates: Certificates,
) -> dict[str, Any]:
    """Those certificates that some recorded proof rests on."""
    verifiers = {name: Verifier(record, certificates) for name, record in records.items()}
    for task in work:
        verifiers[task.scheme.name].verify(task, claims)
    used = set[str]().union(*(each.used for each in verifiers.values()))
    return {text: certificates.proofs[text] for text in used}
