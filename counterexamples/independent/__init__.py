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

Where that page says too little to run a rule, the recorded states and the first replay were
followed:

- balances: one that is 0 is not written; ``quoted`` is pool and supply when points last circulated,
  and the issue price over 1 before that; the price list, items and the circle open with the numbers
  of their parameters;
- one mechanism after another: each finds the balances that the ones before it have left, so the
  tier dividend has the quota that the daily one leaves, and forced exits come after both;
- pay-then-burn: what a seller got is entered after the points are burnt, the cost of goods before;
  in forced exits there is such a state for every member, forced out or not;
- rounding: what is paid for a purchase and the points of a sale have to be in whole steps, and no
  others; the price displayed or listed is used only while points circulate;
- issue cap: points for a recommendation, an old debt or constant points count too, and a referrer's
  points are a share of what the buyer really got;
- quotas: under dividends-and-exits, what points fetch uses up quota as far as there is any;
- tokens: the profit of which a share buys them back is less the contribution that A13 says;
- members: those whom one event names are different ones.
"""

from .errors import Differs, NotCovered
from .reading import COVERED, replay_independently

__all__ = ["COVERED", "Differs", "NotCovered", "replay_independently"]
