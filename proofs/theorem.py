"""Theorems: a claim, hypotheses about the parameters, and what breaks when one is dropped.

A cell of the table speaks of one scheme's numbers. A theorem speaks of all numbers that meet
its hypotheses, and of any number of members and events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from neverfalls.counterexamples import Trace
from neverfalls.spec import terms
from neverfalls.spec.claim import CLAIMS
from neverfalls.spec.loader import load_scheme
from neverfalls.spec.numbers import Amount, Truth
from neverfalls.spec.scheme import Scheme

from .induction import induct
from .invariants import INVARIANTS, of_mechanisms
from .jobs import Solvers
from .search import Explorer
from .simplest import simplest
from .traces import make_trace
from .verdict import speaks

SEEDS = (0, 7)
"""The seeds with which z3 has to find every proof; cvc5 has to agree besides."""

Condition = Callable[[Mapping[str, Amount]], Truth]


@dataclass(frozen=True)
class Theorem:
    """The conclusion is the name; the hypotheses follow after ``_of_`` or ``_if_``.

    ``open`` are the parameters that may be any number meeting the ``hypotheses``; the rest are
    those of the scheme. ``sharp`` names the hypotheses that cannot be dropped; ``sharp_readings``
    the readings that cannot be replaced, with the choice under which the claim then breaks.
    """

    name: str
    claim: str
    scheme: str
    readings: Mapping[str, str]
    open: tuple[str, ...]
    hypotheses: Mapping[str, Condition]
    invariants: tuple[str, ...]
    sharp: tuple[str, ...] = ()
    sharp_readings: Mapping[str, str] | None = None

    def setting(self, without: str = "", reading: Mapping[str, str] | None = None) -> Scheme:
        """The scheme with open parameters, all hypotheses but one, and maybe another reading."""
        scheme = load_scheme(self.scheme)
        unknowns = {name: terms.name(name) for name in self.open}
        known = tuple(
            condition(unknowns) for name, condition in self.hypotheses.items() if name != without
        )
        readings = scheme.readings.with_choices({**self.readings, **(reading or {})})
        opened = scheme.reading(readings).with_parameters(**unknowns)
        return replace(opened, assumptions=known)


@dataclass(frozen=True)
class Outcome:
    """What was seen of a theorem.

    ``vacuous`` if its hypotheses meet no case; ``proved`` by z3 under every seed, ``confirmed``
    by cvc5 too. ``sharpness`` holds for each dropped hypothesis the counterexample, or None.
    """

    theorem: Theorem
    vacuous: bool
    proved: bool
    confirmed: bool
    invariants: tuple[str, ...]
    unproved: Mapping[str, str]
    sharpness: Mapping[str, Trace | None]

    @property
    def holds(self) -> bool:
        """Whether everything the theorem states was seen."""
        return self.proved and not self.vacuous and all(self.sharpness.values())


def prove(theorem: Theorem, solvers: Solvers) -> Outcome:
    """Prove a theorem, show that it is not vacuous, and break it without each hypothesis."""
    scheme = theorem.setting()
    claim = CLAIMS[theorem.claim]
    candidates = [INVARIANTS[name] for name in theorem.invariants]
    candidates += of_mechanisms(scheme.mechanisms)
    induction = induct(scheme, [claim], solvers, candidates)
    kept = set(induction.invariants)
    proved = induction.proves(claim.name) and kept == {each.name for each in candidates}
    queries = induction.queries[claim.name]
    for seed in SEEDS[1:]:
        again = solvers.ask_all(queries, seed=seed)
        proved = proved and all(answer.status == "unsat" for answer in again)
    confirmed = proved and solvers.agreed(queries)
    sharpness: dict[str, Trace | None] = {}
    for dropped in theorem.sharp:
        sharpness[dropped] = _break(theorem, theorem.setting(without=dropped), dropped, solvers)
    for reading, choice in (theorem.sharp_readings or {}).items():
        label = f"{reading}={choice}"
        setting = theorem.setting(reading={reading: choice})
        sharpness[label] = _break(theorem, setting, label, solvers)
    return Outcome(
        theorem=theorem,
        vacuous=not speaks(Explorer(scheme, solvers), claim),
        proved=proved,
        confirmed=confirmed,
        invariants=induction.invariants,
        unproved=induction.broken[claim.name],
        sharpness=sharpness,
    )


def _break(theorem: Theorem, scheme: Scheme, dropped: str, solvers: Solvers) -> Trace | None:
    """The shortest history that breaks the claim in a weaker setting, replayed."""
    claim = CLAIMS[theorem.claim]
    search = Explorer(scheme, solvers).find(claim, set(scheme.rules))
    if search.run is None:
        return None
    amounts = simplest(search.run, search.run.breaks(claim), solvers)
    if amounts is None:
        return None
    name = f"theorem.{theorem.name}.{dropped.replace('_', '-')}"
    return make_trace(name, search.run, amounts, claim, f"z3 ruled out {search.excluded} words")
