#!/usr/bin/env bash
# z3-solver 5.4.0: beside a whole unknown, a float is welcome and the same number as a fraction is
# an error; IntVal cuts a float off and refuses the fraction.
#
# Let i be Int("i"). i == 0.5 compares as real numbers, and is unsatisfiable, as it should be.
# i == Fraction(1, 2) raises, though Real unknowns take fractions. And IntVal(1.9) is 1, while
# IntVal(Fraction(19, 10)) raises. So whoever keeps to exact numbers gets an error, and a float that
# slipped in gets an answer, even a wrong one. If(c, Fraction(1, 3), x) is taken and
# If(c, 1, Fraction(1, 3)) is not. Write ToReal(i) and RealVal(...) out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check z3-solver==5.4.0.0
"$folder/venv/bin/python" - <<'PY'
from fractions import Fraction

from z3 import If, Int, IntVal, Real, Solver, ToReal, Z3Exception, unsat

whole, real, half = Int("i"), Real("x"), Fraction(1, 2)


def refused(make):
    try:
        made = make()
    except Z3Exception as error:
        print("refused:", error)
    else:
        raise SystemExit(f"taken now: {made}")


solver = Solver()
solver.add(whole == 0.5)
print(solver.assertions(), solver.check())
assert solver.check() == unsat

refused(lambda: whole == half)
refused(lambda: whole * half)
print(real == half, ToReal(whole) == half)

assert str(IntVal(1.9)) == "1", IntVal(1.9)
refused(lambda: IntVal(Fraction(19, 10)))

print(If(real > 0, half, real))
refused(lambda: If(real > 0, 1, half))
PY
