"""Rules in words: what their own text says when it is run on named symbols.

Nothing is restated here: the lines and formulas come out of the very text that is executed
and proved, under the readings of the scheme, so they change whenever it does.
"""

from __future__ import annotations

import inspect
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct, json

from ..errors import NeverfallsError
from ..model.mechanism import sentence
from ..model.world import Price, View, World
from ..numbers import Amount, terms
from ..schemes.scheme import Scheme
from .narration import POSTINGS, Apart, Line, Narrator
from .notation import escaped
from .symbols import SUFFIXES, plain
from .wording import ENGLISH, Wording

NUMBER = re.compile(r"(?<= )(\d+)(?![\d/])")

UNITS = {
    "Member": "a member",
    "Yuan": "yuan",
    "Points": "points",
    "Constants": "constant points",
    "Count": "a number of people",
    "Price": "yuan per point",
}

ASSETS_IN_WORDS = {"yuan": "yuan", "stock": "shares", "constants": "constant points"}

ROWS = {
    "requires": "requires that {words}: {formula}",
    "chooses": "the event is given a {code} that the platform picks: {formula}",
    "announces": 'at "{happening}"',
    "announces of": 'at "{happening}" ({details})',
    "turns": "for each member ({round}):",
    "posting": "{head}: {amount}",
    "adds": "{head} increases by {amount}",
    "sets": "{head} becomes {amount}",
    "names": "{head} = {amount}",
    "offers": "{head} = {amount}, or what other mechanisms make of it",
    "after": "{head} after",
    "between": "{source} → {target}",
    "if": "{amount}  if {condition}",
    "otherwise": "{amount}  otherwise",
    "of": "{amount} {unit}",
    "or else": "{formula} or else {other}",
    "so on": "… and so on to {head}",
    "keeps": "unchanged: {names}",
    "these keep": "unchanged by these lines: {names}",
    "gone": "without: {row}",
    "behind": "after: {row}",
    "at first": "first:",
}
"""The rows of a printed rule and their parts, as templates; the first words say of which line."""


class UnknownRule(NeverfallsError):
    """A scheme has no rule of that name."""

    def __init__(self, found: str, expected: Sequence[str]) -> None:
        super().__init__(f"rule: found {found!r}, expected one of: {', '.join(expected)}")
        self.found = found
        self.expected = tuple(expected)


class Argument(Struct, frozen=True):
    """What a rule is given: the argument's name, its sort, and its unit in words."""

    name: str
    sort: str
    unit: str


class Row(NamedTuple):
    """One row of a printed rule: the clauses it formalises, how deep it stands, its text."""

    clauses: tuple[str, ...]
    depth: int
    text: str


class RuleDescription(Struct, frozen=True):
    """What a rule says under the readings of a scheme, line by line in the order of its text.

    The formulas speak of the balances before the event; a quotient over 0 counts as 0.
    """

    name: str
    clauses: tuple[str, ...]
    sentence: str
    arguments: tuple[Argument, ...]
    lines: tuple[Line, ...]

    def rows(self, words: Wording = ENGLISH) -> list[Row]:
        """The rule as rows, what it requires first; parameters as the scheme's own numbers."""
        return rows_of(self.lines, words)

    def text(self, width: int = 100) -> str:
        """The description as plain text: on the left the clauses, on the right what they become."""
        taken = ", ".join(f"{each.name} ({each.unit})" for each in self.arguments)
        head = f"{self.name}: {self.sentence}"
        given = f"given: {taken or 'nothing'}"
        return "\n".join(
            [
                *textwrap.wrap(head, width),
                *textwrap.wrap(given, width, subsequent_indent="       "),
                *columns(self.rows(), width),
            ]
        )

    def latex(self) -> str:
        """The lines as an ``array`` for LaTeX's mathematics."""
        rows = "".join(f"{row} \\\\\n" for row in _latex(self.lines, ""))
        return f"\\begin{{array}}{{lll}}\n{rows}\\end{{array}}"

    def to_dict(self) -> dict[str, Any]:
        """The description as JSON data; formulas as text and as LaTeX."""
        data: dict[str, Any] = json.decode(json.encode(self))
        return data


