"""Mechanisms of published practice: of each, what holds because of it and what breaks.

Verdicts are found by the engine; a broken promise has its shortest history.
"""

from collections import defaultdict
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest

from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.judge import Judge
from neverfalls.proofs.verdicts.verdict import OPEN, Status, Verdict
from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.parameters import PARAMETERS, parse_amount
from neverfalls.spec.model.questions import is_reading
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..schemes import deviating

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


class Cell(NamedTuple):
    """A claim in an example, under one other reading or number, and a history that breaks it."""

    example: str
    change: str
    claim: str
    events: tuple[str, ...] = ()


UP_TWO_LEVELS = ("pass_up",) * 2
UP_THREE_LEVELS = ("pass_up",) * 3
NINETY_DAYS = ("close_day",) * 90
HUNDRED_DAYS = ("purchase", *["close_day"] * 100)

CELLS = [
    Cell("gift", "", "gifts_raise_the_price"),
    Cell("gift", "", "members_together_never_gain", ("purchase", "give", "sell")),
    Cell("gift", "", "pool_money_can_leave", ("give",)),
    Cell("gift", "", "platform_stays_profitable"),
    Cell("gift", "gift_source=treasury", "platform_stays_profitable", ("give",)),
    Cell("scheduled-burn", "", "price_never_falls"),
    Cell("scheduled-burn", "", "scheduled_burns_raise_the_price"),
    Cell("scheduled-burn", "", "scheduled_burns_enrich_holders", ("purchase", "close_day")),
    Cell(
        "scheduled-burn",
        "burned_points=unissued",
        "scheduled_burns_raise_the_price",
        ("purchase", "close_day"),
    ),
    Cell("company-purchase", "", "company_purchases_raise_the_price"),
    Cell("company-purchase", "", "platform_stays_profitable"),
    Cell(
        "company-purchase",
        "bought_points=kept",
        "company_purchases_raise_the_price",
        ("purchase", "company_buys"),
    ),
    Cell("free-points", "", "price_never_falls", ("purchase", "give_points")),
    Cell("free-points", "free_points_payer=treasury", "price_never_falls"),
    Cell("free-points", "free_points_payer=treasury", "free_points_leave_the_price"),
    Cell(
        "free-points",
        "free_points_payer=treasury",
        "platform_stays_profitable",
        ("purchase", "give_points"),
    ),
    Cell("vouchers", "", "vouchers_can_be_used"),
    Cell("vouchers", "", "vouchers_are_covered", ("purchase",)),
    Cell("vouchers", "", "platform_stays_profitable", ("purchase", "use_voucher")),
    Cell("gradual-release", "", "release_stays_within_the_lock"),
    Cell("gradual-release", "", "locked_balance_is_paid_in_full"),
    Cell("gradual-release", "", "locked_balance_is_out_in_time", HUNDRED_DAYS),
    Cell("gradual-release", "", "locked_balances_are_covered", ("purchase",)),
    Cell("gradual-release", "release_base=of-start", "locked_balance_is_out_in_time"),
    Cell(
        "gradual-release",
        "release_condition=if-sales-grew",
        "locked_balance_is_out_in_time",
        HUNDRED_DAYS,
    ),
    Cell(
        "gradual-release",
        "release_destroyed=3/10",
        "locked_balance_is_paid_in_full",
        ("purchase", "close_day"),
    ),
    Cell("gradual-release", "released_as=points", "platform_stays_profitable"),
    Cell("gradual-release", "released_as=points", "price_never_falls", ("purchase", "close_day")),
    Cell("platform-fee", "", "price_never_falls"),
    Cell("platform-fee", "", "exits_raise_the_price"),
    Cell("platform-fee", "fee_to_platform=1", "exits_raise_the_price", ("purchase", "sell")),
    Cell(
        "platform-fee",
        "fee_to_platform=1",
        "price_never_falls",
        ("purchase", "purchase", "sell", "purchase"),
    ),
    Cell("transfer", "", "transfer_fees_raise_the_price"),
    Cell("transfer", "", "transfers_keep_members_points", ("purchase", "transfer")),
    Cell(
        "transfer",
        "transfer_fee_points=platform",
        "transfer_fees_raise_the_price",
        ("purchase", "transfer"),
    ),
    Cell("transfer", "transfer_fee=0", "transfers_keep_members_points"),
    Cell("no-pool", "", "sales_leave_nothing_in_the_pool"),
    Cell("no-pool", "", "price_never_falls", ("purchase",)),
    Cell("no-pool", "", "holders_can_cash_out", ("purchase",)),
    Cell("decreed-price", "", "decreed_price_never_falls"),
    Cell("decreed-price", "", "pool_covers_the_decreed_price", ("purchase", "close_day")),
    Cell("decreed-price", "", "everybody_is_paid_the_decreed_price", ("purchase", "close_day")),
    Cell("decreed-price", "decreed_payer=treasury", "everybody_is_paid_the_decreed_price"),
    Cell(
        "decreed-price",
        "decreed_payer=treasury",
        "platform_stays_profitable",
        ("purchase", "close_day", "close_day", "close_day", "sell"),
    ),
    Cell("recruiting", "", "recruiters_get_their_fee_back"),
    Cell("recruiting", "", "members_pay_more_than_recruiting_returns"),
    Cell("recruiting", "", "platform_stays_profitable"),
    Cell("recruiting", "", "everybody_gets_their_fee_back", ("join",)),
    Cell("recruiting", "recruiting_pay=1001", "platform_stays_profitable", ("join", "join_by")),
    Cell("refund", "", "refund_undoes_the_purchase"),
    Cell("refund", "", "refund_leaves_the_buyer_no_points"),
    Cell("refund", "", "platform_stays_profitable"),
    Cell("refund", "", "members_together_never_gain"),
    Cell("refund", "", "price_never_falls", ("purchase", "purchase", "refund")),
    Cell("refund", "refunded_contribution=stays", "price_never_falls"),
    Cell("refund", "refunded_contribution=stays", "refunds_do_not_lower_the_price"),
    Cell(
        "refund",
        "refunded_contribution=stays",
        "platform_stays_profitable",
        ("purchase", "refund"),
    ),
    Cell(
        "refund",
        "refunded_contribution=stays",
        "members_together_never_gain",
        ("purchase", "purchase", "refund", "sell"),
    ),
    Cell("refund", "refunded_points=kept", "price_never_falls", ("purchase", "refund")),
    Cell("merchant-rebate", "", "price_never_falls"),
    Cell("merchant-rebate", "", "rebates_leave_the_price"),
    Cell("merchant-rebate", "", "rebate_points_keep_what_was_given_up", ("sell_goods",)),
    Cell("merchant-rebate", "buyer_reward=1", "rebates_leave_the_price", ("sell_goods",)),
    Cell(
        "merchant-rebate",
        "rebate_grant=by-number",
        "price_never_falls",
        ("purchase", "sell_goods"),
    ),
    Cell("payout-limit", "", "price_never_falls"),
    Cell("payout-limit", "", "members_are_out_only_when_paid"),
    Cell(
        "payout-limit",
        "",
        "lost_points_are_paid_for",
        ("purchase", "purchase", "sell", "close_day"),
    ),
    Cell("line", "", "lines_go_up_to_earlier_members"),
    Cell("line", "", "everybody_brings_two", ("join",)),
    Cell("levels", "", "level_pay_stays_within_the_stated_rates"),
    Cell("levels", "", "platform_stays_profitable"),
    Cell("levels", "", "everybody_above_is_paid", ("purchase", *UP_THREE_LEVELS)),
    Cell("levels", "level_limit=none", "everybody_above_is_paid"),
    Cell(
        "levels",
        "level_limit=none",
        "level_pay_stays_within_the_stated_rates",
        ("purchase", *UP_THREE_LEVELS),
    ),
    Cell(
        "levels",
        "level_limit=none",
        "platform_stays_profitable",
        ("purchase", *UP_THREE_LEVELS),
    ),
    Cell("levels", "contribution=9/25", "platform_stays_profitable", ("purchase", *UP_TWO_LEVELS)),
    Cell("level-difference", "", "differences_stay_within_the_top_rate"),
    Cell("level-difference", "", "platform_stays_profitable"),
    Cell("level-difference", "", "every_rank_above_is_paid", ("purchase", *UP_TWO_LEVELS)),
    Cell("level-difference", "equal_ranks=share", "every_rank_above_is_paid"),
    Cell(
        "level-difference",
        "equal_ranks=share",
        "differences_stay_within_the_top_rate",
        ("purchase", *UP_TWO_LEVELS),
    ),
    Cell(
        "level-difference",
        "equal_ranks=share",
        "platform_stays_profitable",
        ("purchase", *UP_TWO_LEVELS),
    ),
    Cell("pairing", "", "pairs_pay_on_half_of_the_turnover_at_most"),
    Cell("pairing", "", "unpaired_turnover_is_kept"),
    Cell(
        "pairing",
        "",
        "platform_stays_profitable",
        ("purchase", "purchase", *UP_TWO_LEVELS, "close_day"),
    ),
    Cell(
        "pairing",
        "unpaired=lost",
        "unpaired_turnover_is_kept",
        ("purchase", "pass_up", "close_day"),
    ),
    Cell("payout-limit", "out_paid=7/10", "price_never_falls"),
    Cell(
        "payout-limit",
        "out_paid=7/10",
        "lost_points_are_paid_for",
        ("purchase", "purchase", "sell", "close_day"),
    ),
    Cell("used-up", "", "price_never_falls"),
    Cell("used-up", "", "points_are_used_up_by_payouts_only"),
    Cell("used-up", "", "used_up_points_are_paid_for", ("purchase", "close_day")),
    Cell("used-up", "payout_steps=in-proportion", "points_are_used_up_by_payouts_only"),
    Cell("expiry", "", "price_never_falls"),
    Cell("expiry", "", "expired_points_raise_the_price"),
    Cell("expiry", "", "nobody_loses_points_unpaid", ("purchase", "close_day", "close_day")),
    Cell("expiry", "", "purchases_last_the_term", ("purchase", "close_day") * 2),
    Cell("expiry", "expiry_days=90", "nobody_loses_points_unpaid", ("purchase", *NINETY_DAYS)),
    Cell("expiry", "term_renewal=each-purchase", "purchases_last_the_term"),
    Cell(
        "expiry",
        "behind_expired=to-platform",
        "price_never_falls",
        ("purchase", "purchase", "close_day", "close_day", "purchase"),
    ),
    Cell(
        "expiry",
        "behind_expired=to-platform",
        "expired_points_raise_the_price",
        ("purchase", "close_day") * 2,
    ),
    Cell("daily-grant", "", "points_of_the_day_are_all_given"),
    Cell("daily-grant", "", "price_never_falls", ("purchase", "close_day")),
    Cell(
        "daily-grant",
        "",
        "every_day_brings_every_holder_points",
        ("purchase", "close_day", "purchase", "close_day"),
    ),
    Cell("daily-grant", "daily_weights=heads", "points_of_the_day_are_all_given"),
    Cell("daily-grant", "daily_grant_payer=treasury", "price_never_falls"),
    Cell(
        "daily-grant",
        "daily_grant_payer=treasury",
        "platform_stays_profitable",
        ("purchase", "close_day"),
    ),
    Cell("two-step-exit", "", "members_together_never_gain"),
    Cell(
        "two-step-exit",
        "",
        "finished_sales_leave_the_price",
        ("purchase", "begin_sale", "purchase", "end_sale"),
    ),
    Cell("two-step-exit", "between_steps=no-purchase", "finished_sales_leave_the_price"),
    Cell(
        "two-step-exit",
        "between_steps=no-purchase",
        "price_never_falls",
        ("purchase", "begin_sale"),
    ),
]


