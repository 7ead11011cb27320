"""What do the schemes of published practice stand for? Their sheets, in our words, with sources.

Front: ``sheets``. A scheme's file has its rules and numbers, and lists the claims that are judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from msgspec import Struct, toml


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """Where something was read: an address, and what it says, with its date if it bears one."""

    address: str
    says: str


class Sheet(Struct, frozen=True, forbid_unknown_fields=True):
    """What a published sheet says, in our words, and how far the scheme of its name carries it.

    ``promises`` names the claims that the sheet itself makes; ``not_carried`` has a sentence for
    each clause that no rule of the scheme states.
    """

    says: str
    promises: tuple[str, ...]
    not_carried: tuple[str, ...]
    sources: tuple[Source, ...]


@cache
def sheets() -> Mapping[str, Sheet]:
    """Every sheet by the name of its scheme."""
    file = resources.files(__package__).joinpath("practice.toml")
    return toml.decode(file.read_bytes(), type=dict[str, Sheet])
