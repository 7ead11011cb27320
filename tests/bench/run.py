"""Measurements of one run: `make bench`. Nothing is asserted; compare the figures of one run.

Shared machines are noisy, so every figure stands beside another one of the same run.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from neverfalls import counterexamples
from neverfalls.counterexamples.replay import execute
from neverfalls.proofs.induction import REACHES, _obligations, question
from neverfalls.proofs.invariants import INVARIANTS
from neverfalls.proofs.jobs import Solvers
from neverfalls.proofs.search import Explorer
from neverfalls.proofs.smt import complete, script
from neverfalls.proofs.solver import ask_z3
from neverfalls.proofs.words import letters
from neverfalls.spec import terms
from neverfalls.spec.claim import Claim, Kind
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.loader import load_scheme
from neverfalls.spec.numbers import SymbolicNumbers
from neverfalls.spec.scheme import Scheme
from neverfalls.spec.world import View, World

COMMAND = [sys.executable, "-c", "from neverfalls.proofs.command import main; main()"]
HELD_ASIDE = {"converted_points": "held-aside"}


def timed(work: Callable[[], object], times: int) -> str:
    """Minimum, median and maximum of the seconds that some work takes."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return f"{min(seconds):8.3f} {statistics.median(seconds):8.3f} {max(seconds):8.3f}"


def whole(*words: str) -> Callable[[], object]:
    """A whole process of the command."""
    return lambda: subprocess.run([*COMMAND, *words], capture_output=True, check=False)


def starts(times: int) -> None:
    """How fast the command starts, beside an empty interpreter."""

    def empty() -> object:
        return subprocess.run([sys.executable, "-c", "pass"], check=True)

    trace = counterexamples.ids()[0]
    print(f"python -c pass                  {timed(empty, times)}")
    print(f"list claims                     {timed(whole('list', 'claims'), times)}")
    print(f"replay of one counterexample    {timed(whole('replay', trace), times)}")


def induction_steps() -> None:
    """From an obligation to the solver's answer, rule by rule."""
    for name in ("wine-shop", "mall"):
        scheme = load_scheme(name)
        claims = [c for c in CLAIMS.values() if c.applies(scheme.mechanisms)]
        known = [i for i in INVARIANTS.values() if i.applies(scheme.mechanisms)]
        price = [CLAIMS["price_never_falls"]]
        for rule, found in _obligations(scheme, known, [], price, frozenset()).items():
            own = [o for o in found if o.owner in {c.name for c in claims}]
            seconds = []
            for obligation in own:
                start = time.perf_counter()
                for reach in REACHES:
                    if ask_z3(question(obligation, reach), 500_000).status == "unsat":
                        break
                seconds.append(time.perf_counter() - start)
            if seconds:
                median = 1000 * statistics.median(seconds)
                print(f"{name:10} {rule:12} {len(own):4} questions, median {median:7.1f} ms")


def replay_speed(seconds: int) -> None:
    """Exact steps a second: rules run on fractions, and whole replays with every comparison."""
    scheme = load_scheme("wine-shop")
    steps = [
        ("purchase", {"buyer": "alice", "paid": Fraction(100)}),
        ("sell", {"seller": "alice", "points": Fraction(7)}),
        ("redeem", {"holder": "alice", "points": Fraction(7)}),
    ]
    traces = counterexamples.every()

    def count(work: Callable[[], int]) -> float:
        start, done = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            done += work()
        return done / (time.perf_counter() - start)

    print(
        f"events executed     {count(lambda: len(execute(scheme, ['alice'], steps)) - 1):10.0f} /s"
    )
    print(f"events replayed     {count(lambda: sum(_replayed(t) for t in traces)):10.0f} /s")


def _replayed(trace: counterexamples.Trace) -> int:
    counterexamples.replay(trace)
    return len(trace.steps)


def search_growth(depth: int) -> None:
    """How many words a search asks, and for how long, as it goes deeper or wider."""
    scheme = load_scheme("wine-shop")
    claim = CLAIMS["price_never_falls"]
    narrow = replace(scheme, mechanisms=("purchase", "cash-exit"))
    for steps in range(1, depth + 1):
        _search("depth", steps, narrow, claim.name, steps, 1)
    for members in range(1, 7):
        _search("members", members, narrow, claim.name, 3, members)


