"""Which promises can be kept together, found without any shipped counterexample."""

from fractions import Fraction

from neverfalls.proofs.landscape import Surveyor
from neverfalls.proofs.landscape.surveyor import minimal_transversals
from neverfalls.proofs.solving import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.scheme import Scheme

PLAIN = Scheme("plain", "Purchases, sales and goods", ("purchase", "cash-exit", "goods"))


def test_smallest_sets_meet_every_complement() -> None:
    """The minimal transversals of a few sets, by hand."""
    sets = [frozenset("ab"), frozenset("bc"), frozenset("ca")]
    assert {"".join(sorted(each)) for each in minimal_transversals(sets)} == {"ab", "ac", "bc"}
    assert minimal_transversals([frozenset()]) == []
    assert minimal_transversals([]) == [frozenset()]


def test_a_landscape_from_nothing(solvers: Solvers) -> None:
    """Without shipped traces: one reading keeps price and cash, and none is broken everywhere."""
    names = ("price_never_falls", "platform_stays_profitable", "money_is_conserved")
    found = Surveyor(PLAIN, [CLAIMS[name] for name in names], solvers).survey()
    assert [each.claims for each in found.kept] == [names]
    assert found.kept[0].deviation == {"goods_payer": "pool-at-cost"}
    assert found.everywhere == ("money_is_conserved",)
    assert found.never_together() == []
    assert found.undecided == []


def test_a_claim_that_no_reading_keeps(solvers: Solvers) -> None:
    """With a reward above the contribution the price falls under every reading with values."""
    greedy = PLAIN.with_parameters(reward=Fraction(6, 5), points_per_yuan=Fraction(1, 2))
    surveyor = Surveyor(greedy, [CLAIMS["price_never_falls"]], solvers)
    assert surveyor.some_reading("price_never_falls") is None
    assert surveyor.found.refutations
