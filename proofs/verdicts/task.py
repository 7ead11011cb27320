"""What a table is made of: a scheme under its own readings, and under every single deviation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.schemes.scheme import Scheme

from .verdict import Verdict


@dataclass(frozen=True)
class Task:
    """One scheme with one set of readings and numbers; ``deviation`` is what the file has not.

    Verdicts that are ``known`` are not found once more.
    """

    scheme: Scheme
    deviation: str
    known: tuple[Verdict, ...] = ()

    def left(self, claims: Sequence[Claim]) -> list[Claim]:
        """The claims that the scheme gives something to speak about, and no verdict is known on."""
        known = {verdict.claim for verdict in self.known}
        return [
            claim for claim in claims if claim.name not in known and claim.concerns(self.scheme)
        ]

    def all_of(self, verdicts: Sequence[Verdict], claims: Sequence[Claim]) -> list[Verdict]:
        """These verdicts and those that are known, in the order of the claims."""
        places = [claim.name for claim in claims]
        both = (*self.known, *verdicts)
        return sorted(both, key=lambda verdict: places.index(verdict.claim))


def tasks(scheme: Scheme) -> Iterator[Task]:
    """The scheme as written, then every other answer to one of its open questions.

    Last come the other values of each number that the documents do not state.
    """
    yield Task(scheme, "")
    for deviation, readings in scheme.readings.deviations():
        name = deviation.partition("=")[0]
        answers = scheme.answers(name) if name in scheme.open_questions else ()
        if getattr(readings, name) in answers:
            yield Task(scheme.reading(readings), deviation)
    for name, values in scheme.unstated.items():
        for value in values:
            if name in scheme.relevant_parameters and value != getattr(scheme.parameters, name):
                yield Task(scheme.with_parameters(**{name: value}), f"{name}={value}")


def known_verdicts(
    work: Sequence[Task],
    claims: Sequence[Claim],
    begun: Callable[[int, Task], None],
    found: Callable[[Task, list[Verdict]], None],
) -> list[Verdict] | None:
    """The verdicts of all tasks where nothing is left to judge, handed over one by one; else None.

    ``begun`` and ``found`` are called as if each task had just been judged.
    """
    if any(task.left(claims) for task in work):
        return None
    verdicts = []
    for count, task in enumerate(work):
        begun(count, task)
        own = task.all_of((), claims)
        found(task, own)
        verdicts += own
    return verdicts
