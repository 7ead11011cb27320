"""The same model for minicheck, which is given tuples too: `python explicit_state.py FOLDER`."""

import sys

sys.path.insert(0, sys.argv[1])

from minicheck import Protocol, check_safety  # type: ignore[import-not-found, unused-ignore]
from model import ACTIONS, OPENING  # type: ignore[import-not-found, unused-ignore]


def following(state):  # type: ignore[no-untyped-def]
    """The events that can happen in a state, each with the state after it."""
    if state[-1]:
        return []
    found = ((name, action(state)) for name, action in ACTIONS)
    return [(name, (*after[0], after[1])) for name, after in found if after is not None]


protocol = Protocol(
    name="scheme",
    candidate=False,
    fields=(*(f"b{place}" for place in range(len(OPENING))), "broken"),
    initial=(*OPENING, False),
    transitions=following,
    invariants={"kept": lambda state: not state["broken"]},
)
told = check_safety(protocol, max_states=int(sys.argv[2]))["properties"]["kept"]
print(len(told["counterexample"]) - 1 if told.get("counterexample") else f"none: {told}")