def describe_rule(scheme: Scheme, name: str, apart: bool = False) -> RuleDescription:
    """What a rule of the scheme says under the scheme's readings.

    What other mechanisms do at its announcements, and make of its amounts, is written out where it
    happens; or, where the rule is told ``apart``, only that something may happen there.

    Raises:
        UnknownRule: the scheme has no rule of that name.
    """
    rule = scheme.rules.get(name)
    if rule is None:
        raise UnknownRule(name, list(scheme.rules))
    members = [each for each, sort in rule.sorts.items() if sort == "Member"]
    world = (Apart if apart else Narrator)(scheme, members)
    world.run(
        rule, {each: each if each in members else terms.name(plain(each)) for each in rule.sorts}
    )
    world.lines.pop()  # that the end can be seen goes without saying
    before = world.on(world.symbols.state(world.roster))
    for words, then, now in (
        ("the pool", before.pool, world.pool),
        ("the supply", before.supply, world.supply),
        ("the price", _price(world, before.price), _price(world, world.price)),
    ):
        cited = world.ends if words == "the price" else ()
        if now is then:
            world.add("keeps", words, clauses=cited)
        else:
            world.add("becomes", words, now, clauses=cited)
    return RuleDescription(
        name=name,
        clauses=rule.clauses,
        sentence=sentence(rule.body),
        arguments=given(rule.sorts),
        lines=tuple(world.lines),
    )


def given(sorts: Mapping[str, str]) -> tuple[Argument, ...]:
    """The arguments of a rule, or of what is added to it; no member is named twice."""
    first = next((name for name, sort in sorts.items() if sort == "Member"), "")
    units = {**UNITS, "Member": "another member"}
    return tuple(
        Argument(name, sort, (UNITS if name == first else units).get(sort, sort.lower()))
        for name, sort in sorts.items()
    )


def describe_part(scheme: Scheme, body: Callable[..., Any], amended: str = "") -> tuple[Line, ...]:
    """What a mechanism adds to another's event, or makes of the amount that is ``amended``.

    It is told apart from all others, and speaks of the balances that it finds.
    """
    taken = part_arguments(body)
    world = Apart(scheme, [each.name for each in taken if each.sort == "Member"])
    arguments: list[Any] = []
    for each in taken:
        words = plain(each.name)
        if amended and each is taken[0]:
            words = amended + SUFFIXES["otherwise"]
        if each.sort == "Member":
            arguments.append(world.member(each.name))
        elif each.sort == "Price":
            arguments.append(Price(terms.name(words), 1))
        else:
            arguments.append(terms.name(words))
    result = body(world, *arguments)
    if amended and result != arguments[0]:
        value = _price(world, result) if isinstance(result, Price) else result
        world.add("lets", amended, value)
    return tuple(world.lines)


def part_arguments(body: Callable[..., Any]) -> tuple[Argument, ...]:
    """What is given to a text that a mechanism adds to another's event or amount."""
    _world, *taken = inspect.signature(body).parameters.values()
    return given({each.name.strip("_"): str(each.annotation) for each in taken})


def describe_observing(scheme: Scheme) -> tuple[Line, ...]:
    """What changes whenever the state can be observed."""
    world = Apart(scheme, ())
    before = dict(world.state)
    World.observe(world)
    for key, value in world.state.items():
        if value is not before[key]:
            world.add("sets", plain(key), value)
    return tuple(world.lines)


def _price(view: View, price: Price) -> Amount:
    return view.numbers.ratio(price.yuan, price.points)


