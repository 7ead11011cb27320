"""`neverfalls check --any-reading` and `--every-reading`: all readings of a scheme at once."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any

from neverfalls.spec.claims.claim import CLAIMS, Claim
from neverfalls.spec.promises import denials
from neverfalls.spec.schemes.loader import RECORDED, SHIPPED
from neverfalls.spec.schemes.scheme import Scheme

from ..landscape.record import broken_to_data, recorded_answer, recorded_landscape, to_data
from ..landscape.surveyor import Asked, Landscape, Surveyor, survey_alone
from ..solving.pool import Solvers
from ..solving.processes import Lost
from ..verdicts.elsewhere import apart_on
from .choosing import (
    chosen_claims,
    claims_of_denials,
    documents_claims,
    is_claim,
    is_scheme,
    require_one_about,
    schemes_of,
)
from .codes import AS_ASKED, BREAKS, INTERNAL, UNDECIDED, complain
from .errors import Misplaced, meant
from .render.lines import write
from .render.naming import id_or_history
from .render.progress import Progress
from .render.screen import absent

FORMAT = "neverfalls-readings/1"


def run_every(
    words: Sequence[str], claims: Sequence[str], as_json: bool, exact: bool, cluster: str | None
) -> int:
    """Say which claims of each scheme hold together over all readings; the exit code."""
    schemes, chosen = _parted(words, claims)
    documents = chosen == documents_claims()
    reports, code = [], AS_ASKED
    with Progress(len(schemes)) as progress:
        names = tuple(each.name for each in chosen)
        denying = tuple(each.name for each in claims_of_denials()) if documents else ()
        asked = [Asked(each, names, denying) for each in schemes]
        with closing(_landscapes(asked, progress, cluster)) as landscapes:
            for scheme, found in zip(schemes, landscapes, strict=True):
                if isinstance(found, Lost):
                    complain(f"{scheme.name}: {found.why}")
                    code = INTERNAL
                    continue
                report = to_data(found)
                del report["format"]  # that of a record; the whole answer has its own
                known = recorded_landscape(scheme) if documents else None
                report["recorded"] = known is not None
                report["as_recorded"] = known is None or known == to_data(found)
                reports.append(report)
                code = max(code, _code(found, known, report))
                if not as_json:
                    silent = [*_silent(scheme, chosen), ""]
                    lines = _lines(found, report, exact) if found.claims else silent
                    with progress.paused():
                        write("\n".join(lines))
    if as_json:
        print(json.dumps({"format": FORMAT, "schemes": reports}, indent=1, ensure_ascii=False))
    return code


def _landscapes(
    asked: Sequence[Asked], progress: Progress, cluster: str | None
) -> Generator[Landscape | Lost, None, None]:
    """What is found of each scheme, in their order; from the cluster of an address, if one is."""
    if cluster is None:
        with Solvers() as solvers:
            for done, each in enumerate(asked):
                yield each.found(solvers, partial(progress.show, done))
        return
    from .clustered import cluster_at  # it loads what nothing else here needs

    come: dict[int, Landscape | Lost] = {}
    with cluster_at(cluster) as workers:
        progress.show(0, f"{workers.threads} schemes at a time on the workers of a cluster")
        with closing(apart_on(workers, asked, survey_alone)) as messages:
            told = 0
            for number, message in messages:
                come.setdefault(number, message)
                progress.show(len(come), asked[number].scheme.name)
                while told in come:
                    yield come[told]
                    told += 1


def run_any(words: Sequence[str], claims: Sequence[str], as_json: bool, exact: bool) -> int:
    """Look for a reading under which each claim holds; the exit code."""
    schemes, chosen = _parted(words, claims)
    work = [(each, claim) for each in schemes for claim in chosen if claim.applies(each.mechanisms)]
    reports, code = [], AS_ASKED
    if not as_json:
        for scheme in schemes:
            if not any(each is scheme for each, _claim in work):
                write("\n".join(_silent(scheme, chosen)))
    with Solvers() as solvers, Progress(len(work)) as progress:
        for done, (scheme, claim) in enumerate(work):
            surveyor = Surveyor(scheme, [claim], solvers, partial(progress.show, done))
            answers = surveyor.some_reading(claim.name)
            report = _to_data(surveyor, claim.name, answers)
            reports.append(report)
            code = max(code, _any_code(report))
            if not as_json:
                with progress.paused():
                    write(_answer(surveyor, report, exact))
    if as_json:
        print(json.dumps({"format": FORMAT, "answers": reports}, indent=1, ensure_ascii=False))
    return code


def _to_data(surveyor: Surveyor, claim: str, answers: Mapping[str, str] | None) -> dict[str, Any]:
    """Whether some reading makes a claim hold, as found and as recorded."""
    doubts = surveyor.found.undecided
    return {
        "scheme": surveyor.scheme.name,
        "claim": claim,
        "verdict": "holds" if answers is not None else "undecided" if doubts else "breaks",
        "recorded": recorded_answer(surveyor.scheme, claim),
        "reading": None if answers is None else dict(answers),
        "broken": broken_to_data(surveyor.found),
    }


def _any_code(report: Mapping[str, Any]) -> int:
    if report["recorded"] is not None:
        return AS_ASKED if report["recorded"] == report["verdict"] else BREAKS
    return {"holds": AS_ASKED, "undecided": UNDECIDED}.get(report["verdict"], BREAKS)


def _parted(words: Sequence[str], names: Sequence[str]) -> tuple[list[Scheme], list[Claim]]:
    """The schemes and claims among what was typed; else all schemes, the documents' own claims."""
    claims = [*names, *(word for word in words if is_claim(word))]
    files = [word for word in words if not is_claim(word)]
    chosen = chosen_claims(claims) if claims else documents_claims()
    for word in (each for each in files if not is_scheme(each)):
        known = [*RECORDED, *CLAIMS]
        raise Misplaced(word, "neither a claim nor a scheme", meant("claim", word, known))
    schemes = schemes_of(files or SHIPPED)
    require_one_about(schemes, chosen)
    return schemes, chosen


