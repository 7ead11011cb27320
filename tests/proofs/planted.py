"""Claims with an error planted in them, to see what an internal error costs."""

from collections.abc import Iterator
from dataclasses import replace

from neverfalls.proofs.induction.arbitrary import BYSTANDER
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Check, Claim
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers.terms import Term

TOLD = "ZeroDivisionError: this went wrong"


def planted(name: str, where: str) -> Claim:
    """Return a claim that cannot be looked at in an induction, in a search, or at all."""
    sound = CLAIMS[name]

    def body(*views: View) -> Iterator[Check]:
        now = views[1] if sound.kind.value in ("step", "trace") else views[0]
        induction = BYSTANDER in now.roster
        search = not induction and isinstance(now.state["sales.total"], Term)
        if {"anywhere": True, "induction": induction, "search": search}[where]:
            raise ZeroDivisionError("this went wrong")
        yield from sound.body(*views)

    return replace(sound, body=body)


def endless(name: str) -> Claim:
    """Return a claim whose body never ends."""

    def body(*views: View) -> Iterator[Check]:
        return body(*views)

    return replace(CLAIMS[name], body=body)
