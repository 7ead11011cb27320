#!/usr/bin/env bash
# cvc5 1.4.2, cvc5.pythonic: with a whole unknown x, x > 0.5 and x < 1.5 have no solution.
#
# The module is written for programs that were made for z3's Python interface. There a float beside
# a whole unknown makes both sides real, and 1 solves the question. Here the float becomes a whole
# number first, without a word: what is asked is x > 0 and x < 1, and the answer is unsat. Written as
# a fraction, Q(1, 2), the same number is kept. A float beside a real unknown is kept too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check cvc5==1.4.2 z3-solver==5.4.0.0
cat >"$folder/between.py" <<'PYTHON'
from importlib.metadata import version

import z3
from cvc5 import pythonic as cvc5


def asked(solver, half, more):
    x = solver.Int("x")
    question = solver.Solver()
    question.add(x > half(solver), x < more(solver))
    return str(question), str(question.check())


print("cvc5", version("cvc5"), "z3-solver", version("z3-solver"))
floats = (lambda _solver: 0.5), (lambda _solver: 1.5)
fractions = (lambda solver: solver.Q(1, 2)), (lambda solver: solver.Q(3, 2))
found = {
    (solver.__name__, kind): asked(solver, *numbers)
    for solver in (z3, cvc5)
    for kind, numbers in (("floats", floats), ("fractions", fractions))
}
for key, told in found.items():
    print(*key, *told)
assert [told[1] for told in found.values()] == ["sat", "sat", "unsat", "sat"]
assert str(cvc5.Int("x") == 0.5) == "x == 0"
assert str(cvc5.Real("x") == 0.5) == "x == 1/2"
PYTHON
"$folder/venv/bin/python" "$folder/between.py"
