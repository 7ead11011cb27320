"""Equalities that every history seems to keep, found by the prover for the scheme at hand.

A few exact histories say which sums of accounts and records are always the same: the rows of a
matrix are states, its columns entries, and each vector that it sends to zero is an equality. For
example, where all of a contribution is granted as points and nothing is kept of a sale, the states
(pool, points) are (0, 0), (30, 30), (75, 75), (20, 20), and only pool = points fits them all.

Nothing is concluded from such histories. What is found are candidates for the induction, like those
that are written down in `invariants`, and it drops those that some rule does not keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from random import Random
from typing import Any

from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.mechanism import ASSETS, Rule
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ZERO, Amount, ExactNumbers
from neverfalls.spec.schemes.scheme import Scheme

HISTORIES, MEMBERS = 12, 3
"""How many histories are made, and of how many members."""

EVENTS, FOR_EACH_RULE = 10, 2
"""How many events each of them has, and how many more for each rule of the scheme."""

TRIES = 6
"""How often an event is drawn for each that happens; many cannot happen where they are drawn."""

QUOTED = ("quoted.yuan-in-pool", "quoted.supply")
"""The pair that is the quoted price: amounts times a price are amounts times one of these."""

FIRST = ("sales.total", "contributions.total", "pool.yuan")
"""What the others are told by, where several entries say the same."""

State = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Column:
    """An entry of a state: shared, one member's, or a sum over members; it may be multiplied.

    No entry is the number 1. ``factor`` is a parameter that a reading leaves open, or one of the
    quoted pair.
    """

    entry: str = ""
    holder: str = ""  # "member" or "all members"; of a shared entry, none
    factor: str = ""

    def __str__(self) -> str:
        told = f"{self.holder}.{self.entry}" if self.holder else self.entry
        return " × ".join(each for each in (self.factor, told) if each)

    def of(self, view: View, member: str | None = None) -> Amount:
        """Its value in a state."""
        value: Amount = 1
        if self.holder == "all members":
            value = view.total(lambda each: getattr(each, self.entry))
        elif self.entry:
            value = view.state[f"{member}.{self.entry}" if self.holder else self.entry]
        if not self.factor:
            return value
        times = view.state if self.factor in QUOTED else view.parameters.to_dict()
        return times[self.factor] * value


@dataclass(frozen=True)
class Equality:
    """What an equality claims of a state: the columns, each times its number, add up to zero."""

    parts: tuple[tuple[Column, Fraction], ...]

    def __call__(self, view: View, member: str | None = None) -> Iterator[Check]:
        """Its one comparison, as the body of a claim; of one member, if it is about each."""
        sides: dict[bool, Amount] = {True: 0, False: 0}
        for column, number in self.parts:
            part = column.of(view, member)
            sides[number > 0] += part if abs(number) == 1 else abs(number) * part
        yield Check(str(self), sides[True], sides[False], relation=Relation.EQUAL)

    def __str__(self) -> str:
        def told(sign: int) -> str:
            parts = ((sign * number, column) for column, number in self.parts if sign * number > 0)
            each = (_part(number, column) for number, column in parts)
            return " + ".join(each) or "0"

        return f"{told(1)} = {told(-1)}"

    def claim(self) -> Claim:
        """The equality as a candidate invariant."""
        per_member = any(column.holder == "member" for column, _number in self.parts)
        statement = f"In every state {self}."
        return Claim(str(self), Kind.STATE, per_member, (), (), statement, self)


def stated(name: str) -> Claim:
    """The equality of this name, which is what it says.

    Raises:
        ValueError: no equality is written so.
    """
    left, equals, right = name.partition(" = ")
    parts = [*_parts(left, 1), *_parts(right, -1)] if equals else []
    equality = Equality(tuple(parts))
    if str(equality) != name:
        raise ValueError(f"no such equality: {name}")
    return equality.claim()


def _parts(side: str, sign: int) -> Iterator[tuple[Column, Fraction]]:
    for part in side.split(" + ") if side != "0" else ():
        first, *rest = part.split(" × ")
        number = Fraction(1)
        if re.fullmatch(r"[0-9]+(/[0-9]+)?", first):
            number = Fraction(first)
        else:
            rest = [first, *rest]
        yield _column(rest), sign * number


def _column(factors: Sequence[str]) -> Column:
    if not factors:
        return Column()
    *factor, entry = factors
    holder = next((h for h in ("all members", "member") if entry.startswith(f"{h}.")), "")
    return Column(entry.removeprefix(f"{holder}."), holder, " × ".join(factor))


def empty_entries(invariants: Iterable[Claim]) -> set[str]:
    """The entries of which one of these says that no member ever has any."""
    said = (each.body.parts for each in invariants if isinstance(each.body, Equality))
    return {
        parts[0][0].entry for parts in said if len(parts) == 1 and parts[0][0].holder == "member"
    }


def _part(number: Fraction, column: Column) -> str:
    if column == Column():
        return str(number)
    return str(column) if number == 1 else f"{number} × {column}"


def equalities(scheme: Scheme) -> list[Claim]:
    """Candidates: the equalities that some random histories of the scheme keep.

    They are linear in the shared entries and the sums of the members' records, and in the entries
    of one member; besides, linear in products with a parameter that a reading leaves open, and of
    two entries of which one is told by the other at the quoted price. Points, money and what else
    is kept by double entry are not summed up over the members again.
    """
    views = list(_states(scheme))
    entries = scheme.shared_entries()
    shared = dict.fromkeys((*(each for each in FIRST if each in entries), *entries))
    records = [entry for entry in scheme.member_entries() if entry not in ASSETS]
    plain = [Column(), *(Column(entry) for entry in shared)]
    plain += [Column(entry, "all members") for entry in records]
    own = [Column(), *(Column(entry, "member") for entry in scheme.member_entries())]
    linear = _kept(plain, _table(plain, views))
    found = [*linear, *_multiplied(scheme, plain, linear, views)]
    if not any({column.entry for column, _number in each.parts} == {*QUOTED} for each in linear):
        found += _quoted(plain, views)  # else the quoted price is a number
    members = [(view, member) for view in views for member in view.roster]
    found += _kept(own, [[Fraction(column.of(*each)) for column in own] for each in members])
    return [each.claim() for each in found]


def _multiplied(
    scheme: Scheme, plain: Sequence[Column], linear: Sequence[Equality], views: Sequence[View]
) -> Iterator[Equality]:
    """Equalities in products with parameters that are left open, but for multiples of others."""
    factors = scheme.open_parameters
    known = [
        [(replace(column, factor=factor), number) for column, number in each.parts]
        for each in linear
        for factor in ("", *factors)
    ]
    # each of these tells its last column by others, so without that column none of them is left
    spare = {parts[-1][0] for parts in known}
    columns = [replace(column, factor=factor) for factor in ("", *factors) for column in plain]
    left = [column for column in columns if column not in spare]
    return (each for each in _kept(left, _table(left, views)) if factors)


def _quoted(plain: Sequence[Column], views: Sequence[View]) -> Iterator[Equality]:
    """Equalities that say that one entry at the quoted price is another one, or a multiple.

    The zero, and what is quoted itself, are left to the others.
    """
    yuan, points = (
        [replace(column, factor=key) for column in plain if column.entry not in ("", *QUOTED)]
        for key in QUOTED
    )
    alike: dict[tuple[Fraction, ...], tuple[Column, Fraction]] = {}
    for column, values in zip(points, zip(*_table(points, views), strict=True), strict=True):
        if scale := next(filter(None, values), ZERO):
            alike[tuple(value / scale for value in values)] = (column, scale)
    for column, values in zip(yuan, zip(*_table(yuan, views), strict=True), strict=True):
        if scale := next(filter(None, values), ZERO):
            other = alike.get(tuple(value / scale for value in values))
            if other is not None:
                yield Equality(_smallest([(column, 1 / scale), (other[0], -1 / other[1])]))


def _table(columns: Sequence[Column], views: Sequence[View]) -> list[list[Fraction]]:
    return [[Fraction(column.of(view)) for column in columns] for view in views]


def _kept(columns: Sequence[Column], rows: Sequence[Sequence[Fraction]]) -> list[Equality]:
    """The equalities that all rows keep, each with whole numbers as small as they can be."""
    # sympy takes a third of a second to be imported, which most commands have no need of
    from sympy import QQ
    from sympy.polys.matrices import DomainMatrix

    exact = [[QQ(each.numerator, each.denominator) for each in row] for row in rows]
    matrix = DomainMatrix(exact, (len(rows), len(columns)), QQ)
    found = []
    for vector in matrix.nullspace().to_list():
        numbers = [Fraction(int(each.numerator), int(each.denominator)) for each in vector]
        parts = [each for each in zip(columns, numbers, strict=True) if each[1]]
        found.append(Equality(_smallest(parts)))
    return found


def _smallest(parts: Sequence[tuple[Column, Fraction]]) -> tuple[tuple[Column, Fraction], ...]:
    below = lcm(*(number.denominator for _column, number in parts))
    whole = [int(number * below) for _column, number in parts]
    sign = 1 if whole[0] > 0 else -1
    most = sign * gcd(*whole)
    return tuple(
        (column, Fraction(each, most)) for (column, _), each in zip(parts, whole, strict=True)
    )


class DrawingWorld(World):
    """A world in which what the platform may pick is drawn."""

    def __init__(self, scheme: Scheme, random: Random, state: State, roster: Sequence[str]) -> None:
        super().__init__(scheme, ExactNumbers(), dict(state), roster)
        self.random = random

    def decide(self, _name: str, at_least: Amount, at_most: Amount, *_clauses: str) -> Amount:
        """The least, the greatest, or something between."""
        return at_least + Fraction(_pick(self.random, 5), 4) * (at_most - at_least)


def _states(scheme: Scheme) -> Iterator[View]:
    """All states of some random histories; the same ones each time."""
    random = Random(0)
    for _history in range(HISTORIES):
        opened = {name: Fraction(1 + _pick(random, 9), 10) for name in scheme.open_parameters}
        law = scheme.closed(opened)
        roster = law.roster(max(MEMBERS, len(law.members)))
        state: State = law.opening_state(roster)
        yield View(law, ExactNumbers(), dict(state), roster)
        happened, wanted = 0, EVENTS + FOR_EACH_RULE * len(law.rules)
        for _try in range(TRIES * wanted):
            world = DrawingWorld(law, random, state, roster)
            rule = list(law.rules.values())[_pick(random, len(law.rules))]
            try:
                world.run(rule, _arguments(random, world, rule))
            except NeverfallsError:
                continue
            state = world.state
            yield View(law, ExactNumbers(), dict(state), roster)
            happened += 1
            if happened == wanted:
                break


def _arguments(random: Random, world: World, rule: Rule) -> dict[str, Any]:
    """Members in any order, amounts of some orders, parts of what is held, and rates."""
    left, named = list(world.roster), list[str]()
    arguments: dict[str, Any] = {}
    for name, sort in rule.sorts.items():
        if sort == "Member":
            named.append(left.pop(_pick(random, len(left))))
            arguments[name] = named[-1]
    held = [
        world.state[f"{who}.{entry}"] for who in named for entry in world.scheme.member_entries()
    ]
    for name, sort in rule.sorts.items():
        if sort == "Yuan":
            order = world.parameters.order
            arguments[name] = order * Fraction(1 + _pick(random, 12), 1 + _pick(random, 12))
        elif sort == "Count":
            arguments[name] = Fraction(1 + _pick(random, 12))
        elif sort != "Member":
            some = [each for each in held if each > 0] or [ZERO]
            part = Fraction(1 + _pick(random, 4), 4)
            arguments[name] = part * Fraction(some[_pick(random, len(some))])
    return arguments


def _pick(random: Random, count: int) -> int:
    """A number below ``count``; of all that a generator offers, ``random`` is the same anywhere."""
    return int(random.random() * count)
