"""Do our traces load in Quint's own reader? For `make itf-quint`; installs Quint with npm.

Every counterexample, and every case under the first profile of its suite, is read by Quint and
written again, also after Quint has brought it into its own order. It has to stay what it was.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neverfalls import counterexamples
from neverfalls.counterexamples.conformance import load, suites
from neverfalls.counterexamples.conformance.itf import of_profile, to_itf

QUINT = "@informalsystems/quint@0.33.1"

READ = """
const fs = require("fs");
const { ofItf, ofItfNormalized, toItf } = require("@informalsystems/quint/dist/src/itf");

// What is unordered in the format is compared in one order.
function shown(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return "[" + value.map(shown) + "]";
  if ("#map" in value) return "map" + value["#map"].map(shown).sort();
  return "{" + Object.keys(value).sort().map((key) => key + ":" + shown(value[key])) + "}";
}

let read = 0;
for (const line of fs.readFileSync("traces.jsonl", "utf8").trim().split("\\n")) {
  const trace = JSON.parse(line);
  const source = trace["#meta"].source;
  for (const state of trace.states) delete state["#meta"];
  for (const reader of [ofItf, ofItfNormalized]) {
    const again = toItf(trace.vars, reader(trace));
    if (again.isLeft()) throw new Error(`${source}: ${again.value}`);
    again.value.states.forEach((state, at) => {
      delete state["#meta"];
      if (shown(state) !== shown(trace.states[at])) {
        throw new Error(`${source}: state ${at} is another one in Quint`);
      }
    });
  }
  read += 1;
}
console.log(read);
"""


def traces() -> Iterator[dict[str, Any]]:
    """Everything that is shipped, in the Informal Trace Format."""
    for trace in counterexamples.every():
        yield to_itf(trace)
    for name in suites():
        first = next(iter(load(name).profiles))
        for case, _outcome in load(name).of(first):
            yield to_itf(of_profile(first, case))


def main() -> None:
    """Install Quint in a temporary folder, let it read all, and say how many it has read."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [json.dumps(each) for each in traces()]
        (Path(folder) / "traces.jsonl").write_text("\n".join(lines), encoding="utf-8")
        (Path(folder) / "read.js").write_text(READ, encoding="utf-8")
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(["npm", "install", *quiet, QUINT], cwd=folder, check=True, stdout=sys.stderr)
        done = subprocess.run(["node", "read.js"], cwd=folder, check=True, stdout=subprocess.PIPE)
    if int(done.stdout) != len(lines):
        raise SystemExit(f"Quint read {int(done.stdout)} of {len(lines)} traces")
    print(f"{QUINT} reads all {len(lines):,} traces, and they stay what they were")


if __name__ == "__main__":
    main()
