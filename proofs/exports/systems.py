"""A scheme with a fixed number of members for model checkers: in VMT-LIB, and as Horn clauses.

Whether a claim holds for any number of members is a matter of the obligations. These files are
about a few, and model checkers can look for invariants, or for a history that breaks the claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.numbers import SymbolicNumbers, Truth

from ..anatomy.system import Event, System
from ..solving.smtlib import formula, meanings

HOLDS = "the claim has held"
"""A state variable of the VMT system: whether the claim held in all that was observed so far."""


class Transitions:
    """The texts that both forms are made of: what is so at the opening, and of each event."""

    def __init__(self, system: System, claim: Claim) -> None:
        self.system = system
        self.claim = claim
        self.names = (*system.keys, *system.scheme.open_parameters)

    def opening(self) -> list[str]:
        """What is so at the opening; a parameter that is left open is within its range."""
        state = self.system.opening
        known = [f"(= {_quoted(key)} {formula(state[key])})" for key in self.system.keys]
        return [*known, *(formula(each) for each in self.system.scheme.assumptions)]

    def holds_at_opening(self) -> str:
        """That the claim holds at the opening."""
        numbers = SymbolicNumbers()
        return formula(self.system.holds(self.claim, numbers, None, self.system.opening))

    def requires(self, event: Event, numbers: SymbolicNumbers) -> list[str]:
        """What an event requires, and what the quotients in it mean."""
        return [self._own(event, each) for each in (*event.requires, *defined(numbers))]

    def after(self, event: Event) -> list[str]:
        """What every balance is after an event, and that parameters stay."""
        last = event.states[-1]
        changed = [f"(= {_next(k)} {self._own(event, last[k])})" for k in self.system.keys]
        return [*changed, *(f"(= {_next(k)} {_quoted(k)})" for k in self.names[len(changed) :])]

    def holds_after(self, event: Event) -> tuple[str, SymbolicNumbers]:
        """That the claim holds while an event happens, in numbers that define its quotients."""
        numbers = event.numbers.copy()
        truth = self.system.holds_after(self.claim, event, numbers)
        return self._own(event, truth), numbers

    def _own(self, event: Event, what: Any) -> str:
        """A text in which the amounts of an event have its name in front."""
        text = formula(what)
        return re.sub(
            r"\|([^|]*)\|",
            lambda m: m[0] if m[1] in self.names else f"|{event.name}: {m[1]}|",
            text,
        )


def defined(numbers: SymbolicNumbers) -> Iterator[Truth]:
    """What all quotients mean."""
    yield from meanings(numbers.definitions, numbers.definitions)


def _quoted(name: str) -> str:
    return f"|{name}|"


def _next(name: str) -> str:
    return f"|{name} next|"


def _and(parts: Iterable[str]) -> str:
    kept = [each for each in parts if each != "true"]
    return f"(and {' '.join(kept)})" if len(kept) > 1 else (kept or ["true"])[0]


def _amounts(transitions: Transitions, texts: Iterable[str]) -> list[str]:
    """The names in texts that are neither balances nor parameters, before or after."""
    balances = (*transitions.names, HOLDS)
    known = {*balances, *(f"{each} next" for each in balances)}
    found = re.findall(r"\|([^|]*)\|", " ".join(texts))
    return list(dict.fromkeys(each for each in found if each not in known))


def vmt(system: System, claim: Claim, header: Iterable[str]) -> str:
    """The system in VMT-LIB; the property is that the claim has held so far."""
    made = Transitions(system, claim)
    events: dict[str, str] = {}
    for event in system.events:
        holds, numbers = made.holds_after(event)
        monitored = f"(= {_next(HOLDS)} (and {_quoted(HOLDS)} {holds}))"
        parts = [*made.requires(event, numbers), *made.after(event), monitored]
        events[event.name] = _and(parts)
    lines = [f"; {line}" for line in header]
    for each in made.names:
        lines.append(f"(declare-fun {_quoted(each)} () Real)")
        lines.append(f"(declare-fun {_next(each)} () Real)")
    lines.append(f"(declare-fun {_quoted(HOLDS)} () Bool)")
    lines.append(f"(declare-fun {_next(HOLDS)} () Bool)")
    lines += [f"(declare-fun |{each}| () Real)" for each in _amounts(made, events.values())]
    for number, each in enumerate((*made.names, HOLDS)):
        sort = "Bool" if each == HOLDS else "Real"
        text = f"(! {_quoted(each)} :next {_next(each)})"
        lines.append(f"(define-fun sv{number} () {sort} {text})")
    first = _and([*made.opening(), f"(= {_quoted(HOLDS)} {made.holds_at_opening()})"])
    lines.append(f"(define-fun init () Bool (! {first} :init true))")
    lines += [f"(define-fun |event {name}| () Bool {text})" for name, text in events.items()]
    either = " ".join(f"|event {name}|" for name in events)
    lines.append(f"(define-fun trans () Bool (! (or {either} false) :trans true))")
    lines.append(f"(define-fun prop () Bool (! {_quoted(HOLDS)} :invar-property 0))")
    lines.append("(assert true)")
    return "\n".join(lines) + "\n"


def horn(system: System, claim: Claim, header: Iterable[str]) -> str:
    """The system as Horn clauses: they can be satisfied just if no history breaks the claim."""
    made = Transitions(system, claim)
    sorts = " ".join("Real" for _each in made.names)
    state = f"(Reached {' '.join(map(_quoted, made.names))})"
    after = f"(Reached {' '.join(map(_next, made.names))})"
    lines = [*(f"; {line}" for line in header), "(set-logic HORN)"]
    lines.append(f"(declare-fun Reached ({sorts}) Bool)")
    lines.append(_clause(made.names, made.opening(), state))
    at_opening = made.holds_at_opening()
    if at_opening != "true":
        lines.append(_clause(made.names, [*made.opening(), f"(not {at_opening})"], "false"))
    for event in system.events:
        lines.append(f"; {event.name}")
        body = [*made.requires(event, event.numbers), *made.after(event)]
        names = [*made.names, *(f"{each} next" for each in made.names), *_amounts(made, body)]
        lines.append(_clause(names, [state, *body], after))
        holds, numbers = made.holds_after(event)
        body = [*made.requires(event, numbers), f"(not {holds})"]
        if holds != "true":
            names = [*made.names, *_amounts(made, body)]
            lines.append(_clause(names, [state, *body], "false"))
    lines += ["(check-sat)", "(exit)"]
    return "\n".join(lines) + "\n"


def _clause(names: Iterable[str], body: Iterable[str], head: str) -> str:
    bound = " ".join(f"({_quoted(each)} Real)" for each in names)
    return f"(assert (forall ({bound}) (=> {_and(body)} {head})))"
