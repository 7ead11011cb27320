"""Equalities that the prover finds for a scheme by itself."""

from dataclasses import replace
from fractions import Fraction

import pytest

from neverfalls.proofs.induction import induct
from neverfalls.proofs.induction.equalities import (
    Column,
    Equality,
    empty_entries,
    equalities,
    stated,
)
from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Relation
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.loader import load_scheme, parse_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import made_of, scheme_with

VAULT = parse_scheme(
    b'name = "vault"\nmechanisms = ["purchase", "cash-exit"]\n'
    b'[parameters]\nreward = "1"\nexit_fee = "0"\n',
    "vault.toml",
)
"""All of a contribution is granted as points, and nothing is kept of a sale."""


def names(scheme: Scheme) -> set[str]:
    """What is found for a scheme."""
    return {each.name for each in equalities(scheme)}


def test_the_pool_of_a_plain_vault() -> None:
    """One yuan for a point, whatever has happened; it is not on the list of invariants."""
    assert "pool.yuan + issuer.points = 0" in names(VAULT)
    dearer = VAULT.with_parameters(issue_price=Fraction(3))
    assert "pool.yuan + 3 × issuer.points = 0" in names(dearer)
    assert not any("issuer.points" in each for each in names(load_scheme("wine-shop")))


@pytest.mark.parametrize("empty_price", ["undefined", "issue-price", "last-quote"])
@pytest.mark.parametrize("claim", ["price_never_falls", "order_of_arrival_changes_nothing"])
def test_a_plain_vault_is_decided(claim: str, empty_price: str, solvers: Solvers) -> None:
    """Its price stays where it is, and nobody's order changes another's."""
    scheme = VAULT.answering(empty_price=empty_price)
    (found,) = Judge(scheme, solvers).judge([CLAIMS[claim]])
    assert (found.status, found.evidence) == (Status.PROVED, "two solvers")


def test_a_vault_with_a_fee_is_another_one(solvers: Solvers) -> None:
    """With a fee the pool is more than the points, and the order of arrival matters."""
    scheme = VAULT.with_parameters(exit_fee=Fraction(1, 10))
    assert "pool.yuan + issuer.points = 0" not in names(scheme)
    (found,) = Judge(scheme, solvers).judge([CLAIMS["order_of_arrival_changes_nothing"]])
    assert found.status is Status.REFUTED


def test_what_histories_suggest_is_not_believed(solvers: Solvers) -> None:
    """An equality that the histories keep by chance is tried like any other, and dropped."""
    chance = Equality(((Column("pool.yuan"), Fraction(1)), (Column("sales.total"), Fraction(-1))))
    found = induct(VAULT, [CLAIMS["price_never_falls"]], solvers, [chance.claim()])
    assert found.invariants == ()
    assert not found.proves("price_never_falls")


def test_a_parameter_that_is_left_open() -> None:
    """What is kept of a sale is told by the margin, whatever it is."""
    found = names(scheme_with("wine-shop", product_cost="any-margin").opened())
    kept = "3 × sales.total + 10 × treasury.yuan + 10 × goods.cost = 10 × margin × sales.total"
    assert kept in found


def test_each_member_and_all_together() -> None:
    """Of a member it is said what holds of each; of records, what holds of their sum."""
    found = {each.name: each for each in equalities(load_scheme("mall"))}
    assert found["2 × sales.total = all members.granted"].per_member is False
    (own,) = (
        each for name, each in found.items() if "member.granted" in name and "all" not in name
    )
    assert own.per_member


def test_all_that_the_histories_of_purchases_alone_keep() -> None:
    """Shares of what was spent, the price that was quoted, and each is read as it is written."""
    found = [each.name for each in equalities(made_of("purchase"))]
    assert found == [
        "3 × sales.total = 10 × contributions.total",
        "3 × sales.total = 10 × pool.yuan",
        "sales.total = 5 × treasury.yuan",
        "sales.total = 2 × supplier.yuan",
        "3 × sales.total + 10 × issuer.points + 10 × quoted.supply = 10 × quoted.yuan-in-pool",
        "5 × quoted.yuan-in-pool × issuer.points + 3 × quoted.supply × supplier.yuan = 0",
    ]
    assert [stated(name).name for name in found] == found


def test_the_same_ones_each_time() -> None:
    """Nothing about them is left to chance."""
    scheme = load_scheme("dealers")
    assert [*map(str, equalities(scheme))] == [*map(str, equalities(replace(scheme)))]


def test_how_an_equality_is_written() -> None:
    """Each part on the side where its number is above zero."""
    parts = ((Column(), Fraction(-100)), (Column("a"), Fraction(1)), (Column("b"), Fraction(1, 2)))
    assert str(Equality(parts)) == "a + 1/2 × b = 100"


def test_what_an_equality_compares() -> None:
    """In a state, the parts of each side, each times its number, and a number by itself."""
    scheme = replace(VAULT, members=("alice",), opening={"alice.points": Fraction(6)})
    view = View(scheme, ExactNumbers(), scheme.opening_state(("alice",)), ("alice",))
    claim = stated("2 × issuer.points + 3 × member.points + member.yuan = 5 + 1/2 × pool.yuan")
    (check,) = claim.checks(None, view, "alice")
    assert (check.left, check.right, check.relation) == (6, 5, Relation.EQUAL)
    assert claim.per_member
    claim = stated("all members.points + 7 = 0")
    assert not claim.per_member
    (check,) = claim.checks(None, view, None)
    assert (check.left, check.right) == (13, 0)


def test_what_is_no_equality_is_refused() -> None:
    """A name under which no equality is written, here with a number that is left out."""
    with pytest.raises(ValueError, match=r"^no such equality: 1 × a = 0$"):
        stated("1 × a = 0")


def test_which_entries_no_member_ever_has() -> None:
    """Those of which one equality says just that, of each member; nothing else does."""
    said = ("member.points = 0", "member.yuan + member.points = 0", "pool.yuan = 0")
    assert empty_entries(map(stated, said)) == {"points"}
    assert empty_entries(map(stated, said[1:])) == set()
    assert empty_entries([CLAIMS["price_never_falls"]]) == set()
