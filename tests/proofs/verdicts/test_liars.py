"""Solvers that are wrong: nothing is proved by them, and nothing is refuted.

What they say is only where the search looks: a history counts when it has been run, exactly, and a
proof for which every fact contradicts every other is none.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from fractions import Fraction

import pytest

from neverfalls.counterexamples import replay
from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.solving.engines import Answer
from neverfalls.proofs.solving.pool import Question
from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

SHOP = load_scheme("wine-shop")
DEAR = SHOP.with_parameters(reward=Fraction(6, 5))
"""A purchase lowers the price."""

TRUE = ("price_never_falls", "constants_are_worth_their_face", "holders_can_cash_out")
FALSE = (
    "platform_stays_profitable",
    "pool_money_can_leave",
    "later_purchases_raise_earlier_points",
)


class Lying(Solvers):
    """Answers every question by what it looks like, or not at all, without any process."""

    def __init__(self, says: Callable[[str], Answer]) -> None:
        self.says = says
        self._agreed = {}
        self._stored = set()

    def submit_all(self, questions: Iterable[Question]) -> list[Future[Answer]]:
        """Answer at once."""
        found = []
        for each in questions:
            future: Future[Answer] = Future()
            try:
                future.set_result(self.says(each.text))
            except TimeoutError as error:
                future.set_exception(error)
            found.append(future)
        return found


def names(text: str) -> list[str]:
    """Return the unknowns of a question."""
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("(declare-const")]


def model(text: str, value: str) -> Answer:
    """Say that all unknowns have the same value."""
    return Answer(
        "sat", "\n".join(f"(define-fun |{each}| () Real {value})" for each in names(text))
    )


def too_late(_text: str) -> Answer:
    raise TimeoutError


LIARS: dict[str, Callable[[str], Answer]] = {
    "nothing": lambda _text: Answer("unknown"),
    "too late": too_late,
    "everything holds": lambda _text: Answer("unsat"),
    "everything breaks": lambda _text: Answer("sat"),
    "all are 1": lambda text: model(text, "1.0"),
    "all are 0": lambda text: model(text, "0.0"),
    "all are below 0": lambda text: model(text, "(- 7.0)"),
    "all are fractions": lambda text: model(text, "(/ 22.0 7.0)"),
    "all are irrational": lambda text: model(text, "(root-obj (+ (^ x 2) (- 2)) 2)"),
    "no such answer": lambda _text: Answer("perhaps"),
}


@pytest.mark.parametrize("liar", LIARS)
@pytest.mark.parametrize(
    ("scheme", "claims", "wrong"),
    [
        pytest.param(SHOP, TRUE, Status.REFUTED, id="what holds"),
        pytest.param(SHOP, FALSE, Status.PROVED, id="what breaks"),
        pytest.param(DEAR, ("price_never_falls",), Status.PROVED, id="a price that falls"),
    ],
)
def test_nothing_is_decided_by_a_liar(
    liar: str, scheme: Scheme, claims: tuple[str, ...], wrong: Status
) -> None:
    """What holds is never refuted, and what breaks never proved; a history is one that happens."""
    asked = [CLAIMS[name] for name in claims if CLAIMS[name].applies(scheme.mechanisms)]
    found = Judge(scheme, Lying(LIARS[liar]), steps=2).judge(asked)
    assert len(found) == len(asked) > 0
    for each in found:
        assert each.status not in (wrong, Status.PROVED), each
        if each.trace is not None:
            replay(each.trace)
