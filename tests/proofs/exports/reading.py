"""What z3 and cvc5 say of the text of a file, commands and all."""

import cvc5
import z3


def z3_says(text: str) -> str:
    """Return z3's answer to a file."""
    solver = z3.Solver()
    solver.from_string(text)
    return str(solver.check())


def cvc5_says(text: str) -> str:
    """Return what cvc5 prints when it runs a file, as a strict reader of the standard."""
    solver = cvc5.Solver()
    solver.setOption("strict-parsing", "true")
    solver.setOption("rlimit", "1000000")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "file")
    symbols = parser.getSymbolManager()
    said = []
    while not (command := parser.nextCommand()).isNull():
        said.append(str(command.invoke(solver, symbols)).strip())
    return " ".join(filter(None, said))
