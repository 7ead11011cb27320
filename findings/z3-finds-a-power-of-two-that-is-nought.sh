#!/usr/bin/env bash
# z3 5.4.1: with a whole unknown n, 2**n == 0 has a solution, n = -1.
#
# A power of whole numbers is whole, and below 0 it is rounded down to 0, both where it is simplified
# and where a solver is asked. In Python 2**-1 is a half. One would guess that no power of two is 0, or
# that z3 calls it any number, as it does with a division by 0. With real numbers it is a half.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check z3-solver==5.4.1.0
cat >"$folder/powers.py" <<'PYTHON'
import z3

print("z3", z3.get_version_string())
n, r = z3.Int("n"), z3.Real("r")


def asked(*facts):
    solver = z3.Solver()
    solver.set("timeout", 10_000)
    solver.add(*facts)
    answer = str(solver.check())
    print(*facts, answer, sep="; ")
    return answer


assert str(z3.simplify(z3.IntVal(2) ** z3.IntVal(-1))) == "0"
assert str(z3.simplify(z3.RealVal(2) ** z3.RealVal(-1))) == "1/2"
assert asked(z3.IntVal(2) ** n == 0, n < 0) == "sat"
assert asked(z3.IntVal(2) ** n * 2 == 1, n == -1) == "unsat"
assert asked(z3.IntVal(2) ** n >= 1, n == -1) == "unsat"
assert asked(z3.RealVal(2) ** z3.ToReal(n) == z3.Q(1, 2), n == -1) == "sat"
PYTHON
"$folder/venv/bin/python" "$folder/powers.py"
