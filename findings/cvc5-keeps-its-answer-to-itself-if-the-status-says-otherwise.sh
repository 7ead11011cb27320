#!/usr/bin/env bash
# cvc5 1.4.2: where a script says (set-info :status unsat) and that is wrong, check-sat prints an error
# and no answer at all; "sat" never appears. z3 5.4.0 prints "sat", and the error after it.
#
# The annotation looks like a remark for the reader. Whoever exports questions with it and looks for
# the words sat, unsat and unknown in what comes back learns nothing from cvc5 exactly where it
# matters: where the question is not what its author believed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check cvc5==1.4.2 z3-solver==5.4.0
cat >question.smt2 <<'SMT'
(set-logic QF_LRA)
(set-info :status unsat)
(declare-const x Real)
(assert (> x 0.0))
(check-sat)
SMT
cat >ask.py <<'PY'
from pathlib import Path
from subprocess import run

import cvc5

terms = cvc5.TermManager()
solver = cvc5.Solver(terms)
parser = cvc5.InputParser(solver)
parser.setStringInput(
    cvc5.InputLanguage.SMT_LIB_2_6, Path("question.smt2").read_text(), "question.smt2"
)
said = ""
while not (command := parser.nextCommand()).isNull():
    said += command.invoke(solver, parser.getSymbolManager())
print("cvc5:", said.strip())
assert said.strip() == '(error "Expected result unsat but got sat")', said
found = run(["env/bin/z3", "question.smt2"], capture_output=True, text=True).stdout
print("z3:", found.strip())
assert found.splitlines()[0] == "sat", found
assert "check annotation that says unsat" in found, found
PY
env/bin/python ask.py
