"""Rules of one's own: what a rules file says, and how it is taken in.

A rules file is Python. It declares mechanisms, questions, numbers, claims, clauses and invariants
as the modules of this package do, and hands each mechanism to ``add``::

    from neverfalls.spec.extending import Mechanism, Member, Points, World, add

    GIFT = add(Mechanism(name="gift", title="A gift", clauses=("X1",), needs=("purchase",)))

    @GIFT.rule("X1")
    def give(w: World, member: Member, points: Points) -> None:
        ...

It is code, and is run only where somebody names it: `neverfalls check my.toml --rules my_rules.py`.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from . import clauses as catalogue
from .claims import CLAIMS
from .claims.claim import Check, Claim, Kind, Relation, anything, claim, own
from .claims.claim import points as points_circulate
from .clauses import OWN_CLAUSES, Clause
from .errors import NeverfallsError, NotEnabled
from .mechanisms import MECHANISMS
from .model.mechanism import ASSETS, Mechanism, sentence
from .model.parameters import PARAMETERS, declare, number, points, rate, yuan
from .model.questions import BY_CLAUSE, CLAUSES, QUESTIONS, Question, asks
from .model.world import (
    ISSUER,
    POOL,
    SUPPLIER,
    TREASURY,
    Member,
    Price,
    View,
    World,
)
from .numbers import Amount, Count, Points, SymbolicNumbers, Truth, Yuan, terms
from .schemes.scheme import Scheme

__all__ = [
    "ISSUER",
    "POOL",
    "SUPPLIER",
    "TREASURY",
    "Amount",
    "Check",
    "Count",
    "Kind",
    "Mechanism",
    "Member",
    "Points",
    "Price",
    "Question",
    "Relation",
    "Truth",
    "View",
    "World",
    "Yuan",
    "add",
    "anything",
    "asks",
    "claim",
    "clause",
    "declare",
    "invariant",
    "number",
    "own",
    "points",
    "points_circulate",
    "rate",
    "smallest_scheme",
    "use_rules",
    "yuan",
]

GROUP = "neverfalls.mechanisms"
"""The entry points under which installed packages offer modules with rules, by name."""

ADDED: dict[str, Mechanism] = {}
"""The mechanisms that came from outside, by name."""

INVARIANTS: dict[str, Claim] = {}
"""The candidates for invariants that came from outside, by name."""

USED: dict[str, str] = {}
"""The files or names of the rules that have been taken in, and where each lies."""

WATCHING: list[Callable[[], None]] = []
"""What is called when rules have been taken in: tables that are made of all mechanisms."""

_REGISTRIES: tuple[dict[Any, Any], ...] = (
    *(MECHANISMS, QUESTIONS, CLAUSES, BY_CLAUSE, PARAMETERS, CLAIMS, ASSETS),
    *(OWN_CLAUSES, ADDED, INVARIANTS, USED),
)

VERBS = {
    "pay": "pay(payer, payee, yuan): holders of accounts of money",
    "move": "move(source, target, amount): two balances such as alice.points",
    "mint": "mint(member, points)",
    "burn": "burn(member, points)",
    "note": "note(record, amount): a record that a mechanism of the scheme keeps",
    "write": "write(record, value): a record that a mechanism of the scheme keeps",
    "balance": "balance(holder): a holder of an account of money",
    "__getattr__": "a balance of members, or a number, that a mechanism of the scheme declares",
}
"""What the verbs of a world expect."""


class BadRules(NeverfallsError):
    """A rules file that cannot be taken in: its file, the line, and what is wrong there."""

    def __init__(self, file: str, line: int, why: str) -> None:
        place = f"{file}: line {line}" if line else file
        super().__init__(f"{place}: {why}")
        self.file = file
        self.line = line
        self.why = why


def add(mechanism: Mechanism) -> Mechanism:
    """Make a mechanism one that schemes can name; its effects come after those of all others.

    Raises:
        ValueError: there is a mechanism of this name.
    """
    if mechanism.name in MECHANISMS:
        raise ValueError(f"there is a mechanism called {mechanism.name} already")
    MECHANISMS[mechanism.name] = ADDED[mechanism.name] = mechanism
    return mechanism


def clause(number: str, title: str, text: str, *sources: str) -> None:
    """State a clause that rules and claims cite, and where it comes from, in your own words.

    Raises:
        ValueError: there is a clause of this number.
    """
    if number in catalogue.clauses():
        raise ValueError(f"there is a clause {number} already")
    OWN_CLAUSES[number] = Clause(number, title, text, sources)
    catalogue.clauses.cache_clear()


def invariant(
    needs: tuple[str, ...] = (), per_member: bool = False
) -> Callable[[Callable[..., Iterable[Check]]], Claim]:
    """Make a function a candidate for an invariant, which proofs use once it is proved itself."""

    def take(body: Callable[..., Iterable[Check]]) -> Claim:
        name, says = body.__name__, sentence(body)
        made = Claim(name, Kind.STATE, per_member, (), needs, says, body)
        INVARIANTS[made.name] = made
        return made

    return take


def use_rules(named: str) -> None:
    """Take in the rules of a file, or those that an installed package offers under a name.

    Nothing of a file that is wrong somewhere is taken in.

    Raises:
        BadRules: names file and line, and says what is wrong.
    """
    before = [dict(registry) for registry in _REGISTRIES]
    try:
        file = _run(named)
        _try(file)
        USED[named] = file
    except BaseException:
        for registry, kept in zip(_REGISTRIES, before, strict=True):
            registry.clear()
            registry.update(kept)
        catalogue.clauses.cache_clear()
        raise
    for each in WATCHING:
        each()


def _run(named: str) -> str:
    """Run a file or import a module; the file that was run."""
    offered = {each.name: each for each in entry_points(group=GROUP)}
    if named in offered:
        made = offered[named].load()
        return str(getattr(made, "__file__", named))
    path = Path(named)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "no text in UTF-8"
        names = ", ".join(sorted(offered)) or "none"
        raise BadRules(named, 0, f"{why}; of installed packages there are: {names}") from None
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        exec(compile(text, str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        raise BadRules(named, error.lineno or 0, f"no Python: {error.msg}") from None
    except Exception as error:  # noqa: BLE001  (whatever a file of somebody else's raises)
        raise _blamed(named, error) from None
    return named


def _try(file: str) -> None:
    """Run each new rule once on symbols, under each answer to what its mechanism asks."""
    for mechanism in ADDED.values():
        scheme = smallest_scheme(mechanism.name)
        answers = [(key, each) for key in mechanism.questions for each in scheme.answers(key)]
        readings = [scheme, *(scheme.answering(**{key: each.value}) for key, each in answers)]
        for reading in readings:
            for name in mechanism.rules:
                try:
                    _run_on_symbols(reading, name)
                except NotEnabled:
                    continue
                except Exception as error:  # noqa: BLE001  (whatever somebody else's rule raises)
                    raise _blamed(file, error) from None


def _run_on_symbols(scheme: Scheme, name: str) -> None:
    rule, numbers, roster = scheme.rules[name], SymbolicNumbers(), scheme.roster(3)
    names = iter(roster)
    arguments = {
        key: next(names) if sort == "Member" else numbers.unknown(key)
        for key, sort in rule.sorts.items()
    }
    state = {key: terms.name(key) for key in scheme.opening_state(roster)}
    World(scheme, numbers, state, roster).run(rule, arguments)


def smallest_scheme(mechanism: str) -> Scheme:
    """The scheme of a mechanism and all that it builds on, with the usual numbers."""
    title = MECHANISMS[mechanism].title
    return Scheme(f"with-{mechanism}", title, _with_needs(mechanism))


def _with_needs(name: str) -> tuple[str, ...]:
    """A mechanism and all that it builds on."""
    found = dict.fromkeys([name])
    for each in list(found):
        found.update(dict.fromkeys(part for n in MECHANISMS[each].needs for part in _with_needs(n)))
    return tuple(found)


def _blamed(file: str, error: Exception) -> BadRules:
    """The error that says in which line of the file something went wrong, and in which verb."""
    frames = traceback.extract_tb(error.__traceback__)
    own_lines = [place for place, frame in enumerate(frames) if frame.filename == file]
    if not own_lines:
        return BadRules(file, 0, f"{type(error).__name__}: {error}")
    last = own_lines[-1]
    verb = frames[last + 1].name if last + 1 < len(frames) else ""
    said = f"found {error}" if isinstance(error, KeyError) else f"{type(error).__name__}: {error}"
    expected = f", expected {VERBS[verb]}" if verb in VERBS else ""
    return BadRules(file, frames[last].lineno or 0, said + expected)
