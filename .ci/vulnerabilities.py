"""Check the locked packages for known vulnerabilities: `make vulnerabilities`.

Ends with 0 if none is known, 1 if one is, and 3 if no database answers: then nothing was checked.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", ".ci/tools.lock")


def main() -> None:
    """Ask about each lock file, and say what was found."""
    worst = 0
    for lock in LOCKS:
        # without --strict a package that the database does not know would count as checked
        words = [sys.executable, "-m", "pip_audit", "--strict", "--disable-pip"]
        words += ["--require-hashes", "--format", "json", "--progress-spinner", "off"]
        done = subprocess.run(
            [*words, "--requirement", lock], cwd=ROOT, capture_output=True, text=True, check=False
        )
        try:
            packages = json.loads(done.stdout)["dependencies"]
        except ValueError:
            why = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
            print(f"{lock}: NOT CHECKED: no database of vulnerabilities answers: {why}")
            worst = worst or 3
            continue
        known = [(each["name"], v["id"]) for each in packages for v in each.get("vulns", ())]
        for name, vulnerability in known:
            print(f"{lock}: {name}: {vulnerability}")
        print(f"{lock}: {len(packages)} packages checked, {len(known)} known vulnerabilities")
        worst = 1 if known else worst
    raise SystemExit(worst)


if __name__ == "__main__":
    main()
