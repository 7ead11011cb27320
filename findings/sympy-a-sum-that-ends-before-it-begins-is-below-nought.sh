#!/usr/bin/env bash
# sympy 1.14.0: the sum of 1 for k from 1 to -3 is -3, and the product of 2 is 1/8.
#
# One would guess 0 and 1, as for any loop that is never entered, and as Python's sum and math.prod
# over an empty range say. sympy takes a sum that ends before it begins for the one between, with its
# sign turned round; only where the end is one before the beginning is it empty. So a closed form for n
# sales gives a number for -3 sales too, and it says nothing; whoever puts in a number must see that it
# is not below 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check sympy==1.14.0 mpmath==1.3.0
cat >"$folder/sums.py" <<'PYTHON'
import math

import sympy
from sympy import Product, Rational, Sum, Symbol, summation

print("sympy", sympy.__version__)
k, n = Symbol("k"), Symbol("n")
for end in (2, 0, -1, -3):
    sums = Sum(1, (k, 1, end)).doit(), Sum(k, (k, 1, end)).doit(), Product(2, (k, 1, end)).doit()
    loop = range(1, end + 1)
    print(f"1 to {end}:", *sums, "Python:", len(loop), sum(loop), math.prod(2 for _ in loop))
    assert sums == (end, end * (end + 1) // 2, Rational(2) ** end)
assert sum(range(1, -2)) == 0
assert summation(1, (k, 1, n)).subs(n, -3) == -3
PYTHON
"$folder/venv/bin/python" "$folder/sums.py"
