"""The kit passes a sound vault and finds each planted defect; what whole shares make possible."""

from fractions import Fraction

import pytest

from neverfalls.counterexamples.conformance import profile
from neverfalls.testing import Event, Refused, Verdict, run
from neverfalls.testing.prepared import setting
from tests.testing.ledgers.vault import DEFECTS, WORD, Vault

(NAME,) = Vault.profiles
ATTACK = (
    ("alice", 20_000),  # one share, at the issue price of 42 yuan
    ("alice", 28_571),  # each worth a little less than the only share
    ("alice", 69_385),
    ("alice", 168_504),
    ("bob", 200_000),
)
"""Cents that two members spend; all purchases but the first earn no share."""


def deployed(defect: str = "") -> Vault:
    """A vault that nobody has used yet."""
    vault = Vault(defect)
    vault.start(setting(profile(NAME), ("alice", "bob")))
    return vault


def bought(vault: Vault) -> list[int]:
    """The points of the buyer after each purchase of the attack."""
    points = []
    for buyer, paid in ATTACK:
        vault.apply(Event("purchase", {"buyer": buyer, "paid": paid}))
        points.append(vault.shares[buyer])
    return points


def test_a_sound_vault_passes_every_case_of_its_profile() -> None:
    """It does not keep all balances; those that it shows are right."""
    report = run(Vault)
    assert {Verdict.CONFORMS} == {each.outcome for each in report.results}
    assert "treasury.yuan" in report.unobserved[NAME]
    assert "member.points" not in report.unobserved[NAME]


@pytest.mark.parametrize(
    "defect",
    DEFECTS,
)
def test_each_planted_defect_is_found_and_its_clause_named(defect: str) -> None:
    """A case does not conform, and the clause that is broken is among those named."""
    _words, clause = DEFECTS[defect]
    report = run(lambda: Vault(defect))
    assert report.causes
    assert clause in {cited for each in report.failed for cited in each.clauses}


def test_a_first_depositor_leaves_a_later_buyer_without_points() -> None:
    """Purchases too small for a share drive up its price, until a typical purchase is too small.

    The rules and the sound vault agree on it. The later buyer's contribution of 600 yuan belongs
    to the only share, whose owner then takes out 454 yuan more than her own contributions.
    """
    vault = deployed()
    assert [1, 1, 1, 1, 0] == bought(vault)

    rules, members = profile(NAME), ("alice", "bob")
    state = rules.opening(members)
    for buyer, paid in ATTACK:
        state = rules.ran(state, members, "purchase", {"buyer": buyer, "paid": Fraction(paid)})
    owned = {f"{member}.points": state[f"{member}.points"] for member in members}
    assert {"alice.points": Fraction(1), "bob.points": Fraction(0)} == owned
    assert state["pool.yuan"] == vault.assets

    contributed = sum(paid * 3 // 10 for buyer, paid in ATTACK if buyer == "alice")
    assert 145_937 - 60_000 == contributed
    assert 131_343 == vault.withdraw("alice", 1)
    assert 45_406 == 131_343 - contributed


def test_a_vault_that_refuses_such_deposits_departs_from_the_rules() -> None:
    """It keeps the attacker from driving up the price, but the documents do not have that guard."""
    with pytest.raises(Refused, match="ZERO_SHARES"):
        bought(deployed("zero-shares-revert"))


def test_rounding_shares_up_lets_small_purchases_take_the_pool() -> None:
    """A purchase of 4 cents pays 1 cent into the pool and earns a whole share of it."""
    vault = deployed("shares-up")
    vault.deposit("alice", 200_000)
    vault.deposit("bob", 4)
    assert 1 == vault.shares["bob"]
    assert 4_908 == vault.withdraw("bob", 1)


def test_a_number_that_does_not_fit_reverts() -> None:
    """A purchase beyond 256 bits is refused, and nothing has changed; unchecked, it wraps round."""
    huge = Event("purchase", {"buyer": "alice", "paid": WORD})
    vault = deployed()
    before = vault.observe()
    with pytest.raises(Refused, match="PANIC_0x11"):
        vault.apply(huge)
    assert before == vault.observe()
    wrapped = deployed("unchecked")
    wrapped.apply(huge)
    assert wrapped.assets == WORD * 3 // 10
    assert wrapped.shares["alice"] < wrapped.assets // 6_000


def test_there_is_no_other_defect() -> None:
    """A misspelt name must not make a sound vault."""
    with pytest.raises(ValueError, match="no defect shares-sideways"):
        Vault("shares-sideways")
