"""Rules and claims in words: what their own text says when it is run on named symbols.

Nothing is restated here: the lines and formulas come out of the very text that is executed
and proved, under the readings of the scheme, so they change whenever it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..errors import NeverfallsError
from ..model.world import Price, View
from ..numbers import Amount, terms
from ..schemes.scheme import Scheme
from .claims import ClaimDescription, describe_claim
from .narration import Line, Narrator
from .notation import escaped
from .symbols import plain

__all__ = [
    "ClaimDescription",
    "RuleDescription",
    "UnknownRule",
    "describe_claim",
    "describe_rule",
]

NUMBER = re.compile(r"(?<= )(\d+)(?![\d/])")
LONG = 24
"""The longest amount that is written out again in the next line."""

UNITS = {
    "Member": "a member",
    "Yuan": "yuan",
    "Points": "points",
    "Constants": "constant points",
    "Count": "a number of people",
}


class UnknownRule(NeverfallsError):
    """A scheme has no rule of that name."""

    def __init__(self, found: str, expected: Sequence[str]) -> None:
        super().__init__(f"rule: found {found!r}, expected one of: {', '.join(expected)}")
        self.found = found
        self.expected = tuple(expected)


@dataclass(frozen=True, slots=True)
class Argument:
    """What a rule is told: the argument's name, its sort, and its unit in words."""

    name: str
    sort: str
    unit: str


@dataclass(frozen=True, slots=True)
class RuleDescription:
    """What a rule says under the readings of a scheme, line by line in the order of its text.

    The formulas speak of the balances before the event; a quotient over 0 counts as 0.
    """

    name: str
    clauses: tuple[str, ...]
    sentence: str
    arguments: tuple[Argument, ...]
    lines: tuple[Line, ...]

    def text(self) -> str:
        """The description as indented plain text."""
        taken = ", ".join(f"{each.name} ({each.unit})" for each in self.arguments)
        head = [f"{self.name} ({', '.join(self.clauses)})", self.sentence]
        return "\n".join([*head, f"given: {taken or 'nothing'}", *_text(self.lines, "  ")])

    def latex(self) -> str:
        """The lines as an ``array`` for LaTeX's mathematics."""
        rows = "".join(f"{row} \\\\\n" for row in _latex(self.lines, ""))
        return f"\\begin{{array}}{{lll}}\n{rows}\\end{{array}}"

    def to_dict(self) -> dict[str, Any]:
        """The description as JSON can hold it; formulas as text and as LaTeX."""
        return {
            "name": self.name,
            "clauses": list(self.clauses),
            "sentence": self.sentence,
            "arguments": [
                {"name": each.name, "sort": each.sort, "unit": each.unit} for each in self.arguments
            ],
            "lines": [line.to_dict() for line in self.lines],
        }


def describe_rule(scheme: Scheme, name: str) -> RuleDescription:
    """What a rule of the scheme says under the scheme's readings.

    Raises:
        UnknownRule: the scheme has no rule of that name.
    """
    rule = scheme.rules.get(name)
    if rule is None:
        raise UnknownRule(name, list(scheme.rules))
    members = [each for each, sort in rule.sorts.items() if sort == "Member"]
    world = Narrator(scheme, members)
    world.run(
        rule, {each: each if each in members else terms.name(plain(each)) for each in rule.sorts}
    )
    world.lines.pop()  # that the end can be seen goes without saying
    opening = world.symbols.state(world.roster)
    before = world.on(opening)
    for words, then, now in (
        ("the pool", before.pool, world.pool),
        ("the supply", before.supply, world.supply),
        ("the price", _price(world, before.price), _price(world, world.price)),
    ):
        if now is then:
            world.lines.append(Line("keeps", words))
        else:
            world.tell("becomes", words, now)
    return RuleDescription(
        name=name,
        clauses=rule.clauses,
        sentence=" ".join((rule.body.__doc__ or "").split()),
        arguments=tuple(
            Argument(each, sort, UNITS.get(sort, sort.lower())) for each, sort in rule.sorts.items()
        ),
        lines=tuple(world.lines),
    )


def _price(view: View, price: Price) -> Amount:
    return view.numbers.ratio(price.yuan, price.points)


def _text(lines: Sequence[Line], indent: str) -> Iterator[str]:
    """One row a line; a run of lines that only count on is cut short, a repeated amount too."""
    amount, position = "", 0
    while position < len(lines):
        line = lines[position]
        words = f"for each member ({line.words})" if line.verb == "turns" else line.words
        cited = f" ({', '.join(line.clauses)})" if line.clauses else ""
        verb = "" if line.verb == "turns" else f"{line.verb:<10}"
        again = line.amount == amount and len(amount) > LONG
        shown = f": {'the same' if again else line.amount}" if line.amount else ""
        yield f"{indent}{verb}{words}{cited}{shown}"
        yield from _text(line.lines, indent + "    ")
        run = _run(lines[position:])
        if run > 2:
            yield f"{indent}{'...':<10}and so on to {lines[position + run - 1].words}"
        amount, position = ("", position + run) if run > 2 else (line.amount, position + 1)


def _run(lines: Sequence[Line]) -> int:
    """How many lines from the first say the same of tier 1, tier 2 and so on, or of 3, 2, 1."""
    shapes = [NUMBER.split(f"{each.verb} {each.words}: {each.amount}") for each in lines]
    steps: set[int] = set()
    for count, (last, this) in enumerate(pairwise(shapes), 1):
        if len(last) != len(this) or last[::2] != this[::2] or lines[count].lines:
            return count
        moved = {int(new) - int(old) for old, new in zip(last[1::2], this[1::2], strict=True)}
        steps |= moved - {0}
        if steps not in ({1}, {-1}):
            return count
    return len(lines)


def _latex(lines: Sequence[Line], indent: str) -> Iterator[str]:
    for line in lines:
        words = f"for each member ({line.words})" if line.verb == "turns" else line.words
        verb = "" if line.verb == "turns" else line.verb
        shown = escaped(words).replace("→", r"$\to$")
        yield rf"{indent}\text{{{verb}}} & \text{{{shown}}} & {line.latex}".rstrip()
        yield from _latex(line.lines, indent + r"\quad ")
