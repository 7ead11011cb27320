#!/usr/bin/env bash
# sympy 1.14.0: Integer(2) == 2.0 is False, though neither is more than the other, and Eq is true.
#
# Since 1.13 == compares how a number is written as well, so an exact number equals no float: 2.0 is
# not found in a list of exact numbers, and a dictionary with the key 2 has none at 2.0, though both
# hash alike. <= and >= are both True, and so is Eq, which compares values. Rational(1, 2) == 0.5 is
# False too. A test for "less, equal or more" by these three signs finds none of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check sympy==1.14.0 mpmath==1.3.0
cat >"$folder/two.py" <<'PYTHON'
import sympy
from sympy import Eq, Float, Integer, Rational

print("sympy", sympy.__version__)
for exact, written in ((Integer(2), 2.0), (Rational(1, 2), 0.5)):
    signs = {
        "==": exact == written,
        "<": bool(exact < written),
        ">": bool(exact > written),
        "<=": bool(exact <= written),
        ">=": bool(exact >= written),
        "Eq": bool(Eq(exact, written)),
    }
    print(exact, written, signs)
    assert list(signs.values()) == [False, False, False, True, True, True]
    assert Float(written) != exact
assert hash(Integer(2)) == hash(2.0)
assert 2.0 not in [Integer(2)]
assert 2.0 not in {Integer(2): "two"}
PYTHON
"$folder/venv/bin/python" "$folder/two.py"
