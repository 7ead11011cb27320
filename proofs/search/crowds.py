"""Words with more members than are searched: each makes a purchase, then time passes.

What happens to several members at once, when a day closes, may need more of them than a search
reaches. Round amounts are tried on exact fractions; then all but one are kept round, and that one
is moved to where the end changes. In longer words some members give up points before time passes,
so that those of the others are worth more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from neverfalls.counterexamples.replay import execute
from neverfalls.spec.claims.claim import PASSING, Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.scheme import Scheme

from .amounts import FEW_SHARES, Amounts
from .letters import Letter
from .run import Run, events
from .simplest import DENOMINATORS
from .trials import breaks, closed_at, typical_order

CROWD = 3
"""Members who buy; every shipped promise that needs more than two members needs three."""

LONGEST = CROWD + 3
"""Most events: all buy, two of them give up points, and time passes."""

MULTIPLES = tuple(map(Fraction, (1, 2, 10, 100, 1000)))
"""Their purchases, in typical orders."""

FINER = tuple(map(Fraction, (*range(1, 11), 20, 50, 100)))
"""Purchases between which one is looked for that ends differently, in typical orders."""

HALVINGS = 40
"""How often an interval of amounts is halved."""


def crowded(
    scheme: Scheme, claim: Claim, last: Collection[str], length: int = CROWD + 1
) -> tuple[Run, Mapping[str, Fraction]] | None:
    """So many events, most of them purchases, that break the claim when time passes in the end;
    with their amounts."""
    for run in _words(scheme, last, length):
        choices = list(_choices(run))
        for choice in choices:
            amounts = _amounts(run, *choice)
            if breaks(run, claim, amounts):
                return run, amounts
        for paid, shares in choices:
            if (
                not shares
                and paid[0] == paid[1] == 1
                and (found := _at_the_edge(run, claim, paid)) is not None
            ):
                return run, found
    return None


def _words(scheme: Scheme, last: Collection[str], length: int) -> Iterator[Run]:
    """Each member buys, the last ones give up points, and then time passes, with no one named.

    Or the first member buys a time before the second, gives up points once that one has bought,
    and then time passes again.
    """
    buy = [Letter("purchase", (name,)) for name in scheme.roster(CROWD)[:CROWD]]
    leaving = length - CROWD - 1
    for passing in (Letter(rule, ()) for rule in PASSING if rule in last and rule in scheme.rules):
        for rule in _given_up(scheme) if leaving else [""]:
            leave = [Letter(rule, each.members) for each in buy]
            words = [[*buy, *leave[::-1][:leaving], passing]]
            if leaving == 1:
                words.append([buy[0], passing, buy[1], leave[0], passing])
            yield from filter(None, (_run(scheme, word) for word in words))


def _given_up(scheme: Scheme) -> list[str]:
    """The rules by which one member gives up points."""
    return [
        name
        for name, rule in scheme.rules.items()
        if [*rule.sorts.values()] == ["Member", "Points"]
    ]


def _run(scheme: Scheme, word: Sequence[Letter]) -> Run | None:
    bought = sum(1 for letter in word if letter.rule == "purchase")
    roster = scheme.roster(max(bought, len(scheme.members)))
    run: Run | None = replace(Run.start(scheme, roster), scheme=scheme)
    for letter in word:
        run = run and run.extend(letter)
    return run


def _choices(run: Run) -> Iterator[tuple[Sequence[Fraction], Sequence[Fraction]]]:
    """The purchases, in typical orders, and the shares of what each may give up."""
    rules = [letter.rule for letter in run.word]
    bought = rules.count("purchase")
    given_up = [unknown.most for unknown in run.unknowns if unknown.sort == "Points"]
    if None in given_up:
        return
    paid = product(MULTIPLES if bought == CROWD else FINER, repeat=bought)
    for choice in sorted(paid, key=sum):
        for shares in product(FEW_SHARES, repeat=len(given_up)):
            yield choice, shares


def _amounts(
    run: Run, paid: Sequence[Fraction], shares: Sequence[Fraction] = ()
) -> Mapping[str, Fraction]:
    order, orders, parts = typical_order(run), iter(paid), iter(shares)
    chosen: dict[str, Any] = {}
    for unknown in run.unknowns:
        if unknown.sort == "Points":
            chosen[unknown.label] = terms.linear(((unknown.most, next(parts)),))
        elif unknown.sort == "Rate":
            chosen[unknown.label] = Fraction(1, 10)
        else:
            chosen[unknown.label] = order * next(orders)
    known = {**closed_at(run), **chosen}
    exact = Amounts(run.numbers.definitions, known)
    return {label: exact[label] for label in known}


def _at_the_edge(
    run: Run, claim: Claim, choice: Sequence[Fraction]
) -> Mapping[str, Fraction] | None:
    """The amounts, with another one for the second member, that break the claim if any are found.

    Between two round amounts that end differently, one is looked for, by halving, at which the end
    changes from the one to the other: what happens only there is found nowhere else.
    """
    label = run.unknowns[1].label

    def with_(multiple: Fraction) -> Mapping[str, Fraction]:
        return _amounts(run, (choice[0], multiple, *choice[2:]))

    for low, high in pairwise(FINER):
        pending = [(low, high, _end(run, with_(low)), _end(run, with_(high)), HALVINGS)]
        while pending:
            least, most, lower, upper, left = pending.pop()
            if lower == upper or not left:
                continue
            middle = (least + most) / 2
            if breaks(run, claim, with_(middle)):
                paid = with_(middle)[label]
                rounder = (
                    {**with_(middle), label: paid.limit_denominator(d)} for d in DENOMINATORS
                )
                return next((each for each in rounder if breaks(run, claim, each)), with_(middle))
            between = _end(run, with_(middle))
            pending.append((middle, most, between, upper, left - 1))
            pending.append((least, middle, lower, between, left - 1))
    return None


def _end(run: Run, amounts: Mapping[str, Fraction]) -> tuple[str, ...]:
    """The accounts that are empty at the end."""
    try:
        states = execute(run.scheme.closed(amounts), run.roster, events(run, amounts))
    except NeverfallsError:
        return ()
    return tuple(key for key, value in states[-1][-1].items() if not value)
