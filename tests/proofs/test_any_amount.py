"""Promises about a purchase of any amount, which a scheme of one's own can be asked."""

import json
from pathlib import Path

import pytest

from .console import Run

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

VERDICTS = {
    "share-vault": {
        "any_purchase_sold_at_once_gains_nothing": "",
        "any_sale_bought_back_gains_no_points": "",
        "any_purchase_is_granted_points": "",
        "splitting_any_purchase_gains_no_points": "",
    },
    "share-vault-whole": {
        "any_purchase_sold_at_once_gains_nothing": "",
        "any_sale_bought_back_gains_no_points": "",
        "any_purchase_is_granted_points": "purchase alice 10 · give 10 · purchase alice 1",
    },
}
"""What is found: proved, or refuted by this history."""


def asked(run_apart: Run, scheme: str, *options: str) -> dict[str, tuple[str, str]]:
    """Status and history of each promise, with the scheme as written unless options say more."""
    done = run_apart("check", scheme, "--rules", "any-amount", "--no-store", "--json", *options)
    (found,) = json.loads(done.stdout)["schemes"]
    return {
        each["claim"]: (each["status"], " · ".join(each.get("history", ())[:-1]))
        for each in found["cells"]
    }


@pytest.mark.parametrize("name", VERDICTS)
def test_a_share_vault_is_asked(name: str, run_apart: Run) -> None:
    """With exact shares round trips of any amount gain nothing; whole shares leave a small deposit
    without any."""
    expected = VERDICTS[name]
    claims = [word for claim in expected for word in ("--claim", claim)]
    as_written = ["--reading", "empty_price=undefined"]
    found = asked(run_apart, str(EXAMPLES / f"{name}.toml"), *claims, *as_written)
    assert found == {
        claim: ("refuted" if history else "proved", history) for claim, history in expected.items()
    }


def test_a_round_trip_that_gains_is_found(run_apart: Run) -> None:
    """Where a purchase grants a number of points, whatever they cost, some amount gains."""
    found = asked(
        run_apart,
        str(EXAMPLES / "share-vault.toml"),
        *("--claim", "any_purchase_sold_at_once_gains_nothing"),
        *("--reading", "grant=fixed-number"),
    )
    ((status, history),) = found.values()
    assert status == "refuted"
    assert history.startswith("purchase alice")


def test_shipped_schemes_are_not_asked(run_apart: Run) -> None:
    """Without the rules no claim is called so, and shipped schemes have no more than before."""
    done = run_apart("explain", "any_purchase_is_granted_points")
    assert done.returncode == 2
    listed = json.loads(run_apart("list", "claims", "--json").stdout)
    assert not [each for each in listed["claims"] if each["claim"].startswith("any_purchase")]
