"""The same model for minicheck, which is given tuples too: `python explicit_state.py FOLDER`.

It goes on to the last state that it may look at after it has found a history, so it is called with
few of them first.
"""

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
for most in (100, 1_000, 10_000, 100_000):
    found = check_safety(protocol, max_states=most)["properties"]["kept"].get("counterexample")
    if found:
        print(len(found) - 1)
        break
else:
    print("none")
