"""Mutated rules: with one sign, comparison or direction changed, some verdict is another one.

A mutant is noticed when a shipped counterexample no longer replays, or else when induction
proves other claims, or rests on other invariants, than the records say.
"""

import tomllib
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples.replay import broken_at, execute
from neverfalls.proofs.induction.induct import induct
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.proofs.verdicts.task import Task, tasks
from neverfalls.spec.claims.claim import CLAIMS, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..spec.books import NOTED, kept_in
from .mutation import RECORDED, mutants, mutated

CRASHES = (NeverfallsError, ArithmeticError, LookupError, TypeError, ValueError)

TABLES = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text(encoding="utf-8"))
MOST = 6
"""Members of a recorded history: no search has more."""
SAMPLE: list[str] = TABLES["sample"]
UNNOTICED: set[str] = {
    name
    for table in (TABLES["equivalent"], TABLES["unclaimed"])
    for group in table.values()
    for name in group
}


def difference(tasks_asked: Sequence[Task], solvers: Solvers) -> str:
    """Return where the mechanisms of the moment part from what is recorded, or ""."""
    for trace in counterexamples.every():
        try:
            counterexamples.replay(trace)
        except CRASHES as error:
            return f"{trace.id}: {error!r}"
    questions: list[tuple[Callable[[Task], str], Task]] = [(retold, task) for task in work(True)]
    questions += [(partial(unproved, solvers=solvers), task) for task in tasks_asked]
    for ask, task in questions:
        try:
            found = ask(task)
        except CRASHES as error:
            found = repr(error)
        if found:
            return f"{task.scheme.name} ({task.deviation or 'as written'}): {found}"
    return ""


def cells(task: Task) -> list[dict[str, Any]]:
    """Return the recorded cells of one scheme under one set of readings."""
    record = record_of(load_scheme(task.scheme.name))
    assert record is not None
    return [cell for cell in record["cells"] if cell["deviation"] == task.deviation]


def retold(task: Task) -> str:
    """Return the first recorded history that ends in another way, or ""."""
    for cell in cells(task):
        if "history" in cell and task.deviation != "product_cost=any-margin":
            *lines, ending = cell["history"]
            found = endings(task.scheme, CLAIMS[cell["claim"]], lines)
            if ending not in found:
                return f"{cell['claim']} breaks otherwise: {found}"
    return ""


def endings(scheme: Scheme, claim: Claim, lines: Sequence[str]) -> list[str]:
    """Return in which ways a recorded history breaks a claim with its last event."""
    named = [who for who in scheme.roster(MOST) if any(who in line.split() for line in lines)]
    roster, steps = scheme.roster(max(2, len(named))), []
    for rule, *words in (line.split() for line in lines):
        sorts = scheme.rules[rule].sorts
        names = sorted(sorts, key=lambda name: sorts[name] != "Member")
        given = zip([*names, "daily_rate", "tier_rate"], words, strict=False)
        steps.append((rule, {k: v if sorts.get(k) == "Member" else Fraction(v) for k, v in given}))
    states = execute(scheme, roster, steps)
    found = []
    for number in range(1, len(states[-1]) + 1):
        for who in roster if claim.per_member else (None,):
            check = broken_at(scheme, roster, claim, states, len(steps), number, who)
            if check is not None:
                left, right = check.sides()
                compared = f"not {check.relation.value} {right} {check.unit}"
                found.append(f"{check.what}: {left}, {compared}")
    return found


def unproved(task: Task, solvers: Solvers) -> str:
    """Return the first recorded cell that induction no longer agrees with, or ""."""
    recorded = {cell["claim"]: cell for cell in cells(task)}
    claims = [CLAIMS[name] for name in recorded if CLAIMS[name].kind is not Kind.EVENTUAL]
    # where a sale is observed between payment and record, the two do not agree at that moment
    noted = [NOTED] if kept_in(task.scheme) and not task.deviation else []
    induction = induct(task.scheme.opened(), [*claims, *noted], solvers)
    if not all(induction.proves(each.name) for each in noted):
        return "what members are paid is no longer what is noted"
    for claim in claims:
        cell = recorded[claim.name]
        proved = cell["status"] in ("proved", "vacuous")
        if induction.proves(claim.name) is not proved:
            return f"{claim.name} is {'no longer' if proved else 'now'} proved"
        if list(induction.invariants) != cell.get("invariants", list(induction.invariants)):
            return f"{claim.name} is proved from other invariants"
    return ""


def work(deviations: bool) -> list[Task]:
    """Return the shipped schemes as written, then, if asked for, under all other readings."""
    found = [task for name in SHIPPED for task in tasks(load_scheme(name))]
    written = [task for task in found if not task.deviation]
    return written + [task for task in found if task.deviation and deviations]


def test_rules_as_they_are(solvers: Solvers) -> None:
    """The rules as they are, built the way the mutants are, part from no record."""
    with mutated(None):
        assert "" == difference(work(deviations=False), solvers)


def test_tables_name_mutants() -> None:
    """The sample has a mutant of every recorded mechanism; every mutant that is named is one."""
    known = mutants()
    assert [] == [name for name in (*SAMPLE, *UNNOTICED) if name not in known]
    assert set(RECORDED) == {known[name].module for name in SAMPLE}


@pytest.mark.parametrize("name", ["mall", "counter", "old-members"])
def test_a_wrong_sign_of_the_fee_is_noticed_without_a_history(name: str, solvers: Solvers) -> None:
    """No replay is needed: what is noted as paid is no longer what was paid."""
    for mutant, noted in (None, True), (mutants()["cash_exit: 1 - fee → 1 + fee"], False):
        with mutated(mutant):
            induction = induct(load_scheme(name).opened(), [NOTED], solvers)
        assert induction.proves(NOTED.name) is noted


@pytest.mark.parametrize("name", SAMPLE)
def test_sample(name: str, solvers: Solvers) -> None:
    """A few mutants, at least one of each mechanism, are noticed."""
    mutant = mutants()[name]
    with mutated(mutant):
        assert difference(work(deviations=False), solvers)


@pytest.mark.slow
@pytest.mark.parametrize("name", mutants())
def test_every_mutant(name: str, solvers: Solvers) -> None:
    """Every mutant is noticed, but those that are listed with the reason why not."""
    mutant = mutants()[name]
    with mutated(mutant):
        found = difference(work(deviations=True), solvers)
    assert (name in UNNOTICED) is (not found), f"line {mutant.line} of {mutant.module}: {found}"
