"""What happens in a history: each event run exactly and told in a line, up to one that cannot be.

Nothing here is believed: amounts are run by the rules, on fractions and without a solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from neverfalls.counterexamples.errors import LongNumber
from neverfalls.counterexamples.replay import NUMBERS, State, happen
from neverfalls.spec.errors import BadArguments, NotEnabled
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.parameters import parse_amount
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers.decimals import readable, with_decimal
from neverfalls.spec.schemes.scheme import Scheme

from .answer import BadAnswer
from .exercise import MEMBERS, Event
from .replies import Reply, say

ALL = "all"
"""What stands in place of a number of points for all that the member holds."""

DERIVED = ("price", "pool", "supply")
"""Quantities that are no single balance; with them ``NAME.worth``, points times price."""


@dataclass
class Happening:
    """A history as far as it happens: its states, a line on each event, and why it stops.

    ``states`` has the observed states after each event, the opening first; ``refused`` is None
    where every event happened.
    """

    scheme: Scheme
    states: list[list[State]]
    told: list[Reply] = field(default_factory=list)
    refused: Reply | None = None

    @property
    def last(self) -> View:
        """The state in which it ends."""
        return View(self.scheme, NUMBERS, self.states[-1][-1], MEMBERS)


def run_events(scheme: Scheme, events: Sequence[Event], file: str) -> Happening:
    """Run a history from the opening, as far as it goes.

    Raises:
        BadAnswer: an event names no rule of the scheme, or has not the arguments that it takes.
    """
    found = Happening(scheme, [[scheme.opening_state(MEMBERS)]])
    for number, event in enumerate(events, 1):
        where = f"events[{number - 1}]"
        rule = scheme.rules.get(event.rule)
        if rule is None:
            expected = say("rule", scheme=scheme.name, rules=", ".join(scheme.rules))
            raise BadAnswer(file, f"{where}.rule", event.rule, expected)
        arguments = dict(_arguments(found.last, rule, event, file, where))
        shown = ", ".join(f"{key} = {_shown(value)}" for key, value in arguments.items())
        head = say("event", n=number, rule=event.rule)
        if shown:
            head = say("event_with", n=number, rule=event.rule, arguments=shown)
        try:
            states = happen(scheme, MEMBERS, found.states[-1][-1], event.rule, arguments)
        except NotEnabled as error:
            found.refused = _refused(head, rule, error)
            break
        except LongNumber as error:
            found.refused = say("too_long", event=head, digits=error.digits)
            break
        except BadArguments as error:
            stands = event.arguments.get(error.field)
            raise BadAnswer(file, f"{where}.{error.field}", stands, error.expected) from None
        found.states.append(states)
        found.told.append(say("happened", event=head, outcome=_outcome(found.last)))
    return found


def _refused(head: Reply, rule: Rule, error: NotEnabled) -> Reply:
    clauses = error.clauses or MECHANISMS[rule.mechanism].clauses
    return say(
        "refused_by" if len(clauses) > 1 else "refused",
        event=head,
        why=Reply(error.requirement),
        clauses=", ".join(clauses),
    )


def _arguments(
    now: View, rule: Rule, event: Event, file: str, where: str
) -> Iterator[tuple[str, Any]]:
    """The arguments of an event, members as names and amounts as exact numbers."""
    for name, sort in rule.sorts.items():
        if name not in event.arguments:
            takes = "takes_member" if sort == "Member" else "takes_amount"
            raise BadAnswer(file, f"{where}.{name}", UNSET, say(takes, rule=rule.name))
    for name, written in event.arguments.items():
        if name != "rule":
            yield name, _argument(now, rule, event, name, written, f"{file}: {where}.{name}")


def _argument(now: View, rule: Rule, event: Event, name: str, written: Any, where: str) -> Any:
    sort = rule.sorts.get(name)
    file, _, place = where.rpartition(": ")
    if sort == "Member":
        if written not in MEMBERS:
            raise BadAnswer(file, place, written, say("member", members=", ".join(MEMBERS)))
        return written
    if written == ALL and sort == "Points":
        holder = next(each for each, kind in rule.sorts.items() if kind == "Member")
        return now.state.get(f"{event.arguments[holder]}.points", Fraction(0))
    try:
        return parse_amount(written)
    except ValueError as error:
        raise BadAnswer(file, place, written, error) from None


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else readable(value)


def _outcome(now: View) -> Reply:
    """The pool, the points and the price in plain words."""
    supply, pool = Fraction(now.supply), readable(Fraction(now.pool))
    if supply <= 0:
        return say("pool", pool=pool)
    price = with_decimal(Fraction(now.pool) / supply)
    if supply == 1:
        return say("pool_point", pool=pool, price=price)
    return say("pool_points", pool=pool, points=readable(supply), price=price)


def quantity(now: View, name: str) -> Fraction | None:
    """A quantity of a state in its unit; None for a price where no points circulate.

    Raises:
        KeyError: there is no such quantity.
    """
    supply = Fraction(now.supply)
    holder, _, entry = name.partition(".")
    if name == "supply":
        return supply
    if name == "pool":
        return Fraction(now.pool)
    if name == "price" or entry == "worth":
        price = Fraction(now.pool) / supply if supply > 0 else None
        if name == "price":
            return price
        return None if price is None else price * now.state[f"{holder}.points"]
    return Fraction(now.state[name])
