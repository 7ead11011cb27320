"""Symbolic amounts and truths: what a rule computes with when no number is known yet.

A rule that is run on these terms writes its own formula. Solvers, the computer algebra
and the printed documentation all read that formula, so none of them restates a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .nodes import Number, Term, choose, floor, linear, multiply, name, sign
from .truths import all_of, any_of, equal, negate

__all__ = [
    "Number",
    "Term",
    "all_of",
    "any_of",
    "choose",
    "equal",
    "evaluate",
    "floor",
    "linear",
    "multiply",
    "name",
    "names_in",
    "names_of",
    "negate",
    "sign",
]


def names_in(*roots: Any) -> list[str]:
    """The unknowns that occur, each once, in a fixed order."""
    if len(roots) == 1:
        return list(names_of(roots[0]))
    found: dict[str, None] = {}
    for root in roots:
        found.update(dict.fromkeys(names_of(root)))
    return list(found)


def names_of(root: Any) -> tuple[str, ...]:
    """The unknowns of one term, remembered in the term once they have been asked for."""
    if not isinstance(root, Term):
        return ()
    if hasattr(root, "names"):
        return root.names
    pending = [root]
    while pending:
        term = pending[-1]
        if hasattr(term, "names"):
            pending.pop()
        elif term.kind == "name":
            term.names = (term.args[0],)
        else:
            missing = [part for part in term.parts if not hasattr(part, "names")]
            if missing:
                pending.extend(missing)
            else:
                term.names = tuple(dict.fromkeys(n for part in term.parts for n in part.names))
    return root.names


def evaluate(root: Any, values: Mapping[str, Any], known: dict[Term, Any] | None = None) -> Any:
    """The exact value of a term where each unknown has the given value.

    Raises:
        KeyError: an unknown has no value.
    """
    if not isinstance(root, Term):
        return root
    memo = {} if known is None else known
    if root in memo:
        return memo[root]
    kind, args = root.kind, root.args
    result: Any
    if kind == "name":
        result = values[args[0]]
    elif kind == "sum":
        result = args[0] + sum(factor * evaluate(part, values, memo) for part, factor in args[1])
    elif kind == "product":
        result = evaluate(args[0], values, memo) * evaluate(args[1], values, memo)
    elif kind == "floor":
        result = floor(evaluate(args[0], values, memo))
    elif kind == "choice":
        branch = args[1] if evaluate(args[0], values, memo) else args[2]
        result = evaluate(branch, values, memo)
    elif kind == "and":
        result = all(evaluate(part, values, memo) for part in args)
    elif kind == "or":
        result = any(evaluate(part, values, memo) for part in args)
    elif kind == "not":
        result = not evaluate(args[0], values, memo)
    else:
        result = sign(kind, evaluate(args[0], values, memo))
    memo[root] = result
    return result
