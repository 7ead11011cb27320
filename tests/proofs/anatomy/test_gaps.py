"""Counterexamples to induction: states and events that are so when they are run exactly."""

from fractions import Fraction

import pytest

from neverfalls.counterexamples.replay import NUMBERS
from neverfalls.proofs.anatomy import Gap, first_gap, without
from neverfalls.proofs.anatomy.system import System
from neverfalls.proofs.anatomy.telling import told
from neverfalls.proofs.certificates.store import shipped
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.model.world import World

from .anatomies import known, taken_apart


def run_again(gap: Gap) -> None:
    """Assert that the event leads from the state before to those after, on exact fractions."""
    system = gap.system
    world = World(system.scheme, NUMBERS, dict(gap.before), system.roster)
    states = world.run(system.scheme.rules[gap.event], gap.arguments)
    assert states[: len(gap.states)] == list(gap.states)
    assert all(isinstance(value, Fraction | int) for value in gap.before.values())


def test_without_an_invariant_something_breaks(solvers: Solvers) -> None:
    """If the books need not balance, a sale can leave a member more points than there are.

    All other invariants hold before, for every member, and the balances after it are exact.
    """
    anatomy = taken_apart()
    system = System(anatomy.scheme, 3)
    gap = without(anatomy, INVARIANTS["books_balance"], system, solvers)
    assert gap is not None
    assert ("holdings_are_part_of_the_supply", "sell", True) == (
        gap.broken.name,
        gap.event,
        gap.all_others,
    )
    run_again(gap)
    for each in anatomy.invariants:
        holds = gap.system.holds(each, NUMBERS, None, dict(gap.before))
        assert holds is (each.name != "books_balance")
    assert not gap.system.holds(gap.broken, NUMBERS, dict(gap.before), dict(gap.states[-1]))


def test_a_proof_that_can_do_without_an_invariant_has_no_gap(solvers: Solvers) -> None:
    """Nothing breaks without an invariant that no step makes use of."""
    anatomy = taken_apart()
    system = System(anatomy.scheme)
    assert without(anatomy, INVARIANTS["money_is_conserved"], system, solvers) is None


@pytest.mark.parametrize(
    ("scheme", "claim", "event"),
    [
        ("shares", "price_never_falls", "purchase"),
        ("shares", "grant_is_worth_its_reward", "purchase"),
        ("dealers", "platform_stays_profitable", "bring_friends"),
    ],
)
def test_what_is_broken_has_an_event_that_breaks_it(
    scheme: str, claim: str, event: str, solvers: Solvers
) -> None:
    """Though all invariants hold, one event breaks a claim that a history breaks."""
    verdict = known(f"{scheme}.{claim}")
    gap = first_gap(System(verdict.scheme), CLAIMS[claim], verdict.invariants, solvers)
    assert gap is not None
    assert event == gap.event
    run_again(gap)


def test_a_claim_about_two_continuations_fails_in_a_state(solvers: Solvers) -> None:
    """No event is needed where the claim itself supposes some."""
    verdict = known("shares.splitting_a_sale_changes_nothing")
    gap = first_gap(System(verdict.scheme), verdict.claim, verdict.invariants, solvers)
    assert gap is not None
    assert ("", (dict(gap.before),)) == (gap.event, gap.states)


def test_what_is_proved_has_no_gap(solvers: Solvers) -> None:
    """With all invariants supposed, no event of two members breaks a claim that is proved."""
    anatomy = taken_apart()
    (claim,) = anatomy.claims
    assert first_gap(System(anatomy.scheme), claim, anatomy.invariants, solvers) is None


def test_without_solvers_the_steps_are_told_and_no_gap_is_looked_for() -> None:
    """Certificates suffice for the steps; the states in which something breaks take z3."""
    data = told(known("shares.pool_covers_every_point"), shipped(), None)
    assert data["looked_for_gaps"] is False
    assert data["certified"] == data["steps"] > 0
    assert {None} == {each["without"] for each in data["invariants"]}
    data = told(known("shares.price_never_falls"), shipped(), None)
    assert data["gap"] is None
    assert data["holds_at_opening"] is True
