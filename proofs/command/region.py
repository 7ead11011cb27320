"""`neverfalls region`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from neverfalls.counterexamples.plain import EVENTS
from neverfalls.spec.errors import BadScheme, NeverfallsError, UnknownReading, one_of
from neverfalls.spec.model.parameters import COUNTED, PARAMETERS, interval, is_list
from neverfalls.spec.schemes.scheme import Scheme

from ..regions import Region, region
from ..regions.area import in_words, unknown_share
from ..regions.boxes import window
from ..regions.closing import STEPS, shipped_histories
from ..regions.conditions import written, written_piece
from ..regions.region import Broken
from ..verdicts.certifying import certify
from ..verdicts.record import history as recorded
from ..verdicts.verdict import Evidence
from .check import chosen_tasks
from .choosing import chosen_claims, require_one_about, schemes_of
from .codes import AS_ASKED, UNDECIDED, complain
from .keeping import solvers_that_keep
from .render.lines import write
from .render.naming import breach
from .render.progress import Progress

FORMAT = "neverfalls-region/1"


class NoMap(NeverfallsError):
    """A map was asked for of other than two numbers."""

    def __init__(self, found: Sequence[str]) -> None:
        names = ", ".join(found) or "each number by itself"
        super().__init__(f"--plot: a map has two numbers, such as --free reward,exit_fee; {names}")


def run_region(
    scheme: str,
    claim: str,
    free: str | None,
    readings: Sequence[str],
    numbers: Sequence[str],
    steps: int | None,
    certificates: bool,
    plot: Path | None,
    language: str,
    as_json: bool,
    exact: bool,
    keep: bool,
) -> int:
    """Find where a claim holds, by these numbers or by each one alone; print; the exit code."""
    if steps is not None and not 1 <= steps <= 6:
        raise UnknownReading("--steps", str(steps), ["1 to 6"])
    (stated,) = schemes_of([scheme])
    claims = chosen_claims([claim])
    require_one_about([stated], claims)
    (task,) = chosen_tasks(stated, readings, numbers) if readings or numbers else [None]
    asked = stated if task is None else task.scheme
    wanted = _wanted(asked, free)
    if plot is not None and (free is None or len(wanted[0]) != 2):
        raise NoMap(wanted[0] if free else ())
    about = [each for each in claims if each.applies(asked.mechanisms)]
    found: list[dict[str, Any]] = []
    open_ones = False
    work = [(each, names) for each in about for names in wanted]
    with solvers_that_keep(keep) as solvers, Progress(len(work)) as progress:
        for done, (each, names) in enumerate(work):
            label = f"{each.name} by {', '.join(names)}"

            def told(doing: str, done: int = done, label: str = label) -> None:
                progress.show(done, f"{label}: {doing}")

            known = shipped_histories(asked, each)
            one = region(asked, each, names, solvers, told, steps or STEPS, known)
            told("checking")
            data = to_data(one, _certified(one) if certificates else ())
            found.append(data)
            open_ones |= not one.exact
            if not as_json:
                with progress.paused():
                    write("\n".join(lines(one, data, exact)))
            if plot is not None:
                _draw(one, plot, language)
    if as_json:
        print(json.dumps({"format": FORMAT, "regions": found}, indent=1, ensure_ascii=False))
    return UNDECIDED if open_ones else AS_ASKED


def _wanted(scheme: Scheme, free: str | None) -> list[tuple[str, ...]]:
    """The numbers that were asked for together, or each one that the scheme reads by itself.

    Raises:
        BadScheme: names a number that cannot be free.
    """
    known = [
        name
        for name in scheme.relevant_parameters
        if not is_list(name) and PARAMETERS[name].unit not in COUNTED
    ]
    if free is None:
        return [(name,) for name in known]
    names = tuple(free.split(","))
    for name in names:
        if name not in known:
            expected = one_of("a number of the scheme that need not be whole", name, known, "")
            raise BadScheme(scheme.name, "--free", free, expected)
    if len({*names}) != len(names) or len(names) > 3:
        raise BadScheme(scheme.name, "--free", free, "one to three numbers, each once")
    return [names]


def _certified(found: Region) -> tuple[bool, ...]:
    """Of each proof, whether a certificate was found and checked for all that it rests on."""
    texts = [each.induction.queries[found.claim.name] for each in found.proofs]
    known = certify({text for some in texts for text in some})
    return tuple(all(text in known for text in some) for some in texts)


def to_data(found: Region, certified: Sequence[bool] = ()) -> dict[str, Any]:
    """A region as JSON."""
    own = found.own
    data: dict[str, Any] = {
        "scheme": found.scheme.name,
        "claim": found.claim.name,
        "free": {name: interval(name) for name in found.free},
        "exact": found.exact,
        "condition": condition(found),
        "proofs": [
            {
                "where": written(each.case),
                "evidence": _evidence(found, number, certified),
                "vacuous": each.vacuous,
                "invariants": list(each.induction.invariants),
            }
            for number, each in enumerate(found.proofs)
        ],
        "breaks": [_broken(each, found) for each in found.broken],
        "unknown": [written(each) for each in found.unknown],
        "as_it_is": {"numbers": {k: str(v) for k, v in own.items()}, "verdict": found.word(own)},
    }
    if found.unknown:
        least, most = unknown_share(found)
        data["unknown_share"] = {
            "window": in_words(window(found.scheme, found.free)),
            "at_least": str(least),
            "at_most": str(most),
        }
    return data


def _evidence(found: Region, number: int, certified: Sequence[bool]) -> str:
    if certified and certified[number]:
        return Evidence.CERTIFICATE.value
    return found.evidence


def condition(found: Region) -> str:
    """The condition, in plain characters; never where no numbers meet it."""
    return "never" if found.nowhere else written(found.condition)


def _broken(broken: Broken, found: Region) -> dict[str, Any]:
    return {
        "where": [written_piece(piece) for piece in broken.pieces],
        "history": story(broken),
        "replayed": [
            {
                "numbers": {name: trace.parameters[name] for name in found.free},
                "history": recorded(trace),
                "breach": breach(trace.violation, exact=True),
            }
            for trace in broken.traces
        ],
    }


def story(broken: Broken) -> str:
    """The events of a history, with functions of the numbers as amounts."""
    told = []
    for step, letter in enumerate(broken.run.word, 1):
        own = [each for each in broken.run.unknowns if each.step == step]
        amounts = [_amount(broken, each.label) for each in own]
        told.append(" ".join((letter.rule, *letter.members, *amounts)))
    text = EVENTS.join(told) or "nothing has happened yet"
    return text if broken.loop is None else f"{text}, and so on for ever"


def _amount(broken: Broken, label: str) -> str:
    if label in broken.amounts.above:
        return f"⌊{_plain(str(broken.amounts.above[label]))}⌋+1"
    return _function(str(broken.amounts.amounts[label]))


def _function(text: str) -> str:
    plain = _plain(text)
    return plain if plain.replace("/", "").replace("·", "").isalnum() else f"({plain})"


def _plain(text: str) -> str:
    return text.replace("**", "^").replace("*", "·").replace(" ", "")


def lines(found: Region, data: Mapping[str, Any], exact: bool) -> Iterator[str]:
    """A region in words."""
    yield f"{found.scheme.name}: {found.claim.name}, by {', '.join(found.free)}"
    yield f"  for all   {', '.join(f'{name} in {among}' for name, among in data['free'].items())}"
    if found.exact:
        yield f"  holds     if and only if {condition(found)}"
    else:
        yield f"  holds     only if {condition(found)}"
    for each in data["proofs"]:
        nothing = "; what it speaks of never happens there" if each["vacuous"] else ""
        yield f"  proved    where {each['where']}, for any history ({each['evidence']}){nothing}"
    for broken, shown in zip(found.broken, data["breaks"], strict=True):
        for where in shown["where"]:
            yield f"  breaks    where {where}: {shown['history']}"
        for trace in broken.traces[:1]:
            at = ", ".join(f"{name}={trace.parameters[name]}" for name in found.free)
            yield f"            at {at}, replayed: {breach(trace.violation, exact)}"
    for each in data["unknown"]:
        yield f"  unknown   where {each}"
    if found.unknown:
        share = data["unknown_share"]
        yield (
            f"            between {share['at_least']} and {share['at_most']}"
            f" of the window {share['window']}"
        )
    if not found.confirmed:
        yield "  unknown   whether these parts are all there is: a solver gave up on it"
    own = ", ".join(f"{name}={value}" for name, value in data["as_it_is"]["numbers"].items())
    yield f"  as it is  {own}: {data['as_it_is']['verdict']}"
    yield ""


def _draw(found: Region, file: Path, language: str) -> None:
    """Draw the map of two numbers into a file, with words in a language."""
    from ..plots import drawing, mapped  # it loads matplotlib, which nothing else here does

    picture = mapped(
        found.claim,
        found.scheme.name,
        condition(found),
        window(found.scheme, found.free),
        found.word,
        found.own,
    )
    drawing(picture, language).write(file)
    complain(f"wrote {file}")
