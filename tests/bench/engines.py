"""The search by words beside the plain unrolling: one formula for all histories of a length.

Both go through the lengths 1, 2, 3 … until a history breaks the claim or the bound is exhausted.
Both have one process, asked one query after the other, the same seconds and the same units of
z3's effort in all; a side that has not answered then is not asked about anything larger.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from neverfalls.proofs.search.explorer import Explorer
from neverfalls.proofs.search.letters import letters
from neverfalls.proofs.solving.engines import ask_z3
from neverfalls.proofs.solving.smtlib import complete, script
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import SymbolicNumbers, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from .limits import Here, Spent, limited, progress, warm_up

MILLION = 1_000_000


class Case(NamedTuple):
    """A question for both sides, in words that a process can be sent."""

    claim: str
    depth: int
    members: int
    scheme: str = "wine-shop"
    reading: str = ""
    mechanisms: tuple[str, ...] = ()

    def opened(self) -> Scheme:
        """The scheme that is asked about."""
        found = load_scheme(self.scheme)
        if self.reading:
            key, _, choice = self.reading.partition("=")
            found = found.reading(found.readings.with_choices({key: choice}))
        return replace(found, mechanisms=self.mechanisms or found.mechanisms)


class Limits(NamedTuple):
    """What each side may spend on one case."""

    seconds: int
    units: int


class Side(NamedTuple):
    """What one side came to. ``units`` are unknown where it was killed."""

    answer: str
    queries: int
    units: int | None
    seconds: float
    trouble: str = ""


def words(case: Case, units: int) -> Side:
    """The project's search."""
    warm_up()
    scheme, here = case.opened(), Here(units)
    start = time.perf_counter()
    answer, trouble = "", ""
    try:
        explorer = Explorer(scheme, here)
        found = explorer.find(CLAIMS[case.claim], set(scheme.rules), case.depth, case.members)
    except Spent:
        trouble = f"no answer within {units / MILLION:.0f}M units"
    else:
        if found.run is not None:
            answer = f"breaks at {len(found.run.word)}"
        elif found.undecided:
            trouble = f"{len(found.undecided)} words left undecided"
        else:
            answer = "exhausted"
    return Side(answer, len(here.seen), here.spent, time.perf_counter() - start, trouble)


def formula(case: Case, units: int) -> Side:
    """The plain unrolling, a formula for each length."""
    warm_up()
    scheme, spent = case.opened(), 0
    start = time.perf_counter()
    answer, trouble = "exhausted", ""
    length = 0
    while length < case.depth:
        length += 1
        text = unrolled(scheme, CLAIMS[case.claim], length, case.members)
        said = ask_z3(text, max(1, units - spent))
        spent += said.cost
        if said.status == "sat":
            answer = f"breaks at {length}"
            break
        if said.status == "unknown":
            answer, trouble = "", f"no answer within {units / MILLION:.0f}M units"
            break
    return Side(answer, length, spent, time.perf_counter() - start, trouble)


def unrolled(scheme: Scheme, claim: Claim, length: int, members: int) -> str:
    """A query that is satisfiable when the last of so many events can break the claim.

    At every step an unknown picks one event; each balance is named after the step, equal to what
    the picked event makes of it. Of the ways tried to write this, z3 is fastest with this one.
    """
    numbers = SymbolicNumbers()
    roster = scheme.roster(members)
    before: dict[str, Any] = {}
    state: dict[str, Any] = scheme.opening_state(roster)
    facts: list[Any] = list(scheme.assumptions)
    for step in range(1, length + 1):
        before, pick = state, terms.name(f"pick {step}")
        state = {key: terms.name(f"{key} after {step}") for key in before}
        picked = []
        for number, letter in enumerate(letters(scheme, roster, members), 1):
            world = World(scheme, numbers, dict(before), roster)
            rule = scheme.rules[letter.rule]
            named = iter(letter.members)
            arguments = {
                name: next(named)
                if sort == "Member"
                else numbers.unknown(f"{step}.{number}.{name}")
                for name, sort in rule.sorts.items()
            }
            try:
                (seen,) = world.run(rule, arguments)  # no event of these cases is seen half done
            except NotEnabled:
                continue
            effects = [terms.equal(state[key], value) for key, value in seen.items()]
            allowed = [truth for _why, truth in world.requirements]
            picked.append(terms.all_of(terms.equal(pick, number), *allowed, *effects))
        facts.append(terms.any_of(*picked))
    earlier, now = (View(scheme, numbers, each, roster) for each in (before, state))
    broken = [
        terms.negate(check.holds(now))
        for name in (roster if claim.per_member else (None,))
        for check in claim.checks(earlier if claim.kind is Kind.STEP else None, now, name)
    ]
    return script(complete([*facts, terms.any_of(*broken)], numbers.definitions))


