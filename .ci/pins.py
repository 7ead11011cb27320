"""Copy the versions of requirements.lock into pyproject.toml, where uv looks for them.

Called by `make lock`. Only the two lists of pins are rewritten.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENT = re.compile(r"^(?P<name>[a-z0-9-]+)==.*?(?= \\$)", re.MULTILINE)


def written(key: str, pins: list[str]) -> str:
    """Return one TOML list of pins, a line for each."""
    return "\n".join([f"{key} = [", *(f'    "{pin}",' for pin in pins), "]\n"])


def main() -> None:
    """Rewrite the lists; stop when pyproject.toml does not hold each of them exactly once."""
    locked = list(REQUIREMENT.finditer((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    lists = {
        "constraint-dependencies": [pin.group() for pin in locked],
        "build-constraint-dependencies": [
            pin.group() for pin in locked if pin["name"] == "setuptools"
        ],
    }
    project = ROOT / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    for key, pins in lists.items():
        place = re.compile(rf"^{key} = \[\n(?: .*\n)*\]\n", re.MULTILINE)
        found = place.findall(text)
        if len(found) != 1:
            raise SystemExit(f"pyproject.toml: expected one list {key}, found {len(found)}")
        text = text.replace(found[0], written(key, pins))
    project.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
