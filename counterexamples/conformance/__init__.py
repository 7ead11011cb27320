"""Which cases does a ledger have to pass?

A *suite* belongs to a shipped scheme and a unit of account. It holds histories of events, and for
each reading of the scheme what every event must leave in the books, or why it must be refused.
`docs/kit.md` describes the files; `neverfalls.testing` runs them against somebody's own ledger.
"""

from __future__ import annotations

from .case import Case, Outcome, Suite
from .files import BadSuite, UnknownProfile, load, load_file, profile_ids, schema, suite_of, suites
from .profile import Profile, exact_profile, profile, whole_profile

__all__ = [
    "BadSuite",
    "Case",
    "Outcome",
    "Profile",
    "Suite",
    "UnknownProfile",
    "exact_profile",
    "load",
    "load_file",
    "profile",
    "profile_ids",
    "schema",
    "suite_of",
    "suites",
    "whole_profile",
]
