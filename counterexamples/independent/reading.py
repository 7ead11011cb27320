"""Reading a trace, running its events, and comparing every number of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import claims, further, further_claims, rules
from .books import ZERO, Books, State
from .cases import HOLDS, NEWCOMER, Case, Sides
from .errors import Differs, NotCovered, Refused

FORMAT = "neverfalls-counterexample/1"
ENTRIES = (
    *("format", "id", "claim", "scheme", "title", "mechanisms", "parameters", "readings"),
    *("members", "opening", "initial_members", "steps", "violation", "found"),
)
NUMBER = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?")

EXAMPLE = "example_friends example_revenue example_dealers"
CIRCLE = "opening_token_price opening_earnings opening_share_price amplification"
EFFECTS = "token_to_earnings earnings_to_share share_to_token share_to_token_amplified"
# What each mechanism reads (docs/scheme-files.md): its parameters, and the questions it asks.
READS: Mapping[str, tuple[str, str]] = {
    "purchase": (
        "order contribution reward issue_price points_per_yuan margin",
        "empty_price contribution_base mint_price grant product_cost",
    ),
    "cash-exit": ("exit_fee", "step_view"),
    "goods": ("margin", "goods_payer product_cost step_view"),
    "constants": ("margin", "converted_points constant_backing product_cost"),
    "quota": ("quota_multiple quota_multiple_restated", "quota_multiple quota_scope"),
    "days": ("", ""),
    "daily-dividend": (
        "daily_rate lowest_dividend_rate highest_dividend_rate",
        "pool_use fund_sharers dividend_rates quota_scope",
    ),
    "tier-dividend": (
        "tier_rate tier_rate_restated tier_thresholds lowest_dividend_rate highest_dividend_rate",
        "tier_rate tier_access empty_tier dividend_rates quota_scope",
    ),
    "forced-exit": ("exit_fee", "forced_exit_base forced_exit_price forced_exit_fee step_view"),
    "referral": ("referral_points commission upline_commission", "referral_source"),
    "issue-cap": ("cap", "at_cap cap_counts"),
    "share-grant": (
        "share_step share_number share_number_restated share_number_least",
        "share_steps share_number",
    ),
    "ranks": ("partner_threshold prize prize_places", ""),
    "price-list": ("", ""),
    "listing": ("planned_points reserved_part", "stock_rate"),
    "exchange": ("trade_fee", "trade_fee_taker buyback_price"),
    "collectibles": ("item_price item_rise edition", "item_issue item_value item_points"),
    "migration": ("", "release_source"),
    "membership": (
        f"entry_price bounty revenue_share promised_income {EXAMPLE}",
        "new_revenue first_share bounty_for",
    ),
    "circle": (f"{CIRCLE} {EFFECTS}", "feedback"),
    "linkage": (
        "company_assets buyback_rate fee_discount margin contribution",
        "retired_tokens tokenised_assets product_cost",
    ),
    "rounding": ("price_step points_step money_step", "arithmetic"),
}
ANSWERS: Mapping[str, str] = {
    "empty_price": "undefined issue-price last-quote",
    "contribution_base": "of-sales of-profit",
    "mint_price": "before after displayed listed",
    "grant": "fixed-value fixed-number",
    "product_cost": "stated-margin any-margin",
    "step_view": "atomic pay-then-burn",
    "goods_payer": "platform pool pool-at-cost",
    "converted_points": "stay-circulating held-aside member-keeps-both",
    "constant_backing": "pool treasury nothing",
    "quota_multiple": "two one",
    "quota_scope": "both-dividends daily-only dividends-and-exits",
    "pool_use": "reserve paid-out",
    "fund_sharers": "all-points eligible-points",
    "dividend_rates": "fixed chosen-daily",
    "tier_rate": "ten-percent twenty-percent",
    "tier_access": "cumulative own-tier-only",
    "empty_tier": "to-treasury to-pool to-lower-tiers carried-over",
    "forced_exit_base": "remaining-quota granted-quota",
    "forced_exit_price": "one-by-one one-price",
    "forced_exit_fee": "charged waived",
    "referral_source": "minted-on-top carved-out treasury",
    "at_cap": "sale-refused excess-withheld",
    "cap_counts": "ever-issued outstanding",
    "share_steps": "per-full-step proportional",
    "share_number": "ten twenty one",
    "stock_rate": "by-value by-number",
    "trade_fee_taker": "exchange platform pool",
    "buyback_price": "live market",
    "item_issue": "limited unlimited",
    "item_value": "announced last-paid",
    "item_points": "destroyed kept",
    "release_source": "minted treasury",
    "new_revenue": "all-sales without-entries growth",
    "first_share": "month-of-entry next-month",
    "bounty_for": "any-friend new-dealer",
    "feedback": "damped amplifying",
    "retired_tokens": "assets-stay assets-return",
    "tokenised_assets": "taken-off-books kept-on-books",
    "arithmetic": "exact half-up down up",
}
IN_THE_END = ("quota_is_paid_when_sales_stop", "entry_price_is_earned_back_when_sales_stop")
OF_ALL: Mapping[str, tuple[str, Sides]] = {**claims.OF_ALL, **further_claims.OF_ALL}
OF_A_MEMBER: Mapping[str, tuple[str, Sides]] = {
    **claims.OF_A_MEMBER,
    **further_claims.OF_A_MEMBER,
}
# What is there before the first event although nobody opened with it.
STARTS: Mapping[str, str] = {
    "items.announced": "item_price",
    "items.last": "item_price",
    "circle.token": "opening_token_price",
    "circle.earnings": "opening_earnings",
    "circle.share": "opening_share_price",
    "equity.assets": "company_assets",
}
COVERED = frozenset(READS)
"""The mechanisms whose rules are stated here a second time."""


@dataclass(frozen=True)
class Rule:
    """How an event is told: the mechanism that brings it, and its arguments in order."""

    mechanism: str
    run: Callable[..., object]
    members: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()


RULES: Mapping[str, Rule] = {
    "purchase": Rule("purchase", rules.purchase, ("buyer",), ("paid",)),
    "purchase_referred": Rule(
        "referral", rules.purchase_referred, ("buyer", "referrer"), ("paid",)
    ),
    "sell": Rule("cash-exit", rules.sell, ("seller",), ("points",)),
    "redeem": Rule("goods", rules.redeem, ("holder",), ("points",)),
    "convert": Rule("constants", rules.convert, ("holder",), ("points",)),
    "spend": Rule("constants", rules.spend, ("buyer", "merchant"), ("constants",)),
    "restore": Rule("constants", rules.restore, ("merchant",), ("constants",)),
    "close_day": Rule("days", rules.close_day),
    "award": Rule("ranks", rules.award, ("winner",)),
    "release": Rule("migration", further.release, ("creditor",), ("amount",)),
    "list_company": Rule("listing", further.list_company, (), ("value",)),
    "convert_to_stock": Rule("listing", further.convert_to_stock, ("holder",), ("points",)),
    "trade": Rule("exchange", further.trade, ("seller", "buyer"), ("points", "paid")),
    "collect": Rule("collectibles", further.collect, ("buyer",)),
    "acquire": Rule("collectibles", further.acquire, ("buyer",)),
    "resell": Rule("collectibles", further.resell, ("seller", "buyer"), ("paid",)),
    "bring_friends": Rule("membership", further.bring_friends, ("dealer",), ("friends",)),
    "close_month": Rule("membership", further.close_month),
    "rise": Rule("circle", further.rise, (), ("amount",)),
    "fall": Rule("circle", further.fall, (), ("amount",)),
    "turn": Rule("circle", further.turn),
    "sell_ahead": Rule("linkage", further.sell_ahead, ("buyer",), ("paid",)),
    "buy_back": Rule("linkage", further.buy_back, ("holder",), ("tokens",)),
    "pay_fee": Rule("linkage", further.pay_fee, ("holder",), ("tokens",)),
}


def amounts_of(books: Books, name: str) -> tuple[str, ...]:
    """The numbers that an event needs; the rates of a day only where they are chosen, A21."""
    if name == "close_day" and books.reads("dividend_rates", "chosen-daily"):
        rates = (("daily_rate", "daily-dividend"), ("tier_rate", "tier-dividend"))
        return tuple(rate for rate, mechanism in rates if mechanism in books.mechanisms)
    return RULES[name].amounts


def exact(step: int, name: str, text: object) -> Fraction:
    """The number that a text says; each has one text only."""
    if isinstance(text, str) and NUMBER.fullmatch(text):
        number = Fraction(text)
        if str(number) == text:
            return number
    raise Differs(step, name, str(text), "an exact number in lowest terms")


def only(step: int, found: Mapping[str, object], expected: Sequence[str]) -> None:
    """Refuse an entry that is missing or that nothing here reads."""
    for name in sorted({*found} ^ {*expected}):
        if name in found:
            raise Differs(step, name, str(found[name]), "no such entry")
        raise Differs(step, name, "no such entry", "one")


def opened(data: Mapping[str, Any]) -> Books:
    """The books before the first event, as the setting of the trace has them."""
    mechanisms = data["mechanisms"]
    for name in mechanisms:
        if name not in COVERED:
            raise NotCovered(f"mechanism {name}")
    for place, part in enumerate(("parameters", "readings")):
        only(0, data[part], sorted({w for m in mechanisms for w in READS[m][place].split()}))
    for question, answer in data["readings"].items():
        if answer not in ANSWERS[question].split():
            raise NotCovered(f"reading {question}={answer}")
    numbers = {
        name: exact(0, name, text)
        for name, text in data["parameters"].items()
        if name != "tier_thresholds"
    }
    stated = data["parameters"].get("tier_thresholds", [])
    thresholds = [exact(0, "tier_thresholds", text) for text in stated]
    members = tuple(data["members"])
    if len({*members}) < len(members):
        raise Differs(0, "members", str(data["members"]), "different members")
    books = Books(numbers, thresholds, data["readings"], frozenset(mechanisms), members)
    for key, parameter in STARTS.items():
        if parameter in numbers:
            books[key] = numbers[parameter]
    # Before the first point the quote is the issue price, M1.4; so is what is listed, A14.
    for name in ("quoted", "listed", "replaced") if "price-list" in mechanisms else ("quoted",):
        books[f"{name}.yuan-in-pool"], books[f"{name}.supply"] = numbers["issue_price"], Fraction(1)
    for key, text in data["opening"].items():
        owner, _, asset = key.partition(".")
        # Other openings would be entered in the counts kept beside them too.
        if owner not in members or asset != "debt" or "migration" not in mechanisms:
            raise NotCovered(f"an opening with {key}")
        books.move("issuer.debt", key, exact(0, key, text))
    owners = [member for member in members if books[f"{member}.debt"]]
    if data["initial_members"] != owners:
        raise Differs(0, "initial_members", str(data["initial_members"]), str(owners))
    return books


def happen(books: Books, number: int, step: Mapping[str, Any]) -> list[dict[str, Fraction]]:
    """Run one event and return the states that can be seen because of it, zeros left out."""
    name, given = step["rule"], step["arguments"]
    rule = RULES.get(name)
    if rule is None or rule.mechanism not in books.mechanisms:
        raise NotCovered(f"event {name}")
    amounts = amounts_of(books, name)
    only(number, given, (*rule.members, *amounts))
    for place in rule.members:
        if given[place] not in books.members:
            raise Differs(number, place, given[place], "one of the members of the trace")
    if len({given[place] for place in rule.members}) < len(rule.members):
        raise Differs(number, "event", name, "different members")
    values = {place: exact(number, place, given[place]) for place in amounts}
    books.seen = []
    try:
        rule.run(books, **{place: given[place] for place in rule.members}, **values)
    except Refused as error:
        raise Differs(number, "event", name, f"that {error}") from None
    books.observe()
    return books.seen


def compare(number: int, told: Mapping[str, str], state: State) -> None:
    """Compare every balance; one that is 0 is not written."""
    for key in (*told, *state):
        found, expected = told.get(key, "0"), str(state.get(key, ZERO))
        if found != expected or (key in told and expected == "0"):
            raise Differs(number, key, told.get(key, "no entry"), expected)


def violate(data: Mapping[str, Any], opening: Books, history: Sequence[Sequence[State]]) -> None:
    """Compute the two sides of the claim anew, and see that they are the recorded ones.

    Some claims speak of certain states only, such as those after a day has closed; that the
    recorded one is among these is not checked.
    """
    told = data["violation"]
    only(0, told, ("step", "state", "member", "what", "relation", "left", "right", "unit"))
    step, last = told["step"], len(history) - 1
    if not 0 <= step <= last:
        raise Differs(0, "violation.step", str(step), f"one from 0 to {last}")
    state, states = told["state"], history[step]
    if not 1 <= state <= len(states):
        raise Differs(step, "violation.state", str(state), f"one from 1 to {len(states)}")
    before = states[state - 2] if state > 1 else history[max(step - 1, 0)][-1]
    if data["claim"] in OF_ALL:
        relation, sides = OF_ALL[data["claim"]]
        members: tuple[str | None, ...] = (None,)
    elif data["claim"] in OF_A_MEMBER:
        relation, sides = OF_A_MEMBER[data["claim"]]
        members = opening.members
    else:
        raise NotCovered(f"claim {data['claim']}")
    if told["member"] not in members:
        raise Differs(step, "violation.member", str(told["member"]), f"one of {members}")
    if told["relation"] != relation:
        raise Differs(step, "violation.relation", told["relation"], relation)
    case = Case(
        opening.at(states[state - 1]), opening.at(before), opening, told["member"] or NEWCOMER
    )
    try:
        left, right = sides(case)
    except Refused as error:
        raise Differs(step, "claim", data["claim"], f"one that can be judged: {error}") from None
    for name, side in (("left", left), ("right", right)):
        if told[name] != str(side):
            raise Differs(step, f"violation.{name}", told[name], str(side))
    if HOLDS[relation](left, right):
        raise Differs(step, "violation", f"{left} {relation} {right}", "a claim that is broken")


def goes_round(data: Mapping[str, Any], history: Sequence[Sequence[State]]) -> None:
    """Where a claim is about the end, see that the last steps can repeat for ever."""
    if ("loop" in data) != (data["claim"] in IN_THE_END):
        raise Differs(
            0,
            "loop",
            str(data.get("loop", "no such entry")),
            "one where the claim is about the end, and only there",
        )
    if "loop" not in data:
        return
    loop, last = data["loop"], len(history) - 1
    if not 0 <= loop < last:
        raise Differs(0, "loop", str(loop), f"one from 0 to {last - 1}")
    compare(last, {k: str(v) for k, v in history[loop][-1].items()}, history[last][-1])


def replay_independently(data: Mapping[str, Any]) -> None:
    """Run the events of a trace by the rules as docs/rules.md prints them.

    ``data`` is the parsed JSON of a trace, as counterexamples/schema.json describes it. Its texts
    are not computed: ``id``, ``scheme``, ``title``, ``found``, and how the violation is worded.
    Everything else is, and an entry that nothing here reads is refused.

    Raises:
        Differs: a state after an event, between paying and burning too, is not the recorded one; or
            an entry of the trace is not what it has to be. It names the step and the field.
        NotCovered: the trace has a mechanism, an opening, an answer, an event or a claim outside
            what is covered here.
    """
    only(0, {name: "" for name in data if name != "loop"}, ENTRIES)
    if data["format"] != FORMAT:
        raise NotCovered(f"format {data['format']}")
    opening = opened(data)
    books = opening.at(opening.balances)
    history: list[Sequence[State]] = [[dict(opening.balances)]]
    for number, step in enumerate(data["steps"], 1):
        only(number, step, ("rule", "arguments", "states"))
        seen = happen(books, number, step)
        if len(step["states"]) != len(seen):
            raise Differs(number, "states", str(len(step["states"])), str(len(seen)))
        for told, state in zip(step["states"], seen, strict=True):
            compare(number, told, state)
        history.append(seen)
    goes_round(data, history)
    violate(data, opening, history)
