"""`neverfalls record`: everything that is generated, written anew."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path

from neverfalls.counterexamples import schema
from neverfalls.counterexamples.conformance import load
from neverfalls.counterexamples.conformance import schema as schema_of_suites
from neverfalls.counterexamples.conformance import suites as known_suites
from neverfalls.counterexamples.conformance.changes import changelog, compared
from neverfalls.counterexamples.conformance.coverage import coverage_page
from neverfalls.counterexamples.conformance.files import parse
from neverfalls.counterexamples.conformance.recording import everything, made
from neverfalls.spec.schemes.loader import RECORDED, SHIPPED, load_scheme
from neverfalls.spec.writing import Changes

from ..certificates.store import NAME, Certificates, shipped
from ..certificates.store import THEOREMS as THEOREMS_FILE
from ..certificates.store import render as render_certificates
from ..exercises.answer import schema as schema_of_answers
from ..landscape.record import write_landscape
from ..landscape.surveyor import Surveyor
from ..limits.report import LIMITS, render, to_data
from ..limits.witnesses import witnesses
from ..solving.pool import Solvers
from ..theorems import THEOREMS
from ..theorems.theorem import GIVEN_UP, given_up, statements
from ..verdicts.certifying import certify, kept, statements_of
from ..verdicts.record import record_of, save, write
from ..verdicts.task import tasks
from .choosing import chosen_claims, claims_of_denials, documents_claims
from .codes import AS_ASKED, complain
from .render.pages import with_limits, write_pages
from .render.progress import Progress
from .surveying import survey_schemes

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "proofs" / "record"


ENDLESS = ("mall",)
"""Schemes of which not all readings are judged together: some promises are undecided under very
many combinations of readings, and each such combination would be tried by itself."""


def run_record(every_reading: bool, certificates: bool, cases: bool) -> int:
    """Check all shipped schemes and write what was found, all of it or nothing; the exit code."""
    with Changes(ROOT) as changes:
        if changes.undone:
            complain("what an earlier record had changed, when it was killed, is undone")
        if every_reading:
            return _record_landscapes(changes)
        if certificates:
            return _record_certificates(changes)
        if cases:
            return _record_cases(changes)
        return _record_verdicts(changes) or _record_cases(changes)


def _record_cases(changes: Changes) -> int:
    """Write the conformance cases, and what they cover."""
    wanted = list(everything())
    folder = ROOT / "counterexamples" / "conformance"
    found: dict[str, str] = {}
    with Progress(len(wanted)) as progress, ProcessPoolExecutor() as pool:
        futures = [pool.submit(made, name, whole, witnesses(name)) for name, whole in wanted]
        for count, future in enumerate(as_completed(futures), 1):
            name, text = future.result()
            found[name] = text
            progress.show(count, f"cases of {name.removesuffix('.json')}")
    before = [load(name) for name in known_suites()]
    for name in sorted(found):
        changes.write(folder / "data" / name, found[name])
    changes.write(folder / "schema.json", schema_of_suites())
    suites = [parse(text.encode(), name) for name, text in sorted(found.items())]
    page = folder / "CASES.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    difference = compared(before, suites)
    changes.write(page, changelog(text, version("neverfalls"), difference))
    changes.write(ROOT / "docs" / "coverage.md", coverage_page(suites))
    complain(f"wrote {sum(len(suite.cases) for suite in suites):,} cases")
    return AS_ASKED


def _record_verdicts(changes: Changes) -> int:
    work = [task for name in RECORDED for task in tasks(load_scheme(name))]
    with Progress(len(work)) as progress:
        verdicts = survey_schemes(work, chosen_claims(()), progress)
    write(verdicts, ROOT / "counterexamples" / "data", RECORDS, changes)
    changes.write(ROOT / "counterexamples" / "schema.json", schema())
    changes.write(ROOT / "proofs" / "exercises" / "schema.json", schema_of_answers())
    write_pages(ROOT, changes)
    page = ROOT / "docs" / "limits.md"
    with Solvers() as solvers:
        limits = [derive(solvers) for derive in LIMITS.values()]
    changes.write(page, with_limits(page.read_text(encoding="utf-8"), render(limits)))
    text = json.dumps(to_data(limits), indent=1, ensure_ascii=False) + "\n"
    changes.write(RECORDS / "limits.json", text)
    complain(f"wrote {len(verdicts):,} verdicts")
    return _record_certificates(changes)


def _record_certificates(changes: Changes) -> int:
    """Write certificates for what is recorded as proved, and for the theorems."""
    known = {**shipped().proofs, **shipped(THEOREMS_FILE).proofs}
    work = [task for name in RECORDED for task in tasks(load_scheme(name))]
    records = {name: record_of(load_scheme(name)) or {} for name in RECORDED}
    with Progress(len(work)) as progress, Solvers() as solvers:
        claims = chosen_claims(())
        needed = statements_of(
            work,
            claims,
            records,
            solvers,
            lambda count, task: progress.show(count, task.scheme.name),
        )
        theorems = {text for each in THEOREMS.values() for text in statements(each, solvers)}
        lost = {name: given_up(each, solvers) for name, each in THEOREMS.items()}
    text = json.dumps({name: each for name, each in lost.items() if each}, indent=1) + "\n"
    changes.write(RECORDS / GIVEN_UP, text)
    fresh = sorted((needed | theorems) - known.keys())
    with Progress(len(fresh)) as progress:
        known |= certify(fresh, lambda count: progress.show(count, "certificates"))
    used, counts = kept(work, claims, records, Certificates(known))
    for name, record in records.items():
        save({**record, "certified": asdict(counts[name])}, RECORDS, changes)
    own = {text: known[text] for text in theorems if text in known}
    for name, proofs in ((NAME, used), (THEOREMS_FILE, own)):
        changes.write(RECORDS / name, render_certificates(proofs))
    write_pages(ROOT, changes)
    complain(f"wrote {len(used):,} certificates, and {len(own):,} of theorems")
    return AS_ASKED


def _record_landscapes(changes: Changes) -> int:
    wanted = [name for name in SHIPPED if name not in ENDLESS]
    with Solvers() as solvers, Progress(len(wanted)) as progress:
        for done, name in enumerate(wanted):
            show = partial(progress.show, done)
            scheme, denials = load_scheme(name), claims_of_denials()
            surveyor = Surveyor(scheme, documents_claims(), solvers, show, denials)
            found = surveyor.survey()
            write_landscape(found, RECORDS, changes)
    write_pages(ROOT, changes)
    complain(f"wrote the readings of {len(wanted)} schemes")
    return AS_ASKED
