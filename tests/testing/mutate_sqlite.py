"""Mutants of the ledger on SQLite, each tried by the kit: `python -m tests.testing.mutate_sqlite`.

It shows how much of a ledger's own code the cases look at. A mutant counts as killed if one case
does not conform, if it cannot run, or if it takes too long. What planted defects say is no part
of the sound ledger, so lines that name one are left out.
"""

from __future__ import annotations

import argparse
import ast
import copy
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from neverfalls.testing import Result, run
from tests.mutation.changes import ROOT, Mutant, functions, inside, mutants

LEDGER = Path(__file__).parent / "ledgers" / "sqlite_ledger.py"

SECONDS = 20
"""How long the kit may take for one mutant; for the ledger as it is, it takes about 1."""

LEFT_OUT = ("stop", "__init__")
"""Methods that no case is about: closing the books, and naming a defect that does not exist."""

SWAPPED = {
    "pool": "treasury",
    "treasury": "pool",
    "supplier": "pool",
    "pool.yuan": "treasury.yuan",
    "treasury.yuan": "pool.yuan",
    "issuer.points": "pool.yuan",
    "platform.points": "issuer.points",
    "quoted.supply": "quoted.yuan-in-pool",
    "contributions.total": "sales.total",
    "sales.total": "contributions.total",
    "day.sales": "closed.sales",
    "closed.sales": "day.sales",
    "seller": "holder",
    "margin": "contribution",
    "reward": "contribution",
    "exit_fee": "margin",
    "daily_rate": "tier_rate",
}
"""Names that may be mistaken for one another: accounts, records and numbers of the scheme."""

DIVISIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}

EXPLAINED = {
    "what a ledger does not show is not compared": [
        "SqliteLedger.observe: 0 → 1",
    ],
    "no case has an event that its scheme does not know": [
        "SqliteLedger._carry_out: raise Refused(f'there is no event {event.name} here') → pass",
    ],
    "while points circulate, the pool of these profiles has at least the issue price for each": [
        "SqliteLedger._grant: _require(pool > 0, 'points have no price') → pass",
        "SqliteLedger._grant: pool > 0 → pool >= 0",
        "SqliteLedger._grant: 0 → 1 (2)",
        "SqliteLedger._restore: _require(pool > 0, 'points have no price') → pass",
        "SqliteLedger._restore: pool > 0 → pool >= 0",
        "SqliteLedger._restore: 0 → 1 (2)",
    ],
    "the price never falls there, so the points converted are enough to restore their value": [
        "SqliteLedger._restore: _require(points <= held, 'the platform has too few') → pass",
    ],
    "any common multiple of the numbers of members will do": [
        "SqliteLedger._tier_dividend: 1 → 2",
        "SqliteLedger._tier_dividend: 1 → 2 (2)",
    ],
}
"""Mutants that nothing can notice, by the reason why."""


class TooLong(BaseException):
    """A mutant has used up its time."""


class Killed(Exception):
    """A case does not conform."""


def own_mutants() -> Iterator[Mutant]:
    """Changes that tests/mutation does not make: products, and names of accounts and numbers."""
    module = ast.parse(LEDGER.read_text(encoding="utf-8"))
    file = LEDGER.relative_to(ROOT).as_posix()
    for place, function in functions(module):
        for node in inside(function):
            other: ast.expr
            match node:
                case ast.BinOp(left, op, right) if type(op) in DIVISIONS:
                    other = ast.BinOp(left, DIVISIONS[type(op)](), right)
                case ast.Constant(str(text)) if text in SWAPPED:
                    other = ast.Constant(SWAPPED[text])
                case ast.Call(ast.Attribute(of, "_pay" | "_move" as verb), [one, two, *rest]):
                    method = ast.Attribute(of, verb, ast.Load())
                    other = ast.Call(method, [two, one, *rest], [])
                case _:
                    continue
            after = ast.unparse(ast.fix_missing_locations(copy.deepcopy(other)))
            name = f"{file}: {place}: {ast.unparse(node)} → {after}"
            yield Mutant(name, file, node.lineno, module, node, other)


def every_mutant() -> list[Mutant]:
    """All mutants, but for those of what only a planted defect does."""
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    found = [*mutants(LEDGER), *own_mutants()]
    left = [each for each in found if each.name.split(": ")[1].split(".")[-1] not in LEFT_OUT]
    return [each for each in left if "defect" not in lines[each.line - 1]]


def cause_of_death(mutant: Mutant) -> str:
    """What notices a mutant: a case and a balance, an error, or the time; or nothing."""
    module = ModuleType("mutated_ledger")
    sys.modules[module.__name__] = module

    def watch(result: Result) -> None:
        if result.outcome.is_failure:
            raise Killed(f"{result.case} {result.field or result.why}")

    def too_late(*_: Any) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        exec(compile(mutant.tree(), str(LEDGER), "exec"), vars(module))
        run(module.SqliteLedger, watch=watch)
    except TooLong:
        return "too long"
    except Exception as error:  # noqa: BLE001  (whatever it is, it is noticed)
        return str(error) or type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


def main(words: Sequence[str] | None = None) -> None:
    """Try mutants; print the survivors and the score. Ends with 1 below 95 %."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try only each N-th mutant")
    parser.add_argument("--deaths", action="store_true", help="say what notices each")
    asked = parser.parse_args(words)
    tried = every_mutant()[:: asked.every]
    if cause_of_death(tried[0].unchanged()):
        raise SystemExit("the ledger as it is does not conform; nothing was tried")
    explained = {name for names in EXPLAINED.values() for name in names}
    done: Counter[str] = Counter()
    for mutant in tried:
        name = mutant.name.partition(": ")[2]
        noticed = cause_of_death(mutant)
        if noticed:
            done["killed"] += 1
        else:
            done["explained" if name in explained else "not explained"] += 1
        if noticed and asked.deaths:
            print(f"{noticed} <- {name}", flush=True)
        elif not noticed and name not in explained:
            print(f"survives: line {mutant.line}: {name}", flush=True)
    score = 100 * done["killed"] / len(tried)
    print(f"{done['killed']} of {len(tried)} mutants killed ({score:.1f} %): {dict(done)}")
    raise SystemExit(score < 95)


if __name__ == "__main__":
    main()
