"""Mutants of the rules: one sign, comparison or direction in a mechanism's text is another."""

import ast
import copy
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, ModuleType
from typing import Any
from unittest.mock import patch

from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.questions import BY_CLAUSE, QUESTIONS, Question
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

PACKAGE = "neverfalls.spec.mechanisms"
MODEL = "neverfalls.spec.model"
TREES = {
    name.replace("-", "_"): ast.parse(
        inspect.getsource(import_module(f"{PACKAGE}.{name.replace('-', '_')}"))
    )
    for name in MECHANISMS
}
RECORDED = [
    name.replace("-", "_")
    for name in MECHANISMS
    if any(name in load_scheme(shipped).mechanisms for shipped in SHIPPED)
]
"""The modules of those mechanisms that a shipped scheme has, so that there are records of them."""
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
        elif node.func.attr == "note":
            twin.args[1] = ast.copy_location(ast.UnaryOp(ast.USub(), twin.args[1]), twin.args[1])
            yield ast.fix_missing_locations(twin)
        elif node.func.attr in TWINS:
            assert isinstance(twin.func, ast.Attribute)
            twin.func.attr = TWINS[node.func.attr]
            yield twin


def mutants() -> dict[str, Mutant]:
    """Return every mutant of every function of every mechanism that is recorded, by name."""
    found: dict[str, Mutant] = {}
    seen: Counter[str] = Counter()
    for module, tree in ((name, TREES[name]) for name in RECORDED):
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


def asked(clause: str, **_name: str) -> Callable[[type[Question]], type[Question]]:
    """Answer a declaration with what has been declared for the clause before."""
    return lambda _kind: QUESTIONS[BY_CLAUSE[clause]]


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
    with (
        patch.dict(sys.modules),
        patch(f"{MODEL}.questions.asks", asked),
        patch(f"{MODEL}.parameters.declare"),
    ):
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
