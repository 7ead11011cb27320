"""Write the words of all claims anew: `python -m tests.spec.words.write_claims`."""

import json
from pathlib import Path

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.words.claims import describe_claim
from neverfalls.spec.writing import write_file


def main() -> None:
    """Write the lines of each claim, in the order of the clauses."""
    told = ["# What each claim compares. Written by `python -m tests.spec.words.write_claims`."]
    for name, claim in CLAIMS.items():
        text = describe_claim(claim).text()
        lines = [json.dumps(each, ensure_ascii=False) for each in text.split("\n")]
        told += ["", f"{name} = [", *(f"    {each}," for each in lines), "]"]
    write_file(Path(__file__).with_name("claims.toml"), "\n".join(told) + "\n")


if __name__ == "__main__":
    main()
