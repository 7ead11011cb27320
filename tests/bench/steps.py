"""Induction steps, asked as the project's own induction asks them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any, NamedTuple
from unittest.mock import patch

from neverfalls.proofs import induction
from neverfalls.proofs.arbitrary import ArbitraryWorld, at_turns
from neverfalls.proofs.cohort import PREMISES, Obligation
from neverfalls.proofs.obligations import UNSAT, outcomes_of, question
from neverfalls.spec.claim import Claim
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.loader import load_scheme
from neverfalls.spec.mechanism import Rule
from neverfalls.spec.scheme import Scheme

from .limits import Here, limited, progress, warm_up

REPEATS = 3
LOOPS = "its loops"
UNITS = 10**9
"""Effort that one step may take: more than any does."""
TARGET = 50
SECONDS = 120
"""Most that all steps of one scheme may take."""


class Step(NamedTuple):
    """One claim carried over one rule; milliseconds."""

    rule: str
    claim: str
    build: float
    whole: float
    queries: int
    proved: bool


class Known(NamedTuple):
    """What the induction has found out by its last round, and the queries it has asked."""

    invariants: Sequence[Claim]
    lasting: Sequence[Claim]
    claims: Sequence[Claim]
    dropped: frozenset[str]
    texts: frozenset[str]


def whole_induction(scheme: Scheme) -> Known:
    """Run the induction for all claims and keep what it built its last obligations from."""
    claims = [each for each in CLAIMS.values() if each.applies(scheme.mechanisms)]
    here = Here(10**12)
    build = induction._obligations
    with patch.object(induction, "_obligations", wraps=build) as built:
        induction.induct(scheme, claims, here)
    _scheme, invariants, lasting, usable, dropped, *_rest = built.call_args.args
    asked = frozenset(each.text for each in here.seen)
    return Known(invariants, lasting, usable, dropped, asked)


def obligations(scheme: Scheme, rule: Rule, known: Known, claims: Sequence[Claim]) -> Any:
    """What is to be proved of one rule."""
    world = ArbitraryWorld(scheme, rule, known.invariants, known.lasting, claims, known.dropped)
    arguments: dict[str, Any] = {
        name: f"the_{name}" if sort == "Member" else world.ledger.fresh(name)
        for name, sort in rule.sorts.items()
    }
    world.run(rule, arguments)
    return list(dict.fromkeys(world.ledger.obligations))


def step(scheme: Scheme, rule: Rule, known: Known, claim: Claim | None) -> tuple[Step, list[str]]:
    """Build one step and ask it: a claim's, or (None) that of the rule's own loops.

    The latter is asked once for all claims.
    """
    question.cache_clear()
    start = time.perf_counter()
    shared = {each.name for each in known.invariants} | {at_turns(each) for each in known.lasting}
    told: list[Obligation] = obligations(scheme, rule, known, [claim] if claim else [])
    if claim is None:
        left = [each for each in told if each.owner not in {*shared, *PREMISES}]
    else:
        left = [each for each in told if each.owner == claim.name]
    built = time.perf_counter()
    here = Here(UNITS)
    proved = all(each.status == UNSAT for each in outcomes_of(left, here))
    end = time.perf_counter()
    made = 1000 * (built - start), 1000 * (end - start)
    texts = [asked.text for asked in here.seen]
    name = LOOPS if claim is None else claim.name
    return Step(rule.name, name, *made, len(texts), proved), texts


def measure(name: str) -> list[Step]:
    """Every claim over every rule of a scheme: of some repetitions the one in the middle.

    Raises:
        RuntimeError: a query was asked that the induction itself does not ask.
    """
    warm_up()
    scheme = load_scheme(name)
    known = whole_induction(scheme)
    found = []
    for rule in scheme.rules.values():
        for claim in (*known.claims, None):
            tries = [step(scheme, rule, known, claim) for _ in range(REPEATS)]
            if not known.texts.issuperset(tries[0][1]):
                raise RuntimeError(f"{tries[0][0]}: not what the induction asks")
            found.append(sorted((each for each, _texts in tries), key=lambda s: s.whole)[1])
    return found


def induction_steps() -> None:
    """Rule by rule, then both schemes together."""
    every: list[Step] = []
    for name in ("wine-shop", "mall"):
        progress(f"induction steps of {name}")
        found = limited(measure, name, seconds=SECONDS)
        if isinstance(found, str):
            print(f"{name}: {found}")
            continue
        every += found
        for rule in dict.fromkeys(each.rule for each in found):
            print(f"{name:10} {_told([each for each in found if each.rule == rule], rule)}")
    for proved in (True, False):
        chosen = [each for each in every if each.proved is proved]
        if chosen:
            print(f"{'both':10} {_told(chosen, 'proved' if proved else 'not proved')}")


def _told(steps: Sequence[Step], label: str) -> str:
    worst = max(steps, key=lambda each: each.whole)
    return (
        f"{label:10} {len(steps):3} steps, build {statistics.median(s.build for s in steps):5.1f}, "
        f"whole {statistics.median(s.whole for s in steps):6.1f} ms, "
        f"longest {worst.whole:6.1f} ms ({worst.claim}, {worst.queries} queries), "
        f"{sum(s.whole < TARGET for s in steps)} under {TARGET} ms"
    )
