"""A kind of thing that a name may mean, and what is rows of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from neverfalls.spec.schemes.loader import RECORDED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...verdicts.record import record_of


@dataclass(frozen=True)
class Asked:
    """How something is to be explained.

    ``scheme`` is the one whose rules and verdicts are asked about, else all shipped ones are;
    ``exact`` asks for long fractions, and ``wide`` is the width that tables may have.
    """

    scheme: Scheme | None = None
    exact: bool = False
    wide: int = 80

    @property
    def schemes(self) -> Sequence[Scheme]:
        """The schemes that are asked about."""
        return [self.scheme] if self.scheme else shipped()


@dataclass(frozen=True)
class Explained:
    """One thing in words, as data, and where it has a formula, in LaTeX."""

    text: str
    data: dict[str, Any]
    latex: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing: what one is called, the names there are, and what is rows of a name.

    ``explain`` yields whatever of this kind the name means, perhaps nothing.
    """

    name: str
    names: Callable[[], Iterable[str]]
    explain: Callable[[str, Asked], Iterator[Explained]]


@cache
def shipped() -> tuple[Scheme, ...]:
    """All shipped schemes."""
    return tuple(load_scheme(name) for name in RECORDED)


def cells_of(scheme: Scheme) -> tuple[dict[str, Any], ...]:
    """The recorded verdicts of a scheme as it stands; none if it is not a shipped one."""
    if any(scheme is each for each in shipped()):
        return _recorded(scheme.name)
    record = record_of(scheme)
    return tuple(record["cells"]) if record else ()


@cache
def _recorded(name: str) -> tuple[dict[str, Any], ...]:
    record = record_of(load_scheme(name))
    return tuple(record["cells"]) if record else ()


def fields(*pairs: tuple[str, str]) -> str:
    """Labelled lines, for what there is to say."""
    rows = [(label, text) for label, text in pairs if text]
    longest = max((len(label) for label, _text in rows), default=0)
    return "\n".join(f"  {label:<{longest}}  {text}" for label, text in rows)
