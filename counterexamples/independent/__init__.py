"""Does a second reading of the rules tell the same histories?

``replay`` runs a trace by the rules of ``neverfalls.spec``, which is also what is searched and
proved: a mistake in how they are run would show nowhere. So ``replay_independently`` states rules
and claims once more, as docs/rules.md prints them. It shares no code with the rest of neverfalls,
and covers a part of the mechanisms, ``COVERED``:

    import json
    from neverfalls.counterexamples.independent import replay_independently
    replay_independently(json.loads(text))

Money is in yuan, points in points; every other amount has the unit that docs/rules.md names. All
of them are exact fractions.
"""

from .errors import Differs, NotCovered
from .reading import COVERED, replay_independently

__all__ = ["COVERED", "Differs", "NotCovered", "replay_independently"]
