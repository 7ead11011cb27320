"""A rule as straight-line Python, generated from the rule itself.

A rule that is run on symbols writes its own formula: what it requires, and each balance that it
leaves. From the formula comes a function of the balances and amounts of an event, so that an event
costs what its arithmetic costs and nothing is looked up by name. Nothing about a rule is stated
here.

Whole numbers are computed with as one number above another, since a rate or a price lies between;
all else is computed with as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import NamedMembersWorld
from neverfalls.spec.numbers import SymbolicNumbers, Truth, terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.scheme import Scheme

Function = Callable[..., "int | None"]
"""Carries out an event on lists of balances; which requirement is not met, if one is not."""

PAID, RECEIVED = "paid in all", "received in all"
"""What a member paid and received so far, in yuan: by how much each event changed ``yuan``."""


class Places(NamedTuple):
    """Where each balance stands: in the list that all share, and in the list of each member."""

    shared: Mapping[str, int]
    member: Mapping[str, int]


def places(scheme: Scheme) -> Places:
    """The places of the balances of a scheme, and of what a member paid and received."""
    shared = {key: place for place, key in enumerate(scheme.shared_entries())}
    entries = (*scheme.member_entries(), PAID, RECEIVED)
    return Places(shared, {entry: place for place, entry in enumerate(entries)})


@dataclass(frozen=True)
class Compiled:
    """A rule as a function of the shared balances, of each member's, and of amounts.

    ``arguments`` names the members and amounts in their order; the numbers that the platform picks
    come last. ``requires`` says why an event is refused, by the number that the function returns.
    """

    function: Function
    arguments: tuple[str, ...]
    requires: tuple[str, ...]
    text: str


def compiled(
    scheme: Scheme,
    rule: Rule,
    world: type[NamedMembersWorld],
    known: Mapping[str, Any],
    everything: Mapping[str, str],
) -> Compiled | None:
    """A rule as a function; None if it visits members that it does not name.

    ``everything`` names amounts that are all of a balance, such as ``seller.points``.
    ``known`` are the functions that the text calls; if there are none, all amounts are whole. A
    rule that leaves an amount between two whole numbers has no such function either.
    """
    named = [name for name, sort in rule.sorts.items() if sort == "Member"]
    numbers = SymbolicNumbers()
    arguments = {
        name: name
        if name in named
        else terms.name(everything[name])
        if name in everything
        else numbers.unknown(name)
        for name in rule.sorts
    }
    at = places(scheme)
    homes = {key: f"shared[{place}]" for key, place in at.shared.items()}
    for number, name in enumerate(named):
        homes |= {f"{name}.{entry}": f"m{number}[{place}]" for entry, place in at.member.items()}
    before = {key: terms.name(key) for key in homes}
    try:
        ran = world(scheme, numbers, dict(before), named)
        after = ran.run(rule, arguments)[-1]
    except (TypeError, NotEnabled):
        return None
    for name in named:
        change = after[f"{name}.yuan"] - before[f"{name}.yuan"]
        for entry, more in ((PAID, -change), (RECEIVED, change)):
            after[f"{name}.{entry}"] += numbers.maximum(more, Fraction(0))
    changed = {key: value for key, value in after.items() if value is not before[key]}
    amounts = {name: f"a{number}" for number, name in enumerate(numbers.unknowns)}
    given = [name for name in rule.sorts if name not in everything]
    taken = [f"m{named.index(name)}" if name in named else amounts[name] for name in given]
    decided = [name for name in numbers.unknowns if name not in given]
    whole = {name for name in (*homes, *rule.sorts) if not known}
    writer = _Writer(numbers.definitions, {**homes, **amounts}, whole, dict(known))
    try:
        body = [*writer.checks(truth for _why, truth in ran.requirements), *writer.entries(changed)]
    except _BetweenWholeNumbers:
        return None
    heads = ", ".join(["shared", *taken, *(amounts[name] for name in decided)])
    text = "\n    ".join([f"def event({heads}):", *body, "return None"])
    return Compiled(
        _made(text, writer.known),
        (*given, *decided),
        tuple(why for why, _truth in ran.requirements),
        text,
    )


def _made(text: str, known: Mapping[str, Any]) -> Callable[..., Any]:
    names = dict(known)
    exec(compile(text, "<rule>", "exec"), names)
    function: Callable[..., Any] = names["event"]
    return function


def compiled_truth(
    truth: Truth,
    quotients: Mapping[str, tuple[Any, Any]],
    homes: Mapping[str, str],
    heads: str,
    known: Mapping[str, Any],
) -> Callable[..., bool]:
    """A truth as a function of ``heads``, in which each name that it speaks of has a home.

    ``quotients`` are the names that stand for what one amount is by another, ``known`` the
    functions that the text calls.
    """
    writer = _Writer(quotients, homes, set(), dict(known))
    said = writer.truth(truth)
    text = "\n    ".join([f"def event({heads}):", *writer.taken(), f"return {said}"])
    return _made(text, writer.known)


def compiled_amounts(
    amounts: Sequence[Any],
    quotients: Mapping[str, tuple[Any, Any]],
    homes: Mapping[str, str],
    heads: str,
    known: Mapping[str, Any],
) -> Callable[..., list[Any]]:
    """Several amounts as a function of ``heads``; the other words mean what they do for a truth."""
    writer = _Writer(quotients, homes, set(), dict(known))
    said = [writer.amount(each).above for each in amounts]
    lines = [f"def event({heads}):", *writer.taken(), f"return [{', '.join(said)}]"]
    return _made("\n    ".join(lines), writer.known)


def compiled_states(
    requirements: Sequence[Truth],
    states: Sequence[Mapping[str, Any]],
    quotients: Mapping[str, tuple[Any, Any]],
    homes: Mapping[str, str],
    heads: str,
    known: Mapping[str, Any],
) -> Callable[..., list[dict[str, Any]] | None]:
    """What is observed because of an event as a function of ``heads``; None where it is refused.

    The first of the heads is the state before. Each name that the requirements and the ``states``
    speak of has a home; the other words mean what they mean for a truth.
    """
    writer = _Writer(quotients, homes, set(), dict(known))
    lines: list[str] = []
    for truth in requirements:
        said = writer.truth(truth)
        lines += [*writer.taken(), f"if not ({said}): return None"]
    before = heads.partition(",")[0]
    written = []
    for state in states:
        entries = [
            f"{key!r}: {writer.amount(value).above}"
            for key, value in state.items()
            if not (isinstance(value, Term) and value.kind == "name" and value.args[0] == key)
        ]
        written.append(f"{{**{before}, {', '.join(entries)}}}")
    text = "\n    ".join(
        [f"def event({heads}):", *lines, *writer.taken(), f"return [{', '.join(written)}]"]
    )
    return _made(text, writer.known)


class _BetweenWholeNumbers(Exception):
    """An amount that would be entered in books of whole numbers is none."""


class _Pair(NamedTuple):
    """An amount as text: what stands above, and below, where a number is known to stand there."""

    above: str
    below: str | int


class _Writer:
    """Writes the lines of a function; each amount gets a variable when it is first spoken of.

    With ``whole`` names, an amount is a pair of whole numbers, the one below positive.
    """

    def __init__(
        self,
        quotients: Mapping[str, tuple[Any, Any]],
        homes: Mapping[str, str],
        whole: set[str],
        known: dict[str, Any],
    ) -> None:
        self.quotients = quotients
        self.homes = homes
        self.whole = whole
        self.known = known
        self.lines: list[str] = []
        self.told: dict[Any, _Pair] = {}

    def checks(self, requirements: Iterable[Truth]) -> Iterator[str]:
        """The lines that end the function where a requirement is not met."""
        for number, truth in enumerate(requirements):
            said = self.truth(truth)
            yield from self.taken()
            yield f"if not ({said}): return {number}"

    def entries(self, changed: Mapping[str, Any]) -> Iterator[str]:
        """The lines that enter balances, once all of them are computed."""
        values = {key: self._entered(self.amount(value)) for key, value in changed.items()}
        yield from self.taken()
        for key, value in values.items():
            yield f"{self.homes[key]} = {value}"

    def taken(self) -> list[str]:
        """The lines that were written since the last time."""
        lines, self.lines = self.lines, []
        return lines

    def _entered(self, value: _Pair) -> str:
        if value.below != 1:
            raise _BetweenWholeNumbers
        return value.above

    def truth(self, root: Truth) -> str:
        """A truth as text."""
        if not isinstance(root, Term):
            return repr(bool(root))
        kind, args = root.kind, root.args
        if kind == "not":
            return f"(not {self.truth(args[0])})"
        if kind in ("and", "or"):
            return f"({f' {kind} '.join(self.truth(part) for part in args)})"
        above = self.amount(args[0]).above
        if self.whole:
            sign = {"positive": ">", "nonnegative": ">=", "zero": "=="}[kind]
            return f"({above} {sign} 0)"
        return f"{kind}({above})"

    def amount(self, root: Any) -> _Pair:
        """An amount as text; its lines are written where it is new."""
        if root not in self.told:
            self.told[root] = self._whole(root) if self.whole else self._as_it_is(root)
        return self.told[root]

    def _variable(self, text: str) -> str:
        name = f"v{len(self.told)}_{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        return name

    def _as_it_is(self, root: Any) -> _Pair:
        """An amount of numbers that know how to compute."""
        if not isinstance(root, Term):
            return _Pair(self._constant(root), 1)
        kind, args = root.kind, root.args
        if kind == "name" and args[0] in self.quotients:
            above, below = (self.amount(each).above for each in self.quotients[args[0]])
            text = f"ratio({above}, {below})"
        elif kind == "name":
            text = self.homes[args[0]]
        elif kind == "product":
            text = " * ".join(self.amount(each).above for each in args)
        elif kind == "sum":
            parts = [self._scaled(self.amount(part).above, factor) for part, factor in args[1]]
            text = " + ".join([*parts, *([self._constant(args[0])] if args[0] else [])])
        elif kind == "floor":
            text = f"floor({self.amount(args[0]).above})"
        else:
            yes, no = (self.amount(each).above for each in args[1:])
            text = f"{yes} if {self.truth(args[0])} else {no}"
        return _Pair(self._variable(text), 1)

    def _scaled(self, text: str, factor: Any) -> str:
        if factor == 1:
            return text
        return f"-{text}" if factor == -1 else f"{self._constant(factor)} * {text}"

    def _constant(self, value: Any) -> str:
        """A number as a name of the function's surroundings."""
        name = f"c{Fraction(value)}".replace("/", "_").replace("-", "m")
        self.known.setdefault(name, self.known["number"](Fraction(value)))
        return name

    def _whole(self, root: Any) -> _Pair:
        """An amount as one whole number above another."""
        if not isinstance(root, Term):
            value = Fraction(root)
            return _Pair(str(value.numerator), value.denominator)
        kind, args = root.kind, root.args
        if kind == "name" and args[0] in self.quotients:
            return self._quotient(*(self.amount(each) for each in self.quotients[args[0]]))
        if kind == "name":
            own = self._variable(self.homes[args[0]])
            if args[0] in self.whole:
                return _Pair(own, 1)
            return _Pair(self._variable(f"{own}.numerator"), self._variable(f"{own}.denominator"))
        if kind == "product":
            left, right = (self.amount(each) for each in args)
            return self._pair(f"{left.above} * {right.above}", _times(left.below, right.below))
        if kind == "sum":
            return self._sum(args[0], args[1])
        if kind == "floor":
            inside = self.amount(args[0])
            if inside.below == 1:
                return inside
            return _Pair(self._variable(f"({inside.above}) // ({inside.below})"), 1)
        yes, no = (self.amount(each) for each in args[1:])
        said = self.truth(args[0])
        above = f"{yes.above} if {said} else {no.above}"
        if yes.below == no.below:
            return self._pair(above, yes.below)
        return self._pair(above, f"{yes.below} if {said} else {no.below}")

    def _pair(self, above: str, below: str | int) -> _Pair:
        return _Pair(
            self._variable(above), below if isinstance(below, int) else self._variable(below)
        )

    def _quotient(self, above: _Pair, below: _Pair) -> _Pair:
        """The quotient, and 0 where the number below is 0; it is never negative."""
        top = self._variable(f"{_times(above.above, below.below)} if {below.above} else 0")
        return _Pair(top, self._variable(f"{_times(above.below, below.above)} or 1"))

    def _sum(self, constant: Any, parts: Sequence[tuple[Term, Any]]) -> _Pair:
        amounts = [(self.amount(part), Fraction(factor)) for part, factor in parts]
        known = lcm(
            Fraction(constant).denominator,
            *(
                each.below * factor.denominator
                for each, factor in amounts
                if isinstance(each.below, int)
            ),
            *(factor.denominator for each, factor in amounts if not isinstance(each.below, int)),
        )
        others = list(
            dict.fromkeys(
                each.below for each, _factor in amounts if not isinstance(each.below, int)
            )
        )
        texts = []
        for each, factor in amounts:
            own = each.below if isinstance(each.below, int) else 1
            times = factor * known / own
            more = [other for other in others if other != each.below]
            texts.append(" * ".join([*([str(times)] if times != 1 else []), each.above, *more]))
        if constant:
            texts.append(" * ".join([str(Fraction(constant) * known), *map(str, others)]))
        below = (
            known
            if not others
            else " * ".join([*([str(known)] if known != 1 else []), *map(str, others)])
        )
        return self._pair(" + ".join(texts), below)


def _times(left: str | int, right: str | int) -> str | int:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if left == 1:
        return right
    return left if right == 1 else f"({left}) * ({right})"
