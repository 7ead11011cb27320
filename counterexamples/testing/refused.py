"""All that a ledger has to import, so that this takes no time."""


class Refused(Exception):
    """Raised by a ledger for an event that it does not allow; the text says why.

    The books must be as they were before.
    """
