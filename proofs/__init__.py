"""Why does a claim hold, or break? ``neverfalls.proofs.verdicts`` says so of every claim."""

import os

# sympy counts with gmpy2 or python-flint where it finds them, and then takes the numbers of the one
# for floats that it does not count with: findings/sympy-takes-exact-numbers-for-floats….sh.
os.environ.setdefault("SYMPY_GROUND_TYPES", "python")
