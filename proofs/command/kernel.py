"""`neverfalls prove --kernel`: the same certificates, accepted by the kernel of Coq."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

from ..certificates.store import THEOREMS as OF_THEOREMS
from ..certificates.store import Certificates, shipped
from ..kernel import Obligations, Report, run_kernel
from ..theorems import THEOREMS
from ..theorems.theorem import steps, verified
from ..verdicts.record import record_of
from ..verdicts.task import Task
from ..verdicts.verifying import Verifier
from .codes import AS_ASKED, UNDECIDED, complain
from .errors import UnknownName
from .render.lines import write

AS_WRITTEN = ("wine-shop", "mall")
"""Schemes of which every proof, as the scheme is written, is checked too."""


def run_kernel_check(names: Sequence[str], as_json: bool) -> int:
    """Have Coq check theorems, and all that is proved of some schemes; print; the exit code."""
    known = [*THEOREMS, *AS_WRITTEN]
    for name in names:
        if name not in known:
            raise UnknownName("theorem", name, known)
    groups: dict[str, Obligations] = {}
    code = AS_ASKED
    for name in names or known:
        found = _of_scheme(name) if name in AS_WRITTEN else _of_theorem(name)
        if not found:
            complain(
                f"{name}: not all that it rests on has a certificate; nothing was asked of Coq"
            )
            return UNDECIDED
        groups[name] = found
    report = run_kernel(groups, tell=complain)
    if as_json:
        print(json.dumps(to_data(report, groups), indent=1, ensure_ascii=False))
    else:
        write("\n".join(_told(report, groups)))
    return code


def _of_theorem(name: str) -> Obligations | None:
    """What a theorem rests on, with certificates; None if one is missing or wrong."""
    certificates, theorem = shipped(OF_THEOREMS), THEOREMS[name]
    if not verified(theorem, certificates):
        return None
    return _labelled(steps(theorem, certificates), certificates)


def _of_scheme(name: str) -> Obligations | None:
    """What the recorded proofs of a scheme as it is written rest on."""
    certificates, scheme = shipped(), load_scheme(name)
    verifier = Verifier(record_of(scheme) or {"cells": ()}, certificates)
    verdicts = verifier.verify(Task(scheme, ""), [*CLAIMS.values()])
    if any(each.failure for each in verdicts):
        return None
    return _labelled(sorted(verifier.used), certificates)


def _labelled(texts: Iterable[str], certificates: Certificates) -> Obligations:
    return [
        (f"step {number}", text, certificates.proofs[text]) for number, text in enumerate(texts, 1)
    ]


def to_data(report: Report, groups: dict[str, Obligations]) -> dict[str, object]:
    """A report as JSON."""
    return {
        "format": "neverfalls-kernel/1",
        "coq": report.version,
        "accepted": [
            {"group": each.group, "theorem": each.label, "assumes": list(each.assumes)}
            for each in report.theorems
        ],
        "groups": {name: len(some) for name, some in groups.items()},
    }


def _told(report: Report, groups: dict[str, Obligations]) -> Iterator[str]:
    for name, obligations in groups.items():
        own = [each for each in report.theorems if each.group == name]
        assumed = sorted({axiom for each in own for axiom in each.assumes})
        yield (
            f"{name}: Coq accepts {len(own)} of {len(obligations)} steps;"
            f" assumed: {', '.join(assumed) or 'nothing'}"
        )
