"""Induction steps, asked as the project's own induction asks them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import NamedTuple

from neverfalls.proofs.induction.arbitrary import ArbitraryWorld
from neverfalls.proofs.induction.discharging import UNSAT, outcomes_of, question
from neverfalls.proofs.induction.induct import Attempt
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.induction.obligations import Hypothesis, Obligation, Owner, Premise
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from .limits import Here, limited, progress, warm_up

REPEATS = 3
UNITS = 10**9
"""Effort that one step may take: more than any does."""
TARGET = 50
SECONDS = 120
"""Most that all steps of one scheme may take."""


class Step(NamedTuple):
    """One statement carried over one rule: a claim, an invariant, or what a loop needs.

    ``asked`` are milliseconds from the obligations to the last answer. What is to be proved of a
    rule is built at once for all statements; ``built`` are the milliseconds which that takes.
    """

    rule: str
    owner: Owner
    built: float
    asked: float
    queries: int
    proved: bool


class Known(NamedTuple):
    """What the induction has found out about the invariants, and the queries that it asked."""

    hypothesis: Hypothesis
    claims: Sequence[Claim]
    texts: frozenset[str]


def whole_induction(scheme: Scheme) -> Known:
    """Run the induction for all claims, as far as rules are tried."""
    claims = [each for each in CLAIMS.values() if each.applies(scheme.mechanisms)]
    here = Here(10**12)
    attempt = Attempt(scheme, claims, here)
    attempt.find_invariants(INVARIANTS.values())
    attempt.try_rules()
    tried = [each for each in attempt.claims if each not in attempt.supposing]
    return Known(attempt.hypothesis, tried, frozenset(each.text for each in here.seen))


def obligations(scheme: Scheme, rule: Rule, known: Known) -> list[Obligation]:
    """What is to be proved of one rule, for all statements together."""
    return list(dict.fromkeys(ArbitraryWorld(scheme, rule, *known[:2]).run_event()))


def steps_of(scheme: Scheme, rule: Rule, known: Known) -> list[tuple[Step, list[str]]]:
    """Build what is to be proved of one rule and ask it, statement by statement."""
    start = time.perf_counter()
    left = obligations(scheme, rule, known)
    built = 1000 * (time.perf_counter() - start)
    found = []
    for owner in dict.fromkeys(each.owner for each in left if not isinstance(each.owner, Premise)):
        question.cache_clear()
        own = [each for each in left if each.owner == owner]
        here = Here(UNITS)
        start = time.perf_counter()
        proved = all(each.status == UNSAT for each in outcomes_of(own, here))
        asked = 1000 * (time.perf_counter() - start)
        texts = [each.text for each in here.seen]
        found.append((Step(rule.name, owner, built, asked, len(texts), proved), texts))
    return found


def measure(name: str) -> list[Step]:
    """Every statement over every rule of a scheme: of some repetitions the one in the middle.

    Raises:
        RuntimeError: a query was asked that the induction itself does not ask.
    """
    warm_up()
    scheme = load_scheme(name)
    known = whole_induction(scheme)
    found = []
    for rule in scheme.rules.values():
        tries = [steps_of(scheme, rule, known) for _ in range(REPEATS)]
        for same in zip(*tries, strict=True):
            if not known.texts.issuperset(same[0][1]):
                raise RuntimeError(f"{same[0][0]}: not what the induction asks")
            found.append(
                sorted((each for each, _texts in same), key=lambda s: s.asked)[REPEATS // 2]
            )
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
            print(f"{name:10} {_line([each for each in found if each.rule == rule], rule)}")
    for proved in (True, False):
        chosen = [each for each in every if each.proved is proved]
        if chosen:
            print(f"{'both':10} {_line(chosen, 'proved' if proved else 'not proved')}")


def _line(steps: Sequence[Step], label: str) -> str:
    worst = max(steps, key=lambda each: each.asked)
    return (
        f"{label:10} {len(steps):3} steps, built in {max(s.built for s in steps):5.1f} ms, "
        f"asked in {statistics.median(s.asked for s in steps):5.1f} ms each, "
        f"longest {worst.asked:6.1f} ms ({worst.owner}, {worst.queries} queries), "
        f"{sum(s.asked < TARGET for s in steps)} under {TARGET} ms"
    )
