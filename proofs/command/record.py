"""`neverfalls record`: everything that is generated, written anew."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from neverfalls.counterexamples import schema
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

from ..landscape.record import write_landscape
from ..landscape.surveyor import Surveyor
from ..limits.report import LIMITS, render
from ..solving.pool import Solvers
from ..verdicts.record import write
from ..verdicts.survey import tasks
from .choosing import chosen_claims, claims_of_denials, documents_claims
from .codes import AS_ASKED, complain
from .render.pages import with_limits, write_pages
from .render.progress import Progress
from .surveying import survey_schemes

ROOT = Path(__file__).resolve().parents[2]


ENDLESS = ("mall",)
"""Schemes of which not all readings are judged together: some promises are undecided under very
many combinations of readings, and each such combination would be tried by itself."""


def run_record(every_reading: bool) -> int:
    """Check all shipped schemes and write what was found; the exit code."""
    if every_reading:
        return _record_landscapes()
    work = [task for name in SHIPPED for task in tasks(load_scheme(name))]
    with Progress(len(work)) as progress:
        verdicts = survey_schemes(work, chosen_claims(()), progress)
    write(verdicts, ROOT / "counterexamples" / "data", ROOT / "proofs" / "record")
    (ROOT / "counterexamples" / "schema.json").write_text(schema(), encoding="utf-8")
    write_pages(ROOT)
    page = ROOT / "docs" / "limits.md"
    with Solvers() as solvers:
        limits = render([derive(solvers) for derive in LIMITS.values()])
    page.write_text(with_limits(page.read_text(encoding="utf-8"), limits), encoding="utf-8")
    complain(f"wrote {len(verdicts):,} verdicts")
    return AS_ASKED


def _record_landscapes() -> int:
    wanted = [name for name in SHIPPED if name not in ENDLESS]
    with Solvers() as solvers, Progress(len(wanted)) as progress:
        for done, name in enumerate(wanted):
            show = partial(progress.show, done)
            scheme, denials = load_scheme(name), claims_of_denials()
            surveyor = Surveyor(scheme, documents_claims(), solvers, show, denials)
            found = surveyor.survey()
            write_landscape(found, ROOT / "proofs" / "record")
    write_pages(ROOT)
    complain(f"wrote the readings of {len(wanted)} schemes")
    return AS_ASKED
