"""What the documents promise, each in three forms: as made, weakened, as a reader would want it.

Front: ``promises``. The forms name claims; verdicts on them are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources

from msgspec import Struct, toml


class Form(StrEnum):
    """How strong a form of a promise is, and whose it is."""

    PROMISED = "promised"
    RETREAT = "retreat"
    CAREFUL = "careful"


FORMS = {
    Form.PROMISED: "as the documents make it",
    Form.RETREAT: "what its defender would retreat to",
    Form.CAREFUL: "what a careful reader would want",
}
"""The forms in words."""

LIMIT, DENIED = "limit ", "denied by "


class Statement(Struct, frozen=True):
    """One statement of a form: a claim, a limit, or a claim whose proof denies the promise."""

    name: str
    limit: bool = False
    denial: bool = False


class Promise(Struct, frozen=True):
    """A promise of the documents; a form is a list of statements, or says why there is none."""

    promised: list[str] | str
    retreat: list[str] | str
    careful: list[str] | str

    def statements(self, form: Form) -> list[Statement]:
        """The statements of a form; none where it gives a reason instead."""
        stated = getattr(self, form.value)
        return [] if isinstance(stated, str) else [_statement(each) for each in stated]

    def reason(self, form: Form) -> str:
        """Why there is no such form; empty where there is one."""
        stated = getattr(self, form.value)
        return stated if isinstance(stated, str) else ""


def _statement(text: str) -> Statement:
    if text.startswith(LIMIT):
        return Statement(text.removeprefix(LIMIT), limit=True)
    return Statement(text.removeprefix(DENIED), denial=text.startswith(DENIED))


@cache
def promises() -> Mapping[str, Promise]:
    """Every promise of the documents by the id of its clause, C1 to C21."""
    file = resources.files(__package__).joinpath("promises.toml")
    return toml.decode(file.read_bytes(), type=dict[str, Promise])


def promised() -> list[str]:
    """The claims that the documents make, each once; a bound, or a denial of a promise, is none."""
    stated = [each for promise in promises().values() for each in promise.statements(Form.PROMISED)]
    return list(dict.fromkeys(s.name for s in stated if not (s.limit or s.denial)))


def denials() -> dict[str, str]:
    """The claims whose proof denies a promise as the documents make it, each with its clause."""
    return {
        each.name: clause
        for clause, promise in promises().items()
        for each in promise.statements(Form.PROMISED)
        if each.denial
    }


def forms_of(claim: str) -> Iterator[tuple[str, Form]]:
    """The promises that a claim states, each with the form that it is."""
    for clause, promise in promises().items():
        for form in Form:
            if any(each.name == claim and not each.limit for each in promise.statements(form)):
                yield clause, form
