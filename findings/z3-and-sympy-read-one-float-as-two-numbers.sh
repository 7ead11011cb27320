#!/usr/bin/env bash
# z3-solver 5.4.0.0 and sympy 1.14.0: an exact number made from the same float.
#
# z3's RealVal takes the shortest decimal that Python prints for a float: RealVal(0.1) is exactly
# 1/10, and RealVal(1/3) is 3333333333333333/10000000000000000. sympy's Rational takes the binary
# value, a fraction over a power of 2, as Fraction does. So a float that slips into both encodings of one rule
# makes two rules, which differ by less than any printed digit shows. Strings agree everywhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip --quiet --disable-pip-version-check install \
    z3-solver==5.4.0.0 sympy==1.14.0 mpmath==1.3.0
"$folder/venv/bin/python" - <<'PYTHON'
from fractions import Fraction

import sympy
import z3

for value in (0.1, 1 / 3):
    print(repr(value), "z3:", z3.RealVal(value), "sympy:", sympy.Rational(value))
assert z3.RealVal(0.1).as_fraction() == Fraction(1, 10)
assert z3.RealVal(1 / 3).as_fraction() == Fraction(3333333333333333, 10**16)
assert sympy.Rational(0.1) == Fraction(0.1) != Fraction(1, 10)
assert z3.RealVal("0.1").as_fraction() == sympy.Rational("0.1") == Fraction("0.1")
PYTHON
