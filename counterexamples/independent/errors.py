"""What a second replay finds wrong with a trace."""


class NotCovered(Exception):
    """A trace has something for which there is no second rule; ``what`` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not covered: {what}")
        self.what = what


class Differs(Exception):
    """A trace tells something else than the rules.

    ``step`` counts events from 1, and 0 is the opening and what is stated for all of the trace.
    ``field`` is the balance (``alice.points``), the argument or the entry of the file; ``found`` is
    what the file has there and ``expected`` what the rules give, as text.
    """

    def __init__(self, step: int, field: str, found: str, expected: str) -> None:
        super().__init__(f"step {step}: {field}: found {found}, expected {expected}")
        self.step = step
        self.field = field
        self.found = found
        self.expected = expected


class Refused(Exception):
    """An event happens although a requirement of its rule is not met; the text is what it is."""
