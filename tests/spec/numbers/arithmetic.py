"""Printed formulas read as arithmetic: Python's own grammar, with other signs."""

import ast
import math
import operator
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from neverfalls.spec.numbers import ExactNumbers

SIGNS = {"×": "*", "÷": "/", "−": "-", "≥": ">=", "≤": "<=", " = ": " == ", "⌊": "floor(", "⌋": ")"}
OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: ExactNumbers().ratio,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
}


def value_of(text: str, values: Mapping[str, Fraction]) -> Any:
    """The exact value of a printed formula, a quotient over 0 being 0."""
    for sign, python in SIGNS.items():
        text = text.replace(sign, python)
    for known in sorted(values, key=len, reverse=True):
        text = re.sub(rf"\b{known}\b", known.replace(" ", "_"), text)
    named = {known.replace(" ", "_"): value for known, value in values.items()}
    return _value(ast.parse(text, mode="eval").body, named)


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Any:
    match node:
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.Name(id=known):
            return values[known]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return not _value(inner, values)
        case ast.BinOp(left=left, op=sign, right=right):
            return OPERATORS[type(sign)](_value(left, values), _value(right, values))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return OPERATORS[type(sign)](_value(left, values), _value(right, values))
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_value(part, values) for part in parts)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(_value(part, values) for part in parts)
        case ast.IfExp(test=test, body=yes, orelse=no):
            return _value(yes if _value(test, values) else no, values)
        case ast.Call(func=ast.Name(id="min" | "max" as which), args=parts):
            return {"min": min, "max": max}[which](_value(part, values) for part in parts)
        case ast.Call(func=ast.Name(id="floor"), args=[inner]):
            return math.floor(_value(inner, values))
    raise AssertionError(ast.dump(node))
