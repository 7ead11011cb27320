"""How far a search goes, unless it is told otherwise."""

STEPS = 5
"""Most events in a history that is searched."""

MEMBERS = 2
"""Most members in a history that is searched."""
