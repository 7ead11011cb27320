"""A step of a proof as an SMT-LIB 2 file, with the names of the accounts and labelled facts."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.numbers import SymbolicNumbers, terms
from neverfalls.spec.schemes.scheme import Scheme

from ..anatomy.dissect import OPENING, Step
from ..anatomy.system import System
from ..anatomy.traced import Source
from ..anatomy.wording import Words
from ..solving.engines import nonlinear
from ..solving.smtlib import anonymous, complete, script

ASSERTED = re.compile(r"^\(assert (.*)\)$")
LABELLED = re.compile(r"^\(assert \(! (.*) :named \|[^|]*\|\)\)$")


def smt_file(step: Step, scheme: Scheme, reading: str) -> str:
    """The file of a step; a solver that reads it says ``unsat``."""
    header = (f"; {line}" for line in _header(step, scheme, reading))
    lines = [*header, *_commands(labelled(step))]
    return "\n".join(lines) + "\n"


def opening_file(system: System, claims: Sequence[Claim], reading: str) -> str:
    """The file that says that some claims hold at the opening; a solver says ``unsat``."""
    numbers = SymbolicNumbers()
    state = system.opening
    facts = [terms.equal(terms.name(key), state[key]) for key in system.keys]
    facts += system.scheme.assumptions
    holds = [system.holds(each, numbers, None, system.state) for each in claims]
    goal = terms.negate(terms.all_of(*holds))
    body = script([*complete([*facts, goal], numbers.definitions)])
    lines = [
        "; The beginning of a proof by induction: all claims and invariants hold at the opening.",
        f"; scheme: {system.scheme.name}, {reading or 'as written'}",
        f"; members: {', '.join(system.roster)}",
        *_commands(re.sub(r"(?m)^\(assert (.*)\)$", _numbered(), body)),
    ]
    return "\n".join(lines) + "\n"


def _numbered() -> Callable[[re.Match[str]], str]:
    count = itertools.count(1)
    return lambda found: f"(assert (! {found[1]} :named |opening {next(count)}|))"


def _commands(body: str) -> list[str]:
    return [
        "(set-info :smt-lib-version 2.6)",
        "(set-info :status unsat)",
        f"(set-logic {'QF_NRA' if nonlinear(body) else 'QF_LRA'})",
        body.rstrip("\n"),
        "(check-sat)",
        "(exit)",
    ]


def _header(step: Step, scheme: Scheme, reading: str) -> Iterator[str]:
    yield "A step of a proof by induction. The facts and the opposite of what is to be"
    yield "shown contradict each other: a solver says unsat."
    yield f"scheme: {scheme.name}, {reading or 'as written'}"
    yield f"event: {step.rule}"
    yield f"about: {step.about or 'a side condition'}"
    if step.what:
        yield f"namely: {step.what}"
    if step.obligation is not None and step.rule != OPENING:
        words = Words(scheme, step.obligation.definitions.definitions)
        yield f"to show: {words.goal(step.obligation.goal)}"


def labelled(step: Step) -> str:
    """The question with names, each assertion with a label that says where it comes from."""
    sources = [*step.sources]
    other = "whole part" if sources else "opening"
    seen: Counter[str] = Counter()
    lines = []
    for line in step.named.splitlines():
        asserted = ASSERTED.match(line)
        if asserted:
            # after the facts and the goal only whole parts are spoken of
            source = sources.pop(0) if sources else Source(other, "")
            seen[str(source)] += 1
            label = f"{source} ({seen[str(source)]})"
            lines.append(f"(assert (! {asserted[1]} :named |{label}|))")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def statement_of(file: str) -> str:
    """The statement that a file is about, and its certificate: without names, labels, comments."""
    lines = []
    for line in file.splitlines():
        found = LABELLED.match(line)
        if found:
            lines.append(f"(assert {found[1]})")
        elif line.startswith(("(declare-const ", "(define-fun ", "(assert ")):
            lines.append(line)
    return anonymous("\n".join(lines) + "\n")
