"""The scheme files of the documentation: one mechanism alone, and all of a kind at once."""

from pathlib import Path

import pytest

from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.judge import Judge
from neverfalls.proofs.verdicts.verdict import Status
from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.schemes.loader import load_scheme

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ALONE, ALL, PRACTICE = (
    str(EXAMPLES / f"{name}.toml") for name in ("purchase-alone", "everything", "practice")
)
APART = {"no-pool", "decreed-price", "two-step-exit"}
"""They take the price away that the others are about, or let it fall in the middle of a sale."""

OPEN = (Status.BOUNDED, Status.UNDECIDED)


def test_the_examples_are_what_they_say() -> None:
    """One has the mechanism that all others build on, the others have every one there is."""
    assert ["purchase"] == list(load_scheme(ALONE).mechanisms)
    practice = {name for name, room in MECHANISMS.items() if room.clauses[0].startswith("P")}
    assert set(MECHANISMS) - practice == set(load_scheme(ALL).mechanisms)
    assert practice - APART == practice & set(load_scheme(PRACTICE).mechanisms)


CASES = [
    (ALONE, "price_never_falls", Status.PROVED),
    (ALONE, "early_and_late_buyers_get_the_same", Status.REFUTED),
    (ALL, "books_balance", Status.PROVED),
    (ALL, "price_never_falls", Status.PROVED),
    (ALL, "market_price_never_falls", Status.REFUTED),
    (ALL, "items_are_unique", Status.PROVED),
    (PRACTICE, "books_balance", Status.PROVED),
    (PRACTICE, "money_is_conserved", Status.PROVED),
    (PRACTICE, "price_never_falls", Status.PROVED),
    (PRACTICE, "rebate_points_keep_what_was_given_up", Status.REFUTED),
]


@pytest.fixture(scope="module")
def verdicts(solvers: Solvers) -> dict[tuple[str, str], Status]:
    """Give tests the verdicts of all files, each judged once for all its claims."""
    return {
        (file, verdict.claim): verdict.status
        for file in (ALONE, ALL, PRACTICE)
        for verdict in Judge(load_scheme(file), solvers).judge(
            [CLAIMS[claim] for each, claim, _status in CASES if each == file]
        )
    }


@pytest.mark.parametrize(("file", "claim", "status"), CASES)
def test_all_are_judged(
    file: str, claim: str, status: Status, verdicts: dict[tuple[str, str], Status]
) -> None:
    """Claims are proved and broken in each."""
    assert status is verdicts[file, claim]


@pytest.mark.slow
def test_every_claim_is_judged_where_all_mechanisms_meet(solvers: Solvers) -> None:
    """Every claim is proved or broken, but one of which nothing can happen there."""
    verdicts = Judge(load_scheme(ALL), solvers).judge(list(CLAIMS.values()))
    assert len(verdicts) == len(CLAIMS)
    assert not [each.claim for each in verdicts if each.status in OPEN]
    assert len([each for each in verdicts if each.status is Status.VACUOUS]) <= 1
