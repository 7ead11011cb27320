#!/usr/bin/env bash
# python-flint 0.9.0: x = arb(1)/3 neither equals itself nor differs from itself, and x - x is not 0.
#
# A ball stands for any number that lies in it, and a comparison says True only if it holds of all of
# them. So ==, != and <= are all False for the same object, and `not x == y` does not mean x != y.
# min, max and sorted take the False of < for "not less", and give an order that nothing proves. In an
# `if` every ball counts as true, x - x and even the exact arb(0), unlike any other number of Python's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check python-flint==0.9.0
cat >"$folder/ball.py" <<'PYTHON'
import flint
from flint import arb

print("python-flint", flint.__version__)
x = arb(1) / 3
print(f"x = {x}: == {x == x}, != {x != x}, <= {x <= x}, < {x < x}; x - x = {x - x}")
assert [x == x, x != x, x <= x, x < x] == [False] * 4
assert (x - x).contains(0)
assert [bool(x - x), bool(arb(0))] == [True, True]
assert x.overlaps(x)
assert arb(1) == 1
near = arb(1) / 3 + arb(2) ** -60
assert not (x < near or near < x or x == near)
assert [max(x, near) is x, max(near, x) is near] == [True, True]
PYTHON
"$folder/venv/bin/python" "$folder/ball.py"
