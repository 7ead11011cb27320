#!/usr/bin/env bash
# z3-solver 5.4.0.0: a solver whose assertions are tracked says unsat; the text that its own
# `to_smt2` writes for it says sat.
#
# A good engineer expects an export to keep the answer. Each tracked assertion A with the name p is
# written as (=> p A), and nothing says that p is true. In the solver the names are assumed when it
# is asked; the text has lost that. So an unsat core, or a proof, must not be re-checked on such a
# text: assert the formulas untracked, or add the names as assertions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip --quiet --disable-pip-version-check install z3-solver==5.4.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import z3

price = z3.Real("price")
tracked = z3.Solver()
tracked.assert_and_track(price > 1, "rises")
tracked.assert_and_track(price < 0, "falls")
text = tracked.to_smt2()
again, repaired = z3.Solver(), z3.Solver()
again.from_string(text)
repaired.from_string(text.replace("(check-sat)", "(assert rises)(assert falls)"))
found = [str(solver.check()) for solver in (tracked, again, repaired)]
print(z3.get_full_version(), "as asserted, as exported, with the names asserted:", found)
assert found == ["unsat", "sat", "unsat"], found
PYTHON
