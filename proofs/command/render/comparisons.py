"""What claims compare, also beside further mechanisms and under other readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism
from neverfalls.spec.model.questions import Question
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.claims import KINDS, SIGNS, ClaimDescription, Comparison, describe_claim

from .texts import setting, with_needs


def home(needs: Sequence[str]) -> str:
    """The mechanism that a claim or an invariant belongs to: the first one that it needs."""
    return needs[0] if needs else "purchase"


def compared(claim: Claim) -> Iterator[str]:
    """Where a claim has to hold, what it compares, and what if further mechanisms are in use."""
    told = _told(claim)
    everyone = ", for each member" if claim.per_member else ""
    supposed = "".join(f"; {each}" for each in told.supposed)
    yield f"*{KINDS[claim.kind]}{everyone}{supposed}*"
    yield from map(_written, told.checks)
    for name, checks in _with_others(claim).items():
        yield from (f"with `{name}` in use: {_written(each)}" for each in checks)


def compared_otherwise(room: Mechanism, question: str, answer: Question) -> Iterator[str]:
    """What claims compare under an answer to a question of a mechanism, but not as written."""
    needs = [answer.needs] if answer.needs else []
    for claim in CLAIMS.values():
        own = MECHANISMS[home(claim.needs)]
        if own is not room and question in own.questions:
            continue
        if room.name in _scheme_of(claim).mechanisms or room.name in _with_others(claim):
            before = _told(claim, room.name, *needs).checks
            now = _told(claim, room.name, *needs, **{question: answer.value}).checks
            new = [each for each in now if each not in before]
            yield from (f"`{claim.name}`: {_written(each)}" for each in new)


def _written(check: Comparison) -> str:
    sides = f"`{check.left} {SIGNS[check.relation]} {check.right}`"
    return f"{check.what}: {sides} ({check.unit}){f', where `{check.when}`' if check.when else ''}"


@cache
def _with_others(claim: Claim) -> Mapping[str, tuple[Comparison, ...]]:
    """The comparisons that come up only where a further mechanism is in use, by its name."""
    found = {}
    for room in MECHANISMS.values():
        if room.name not in _scheme_of(claim).mechanisms:
            before, now = _told(claim, *room.needs).checks, _told(claim, room.name).checks
            if new := tuple(each for each in now if each not in before):
                found[room.name] = new
    return found


@cache
def _told(claim: Claim, *others: str, **answers: str) -> ClaimDescription:
    """What a claim says where other mechanisms are in use, with other answers to questions."""
    return describe_claim(claim, _scheme_of(claim, *others).answering(**answers))


@cache
def _scheme_of(claim: Claim, *others: str) -> Scheme:
    """What a claim needs, and other mechanisms, with two tiers, and with readings as printed."""
    own = setting(MECHANISMS[home(claim.needs)])
    scheme = with_needs(own, own.title, *claim.needs, *others)
    answers = {
        name: getattr(setting(MECHANISMS[other]).readings, name).value
        for other in others
        for name in MECHANISMS[other].questions
        if other not in own.mechanisms
    }
    return scheme.with_parameters(tier_thresholds=(Fraction(1), Fraction(2))).answering(**answers)
