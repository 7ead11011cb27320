"""z3 picks: a reading, and claims that no known history breaks there, as many as can be.

The question speaks of answers only: each reading is a number, each claim a switch, and each
known refutation says that its claim is not kept where these answers are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from neverfalls.spec.numbers import Truth, terms
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.forks import Choices, Cube
from ..solving.pool import Solvers
from ..solving.smtlib import script


class Picker:
    """What is known to break, and what may still hold under some reading."""

    def __init__(
        self, scheme: Scheme, claims: Sequence[str], choices: Choices, solvers: Solvers
    ) -> None:
        self.scheme = scheme
        self.claims = tuple(claims)
        self.choices = choices
        self.solvers = solvers
        self.broken: list[tuple[str, Cube]] = []
        self.kept: list[Sequence[str]] = []

    def candidate(self) -> tuple[list[str], Cube] | None:
        """Claims, as many as can be, and a reading under which no known trace breaks them."""
        known = [
            terms.any_of(*(_is_kept(name) for name in self.claims if name not in each))
            for each in self.kept
        ]
        model = self._model([], known)
        if model is None:
            return None
        claims = [name for name in self.claims if model.get(_kept_name(name), 0) == 1]
        for name in self.claims:
            if name not in claims and self.reading([*claims, name]) is not None:
                claims.append(name)
        answers = self.reading(claims)
        assert answers is not None
        return [name for name in self.claims if name in claims], answers

    def reading(self, claims: Sequence[str]) -> Cube | None:
        """A reading under which no known trace breaks these claims, close to the scheme's own."""
        for most in range(len(self._open()) + 1):
            model = self._model(claims, [self._differs() <= most])
            if model is not None:
                return {name: self.choices[name][int(model[name])] for name in self._open()}
            if not most and self._model(claims, []) is None:
                return None
        return None

    def _open(self) -> list[str]:
        return [name for name, choices in self.choices.items() if len(choices) > 1]

    def _differs(self) -> terms.Term:
        own = self.scheme.readings
        return sum(
            (
                terms.choose(_is(name, self.choices[name].index(getattr(own, name))), 0, 1)
                for name in self._open()
            ),
            terms.name("none"),
        )

    def _model(self, claims: Sequence[str], more: Iterable[Truth]) -> Mapping[str, int] | None:
        """Numbers for all readings and claims that no known trace speaks against."""
        facts: list[Truth] = [terms.equal(terms.name("none"), 0)]
        facts += [
            terms.any_of(*(_is(name, k) for k in range(len(self.choices[name]))))
            for name in self._open()
        ]
        for name in self.claims:
            facts.append(terms.any_of(_is_kept(name), terms.equal(terms.name(_kept_name(name)), 0)))
            for cube in (cube for claim, cube in self.broken if claim == name):
                parts = (
                    terms.negate(_is(key, self.choices[key].index(choice)))
                    for key, choice in cube.items()
                    if len(self.choices[key]) > 1
                )
                facts.append(terms.any_of(terms.negate(_is_kept(name)), *parts))
        facts += [_is_kept(name) for name in claims]
        answer = self.solvers.ask(script([*facts, *more]))
        if answer.status != "sat":
            assert answer.status == "unsat", answer.reason
            return None
        return {name: int(value or 0) for name, value in answer.model.items()}


def _is(name: str, number: int) -> Truth:
    return terms.equal(terms.name(name), number)


def _kept_name(claim: str) -> str:
    return f"kept {claim}"


def _is_kept(claim: str) -> Truth:
    return terms.equal(terms.name(_kept_name(claim)), 1)