def _search(label: str, value: int, scheme: Scheme, claim: str, steps: int, members: int) -> None:
    with Solvers() as solvers:
        start = time.perf_counter()
        explorer = Explorer(scheme, solvers)
        found = explorer.find(CLAIMS[claim], {"purchase", "sell"}, steps, members)
        spent = time.perf_counter() - start
    print(
        f"{label} {value}: {found.excluded:6} words ruled out, {len(found.undecided):4} undecided, "
        f"{spent:7.2f} s"
    )


def engines() -> None:
    """The search beside the one-formula unrolling of the same rules, in the same run.

    A question about a word may spend 500,000 units, the one formula 20,000,000.
    """
    shop = load_scheme("wine-shop")
    aside = shop.reading(shop.readings.with_choices(HELD_ASIDE))
    for scheme, claim, depth in (
        (shop, "platform_stays_profitable", 3),
        (aside, "price_never_falls", 4),
        (shop, "price_never_falls", 3),
        (shop, "price_never_falls", 4),
    ):
        with Solvers() as solvers:
            start = time.perf_counter()
            found = Explorer(scheme, solvers).find(CLAIMS[claim], set(scheme.rules), depth, 2)
            ours = time.perf_counter() - start
        said = "sat" if found.run else f"unsat ({len(found.undecided)} undecided)"
        start = time.perf_counter()
        answer = ask_z3(one_formula(scheme, CLAIMS[claim], depth, 2), 20_000_000)
        plain = time.perf_counter() - start
        print(
            f"{claim} to depth {depth}: words {said} in {ours:.2f} s, "
            f"one formula {answer.status} in {plain:.2f} s, ratio {plain / ours:.1f}"
        )


def one_formula(scheme: Scheme, claim: Claim, depth: int, members: int) -> str:
    """A query that is satisfiable when some history of ``depth`` events breaks the claim.

    At every step an unknown picks one event; each balance is named after the step, equal to what
    the picked event makes of it.
    """
    numbers = SymbolicNumbers()
    roster = scheme.roster(members)
    state: dict[str, Any] = scheme.opening_state(roster)
    facts: list[Any] = []
    broken: list[Any] = []
    for step in range(1, depth + 1):
        pick = terms.name(f"pick {step}")
        after = {key: terms.name(f"{key} after {step}") for key in state}
        picked = []
        for number, letter in enumerate(letters(scheme, roster, members), 1):
            world = World(scheme, numbers, dict(state), roster)
            rule = scheme.rules[letter.rule]
            named = iter(letter.members)
            arguments = {
                name: next(named)
                if sort == "Member"
                else numbers.unknown(f"{step}.{number}.{name}")
                for name, sort in rule.sorts.items()
            }
            try:
                world.run(rule, arguments)
            except NotEnabled:
                continue
            effects = [terms.equal(after[key], value) for key, value in world.state.items()]
            allowed = [truth for _why, truth in world.requirements]
            picked.append(terms.all_of(terms.equal(pick, number), *allowed, *effects))
        facts.append(terms.any_of(*picked))
        before, now = (View(scheme, numbers, each, roster) for each in (state, after))
        for name in roster if claim.per_member else (None,):
            earlier = before if claim.kind is Kind.STEP else None
            checks = claim.checks(earlier, now, name)
            broken.extend(terms.negate(check.holds(now)) for check in checks)
        state = after
    return script(complete([*facts, terms.any_of(*broken)], numbers.definitions))


def sections(quick: bool) -> Iterator[tuple[str, Callable[[], None]]]:
    """The parts of the benchmark, in order."""
    times = 3 if quick else 10
    yield "start of the command, seconds (min, median, max)", lambda: starts(times)
    yield "an induction step", induction_steps
    yield "exact replay", lambda: replay_speed(2 if quick else 5)
    yield "growth of the search (purchase and sale only)", lambda: search_growth(5 if quick else 8)
    yield "the search beside one formula, which has 40 times the budget of a word", engines
    if not quick:
        yield "the whole check, seconds", lambda: print(timed(whole("check"), 3))


def main() -> None:
    """Print all measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a shorter run")
    for title, work in sections(parser.parse_args().quick):
        print(f"\n{title}", flush=True)
        work()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\npeak memory: {own:.0f} MB in this process, {child:.0f} MB in the largest other")


if __name__ == "__main__":
    main()
