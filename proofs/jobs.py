"""Queries in parallel processes. A crashed or stuck solver costs its own query only."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from hashlib import blake2b
from types import TracebackType
from typing import Self

import pebble

from .solver import FIRST, Answer, ask, keep_memory

BUDGET = 200_000
"""Resource units a query may spend; what decides between an answer and "unknown"."""

SMALL = FIRST
"""The same for the queries of an induction, and for those that others can follow."""

SAFETY_NET = {"z3": 10, "cvc5": 10}
"""Seconds after which a worker is taken for stuck and killed. Both keep to their budgets long
before, but for some questions on which they ignore them and then never end."""

SECOND_OPINION = 50_000
"""Effort of z3 above which cvc5 is not asked: on such questions it is known to get stuck."""

pebble.CONSTS.term_timeout = 0.2


Key = tuple[str, bytes, int, int]
"""What an answer depends on: the engine, the digest of the text, the seed and the budget."""


class Solvers:
    """A pool of worker processes that answer queries; every distinct query is asked once
    with each budget. ``known`` are answers that others were given before."""

    def __init__(
        self,
        workers: int | None = None,
        budget: int = BUDGET,
        known: Mapping[Key, Answer] | None = None,
    ) -> None:
        self.budget = budget
        self.asked = 0
        self._answers: dict[Key, Future[Answer]] = {}
        for key, answer in (known or {}).items():
            self._answers[key] = Future()
            self._answers[key].set_result(answer)
        self._lock = threading.Lock()
        self._pool = pebble.ProcessPool(
            max_workers=workers or os.cpu_count() or 1, initializer=_begin
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def stop(self) -> None:
        """Kill the workers at once."""
        self._pool.stop()

    def submit(
        self, text: str, engine: str = "z3", seed: int = 0, budget: int | None = None
    ) -> Future[Answer]:
        """Ask a query, or join the one that asks the same."""
        spend = min(budget or self.budget, self.budget)
        key = (engine, blake2b(text.encode()).digest(), seed, spend)
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                self.asked += 1
                found = self._pool.schedule(
                    ask, args=(engine, text, spend, seed), timeout=SAFETY_NET[engine]
                )
                self._answers[key] = found
        return found

    def answers(self) -> dict[Key, Answer]:
        """All answers that solvers have given, none for those that were killed."""
        done = {key: each for key, each in self._answers.items() if each.done()}
        return {key: each.result() for key, each in done.items() if each.exception() is None}

    def ask(self, text: str, engine: str = "z3", seed: int = 0) -> Answer:
        """Ask a query and wait for its answer."""
        return outcome(self.submit(text, engine, seed))

    def agreed(self, texts: Sequence[str]) -> bool:
        """Whether cvc5 finds each of these unsatisfiable too."""
        if any(each.cost > SECOND_OPINION for each in self.ask_all(texts, budget=SMALL)):
            return False
        return all(answer.status == "unsat" for answer in self.ask_all(texts, "cvc5"))

    def ask_all(
        self, texts: Sequence[str], engine: str = "z3", seed: int = 0, budget: int | None = None
    ) -> list[Answer]:
        """Ask several queries at once; the answers come in the order of the queries."""
        asked = [self.submit(text, engine, seed, budget) for text in texts]
        return [outcome(each) for each in asked]


def outcome(future: Future[Answer]) -> Answer:
    """The answer of a query, ``unknown`` where its worker was killed or died."""
    try:
        return future.result()
    except TimeoutError:
        return Answer("unknown", reason="stuck and killed")
    except pebble.ProcessExpired as error:
        return Answer("unknown", reason=f"the solver process died: {error}")


def _begin() -> None:
    """Workers leave Ctrl-C to the process that started them, which may ask them to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    keep_memory()