def compare(label: str, cases: Iterable[Case], limits: Limits) -> None:
    """A row for each case, growing, until neither side has an answer any more.

    Raises:
        RuntimeError: the sides answer differently.
    """
    silent = {words: False, formula: False}
    for case in cases:
        size = f"depth {case.depth}, members {case.members}"
        sides: list[Side | None] = []
        for engine in (words, formula):
            if silent[engine]:
                sides.append(None)
                continue
            progress(f"{label}, {size}: {engine.__name__}")
            start = time.perf_counter()
            side = limited(engine, case, limits.units, seconds=limits.seconds)
            if isinstance(side, str):
                side = Side("", 0, None, time.perf_counter() - start, side)
            silent[engine] = not side.answer
            sides.append(side)
        ours, plain = sides
        if ours and plain and ours.answer and plain.answer and ours.answer != plain.answer:
            raise RuntimeError(f"{case}: words say {ours.answer}, the formula {plain.answer}")
        row = f"{size:20} | {_told(ours)} | {_told(plain)} | {_ratios(ours, plain)}"
        print(row.rstrip(" |"), flush=True)
        if all(silent.values()):
            break


def _told(side: Side | None) -> str:
    if side is None:
        return f"{'not asked again':38}"
    if side.units is None:
        return f"{side.trouble:38}"
    effort = f"{side.units / MILLION:7.2f}M {side.seconds:6.2f} s"
    if not side.answer:
        return f"{side.trouble} ({side.seconds:.1f} s)".ljust(38)
    return f"{side.answer:11} {side.queries:6} {effort:>19}"


def _ratios(ours: Side | None, plain: Side | None) -> str:
    """The formula's effort over that of the words; a bound where one of them has no answer."""
    if ours is None or plain is None or not (ours.answer or plain.answer):
        return ""
    sign = " " if ours.answer and plain.answer else ">" if ours.answer else "<"
    seconds = f"{sign}{plain.seconds / ours.seconds:.2f}"
    if ours.units is None or plain.units is None:
        return f"{'?':>8} {seconds:>8}"
    units = f"{sign}{plain.units / ours.units:.2f}"
    return f"{units:>8} {seconds:>8}"


def engines(limits: Limits) -> None:
    """All comparisons."""
    print(
        f"one process a side, at most {limits.seconds} s and {limits.units / MILLION:.0f}M units; "
        "< and > are bounds, where one side has no answer\n"
        f"{'':20} | {'words: queries, units, seconds':38} | "
        f"{'formula: queries, units, seconds':38} | formula over words: units, seconds"
    )
    narrow = ("purchase", "cash-exit")
    price = "price_never_falls"
    depths = range(1, 9)
    for label, cases in (
        (
            f"{price}, never broken, purchase and sale only",
            [Case(price, depth, 1, mechanisms=narrow) for depth in depths],
        ),
        (f"{price}, never broken", [Case(price, depth, 2) for depth in depths]),
        (f"{price}, never broken", [Case(price, 4, members) for members in range(1, 7)]),
        ("money_is_conserved, never broken", [Case("money_is_conserved", 5, 2)]),
        ("pool_covers_every_point, never broken", [Case("pool_covers_every_point", 5, 2)]),
        ("platform_stays_profitable, broken", [Case("platform_stays_profitable", 5, 2)]),
        (
            f"{price} under converted_points=held-aside, broken",
            [Case(price, 5, 2, reading="converted_points=held-aside")],
        ),
    ):
        print(f"\n{label}")
        compare(label, cases, limits)
