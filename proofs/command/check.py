"""`neverfalls check`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import BadScheme, UnknownReading, one_of
from neverfalls.spec.model.parameters import check_range, is_list, parse_amount
from neverfalls.spec.model.questions import name_of
from neverfalls.spec.schemes.loader import RECORDED, SHIPPED, empty_range
from neverfalls.spec.schemes.scheme import Scheme

from ..search.bounds import MEMBERS, STEPS
from ..search.concrete import broken
from ..solving.failures import is_defect
from ..verdicts.first import broken_first
from ..verdicts.record import record_of
from ..verdicts.task import Task, tasks
from ..verdicts.verdict import Verdict
from .choosing import chosen_claims, require_one_about, schemes_of
from .codes import AS_ASKED, BREAKS, LOST, REPORT_IT, complain
from .keeping import stored_answers
from .render.lines import width, write
from .render.progress import Progress
from .render.screen import (
    MOST,
    difference_lines,
    failure_lines,
    scheme_line,
    scheme_text,
    total_line,
)
from .report import Report, compare
from .surveying import survey_schemes

if TYPE_CHECKING:
    from ..verdicts.saving import Saved


def run_check(
    names: Sequence[str],
    claims: Sequence[str],
    readings: Sequence[str],
    numbers: Sequence[str],
    as_json: bool,
    details: bool,
    steps: int | None,
    members: int | None,
    exact: bool,
    anew: bool,
    first: bool,
    keep: bool,
    save: bool,
) -> int:
    """Check one scheme or all shipped ones; print; the exit code.

    What is recorded of shipped schemes, or saved of others, is verified; the rest, or all of it if
    ``anew``, is proved and searched for. What solvers answer is kept, if ``keep``, and used again,
    unless ``anew``. If the ``first`` history that breaks a promise is enough, round amounts are
    tried before a solver is asked. If ``save``, all is judged, and the verdicts are written beside
    the file.
    """
    for name, count in (("--steps", steps), ("--members", members)):
        if count is not None and not 1 <= count <= 12:
            raise UnknownReading(name, str(count), ["1 to 12"])
    # a reading or a number that is asked of all schemes is asked of those of the documents
    every = SHIPPED if readings or numbers else RECORDED
    schemes = schemes_of(names or every, listed=not (names and claims))
    chosen = chosen_claims(claims)
    require_one_about(schemes, chosen)
    work = [task for each in schemes for task in chosen_tasks(each, readings, numbers)]
    bounds = (steps or STEPS, members or MEMBERS)
    whole = not claims and not readings and not numbers
    asked = {task.scheme.name: task.scheme for task in reversed(work)}
    by_name = {each.name: each for each in schemes}
    longest = max(map(len, by_name))
    as_far = steps is None and members is None
    records = None if anew or first or not as_far else _records(schemes, work, chosen)
    found: dict[str, Report] = {}
    if save:
        from .saving import require_own

        require_own(schemes)
    fresh = anew or first or save or not as_far or records is not None or len(schemes) > 1
    saved = None if fresh else _saved(schemes[0])
    with stored_answers(keep and not anew and records is None) as store:
        with Progress(len(work)) as progress:

            def judged(name: str, verdicts: list[Verdict]) -> None:
                report = compare(by_name[name], asked[name], verdicts, whole, bounds, not first)
                found[name] = report
                if as_json:
                    return
                with progress.paused():
                    if details or claims or len(schemes) == 1:
                        write(scheme_text(report, chosen, details, exact, width()))
                    else:
                        write(scheme_line(report, progress.passed(), longest))

            if first:
                work = list(_with_first(work, chosen, bounds, progress))
            if not fresh and saved is None and record_of(schemes[0]) is None:
                progress.show(0, schemes[0].name)
                for claim, _scheme, _roster, events in broken(
                    work[0].scheme.opened(), chosen, *bounds
                ):
                    if events:
                        told = _early(claim.name, len(events))
                        progress.note(f"{told}; a shortest history is being looked for")
            used: set[str] = set()
            verdicts = survey_schemes(
                work, chosen, progress, judged, bounds, records, store, saved, used.update
            )
        everything = records is not None and whole and {*RECORDED} <= {*by_name}
        idle = _idle(used) if everything else ""
        code = _told([found[each.name] for each in schemes], idle, as_json)
        if save:
            from .saving import save as save_verdicts

            save_verdicts(schemes[0], work, chosen, verdicts, store)
    return code


def _with_first(
    work: Sequence[Task], chosen: Sequence[Claim], bounds: tuple[int, int], progress: Progress
) -> Iterator[Task]:
    """The tasks with what round amounts break; of a single scheme, that is told as it is found."""
    alone = len({task.scheme.name for task in work}) == 1
    for number, task in enumerate(work):
        progress.show(0, ", ".join(filter(None, (task.scheme.name, task.deviation))))
        tried = broken_first(task, chosen, *bounds)
        for each in tried.known if alone and not number else ():
            if each.trace is not None and each.trace.steps:
                progress.note(_early(each.claim, len(each.trace.steps)))
        yield tried


def _early(claim: str, events: int) -> str:
    """What is said of a promise that breaks before its verdict is there."""
    if events == 1:
        return f"{claim}: 1 event with round amounts breaks it"
    return f"{claim}: {events} events with round amounts break it"


def _saved(scheme: Scheme) -> Saved | None:
    """What was saved of a scheme of one's own, if it is still of this scheme and these rules."""
    from ..verdicts.saving import read

    return read(scheme, complain)


