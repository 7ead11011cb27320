"""All candidate invariants, in the one order in which they are tried and published.

The order is part of the records: it is that of the ``invariants`` of every proved cell, and of
the facts in every question. So it is written down here, whatever module declares what; a new
candidate goes to the end.
"""

from __future__ import annotations

from neverfalls.spec import extending
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.claims.dividends import quota_goes_only_by_payments
from neverfalls.spec.claims.expiry import purchases_last_the_term
from neverfalls.spec.claims.gains import (
    points_come_only_from_purchases,
    price_never_falls_below_the_first,
)
from neverfalls.spec.claims.issue_cap import issue_stays_within_the_cap
from neverfalls.spec.claims.linkage import buy_backs_come_from_profit
from neverfalls.spec.claims.membership import (
    dealers_earn_what_is_promised,
    only_dealers_are_paid,
    shares_come_from_new_revenue,
)
from neverfalls.spec.claims.payout_limit import members_are_out_only_when_paid
from neverfalls.spec.claims.price import price_never_falls
from neverfalls.spec.claims.ranks import large_holders_are_partners
from neverfalls.spec.claims.solvency import books_balance, money_is_conserved
from neverfalls.spec.mechanisms import MECHANISMS

from . import (
    circle,
    collectibles,
    constants,
    days,
    expiry,
    forced_exit,
    goods,
    gradual_release,
    growth_dividend,
    issue_cap,
    level_difference,
    levels,
    line,
    linkage,
    listing,
    membership,
    migration,
    pairing,
    price_list,
    purchase,
    quota,
    recruiting,
    refund,
    rounding,
    share_grant,
    tier_dividend,
    two_step_exit,
    used_up,
)
from .never_negative import never_negative

INVARIANTS: dict[str, Claim] = {
    each.name: each
    for each in (
        books_balance,
        money_is_conserved,
        quota_goes_only_by_payments,
        issue_stays_within_the_cap,
        price_never_falls_below_the_first,
        *never_negative(each for each in MECHANISMS if each not in extending.ADDED),
        purchase.pool_is_not_negative,
        purchase.supply_is_not_negative,
        purchase.holdings_are_part_of_the_supply,
        purchase.circulating_points_are_backed,
        purchase.quote_is_the_live_price,
        purchase.quote_is_positive,
        purchase.empty_books_are_fresh,
        quota.quota_covers_payouts,
        constants.platform_points_back_constants,
        purchase.treasury_is_not_negative,
        goods.goods_are_paid_by_contributions,
        goods.goods_and_funds_are_paid_by_contributions,
        purchase.money_stays_out_of_reach,
        days.treasury_covers_the_open_day,
        listing.shares_are_given_one_for_a_point,
        collectibles.items_are_never_free,
        migration.debts_go_only_by_release,
        issue_cap.points_in_use_were_issued,
        issue_cap.points_in_use_are_within_the_cap,
        share_grant.quote_is_not_below_the_issue_price,
        only_dealers_are_paid,
        large_holders_are_partners,
        shares_come_from_new_revenue,
        purchase.pool_money_has_points,
        purchase.numbered_points_cost_their_contribution,
        membership.treasury_keeps_what_dealers_are_due,
        membership.only_dealers_share,
        membership.friends_are_dealers_after_the_first,
        membership.counted_revenue_is_ordinary,
        circle.news_goes_round_without_loss,
        circle.pending_change_is_within_the_news,
        price_list.listed_price_is_a_price,
        price_list.listed_price_is_not_below_the_first,
        price_list.list_of_an_empty_pool_is_fresh,
        price_list.sales_lift_the_price_above_the_list,
        purchase.unshared_spending_stays_out_of_reach,
        membership.sales_count_as_revenue,
        membership.nobody_is_part_of_a_dealer,
        dealers_earn_what_is_promised,
        rounding.points_are_held_in_whole_steps,
        tier_dividend.tier_funds_are_emptied,
        tier_dividend.tier_shares_are_paid_out,
        buy_backs_come_from_profit,
        linkage.sales_come_back_by_buy_backs_only,
        membership.dealers_have_bought_for_the_entry_price,
        membership.sales_come_back_by_shares_and_bounties,
        forced_exit.proceeds_are_not_negative,
        circle.good_news_is_on_its_way_as_a_rise,
        linkage.assets_are_no_more_than_at_the_opening,
        gradual_release.locked_balance_is_part_of_the_start,
        gradual_release.locked_balance_shrinks_with_the_part_due,
        recruiting.recruits_have_joined,
        recruiting.recruits_are_paid_for,
        refund.treasury_keeps_what_refunds_take,
        refund.suppliers_keep_what_refunds_take,
        refund.refundable_purchases_were_granted_points,
        members_are_out_only_when_paid,
        two_step_exit.pending_points_are_counted,
        two_step_exit.points_that_stay_keep_their_price,
        line.numbers_have_been_given,
        levels.levels_due_are_those_not_reached,
        levels.treasury_keeps_what_levels_are_due,
        levels.levels_take_the_stated_rates_of_sales,
        level_difference.differences_are_part_of_the_top_rate,
        level_difference.differences_have_a_last_one,
        level_difference.treasury_keeps_what_ranks_can_take,
        level_difference.ranks_take_the_top_rate_of_sales,
        pairing.legs_are_part_of_the_turnover,
        pairing.pairs_are_paid_at_the_rate,
        used_up.counted_payouts_cover_points_used_up,
        expiry.term_days_have_passed_since_a_purchase,
        purchases_last_the_term,
        growth_dividend.closed_sales_are_not_negative,
    )
}
"""The candidates by name. Some are promises of the documents, which may hold or not."""


def take_in() -> None:
    """Add the candidates of the rules files that have been taken in since."""
    own = [*never_negative(extending.ADDED), *extending.INVARIANTS.values()]
    INVARIANTS.update({each.name: each for each in own})


take_in()
extending.WATCHING.append(take_in)

LASTING: tuple[Claim, ...] = (
    price_never_falls,
    points_come_only_from_purchases,
    forced_exit.forced_sales_pay_the_first_price,
    forced_exit.pool_pays_forced_sales_at_the_first_price,
)
"""Claims about steps that are carried through every loop over the members, asked about or not."""
