"""A proof taken apart: its steps are those that are verified, and each says what it rests on."""

import pytest

from neverfalls.proofs.anatomy import dissect, recorded, recorded_in
from neverfalls.proofs.anatomy.dissect import NotShown
from neverfalls.proofs.anatomy.recorded import names
from neverfalls.proofs.certificates.store import Certificates, shipped
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.solving.smtlib import anonymous

from .anatomies import COVERED, known, taken_apart


def test_every_recorded_verdict_has_a_name() -> None:
    """A name says scheme, claim and reading, and is that of one verdict; a slash may be a dash."""
    every = list(names())
    assert len(set(every)) == len(every)
    assert COVERED in every
    found = known("shares.price_never_falls.margin=3/10")
    assert ("margin=3/10", "shares.price_never_falls.margin=3-10") == (found.deviation, found.name)
    assert recorded("shares.price_never_falls.margin=3-10") == found


@pytest.mark.parametrize("name", ["shares", "shares.", "shares.price", "nobody.price_never_falls"])
def test_what_is_not_recorded_has_no_name(name: str) -> None:
    """A scheme alone, half a name and an unknown scheme name no verdict."""
    assert recorded(name) is None


def test_the_verdicts_of_a_scheme_come_reading_by_reading() -> None:
    """Those of the scheme as written come first, and each has the scheme under its own reading."""
    found = list(recorded_in("shares"))
    assert "" == found[0].deviation
    order = [each.deviation for each in found]
    assert order == sorted(order, key=order.index)
    margins = {each.scheme.parameters.margin for each in found if each.deviation == "margin=1"}
    assert margins == {1}


def test_the_names_stand_for_the_statement() -> None:
    """With numbers in place of names, a question is the text that its certificate is about."""
    for step in taken_apart().steps:
        assert step.text == anonymous(step.named)
        assert len(step.truths) == len(step.sources)


def test_every_step_is_shown_from_invariants_and_requirements() -> None:
    """A sale does not overdraw the pool: the seller holds the points, and those are not all."""
    place = ("sell", "pool_is_not_negative")
    (step,) = (each for each in taken_apart().steps if (each.rule, each.about) == place)
    assert {
        ("invariant", "pool_is_not_negative"),
        ("invariant", "supply_is_not_negative"),
        ("invariant", "holdings_are_part_of_the_supply"),
        ("requirement", "points are sold"),
        ("requirement", "the seller holds them"),
        ("quotient", "what a quotient means"),
    } == set(step.reasons)
    assert step.uses.products


def test_what_the_claim_rests_on_is_closed() -> None:
    """An invariant that a step makes use of has steps of its own in the proof."""
    anatomy = taken_apart()
    needed = {each.name for each in anatomy.needed_invariants}
    assert needed < {each.name for each in anatomy.invariants}
    used = {s.name for step in anatomy.needed for s in step.reasons if s.kind == "invariant"}
    assert used <= needed | {"pool_covers_every_point"}
    assert "money_is_conserved" not in used


def test_a_step_without_a_certificate_is_shown_by_a_solver_or_not_at_all(solvers: Solvers) -> None:
    """With no certificates at all, the same steps are found by z3, and none without it."""
    proof = known("shares.books_balance")
    with pytest.raises(NotShown, match=r"books_balance: the proof cannot be taken apart"):
        dissect([proof], Certificates({}))
    anatomy = dissect([proof], Certificates({}), solvers)
    assert len(anatomy.uncertified) == len(anatomy.steps)
    assert set(taken_apart("shares.books_balance").needed) <= set(anatomy.steps)


def test_a_loop_over_the_members_leaves_steps_about_turns(solvers: Solvers) -> None:
    """Where a fund is split, it has to be shown that the fund is not negative."""
    anatomy = dissect([known("dealers.shares_come_from_new_revenue")], shipped(), solvers)
    what = {step.what for step in anatomy.needed if step.rule == "close_month"}
    assert "a fund is not negative" in what
