"""Theorems: a claim, hypotheses about the parameters, and what breaks when one is dropped.

A cell of the table speaks of one scheme's numbers. A theorem speaks of all parameters that a scheme
file may state and that meet its hypotheses, and of any number of members and events.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from neverfalls.counterexamples import Trace
from neverfalls.spec.claims.claim import CLAIMS, Claim
from neverfalls.spec.model.parameters import is_list, within_range
from neverfalls.spec.numbers import Amount, SymbolicNumbers, Truth, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.formula import Formula
from neverfalls.spec.words.notation import PlainText
from neverfalls.spec.words.symbols import plain

from ..certificates.store import Certificates
from ..induction import Induction, induct
from ..induction.invariants import INVARIANTS, never_negative
from ..induction.obligations import from_data, to_data
from ..search.explorer import Explorer
from ..search.simplest import simplest
from ..search.traces import make_trace
from ..solving.pool import ONE_SOLVER, Oracle, Solvers
from ..verdicts.cases import case_of
from ..verdicts.verifying import Certified

GIVEN_UP = "theorems.given-up.json"
"""The recorded file of what the proofs of theorems give up on the way."""

SEEDS = (0, 7)
"""The seeds with which z3 has to find every proof; cvc5 has to agree besides."""

Condition = Callable[[Mapping[str, Amount]], Truth]


@dataclass(frozen=True)
class Theorem:
    """That a claim holds, and on which ``condition``, in a few words.

    It is about any scheme that has the mechanisms of ``scheme``, opens with the same accounts, and
    is read as that one but for ``readings``. Every parameter may be any number that a file may
    state and that meets the ``hypotheses``; lists of numbers stay those of the scheme, since it
    takes their length to write the rules out. No hypothesis can be dropped, nor a reading of
    ``sharp_readings`` be replaced by the choice named there: the claim then breaks.
    """

    claim: str
    condition: str
    scheme: str
    invariants: tuple[str, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    hypotheses: Mapping[str, Condition] = field(default_factory=dict)
    sharp_readings: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The claim and the condition."""
        return f"{self.claim}_{self.condition}"

    @property
    def open_parameters(self) -> tuple[str, ...]:
        """The parameters that may be any number."""
        relevant = load_scheme(self.scheme).relevant_parameters
        return tuple(name for name in relevant if not is_list(name))

    def stated(self, hypothesis: str) -> str:
        """A hypothesis as a formula in plain characters."""
        unknowns = {name: terms.name(plain(name)) for name in self.open_parameters}
        return Formula(PlainText(), SymbolicNumbers(), {}).write(
            self.hypotheses[hypothesis](unknowns)
        )

    def setting(self) -> Scheme:
        """The scheme with every parameter open that may be any number, and the hypotheses."""
        return self._opened(self.readings, self.open_parameters, self.hypotheses.values())

    def without(self, hypothesis: str) -> Scheme:
        """The scheme itself, but for the numbers that a hypothesis is about: these may be any."""
        meets = self.hypotheses[hypothesis]
        about = terms.names_in(meets({name: terms.name(name) for name in self.open_parameters}))
        others = [each for name, each in self.hypotheses.items() if name != hypothesis]
        return self._opened(self.readings, about, others)

    def under(self, reading: str, choice: str) -> Scheme:
        """The scheme itself under another choice of a reading."""
        return self._opened({**self.readings, reading: choice}, (), self.hypotheses.values())

    def _opened(
        self, readings: Mapping[str, str], names: Iterable[str], hypotheses: Iterable[Condition]
    ) -> Scheme:
        scheme = load_scheme(self.scheme)
        unknowns = {name: terms.name(name) for name in names}
        numbers = {**scheme.parameters.to_dict(), **unknowns}
        known = [truth for name, any_ in unknowns.items() for truth in within_range(name, any_)]
        known += [meets(numbers) for meets in hypotheses]
        read = scheme.reading(scheme.readings.with_choices(readings))
        return replace(read.with_parameters(**unknowns), assumptions=tuple(known))


@dataclass(frozen=True)
class Outcome:
    """What was seen of a theorem.

    ``vacuous`` if its hypotheses meet no case; ``proved`` by z3 under every seed, with ``evidence``
    that says whether cvc5 agrees; ``certified`` by certificates, which take no solver.
    ``sharpness`` holds for each dropped hypothesis the counterexample, or None.
    """

    theorem: Theorem
    vacuous: bool
    proved: bool
    evidence: str
    certified: bool
    invariants: tuple[str, ...]
    unproved: Mapping[str, str]
    sharpness: Mapping[str, Trace | None]

    @property
    def holds(self) -> bool:
        """Whether everything the theorem states was seen."""
        return self.proved and not self.vacuous and all(self.sharpness.values())


