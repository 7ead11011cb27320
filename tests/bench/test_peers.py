"""The models that other checkers are given say the same as the rules."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from neverfalls.proofs.search.concrete import broken
from neverfalls.spec.claims import CLAIMS

from .peers.models import CASES, MEMBERS, Case, Model, python_text

AT_MOST = 4000
"""States that a search goes through."""


def program(case: Case) -> dict[str, Any]:
    """The model of a case, as Python runs it."""
    names: dict[str, Any] = {}
    exec(compile(python_text(Model.of(case)), "<model>", "exec"), names)
    return names


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_a_model_breaks_where_the_rules_do(case: Case) -> None:
    """Breadth first, the model's first history has as many events as that of the rules."""
    names = program(case)
    level, seen, length = [names["OPENING"]], {names["OPENING"]}, 0
    found = False
    while not found and len(seen) < AT_MOST:
        length += 1
        ends = [end for state in level for _, act in names["ACTIONS"] if (end := act(state))]
        found = any(breaks for _, breaks in ends)
        level = [state for state in dict.fromkeys(state for state, _ in ends) if state not in seen]
        seen.update(level)
    (ours,) = broken(case.opened(), [CLAIMS[case.claim]], 5, MEMBERS)
    assert found or len(seen) >= AT_MOST
    assert len(ours.events) <= length + (not found)


def test_a_model_moves_what_the_rules_move() -> None:
    """A random history in the model leaves what the rules leave, event by event."""
    case = CASES[1]
    names, random = program(case), Random(1)
    scheme = case.opened()
    keys = [*scheme.opening_state(scheme.roster(MEMBERS))]
    from neverfalls.counterexamples.replay import happen

    state = names["OPENING"]
    for _ in range(12):
        name, action = random.choice(names["ACTIONS"])
        rule, *rest = name.split("-")
        if rule not in ("purchase", "sell") or not (end := action(state)):
            continue
        before = dict(zip(keys, state, strict=True))
        who = rest[0]
        amount = (
            {"buyer": who, "paid": scheme.parameters.order * (1, 10)[int(rest[1])]}
            if rule == "purchase"
            else {"seller": who, "points": before[f"{who}.points"] / (1, 2)[int(rest[1])]}
        )
        (*_, after) = happen(scheme, scheme.roster(MEMBERS), before, rule, amount)
        assert dict(zip(keys, end[0], strict=True)) == {k: Fraction(v) for k, v in after.items()}
        state = end[0]
    assert state != names["OPENING"]
