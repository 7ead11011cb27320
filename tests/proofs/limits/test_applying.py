"""Limits of schemes of one's own: where they are shown, nothing exceeds them; else a reason."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from neverfalls.proofs.audit.judging import Bounds
from neverfalls.proofs.command import run
from neverfalls.proofs.command.codes import AS_ASKED, USAGE
from neverfalls.proofs.limits.applying import SUPPOSED, NotShown, objections, shown
from neverfalls.proofs.limits.evidence import History
from neverfalls.proofs.limits.limit import Limit, Meets
from neverfalls.proofs.limits.report import LIMITS
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.schemes.loader import load_scheme, parse_scheme
from neverfalls.spec.schemes.scheme import Scheme
from tests.schemes import made_of, scheme_with, under

EVENTS, HISTORIES = 10, 40
"""Events of a random history, and histories of a scheme: fractions grow with every event."""

NUMBERS: dict[str, tuple[str, ...]] = {
    "contribution": ("1/5", "3/10", "1/2", "1"),
    "reward": ("1/5", "1/2", "7/10", "1", "6/5"),
    "exit_fee": ("1/100", "1/10", "1/4", "3/4"),
    "margin": ("1/10", "1/2", "3/4"),
    "issue_price": ("1/10", "1", "42"),
    "order": ("1", "100"),
    "points_per_yuan": ("1/200", "3"),
    "quota_multiple": ("1/2", "1", "3"),
    "daily_rate": ("1/20", "1/5", "1/2"),
    "tier_rate": ("1/20", "1/10"),
    "bounty": ("50", "200"),
    "entry_price": ("1000", "5000"),
    "revenue_share": ("1/100", "7/100", "1/2"),
}
"""What is varied, and the values that it is given."""


def setting(name: str) -> Scheme:
    """The scheme for which a limit was written."""
    supposed = SUPPOSED[name]
    return under(load_scheme(supposed.setting), **supposed.readings)


def variations(name: str, chance: Random, count: int) -> Iterator[Scheme]:
    """Schemes in which a few numbers differ from those for which a limit was written."""
    own = setting(name)
    names = [each for each in own.relevant_parameters if each in NUMBERS]
    for _ in range(count):
        some = chance.sample(names, min(3, len(names)))
        values = {each: Fraction(chance.choice(NUMBERS[each])) for each in some}
        # it is nobody's shipped scheme
        yield replace(own.with_parameters(**values), name="ours", title="Ours")


def test_each_limit_says_what_it_supposes() -> None:
    """Every limit has its suppositions, and the scheme for which it was written meets them."""
    assert set(SUPPOSED) == set(LIMITS)
    assert {name: objections(name, setting(name)) for name in LIMITS} == dict.fromkeys(LIMITS, ())


@pytest.mark.parametrize(
    ("name", "scheme", "why"),
    [
        ("money_back", made_of("purchase"), "about schemes with cash-exit"),
        ("money_back", made_of("purchase", "cash-exit", "gift"), "those of gift"),
        ("money_back", made_of("purchase", "cash-exit", exit_fee="0"), "exit_fee is 0"),
        ("money_back", scheme_with(contribution_base="of-profit"), "not of-profit"),
        ("leavers_together", load_scheme("counter"), "added to events by rounding"),
        ("leavers_together", made_of("purchase", "cash-exit", exit_fee="1"), "less than 1"),
        ("first_member_waits", made_of("purchase", "cash-exit", reward="1"), "reward is 1"),
        ("least_turnover", made_of("purchase", reward="6/5"), "reward is 6/5"),
        ("goods_by_redemptions", scheme_with(goods_payer="pool"), "goods_payer=platform, not pool"),
        ("first_quota_waits", load_scheme("mall"), "forced_exit_base=granted-quota"),
        ("members_paid_by_others", scheme_with("mall", tier_rate="twenty-percent"), "tier_rate"),
        ("old_debt_is_paid", made_of("purchase", "cash-exit", "migration"), "opens with a debt"),
        ("circle_rounds", scheme_with("linkage", feedback="amplifying"), "feedback=damped"),
    ],
)
def test_a_limit_that_does_not_apply_says_why(
    name: str, scheme: Scheme, why: str, solvers: Solvers
) -> None:
    """The supposition that fails is named: a mechanism, a reading, a number or the opening."""
    found = shown(name, solvers, scheme)
    assert isinstance(found, NotShown)
    assert why in " ".join(found.why)


def test_an_opening_with_money_is_supposed_by_no_limit(solvers: Solvers) -> None:
    """Where money is in the pool from the start, more comes back than was ever spent."""
    text = b'name = "rich"\nmechanisms = ["purchase", "cash-exit"]\n[opening]\npool = "1000"'
    rich = parse_scheme(text, "rich.toml")
    rich = under(rich, empty_price="issue-price")
    found = shown("leavers_together", solvers, rich)
    assert isinstance(found, NotShown)
    assert found.why == ("it supposes an opening with nothing, not with pool.yuan",)


def test_a_limit_rests_on_another_one(solvers: Solvers) -> None:
    """Where it is not shown that less comes back than is spent, nothing is that follows from it."""
    free = made_of("purchase", "cash-exit", "goods", exit_fee="0")
    assert isinstance(shown("money_back", solvers, free), NotShown)
    assert isinstance(shown("spenders_paid_back_by_one", solvers, free), NotShown)
    generous = under(load_scheme("mall"), quota_multiple="two").with_parameters(
        daily_rate=Fraction(19, 10), tier_rate=Fraction(1, 10)
    )
    assert isinstance(shown("members_paid_by_others", solvers, generous), NotShown)


def test_the_bound_on_turnover_would_be_wrong_for_a_larger_reward() -> None:
    """With a reward of 6/5 later sales are granted points for less than the first one is."""
    scheme = made_of("purchase", reward="6/5")
    history = History(scheme, 1)
    for _ in range(3):
        history.do("purchase", buyer="alice", paid=Fraction(100))
    per_point = history.world.state["sales.total"] / history.world.supply
    assert per_point < Fraction(1) / (scheme.parameters.contribution * Fraction(6, 5))


def number(limit: Limit | NotShown) -> Fraction:
    """The bound as one number."""
    assert isinstance(limit, Limit)
    assert isinstance(limit.value, Fraction)
    return limit.value


def happen(
    history: History, chance: Random, rules: list[str], paid: list[Fraction], once: bool
) -> None:
    """Let a random event happen, if the rules allow it; each member may buy only ``once``."""
    name = chance.choice(["purchase", *rules])
    rule = history.world.scheme.rules[name]
    members = chance.sample(history.world.roster, len(history.world.roster))
    given: dict[str, Any] = {}
    for key, sort in rule.sorts.items():
        if sort == "Member":
            given[key] = members.pop()
        elif sort in ("Points", "Constants"):
            held = history.held(next(iter(given.values())), sort.lower())
            given[key] = held * chance.choice(
                [Fraction(1), Fraction(1), Fraction(99, 100), Fraction(1, 2)]
            )
        elif sort == "Count":
            given[key] = Fraction(chance.randrange(1, 3))
        else:
            given[key] = chance.choice(paid)
    entered = [each.get("buyer") for _rule, each in history.done]
    if once and given.get("buyer") in entered:
        return
    try:
        history.do(name, **given)
    except NotEnabled:
        history.done.pop()


def _spent(h: History) -> Fraction:
    return Fraction(h.world.state["sales.total"])


def _sum(h: History, entry: str) -> Fraction:
    return sum((h.held(name, entry) for name in h.world.roster), Fraction(0))


def money_back(h: History, bound: Fraction) -> bool:
    """Whether as large a share of what was spent came back."""
    return bool(_sum(h, "yuan") + _spent(h) >= bound * _spent(h) > 0)


def paid_back(h: History, bound: Fraction) -> bool:
    """Whether as many of those who spent the same have it back."""
    spent = {name: Fraction(0) for name in h.world.roster}
    for rule, given in h.done:
        if rule == "purchase":
            spent[given["buyer"]] += given["paid"]
    same = len(set(spent.values())) == 1 and _spent(h) > 0
    back = sum(h.held(name, "yuan") >= 0 for name in h.world.roster)
    return bool(same and back >= bound * len(h.world.roster))


def quota(h: History, bound: Fraction) -> bool:
    """Whether a larger share of all quota was paid."""
    return bool(h.world.state["dividends.total"] > bound * _sum(h, "granted"))


def in_full(h: History, bound: Fraction) -> bool:
    """Whether more of those with equal quotas were paid in full."""
    granted = {h.held(name, "granted") for name in h.world.roster}
    full = sum(h.held(name, "dividends") >= h.held(name, "granted") for name in h.world.roster)
    equal = len(granted) == 1 and min(granted) > 0
    return bool(equal and full > bound * len(h.world.roster))


def goods(h: History, bound: Fraction) -> bool:
    """Whether so many redemptions cost more."""
    redemptions = sum(rule == "redeem" for rule, _given in h.done)
    margin = 1 - Fraction(h.world.scheme.parameters.margin)
    cost, paid_in = (Fraction(h.world.state[e]) for e in ("goods.cost", "contributions.total"))
    assert redemptions * margin <= bound or redemptions >= bound / margin
    return bool(cost > redemptions * margin * paid_in)


def points(h: History, bound: Fraction) -> bool:
    """Whether points were released for less."""
    return bool(_spent(h) < bound * h.world.supply)


def earned(h: History, bound: Fraction) -> bool:
    """Whether dealers earned as much on average."""
    number = h.world.state["dealers.number"]
    return bool(number and _sum(h, "earned") >= bound * number)


ATTACKS: dict[str, Callable[[History, Fraction], bool]] = {
    "money_back": money_back,
    "money_back_with_dividends": money_back,
    "equal_spenders_paid_back": paid_back,
    "quota_paid": quota,
    "members_paid": in_full,
    "goods_by_redemptions": goods,
    "least_turnover": points,
    "dealers_earn": earned,
}
"""How a history would exceed each bound on every event; a bound that is approached, if it meets
it."""

RULES: dict[str, tuple[str, ...]] = {
    "dealers_earn": ("bring_friends", "close_month"),
}
"""The events of an attack, where they are not all."""


def attack(name: str, solvers: Solvers, chance: Random, count: int) -> Iterator[str]:
    """Yield every history that exceeds a bound, in a scheme of one's own for which it is shown."""
    for scheme in variations(name, chance, count):
        limit = shown(name, solvers, scheme)
        if isinstance(limit, NotShown):
            continue
        bound = number(limit)
        t = scheme.parameters
        order = Fraction(t.order)
        paid = [order, order, 10 * order, 1000 * order]
        if "tier-dividend" in scheme.mechanisms:
            paid.append(max(t.tier_thresholds) / Fraction(t.points_per_yuan))
        if name == "dealers_earn":
            paid = [Fraction(t.entry_price)]
        rules = list(RULES.get(name, tuple(scheme.rules)))
        for _ in range(HISTORIES):
            history = History(scheme, chance.choice([2, 3]))
            same = [chance.choice(paid)] if name.startswith(("equal", "members")) else paid
            for _event in range(EVENTS):
                happen(history, chance, rules, same, name == "dealers_earn")
                if ATTACKS[name](history, bound):
                    yield f"{scheme.parameters.to_dict()}: {history.text()}"


