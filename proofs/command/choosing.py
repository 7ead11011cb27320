"""Which schemes and claims are meant by what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.promises import denials, promised
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from .errors import NotAbout, UnknownName


def schemes_of(names: Sequence[str]) -> list[Scheme]:
    """The schemes in these files or of these names, all shipped ones if none is given.

    Raises:
        BadScheme: a file that cannot be read as a scheme.
        UnknownName: the name is empty.
    """
    if "" in names:
        raise UnknownName("scheme", "", SHIPPED)
    return [load_scheme(name) for name in names or SHIPPED]


def is_scheme(word: str) -> bool:
    """Whether what was typed is the name of a shipped scheme, or of a file that is there."""
    with suppress(OSError):
        return word in SHIPPED or Path(word).exists()
    return False


def require_one_about(schemes: Sequence[Scheme], claims: Sequence[Claim]) -> None:
    """Refuse claims none of which any of the schemes has the mechanisms for.

    Raises:
        NotAbout: names the claims and the schemes.
    """
    if not any(claim.applies(each.mechanisms) for claim in claims for each in schemes):
        raise NotAbout([each.name for each in claims], [each.name for each in schemes])


def chosen_claims(names: Sequence[str]) -> list[Claim]:
    """The claims of these names or clause ids, all if none is given.

    Raises:
        UnknownName: no claim has this name or cites this clause.
    """
    for name in names:
        if not any(name == c.name or name in c.clauses for c in CLAIMS.values()):
            raise UnknownName("claim", name, list(CLAIMS))
    return [
        claim
        for claim in CLAIMS.values()
        if not names or claim.name in names or set(names) & set(claim.clauses)
    ]


def documents_claims() -> list[Claim]:
    """The claims that the documents themselves make; the others are a careful reader's."""
    names = promised()
    return [claim for claim in CLAIMS.values() if claim.name in names]


def claims_of_denials() -> list[Claim]:
    """The claims whose proof denies what the documents promise."""
    return [CLAIMS[name] for name in denials()]