def _silent(scheme: Scheme, claims: Sequence[Claim]) -> Iterator[str]:
    for line in absent(scheme, claims):
        yield f"{scheme.name}: {line}"


def _answer(surveyor: Surveyor, report: Mapping[str, Any], exact: bool) -> str:
    if report["verdict"] == "holds":
        text = f"holds (proved) under {reading_text(report['reading'])}"
    elif report["verdict"] == "undecided":
        text = "undecided: no reading was found under which it is proved"
    else:
        traces = (id_or_history(each.trace, exact) for each in surveyor.found.refutations)
        text = f"breaks under every reading, shown by {' and '.join(dict.fromkeys(traces))}"
    known = report["recorded"]
    agrees = "as recorded" if known == report["verdict"] else f"differs from the record: {known}"
    return f"{report['scheme']}: {report['claim']}: {text}{'' if known is None else f'; {agrees}'}"


def _code(found: Landscape, known: Mapping[str, Any] | None, report: Mapping[str, Any]) -> int:
    if not report["as_recorded"]:
        return BREAKS
    if known is not None or not found.claims:
        return AS_ASKED
    if found.undecided:
        return UNDECIDED
    all_kept = any(len(each.claims) == len(found.claims) for each in found.kept)
    return AS_ASKED if all_kept and not found.denied else BREAKS


def _lines(found: Landscape, report: Mapping[str, Any], exact: bool) -> Iterator[str]:
    yield f"{found.scheme.name}: {found.scheme.title}"
    for names in found.never_together():
        together = " together" if len(names) > 1 else ""
        yield f"  - no reading keeps {' and '.join(names)}{together}"
    for name in found.denied:
        yield f"  - no reading keeps {denials()[name]}: {name} is proved under every reading"
    for each in found.kept:
        left = [name for name in found.claims if name not in each.claims]
        every = "every other promise" if found.denied else "every promise"
        text = f"all but {', '.join(left)}" if left else every
        under = reading_text(each.deviation)
        yield f"  + {text} can be kept: proved under {under} ({each.evidence})"
    if found.everywhere:
        yield f"  + proved under every reading: {', '.join(found.everywhere)}"
    for broken in sorted(found.refutations, key=lambda each: found.claims.index(each.claim)):
        readings = {name: choice.value for name, choice in broken.cube.items()}
        under = " and ".join(f"{k}={v}" for k, v in readings.items()) or "every reading"
        yield f"    {broken.claim} breaks under {under}: {id_or_history(broken.trace, exact)}"
    if report["recorded"]:
        yield "  as recorded" if report["as_recorded"] else "  differs from the record"
    yield ""


def reading_text(deviation: Mapping[str, str]) -> str:
    """A reading by what differs from the scheme as written."""
    return ", ".join(f"{k}={v}" for k, v in deviation.items()) or "the scheme as written"
