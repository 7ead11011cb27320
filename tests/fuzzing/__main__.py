"""Try hostile inputs in this process and print what came of them: `python -m tests.fuzzing`.

What is wrong is printed with the seed and the number of the input, which make it come up again.
"""

import argparse
import json
import resource
import time
import traceback
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

from .targets import TARGETS, inputs

__all__ = ["main"]


def main() -> None:
    """Try as many inputs as are asked for; print figures, and what is wrong, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=500)
    asked = parser.parse_args()
    made, accepted = Counter[str](), Counter[str]()
    wrong: list[str] = []
    longest = 0.0
    warm = Random(0)
    for target in TARGETS:  # what is loaded once is nobody's hang
        target.make(warm)
    for number, (target, data, original) in enumerate(inputs(asked.seed, asked.count)):
        made[target.name] += 1
        begun = time.monotonic()
        try:
            accepted[target.name] += target.take(data, original)
        except Exception:  # noqa: BLE001  (whatever it is, it must not come up)
            place = f"--seed {asked.seed}, input {number}, {target.name}"
            wrong.append(f"{place}: {traceback.format_exc(limit=-4)}: {data[:300]!r}")
        longest = max(longest, time.monotonic() - begun)
    figures = {
        "inputs": dict(made),
        "accepted": dict(accepted),
        "longest": round(longest, 2),
        "megabytes": peak(),
        "wrong": wrong,
    }
    print(json.dumps(figures))


def peak() -> int:
    """Return the megabytes that this process held at most.

    Linux counts in a process's ``ru_maxrss`` what the process that started it held; its status
    does not.
    """
    with suppress(FileNotFoundError):  # no Linux
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)


if __name__ == "__main__":
    main()
