"""Does a second reading of the rules tell the same histories?

``replay`` runs a trace by the rules of ``neverfalls.spec``, which is also what is searched and
proved: a mistake in how they are run would show nowhere. So ``replay_independently`` states rules
and claims once more, as docs/rules.md prints them. It shares no code with the rest of neverfalls.
It knows the mechanisms in ``COVERED``, openings with old debts but no others, and the claims that
some shipped trace breaks:

    import json
    from neverfalls.counterexamples.independent import replay_independently
    replay_independently(json.loads(text))

Money is in yuan, points in points; every other amount has the unit that docs/rules.md names. All
of them are exact fractions.

When this was written that page said less than it does now, and the recorded states and the first
replay were followed for the rest: openings of balances and the quote, the order of mechanisms, what
is seen under pay-then-burn, what has to be in whole steps, which points the cap counts, quotas
under dividends-and-exits, and the profit that buys tokens back. Claims are stated from their
sentences; the comparisons that the page prints beside them came later. Openings with points,
constant points or quota are not covered.
"""

from .errors import Differs, NotCovered
from .reading import COVERED, replay_independently

__all__ = ["COVERED", "Differs", "NotCovered", "replay_independently"]
