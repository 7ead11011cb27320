"""Words longer than those that are searched: the last event repeated, in shares or equal parts.

Money that leaves in parts of what is left may need more events than a search can reach. Whether
a word of this shape breaks a claim is tried on exact fractions, without a solver.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, takewhile

from neverfalls.spec.claims.claim import Claim

from .run import Run
from .trials import breaks, equal_parts, equal_shares, growing

FAR = 4
"""Events after which a search may be drawn out; one of fewer events is meant to stop there."""

DRAWN = 100
"""Most words that are drawn out."""

LONGEST = 8
"""Most events in a word that is drawn out."""


def drawn_out(
    claim: Claim, runs: Sequence[Run], last: Collection[str], longer_than: int
) -> tuple[Run, Mapping[str, Fraction]] | None:
    """A word that begins like one of these and breaks the claim, the shortest; with its amounts.

    An event that comes second is repeated with one share, a later one in equal parts.
    """
    grown = [each for run in runs for each in _repeated(run, last, longer_than)]
    for run in sorted(grown, key=lambda each: len(each.word)):
        parts = len(list(takewhile(run.word[-1].__eq__, reversed(run.word))))
        varied = len(run.word) - parts > 1
        shares = equal_parts(run, parts) if varied else equal_shares(run)
        for amounts in chain(shares, growing(run)):
            if breaks(run, claim, amounts):
                return run, amounts
    return None


def _repeated(run: Run, last: Collection[str], longer_than: int) -> Iterator[Run]:
    """The word with its last event repeated, at every length beyond the search."""
    if run.word[-1].rule not in last:
        return
    grown: Run | None = run
    while grown is not None and len(grown.word) < LONGEST:
        grown = grown.extend(run.word[-1])
        if grown is not None and len(grown.word) > longer_than:
            yield grown
