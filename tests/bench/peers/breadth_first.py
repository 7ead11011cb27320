"""Plain breadth-first search over the fractions of a model: `python breadth_first.py FOLDER`."""

import sys
from typing import Any

sys.path.insert(0, sys.argv[1])

from model import ACTIONS, OPENING  # type: ignore[import-not-found, unused-ignore]


def first() -> tuple[str, ...]:
    """Return the events of the first history that breaks the promise."""
    seen = {OPENING}
    level: list[tuple[Any, tuple[str, ...]]] = [(OPENING, ())]
    while level:
        following = []
        for state, events in level:
            for name, action in ACTIONS:
                found = action(state)
                if found is None:
                    continue
                after, broken = found
                if broken:
                    return (*events, name)
                if after not in seen:
                    seen.add(after)
                    following.append((after, (*events, name)))
        level = following
    return ()


print(len(first()))
