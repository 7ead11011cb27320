"""The language of the statements, and its two independent meanings.

A formula is Python's own expression syntax over names and whole numbers: + - * and / by a number,
comparisons, ``and``, ``or``, ``not``. A name is an amount, or a truth that is 1 or 0. ``term``
turns a formula into the specification's terms, which become the text that solvers read;
``holds`` evaluates it on fractions and shares no code with that, nor with any solver.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from neverfalls.spec.numbers import terms


class BadFormula(ValueError):
    """A formula outside the language: the formula and the part that does not belong."""

    def __init__(self, formula: str, found: str) -> None:
        super().__init__(f"{formula}: {found} is not part of the language of statements")
        self.formula = formula
        self.found = found


def names(formula: str) -> tuple[str, ...]:
    """The unknowns of a formula, each once, in the order of their appearance.

    Raises:
        BadFormula: it does not parse.
    """
    found = [each for each in ast.walk(_parse(formula)) if isinstance(each, ast.Name)]
    found.sort(key=lambda each: (each.lineno, each.col_offset))
    return tuple(dict.fromkeys(each.id for each in found))


def holds(formula: str, values: Mapping[str, Fraction]) -> bool:
    """Whether a formula is true where each unknown has its exact value.

    Raises:
        BadFormula: it is outside the language.
        KeyError: an unknown has no value.
    """
    return _true(formula, _parse(formula), values)


def term(formula: str) -> Any:
    """The formula as a truth of the specification's terms, which become a solver's text.

    Raises:
        BadFormula: it is outside the language.
    """
    return _truth(formula, _parse(formula))


def _parse(formula: str) -> ast.expr:
    try:
        return ast.parse(formula.replace("\n", " ").strip(), mode="eval").body
    except SyntaxError as error:
        raise BadFormula(formula, str(error)) from None


# --- evaluated on fractions ----------------------------------------------------------------------


def _true(formula: str, node: ast.expr, values: Mapping[str, Fraction]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And()):
            return all(_true(formula, part, values) for part in node.values)
        case ast.BoolOp(op=ast.Or()):
            return any(_true(formula, part, values) for part in node.values)
        case ast.UnaryOp(op=ast.Not()):
            return not _true(formula, node.operand, values)
        case ast.Name():
            return values[node.id] == 1
        case ast.Compare():
            sides = [_value(formula, side, values) for side in (node.left, *node.comparators)]
            pairs = zip(node.ops, sides, sides[1:], strict=False)
            return all(_compared(formula, op, left, right) for op, left, right in pairs)
    raise BadFormula(formula, ast.unparse(node))


def _compared(formula: str, op: ast.cmpop, left: Fraction, right: Fraction) -> bool:
    match op:
        case ast.Eq():
            return left == right
        case ast.NotEq():
            return left != right
        case ast.Lt():
            return left < right
        case ast.LtE():
            return left <= right
        case ast.Gt():
            return left > right
        case ast.GtE():
            return left >= right
    raise BadFormula(formula, type(op).__name__)


def _value(formula: str, node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            return Fraction(number)
        case ast.Name():
            return values[node.id]
        case ast.UnaryOp(op=ast.USub()):
            return -_value(formula, node.operand, values)
        case ast.BinOp():
            left = _value(formula, node.left, values)
            right = _value(formula, node.right, values)
            match node.op:
                case ast.Add():
                    return left + right
                case ast.Sub():
                    return left - right
                case ast.Mult():
                    return left * right
                case ast.Div() if isinstance(node.right, ast.Constant) and node.right.value:
                    return left / right
    raise BadFormula(formula, ast.unparse(node))


# --- turned into terms ---------------------------------------------------------------------------


def _truth(formula: str, node: ast.expr) -> Any:
    match node:
        case ast.BoolOp(op=ast.And()):
            return terms.all_of(*(_truth(formula, part) for part in node.values))
        case ast.BoolOp(op=ast.Or()):
            return terms.any_of(*(_truth(formula, part) for part in node.values))
        case ast.UnaryOp(op=ast.Not()):
            return terms.negate(_truth(formula, node.operand))
        case ast.Name():
            return terms.equal(terms.name(node.id), 1)
        case ast.Compare():
            sides = [_amount(formula, side) for side in (node.left, *node.comparators)]
            pairs = zip(node.ops, sides, sides[1:], strict=False)
            return terms.all_of(*(_relation(formula, op, left, right) for op, left, right in pairs))
    raise BadFormula(formula, ast.unparse(node))


_DIFFERENCES: dict[type[ast.cmpop], tuple[str, int]] = {
    ast.Eq: ("zero", 1),
    ast.NotEq: ("zero", 1),
    ast.Lt: ("positive", -1),
    ast.LtE: ("nonnegative", -1),
    ast.Gt: ("positive", 1),
    ast.GtE: ("nonnegative", 1),
}
"""The sign that the difference of the two sides has; -1 where right minus left is taken."""


def _relation(formula: str, op: ast.cmpop, left: Any, right: Any) -> Any:
    if type(op) not in _DIFFERENCES:
        raise BadFormula(formula, type(op).__name__)
    kind, direction = _DIFFERENCES[type(op)]
    truth = terms.sign(kind, (left - right) * direction)
    return terms.negate(truth) if isinstance(op, ast.NotEq) else truth


def _amount(formula: str, node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            return Fraction(number)
        case ast.Name():
            return terms.name(node.id)
        case ast.UnaryOp(op=ast.USub()):
            return -_amount(formula, node.operand)
        case ast.BinOp():
            left, right = _amount(formula, node.left), _amount(formula, node.right)
            match node.op:
                case ast.Add():
                    return left + right
                case ast.Sub():
                    return left - right
                case ast.Mult():
                    return left * right
                case ast.Div() if isinstance(node.right, ast.Constant) and node.right.value:
                    return left * (1 / right)
    raise BadFormula(formula, ast.unparse(node))
