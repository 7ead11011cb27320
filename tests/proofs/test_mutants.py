"""Mutated rules: with one sign, comparison or direction changed, some verdict is another one.

A mutant is noticed when a shipped counterexample no longer replays, or else when induction
proves other claims, or rests on other invariants, than the records say.
"""

import ast
import copy
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from importlib import import_module
from types import CodeType, ModuleType
from typing import Any
from unittest.mock import patch

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples.replay import broken_at, execute
from neverfalls.proofs.induction import induct
from neverfalls.proofs.jobs import Solvers
from neverfalls.proofs.recorded import record_of
from neverfalls.proofs.survey import Task, tasks
from neverfalls.spec.claim import CLAIMS, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.loader import SHIPPED, load_scheme
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.readings import BY_CLAUSE, KINDS, Reading
from neverfalls.spec.scheme import Scheme

PACKAGE = "neverfalls.spec.mechanisms"
READINGS, PARAMETERS = "neverfalls.spec.readings", "neverfalls.spec.parameters"
TREES = {
    name.replace("-", "_"): ast.parse(
        inspect.getsource(import_module(f"{PACKAGE}.{name.replace('-', '_')}"))
    )
    for name in MECHANISMS
}
OPERATORS: dict[type[ast.AST], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
}
COMPARISONS: dict[type[ast.AST], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
TWINS = {"mint": "burn", "burn": "mint", "minimum": "maximum", "maximum": "minimum"}
TWINS |= {"both": "either", "either": "both"}
CRASHES = (NeverfallsError, ArithmeticError, LookupError, TypeError, ValueError)

SAMPLE = (
    "purchase: w.pay(TREASURY, POOL, deposit) → w.pay(POOL, TREASURY, deposit)",
    "cash_exit: w.pay(seller, POOL, fee * gross) → w.pay(POOL, seller, fee * gross)",
    "cash_exit: points <= seller.points → points < seller.points",
    "goods: w.pay(POOL, TREASURY, value) → w.pay(TREASURY, POOL, value)",
    "goods: 1 - w.parameters.margin → 1 + w.parameters.margin",
    "constants: constants <= buyer.constants → constants >= buyer.constants",
    (
        "constants: w.readings.converted_points is ConvertedPoints.HELD_ASIDE"
        " → w.readings.converted_points is not ConvertedPoints.HELD_ASIDE"
    ),
    "quota: w.numbers.minimum(share, member.quota) → w.numbers.maximum(share, member.quota)",
    "days: before - w.treasury → before + w.treasury",
    "daily_dividend: fund - rest → fund + rest",
    (
        "tier_dividend: w.numbers.maximum(member.peak, member.points)"
        " → w.numbers.minimum(member.peak, member.points)"
    ),
    (
        "forced_exit: member.points * price.yuan >= quota_to_reach(w, member) * price.points"
        " → member.points * price.yuan <= quota_to_reach(w, member) * price.points"
    ),
    (
        "exchange: w.pay(seller, taker, w.parameters.trade_fee * paid)"
        " → w.pay(taker, seller, w.parameters.trade_fee * paid)"
    ),
    "listing: w.burn(holder, points) → w.mint(holder, points)",
    "collectibles: seller.items >= 1 → seller.items <= 1",
    "rounding: 2 * steps + 1 → 2 * steps - 1",
    (
        "share_grant: w.readings.share_steps is ShareSteps.PER_FULL_STEP"
        " → w.readings.share_steps is not ShareSteps.PER_FULL_STEP"
    ),
    "referral: w.mint(referrer, earned) → w.burn(referrer, earned)",
    (
        "issue_cap: w.numbers.maximum(counted - w.parameters.cap, 0)"
        " → w.numbers.minimum(counted - w.parameters.cap, 0)"
    ),
    "migration: w.pay(TREASURY, POOL, amount) → w.pay(POOL, TREASURY, amount)",
    "ranks: ahead < w.parameters.prize_places → ahead > w.parameters.prize_places",
    "membership: fund - rest → fund + rest",
    "circle: w.state['circle.token'] + token >= 0 → w.state['circle.token'] + token <= 0",
    (
        "linkage: w.numbers.maximum(t.margin - t.contribution, 0)"
        " → w.numbers.minimum(t.margin - t.contribution, 0)"
    ),
)
EQUIVALENT = {
    "an event of amount 0 changes no balance": (
        "purchase: paid > 0 → paid >= 0",
        "cash_exit: points > 0 → points >= 0",
        "goods: points > 0 → points >= 0",
        "listing: value > 0 → value >= 0",
        "listing: points > 0 → points >= 0",
        "constants: points > 0 → points >= 0",
        "constants: constants > 0 → constants >= 0",
        "constants: constants > 0 → constants >= 0 (2)",
        "forced_exit: member.points > 0 → member.points >= 0",
        "migration: amount > 0 → amount >= 0",
        "circle: amount > 0 → amount >= 0",
        "circle: amount > 0 → amount >= 0 (2)",
        "linkage: paid > 0 → paid >= 0",
        "linkage: tokens > 0 → tokens >= 0",
    ),
    "where a price is needed it is above 0, in every shipped reading": (
        "purchase: price.yuan > 0 → price.yuan >= 0",
        "constants: price.yuan > 0 → price.yuan >= 0",
        "migration: w.pool > 0 → w.pool >= 0",
    ),
}
"""Mutants that change nothing that can happen, by the reason why."""

UNCLAIMED = {
    "no claim says that the last of the points held aside can be granted": (
        "constants: points <= w.state['aside.points'] → points < w.state['aside.points']",
    ),
    "no claim says that the last of the points under a cap can be granted": (
        "issue_cap: counted <= w.parameters.cap → counted < w.parameters.cap",
    ),
    "no claim says that the treasury pays no more than the points of a referrer are worth": (
        "referral: referrer.points - before → referrer.points + before",
    ),
    "no verdict depends on which members share a daily fund": (
        "daily_dividend: member.quota > 0 → member.quota >= 0",
    ),
    "no verdict depends on points that are worth exactly the quota": (
        (
            "forced_exit: member.points * price.yuan >= quota_to_reach(w, member) * price.points"
            " → member.points * price.yuan > quota_to_reach(w, member) * price.points"
        ),
    ),
    "no claim forbids a gift, of money or of what is traded": (
        "exchange: points > 0 → points >= 0",
        "exchange: paid > 0 → paid >= 0",
        "collectibles: paid > 0 → paid >= 0",
    ),
    "no claim says that amounts between two steps are refused": (
        "rounding: w.numbers.floor(steps) >= steps → w.numbers.floor(steps) <= steps",
    ),
    "no claim says that a company is listed only once": (
        "listing: w.state['listing.value'] <= 0 → w.state['listing.value'] >= 0",
    ),
    "no claim says that the last new dealer can be paid for": (
        ("membership: friends <= w.state['friends.unpaid'] → friends < w.state['friends.unpaid']"),
    ),
    "no claim speaks of prices of exactly nothing": (
        "circle: amount <= w.state['circle.token'] → amount < w.state['circle.token']",
        "circle: w.state['circle.token'] + token >= 0 → w.state['circle.token'] + token > 0",
        "circle: w.state['circle.share'] + share >= 0 → w.state['circle.share'] + share > 0",
        "linkage: w.state['circle.token'] > 0 → w.state['circle.token'] >= 0",
    ),
    "no claim says that the last of the money set aside buys tokens back": (
        "linkage: value <= w.balance(BUYBACKS) → value < w.balance(BUYBACKS)",
    ),
}
"""Mutants that change what no claim speaks of: the tests of the rules have to notice them."""

UNNOTICED = {
    name for table in (EQUIVALENT, UNCLAIMED) for group in table.values() for name in group
}


@dataclass(frozen=True)
class Mutant:
    """One changed place in one mechanism's text."""

    name: str
    module: str
    line: int
    code: CodeType


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what an expression may be changed into."""
    if isinstance(node, ast.BinOp):
        for operator in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
    elif isinstance(node, ast.Compare):
        for comparison in COMPARISONS.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [comparison()], node.comparators)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        twin = copy.deepcopy(node)
        if node.func.attr in ("pay", "move"):
            twin.args[:2] = reversed(twin.args[:2])
            yield twin
        elif node.func.attr in TWINS:
            assert isinstance(twin.func, ast.Attribute)
            twin.func.attr = TWINS[node.func.attr]
            yield twin


def mutants() -> dict[str, Mutant]:
    """Return every mutant of every function of every mechanism, by name."""
    found: dict[str, Mutant] = {}
    seen: Counter[str] = Counter()
    for module, tree in TREES.items():
        functions = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
        for node in [node for function in functions for node in ast.walk(function)]:
            for other in variants(node):
                assert isinstance(node, ast.expr)
                name = f"{module}: {ast.unparse(node)} → {ast.unparse(other)}"
                seen[name] += 1
                if seen[name] > 1:
                    name += f" ({seen[name]})"
                found[name] = Mutant(name, module, node.lineno, changed(tree, node, other))
    return found


def asked(clause: str) -> Callable[[type[Reading]], type[Reading]]:
    """Answer a declaration with what has been declared for the clause before."""
    return lambda _kind: KINDS[BY_CLAUSE[clause]]


def changed(tree: ast.Module, node: ast.AST, other: ast.AST) -> CodeType:
    """Compile a module in which one expression is another one of its kind."""
    kept = {field: getattr(node, field) for field in node._fields}
    vars(node).update({field: getattr(other, field) for field in node._fields})
    code = compile(tree, "mutant.py", "exec")
    vars(node).update(kept)
    return code


@contextmanager
def mutated(mutant: Mutant | None) -> Iterator[None]:
    """Let all mechanisms be built anew, one of them from a mutant."""
    rooms: dict[str, Any] = {}
    with patch.dict(sys.modules), patch(f"{READINGS}.asks", asked), patch(f"{PARAMETERS}.declare"):
        for name, tree in TREES.items():
            made = ModuleType(f"{PACKAGE}.{name}")
            made.__package__ = PACKAGE
            sys.modules[made.__name__] = made
            own = mutant is not None and mutant.module == name
            code = mutant.code if mutant is not None and own else compile(tree, name, "exec")
            exec(code, made.__dict__)
            rooms[made.__dict__["MECHANISM"].name] = made.__dict__["MECHANISM"]
    with patch.dict(MECHANISMS, rooms):
        yield


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
    roster, steps = scheme.roster(2), []
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
    induction = induct(task.scheme.opened(), claims, solvers)
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
    """The sample has a mutant of every mechanism, and every mutant that is named exists."""
    known = mutants()
    assert [] == [name for name in (*SAMPLE, *UNNOTICED) if name not in known]
    assert set(TREES) == {known[name].module for name in SAMPLE}


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
