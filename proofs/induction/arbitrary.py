"""An arbitrary state with any number of members, in which a rule can be run.

Known by name are the members that the event names, one bystander (so that what holds for it
holds for every member) and, inside a loop, the member whose turn it is. All others form a
cohort of which only the sums are known. A rule's loop over the members runs here as a
verification condition, see `ArbitraryWorld.visit`; so the very text that visits three members
in a replay is proved here for any number of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import Member, View, World
from neverfalls.spec.numbers import ZERO, Amount, SymbolicNumbers, Truth, terms
from neverfalls.spec.schemes.scheme import Scheme

from .additive import adds_up
from .apart import evidently_not_negative, factors_of, parts_of
from .cohort import OTHERS, CohortView, Ledger
from .obligations import (
    AsSplit,
    Assumption,
    Condition,
    EveryTurn,
    Hypothesis,
    Obligation,
    Observed,
    Premise,
    Unsplit,
)

BYSTANDER = "bystander"

NOTHING = Rule("nothing", lambda _world: None, {}, (), "")
"""An event that changes nothing: for what holds in any state."""


class Split(NamedTuple):
    """A fund that is split over the members: each gets the part that its weight is of ``total``.

    ``place`` tells it from the other splits of the rule. It is ``sound`` as long as nobody can get
    less than nothing, nor all together more than the fund; ``whole`` if besides the total is the
    very sum of the weights, so that nothing is left of the fund in the end. There is ``nothing`` to
    share by where no member ever has any of what the weights count.
    """

    fund: Amount
    weigh: Callable[[Member], Amount]
    total: Amount
    place: str
    sound: bool
    whole: bool
    nothing: bool


@dataclass(frozen=True)
class Turn:
    """Any turn of a loop: whose it is, what it may write, and whether it is observed.

    ``funds`` are what is split in the turns, if all that goes through them is whole splits, and
    ``start`` is the state before the first one, if there are such funds.
    """

    name: str
    written: Sequence[str]
    observed: bool
    funds: Sequence[Amount] = ()
    start: View | None = None

    def owns(self, key: str) -> bool:
        """Whether an entry belongs to the member whose turn it is."""
        return key.startswith(f"{self.name}.")


class ArbitraryWorld(CohortView, World):
    """A state of which only the hypothesis is known; running a rule notes what to prove."""

    def __init__(
        self, scheme: Scheme, rule: Rule, hypothesis: Hypothesis, claims: Sequence[Claim]
    ) -> None:
        numbers = SymbolicNumbers()
        named = [f"the_{arg}" for arg, sort in rule.sorts.items() if sort == "Member"]
        roster = [*named, BYSTANDER]
        state = {key: terms.name(key) for key in scheme.shared_entries()}
        for holder in (*roster, OTHERS):
            for entry in scheme.member_entries():
                state[f"{holder}.{entry}"] = terms.name(f"{holder}.{entry}")
        World.__init__(self, scheme, numbers, state, roster)
        self.ledger = Ledger(numbers, hypothesis, rule.name)
        self.hypothesis = hypothesis
        self.claims = tuple(claims)
        self.ledger.facts.extend(scheme.assumptions)
        self.ledger.facts.extend(self._known(hypothesis.invariants, self))
        self.start = self.before = self.on(dict(state))
        self._event = rule
        self._loops = 0
        self._ranges: dict[Amount, tuple[Amount, Amount]] = {}

    def run_event(self) -> list[Obligation]:
        """Run the rule with any amounts: what it leaves to be proved, its premises first."""
        arguments: dict[str, Any] = {
            arg: f"the_{arg}" if sort == "Member" else self.ledger.fresh(arg)
            for arg, sort in self._event.sorts.items()
        }
        before = tuple(self.ledger.facts)
        self.run(self._event, arguments)
        enabled = (*before, *(truth for _why, truth in self.requirements))
        return [
            Obligation(Premise.BEFORE, before, self.ledger.numbers, False),
            Obligation(Premise.ENABLED, enabled, self.ledger.numbers, False),
            *self.ledger.obligations,
        ]

    def run_nothing(self) -> list[Obligation]:
        """What is left to be proved of the claims in this very state, whatever happened before."""
        for claim in self.claims:
            for goal in self._truths(claim, None, self.start):
                self.ledger.oblige(Observed(claim.name), goal)
        return self.ledger.obligations

    def require(self, condition: Truth, why: str, *_clauses: str) -> None:
        """What the rule requires is known from here on."""
        self.requirements.append((why, condition))
        self.ledger.facts.append(condition)

    def decide(self, name: str, at_least: Amount, at_most: Amount, *clauses: str) -> Amount:
        """What the platform picks is any number within the bounds."""
        chosen = super().decide(name, at_least, at_most, *clauses)
        self._ranges[chosen] = (at_least, at_most)
        return chosen

    def let(self, name: str, amount: Any, *clauses: str) -> Any:
        """A share that the platform picks of an amount is the least one and something on top."""
        for part, whole, factor in factors_of(amount):
            if part in self._ranges and evidently_not_negative(whole, self.ledger.facts):
                least, most = (bound * factor * whole for bound in self._ranges[part])
                more = self.ledger.fresh(f"{name} above the least")
                self.ledger.facts.extend((more >= 0, more <= most - least))
                self.ledger.facts.append(terms.equal(least + more, amount))
                return least + more
        return super().let(name, amount, *clauses)

    def observe(self, *_clauses: str) -> None:
        """At every observable state the invariants and the claims have to hold."""
        super().observe()
        now = self.on(dict(self.state))
        self.ledger.oblige(Premise.POSSIBLE, False)
        for claim in (*self.hypothesis.invariants, *self.claims):
            seen = dict.fromkeys((self.before, self.start)) if claim.kind.of_one_state else ()
            known = tuple(each for view in seen for each in self._truths(claim, None, view))
            for goal in self._truths(claim, self.before, now):
                self.ledger.oblige(Observed(claim.name), goal, known)
        self.before = now

    def _truths(self, claim: Claim, before: View | None, now: View) -> Iterator[Truth]:
        """What a claim says of the members known by name."""
        if claim.kind is Kind.EVENTUAL:
            return
        for name in now.roster if claim.per_member else (None,):
            for check in claim.checks(before, now, name):
                yield check.holds(now)

    def _known(self, invariants: Iterable[Claim], view: View) -> Iterator[Truth]:
        """Invariants at a state, for the named members and, where they add up, for the cohort."""
        for claim in invariants:
            yield from self._truths(claim, None, view)
            if claim.per_member:
                for check in claim.checks(None, view, OTHERS):
                    if adds_up(check, OTHERS):
                        yield check.holds(view)

    # loops over all members

    def members(self) -> Iterator[Member]:
        """Every member in turn."""
        for member, _shares in self.visit(()):
            yield member

    def allot(
        self,
        funds: Sequence[Amount],
        weights: Sequence[Callable[[Member], Amount]],
        totals: Sequence[Amount],
        *_clauses: str,
    ) -> Iterator[tuple[Member, list[Amount]]]:
        """Every member in turn, each with its share of the funds."""
        each = enumerate(zip(funds, weights, totals, strict=True), 1)
        yield from self.visit([self._split(number, *parts) for number, parts in each])

    def _split(
        self, number: int, fund: Amount, weigh: Callable[[Member], Amount], total: Amount
    ) -> Split:
        """A fund of the loop that comes next, with what has to be so before the first turn."""
        place = f"loop {self._loops + 1}, fund {number}"
        conditions = {each: self.ledger.condition(each, place) for each in Condition}
        sound = self.hypothesis.dropped.isdisjoint(conditions.values())
        weights = self.total(weigh)
        if sound:
            self.ledger.oblige(conditions[Condition.FUND], fund >= 0)
            self.ledger.oblige(conditions[Condition.TOTAL], total >= weights)
        whole = sound and terms.equal(total, weights) is True
        single = self.ledger.of_anyone(self, weigh)
        nothing = not isinstance(single, terms.Term) and not single
        return Split(fund, weigh, total, place, sound, whole, nothing)

    def visit(self, splits: Sequence[Split]) -> Iterator[tuple[Member, list[Amount]]]:
        """Run a loop over all members as its verification condition.

        Let s be the state before the loop, and J what holds between turns: the invariants, the
        claims about steps that loops carry, and that the accounts which are paid from still hold
        what is not split yet of the funds. The rule's text runs twice, and each time the world
        is then rewound to s:

            s ── a turn ──►                which entries does a turn write? nothing is proved
            s ── J?                        prove: J holds before the first turn
            any, J ── a turn ──► J?        prove: a turn of an arbitrary member keeps J
            any, J ── the rest ──►         after the last turn J is known, and nothing else

        where "any" is s with unknowns in place of all that turns write. So what is proved of the
        rest of the rule holds after any number of turns, in any order.
        """
        self._loops += 1
        name = f"turn{self._loops}"
        start = Snapshot.take(self)

        head = self._seat(name, start.state, ())
        self._weigh(splits, name)
        noted = len(self.ledger.obligations)
        yield self.member(name), [self._any_share(split) for split in splits]
        turn = self._turn_taken(name, head, start, splits)
        start.restore(self)
        del self.ledger.obligations[noted:]

        self.prove_between_turns(turn, [each.fund for each in splits])

        unsplit = [self.ledger.fresh("unsplit") for _ in splits]
        self.forget(turn)
        self._seat(name, self.state, turn.written)
        self.assume_between_turns(turn, unsplit)
        shares = [self._any_share(split) for split in splits]
        for split, share, left in zip(splits, shares, unsplit, strict=True):
            self._share(split, share, left, turn, start)
        yield self.member(name), shares
        rest = [left - share for left, share in zip(unsplit, shares, strict=True)]
        self.prove_between_turns(turn, rest)
        start.restore(self)

        self.forget(turn)
        unsplit = [self._left(split) for split in splits]
        parts = [self._named(part) for fund in turn.funds for part in parts_of(fund)]
        self.assume_between_turns(replace(turn, funds=parts), unsplit)

    def _seat(
        self, name: str, base: dict[str, Amount], written: Sequence[str]
    ) -> dict[str, Amount]:
        """Take one arbitrary member out of the cohort and know it by name; the state then."""
        self.roster = (*self.roster, name)
        for entry in self.scheme.member_entries():
            own = self.ledger.fresh(f"{name}.{entry}")
            self.state[f"{name}.{entry}"] = own
            if f"{name}.{entry}" not in written:
                self.state[f"{OTHERS}.{entry}"] = base[f"{OTHERS}.{entry}"] - own
        mine = [key for key in self.state if key.startswith(f"{name}.")]
        seen = {key: terms.name(f"{key} before") for key in mine}
        self.before = self.on({**self.before.state, **seen})
        return dict(self.state)

    def _turn_taken(
        self, name: str, head: dict[str, Amount], start: Snapshot, splits: Sequence[Split]
    ) -> Turn:
        """What a turn that has just been run did; it may change no other member's entries."""
        written = [key for key in head if self.state[key] is not head[key]]
        strangers = {*self.roster, OTHERS} - {name}
        for key in written:
            if key.partition(".")[0] in strangers:
                raise TypeError(f"{self.rule}: a turn over all members changes {key}")
        observed = len(self.observed) > len(start.observed)
        funds = [each.fund for each in splits] if all(each.whole for each in splits) else []
        # without the member whose turn it is, who is one of the cohort before the first turn
        view = CohortView(self.scheme, self.numbers, start.state, start.roster)
        view.ledger = self.ledger
        return Turn(name, written, observed, funds, view if funds else None)

    def _weigh(self, splits: Sequence[Split], name: str) -> None:
        """Note that any one member's weights have to be at least zero before the first turn.

        They are taken then. If they were proved at each turn, from what the turns before left,
        they would be part of the reason for what they follow from: a share is part of what is
        left only if the weights of all later members are at least zero.
        """
        now = self._as_if_observed()
        known = tuple(self._known(self.hypothesis.invariants_at_turns, now))
        for split in splits:
            if split.sound:
                condition = self.ledger.condition(Condition.WEIGHT, split.place)
                self.ledger.oblige(condition, split.weigh(self.member(name)) >= 0, known)

    def _any_share(self, split: Split) -> Amount:
        """The share of an arbitrary member."""
        return ZERO if split.nothing else self.ledger.fresh("share")

    def _share(
        self, split: Split, share: Amount, left: Amount, turn: Turn, start: Snapshot
    ) -> None:
        """What is known of one share: its proportion, and that it is part of what is left.

        It is part of that because no weight is negative, the fund is not, and the weights add up
        to no more than the total. Where one of these has failed, all three are given up: each
        member still gets its proportion, but of what is left nothing is known.
        """
        # weights are taken before the first turn, when the member's entries were the same
        own = {key: self.state[key] for key in self.state if turn.owns(key)}
        weight = split.weigh(self.on({**start.state, **own}).member(turn.name))
        proportion = terms.equal(share * split.total, split.fund * weight)
        if split.sound:
            self.ledger.facts.append(weight <= split.total)
            self.ledger.facts.extend((share >= 0, share <= left, left <= split.fund))
        self.ledger.facts.append(terms.any_of(split.total <= 0, proportion))

    def _left(self, split: Split) -> Amount:
        """What is left of a fund after the last turn.

        All shares together are the fund times all weights, over the total. Where the total is the
        sum of the weights, nothing is left; unless that is 0, for then nothing has been split.
        """
        if split.nothing:
            return split.fund
        if split.whole:
            return terms.choose(split.total > 0, 0, split.fund)
        left = self.ledger.fresh("unsplit")
        if split.sound:
            self.ledger.facts.append(left >= 0)
        return left

    def _named(self, part: Amount) -> Amount:
        """A part of a fund under a name of its own: a solver adds up names without their cases."""
        name = self.ledger.fresh("part")
        if evidently_not_negative(part, self.ledger.facts):
            self.ledger.facts.append(name >= 0)
        self.ledger.facts.append(terms.equal(name, part))
        return name

    def forget(self, turn: Turn) -> None:
        """Whatever turns may have changed is unknown now."""
        for key in turn.written:
            keys = [key]
            if turn.owns(key):  # then it may be the entry of whoever's turn it was
                entry = key.removeprefix(f"{turn.name}.")
                keys = [f"{holder}.{entry}" for holder in (*self.roster, OTHERS)]
            for each in keys:
                self.state[each] = self.ledger.fresh(each)
        if turn.observed:
            seen = {key: self.ledger.fresh(key) for key in self.state}
            self.before = self.on(seen)
            self.ledger.facts.extend(self._known(self.hypothesis.invariants, self.before))

    def prove_between_turns(self, turn: Turn, unsplit: Sequence[Amount]) -> None:
        """Note that what holds between turns has to hold now."""
        self.ledger.oblige(Premise.POSSIBLE, False)
        for owner, truth in self._between_turns(self._as_if_observed(), turn, unsplit):
            self.ledger.oblige(owner, truth)

    def assume_between_turns(self, turn: Turn, unsplit: Sequence[Amount]) -> None:
        """Take for known what holds between turns; of the cohort too, where it adds up."""
        now = self._as_if_observed()
        self.ledger.facts.extend(truth for _owner, truth in self._between_turns(now, turn, unsplit))
        self.ledger.facts.extend(self._known(self.hypothesis.invariants_at_turns, now))

    def _between_turns(
        self, now: View, turn: Turn, unsplit: Sequence[Amount]
    ) -> Iterator[tuple[Assumption, Truth]]:
        """What holds before and after every turn, as if the state were observed there."""
        for claim in self.hypothesis.invariants_at_turns:
            for truth in self._truths(claim, None, now):
                yield (Observed if claim.per_member else EveryTurn)(claim.name), truth
        for claim in self.hypothesis.steps_at_turns:
            for truth in self._truths(claim, self.before, now):
                yield EveryTurn(claim.name), truth
        for key in turn.written:
            account = Unsplit(self.rule, key)
            paid_from = key.endswith(".yuan") and not turn.owns(key)
            if paid_from and account not in self.hypothesis.dropped:
                yield account, self.state[key] >= sum(unsplit, 0)
        yield from self._as_split(now, turn, unsplit)

    def _as_split(
        self, now: View, turn: Turn, unsplit: Sequence[Amount]
    ) -> Iterator[tuple[Assumption, Truth]]:
        """What accounts have lost, and all members have gained, is what has been split so far."""
        if turn.start is None:
            return
        split = sum(turn.funds, 0) - sum(unsplit, 0)
        for key in turn.written:
            entry = key.removeprefix(f"{turn.name}.")
            owner = AsSplit(self.rule, turn.name, entry)
            if owner in self.hypothesis.dropped:
                continue
            if turn.owns(key):
                gained = _of_all(now, entry) - _of_all(turn.start, entry)
                yield owner, terms.equal(gained, split)
            elif key.endswith(".yuan"):
                yield owner, terms.equal(turn.start.state[key] - now.state[key], split)
            elif key == "issuer.points":  # of points that are destroyed it gets back what is split
                yield owner, terms.equal(now.state[key] - turn.start.state[key], split)

    def _as_if_observed(self) -> View:
        probe = World(self.scheme, self.numbers, dict(self.state), self.roster)
        probe.observe()
        return self.on(probe.state)


def _of_all(view: View, entry: str) -> Amount:
    """The sum of an entry over all members."""
    return view.total(lambda member: getattr(member, entry))


@dataclass(frozen=True)
class Snapshot:
    """An arbitrary world at some moment, to which it can be rewound.

    What has been noted to be proved since then stays noted.
    """

    state: dict[str, Amount]
    roster: tuple[str, ...]
    observed: list[dict[str, Amount]]
    before: View
    requirements: list[tuple[str, Truth]]
    facts: int

    @classmethod
    def take(cls, world: ArbitraryWorld) -> Snapshot:
        """The world as it is now."""
        return cls(
            dict(world.state),
            world.roster,
            list(world.observed),
            world.before,
            list(world.requirements),
            len(world.ledger.facts),
        )

    def restore(self, world: ArbitraryWorld) -> None:
        """Let the world be as it was."""
        world.state = dict(self.state)
        world.roster, world.before = self.roster, self.before
        world.observed, world.requirements = list(self.observed), list(self.requirements)
        del world.ledger.facts[self.facts :]