def columns(rows: Sequence[Row], width: int = 100) -> Iterator[str]:
    """The rows with their clauses in a column on the left."""
    left = max((len(" ".join(each.clauses)) for each in rows), default=0)
    left = max(min(left, width // 4), 1)
    for each in rows:
        cited = textwrap.wrap(" ".join(each.clauses), left) or [""]
        indent = "    " * each.depth
        room = max(width - left - 2, 20)
        text = [
            line
            for part in each.text.split("\n")
            for line in textwrap.wrap(
                part,
                room,
                initial_indent=indent,
                subsequent_indent=indent + "    ",
                drop_whitespace=True,
                break_long_words=False,
                break_on_hyphens=False,
                replace_whitespace=False,
            )
        ]
        for number in range(max(len(cited), len(text))):
            clauses = cited[number] if number < len(cited) else ""
            yield f"{clauses:<{left}}  {text[number] if number < len(text) else ''}".rstrip()


def rows_of(lines: Sequence[Line], words: Wording = ENGLISH) -> list[Row]:
    """Some lines as rows, what they require first, in the words of a language."""
    return list(_rows(lines, 0, words))


def said(rows: Iterable[Row], lines: Sequence[Line], words: Wording) -> list[Row]:
    """Rows made of these lines in the words of another language, also those that changes add.

    These say which row is gone, and behind which one others come.
    """
    known = {
        english.text: own.text
        for english, own in zip(rows_of(lines), rows_of(lines, words), strict=True)
    }
    known[ROWS["at first"]] = words.text(ROWS["at first"])
    for name in ("gone", "behind"):
        known |= {
            ROWS[name].format(row=english): words.text(ROWS[name], row=own)
            for english, own in list(known.items())
        }
    return [row._replace(text=known[row.text]) for row in rows]


def _rows(lines: Sequence[Line], depth: int, words: Wording) -> Iterator[Row]:
    """The rows of some lines, requirements first; lines that only count up are cut short."""
    ordered = sorted(lines, key=lambda line: line.verb != "requires")
    kept = [each for each in ordered if each.verb == "keeps"]
    position = 0
    while position < len(ordered):
        line = ordered[position]
        position += 1
        if line.verb == "keeps":
            continue
        period, times = _run(ordered[position - 1 :])
        for one in ordered[position - 1 : position - 1 + period]:
            yield from _row(one, depth, words)
        if times > 2:
            last = _head(ordered[position + period * times - 2], words)
            yield Row((), depth, words.text(ROWS["so on"], head=last))
            position += period * times - 1
        else:
            position += period - 1
    if kept:
        names = ", ".join(words.formula(each.words.removeprefix("the ")) for each in kept)
        cited = tuple(clause for each in kept for clause in each.clauses)
        others = any(each.verb == "announces" for each in ordered)
        yield Row(cited, depth, words.text(ROWS["these keep" if others else "keeps"], names=names))


def _row(line: Line, depth: int, words: Wording) -> Iterator[Row]:
    if line.verb == "requires":
        own = words.text(line.words)
        text = words.text(ROWS["requires"], words=own, formula=_formula(line, words))
    elif line.verb == "chooses":
        text = words.text(ROWS["chooses"], code=line.words, formula=_formula(line, words))
    elif line.verb in ("effect", "amends"):
        text = words.text(line.words)
    elif line.verb == "shows":
        text = words.text(line.words.replace("as it is now", "as it is now can be observed"))
    elif line.verb == "announces":
        happening, details = words.text(line.words), _formula(line, words)
        row = ROWS["announces of" if details else "announces"]
        text = words.text(row, happening=happening, **({"details": details} if details else {}))
    elif line.verb == "turns":
        text = words.text(ROWS["turns"], round=words.text(line.words))
    else:
        text = _equation(line, words)
    inside = any(each.clauses for each in line.lines)
    yield Row(() if inside else line.clauses, depth, text)
    yield from _rows(line.lines, depth + 1, words)


def _head(line: Line, words: Wording) -> str:
    """What a line is about: an amount, a posting, a record."""
    if line.verb in POSTINGS:
        source, target = (
            each.removesuffix(f" {line.unit}") if line.unit in ("yuan", "points") else each
            for each in (line.source, line.target)
        )
        ends = {"source": words.formula(source), "target": words.formula(target)}
        return words.text(ROWS["between"], **ends)
    if line.verb == "becomes":
        return words.text(ROWS["after"], head=words.formula(line.words.removeprefix("the ")))
    return words.formula(line.words.removeprefix("to ") if line.verb == "adds" else line.words)


def _equation(line: Line, words: Wording) -> str:
    """A line as an equation, a posting or an entry; distinctions one below the other."""
    other = "posting" if line.verb in POSTINGS else "names"
    template = ROWS[line.verb if line.verb in ("adds", "sets", "offers") else other]
    unit = words.text(ASSETS_IN_WORDS.get(line.unit, line.unit)) if line.unit else ""
    rows = []
    for number, (formula, condition) in enumerate(line.cases):
        row = words.formula(formula)
        if unit and formula != line.unit:
            row = words.text(ROWS["of"], amount=row, unit=unit)
        if condition:
            row = words.text(ROWS["if"], amount=row, condition=words.formula(condition))
        elif number:
            row = words.text(ROWS["otherwise"], amount=row)
        rows.append(row)
    text = words.text(template, head=_head(line, words), amount="\n")
    start, _here, end = text.partition("\n")
    return f"\n{' ' * columns_of(start)}".join([f"{start}{rows[0]}", *rows[1:]]) + end


def columns_of(text: str) -> int:
    """How many columns a text takes in letters of one width; a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _formula(line: Line, words: Wording) -> str:
    first, *others = (words.formula(formula) for formula, _condition in line.cases)
    for each in others:
        first = words.text(ROWS["or else"], formula=first, other=each)
    return first


def _run(lines: Sequence[Line]) -> tuple[int, int]:
    """How long the group of lines is that repeats for tier 1, tier 2 and so on, and how often.

    The numbers may also go down, 3, 2, 1; lines that do not repeat are a group of one, once. ::

        left 3 = …      the group is two lines long (period 2) and comes three times:
        fee 3 = …       a reader is shown the first group, then
        left 2 = …      "… and so on to fee 1"
        fee 2 = …
        left 1 = …
        fee 1 = …
    """
    for period in (1, 2):
        times = _times(lines, period)
        if times > 2:
            return period, times
    return 1, 1


def _times(lines: Sequence[Line], period: int) -> int:
    """How often a group of ``period`` lines comes, its numbers one higher, or one lower, each time.

    Each line is cut at its numbers: "tier 2 = 1/10 × fee" is the words "tier ", " = ", "/" and
    " × fee" with the numbers 2, 1 and 10 between them. The next line continues the run where all
    its words are equal and its numbers either stay or move by the step that the lines so far share.
    """
    shapes = [NUMBER.split(f"{each.verb} {each.words}: {each.amount}") for each in lines]
    steps: set[int] = set()
    for place in range(period, len(lines)):
        last, this = shapes[place - period], shapes[place]
        if len(last) != len(this) or last[::2] != this[::2] or lines[place].lines:
            return place // period
        moved = {int(new) - int(old) for old, new in zip(last[1::2], this[1::2], strict=True)}
        steps |= moved - {0}
        if steps not in ({1}, {-1}):
            return place // period
    return len(lines) // period


def _latex(lines: Sequence[Line], indent: str) -> Iterator[str]:
    for line in lines:
        words = f"for each member ({line.words})" if line.verb == "turns" else line.words
        verb = "" if line.verb == "turns" else line.verb
        shown = escaped(words).replace("→", r"$\to$")
        yield rf"{indent}\text{{{verb}}} & \text{{{shown}}} & {line.latex}".rstrip()
        yield from _latex(line.lines, indent + r"\quad ")
