"""Steps in the words of the accounts."""

from neverfalls.proofs.anatomy.telling import told
from neverfalls.proofs.anatomy.wording import Words
from neverfalls.proofs.certificates.store import shipped
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import load_scheme

from .anatomies import known


def test_each_unknown_has_words_of_its_own() -> None:
    """The issuer's points are the supply with the sign turned; what comes later is told apart."""
    words = Words(load_scheme("shares"), {})
    expected = {
        "pool.yuan": "pool",
        "issuer.points": "−supply",
        "the_buyer.points": "buyer points",
        "others.points": "points of all others",
        "turn1.points": "points of the member in turn",
        "paid'1": "paid",
        "pool.yuan'2": "pool later",
        "pool.yuan'3": "pool later′",
        "alice.yuan": "alice yuan",
    }
    assert expected == {name: words.write(terms.name(name)) for name in expected}


def test_points_that_are_held_aside_are_not_part_of_the_supply() -> None:
    """Where a scheme holds points aside, what was issued is the supply and those."""
    words = Words(load_scheme("wine-shop"), {})
    assert "−supply − aside points" == words.write(terms.name("issuer.points"))


def test_a_condition_comes_first() -> None:
    """A truth that holds unless something else does reads as an implication."""
    words = Words(load_scheme("shares"), {})
    pool, paid = terms.name("pool.yuan"), terms.name("paid'1")
    empty = terms.all_of(pool <= 0, paid <= 0)
    told_ = words.goal(terms.any_of(terms.negate(empty), pool >= paid))
    assert "if pool ≤ 0 and paid ≤ 0, then pool ≥ paid" == told_


def test_a_step_is_told_with_its_formulas_and_products() -> None:
    """A sale pays at most nine tenths of what the points are worth, so it leaves the pool money."""
    data = told(known("shares.pool_covers_every_point"), shipped(), None)
    (sell,) = (rule for rule in data["rules"] if rule["rule"] == "sell")
    (step,) = (step for step in sell["steps"] if step["about"] == "pool_is_not_negative")
    assert "pool ≥ 9/10 × points × pool ÷ supply" == step["to_show"]
    assert {
        "kind": "requirement",
        "name": "the seller holds them",
        "formula": "seller points ≥ points",
    } in step["from"]
    assert ["pool ≥ 0", "supply ≥ seller points"] in step["products"]
    assert "certificate" == step["evidence"]


def test_no_name_of_a_solver_is_left_in_what_is_told() -> None:
    """Neither numbered unknowns nor names of conditional terms or quotients reach a reader."""
    data = told(known("shares.pool_covers_every_point"), shipped(), None)
    for rule in data["rules"]:
        for step in rule["steps"]:
            formulas = [step["to_show"], *(each["formula"] for each in step["from"])]
            formulas += [fact for product in step["products"] for fact in product]
            for formula in formulas:
                assert not {"'", "|", "quotient"} & set(formula.split()), formula
                assert "quotient." not in formula
                assert "floor." not in formula
