"""One induction about many claims, which goes on without what it ends with an error on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.shared import Shared
from ..induction import Induction, induct
from ..induction.equalities import equalities
from ..induction.invariants import INVARIANTS, LASTING
from ..solving.failures import failure
from ..solving.pool import Solvers


class Inductions(NamedTuple):
    """For each claim the induction that is about it, or the error that it ended with, in a line.

    ``lacking`` says which invariants could not be tried, because an error came up, if there are
    any: then what is not proved might have been.
    """

    by_claim: Mapping[str, Induction | str]
    lacking: str = ""


def inductions(
    scheme: Scheme, claims: Sequence[Claim], solvers: Solvers, shared: Shared
) -> Inductions:
    """One induction about all claims. Where it ends with an error, those claims and invariants are
    left out that cause one by themselves; where that is not enough, each claim is tried alone."""
    names = [claim.name for claim in claims]
    try:
        return Inductions(dict.fromkeys(names, induct(scheme, claims, solvers, shared=shared)))
    except MemoryError:  # it costs all of a process that goes on without any
        raise
    except Exception:  # noqa: BLE001  (whatever it is, it must cost no other claim its verdict)
        causes = dict(_causes(scheme, claims, solvers))
    fit = [claim for claim in claims if claim.name not in causes]
    found: dict[str, Induction | str] = {name: causes[name] for name in names if name in causes}
    helpers = (name for name in causes if name in _helpers())
    lacking = "; ".join(f"{name}, which might help: {causes[name]}" for name in helpers)
    try:
        one = induct(scheme, fit, solvers, shared=shared, without=causes)
    except MemoryError:  # it costs all of a process that goes on without any
        raise
    except Exception:  # noqa: BLE001  (together they failed; one by one, some may not)
        for claim in fit:
            try:
                found[claim.name] = induct(scheme, [claim], solvers, shared=shared, without=causes)
            except MemoryError:  # it costs all of a process that goes on without any
                raise
            except Exception as error:  # noqa: BLE001  (it costs this claim only)
                found[claim.name] = failure(error)
    else:
        found.update(dict.fromkeys((claim.name for claim in fit), one))
    return Inductions(found, lacking)


def again_with_more(
    scheme: Scheme, claims: Sequence[Claim], solvers: Solvers, shared: Shared
) -> Inductions:
    """Another induction about claims that are open, with all equalities that histories suggest."""
    names = [claim.name for claim in claims]
    try:
        candidates = [*INVARIANTS.values(), *equalities(scheme)]
        one = induct(scheme, claims, solvers, candidates, shared=shared)
    except MemoryError:  # it costs all of a process that goes on without any
        raise
    except Exception as error:  # noqa: BLE001  (what is known without it must not be lost)
        return Inductions({}, failure(error))
    return Inductions(dict.fromkeys(names, one))


def _helpers() -> list[str]:
    """What an induction tries besides the claims that it is about."""
    return [*INVARIANTS, *(each.name for each in LASTING)]


def _causes(scheme: Scheme, claims: Sequence[Claim], solvers: Solvers) -> Iterator[tuple[str, str]]:
    """The claims and invariants about which no induction is possible, each with the error."""
    asked = {claim.name: claim for claim in claims}
    every = dict.fromkeys((*asked, *_helpers()))
    for name in every:
        own = [asked[name]] if name in asked else []
        others = [other for other in every if other != name]
        try:
            induct(scheme, own, solvers, without=others)
        except MemoryError:  # it costs all of a process that goes on without any
            raise
        except Exception as error:  # noqa: BLE001  (which error it is, is the answer)
            yield name, failure(error)
