"""What an induction has to prove, what it assumes meanwhile, and whose failure it is otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from functools import cached_property
from typing import Any

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.numbers import SymbolicNumbers, Truth


class Premise(Enum):
    """What must not be refuted: from facts that contradict each other anything would follow."""

    BEFORE = "what is known before can be met"
    ENABLED = "the rule can run"
    POSSIBLE = "this can happen at all"


class Condition(Enum):
    """What has to be so of a sum or a split for more to be known of it than its definition."""

    WEIGHT = "a weight is not negative"
    FUND = "a fund is not negative"
    TOTAL = "weights add up to no more than the total"


@dataclass(frozen=True, slots=True)
class Observed:
    """The claim, or invariant, of this name holds at every state, or over every step, observed."""

    claim: str


@dataclass(frozen=True, slots=True)
class EveryTurn:
    """It holds before and after every turn of a loop over the members, as if observed there."""

    claim: str


@dataclass(frozen=True, slots=True)
class Unsplit:
    """While a rule splits funds, this account holds at least what is not split yet."""

    rule: str
    account: str


@dataclass(frozen=True, slots=True)
class AsSplit:
    """While a rule splits funds completely, an account loses exactly what has been split so far.

    Or all members together gain as much of an entry. ``loop`` tells the loops of a rule apart.
    """

    rule: str
    loop: str
    entry: str


@dataclass(frozen=True, slots=True)
class SideCondition:
    """A condition on a sum or a split that a rule makes, which ``place`` tells from its others.

    What it licenses, for example that a share is not negative, is a fact of all that comes after
    it. So where it fails nothing is known but the definition: only what rests on more fails too.
    """

    rule: str
    condition: Condition
    place: str


Assumption = Observed | EveryTurn | Unsplit | AsSplit
"""What is assumed before it is proved. All assumptions are proved together, or fail and go."""

Owner = Premise | SideCondition | Assumption
"""What fails if an obligation is not met."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing to prove: from the facts, the goal. Quotients mean what the numbers define."""

    owner: Owner
    facts: tuple[Truth, ...]
    definitions: SymbolicNumbers
    goal: Truth


@dataclass(frozen=True)
class Hypothesis:
    """The induction hypothesis: what is taken to hold before an event, and at turns of its loops.

    ``candidates`` are invariants that hold at the opening, ``steps`` claims about steps that loops
    carry from turn to turn. What is ``dropped`` has failed, and is assumed no more; nor is what a
    dropped side condition would license.
    """

    candidates: tuple[Claim, ...]
    steps: tuple[Claim, ...] = ()
    dropped: frozenset[Owner] = frozenset()

    @cached_property
    def invariants(self) -> tuple[Claim, ...]:
        """The invariants that hold at every observed state."""
        return tuple(c for c in self.candidates if Observed(c.name) not in self.dropped)

    @cached_property
    def invariants_at_turns(self) -> tuple[Claim, ...]:
        """Those that hold at every turn of a loop too; one about each member always has to."""
        return tuple(
            c for c in self.invariants if c.per_member or EveryTurn(c.name) not in self.dropped
        )

    @cached_property
    def steps_at_turns(self) -> tuple[Claim, ...]:
        """The claims about steps that hold from the last observed state to every turn."""
        return tuple(c for c in self.steps if EveryTurn(c.name) not in self.dropped)

    def without(self, failed: Iterable[Owner]) -> Hypothesis:
        """The hypothesis less what has failed."""
        return replace(self, dropped=self.dropped.union(failed))


KINDS: dict[str, type[Any]] = {
    each.__name__: each for each in (Observed, EveryTurn, Unsplit, AsSplit, SideCondition)
}
"""What can be given up, by the name under which a record has it."""


def to_data(owner: Owner) -> list[str]:
    """An owner as a record writes it: its kind, and what tells it from others of that kind."""
    names = [each.name for each in fields(KINDS[type(owner).__name__])]
    values = [getattr(owner, name) for name in names]
    texts = [each.name if isinstance(each, Condition) else each for each in values]
    return [type(owner).__name__, *texts]


def from_data(written: Sequence[str]) -> Owner:
    """The owner that a record writes so.

    Raises:
        ValueError: there is none.
    """
    kind, *texts = written
    if kind not in KINDS or len(texts) != len(fields(KINDS[kind])):
        raise ValueError(f"no such assumption: {' '.join(written)}")
    condition = kind == SideCondition.__name__
    if condition and texts[1] not in Condition.__members__:
        raise ValueError(f"no such condition: {texts[1]}")
    values = [Condition[t] if condition and n == 1 else t for n, t in enumerate(texts)]
    owner: Owner = KINDS[kind](*values)
    return owner
