"""Queries in parallel processes. A crashed or stuck solver costs its own query only."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

import pebble

from .engines import FIRST, Answer, Key, ask, nonlinear, require
from .workers import Workers

if TYPE_CHECKING:  # not every Python has SQLite
    from .store import Store

BUDGET = 200_000
"""Resource units a query may spend; what decides between an answer and "unknown"."""

SMALL = FIRST
"""The same for the queries of an induction, and for those that others can follow."""

SAFETY_NET = 10
"""Seconds after which a worker is taken for stuck and killed. The solvers keep to their budgets
long before, but for some questions on which they ignore them and then never end."""

BUNDLE = 8
"""Most questions that are sent to a worker at once; to send each alone takes a twentieth more."""

SECOND_OPINION = 55_000
"""Effort of z3 above which cvc5 is not asked: on such questions it is known to get stuck."""

SECOND_BUDGET = 25_000
"""What cvc5 may spend on a second opinion; it counts otherwise than z3, and on questions that take
more it is known to get stuck."""

LINEAR_BUDGET = 100_000
"""The same for a question without products, on which it does not get stuck."""

SAVED = 256
"""Most answers that a run which is killed has not kept yet."""

STORED, ONE_SOLVER, TWO_SOLVERS = "stored answers", "one solver", "two solvers"
"""How it is known that questions have no solution, the weakest first."""


class Oracle(Protocol):
    """Whoever says of questions whether their facts contradict each other."""

    def ask_all(self, texts: Sequence[str], *, budget: int | None = None) -> Sequence[Answer]:
        """An answer to each question, in their order."""
        ...


class Question(NamedTuple):
    """A text for a solver, and how it is asked; without a budget of its own, the usual one."""

    text: str
    engine: str = "z3"
    seed: int = 0
    budget: int | None = None


Job = list[tuple[Key, Question, Future[Answer]]]
"""Questions that a worker is sent together, each with where its answer goes."""


class Solvers:
    """A pool of worker processes that answer queries; each is asked once with each budget.

    ``known`` are answers that others were given before, ``store`` has those of earlier runs. The
    workers end with the thread that makes this.

    Raises:
        NoSolvers: a solver is not installed.
    """

    def __init__(
        self,
        workers: int | None = None,
        budget: int = BUDGET,
        known: Mapping[Key, Answer] | None = None,
        store: Store | None = None,
    ) -> None:
        require()
        self.budget = budget
        self.asked = 0
        self._sent = 0  # jobs that are not answered yet
        self._known = known or {}
        self._store = store
        self._unsaved: dict[Key, Answer] = {}
        self._stored: set[bytes] = set()  # the digests of questions that the store answered
        self._answers: dict[Key, Future[Answer]] = {}
        self._agreed: dict[str, bool] = {}
        self._died: set[Key] = set()
        self._lock = threading.Lock()
        self._workers = workers or os.cpu_count() or 1
        self._pool = Workers(self._workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.end()
        if self._store is not None:
            self._store.keep(self._unsaved)
            self._store.close()

    def stop(self) -> None:
        """Kill the workers at once."""
        self._pool.stop()

    def submit(self, question: Question) -> Future[Answer]:
        """Ask a question, or join who asks the same."""
        return self.submit_all([question])[0]

    def submit_all(self, questions: Iterable[Question]) -> list[Future[Answer]]:
        """Ask several questions; those that nobody asked before go to the workers together."""
        found: list[Future[Answer]] = []
        fresh: Job = []
        with self._lock:
            for each in questions:
                spend = min(each.budget or self.budget, self.budget)
                key = (each.engine, blake2b(each.text.encode()).digest(), each.seed, spend)
                answer = self._answers.get(key)
                if answer is None:
                    answer = self._answers[key] = Future()
                    fresh.append((key, each._replace(budget=spend), answer))
                found.append(answer)
            fresh = self._without_known(fresh)
            self.asked += len(fresh)
            idle = max(self._workers - self._sent, 1)
        size = min(BUNDLE, -(-len(fresh) // idle)) or 1
        for start in range(0, len(fresh), size):
            self._send(fresh[start : start + size])
        return found

    def _without_known(self, job: Job) -> Job:
        """What is left to be asked, once all has its answer that was answered before."""
        known = {key: self._known[key] for key, *_rest in job if key in self._known}
        if self._store is not None:
            known |= self._store.find(key for key, *_rest in job if key not in known)
        for key, _question, future in job:
            if key in known:
                future.set_result(known[key])
                if known[key].stored:
                    self._stored.add(key[1])
        return [each for each in job if each[0] not in known]

    def _send(self, job: Job) -> None:
        with self._lock:
            self._sent += 1
        questions = [question for _key, question, _future in job]
        try:
            sent = self._pool.schedule(_answer, args=(questions,), timeout=SAFETY_NET)
        except RuntimeError as error:  # they have been stopped
            for _key, _question, future in job:
                future.set_exception(error)
        else:
            sent.add_done_callback(partial(self._received, job))

    def _received(self, job: Job, sent: Future[list[Answer]]) -> None:
        """Hand out the answers; where a worker failed, its questions are asked one by one, and one
        that was alone is asked once more.

        Whatever goes wrong here, nobody waits for ever.
        """
        try:
            self._hand_out(job, sent)
        except BaseException as error:  # noqa: BLE001  (it would be lost, with those who wait)
            for _key, _question, future in job:
                if not future.done():
                    future.set_exception(error)

    def _hand_out(self, job: Job, sent: Future[list[Answer]]) -> None:
        with self._lock:
            self._sent -= 1
        error = CancelledError() if sent.cancelled() else sent.exception()
        if error is None:
            answers = sent.result()
            for (_key, _question, future), answer in zip(job, answers, strict=True):
                future.set_result(answer)
            self._save({key: each for (key, *_rest), each in zip(job, answers, strict=True)})
        elif len(job) > 1 or self._died_at_first(job[0][0], error):
            for one in job:
                self._send([one])
        else:
            for _key, _question, future in job:
                future.set_exception(error)

    def _died_at_first(self, key: Key, error: BaseException) -> bool:
        """Whether the worker of one question died, as it may be killed from outside, and that for
        the first time: a question that kills its worker does so again."""
        first = isinstance(error, pebble.ProcessExpired) and key not in self._died
        self._died.add(key)
        return first

    def _save(self, answers: Mapping[Key, Answer]) -> None:
        """Keep answers for later runs, many at once."""
        if self._store is not None:
            with self._lock:
                self._unsaved |= answers
                due = self._unsaved if len(self._unsaved) >= SAVED else {}
                if due:
                    self._unsaved = {}
            if due:
                self._store.keep(due)

    def answers(self) -> dict[Key, Answer]:
        """All answers that were not known before, none for what was killed."""
        fresh = {key: each for key, each in self._answers.items() if key not in self._known}
        done = {key: each for key, each in fresh.items() if each.done()}
        return {key: each.result() for key, each in done.items() if each.exception() is None}

    def ask(self, text: str, engine: str = "z3", seed: int = 0) -> Answer:
        """Ask a query and wait for its answer."""
        return outcome(self.submit(Question(text, engine, seed)))

    def evidence(self, texts: Sequence[str]) -> str:
        """How it is known that none of these has a solution, which z3 has said of each."""
        agreed = not self._any_stored(texts) and self.agreed(texts)
        if self._any_stored(texts):
            return STORED
        return TWO_SOLVERS if agreed else ONE_SOLVER

    def _any_stored(self, texts: Iterable[str]) -> bool:
        """Whether the store has answered one of these questions, to whichever solver."""
        return any(blake2b(each.encode()).digest() in self._stored for each in texts)

    def agreed(self, texts: Sequence[str]) -> bool:
        """Whether cvc5 finds each of these unsatisfiable too."""
        fresh = [text for text in texts if text not in self._agreed]
        if any(each.cost > SECOND_OPINION for each in self.ask_all(fresh, budget=SMALL)):
            return False
        budgets = (SECOND_BUDGET if nonlinear(text) else LINEAR_BUDGET for text in fresh)
        asked = self.submit_all(
            Question(text, "cvc5", budget=budget)
            for text, budget in zip(fresh, budgets, strict=True)
        )
        for text, answer in zip(fresh, asked, strict=True):
            self._agreed[text] = outcome(answer).status == "unsat"
        return all(self._agreed[text] for text in texts)

    def ask_all(
        self, texts: Sequence[str], engine: str = "z3", seed: int = 0, budget: int | None = None
    ) -> list[Answer]:
        """Ask several queries at once; the answers come in the order of the queries."""
        asked = self.submit_all(Question(text, engine, seed, budget) for text in texts)
        return [outcome(each) for each in asked]


def outcome(future: Future[Answer]) -> Answer:
    """The answer of a query, ``unknown`` where its worker was killed or died."""
    try:
        return future.result()
    except TimeoutError:
        return Answer("unknown", reason="stuck and killed")
    except pebble.ProcessExpired as error:
        return Answer("unknown", reason=f"the solver process died: {error}")


def _answer(questions: Sequence[Question]) -> list[Answer]:
    return [ask(each.engine, each.text, each.budget or BUDGET, each.seed) for each in questions]
