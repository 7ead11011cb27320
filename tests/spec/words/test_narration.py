"""Narration: the lines of a rule are what happens, also where it visits all members."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims.claim import PASSING
from neverfalls.spec.model.parameters import PARAMETERS
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.narration import Line
from neverfalls.spec.words.rules import describe_rule
from neverfalls.spec.words.symbols import COUNTED, Symbols, parameter_name, plain

from ...schemes import scheme_with
from ..numbers.arithmetic import value_of
from ..worlds import ROSTER


def flat(lines: tuple[Line, ...]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from flat(line.lines)


def test_loop_over_members_is_described_once() -> None:
    """A dividend is written for one member, and what it leaves by the name of its round."""
    lines = describe_rule(load_scheme("mall"), "close_day").lines[0].lines
    (turn,) = (line for line in lines if line.verb == "turns")
    rows = [f"{line.verb} {line.words}: {line.amount}" for line in turn.lines]
    assert rows == [
        "shares share: daily fund × member points ÷ supply",
        "lets payout: min(share, member quota)",
        "pays dividends → member: payout",
        "moves member quota → issuer quota: payout",
        "adds to member dividends: payout",
        "adds to dividends total: payout",
    ]
    assert lines[lines.index(turn) + 1].amount == "dividends after round 1"


def test_turns_see_what_earlier_turns_left() -> None:
    """Members forced out one by one get the price of their turn; all at one price, another."""
    price = {
        "one-by-one": "pool in round 3 ÷ supply in round 3",
        "one-price": "pool ÷ supply",
    }
    for choice, expected in price.items():
        scheme = scheme_with("mall", forced_exit_price=choice)
        lines = flat(describe_rule(scheme, "close_day").lines)
        paid = next(line for line in lines if line.words == "price of a forced sale")
        assert paid.amount == expected


def test_sum_over_members() -> None:
    """Points that share a fund are printed as a sum over members."""
    lines = flat(
        describe_rule(scheme_with("mall", fund_sharers="eligible-points"), "close_day").lines
    )
    share = next(line for line in lines if line.words == "share")
    total = "sum over members with member quota > 0 (member points)"
    assert share.cases == (
        (f"daily fund × member points ÷ {total}", "member quota > 0"),
        ("0", ""),
    )


RULES = [(name, rule) for name in SHIPPED for rule in load_scheme(name).rules]
HISTORY: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "wine-shop": [
        ("purchase", {"buyer": "alice", "paid": Fraction(2000)}),
        ("purchase", {"buyer": "bob", "paid": Fraction(1400)}),
        ("convert", {"holder": "alice", "points": Fraction(6)}),
        ("spend", {"buyer": "alice", "merchant": "bob", "constants": Fraction(4)}),
    ],
    "mall": [("purchase", {"buyer": who, "paid": Fraction(2000)}) for who in ROSTER],
    "market": [
        ("purchase", {"buyer": "alice", "paid": Fraction(2000)}),
        ("trade", {"seller": "alice", "buyer": "bob", "points": Fraction(6), "paid": Fraction(5)}),
        ("list_company", {"value": Fraction(10**6)}),
    ],
    "gallery": [
        ("purchase", {"buyer": "alice", "paid": Fraction(800_000)}),
        ("acquire", {"buyer": "alice"}),
    ],
    "agents": [("purchase", {"buyer": "alice", "paid": Fraction(100)})],
    "counter": [("purchase", {"buyer": who, "paid": Fraction(2000)}) for who in ROSTER],
    "shares": [("purchase", {"buyer": who, "paid": Fraction(2000)}) for who in ROSTER],
    "price-list": [("purchase", {"buyer": who, "paid": Fraction(2000)}) for who in ROSTER],
    "old-members": [("purchase", {"buyer": "veteran", "paid": Fraction(100)})],
    "dealers": [("purchase", {"buyer": who, "paid": Fraction(5000)}) for who in ROSTER],
    "linkage": [
        ("purchase", {"buyer": "alice", "paid": Fraction(10000)}),
        ("sell_ahead", {"buyer": "alice", "paid": Fraction(600)}),
        ("rise", {"amount": Fraction(10)}),
    ],
}


SUMMED = (*PASSING, "award")
"""Rules whose lines speak of sums over all members."""


class Bookkeeper(World):
    """An exact world that keeps its postings."""

    postings: list[tuple[str, str, Fraction]]

    def move(self, source: str, target: str, amount: Fraction, *_clauses: str) -> None:
        """Keep the posting."""
        super().move(source, target, amount)
        if amount:
            self.postings.append((plain(source), plain(target), amount))


@pytest.mark.parametrize(("name", "rule"), [each for each in RULES if each[1] not in SUMMED])
def test_lines_are_what_happens(name: str, rule: str) -> None:
    """Under every reading, the amounts in the lines are those that the event really posts."""
    for _label, readings in [
        ("", load_scheme(name).readings),
        *load_scheme(name).readings.deviations(),
    ]:
        scheme = load_scheme(name).reading(readings)
        exact = ExactNumbers()
        roster = scheme.roster(2)
        world = Bookkeeper(scheme, exact, scheme.opening_state(roster), roster)
        world.postings = []
        for event, given_to in HISTORY[name]:
            if event != rule or event != "list_company":  # which happens once
                world.run(scheme.rules[event], given_to)
        sorts = scheme.rules[rule].sorts
        # In the history bob ends with takings, and alice with everything else.
        first = roster if rule != "restore" else roster[::-1]
        people = dict(zip([key for key in sorts if sorts[key] == "Member"], first, strict=False))
        sizes = {key: sort for key, sort in sorts.items() if sort != "Member"}
        amounts = {k: Fraction(1, 1 if sort == "Count" else 4) for k, sort in sizes.items()}
        values = known_to(scheme, world, people)
        values |= {plain(key): value for key, value in amounts.items()}
        world.postings = []
        world.run(scheme.rules[rule], {**people, **amounts})

        description = describe_rule(scheme, rule)
        posted = []
        for line in flat(description.lines):
            if line.verb == "requires":
                assert value_of(line.amount, values)
            if line.verb == "lets":
                values[line.words] = value_of(line.amount, values)
            if line.source and (amount := value_of(line.amount, values)):
                source, target = (renamed(each, people) for each in (line.source, line.target))
                posted.append((source, target, amount))
        assert world.postings == posted
        lines = description.lines
        ends = {line.words: line.amount for line in lines if line.verb == "becomes"}
        assert world.pool == value_of(ends.get("the pool", "pool"), values)
        assert world.supply == value_of(ends.get("the supply", "supply"), values)


def known_to(scheme: Scheme, view: View, people: Mapping[str, str]) -> dict[str, Fraction]:
    """The value of every name that a description uses: parameters and balances."""
    symbols = Symbols(scheme)
    values = {parameter_name(each): getattr(scheme.parameters, each) for each in PARAMETERS}
    del values["tier thresholds"]
    for key in scheme.shared_entries():
        symbol = symbols.balance(key)
        if symbol.kind == "name":
            values[symbol.args[0]] = view.state[key]
        else:  # the issuer's account, with its sign turned
            values[COUNTED[key.partition(".")[2]]] = -view.state[key]
    for argument, person in people.items():
        for entry in scheme.member_entries():
            values[plain(f"{argument}.{entry}")] = view.state[f"{person}.{entry}"]
    return {**values, "supply": view.supply}


def renamed(account: str, people: Mapping[str, str]) -> str:
    holder, space, entry = account.partition(" ")
    return people.get(holder, holder) + space + entry
