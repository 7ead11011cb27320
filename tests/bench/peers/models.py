"""A scheme and a promise as a model for other checkers, with a few amounts for each event.

Each event is run on names with amounts that are expressions over the balances before it: a
typical order, ten of them, all or half of what a member holds. What it requires, what it leaves,
and whether it breaks the promise, are formulas then; they are written in three languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from neverfalls.proofs.search.amounts import FEWEST
from neverfalls.proofs.search.letters import Letter, letters
from neverfalls.proofs.search.run import Run
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import SymbolicNumbers, Truth, terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

MEMBERS = 2


class Case(NamedTuple):
    """A promise that breaks, under a reading of a shipped scheme."""

    title: str
    scheme: str
    claim: str
    reading: str = ""

    @property
    def words(self) -> list[str]:
        """The words of the command that asks about it."""
        key = load_scheme(self.scheme).readings
        reading = self.reading or next(f"{k}={v}" for k, v in key.to_dict().items())
        return [self.scheme, "--claim", self.claim, "--reading", reading]

    def opened(self) -> Scheme:
        """The scheme under the reading."""
        found = load_scheme(self.scheme)
        if self.reading:
            key, _, choice = self.reading.partition("=")
            found = found.reading(found.readings.with_choices({key: choice}))
        return found


CASES = (
    Case("dividends out of the pool", "mall", "price_never_falls", "pool_use=paid-out"),
    Case("restart at the issue price", "wine-shop", "price_never_falls", "empty_price=issue-price"),
    Case("points held aside", "wine-shop", "price_never_falls", "converted_points=held-aside"),
    Case("goods dearer than contributions", "wine-shop", "goods_cost_within_contributions"),
    Case("stranded money", "wine-shop", "pool_money_can_leave"),
)


@dataclass(frozen=True)
class Action:
    """An event with its amounts: what it requires, what changes, whether it breaks the promise."""

    name: str
    requires: tuple[Truth, ...]
    after: Mapping[str, Any]
    breaks: Truth
    quotients: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Model:
    """The balances, what they are at the opening, and all actions."""

    opening: Mapping[str, Fraction]
    actions: tuple[Action, ...]

    @classmethod
    def of(cls, case: Case) -> Model:
        """The model of a case, for two members."""
        scheme = case.opened()
        roster = tuple(scheme.roster(max(MEMBERS, len(scheme.members))))
        return cls(
            scheme.opening_state(roster), tuple(_actions(scheme, roster, CLAIMS[case.claim]))
        )


def _actions(scheme: Scheme, roster: tuple[str, ...], claim: Claim) -> Iterator[Action]:
    names = {key: terms.name(key) for key in scheme.opening_state(roster)}
    start = Run(scheme, roster, (), SymbolicNumbers(), [[names]], [], [], None)
    for letter in letters(scheme, roster, len(roster)):
        run = start.extend(letter)
        if run is None:
            continue
        choices = [list(FEWEST.of(unknown, run)) for unknown in run.unknowns]
        for number, choice in enumerate(product(*choices)):
            own = (unknown.argument for unknown in run.unknowns)
            amounts = dict(zip(own, choice, strict=True))
            action = _action(start, letter, amounts, claim, number)
            if action is not None:
                yield action


def _action(
    start: Run, letter: Letter, amounts: Mapping[str, Any], claim: Claim, number: int
) -> Action | None:
    rule = start.scheme.rules[letter.rule]
    members = (name for name, sort in rule.sorts.items() if sort == "Member")
    named = dict(zip(members, letter.members, strict=True))
    numbers = SymbolicNumbers()
    world = World(start.scheme, numbers, dict(start.states[0][0]), start.roster)
    try:
        states = world.run(rule, {**named, **amounts})
    except NotEnabled:
        return None
    ran = Run(start.scheme, start.roster, (letter,), numbers, [*start.states, states], [], [], None)
    (breaks,), known = ran.breaks(claim)
    before, after = start.states[0][0], states[-1]
    return Action(
        "-".join((letter.rule, *letter.members, str(number))).replace("_", "-"),
        tuple(truth for _why, truth in world.requirements),
        {key: value for key, value in after.items() if value is not before[key]},
        breaks,
        known.definitions,
    )


class Language(NamedTuple):
    """How expressions are written: a template for each kind of them."""

    number: str
    plus: str
    product: str
    ratio: str
    floor: str
    choice: str
    positive: str
    nonnegative: str
    zero: str
    and_: str
    or_: str
    not_: str
    true: str
    false: str


PYTHON = Language(
    number="F({0}, {1})",
    plus="({0} + {1})",
    product="({0} * {1})",
    ratio="ratio({0}, {1})",
    floor="F(floor({0}))",
    choice="({1} if {0} else {2})",
    positive="({0} > 0)",
    nonnegative="({0} >= 0)",
    zero="({0} == 0)",
    and_=" and ",
    or_=" or ",
    not_="(not {0})",
    true="True",
    false="False",
)

MAUDE = Language(
    number="({0} / {1})",
    plus="({0} + {1})",
    product="({0} * {1})",
    ratio="ratio({0}, {1})",
    floor="floor({0})",
    choice="(if {0} then {1} else {2} fi)",
    positive="({0} > 0)",
    nonnegative="({0} >= 0)",
    zero="({0} == 0)",
    and_=" and ",
    or_=" or ",
    not_="(not {0})",
    true="true",
    false="false",
)

TLA = Language(
    number="<<{0}, {1}>>",
    plus="Plus({0}, {1})",
    product="Times({0}, {1})",
    ratio="Ratio({0}, {1})",
    floor="Floor({0})",
    choice="(IF {0} THEN {1} ELSE {2})",
    positive="({0}[1] > 0)",
    nonnegative="({0}[1] >= 0)",
    zero="({0}[1] = 0)",
    and_=" /\\ ",
    or_=" \\/ ",
    not_="(~{0})",
    true="TRUE",
    false="FALSE",
)


class Writer:
    """Writes one action's expressions; each amount gets a name when it is first spoken of."""

    def __init__(
        self, language: Language, homes: Mapping[str, str], action: Action, prefix: str
    ) -> None:
        self.language = language
        self.homes = homes
        self.quotients = action.quotients
        self.prefix = prefix
        self.bindings: list[tuple[str, str]] = []
        self.told = 0
        self.known: dict[Any, str] = {}

    def truth(self, root: Truth) -> str:
        """A truth."""
        language = self.language
        if not isinstance(root, Term):
            return language.true if root else language.false
        if root.kind == "not":
            return language.not_.format(self.truth(root.args[0]))
        if root.kind in ("and", "or"):
            joint = language.and_ if root.kind == "and" else language.or_
            return f"({joint.join(map(self.truth, root.args))})"
        return str(getattr(language, root.kind)).format(self.amount(root.args[0]))

    def amount(self, root: Any) -> str:
        """An amount; it is named where it is new."""
        if not isinstance(root, Term):
            value = Fraction(root)
            return self.language.number.format(value.numerator, value.denominator)
        if root not in self.known:
            text = self._text(root)
            if root.kind == "name" and root.args[0] not in self.quotients:
                self.known[root] = text
            else:
                self.known[root] = f"{self.prefix}{len(self.bindings)}"
                self.bindings.append((self.known[root], text))
        return self.known[root]

    def _text(self, root: Term) -> str:
        language, args = self.language, root.args
        if root.kind == "name":
            if args[0] not in self.quotients:
                return self.homes[args[0]]
            return language.ratio.format(*map(self.amount, self.quotients[args[0]]))
        if root.kind == "sum":
            parts = [self._times(part, factor) for part, factor in args[1]]
            parts += [self.amount(args[0])] if args[0] else []
            text = parts[0]
            for each in parts[1:]:
                text = language.plus.format(text, each)
            return text
        if root.kind == "product":
            return language.product.format(*map(self.amount, args))
        if root.kind == "floor":
            return language.floor.format(self.amount(args[0]))
        return language.choice.format(self.truth(args[0]), *map(self.amount, args[1:]))

    def _times(self, part: Any, factor: Any) -> str:
        if factor == 1:
            return self.amount(part)
        return self.language.product.format(self.amount(factor), self.amount(part))


