"""Errors of loading and replaying; each carries what was wrong, where, found and expected."""

from __future__ import annotations

from msgspec import UNSET

from neverfalls.spec.errors import NeverfallsError


class BadTrace(NeverfallsError):
    """A file that is not a counterexample of the shipped format."""

    def __init__(self, file: str, field: str, found: object, expected: str) -> None:
        shown = "nothing" if found is UNSET else repr(found)
        if len(shown) > 80:
            shown = shown[:77] + "..."
        super().__init__(f"{file}: {field}: found {shown}, expected {expected}")
        self.file = file
        self.field = field
        self.found = found
        self.expected = expected


class ReplayFailed(NeverfallsError):
    """A counterexample that does not happen as it says.

    ``step`` counts events from 1; 0 is the opening, None the trace as a whole.
    """

    def __init__(
        self, trace: str, step: int | None, field: str, found: object, expected: object
    ) -> None:
        where = "" if step is None else f" step {step}:"
        shown, wanted = (str(each) for each in (found, expected))
        shown, wanted = (
            each if len(each) <= 300 else each[:297] + "..." for each in (shown, wanted)
        )
        super().__init__(f"{trace}:{where} {field}: found {shown}, expected {wanted}")
        self.trace = trace
        self.step = step
        self.field = field
        self.found = found
        self.expected = expected


class LongNumber(NeverfallsError):
    """A balance that has become a fraction of so many digits that a history cannot go on."""

    def __init__(self, rule: str, account: str, digits: int) -> None:
        super().__init__(f"{rule}: {account} becomes a number of about {digits} digits")
        self.rule = rule
        self.account = account
        self.digits = digits


class UnknownClaim(NeverfallsError, LookupError):
    """No claim has this name or cites this clause."""

    def __init__(self, found: str) -> None:
        super().__init__(f"no claim is called {found!r}; `neverfalls list claims` names all")
        self.found = found


class UnknownTrace(NeverfallsError, LookupError):
    """No shipped counterexample has this id."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"no counterexample is called {found!r}; `neverfalls list counterexamples` names all"
        )
        self.found = found
