#!/usr/bin/env bash
# sympy 1.14.0: Rational(1, 3) == Fraction(1, 3) is true, both ways round, and their hashes differ.
#
# Python's numbers promise that what is equal has one hash, whatever its type: 2, 2.0, Fraction(2)
# and Decimal(2) are one key of a dictionary. A Rational is not the key that it equals, unless it is
# whole: sympy's Integer keeps the promise. So results of an algebra that are looked up among exact
# fractions are silently not found; convert with Fraction(int(n.p), int(n.q)) first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip --quiet --disable-pip-version-check install sympy==1.14.0 mpmath==1.3.0
"$folder/venv/bin/python" - <<'PYTHON'
from fractions import Fraction

import sympy

third, exact = sympy.Rational(1, 3), Fraction(1, 3)
prices = {exact: "known"}
print(sympy.__version__, "equal:", third == exact, exact == third, "found:", prices.get(third))
assert third == exact and exact == third
assert hash(third) != hash(exact)
assert prices.get(third) is None
assert {Fraction(2): "known"}.get(sympy.Integer(2)) == "known"
assert prices.get(Fraction(int(third.p), int(third.q))) == "known"
PYTHON