def python_text(model: Model) -> str:
    """The actions as functions of a tuple: the next one, and whether the promise is broken."""
    keys = [*model.opening]
    homes = {key: f"s[{place}]" for place, key in enumerate(keys)}
    lines = [
        "from fractions import Fraction as F",
        "from math import floor",
        "",
        "def ratio(a, b):",
        "    return a / b if b else F(0)",
        "",
    ]
    for number, action in enumerate(model.actions):
        lines.append(f"def action{number}(s):")
        writer = Writer(PYTHON, homes, action, "v")
        for truth in action.requires:
            said = writer.truth(truth)
            lines += _bound(writer, "    {} = {}")
            lines.append(f"    if not {said}: return None")
        after = {key: writer.amount(value) for key, value in action.after.items()}
        breaks = writer.truth(action.breaks)
        lines += _bound(writer, "    {} = {}")
        state = ", ".join(after.get(key, homes[key]) for key in keys)
        lines.append(f"    return ({state},), {breaks}")
    opening = ", ".join(PYTHON.number.format(*_parts(each)) for each in model.opening.values())
    names = ", ".join(
        f"({action.name!r}, action{number})" for number, action in enumerate(model.actions)
    )
    return "\n".join([*lines, f"OPENING = ({opening},)", f"ACTIONS = ({names},)", ""])