@pytest.mark.parametrize("name", ATTACKS)
def test_no_random_history_exceeds_a_bound(name: str, solvers: Solvers) -> None:
    """Where a bound is shown for a scheme with other numbers, random histories stay within it."""
    assert list(attack(name, solvers, Random(name), 2)) == []


def test_whoever_leaves_together_is_paid_at_least_the_bound(solvers: Solvers) -> None:
    """In any order and in any portions, and where members hold different numbers of points."""
    chance = Random("leavers")
    for scheme in variations("leavers_together", chance, 6):
        bound = number(shown("leavers_together", solvers, scheme))
        for _ in range(10):
            history = History(scheme, 3)
            for name in history.world.roster:
                paid = scheme.parameters.order * chance.choice(
                    [Fraction(1), Fraction(3), Fraction(1, 7)]
                )
                history.do("purchase", buyer=name, paid=paid)
            shown_to_all = _sum(history, "points") * history.quote
            while any(history.held(name) for name in history.world.roster):
                name = chance.choice([n for n in history.world.roster if history.held(n)])
                part = chance.choice([Fraction(1), Fraction(1), Fraction(1, 3)])
                history.do("sell", seller=name, points=history.held(name) * part)
                if len(history.done) > 30:
                    break
            else:
                assert _sum(history, "proceeds") >= bound * shown_to_all


