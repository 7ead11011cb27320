"""Published sheets, as far as the mechanisms carry them: what holds of them and what breaks."""

from fractions import Fraction
from pathlib import Path

import pytest

from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.judge import Judge
from neverfalls.proofs.verdicts.verdict import Status
from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

from ..spec.worlds import history, world

SHEETS = {
    file.stem: file for file in (Path(__file__).parents[2] / "docs/examples/sheets").iterdir()
}
F = Fraction

VERDICTS = [
    ("five-fold", "price_never_falls", Status.REFUTED, ("sell_goods",)),
    ("both-sides", "price_never_falls", Status.REFUTED, ("purchase", "sell", "sell_goods")),
    ("kept-back", "price_never_falls", Status.PROVED, ()),
    ("ten-fold", "price_never_falls", Status.PROVED, ()),
    ("recharge", "everybody_can_leave_at_the_shown_price", Status.PROVED, ()),
    (
        "refund-and-commission",
        "members_together_never_gain",
        Status.REFUTED,
        ("purchase_referred", "refund"),
    ),
]


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_stated_is_idle(name: str) -> None:
    """Each file has the name of its sheet; every number and answer in it is read by a mechanism."""
    scheme = load_scheme(SHEETS[name])
    assert (scheme.name, scheme.idle_parameters, scheme.idle_readings) == (name, (), ())


@pytest.mark.parametrize(("name", "claim", "status", "events"), VERDICTS)
def test_verdicts(
    name: str, claim: str, status: Status, events: tuple[str, ...], solvers: Solvers
) -> None:
    """A promise that the sheet makes is proved, or broken by a history of exactly these events."""
    (verdict,) = Judge(load_scheme(SHEETS[name]), solvers).judge([CLAIMS[claim]])
    told = verdict.trace.steps if verdict.trace else ()
    assert (verdict.status, tuple(step.rule for step in told)) == (status, events)


def test_the_figures_of_the_reserve_token() -> None:
    """Ten thousand in and out at once, at a reserve of one thousand, leave about 9,346."""
    scheme = load_scheme(SHEETS["reserve-token"])
    w = world(scheme, {}, ("holder", "alice"))
    history(w, ("purchase", {"buyer": "alice", "paid": F(10000)}))
    assert w.state["alice.points"] == 9400
    history(w, ("sell", {"seller": "alice", "points": F(9400)}))
    assert round(w.state["alice.yuan"] + 10000, 2) == F("9345.77")
