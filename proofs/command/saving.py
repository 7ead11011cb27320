"""`neverfalls check FILE --save`, and what it does when the file is checked again."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes.scheme import Scheme

from ..certificates.store import Certificates, shipped
from ..search.bounds import MEMBERS, STEPS
from ..solving.pool import Solvers
from ..verdicts.certifying import certify, statements_of
from ..verdicts.record import is_shipped, names_of, with_cases
from ..verdicts.saving import VERIFIABLE, Saved, folder_of, writable, write
from ..verdicts.survey import survey_apart
from ..verdicts.task import Task
from ..verdicts.verdict import Status, Verdict
from ..verdicts.verifying import Verifier, verify_apart
from .codes import DENIED, NOT_WRITTEN, complain
from .render.progress import Progress

if TYPE_CHECKING:
    from ..solving.store import Store


class NothingToSave(NeverfallsError):
    """What is shipped has its record, and is not saved."""

    def __init__(self, names: Sequence[str]) -> None:
        told = ", ".join(names)
        super().__init__(f"--save is for a scheme file of one's own; {told}: recorded already")
        self.names = tuple(names)


class NotSaved(NeverfallsError):
    """Verdicts could not be written to a folder."""

    def __init__(self, folder: object, why: str) -> None:
        super().__init__(f"{folder}: not saved: {why}")


def require_own(schemes: Sequence[Scheme]) -> None:
    """Refuse to save shipped schemes, or where something else is in the way.

    Raises:
        NothingToSave: a scheme is shipped.
        BadSaved: the folder is one that nothing was ever saved in.
    """
    recorded = [each.name for each in schemes if is_shipped(each)]
    if recorded:
        raise NothingToSave(recorded)
    for each in schemes:
        writable(folder_of(each))


def judge_with(
    saved: Saved,
    work: Sequence[Task],
    claims: Sequence[Claim],
    begun: Callable[[int, Task], None],
    found: Callable[[Task, list[Verdict]], None],
    store: Store | None,
) -> list[Verdict]:
    """Verify what was saved, and judge the rest as ever; the verdicts of all tasks, in order.

    Raises:
        BadSaved: something that was saved is not verified; then nothing is handed over.
    """
    (name,) = {task.scheme.name for task in work}
    records = {name: saved.record}
    verified = verify_apart(work, claims, records, saved.certificates, begun, traces=saved.traces)
    saved.refuse(verified)
    known = {(each.claim, each.deviation): each for each in verified}
    asked = [claim for claim in claims if claim.concerns(work[0].scheme)]

    def lacking(task: Task) -> list[Claim]:
        return [claim for claim in asked if (claim.name, task.deviation) not in known]

    left = [task for task in work if lacking(task)]
    if left:
        open_ones = [claim for claim in asked if any(claim in lacking(task) for task in left)]
        rest = survey_apart(left, open_ones, begun, STEPS, MEMBERS, store=store)
        known = {(each.claim, each.deviation): each for each in rest} | known
    verdicts: list[Verdict] = []
    for task in work:
        own = [known[claim.name, task.deviation] for claim in asked]
        found(task, own)
        verdicts += own
    return verdicts


def save(
    scheme: Scheme,
    work: Sequence[Task],
    claims: Sequence[Claim],
    verdicts: Sequence[Verdict],
    store: Store | None,
) -> None:
    """Write what can be verified of these verdicts beside the scheme's file, and say so.

    Raises:
        NotSaved: it cannot be written, other than for lack of space.
    """
    named = names_of(verdicts)
    written = with_cases(verdicts)
    traces = {each.trace.id: each.trace for each in verdicts if each.trace is not None}
    kinds = {each.value for each in VERIFIABLE}
    written["cells"] = [cell for cell in written["cells"] if cell["status"] in kinds]
    proofs = dict(shipped().proofs)
    with Progress(len(work)) as progress, Solvers(store=store) as solvers:
        needed = statements_of(
            work,
            claims,
            {scheme.name: written},
            solvers,
            lambda count, task: progress.show(count, f"what proofs rest on, {task.deviation}"),
        )
    fresh = sorted(needed - proofs.keys())
    with Progress(len(fresh)) as progress:
        proofs |= certify(fresh, lambda count: progress.show(count, "certificates"))
    verifier = Verifier(written, Certificates(proofs), traces)
    found = [each for task in work for each in verifier.verify(task, claims)]
    good = {(e.claim, e.deviation) for e in found if e.status is not Status.UNVERIFIED}
    written["cells"] = [c for c in written["cells"] if (c["claim"], c["deviation"]) in good]
    wanted = sorted({named[place] for place in good if place in named})
    try:
        used = {text: proofs[text] for text in verifier.used}
        folder = write(scheme, written, used, [traces[name] for name in wanted])
    except OSError as error:
        if error.errno in NOT_WRITTEN and error.errno not in DENIED:
            raise
        why = error.strerror or errno.errorcode.get(error.errno or 0, str(error))
        raise NotSaved(folder_of(scheme), why) from None
    lost = len(verdicts) - len(good)
    rest = f"; {lost} that nothing but solvers shows are judged anew each time" if lost else ""
    complain(f"saved {len(good)} verdicts in {folder}{rest}")