@pytest.mark.parametrize("seed", range(3))
def test_the_first_member_waits_just_so_long(seed: int, solvers: Solvers) -> None:
    """Sale by sale, the first member is paid back after as many sales as the limit says."""
    for scheme in variations("first_member_waits", Random(seed), 2):
        limit = shown("first_member_waits", solvers, scheme)
        if isinstance(limit, NotShown) or number(limit) > 60:
            continue
        wait, gains = int(number(limit)), []
        for sales in range(wait + 1):
            history = History(scheme, 2)
            for place in range(1 + sales):
                buyer = history.world.roster[place > 0]
                history.do("purchase", buyer=buyer, paid=history.order)
            history.do("sell", seller=history.world.roster[0], points=history.held("alice"))
            gains.append(history.held("alice", "yuan") >= 0)
        assert gains == [False] * wait + [True]


@pytest.mark.parametrize("name", ["leavers_paid_less", "points_left_each_day", "circulation_falls"])
def test_witnesses_of_ones_own_scheme_meet_the_bound(name: str, solvers: Solvers) -> None:
    """Where a limit is shown, the histories run under one's own rules reach or approach it."""
    for scheme in variations(name, Random(name), 3):
        limit = shown(name, solvers, scheme)
        if isinstance(limit, Limit):
            last = limit.witnesses[-1].value
            value = limit.value
            assert value is not None
            assert isinstance(last, Fraction)
            low, high = value if isinstance(value, Bounds) else (value, value)
            assert limit.meets is not Meets.REACHED or last == low
            assert abs(last - low) <= Fraction(1, 10) + high - low


def test_the_command_shows_limits_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`neverfalls limits FILE NAME …` shows what can be shown, and of the others why not."""
    file = tmp_path / "my.toml"
    text = 'name = "mine"\nmechanisms = ["purchase", "cash-exit"]\n[parameters]\nexit_fee = "1/5"\n'
    file.write_text(text, encoding="utf-8")
    assert run(["limits", str(file), "leavers_together", "quota_paid", "--json"]) == AS_ASKED
    told = json.loads(capsys.readouterr().out)
    assert [(each["name"], each["value"]["value"]) for each in told["limits"]] == [
        ("leavers_together", "4/5")
    ]
    (other,) = told["not_shown"]
    assert other["name"] == "quota_paid"
    assert "quota, days" in other["why"][0]
    assert run(["limits", str(file), "quota_paid"]) == AS_ASKED
    assert "No limit is shown for mine." in capsys.readouterr().out
    assert run(["limits", str(file), "mall"]) == USAGE
    assert run(["limits", str(tmp_path / "none.toml")]) == USAGE
