"""Which schemes and claims are meant by what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import BadScheme, one_of
from neverfalls.spec.promises import denials, promised
from neverfalls.spec.schemes.loader import RECORDED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from .errors import Misplaced, NotAbout, UnknownName


def schemes_of(names: Sequence[str], listed: bool = True) -> list[Scheme]:
    """The schemes in these files or of these names.

    Unless ``listed``, any claim may be asked of them, and not only those that their files list.

    Raises:
        BadScheme: a file that cannot be read as a scheme, or that lists what is no claim about it.
        UnknownName: the name is empty.
    """
    if "" in names:
        raise UnknownName("scheme", "", RECORDED)
    found = [load_scheme(name) for name in names]
    for each in found:
        _check_listed(each)
    return found if listed else [replace(each, claims=None) for each in found]


def _check_listed(scheme: Scheme) -> None:
    for place, name in enumerate(scheme.claims or ()):
        where = f"claims[{place}]"
        if name not in CLAIMS:
            raise BadScheme(scheme.file, where, name, one_of("a claim", name, CLAIMS, "claims"))
        if not CLAIMS[name].applies(scheme.mechanisms):
            needed = ", ".join(CLAIMS[name].needs)
            raise BadScheme(scheme.file, where, name, f"a claim about its mechanisms, not {needed}")


def is_scheme(word: str) -> bool:
    """Whether what was typed is the name of a shipped scheme, or of a file that is there."""
    with suppress(OSError):
        return word in RECORDED or Path(word).exists()
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


def is_claim(word: str) -> bool:
    """Whether a word names a claim, or a clause that claims cite."""
    return any(word == each.name or word in each.clauses for each in CLAIMS.values())


def one_scheme(words: Sequence[str]) -> Sequence[str]:
    """The one scheme that may be named beside other options.

    Raises:
        Misplaced: several were named, or a claim.
    """
    for word in words:
        if is_claim(word) and not is_scheme(word):
            raise Misplaced(word, "a claim, not a scheme", f"write --claim {word}")
    if len(words) > 1:
        what = f"a second scheme beside {words[0]}"
        raise Misplaced(words[1], what, "check takes one, or none for all")
    return words
