"""Errors of the specification; each carries what was wrong, where, and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from .texts import visible

LONGEST = 80
"""Characters that an error shows of what was found."""

FEW = 12
"""Most names that an error lists."""


class NeverfallsError(Exception):
    """Base of all errors that a user's input can cause.

    Whatever the input is, its message is one line that controls no terminal.
    """

    def __init__(self, message: str) -> None:
        super().__init__(visible(message))


def one_of(what: str, found: str, known: Iterable[str], listing: str) -> str:
    """What should stand in place of an unknown name: one of these, if they are few.

    Of many, only those most like what was found are named, and the command that lists all.
    """
    names = list(known)
    if len(names) <= FEW:
        return f"one of: {', '.join(names)}" if len(names) != 1 else names[0]
    near = get_close_matches(found, names, n=1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    return f"{what}{meant}; `neverfalls list {listing}` names all"


def shortly(found: object) -> str:
    """What was found, as an error shows it."""
    try:
        shown = "nothing" if found is None else repr(found)
    except ValueError:  # an integer too long to be written
        shown = "a number of thousands of digits"
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 3] + "..."


class UnknownReading(NeverfallsError):
    """A reading, or a choice of one, that does not exist."""

    def __init__(self, field: str, found: str, expected: Sequence[str]) -> None:
        wanted = one_of("a question that the documents leave open", found, expected, "readings")
        super().__init__(f"{field}: found {found!r}, expected {wanted}")
        self.field = field
        self.found = found
        self.expected = tuple(expected)


class NotEnabled(NeverfallsError):
    """A rule was asked to run in a state, or with arguments, that it does not allow.

    ``clauses`` are those of the line that does not allow it, if it cites any.
    """

    def __init__(self, rule: str, requirement: str, clauses: Sequence[str] = ()) -> None:
        super().__init__(f"{rule}: it requires that {requirement}")
        self.rule = rule
        self.requirement = requirement
        self.clauses = tuple(clauses)


class BadArguments(NeverfallsError):
    """A rule was called with arguments it does not take."""

    def __init__(self, rule: str, field: str, found: object, expected: str) -> None:
        what = "nothing" if found is None else repr(found)
        super().__init__(f"{rule}: argument {field}: found {what}, expected {expected}")
        self.rule = rule
        self.field = field
        self.found = found
        self.expected = expected


class BadScheme(NeverfallsError):
    """A scheme file that cannot be read as a scheme."""

    def __init__(self, file: str, field: str, found: object, expected: str) -> None:
        super().__init__(f"{file}: {field}: found {shortly(found)}, expected {expected}")
        self.file = file
        self.field = field
        self.found = found
        self.expected = expected