def statements(theorem: Theorem, solvers: Oracle) -> tuple[str, ...]:
    """The questions that the proof of a theorem rests on, as far as there is one."""
    return _induction(theorem, theorem.setting(), solvers).queries[theorem.claim]


def verified(theorem: Theorem, certificates: Certificates) -> bool:
    """Whether the theorem follows from certificates that are good, without any solver."""
    return _proved(theorem, _verification(theorem, certificates))


def steps(theorem: Theorem, certificates: Certificates) -> tuple[str, ...]:
    """The questions with certificates from which the theorem follows, if it does."""
    return _verification(theorem, certificates).queries[theorem.claim]


def _verification(theorem: Theorem, certificates: Certificates) -> Induction:
    scheme, oracle = theorem.setting(), Certified(certificates)
    known = [from_data(each) for each in _given_up().get(theorem.name, ())]
    claims, candidates = [CLAIMS[theorem.claim]], _candidates(theorem, scheme)
    return induct(scheme, claims, oracle, candidates, recorded=True, given_up=known)


def given_up(theorem: Theorem, solvers: Oracle) -> list[list[str]]:
    """What its proof assumes at first and gives up, which a verification need not assume."""
    return sorted(map(to_data, _induction(theorem, theorem.setting(), solvers).given_up))


@cache
def _given_up() -> dict[str, list[list[str]]]:
    file = resources.files("neverfalls.proofs").joinpath("record", GIVEN_UP)
    found: dict[str, list[list[str]]] = {}
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else found


def _induction(theorem: Theorem, scheme: Scheme, solvers: Oracle) -> Induction:
    return induct(scheme, [CLAIMS[theorem.claim]], solvers, _candidates(theorem, scheme))


def _candidates(theorem: Theorem, scheme: Scheme) -> list[Claim]:
    named = [INVARIANTS[name] for name in theorem.invariants]
    return [*named, *never_negative(scheme.mechanisms)]


def _proved(theorem: Theorem, induction: Induction) -> bool:
    """Whether the claim is proved, and with all invariants that the theorem names."""
    names = {each.name for each in _candidates(theorem, theorem.setting())}
    return induction.proves(theorem.claim) and set(induction.invariants) == names


def prove(theorem: Theorem, solvers: Solvers, certificates: Certificates) -> Outcome:
    """Prove a theorem, show that it is not vacuous, and break it without each hypothesis."""
    scheme = theorem.setting()
    claim = CLAIMS[theorem.claim]
    induction = _induction(theorem, scheme, solvers)
    proved = _proved(theorem, induction)
    queries = induction.queries[claim.name]
    for seed in SEEDS[1:]:
        again = solvers.ask_all(queries, seed=seed)
        proved = proved and all(answer.status == "unsat" for answer in again)
    evidence = solvers.evidence(queries) if proved else ONE_SOLVER
    sharpness: dict[str, Trace | None] = {}
    for hypothesis in theorem.hypotheses:
        setting = theorem.without(hypothesis)
        sharpness[hypothesis] = _break(theorem, setting, hypothesis, solvers)
    for reading, choice in theorem.sharp_readings.items():
        label = f"{reading}={choice}"
        sharpness[label] = _break(theorem, theorem.under(reading, choice), label, solvers)
    return Outcome(
        theorem=theorem,
        vacuous=case_of(Explorer(scheme, solvers), claim) is None,
        proved=proved,
        evidence=evidence,
        certified=proved and verified(theorem, certificates),
        invariants=induction.invariants,
        unproved=induction.broken[claim.name],
        sharpness=sharpness,
    )


def _break(theorem: Theorem, scheme: Scheme, dropped: str, solvers: Solvers) -> Trace | None:
    """The shortest history that breaks the claim where the theorem does not reach, replayed."""
    claim = CLAIMS[theorem.claim]
    search = Explorer(scheme, solvers).find(claim, set(scheme.rules))
    if search.run is None:
        return None
    amounts = simplest(search.run, search.run.breaks(claim), solvers)
    if amounts is None:
        return None
    name = f"theorem.{theorem.name}.{dropped.replace('_', '-')}"
    return make_trace(name, search.run, amounts, claim, f"z3 ruled out {search.excluded} words")
