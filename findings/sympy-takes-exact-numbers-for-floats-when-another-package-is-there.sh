#!/usr/bin/env bash
# sympy 1.14.0: whether gmpy2's 1/3 stays exact depends on whether python-flint is installed too.
#
# sympy counts with gmpy2 where it finds it, and with python-flint where it finds that. It knows the
# numbers of the one that it counts with. The other's are turned into floats without a word: beside
# python-flint, sympify(mpq(1, 3)) is 0.333333333333333 and x + mpz(2) is x + 2.0, though neither
# package was imported. Only Rational(mpq(1, 3)) complains. Hand over Fraction, or set
# SYMPY_GROUND_TYPES before sympy is imported.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
install() { "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$@"; }
cat >"$folder/third.py" <<'PY'
import sys
from fractions import Fraction

import gmpy2
import sympy

x, third = sympy.Symbol("x"), gmpy2.mpq(1, 3)
seen = [str(sympy.sympify(third)), str(x + gmpy2.mpz(2)), str(sympy.sympify(Fraction(1, 3)))]
print(seen)
assert seen == sys.argv[1:], sys.argv[1:]
try:
    sympy.Rational(third)
except TypeError as error:
    print("Rational:", error)
    assert "." in seen[0]
else:
    assert "." not in seen[0]
PY
install sympy==1.14.0 gmpy2==2.3.2
"$folder/venv/bin/python" "$folder/third.py" 1/3 "x + 2" 1/3
install python-flint==0.9.0
"$folder/venv/bin/python" "$folder/third.py" 0.333333333333333 "x + 2.0" 1/3
SYMPY_GROUND_TYPES=gmpy "$folder/venv/bin/python" "$folder/third.py" 1/3 "x + 2" 1/3
