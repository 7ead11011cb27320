"""Write the words of all claims anew: `python -m tests.spec.words.write_claims`."""

import json
import sys
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

from neverfalls.spec.claims import CLAIMS, Claim
from neverfalls.spec.words.claims import describe_claim
from neverfalls.spec.writing import write_file


def every_claim() -> dict[str, Claim]:
    """The claims of the table, and those about any amount, which stay out of it."""
    with patch.dict(CLAIMS), patch.dict(sys.modules):
        module = import_module("neverfalls.spec.claims.any_amount")
    others = [each for each in vars(module).values() if isinstance(each, Claim)]
    return {**CLAIMS, **{each.name: each for each in others}}


def main() -> None:
    """Write the lines of each claim, in the order of the clauses."""
    told = ["# What each claim compares. Written by `python -m tests.spec.words.write_claims`."]
    for name, claim in every_claim().items():
        text = describe_claim(claim).text()
        lines = [json.dumps(each, ensure_ascii=False) for each in text.split("\n")]
        told += ["", f"{name} = [", *(f"    {each}," for each in lines), "]"]
    write_file(Path(__file__).with_name("claims.toml"), "\n".join(told) + "\n")


if __name__ == "__main__":
    main()
