"""What happens in a history: each event run exactly and told in a line, up to one that cannot be.

Nothing here is believed: amounts are run by the rules, on fractions and without a solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

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

ALL = "all"
"""What stands in place of a number of points for all that the member holds."""

DERIVED = ("price", "pool", "supply")
"""Quantities that are no single balance; with them ``NAME.worth``, points times price."""


@dataclass
class Happening:
    """A history as far as it happens: its states, a line on each event, and why it stops.

    ``states`` has the observed states after each event, the opening first; ``refused`` is empty
    where every event happened.
    """

    scheme: Scheme
    states: list[list[State]]
    told: list[str] = field(default_factory=list)
    refused: str = ""

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
            expected = f"a rule of {scheme.name}: {', '.join(scheme.rules)}"
            raise BadAnswer(file, f"{where}.rule", event.rule, expected)
        arguments = dict(_arguments(found.last, rule, event, file, where))
        shown = ", ".join(f"{key} = {_shown(value)}" for key, value in arguments.items())
        head = f"Event {number}, {event.rule}" + (f" ({shown})" if shown else "")
        try:
            states = happen(scheme, MEMBERS, found.states[-1][-1], event.rule, arguments)
        except NotEnabled as error:
            found.refused = f"{head} cannot happen: {_why(rule, error)}"
            break
        except LongNumber as error:
            digits = f"a number of about {error.digits} digits"
            found.refused = f"{head} is not run: a balance becomes {digits}"
            break
        except BadArguments as error:
            raise BadAnswer(file, f"{where}.{error.field}", error.found, error.expected) from None
        found.states.append(states)
        found.told.append(f"{head}: {_outcome(found.last)}")
    return found


def _why(rule: Rule, error: NotEnabled) -> str:
    clauses = error.clauses or MECHANISMS[rule.mechanism].clauses
    return f"it requires that {error.requirement} ({_listed('clause', clauses)})"


def _listed(what: str, names: Sequence[str]) -> str:
    return f"{what}{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _arguments(
    now: View, rule: Rule, event: Event, file: str, where: str
) -> Iterator[tuple[str, Any]]:
    """The arguments of an event, members as names and amounts as exact numbers."""
    for name, sort in rule.sorts.items():
        if name not in event.arguments:
            article = "a member" if sort == "Member" else "an amount"
            raise BadAnswer(file, f"{where}.{name}", None, f"{article}, which {rule.name} takes")
    for name, written in event.arguments.items():
        if name != "rule":
            yield name, _argument(now, rule, event, name, written, f"{file}: {where}.{name}")


def _argument(now: View, rule: Rule, event: Event, name: str, written: Any, where: str) -> Any:
    sort = rule.sorts.get(name)
    file, _, place = where.rpartition(": ")
    if sort == "Member":
        if written not in MEMBERS:
            raise BadAnswer(file, place, written, f"one of the members {', '.join(MEMBERS)}")
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


def _outcome(now: View) -> str:
    """The pool, the points and the price in plain words."""
    supply = Fraction(now.supply)
    pool = f"the pool holds {readable(Fraction(now.pool))} yuan"
    if supply <= 0:
        return f"{pool}, and no points circulate"
    price = with_decimal(Fraction(now.pool) / supply)
    points = "1 point circulates" if supply == 1 else f"{readable(supply)} points circulate"
    return f"{pool}, {points}, the price is {price}"


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


def in_words(name: str) -> str:
    """A quantity in plain words."""
    holder, _, entry = name.partition(".")
    words = {"price": "the price", "pool": "the pool", "supply": "the number of points in all"}
    entries = {
        "yuan": "what {} has been paid, less what {} has paid, in yuan",
        "points": "the points of {}",
        "worth": "what the points of {} are worth at the price",
        "dividends": "the dividends of {} so far",
        "proceeds": "what {} has been paid for points",
        "quota": "the quota that {} has left",
        "granted": "the quota that {} was granted",
    }
    if name in words:
        return words[name]
    plain = "the {} of {}"
    if entry in entries:
        return entries[entry].replace("{}", holder)
    return plain.format(entry.replace("-", " "), holder)
