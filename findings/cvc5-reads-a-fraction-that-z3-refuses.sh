#!/usr/bin/env bash
# cvc5 1.4.2 and z3-solver 5.4.0.0: `1/3` written without brackets.
#
# SMT-LIB has no such numeral. z3 refuses it; cvc5 takes it for one third, in strict parsing mode
# too. So a text that cvc5 has read is not thereby SMT-LIB, and a check of an export by cvc5 alone
# does not find the mistake. `(/ 1.0 3.0)` is read by both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip --quiet --disable-pip-version-check install \
    cvc5==1.4.2 z3-solver==5.4.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import cvc5
import z3


def script(number: str) -> str:
    return f"(declare-const share Real)(assert (= share {number}))(assert (= (* 3.0 share) 1.0))"


def ask_z3(text: str) -> str:
    solver = z3.Solver()
    try:
        solver.from_string(text)
    except z3.Z3Exception as error:
        return f"refused: {error}"
    return str(solver.check())


def ask_cvc5(text: str) -> str:
    solver = cvc5.Solver()
    solver.setOption("parsing-mode", "strict")
    solver.setLogic("QF_LRA")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "query")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        command.invoke(solver, symbols)
    return str(solver.checkSat())


for number in ("1/3", "(/ 1.0 3.0)"):
    print(f"{number}: z3 {ask_z3(script(number))}; cvc5, strict: {ask_cvc5(script(number))}")
assert ask_z3(script("1/3")).startswith("refused")
assert ask_cvc5(script("1/3")) == "sat"
assert ask_z3(script("(/ 1.0 3.0)")) == ask_cvc5(script("(/ 1.0 3.0)")) == "sat"
PYTHON
