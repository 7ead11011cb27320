#!/usr/bin/env bash
# minicheck 0.4.0: check_safety goes on to its last state after it has the shortest counterexample.
#
# It searches breadth first, so the first state that breaks an invariant ends a shortest history,
# and one would expect it to stop there where no invariant is left. It visits max_states states all
# the same: where states never end, the time to a counterexample of two steps is set by max_states
# (200,000 if nothing is said), and has nothing to do with the counterexample. Whoever looks for a
# first counterexample calls it with 100 states, then 1,000, then 10,000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check minicheck==0.4.0
cat >"$folder/walk.py" <<'PYTHON'
from importlib.metadata import version

from minicheck import Protocol, check_safety

visited = []


def following(state):
    visited.append(state)
    return [("up", (state[0] + 1,)), ("down", (state[0] - 1,))]


walk = Protocol(
    name="walk",
    candidate=False,
    fields=("place",),
    initial=(0,),
    transitions=following,
    invariants={"near": lambda state: abs(state["place"]) < 2},
)
print("minicheck", version("minicheck"))
for most in (100, 10_000):
    visited.clear()
    told = check_safety(walk, max_states=most)["properties"]["near"]
    history = [step["state"]["place"] for step in told["counterexample"]]
    print(f"max_states={most}: {history} after {len(visited)} states were gone on from")
    assert history == [0, 1, 2]
    assert len(visited) == most - 1
PYTHON
"$folder/venv/bin/python" "$folder/walk.py"
