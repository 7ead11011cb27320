"""Print requirements.lock without the solvers, for `make verify`."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {"cvc5", "mpmath", "sympy", "z3-solver"}
"""The extra `prove` of pyproject.toml, and what sympy needs."""


def main() -> None:
    """Print the pins that are left; stop when one that is to be left out is not there."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)(==(?:.*\\\n)*.*\n)", text, re.MULTILINE)
    missing = LEFT_OUT - {name for name, _rest in pins}
    if missing:
        raise SystemExit(f"requirements.lock does not have {', '.join(sorted(missing))}")
    print("".join(name + rest for name, rest in pins if name not in LEFT_OUT), end="")


if __name__ == "__main__":
    main()
