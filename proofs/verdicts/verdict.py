"""Verdicts: what is known of one claim under one reading, and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from neverfalls.counterexamples import Trace
from neverfalls.counterexamples.trace import Found
from neverfalls.spec.claims.claim import CLAIMS, Claim
from neverfalls.spec.schemes.scheme import Scheme

from ..search.bounds import MEMBERS
from ..search.concrete import Broken
from ..search.traces import ROUND, trace_of
from .case import Case


class Status(Enum):
    """The words a verdict uses, each with one meaning."""

    PROVED = "proved"  # by induction: any history, any number of members
    REFUTED = "refuted"  # a history breaks it; it has been replayed exactly
    BOUNDED = "bounded"  # neither, but no history of up to `depth` events breaks it
    UNDECIDED = "undecided"  # neither, and the solver gave up on something on the way
    VACUOUS = "vacuous"  # proved, and also that nothing it speaks about can ever happen
    FAILED = "failed"  # no verdict: an internal error ended the attempt to find one
    UNVERIFIED = "not verified"  # recorded, but what it is recorded to rest on does not show it


class Evidence(StrEnum):
    """What a verdict rests on, the weakest first. Only what this very run has seen counts."""

    NONE = "none"
    STORED = "stored answers"  # solvers have found it, but not all of it in this run
    ONE_SOLVER = "one solver"  # z3 found each step of the proof
    TWO_SOLVERS = "two solvers"  # and cvc5 did too
    CERTIFICATE = "certificate"  # each step was checked, without a solver
    REPLAYED = "replayed"  # a history was run on exact fractions


UNASKED = "whether fewer events or other amounts would do was not asked"
"""What a history says of shorter ones that was the first to be found."""

OPEN = (Status.BOUNDED, Status.UNDECIDED)
"""What is said where a claim is neither proved nor broken, or is proved without a known case."""


@dataclass(frozen=True)
class Verdict:
    """One cell of the table.

    ``evidence`` says how strong the ground is: ``replayed`` (exact fractions, no solver needed),
    ``certificate`` (the same of a proof), ``two solvers``, ``one solver``, ``stored answers`` or
    ``none``. ``failure``
    says in one line with which error the attempt to find a verdict ended, or what is missing of
    its verification. With ``no_case`` the claim is proved, but no history was
    found in which it speaks of anything, nor a proof that there is none. ``case`` is such a history
    of a claim that is proved.
    """

    scheme: str
    claim: str
    deviation: str
    status: Status
    evidence: Evidence
    invariants: tuple[str, ...] = ()
    trace: Trace | None = None
    depth: int = 0
    undecided: int = 0
    members: int = MEMBERS
    failure: str = ""
    no_case: bool = False
    case: Case | None = None


def failed(scheme: Scheme, claim: Claim, deviation: str, told: str) -> Verdict:
    """What stands in the place of a verdict where an internal error has cost it."""
    return Verdict(scheme.name, claim.name, deviation, Status.FAILED, Evidence.NONE, failure=told)


def refuted(found: Broken, deviation: str, members: int) -> Verdict:
    """The verdict on a claim that a history with round amounts breaks; it is replayed."""
    claim, scheme, roster, events = found
    how = Found(ROUND, UNASKED)
    trace = trace_of(id_of(scheme, claim, deviation), scheme, roster, events, claim, how)
    return Verdict(
        scheme.name,
        claim.name,
        deviation,
        Status.REFUTED,
        Evidence.REPLAYED,
        trace=trace,
        members=members,
    )


def id_of(scheme: Scheme, claim: Claim, deviation: str) -> str:
    """The id of the history that breaks a claim."""
    deviation = deviation.replace("/", "-")  # it is the name of a file too
    return ".".join(filter(None, (scheme.name, claim.name, deviation)))


def all_claims(names: Sequence[str] = ()) -> list[Claim]:
    """The claims of these names, or all."""
    return [claim for claim in CLAIMS.values() if not names or claim.name in names]
