"""An arbitrary state with any number of members, in which a rule can be run.

Known by name are the members that the event names, one bystander (so that what holds for it
holds for every member) and, inside a loop, the member whose turn it is. All others form a
cohort of which only the sums are known. A rule's loop over the members runs here as a
verification condition: what must hold before each turn is proved at the first turn, assumed at
an arbitrary one, proved after it, and assumed after the last. So the very text that visits
three members in a replay is proved here for any number of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import Member, View, World
from neverfalls.spec.numbers import Amount, SymbolicNumbers, Truth, terms
from neverfalls.spec.schemes.scheme import Scheme

from .additive import adds_up
from .cohort import OTHERS, POSSIBLE, CohortView, Ledger

BYSTANDER = "bystander"


class ArbitraryWorld(CohortView, World):
    """A state of which only the invariants are known; running a rule notes what to prove."""

    def __init__(
        self,
        scheme: Scheme,
        rule: Rule,
        invariants: Sequence[Claim],
        lasting: Sequence[Claim],
        claims: Sequence[Claim],
        dropped: frozenset[str],
    ) -> None:
        numbers = SymbolicNumbers()
        named = [f"the_{arg}" for arg, sort in rule.sorts.items() if sort == "Member"]
        roster = [*named, BYSTANDER]
        state = {key: terms.name(key) for key in scheme.shared_entries()}
        for holder in (*roster, OTHERS):
            for entry in scheme.member_entries():
                state[f"{holder}.{entry}"] = terms.name(f"{holder}.{entry}")
        World.__init__(self, scheme, numbers, state, roster)
        self.ledger = Ledger(numbers)
        self.invariants = tuple(each for each in invariants if each.name not in dropped)
        self.ledger.invariants = self.invariants
        self.lasting = tuple(each for each in lasting if at_turns(each) not in dropped)
        self.claims = tuple(claims)
        self.dropped = dropped
        self.ledger.facts.extend(scheme.assumptions)
        self.ledger.facts.extend(self._known(self))
        self.start = self.before = self.on(dict(state))
        self._loops = 0

    def require(self, condition: Truth, why: str, *_clauses: str) -> None:
        """What the rule requires is known from here on."""
        self.requirements.append((why, condition))
        self.ledger.facts.append(condition)

    def observe(self, *_clauses: str) -> None:
        """At every observable state the invariants and the claims have to hold."""
        super().observe()
        now = self.on(dict(self.state))
        ledger = self.ledger
        ledger.place = f"{self.rule}, state {len(self.observed)}"
        ledger.oblige(POSSIBLE, False)
        for claim in (*self.invariants, *self.claims):
            seen = dict.fromkeys((self.before, self.start)) if claim.kind.of_one_state else ()
            known = tuple(each for view in seen for each in self._truths(claim, None, view))
            for goal in self._truths(claim, self.before, now):
                ledger.oblige(claim.name, goal, known)
        self.before = now

    def settle(self) -> None:
        """Note the claims at the state before the event, to be proved from invariants alone."""
        for claim in self.claims:
            for goal in self._truths(claim, None, self.start):
                self.ledger.oblige(claim.name, goal)

    def _truths(self, claim: Claim, before: View | None, now: View) -> Iterator[Truth]:
        if claim.kind is Kind.EVENTUAL:
            return
        for name in now.roster if claim.per_member else (None,):
            for check in claim.checks(before, now, name):
                yield check.holds(now)

    def _known(self, view: View, at_turn: bool = False) -> Iterator[Truth]:
        """The invariants at a state, for the named members and, where they add up, the cohort."""
        for claim in self._lasting_invariants() if at_turn else self.invariants:
            yield from self._truths(claim, None, view)
            if claim.per_member:
                for check in claim.checks(None, view, OTHERS):
                    if adds_up(check, OTHERS):
                        yield check.holds(view)

    def _lasting_invariants(self) -> list[Claim]:
        """Those that hold at every turn of a loop too; one about each member always has to."""
        return [c for c in self.invariants if c.per_member or at_turns(c) not in self.dropped]

    # loops over all members

    def members(self) -> Iterator[Member]:
        """One arbitrary turn stands for all of them."""
        for member, _shares in self._turns((), (), ()):
            yield member

    def allot(
        self,
        funds: Sequence[Amount],
        weights: Sequence[Callable[[Member], Amount]],
        totals: Sequence[Amount],
        *_clauses: str,
    ) -> Iterator[tuple[Member, list[Amount]]]:
        """One arbitrary turn, with a share of what is not split yet."""
        self.ledger.place = f"{self.rule}, before a split"
        for fund, weigh, total in zip(funds, weights, totals, strict=True):
            self.ledger.oblige("a fund is not negative", fund >= 0)
            self.ledger.oblige(
                "weights add up to no more than the total", total >= self.total(weigh)
            )
        yield from self._turns(funds, weights, totals)

    def _turns(
        self,
        funds: Sequence[Amount],
        weights: Sequence[Callable[[Member], Amount]],
        totals: Sequence[Amount],
    ) -> Iterator[tuple[Member, list[Amount]]]:
        self._loops += 1
        turn = f"turn{self._loops}"
        entry, roster, facts = dict(self.state), self.roster, len(self.ledger.facts)
        kept = (list(self.observed), self.before, list(self.requirements))
        obligations = len(self.ledger.obligations)

        self._seat(turn, entry, ())
        head = dict(self.state)
        yield self.member(turn), [self.ledger.fresh("share") for _ in funds]
        written = [key for key in head if self.state[key] is not head[key]]
        watched = len(self.observed) > len(kept[0])
        self._check_writes(written, turn)

        def rewind() -> None:
            self.state.clear()
            self.state.update(entry)
            self.roster = roster
            self.observed, self.before, self.requirements = list(kept[0]), kept[1], list(kept[2])
            del self.ledger.facts[facts:]

        rewind()
        del self.ledger.obligations[obligations:]
        self._oblige_turn(f"{self.rule}, before the first turn", written, funds, turn)
        unsplit = [self.ledger.fresh("unsplit") for _ in funds]
        self._forget(written, turn, watched)
        self._seat(turn, self.state, written)
        self._assume_turn(written, unsplit, turn)
        shares = [self.ledger.fresh("share") for _ in funds]
        known = self.ledger.facts
        for fund, weigh, total, share, left in zip(
            funds, weights, totals, shares, unsplit, strict=True
        ):
            # weights are taken before the first turn, when the member's entries were the same
            own = {key: self.state[key] for key in self.state if key.startswith(f"{turn}.")}
            weight = weigh(self.on({**entry, **own}).member(turn))
            self.ledger.oblige("a weight is not negative", weight >= 0)
            known.extend((share >= 0, share <= left, left <= fund))
            known.append(terms.any_of(total <= 0, terms.equal(share * total, fund * weight)))
        yield self.member(turn), shares
        rest = [left - share for left, share in zip(unsplit, shares, strict=True)]
        self._oblige_turn(f"{self.rule}, after a turn", written, rest, turn)

        rewind()
        self._forget(written, turn, watched)
        unsplit = [self.ledger.fresh("unsplit") for _ in funds]
        self.ledger.facts.extend(left >= 0 for left in unsplit)
        self._assume_turn(written, unsplit, turn)

    def _seat(self, turn: str, base: dict[str, Amount], written: Sequence[str]) -> None:
        """Take one arbitrary member out of the cohort and know it by name."""
        self.roster = (*self.roster, turn)
        for entry in self.scheme.member_entries():
            own = self.ledger.fresh(f"{turn}.{entry}")
            self.state[f"{turn}.{entry}"] = own
            if f"{turn}.{entry}" not in written:
                self.state[f"{OTHERS}.{entry}"] = base[f"{OTHERS}.{entry}"] - own
        seen = {
            key: terms.name(f"{key} before") for key in self.state if key.startswith(f"{turn}.")
        }
        self.before = self.on({**self.before.state, **seen})

    def _forget(self, written: Sequence[str], turn: str, watched: bool) -> None:
        """Whatever turns may have changed is unknown now."""
        for key in written:
            holder, _, entry = key.partition(".")
            holders = (*self.roster, OTHERS) if holder == turn else (holder,)
            for each in holders:
                self.state[f"{each}.{entry}"] = self.ledger.fresh(f"{each}.{entry}")
        if watched:
            seen = {key: self.ledger.fresh(key) for key in self.state}
            self.before = self.on(seen)
            self.ledger.facts.extend(self._known(self.before))

    def _as_if_observed(self) -> View:
        probe = World(self.scheme, self.numbers, dict(self.state), self.roster)
        probe.observe()
        return self.on(probe.state)

    def _at_turn(
        self, now: View, written: Sequence[str], unsplit: Sequence[Amount], turn: str
    ) -> Iterator[tuple[str, Truth]]:
        """What holds before and after every turn, as if the state were observed there."""
        for claim in self._lasting_invariants():
            for truth in self._truths(claim, None, now):
                yield claim.name if claim.per_member else at_turns(claim), truth
        for claim in self.lasting:
            for truth in self._truths(claim, self.before, now):
                yield at_turns(claim), truth
        for key in written:
            account = f"{self.rule}: {key} holds what is not split yet"
            if key.endswith(".yuan") and not key.startswith(turn) and account not in self.dropped:
                yield account, self.state[key] >= sum(unsplit, 0)

    def _oblige_turn(
        self, place: str, written: Sequence[str], unsplit: Sequence[Amount], turn: str
    ) -> None:
        self.ledger.place = place
        self.ledger.oblige(POSSIBLE, False)
        for owner, truth in self._at_turn(self._as_if_observed(), written, unsplit, turn):
            self.ledger.oblige(owner, truth)

    def _assume_turn(self, written: Sequence[str], unsplit: Sequence[Amount], turn: str) -> None:
        now = self._as_if_observed()
        self.ledger.facts.extend(
            truth for _owner, truth in self._at_turn(now, written, unsplit, turn)
        )
        self.ledger.facts.extend(self._known(now, at_turn=True))

    def _check_writes(self, written: Sequence[str], turn: str) -> None:
        strangers = {*self.roster, OTHERS} - {turn}
        for key in written:
            if key.partition(".")[0] in strangers:
                raise TypeError(f"{self.rule}: a turn over all members changes {key}")


def at_turns(claim: Claim) -> str:
    """The name under which a claim about steps is carried through loops."""
    return f"{claim.name} at every turn"
