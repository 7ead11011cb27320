"""Print requirements.lock without the solvers and without pictures, for `make verify`."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOLVERS = {"cvc5", "mpmath", "sympy", "z3-solver"}
"""The extra `prove` of pyproject.toml, and what sympy needs."""

PICTURES = {
    "contourpy",
    "cycler",
    "fonttools",
    "kiwisolver",
    "matplotlib",
    "numpy",
    "pillow",
    "polib",
    "pyparsing",
    "python-dateutil",
    "tzdata",
}
"""The extra `pages`, and what matplotlib needs."""

RUNS = {"gmpy2", "pyarrow", "python-flint"}
"""The extra `run`."""

CLUSTER = {
    "click",
    "cloudpickle",
    "dask",
    "distributed",
    "fsspec",
    "importlib-metadata",
    "jinja2",
    "lazy-importer",
    "locket",
    "markupsafe",
    "msgpack",
    "partd",
    "psutil",
    "pyyaml",
    "tblib",
    "toolz",
    "tornado",
    "zict",
    "zipp",
}
"""The extra `cluster`, and what distributed needs."""

LEFT_OUT = SOLVERS | PICTURES | RUNS | CLUSTER


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
