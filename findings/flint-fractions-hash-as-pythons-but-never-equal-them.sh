#!/usr/bin/env bash
# python-flint 0.9.0: fmpq(1, 2) == Fraction(1, 2) is False, with the same hash and no complaint.
#
# Adding the two, or asking which is less, raises a TypeError, so one would expect the same of ==, or
# the right answer. It is False, in both orders, and != is True; a set holds both, and a table of results
# keyed by one kind has no entry for the other. With whole numbers Python's int is understood: fmpz(5)
# == 5, and fmpq(4, 2) == 2. Take numbers over with Fraction(int(q.p), int(q.q)).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check python-flint==0.9.0
cat >"$folder/halves.py" <<'PYTHON'
from fractions import Fraction

import flint
from flint import fmpq, fmpz

print("python-flint", flint.__version__)
ours, theirs = Fraction(1, 2), fmpq(1, 2)
print("==", theirs == ours, "!=", theirs != ours, "same hash", hash(theirs) == hash(ours))
assert [theirs == ours, ours == theirs, theirs != ours] == [False, False, True]
assert hash(theirs) == hash(ours)
assert len({ours, theirs}) == 2
for compare in (lambda: theirs < ours, lambda: theirs + ours, lambda: fmpq(ours)):
    try:
        compare()
    except TypeError as error:
        print("TypeError:", error)
    else:
        raise AssertionError("it was understood")
assert fmpz(5) == 5
assert fmpq(4, 2) == 2
assert Fraction(int(theirs.p), int(theirs.q)) == ours
PYTHON
"$folder/venv/bin/python" "$folder/halves.py"
