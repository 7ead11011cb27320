"""Certificates for all that is recorded as proved: what the proofs rest on, and a search for each.

The solvers say which questions they are; whatever the search finds is checked before it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from typing import Any

import pebble

from neverfalls.spec.claims.claim import Claim

from ..certificates.store import Certificates
from ..solving.pool import Solvers
from ..solving.workers import Workers
from .task import Task
from .verdict import Evidence, Status, Verdict
from .verifying import Verifier

LONGEST = 180
"""Seconds after which a search is given up, whatever it has spent; it ends by itself long before,
unless a solver is stuck."""


def statements_of(
    work: Iterable[Task],
    claims: Sequence[Claim],
    records: Mapping[str, dict[str, Any]],
    solvers: Solvers,
    begun: Callable[[int, Task], None] = lambda _count, _task: None,
) -> set[str]:
    """The questions that recorded proofs rest on, as solvers find them.

    Each of the ``records`` is told what is given up in its proofs, which verification starts from.
    """
    verifiers = {name: Verifier(record, Certificates({})) for name, record in records.items()}
    for count, task in enumerate(work):
        begun(count, task)
        verifier = verifiers[task.scheme.name]
        verifier.oracle = solvers
        verifier.verify(task, claims)
    for name, verifier in verifiers.items():
        records[name]["given_up"] = verifier.given_up
    return set[str]().union(*(each.used for each in verifiers.values()))


def certify(
    statements: Iterable[str], done: Callable[[int], None] = lambda _count: None
) -> dict[str, Any]:
    """Proofs of these statements, each checked, as many as are found; several processes search."""
    found: dict[str, Any] = {}
    with Workers() as pool:
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

    try:
        proof = find(read(text))
    except ValueError:  # a multiplier of more digits than Python reads
        return None
    return None if Certificates({text: proof}).fault(text) else proof


@dataclass(frozen=True)
class Count:
    """Of the proofs that are recorded of a scheme, how many have certificates for all they rest on.

    ``questions`` is how many different ones these are, ``without`` which proofs lack one, and what.
    """

    proofs: int
    certified: int
    questions: int
    without: Mapping[str, str]


def kept(
    work: Iterable[Task],
    claims: Sequence[Claim],
    records: Mapping[str, Mapping[str, Any]],
    certificates: Certificates,
) -> tuple[dict[str, Any], dict[str, Count]]:
    """Those certificates that some recorded proof rests on, and a count for each scheme."""
    verifiers = {name: Verifier(record, certificates) for name, record in records.items()}
    found: dict[str, list[Verdict]] = {name: [] for name in records}
    for task in work:
        name = task.scheme.name
        found[name] += verifiers[name].verify(task, claims)
    counts = {
        name: Count(
            proofs=sum("invariants" in cell for cell in records[name]["cells"]),
            certified=sum(each.evidence is Evidence.CERTIFICATE for each in verdicts),
            questions=len(verifiers[name].used),
            without={
                f"{each.claim} ({each.deviation or 'as written'})": each.failure
                for each in verdicts
                if each.status is Status.UNVERIFIED
            },
        )
        for name, verdicts in found.items()
    }
    used = set[str]().union(*(each.used for each in verifiers.values()))
    return {text: certificates.proofs[text] for text in used}, counts
