"""Solvers that never decide anything."""

from collections.abc import Iterable
from concurrent.futures import Future

from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.solving.engines import Answer
from neverfalls.proofs.solving.pool import Question


class Ignorant(Solvers):
    """Answers every question that nothing is known, without any process."""

    def __init__(self) -> None:
        self._agreed = {}
        self._stored = set()

    def submit_all(self, questions: Iterable[Question]) -> list[Future[Answer]]:
        """Answer at once."""
        found: list[Future[Answer]] = [Future() for _ in questions]
        for each in found:
            each.set_result(Answer("unknown"))
        return found