def _bound(writer: Writer, template: str) -> list[str]:
    """The names that were given since the last time, as lines."""
    lines = [template.format(*each) for each in writer.bindings[writer.told :]]
    writer.told = len(writer.bindings)
    return lines


def _parts(value: Any) -> tuple[int, int]:
    fraction = Fraction(value)
    return fraction.numerator, fraction.denominator


MAUDE_HEAD = """\
mod SCHEME is
  protecting RAT .
  sort State .
  op ratio : Rat Rat -> Rat .
  vars RA RB : Rat .
  eq ratio(RA, RB) = if RB == 0 then 0 else RA / RB fi .
"""


def maude_text(model: Model) -> str:
    """A system module, and the search for a state that is marked as broken."""
    keys = [*model.opening]
    homes = {key: f"S{place}" for place, key in enumerate(keys)}
    sorts = " ".join(["Rat"] * len(keys))
    lines = [
        MAUDE_HEAD.rstrip(),
        f"  op st : {sorts} Bool -> State [ctor] .",
        f"  vars {' '.join(homes.values())} : Rat .",
        "  var B : Bool .",
    ]
    most = 0
    rules = []
    for number, action in enumerate(model.actions):
        writer = Writer(MAUDE, homes, action, "V")
        guards = [writer.truth(truth) for truth in action.requires]
        after = {key: writer.amount(value) for key, value in action.after.items()}
        breaks = writer.truth(action.breaks)
        bound = [f"{name} := {text}" for name, text in writer.bindings]
        conditions = [*bound, *(f"{guard} = true" for guard in guards)]
        most = max(most, len(writer.bindings))
        left, right = ", ".join(homes.values()), ", ".join(after.get(k, homes[k]) for k in keys)
        head = f"[r{number}] : st({left}, false) => st({right}, {breaks})"
        joined = " /\\ ".join(conditions) or "true"
        rules.append(f"  crl {head} if {joined} .")
    lines.append(f"  vars {' '.join(f'V{place}' for place in range(most))} : Rat .")
    opening = ", ".join(MAUDE.number.format(*_parts(each)) for each in model.opening.values())
    holes = ", ".join(homes.values())
    search = f"search [1] st({opening}, false) =>* st({holes}, true) ."
    return "\n".join([*lines, *rules, "endm", search, "quit", ""])


TLA_HEAD = """\
---- MODULE Scheme ----
EXTENDS Integers
VARIABLES s, broken

RECURSIVE Gcd(_, _)
Gcd(a, b) == IF b = 0 THEN a ELSE Gcd(b, a % b)
Abs(a) == IF a < 0 THEN -a ELSE a
Norm(n, d) == LET g == Gcd(Abs(n), d) IN <<n \\div g, d \\div g>>
Plus(a, b) == Norm(a[1] * b[2] + b[1] * a[2], a[2] * b[2])
Times(a, b) == Norm(a[1] * b[1], a[2] * b[2])
Floor(a) == <<a[1] \\div a[2], 1>>
Ratio(a, b) == IF b[1] = 0 THEN <<0, 1>>
               ELSE IF b[1] < 0 THEN Norm(-a[1] * b[2], -b[1] * a[2])
               ELSE Norm(a[1] * b[2], b[1] * a[2])
"""


def tla_text(model: Model) -> str:
    """A module in which a rational number is a pair of whole ones."""
    keys = [*model.opening]
    homes = {key: f"s[{place}]" for place, key in enumerate(keys, 1)}
    opening = ", ".join(TLA.number.format(*_parts(each)) for each in model.opening.values())
    lines = [TLA_HEAD, f"Init == s = <<{opening}>> /\\ broken = FALSE", ""]
    for number, action in enumerate(model.actions):
        writer = Writer(TLA, homes, action, "v")
        guards = [writer.truth(truth) for truth in action.requires]
        after = {key: writer.amount(value) for key, value in action.after.items()}
        breaks = writer.truth(action.breaks)
        lines.append(f"A{number} ==")
        if writer.bindings:
            bound = (f"{name} == {text}" for name, text in writer.bindings)
            lines.append("  LET " + "\n      ".join(bound) + "\n  IN")
        lines += [f"  /\\ {guard}" for guard in guards]
        lines.append(f"  /\\ s' = <<{', '.join(after.get(key, homes[key]) for key in keys)}>>")
        lines += [f"  /\\ broken' = {breaks}", ""]
    actions = " \\/ ".join(f"A{number}" for number in range(len(model.actions)))
    return "\n".join([*lines, f"Next == ~broken /\\ ({actions})", "Holds == ~broken", "====", ""])


def texts(model: Model) -> dict[str, str]:
    """The files of a model, by their names."""
    return {
        "model.py": python_text(model),
        "model.maude": maude_text(model),
        "Scheme.tla": tla_text(model),
        "Scheme.cfg": "INIT Init\nNEXT Next\nINVARIANT Holds\n",
    }
