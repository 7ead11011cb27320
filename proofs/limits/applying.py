"""To which schemes a limit applies: what its derivation supposes, checked against a scheme.

A limit about *every* event is shown for the mechanisms that were looked at, and for no other. A
limit about a named history, such as equal purchases alone, also stands where the scheme has further
mechanisms, as long as these take no part in any event of another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..solving.pool import Solvers
from .circle import FEEDBACKS
from .dealers_wait import READINGS as FOR_NEW_DEALERS
from .dilution import DILUTIONS
from .fall import FALLS
from .fees import LASTS
from .limit import Limit
from .made_whole import SOURCES, debts
from .old_debts import DEBTS
from .quotas_wait import KEPT
from .release import CAPS
from .report import LIMITS


class Supposed(NamedTuple):
    """What the derivation of a limit supposes of a scheme.

    ``setting`` is the shipped scheme for which it was written, ``readings`` where that answers
    otherwise, ``needs`` the mechanisms it speaks about. ``every_event`` says that it is about any
    history. ``unread`` are questions whose answers it does not depend on, ``numbers`` names
    conditions on parameters, and ``rests_on`` the limits that have to be shown for it to hold.
    ``owed`` says that it is about a debt with which a member opens.
    """

    setting: str
    needs: tuple[str, ...]
    readings: Mapping[str, str] = {}
    every_event: bool = False
    unread: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    owed: bool = False


class NotShown(NamedTuple):
    """A limit that is not shown for a scheme, and why: one sentence for each reason."""

    name: str
    why: tuple[str, ...]


NUMBERS: dict[str, Callable[[Any], bool]] = {
    "exit_fee is more than 0": lambda t: t.exit_fee > 0,
    "exit_fee is less than 1": lambda t: t.exit_fee < 1,
    "reward is more than 0": lambda t: t.reward > 0,
    "reward is less than 1": lambda t: t.reward < 1,
    "reward is at most 1": lambda t: t.reward <= 1,
    "margin is less than 1": lambda t: t.margin < 1,
    "daily_rate is more than 0": lambda t: t.daily_rate > 0,
    "tier_rate is more than 0": lambda t: t.tier_rate > 0,
    "quota_multiple is more than 0": lambda t: t.quota_multiple > 0,
    "revenue_share is more than 0": lambda t: t.revenue_share > 0,
    "bounty is more than 0": lambda t: t.bounty > 0,
    "bounty is less than entry_price": lambda t: t.bounty < t.entry_price,
    "lock_multiple is more than 1": lambda t: t.lock_multiple > 1,
    "release_destroyed is 0": lambda t: t.release_destroyed == 0,
}
"""What a limit may suppose of numbers, in words and as a test of the parameters."""

FEE = ("exit_fee is more than 0", "exit_fee is less than 1")
GRANTS = "reward is more than 0"
RISES = (GRANTS, "reward is less than 1")
RATES = ("daily_rate is more than 0", "tier_rate is more than 0", "quota_multiple is more than 0")
BOUNTIES = ("bounty is more than 0", "bounty is less than entry_price")
# what an empty pool costs, and what a product costs, matter to no history of sales alone
SALES = ("empty_price", "product_cost")
# what a company does beside the circle
COMPANY = ("retired_tokens", "tokenised_assets", "contribution_base", "product_cost")

LOCKED = ("purchase", "no-pool", "days", "gradual-release")
PROMISES = ("lock_multiple is more than 1", "release_destroyed is 0")
EXIT, DAYS = ("purchase", "cash-exit"), ("purchase", "quota", "days", "daily-dividend")
GOODS, TIERS = (*EXIT, "goods"), (*DAYS, "tier-dividend")

_leaving = Supposed("wine-shop", EXIT, unread=SALES, numbers=(*FEE, GRANTS))
_waiting = Supposed("wine-shop", EXIT, unread=SALES, numbers=(FEE[1], *RISES))
_circulating = Supposed("wine-shop", GOODS, unread=("empty_price",), numbers=(GRANTS,))
_quotas = Supposed("mall", TIERS, KEPT, numbers=RATES)
_forced = Supposed("mall", (*TIERS, "cash-exit", "forced-exit"), numbers=(FEE[1], *RATES))
_waiting_dealers = Supposed(
    "dealers",
    ("purchase", "membership"),
    FOR_NEW_DEALERS,
    unread=SALES,
    numbers=("revenue_share is more than 0", *BOUNTIES),
)

SUPPOSED: dict[str, Supposed] = {
    "money_back": Supposed("wine-shop", EXIT, every_event=True, numbers=(*FEE, GRANTS)),
    "money_back_with_dividends": Supposed(
        "mall", (*TIERS, "cash-exit"), every_event=True, numbers=(*FEE, *RATES)
    ),
    "equal_spenders_paid_back": Supposed(
        "wine-shop", GOODS, every_event=True, numbers=(*FEE, GRANTS)
    ),
    "equal_spenders_paid_back_with_dividends": Supposed(
        "mall", (*TIERS, "cash-exit", "goods"), every_event=True, numbers=(*FEE, *RATES)
    ),
    "spenders_paid_back_by_one": Supposed(
        "wine-shop", GOODS, every_event=True, numbers=(*FEE, GRANTS), rests_on=("money_back",)
    ),
    "quota_paid": Supposed("mall", TIERS, every_event=True, numbers=RATES),
    "members_paid": Supposed("mall", (*TIERS, "goods"), every_event=True, numbers=RATES),
    "members_paid_by_others": Supposed(
        "mall", TIERS, every_event=True, numbers=RATES, rests_on=("quota_paid",)
    ),
    **dict.fromkeys(
        (
            "turnover_before_a_quota_is_paid",
            "first_quota_waits",
            "quotas_wait",
            "quotas_wait_with_growth",
            "quotas_paid_while_sales_fade",
        ),
        _quotas,
    ),
    **dict.fromkeys(("received_by_the_forced_out", "forced_out_quota_waits"), _forced),
    **dict.fromkeys(("leavers_together", "last_leaver", "leavers_paid_less"), _leaving),
    "goods_by_redemptions": Supposed(
        "wine-shop",
        ("purchase", "goods"),
        every_event=True,
        numbers=(GRANTS, "margin is less than 1"),
    ),
    "goods_by_equal_redemptions": Supposed(
        "wine-shop",
        ("purchase", "goods"),
        unread=("empty_price",),
        numbers=(GRANTS, "margin is less than 1"),
    ),
    **{
        each.name: Supposed(
            each.scheme,
            {"fall_by_goods": GOODS, "fall_by_dividends": (*DAYS, "cash-exit")}.get(
                each.name, EXIT if each.scheme == "wine-shop" else (*TIERS, "cash-exit")
            ),
            each.readings,
            every_event=True,
            numbers=(*FEE, GRANTS) if each.scheme == "wine-shop" else FEE,
        )
        for each in FALLS
    },
    **{
        each.name: Supposed(
            "wine-shop",
            ("purchase", "constants"),
            {"converted_points": each.choice},
            every_event=True,
            numbers=(GRANTS,),
        )
        for each in DILUTIONS
    },
    **dict.fromkeys(("first_member_waits", "members_wait"), _waiting),
    **{
        name: Supposed(
            "old-members",
            (*EXIT, "migration"),
            {"release_source": source},
            unread=SALES,
            numbers=(FEE[1], *RISES),
            owed=True,
        )
        for name, source in [*SOURCES.items(), *((each, DEBTS[each].source) for each in DEBTS)]
    },
    **{
        name: Supposed("linkage", ("circle",), {"feedback": feedback}, unread=COMPANY)
        for name, feedback in FEEDBACKS.items()
    },
    "dealers_earn": Supposed(
        "dealers",
        ("purchase", "membership"),
        FOR_NEW_DEALERS,
        every_event=True,
        numbers=(BOUNTIES[0],),
    ),
    **dict.fromkeys(
        ("revenue_that_pays_dealers", "first_dealer_waits", "dealers_before_one_earns_back"),
        _waiting_dealers,
    ),
    "circulation_falls": _circulating,
    "day_with_most_points": _circulating,
    "points_left_each_day": _circulating._replace(numbers=(FEE[1], GRANTS, "reward is at most 1")),
    "least_turnover": Supposed(
        "wine-shop", ("purchase",), every_event=True, numbers=(GRANTS, "reward is at most 1")
    ),
    "fees_of_full_return": Supposed("full-return", LOCKED, every_event=True, numbers=PROMISES),
    "fees_of_frozen_points": Supposed(
        "frozen-points", (*LOCKED, "merchant-rebate"), every_event=True, numbers=PROMISES
    ),
    **dict.fromkeys(
        LASTS, Supposed("full-return", LOCKED, unread=("release_base",), numbers=PROMISES)
    ),
    **dict.fromkeys(
        CAPS, Supposed("wine-shop", ("purchase",), unread=SALES, numbers=(GRANTS, RISES[1]))
    ),
}
"""What each limit supposes, by its name."""


def objections(name: str, scheme: Scheme) -> tuple[str, ...]:
    """Why a limit does not apply to a scheme, as far as that can be read off; empty if it may."""
    supposed = SUPPOSED[name]
    missing = [each for each in supposed.needs if each not in scheme.mechanisms]
    if missing:
        return (f"it is about schemes with {', '.join(missing)}",)
    setting = load_scheme(supposed.setting).answering(**supposed.readings)
    return (
        *_mechanisms(supposed, setting, scheme),
        *_readings(supposed, setting, scheme),
        *_numbers(supposed, scheme),
        *_opening(supposed, scheme),
    )


def shown(name: str, solvers: Solvers, scheme: Scheme) -> Limit | NotShown:
    """Derive a limit for a scheme; where it does not apply or is not shown, say why."""
    found = objections(name, scheme)
    if found:
        return NotShown(name, found)
    for other in SUPPOSED[name].rests_on:
        below = shown(other, solvers, scheme)
        if isinstance(below, NotShown):
            return NotShown(name, (f"it rests on {other}, which is not shown",))
    try:
        return LIMITS[name](solvers, scheme)
    except NeverfallsError as failed:
        return NotShown(name, (f"its derivation does not go through: {failed}",))


def _mechanisms(supposed: Supposed, setting: Scheme, scheme: Scheme) -> tuple[str, ...]:
    """What other mechanisms than those that were looked at may do."""
    others = [each for each in scheme.mechanisms if each not in supposed.needs]
    if supposed.every_event:
        strange = [each for each in others if each not in setting.mechanisms]
        why = "it is about every event, and is not shown for those of"
    else:
        strange = [
            each for each in others if each not in setting.mechanisms and _adds_to_others(each)
        ]
        why = "its derivation leaves out what is added to events by"
    return (f"{why} {', '.join(strange)}",) if strange else ()


def _adds_to_others(mechanism: str) -> bool:
    """Whether a mechanism adds something to events of others, or changes amounts in them."""
    return bool(MECHANISMS[mechanism].effects or MECHANISMS[mechanism].amendments)


def _readings(supposed: Supposed, setting: Scheme, scheme: Scheme) -> tuple[str, ...]:
    rooms = [
        each
        for each in scheme.mechanisms
        if supposed.every_event or each in supposed.needs or _adds_to_others(each)
    ]
    asked = {question for room in rooms for question in MECHANISMS[room].questions}
    return tuple(
        f"it supposes {question}={setting.effective(question).value}, not"
        f" {scheme.effective(question).value}"
        for question in scheme.relevant_questions
        if question in asked
        and question not in supposed.unread
        and scheme.effective(question) is not setting.effective(question)
    )


def _numbers(supposed: Supposed, scheme: Scheme) -> tuple[str, ...]:
    return tuple(
        f"it supposes that {each}; {_stated(each, scheme)}"
        for each in supposed.numbers
        if not NUMBERS[each](scheme.parameters)
    )


def _stated(condition: str, scheme: Scheme) -> str:
    name = condition.partition(" ")[0]
    return f"{name} is {getattr(scheme.parameters, name)}"


def _opening(supposed: Supposed, scheme: Scheme) -> tuple[str, ...]:
    owed = debts(scheme)
    if supposed.owed:
        if len(owed) != 1 or len(scheme.opening) != 1 or min(owed.values()) <= Fraction(0):
            return ("it supposes that one member opens with a debt, and that nothing else is open",)
        return ()
    stated = [key for key, value in scheme.opening.items() if value]
    return (f"it supposes an opening with nothing, not with {', '.join(stated)}",) if stated else ()
