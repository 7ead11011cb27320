"""One formula for all histories of a length, asked of z3 alone.

It has no menu: the amounts are any, and so a shortest history is found. It is run as
`python -m tests.bench.peers.formula TITLE`.
"""

import sys

from neverfalls.proofs.solving.engines import ask_z3
from neverfalls.spec.claims import CLAIMS

from ..engines import unrolled
from .models import CASES, MEMBERS

EFFORT = 100_000_000


def main() -> None:
    """Print how many events the shortest history has."""
    case = next(each for each in CASES if each.title == sys.argv[1])
    scheme = case.opened()
    for length in range(1, 6):
        text = unrolled(scheme, CLAIMS[case.claim], length, MEMBERS)
        status = ask_z3(text, EFFORT).status
        if status == "sat":
            print(length)
            return
        if status == "unknown":
            print(f"none: unknown at {length} events")
            return
    print("none")


if __name__ == "__main__":
    main()
