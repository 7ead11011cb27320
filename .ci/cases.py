"""Write all conformance cases into one archive for other languages, for `make cases`.

Nothing is compressed and no file has a date, so that the same cases are the same archive on every
machine, byte for byte.
"""

import hashlib
import json
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "counterexamples" / "conformance"
SECTIONS = ("Profiles", "In any language")
"""What docs/kit.md says that whoever reads the cases has to know."""


def main() -> None:
    """Write the archive into a folder, and print its name and digest."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    top = f"{project['name']}-cases-{project['version']}"
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    files = dict(contents())
    files["manifest.json"] = manifest(project["version"], files)
    target = folder / f"{top}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, files[name])
    print(f"{target}: sha256 {hashlib.sha256(target.read_bytes()).hexdigest()}")


def contents() -> Iterator[tuple[str, bytes]]:
    """The files of the archive but its manifest."""
    kit = (ROOT / "docs" / "kit.md").read_text(encoding="utf-8")
    sections = [
        re.search(rf"^## {name}\n.*?(?=^## |\Z)", kit, re.MULTILINE | re.DOTALL)
        for name in SECTIONS
    ]
    told = "\n".join(found.group().strip() + "\n" for found in sections if found)
    if len(sections) != len([each for each in sections if each]):
        raise SystemExit(f"docs/kit.md lacks one of the sections {', '.join(SECTIONS)}")
    # links lead to files that are not in the archive
    told = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", told)
    own = (FOLDER / "README.md").read_text(encoding="utf-8")
    yield "README.md", f"{own}\n{told}".encode()
    (example,) = re.findall(r"<!-- example.*?-->\n```json\n(.*?)```", own, re.DOTALL)
    yield "example.json", example.encode()
    yield "schema.json", (FOLDER / "schema.json").read_bytes()
    yield "CASES.md", (FOLDER / "CASES.md").read_bytes()
    yield "LICENSE", (ROOT / "LICENSE").read_bytes()
    for file in sorted((FOLDER / "data").glob("*.json")):
        yield f"data/{file.name}", file.read_bytes()


def manifest(version: str, files: dict[str, bytes]) -> bytes:
    """What is in the archive, with a digest of each file."""
    suites = {}
    for name in sorted(files):
        if name.startswith("data/"):
            suite = json.loads(files[name])
            suites[suite["id"]] = {
                "file": name,
                "cases": len(suite["cases"]),
                "profiles": list(suite["profiles"]),
            }
    data = {
        "format": "neverfalls-cases/1",
        "version": version,
        "suites": suites,
        "sha256": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    main()
