"""What proofs rest on: nothing assumed goes unproved, no premise contradicts another, and nothing
is concluded from a solver that does not answer."""

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest

from neverfalls.proofs.induction import induct
from neverfalls.proofs.induction.induct import UNKNOWN, VACUOUS
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Check, Claim, Kind, own
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..ignorant import Ignorant

SHOP = load_scheme("wine-shop")


def squares(w: View, name: str) -> Iterator[Check]:
    """Say that one member's points squared are no less than everybody's: false with two."""
    points = own(w, name).points
    yield Check("squares", points * points + w.total(lambda m: 0 - m.points * m.points), 0)


@pytest.mark.parametrize("kind", [Kind.STATE, Kind.TWO_TRACES, Kind.POSSIBLE])
def test_a_sum_that_is_assumed_not_to_be_negative_has_to_be_so(
    kind: Kind, solvers: Solvers
) -> None:
    """The sum over the others is below zero here, whatever kind of claim speaks of it."""
    false = Claim("squares", kind, True, (), ("purchase",), "Squares.", squares)
    assert not induct(SHOP, [false], solvers).proves("squares")


def test_premises_that_contradict_each_other_prove_nothing(solvers: Solvers) -> None:
    """A margin that is 1 and 0 would make every claim true; each rule is called vacuous."""
    margin = terms.name("margin")
    opened = SHOP.with_parameters(margin=margin)
    claim = CLAIMS["platform_stays_profitable"]
    both = replace(opened, assumptions=(margin >= 1, margin <= 0))
    assert set(induct(both, [claim], solvers).broken[claim.name].values()) == {VACUOUS}
    one = replace(opened, assumptions=(margin >= 1, margin <= 1))
    assert VACUOUS not in induct(one, [claim], solvers).broken[claim.name].values()


def test_a_rule_that_never_runs_breaks_nothing_and_spoils_no_proof(solvers: Solvers) -> None:
    """Where nobody is owed anything, no old debt is ever released."""
    owed = load_scheme("old-members")
    claim = CLAIMS["releases_stay_within_the_debt"]
    for scheme in (owed, replace(owed, opening={}, members=())):
        induction = induct(scheme, [claim], solvers)
        assert induction.proves(claim.name)
        assert "release" in scheme.rules


@pytest.mark.parametrize("name", SHIPPED)
def test_a_solver_that_knows_nothing_proves_and_refutes_nothing(name: str) -> None:
    """What is proved without an answer takes no question at all: it is so by arithmetic alone."""
    scheme = load_scheme(name)
    claims = [each for each in CLAIMS.values() if each.applies(scheme.mechanisms)]
    found = induct(scheme, claims, Ignorant())
    assert {UNKNOWN} == {word for rules in found.broken.values() for word in rules.values()}
    proved = {claim for claim in found.broken if found.proves(claim)}
    assert dict.fromkeys(proved, ()) == {claim: found.queries[claim] for claim in proved}
    record = record_of(scheme)
    assert record is not None
    recorded = {
        cell["claim"]
        for cell in record["cells"]
        if not cell["deviation"] and cell["status"] == "proved"
    }
    assert {"books_balance"} <= proved < recorded


@pytest.mark.parametrize("entry", ["all.counted", "counted"])
def test_what_turns_may_have_changed_is_unknown(entry: str, solvers: Solvers) -> None:
    """Each day every member is counted, so no day is the last on which nobody has been: whatever
    the record is called."""
    room = Mechanism("counting", "A count", (), ("days",), shared_for=lambda _: {entry: 0})

    @room.when("day closing")
    def count(w: World) -> None:
        for _member in w.members():
            w.note(entry, 1)

    def uncounted(before: View, after: View) -> Iterator[Check]:
        yield Check("count", before.state[entry], after.state[entry])

    claim = Claim("uncounted", Kind.STEP, False, (), ("days",), "The count stays.", uncounted)
    with patch.dict(MECHANISMS, counting=room):
        scheme = Scheme("counting", "A count", ("purchase", "days", "counting"))
        assert list(induct(scheme, [claim], solvers, ()).broken["uncounted"]) == ["close_day"]