LEFT_OPEN = {
    # members are ahead after more days than a search tries behind a purchase and a sale
    "gradual-release": ["members_together_never_gain"],
    # each further level takes a share of all sales: the two break in trees of ten and twenty
    "pairing": ["most_spending_never_comes_back", "members_together_never_gain"],
}

PRACTICE = [name for name, room in MECHANISMS.items() if room.clauses[0].startswith("P")]


@pytest.fixture(scope="module")
def verdicts(solvers: Solvers) -> dict[tuple[str, str, str], Verdict]:
    """Give tests the verdicts of all cells, each example judged once under each reading."""
    found = {}
    for (example, change), cells in groupby(CELLS, lambda cell: cell[:2]):
        scheme = changed(load_scheme(EXAMPLES / f"{example}.toml"), change)
        for verdict in Judge(scheme, solvers).judge([CLAIMS[cell.claim] for cell in cells]):
            found[example, change, verdict.claim] = verdict
    return found


def changed(scheme: Scheme, change: str) -> Scheme:
    """Return a scheme with one other number or answer, written KEY=VALUE, if one is written."""
    key, _, value = change.partition("=")
    if key in PARAMETERS and not is_reading(change):
        return scheme.with_parameters(**{key: parse_amount(value)})
    return deviating(scheme, change)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: ".".join(filter(None, cell[:3])))
def test_cells(cell: Cell, verdicts: dict[tuple[str, str, str], Verdict]) -> None:
    """Each is proved, or broken by a history of exactly these events."""
    verdict = verdicts[cell[:3]]
    assert verdict.status is (Status.REFUTED if cell.events else Status.PROVED)
    told = verdict.trace.steps if verdict.trace else ()
    assert tuple(step.rule for step in told) == cell.events


def test_every_mechanism_of_practice_has_both_verdicts() -> None:
    """Each has an example of its name, in which one cell is proved and another one broken."""
    found: dict[str, set[bool]] = defaultdict(set)
    for cell in CELLS:
        found[cell.example].add(bool(cell.events))
    assert {name: {True, False} for name in PRACTICE} == found


@pytest.mark.slow
@pytest.mark.parametrize("name", PRACTICE)
def test_every_claim_is_judged_in_the_examples(name: str, solvers: Solvers) -> None:
    """No claim about an example is left open, but one that takes longer than a search goes on."""
    verdicts = Judge(load_scheme(EXAMPLES / f"{name}.toml"), solvers).judge(list(CLAIMS.values()))
    left = [each.claim for each in verdicts if each.status in OPEN]
    assert left == LEFT_OPEN.get(name, [])
