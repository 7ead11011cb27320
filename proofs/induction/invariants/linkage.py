"""Invariants of tokens that are sold ahead and bought back."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("linkage",))
def sales_come_back_by_buy_backs_only(w: View) -> Iterator[Check]:
    """Of all sales, members have got back no more than was spent on buying tokens back."""
    there = w.pool + w.treasury + w.state["supplier.yuan"] + w.state["buybacks.yuan"]
    yield Check("money", there, w.state["sales.total"] - w.state["buybacks.spent"])


@invariant(needs=("linkage",))
def assets_are_no_more_than_at_the_opening(w: View) -> Iterator[Check]:
    """Equity and what stands behind tokens, whether anybody holds one or not, are not too much."""
    assets = w.state["equity.assets"] + w.state["tokenised.assets"]
    yield Check("assets", w.parameters.company_assets, assets)
