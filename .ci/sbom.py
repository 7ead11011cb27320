"""Write docs/sbom.cdx.json from what cyclonedx-py says of the environment, on standard input.

Called by `make sbom`. The hashes are those that requirements.lock asks for, of every file that may
be installed; links, and pip, which every Python brings along, are left out.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([a-z0-9-]+)==\S+(?: ;.*)? \\\n((?:    --hash=.*\n)+)", re.MULTILINE)


def normal(name: str) -> str:
    """Return the one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def without_links(data: Any) -> Any:
    """Return the data without where things are to be found on the net."""
    if isinstance(data, dict):
        kept = {key: value for key, value in data.items() if key != "externalReferences"}
        return {key: without_links(value) for key, value in kept.items()}
    return [without_links(each) for each in data] if isinstance(data, list) else data


def main() -> None:
    """Write the file; stop where a package is installed that is not locked."""
    found = without_links(json.load(sys.stdin))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    hashes = {name: re.findall(r"sha256:([0-9a-f]{64})", rest) for name, rest in PIN.findall(lock)}
    found["components"] = [each for each in found["components"] if each["name"] != "pip"]
    found["dependencies"] = [e for e in found["dependencies"] if not e["ref"].startswith("pip==")]
    for each in found["components"]:
        if normal(each["name"]) not in hashes:
            raise SystemExit(f"{each['name']} is installed, and not in requirements.lock")
        of_files = sorted(hashes[normal(each["name"])])
        each["hashes"] = [{"alg": "SHA-256", "content": content} for content in of_files]
    del found["metadata"]["tools"]
    text = json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False)
    (ROOT / "docs" / "sbom.cdx.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