def _idle(used: set[str]) -> str:
    """What is wrong with the certificates beside those that proofs rest on, if anything is."""
    from ..certificates.store import NAME, shipped

    return f"record/{NAME}, {idle}" if (idle := shipped().idle(used)) else ""


def _told(reports: Sequence[Report], idle: str, as_json: bool) -> int:
    """Print what is left to say when all is judged; the exit code.

    It is one of a difference where certificates are ``idle``, which is told in words.
    """
    code = max(BREAKS if idle else AS_ASKED, *(each.code for each in reports))
    if idle:
        complain(idle)
    if as_json:
        data = [each.data for each in reports]
        shown = {"format": "neverfalls-check/1", "schemes": data, "exit": code}
        print(json.dumps(shown, indent=1, ensure_ascii=False))
        return code
    for report in reports:
        for line in difference_lines(report, None if len(reports) == 1 else MOST):
            write(line)
        for line in failure_lines(report, None if len(reports) == 1 else MOST):
            write(line)
    write(total_line(reports))
    lost = [cell["failure"] for each in reports for cell in each.failed]
    if lost:
        complain(REPORT_IT if any(map(is_defect, lost)) else LOST)
    return code


def _records(
    schemes: Sequence[Scheme], work: Sequence[Task], claims: Sequence[Claim]
) -> dict[str, dict[str, Any]] | None:
    """The record of each scheme, if all that is asked is recorded."""
    records = {each.name: record for each in schemes if (record := record_of(each)) is not None}
    for task in work:
        cells = records.get(task.scheme.name, {"cells": ()})["cells"]
        known = {cell["claim"] for cell in cells if cell["deviation"] == task.deviation}
        asked = {each.name for each in claims if each.concerns(task.scheme)}
        if not asked <= known:
            return None
    return records


def chosen_tasks(
    scheme: Scheme, readings: Sequence[str], numbers: Sequence[str] = ()
) -> list[Task]:
    """Every single deviation of a scheme, or just the one reading and the numbers asked for.

    Raises:
        UnknownReading: not KEY=CHOICE, no such key or choice, or one key twice.
        BadScheme: not KEY=NUMBER, no such parameter, a number out of its range, or one key twice.
    """
    if not readings and not numbers:
        return list(tasks(scheme))
    choices: dict[str, str] = {}
    for text in readings:
        key, equals, choice = text.partition("=")
        if not equals:
            raise UnknownReading("--reading", text, ["KEY=CHOICE"])
        name = name_of(key)
        if name in choices:
            raise UnknownReading("--reading", text, [f"{key} once"])
        choices[name] = choice
    other = scheme.readings.with_choices(choices)
    asked = scheme.reading(other)
    now = {key: asked.effective(key) for key in scheme.readings.differences(other)}
    changed = {key: choice for key, choice in now.items() if choice != scheme.effective(key)}
    values = _numbers(scheme, numbers)
    other_numbers = {k: v for k, v in values.items() if v != getattr(scheme.parameters, k)}
    label = [f"{key}={choice.value}" for key, choice in changed.items()]
    label += [f"{key}={value}" for key, value in other_numbers.items()]
    return [Task(asked.with_parameters(**values), ",".join(label))]


def _numbers(scheme: Scheme, numbers: Sequence[str]) -> dict[str, Fraction]:
    """The numbers that were asked for, by the parameter's name."""
    known = [name for name in scheme.relevant_parameters if not is_list(name)]
    found: dict[str, Fraction] = {}
    for text in numbers:
        key, _equals, written = text.partition("=")
        if key not in known:
            expected = one_of("a parameter of the scheme", key, known, "parameters")
            raise BadScheme(scheme.name, "--number", text, f"KEY=NUMBER, where KEY is {expected}")
        if key in found:
            raise BadScheme(scheme.name, "--number", text, f"{key} once")
        try:
            found[key] = parse_amount(written)
            check_range(key, found[key])
        except ValueError as error:
            raise BadScheme(scheme.name, "--number", text, f"for {key}, {error}") from None
    if empty := empty_range(scheme.parameters.replaced(**found)):
        raise BadScheme(scheme.name, "--number", ", ".join(numbers), empty)
    return found
