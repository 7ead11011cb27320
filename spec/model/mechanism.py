"""Mechanisms: the rooms of the specification. Each brings accounts, rules and effects."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..errors import BadArguments
from ..numbers.terms import Term

Body = Callable[..., None]
Amend = Callable[..., Any]

ASSETS: dict[str, str] = {}
"""The asset kept in an account, by the account's last word; other entries are plain records."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An event of the scheme: its name, its text, the sort of each argument, its clauses."""

    name: str
    body: Body
    sorts: Mapping[str, str]
    clauses: tuple[str, ...]
    mechanism: str

    def check_arguments(self, arguments: Mapping[str, Any], roster: Sequence[str]) -> None:
        """Refuse missing arguments and unknown members.

        Raises:
            BadArguments: names the argument, the value found and what was expected.
        """
        taken: set[str] = set()
        for name, sort in self.sorts.items():
            if name not in arguments:
                raise BadArguments(self.name, name, None, f"an amount of {sort.lower()}")
            value = arguments[name]
            if sort == "Member":
                if value not in roster or value in taken:
                    raise BadArguments(self.name, name, value, "a member, each named once")
                taken.add(value)
            elif not isinstance(value, (int, Fraction, Term)) or isinstance(value, bool):
                raise BadArguments(self.name, name, value, "an exact number")
            elif sort == "Count" and not isinstance(value, Term) and value != int(value):
                raise BadArguments(self.name, name, value, "a whole number")


def sentence(body: Callable[..., Any]) -> str:
    """The docstring of a rule, an effect or a claim, in one line."""
    return " ".join((body.__doc__ or "").split())


@dataclass(eq=False)
class Mechanism:
    """A group of clauses that stand or fall together; no two mechanisms are equal.

    ``shared`` and ``member`` declare the entries it keeps, each with its opening value: a
    number, or the name of the parameter that gives it; ``shared_for`` declares those whose
    number depends on a parameter. ``assets`` names the asset of each kind of account, by the
    account's last word, and ``opening`` the member's accounts that a scheme file may open with
    (an amount of an asset is then entered against the issuer's account). ``counters`` are those
    entries, beside members' assets, that are meant never to be negative: a proof may use that
    once it is proved. ``parameters`` and ``questions`` name what its texts read and ask;
    the lists that are ``alike`` have equally many numbers. ``picks`` gives the sort of numbers
    that the platform picks, where they are amounts and no rates.

    Raises:
        ValueError: a shared entry whose name has no holder, or nothing that it holds.
    """

    name: str
    title: str
    clauses: tuple[str, ...]
    needs: tuple[str, ...] = ()
    shared: Mapping[str, int | str] = field(default_factory=dict)
    member: Mapping[str, int | str] = field(default_factory=dict)
    assets: Mapping[str, str] = field(default_factory=dict)
    opening: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    shared_for: Callable[[Any], Mapping[str, int]] | None = None
    parameters: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    picks: Mapping[str, str] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    effects: dict[str, list[Body]] = field(default_factory=dict)
    amendments: dict[str, list[Amend]] = field(default_factory=dict)
    openings: list[Body] = field(default_factory=list)
    effect_clauses: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in self.shared:
            if not all(key.partition(".")):
                raise ValueError(f"{key}: a shared entry is written holder.entry, as pool.yuan is")
        ASSETS.update(self.assets)

    def shared_entries(self, parameters: Any) -> dict[str, int | str]:
        """The shared entries it keeps in a scheme with these parameters."""
        numbered = self.shared_for(parameters) if self.shared_for else {}
        return {**self.shared, **numbered}

    def rule(self, *clauses: str) -> Callable[[Body], Body]:
        """Declare a function as an event of this mechanism, with the clauses that it states."""

        def declare(body: Body) -> Body:
            sorts = {
                name: str(parameter.annotation)
                for name, parameter in list(inspect.signature(body).parameters.items())[1:]
            }
            self.rules[body.__name__] = Rule(body.__name__, body, sorts, clauses, self.name)
            return body

        return declare

    def when(self, happening: str, *clauses: str) -> Callable[[Body], Body]:
        """Declare a function as what this mechanism adds when something is announced."""

        def declare(body: Body) -> Body:
            self.effects.setdefault(happening, []).append(body)
            self.effect_clauses[body.__name__] = clauses
            return body

        return declare

    def amends(self, what: str, *clauses: str) -> Callable[[Amend], Amend]:
        """Declare a function that changes an amount or a price in another mechanism's rule.

        It takes the amount as it would otherwise be and returns it as it becomes.
        """

        def declare(body: Amend) -> Amend:
            self.amendments.setdefault(what, []).append(body)
            self.effect_clauses[body.__name__] = clauses
            return body

        return declare

    def at_opening(self, body: Body) -> Body:
        """Declare a function that enters what follows from the balances that a file opens with.

        The members are those that the file names. The function divides by no parameter.
        """
        self.openings.append(body)
        return body

    def cited(self) -> Iterable[str]:
        """The ids of all clauses that this mechanism's texts cite."""
        yield from self.clauses
        for rule in self.rules.values():
            yield from rule.clauses
        for clauses in self.effect_clauses.values():
            yield from clauses
