"""Mutants: a module in which one place of one function says something else."""

from __future__ import annotations

import ast
import copy
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

COVERED = (
    "spec/mechanisms",
    "spec/claims",
    "proofs/induction",
    "proofs/search",
    "proofs/certificates/checker.py",
    "proofs/certificates/statement.py",
    "proofs/verdicts/verifying.py",
    "counterexamples/replay.py",
)
"""What decides a verdict: the rules, the promises, the prover, the replay and the checker."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
PAIRS = [("any", "all"), ("min", "max"), ("mint", "burn"), ("minimum", "maximum")]
TWINS = {one: other for pair in [*PAIRS, ("both", "either")] for one, other in (pair, pair[::-1])}
"""Names that take the same arguments and mean the opposite."""


@dataclass(frozen=True)
class Mutant:
    """A changed place: its file, where it is, and what stands there instead."""

    name: str
    file: str
    line: int
    module: ast.Module = field(repr=False)
    node: ast.AST = field(repr=False)
    other: ast.AST = field(repr=False)

    @property
    def place(self) -> str:
        """The function that is changed."""
        return self.name.split(": ", 2)[1]

    @property
    def change(self) -> str:
        """What stands there, and what instead."""
        return self.name.split(": ", 2)[2]

    def tree(self) -> ast.Module:
        """Return the whole module as it would be."""
        memo = {id(self.node): ast.copy_location(copy.deepcopy(self.other), self.node)}
        return ast.fix_missing_locations(copy.deepcopy(self.module, memo))

    def unchanged(self) -> Mutant:
        """Return the same place as it is: what fails on it would fail on anything."""
        return replace(self, other=self.node)


def files() -> list[Path]:
    """Return the files whose functions are changed."""
    found = []
    for each in COVERED:
        path = ROOT / each
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


def texts(module: ast.Module) -> dict[str, str]:
    """Return for each function of a module a short word that its text alone decides."""
    found: dict[str, str] = {}
    for place, function in functions(module):
        said = found.get(place, "") + "\n".join(map(ast.unparse, _said(function)))
        found[place] = hashlib.sha256(said.encode()).hexdigest()[:12]
    return found


def _said(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the parts of a function that run, without its documentation."""
    yield function.args
    yield from function.decorator_list
    yield from function.body[ast.get_docstring(function) is not None :]


def mutants(path: Path) -> list[Mutant]:
    """Return every mutant of every function in a file, in their order."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    file = path.relative_to(ROOT).as_posix()
    seen: Counter[str] = Counter()
    found = []
    for place, function in functions(module):
        for node in inside(function):
            for before, after, other in variants(node):
                name = f"{file}: {place}: {before} → {after}"
                seen[name] += 1
                if seen[name] > 1:
                    name += f" ({seen[name]})"
                found.append(Mutant(name, file, node.lineno, module, node, other))
    return found


def functions(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions and methods of a module, not those inside others."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    yield f"{node.name}.{each.name}", each


def inside(function: ast.FunctionDef) -> Iterator[ast.expr | ast.stmt]:
    """Yield what a function says, but for its decorators, annotations and documentation.

    That a `zip` is strict is left out too: it is a check that never fails where nothing is wrong.
    """
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.expr, ast.stmt)):
            yield node
        children = [
            child
            for name, child in ast.iter_fields(node)
            if name not in ("annotation", "returns", "decorator_list")
        ]
        flat = [
            each for child in children for each in (child if isinstance(child, list) else [child])
        ]
        waiting += reversed(
            [
                each
                for each in flat
                if isinstance(each, ast.AST)
                and not (isinstance(each, ast.keyword) and each.arg == "strict")
            ]
        )


def variants(node: ast.expr | ast.stmt) -> Iterator[tuple[str, str, ast.AST]]:
    """Yield what may stand in the place of an expression or a statement, with both in words."""
    before = ast.unparse(node).partition("\n")[0][:100]
    for other in others(node):
        after = ast.unparse(ast.fix_missing_locations(copy.deepcopy(other)))
        yield before, after.partition("\n")[0][:100], other


def others(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """Yield what may stand in the place of an expression or a statement."""
    match node:
        case ast.Compare(left, ops, comparators):
            for place, sign in enumerate(ops):
                if type(sign) in COMPARISONS:
                    signs = [*ops[:place], COMPARISONS[type(sign)](), *ops[place + 1 :]]
                    yield ast.Compare(left, signs, comparators)
            match ops, comparators:  # what is not known is neither
                case [ast.NotEq()], [ast.Name("UNSAT")]:
                    yield ast.Compare(left, [ast.Eq()], [ast.Name("SAT", ast.Load())])
                case [ast.Eq()], [ast.Name("UNSAT")]:
                    yield ast.Compare(left, [ast.NotEq()], [ast.Name("SAT", ast.Load())])
        case ast.BoolOp(op, values):
            for place in range(len(values)):
                rest = values[:place] + values[place + 1 :]
                yield ast.BoolOp(op, rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, op, right) if type(op) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(op)](), right)
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield ast.Constant(value + 1)
        case ast.Call(ast.Name(name), args, keywords) if name in TWINS:
            yield ast.Call(ast.Name(TWINS[name], ast.Load()), args, keywords)
        case ast.Call(ast.Attribute(value, name), args, keywords) if name in TWINS:
            yield ast.Call(ast.Attribute(value, TWINS[name], ast.Load()), args, keywords)
        case ast.Call(ast.Attribute(value, ("pay" | "move") as name), [one, two, *rest], keywords):
            yield ast.Call(ast.Attribute(value, name, ast.Load()), [two, one, *rest], keywords)
        case ast.If(test, body, orelse) if not isinstance(test, (ast.Compare, ast.BoolOp)):
            if not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
                yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Expr(ast.Call()) | ast.Raise() | ast.AugAssign() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Expr(ast.Yield() | ast.YieldFrom()):
            yield ast.Pass()
