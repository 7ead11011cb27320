"""The plain unrolling that the search is measured against: all histories in one formula."""

from __future__ import annotations

from typing import Any

from neverfalls.proofs.smt import complete, script
from neverfalls.proofs.words import letters
from neverfalls.spec import terms
from neverfalls.spec.claim import Claim, Kind
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.numbers import SymbolicNumbers
from neverfalls.spec.scheme import Scheme
from neverfalls.spec.world import View, World


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
