"""Runs of one's own histories, held against the rules as they are interpreted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from neverfalls.counterexamples.conformance import Profile
from neverfalls.counterexamples.conformance.profile import exact_profile, variants, whole_profile
from neverfalls.counterexamples.playing.arithmetic import ARITHMETICS, Undecided
from neverfalls.counterexamples.playing.player import Player
from neverfalls.spec.errors import BadArguments, NeverfallsError
from neverfalls.spec.schemes import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import made_of, under

MEMBERS = ("alice", "bob", "carol", "dave")
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
"""Scheme files, one for each mechanism of published practice and some with several."""

AMOUNTS = ("1", "10", "100", "2000", "1/2", "0.01", "33/10", "1000000")
"""Some are no whole number of cents or points: in whole units these are refused."""


LONGEST = 2_000
"""Binary digits of a denominator with which random events go on."""


def random_events(
    scheme: Scheme, members: Sequence[str], random: Random, count: int
) -> Iterator[tuple[str, dict[str, str]]]:
    """Events with members and amounts at random; many of them are refused."""
    for _each in range(count):
        rule = random.choice(list(scheme.rules.values()))
        names = iter(random.sample(members, len(members)))
        yield (
            rule.name,
            {
                key: next(names) if sort == "Member" else random.choice(AMOUNTS)
                for key, sort in rule.sorts.items()
            },
        )


def interpreted(
    profile: Profile,
    state: dict[str, Fraction],
    members: Sequence[str],
    event: str,
    words: dict[str, str],
) -> dict[str, Fraction] | str:
    """What the rules leave, or the reason why they refuse."""
    rule = profile.scheme.rules[event]
    arguments: dict[str, str | Fraction] = {}
    for key, word in words.items():
        sort = rule.sorts[key]
        unit = profile.units.get(sort.lower(), Fraction(1))
        arguments[key] = word if sort == "Member" else Fraction(word) / unit
    try:
        return profile.ran(state, members, event, arguments)
    except NeverfallsError as error:
        return reason(error)


def run_by(player: Player, event: str, words: dict[str, str]) -> dict[str, Fraction] | str:
    """The same, as a run has it."""
    try:
        player.play(event, words)
    except NeverfallsError as error:
        return reason(error)
    return player.state(tuple(player.accounts))


def reason(error: NeverfallsError) -> str:
    """Why an event is refused; how the amount was written is left out."""
    return re.sub("found .*, expected", "found …, expected", str(error))


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.stem)
def test_what_was_paid_is_told_whatever_the_mechanisms_keep(file: Path) -> None:
    """No mechanism keeps a record of the name under which a run counts money paid and received."""
    player = Player(load_scheme(str(file)), ["alice"], ARITHMETICS["exact"]())
    player.play("purchase", {"buyer": "alice", "paid": "100"})
    view = player.view("alice")
    assert [100, 100, 0, 0] == [*view.paid, *view.received]


def every_scheme() -> list[tuple[str, Scheme]]:
    """Each shipped scheme, as it is written and under every other single reading."""
    return [
        (f"{name}{more}", scheme)
        for name in SHIPPED
        for more, scheme in variants(load_scheme(name))
    ]


def compared(name: str, scheme: Scheme, kind: str, count: int) -> int:
    """Hold a run of random events against the rules; how many events happened."""
    random = Random(name)
    profile = (exact_profile if kind == "exact" else whole_profile)(scheme)
    player = Player(scheme, MEMBERS, ARITHMETICS[kind]())
    members = tuple(player.accounts)
    state, happened = profile.opening(members), 0
    for event, words in random_events(scheme, members, random, count):
        expected = interpreted(profile, state, members, event, words)
        assert run_by(player, event, words) == expected
        if isinstance(expected, dict):
            state = expected
            happened += 1
            if max(each.denominator.bit_length() for each in state.values()) > LONGEST:
                break  # each further sale of a share makes the fractions longer by a factor
    return happened


@pytest.mark.parametrize("kind", ["exact", "whole"])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_run_is_what_the_rules_make(name: str, kind: str) -> None:
    """Every balance after each event, and each refusal with its reason, exactly."""
    scheme = load_scheme(name)
    assert sum(compared(f"{name} {seed}", scheme, kind, 60) for seed in range(12)) > 20


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["exact", "whole"])
@pytest.mark.parametrize(("name", "scheme"), every_scheme(), ids=lambda each: str(each)[:40])
def test_so_it_is_under_every_reading(name: str, scheme: Scheme, kind: str) -> None:
    """Each reading has functions of its own."""
    compared(name, scheme, kind, 200)


def test_enclosures_hold_the_exact_numbers() -> None:
    """Of price, pool and what each member sees; and they are narrow."""
    exact, enclosed = (
        Player(load_scheme("wine-shop"), MEMBERS, ARITHMETICS[kind]())
        for kind in ("exact", "enclosed")
    )
    for turn in range(40):
        name = MEMBERS[turn % len(MEMBERS)]
        arguments = {"buyer": name, "paid": str(turn + 1)}
        for player in (exact, enclosed):
            player.play("purchase", arguments)
    for player in (exact, enclosed):
        player.play("sell", {"seller": "bob", "points": "all"})
    for name in MEMBERS:
        for right, ends in zip(exact.view(name), enclosed.view(name), strict=True):
            assert right is not None
            assert ends is not None
            assert ends[0] <= right[0] <= ends[1]
            assert ends[1] - ends[0] < Fraction(1, 10**60)
    assert enclosed.view("bob").points == (Fraction(0), Fraction(0))


def test_an_enclosure_that_is_too_wide_decides_nothing() -> None:
    """Whether a member may sell just what they hold, it cannot say; and nothing is changed."""
    players = [
        Player(load_scheme("wine-shop"), MEMBERS, ARITHMETICS[kind]())
        for kind in ("exact", "enclosed")
    ]
    for player in players:
        player.play("purchase", {"buyer": "alice", "paid": "100"})
        player.play("purchase", {"buyer": "bob", "paid": "7"})
    points, held = (player.view("bob").points for player in players)
    assert held[0] < points[0] < held[1]
    with pytest.raises(Undecided, match="exact or whole amounts"):
        players[1].play("sell", {"seller": "bob", "points": str(points[0])})
    assert players[1].view("bob").points == held


def test_looking_changes_nothing() -> None:
    """What a member could get is found out on a copy."""
    player = Player(load_scheme("mall"), MEMBERS, ARITHMETICS["exact"]())
    player.play("purchase", {"buyer": "alice", "paid": "2000"})
    before = player.state(MEMBERS)
    view = player.view("alice")
    assert view.could_get is not None
    assert view.could_get[0] > 0
    assert player.state(MEMBERS) == before


def test_paid_and_received_add_up_to_the_money_of_a_member() -> None:
    """Also where an event visits everybody, as the closing of a day does."""
    player = Player(load_scheme("mall"), MEMBERS, ARITHMETICS["exact"]())
    player.play("purchase", {"buyer": "alice", "paid": "2000"})
    player.play("purchase", {"buyer": "bob", "paid": "3000"})
    player.play("close_day", {})
    player.play("sell", {"seller": "bob", "points": "all"})
    for name in MEMBERS:
        seen = player.view(name)
        assert seen.received[0] - seen.paid[0] == player.balance(f"{name}.yuan")[0]
    assert player.view("alice").received[0] > 0


@pytest.mark.parametrize(
    ("event", "arguments", "told"),
    [
        ("buy", {}, "event: found 'buy', expected"),
        ("purchase", {"buyer": "alice"}, "argument paid: found nothing"),
        ("purchase", {"buyer": "zoe", "paid": "1"}, "argument buyer: found 'zoe'"),
        ("purchase", {"buyer": "bob", "paid": "1e3"}, "expected a number, such as 100"),
        ("purchase", {"buyer": "bob", "paid": "1", "gift": "2"}, "argument gift"),
        ("purchase", {"buyer": "bob", "paid": "all"}, "argument paid: found 'all'"),
    ],
)
def test_what_is_no_event_is_told(event: str, arguments: dict[str, str], told: str) -> None:
    """By the argument, the value found and what was expected."""
    player = Player(load_scheme("wine-shop"), MEMBERS, ARITHMETICS["exact"]())
    with pytest.raises(BadArguments, match=re.escape(told)):
        player.play(event, arguments)


@pytest.mark.parametrize(
    ("scheme", "event", "arguments", "points"),
    [
        (
            made_of("purchase", "merchant-rebate"),
            "sell_goods",
            {"merchant": "bob", "buyer": "alice", "paid": "100", "rebate": "1/5"},
            20,
        ),
        (
            under(made_of("purchase", "merchant-rebate"), rebate_grant="by-value"),
            "sell_goods",
            {"merchant": "bob", "buyer": "alice", "paid": "100", "rebate": "1/5"},
            20,
        ),
        (
            under(
                made_of("purchase", "days", "daily-grant", "rounding", points_step="1/10"),
                daily_total="picked",
            ),
            "close_day",
            {"points_of_the_day": "30"},
            51,
        ),
        (made_of("purchase", "days", "expiry", expiry_days="2"), "close_day", {}, 21),
    ],
)
def test_whole_units_change_no_number(
    scheme: Scheme, event: str, arguments: dict[str, str], points: int
) -> None:
    """Points per yuan, a number of points that is picked, days: each is what the sheet says."""
    for kind in ("exact", "whole"):
        player = Player(scheme, MEMBERS, ARITHMETICS[kind]())
        if event == "close_day":
            player.play("purchase", {"buyer": "alice", "paid": "100"})
        player.play(event, arguments)
        assert player.view("alice").points[0] == points


def test_an_enclosure_goes_through_days() -> None:
    """What members have paid is known after a day that changes nobody's money, too."""
    scheme = made_of("purchase", "cash-exit", "days", "daily-grant")
    player = Player(scheme, MEMBERS, ARITHMETICS["enclosed"]())
    player.play("purchase", {"buyer": "alice", "paid": "100"})
    player.play("purchase", {"buyer": "bob", "paid": "1/3"})
    assert player.view("alice").could_get is not None
    for _day in range(3):
        player.play("close_day", {})
    seen = player.view("bob")
    assert seen.paid[0] <= Fraction(1, 3) <= seen.paid[1]


def test_an_enclosure_does_not_tell_what_the_last_points_fetch() -> None:
    """Whether any are left then, it cannot say; all else is told."""
    player = Player(load_scheme("wine-shop"), MEMBERS, ARITHMETICS["enclosed"]())
    player.play("purchase", {"buyer": "alice", "paid": "100"})
    seen = player.view("alice")
    assert seen.could_get is None
    assert seen.points[0] <= 21 <= seen.points[1]
