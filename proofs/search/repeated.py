"""Words longer than those that are searched: the last event repeated, in shares or equal parts.

Money that leaves in parts of what is left may need more events than a search can reach. Whether
a word of this shape breaks a claim is tried on exact fractions, without a solver. An event that
takes no amount, as when the same change goes round once more, may be repeated many times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, takewhile

from neverfalls.counterexamples.replay import execute, happen
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NeverfallsError

from .run import Run, event, events
from .traces import first_violation
from .trials import breaks, equal_parts, equal_shares, growing

FAR = 4
"""Events after which a search may be drawn out; one of fewer events is meant to stop there."""

DRAWN = 100
"""Most words that are drawn out."""

LONGEST = 8
"""Most events in a word that is drawn out."""

ROUNDS = 500
"""The same where the event that is repeated takes no amount, so that there is nothing to choose."""

EVENTS = 2000
"""Most events that are run for all such words together."""


def drawn_out(
    claim: Claim, runs: Sequence[Run], last: Collection[str], longer_than: int
) -> tuple[Run, Mapping[str, Fraction]] | None:
    """A word that begins like one of these and breaks the claim, the shortest; with its amounts.

    An event that comes second is repeated with one share, a later one in equal parts.
    """
    for run in longer(runs, last, longer_than):
        parts = len(list(takewhile(run.word[-1].__eq__, reversed(run.word))))
        varied = len(run.word) - parts > 1
        shares = equal_parts(run, parts) if varied else equal_shares(run)
        for amounts in chain(shares, growing(run)):
            if breaks(run, claim, amounts):
                return run, amounts
    return _many_rounds(claim, [run for run in runs if run.word[-1].rule in last])


def longer(runs: Sequence[Run], last: Collection[str], longer_than: int) -> list[Run]:
    """The words that begin like one of these and repeat its last event, the shortest first."""
    grown = [each for run in runs for each in _repeated(run, last, longer_than)]
    return sorted(grown, key=lambda each: len(each.word))


def _repeated(run: Run, last: Collection[str], longer_than: int) -> Iterator[Run]:
    """The word with its last event repeated, at every length beyond the search."""
    if run.word[-1].rule not in last:
        return
    grown: Run | None = run
    while grown is not None and len(grown.word) < LONGEST:
        grown = grown.extend(run.word[-1])
        if grown is not None and len(grown.word) > longer_than:
            yield grown


def _many_rounds(claim: Claim, runs: Sequence[Run]) -> tuple[Run, Mapping[str, Fraction]] | None:
    """A word that breaks the claim and repeats an event that takes no amount.

    It is the shortest of those that have as few events before.
    """
    without = [run for run in runs if not any(each.step == len(run.word) for each in run.unknowns)]
    found, most, left, before = None, ROUNDS, EVENTS, 0
    for run in sorted(without, key=lambda each: len(each.word)):
        if found is not None and len(run.word) > before:
            break
        for amounts in _unlike(chain(equal_shares(run), growing(run))):
            length, broken = _rounds(run, claim, amounts, min(most, len(run.word) + left))
            left -= length - len(run.word)
            if broken:
                word = run.word + run.word[-1:] * (length - len(run.word))
                found, most, before = (replace(run, word=word), amounts), length - 1, len(run.word)
    return found


def _unlike(choices: Iterable[Mapping[str, Fraction]]) -> list[Mapping[str, Fraction]]:
    """Each choice of amounts once."""
    return list({tuple(each.items()): each for each in choices}.values())


def _rounds(run: Run, claim: Claim, amounts: Mapping[str, Fraction], most: int) -> tuple[int, bool]:
    """How long a word gets whose last event is repeated until the claim breaks, and if it does.

    It ends where the event changes nothing or cannot happen any more, where a balance becomes a
    fraction that no replay goes on with, and after so many events.
    """
    scheme = run.scheme.closed(amounts)
    rule, arguments = event(run, len(run.word), amounts)
    length = len(run.word)
    try:
        states = execute(scheme, run.roster, events(run, amounts))
        while length < most and states[-1][-1] != states[-2][-1]:
            states.append(happen(scheme, run.roster, states[-1][-1], rule, arguments))
            length += 1
            if first_violation(scheme, run.roster, claim, states) is not None:
                return length, True
    except NeverfallsError:
        pass
    return length, False
