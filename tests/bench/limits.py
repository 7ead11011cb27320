"""Work with limits: in a process that is killed when its time is up, with a budget of effort."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any, TypeVar

import pebble

from neverfalls.proofs.solving.engines import Answer, ask, ask_z3
from neverfalls.proofs.solving.pool import BUDGET, Question, Solvers

Result = TypeVar("Result")


class Spent(Exception):
    """All units are used up."""


class Here(Solvers):
    """Solvers without processes of their own: a query is answered where it is asked.

    ``units`` limits the effort of all queries together, beside the budget that each has anyway.
    """

    def __init__(self, units: int) -> None:
        self.units = units
        self.spent = 0
        self.seen: dict[Question, Future[Answer]] = {}

    def submit_all(self, questions: Iterable[Question]) -> list[Future[Answer]]:
        """Ask each query once, one after the other."""
        return [self._asked(each._replace(budget=each.budget or BUDGET)) for each in questions]

    def _asked(self, question: Question) -> Future[Answer]:
        if question not in self.seen:
            if self.spent >= self.units:
                raise Spent
            most = question.budget or BUDGET
            left = min(most, self.units - self.spent)
            answer = ask(question.engine, question.text, left, question.seed)
            self.spent += answer.cost
            if answer.status == "unknown" and left < most:
                raise Spent
            self.seen[question] = Future()
            self.seen[question].set_result(answer)
        return self.seen[question]


def warm_up() -> None:
    """Load z3, so that no measurement contains it."""
    ask_z3("(declare-const x Real)\n(assert (> (* x x) 2.0))\n", BUDGET)


def limited(work: Callable[..., Result], *values: Any, seconds: int) -> Result | str:
    """What some work returns, done in a process of its own; where it did not end, how it failed."""
    pool = pebble.ProcessPool(
        max_workers=1, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )
    try:
        result: Result = pool.schedule(work, args=values, timeout=seconds).result()
    except TimeoutError:
        return f"no answer within {seconds} s"
    except pebble.ProcessExpired:
        return "the process died"
    finally:
        pool.stop()
        pool.join()
    return result


def progress(text: str) -> None:
    """Say on standard error what is being measured."""
    print(f"bench: {text}", file=sys.stderr, flush=True)
