"""Theorems: proved for all numbers, and none of their hypotheses is there for nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from neverfalls.proofs.certificates.finder import find
from neverfalls.proofs.certificates.statement import read
from neverfalls.proofs.certificates.store import THEOREMS as FILE
from neverfalls.proofs.certificates.store import Certificates, shipped
from neverfalls.proofs.induction.induct import unmet
from neverfalls.proofs.induction.invariants import INVARIANTS, never_negative
from neverfalls.proofs.solving.engines import Answer
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.theorems import THEOREMS
from neverfalls.proofs.theorems.theorem import SEEDS, Condition, prove, verified
from neverfalls.proofs.verdicts.verifying import Certified
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import SHIPPED

PRICE = THEOREMS["price_never_falls_if_reward_within_contribution_and_something_stays_on_exit"]
STEPS = THEOREMS["no_spending_earns_more_shares_than_a_full_step"]


LONG = {"holders_need_not_trade_below_the_quote_if_the_pool_buys_at_it"}
"""Theorems that take half a minute."""


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in THEOREMS]
)
def test_holds(name: str, solvers: Solvers) -> None:
    """Each theorem is proved, speaks of something, and breaks without each of its hypotheses."""
    outcome = prove(THEOREMS[name], solvers, shipped(FILE))
    assert {} == outcome.unproved
    assert outcome.holds
    assert [*THEOREMS[name].hypotheses] == [each for each in outcome.sharpness if "=" not in each]


def test_every_scheme_has_one() -> None:
    """Of each shipped scheme's mechanisms something holds for any numbers."""
    assert set(SHIPPED) == {each.scheme for each in THEOREMS.values()}


@pytest.mark.parametrize(
    ("hypotheses", "unseen"),
    [
        ({"fee_leaves_something": lambda p: p["exit_fee"] < 1}, "fee_leaves_something"),
        ({"nothing_is_bought": lambda p: p["order"] < 0}, "vacuous"),
    ],
)
def test_idle_hypothesis(
    hypotheses: Mapping[str, Condition], unseen: str, solvers: Solvers
) -> None:
    """A theorem with a hypothesis that it does not need, or that nothing meets, does not hold."""
    outcome = prove(replace(STEPS, hypotheses=hypotheses), solvers, shipped(FILE))
    missing = [each for each, trace in outcome.sharpness.items() if trace is None]
    assert not outcome.holds
    assert unseen in [*missing, *(["vacuous"] if outcome.vacuous else [])]


@pytest.mark.parametrize("dropped", PRICE.hypotheses)
def test_weaker_theorem(dropped: str, solvers: Solvers) -> None:
    """Without one of its hypotheses the theorem of the price is not proved."""
    rest = {name: meets for name, meets in PRICE.hypotheses.items() if name != dropped}
    outcome = prove(replace(PRICE, hypotheses=rest), solvers, shipped(FILE))
    assert not outcome.proved


def test_other_reading(solvers: Solvers) -> None:
    """Under a reading named as sharp the theorem is not proved either."""
    reading = {"empty_price": PRICE.sharp_readings["empty_price"]}
    outcome = prove(replace(PRICE, readings=reading, sharp_readings={}), solvers, shipped(FILE))
    assert not outcome.proved


def test_every_theorem_is_verified_without_a_solver() -> None:
    """By the certificates that are shipped, and by these alone."""
    certificates = shipped(FILE)
    assert {} == {n: each for n, each in THEOREMS.items() if not verified(each, certificates)}
    assert not verified(PRICE, Certificates({}))


def test_a_wrong_theorem_has_no_certificate() -> None:
    """If the reward may be more than the contribution, the step that fails cannot be certified."""
    kept = {name: each for name, each in PRICE.hypotheses.items() if "reward" not in name}
    assert kept.keys() < PRICE.hypotheses.keys()
    wrong, certificates = replace(PRICE, hypotheses=kept), shipped(FILE)
    assert not verified(wrong, certificates)
    scheme = wrong.setting()
    claim = CLAIMS[wrong.claim]
    invariants = [*(INVARIANTS[n] for n in wrong.invariants), *never_negative(scheme.mechanisms)]
    gaps = unmet(scheme, [claim], Certified(certificates), invariants)
    bought = next(gap for gap in gaps if (gap.rule, gap.about) == ("purchase", claim.name))
    assert [None] == [*{find(read(text)) for text in bought.texts if "declare" in text}]


def test_every_seed_has_to_find_the_proof(
    monkeypatch: pytest.MonkeyPatch, solvers: Solvers
) -> None:
    """What one seed proves and another does not know is not proved, certificate or not."""
    ask_all = Solvers.ask_all

    def forgetful(
        self: Solvers,
        texts: Sequence[str],
        engine: str = "z3",
        seed: int = 0,
        budget: int | None = None,
    ) -> list[Answer]:
        answers = ask_all(self, texts, engine, seed, budget)
        return [Answer("unknown") for _each in answers] if seed == SEEDS[-1] else answers

    assert prove(STEPS, solvers, shipped(FILE)).proved
    monkeypatch.setattr(Solvers, "ask_all", forgetful)
    outcome = prove(STEPS, solvers, shipped(FILE))
    assert (outcome.proved, outcome.certified, outcome.holds) == (False, False, False)
