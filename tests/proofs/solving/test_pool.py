"""The pool: a question is asked once, and a process that fails costs no other one its answer."""

import os
import signal
import time
from typing import Any

import pytest
from pebble.pool.process import WorkerManager

from neverfalls.proofs.solving import pool as solving
from neverfalls.proofs.solving import workers as waiting
from neverfalls.proofs.solving.engines import Answer, ask
from neverfalls.proofs.solving.failures import KILLED, Killed, failure
from neverfalls.proofs.solving.pool import Question, Solvers, outcome


def test_a_question_is_asked_once(solvers: Solvers) -> None:
    """Asking the same again does not start another solver."""
    text = "(declare-const |once| Real)\n(assert (> |once| 12345.0))\n"
    before = solvers.asked
    answers: list[Any] = [solvers.ask(text) for _ in range(3)]
    assert (solvers.asked - before, answers[0].status) == (1, "sat")
    assert answers[0] == answers[1] == answers[2]


def test_what_others_were_answered_is_not_asked_again() -> None:
    """Answers are handed on, under the engine, the seed and the budget that they were given for."""
    text = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
    with Solvers(1) as first:
        answer = first.ask(text)
        known = first.answers()
    with Solvers(1, known=known) as second:
        assert (second.ask(text), second.asked) == (answer, 0)
        assert second.ask(text, seed=1).status == "sat"
        assert outcome(second.submit(Question(text, budget=1000))).status == "sat"
        assert second.asked == 2
        assert len(second.answers()) == 2  # those that are known are not handed on again


def test_a_process_that_dies_costs_its_own_question_only() -> None:
    """One worker ends in the midst of its job; the questions before and after are answered."""
    texts = [f"(declare-const |x| Real)\n(assert (> |x| {n}.0))\n" for n in range(8)]
    with Solvers(2) as pool:
        before = [pool.submit(Question(text)) for text in texts[:4]]
        dead: Any = pool._pool.schedule(os._exit, args=(3,), timeout=10)
        after = [pool.submit(Question(text)) for text in texts[4:]]
        lost = outcome(dead)
        assert [outcome(each).status for each in [*before, *after]] == ["sat"] * 8
    assert lost.status == "unknown"
    assert lost.reason.startswith("the solver process died: ")


def _fragile(engine: str, text: str, budget: int, seed: int = 0) -> Answer:
    """Answers, but for two texts: on one the process dies, on the other it never ends."""
    if "dies" in text:
        os._exit(3)
    if "sleeps" in text:
        time.sleep(60)
    return ask(engine, text, budget, seed)


def test_questions_that_travel_together_fail_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of eight questions sent at once one kills its worker and one is stuck; six are answered."""
    monkeypatch.setattr(solving, "ask", _fragile)
    monkeypatch.setattr(solving, "SAFETY_NET", 1)
    names = ["a", "b", "dies", "c", "d", "sleeps", "e", "f"]
    texts = [f"(declare-const |{name}| Real)\n(assert (> |{name}| 1.0))\n" for name in names]
    with Solvers(1) as pool:
        answers = pool.ask_all(texts)
        assert len(pool.answers()) == 6
        assert pool._sent == 0
    by_name = dict(zip(names, answers, strict=True))
    assert {by_name.pop("dies").reason[:24], by_name.pop("sleeps").reason} == {
        "the solver process died:",
        "stuck and killed",
    }
    assert {each.status for each in by_name.values()} == {"sat"}


def test_a_stuck_process_costs_its_own_question_only() -> None:
    """A worker that never answers is killed; the questions beside it are answered."""
    text = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
    with Solvers(2) as pool:
        stuck: Any = pool._pool.schedule(time.sleep, args=(60,), timeout=1)
        assert pool.ask(text).status == "sat"
        lost = outcome(stuck)
        assert len(pool.answers()) == 1
    assert (lost.status, lost.reason) == ("unknown", "stuck and killed")


def workers(pool: Solvers) -> list[int]:
    """The numbers of the processes that wait for questions."""
    return list(pool._pool._pool._pool_manager.worker_manager.workers)


@pytest.mark.parametrize("count", [1, 2])
def test_idle_workers_that_are_killed_cost_no_answer(count: int) -> None:
    """One of them, or all, while nobody asks anything; and again, when they have been replaced."""
    with Solvers(2) as pool:
        for turn in range(2):
            for number in workers(pool)[:count]:
                os.kill(number, signal.SIGKILL)
            texts = [f"(declare-const |x| Real)\n(assert (> |x| {turn}.{n}))\n" for n in range(20)]
            asked = pool.submit_all(map(Question, texts))
            assert [each.result(30).status for each in asked] == ["sat"] * 20


def test_a_job_that_its_worker_took_and_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker ends when it has taken the job and not yet said so; nobody waits for ever."""
    monkeypatch.setattr(waiting, "PATIENCE", 1)
    monkeypatch.setattr(solving, "SAFETY_NET", 1)
    lost: list[int] = []
    dispatch = WorkerManager.dispatch

    def lose_one(manager: WorkerManager, task: Any) -> None:
        lost.append(task.id)
        if len(lost) > 1:
            dispatch(manager, task)

    monkeypatch.setattr(WorkerManager, "dispatch", lose_one)
    text = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
    with Solvers(1) as pool:
        assert pool.submit(Question(text)).result(30).status == "sat"
    assert len(lost) == 2


def test_a_worker_that_is_killed_while_all_others_wait_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It holds the lock by which they take turns at the pipe; they are begun anew."""
    monkeypatch.setattr(waiting, "PATIENCE", 1)
    monkeypatch.setattr(solving, "SAFETY_NET", 1)
    text = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
    with Solvers(2) as pool:
        channel: Any = pool._pool._pool._pool_manager.worker_manager.workers_channel
        channel.mutex.writer_mutex.acquire()
        assert pool.submit(Question(text)).result(60).status == "sat"


def test_where_processes_are_killed_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits is told, and who asks later too."""
    monkeypatch.setattr(waiting, "RENEWALS", 0)
    text = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
    with Solvers(1) as pool:
        for seed in range(2):
            for number in workers(pool):
                os.kill(number, signal.SIGKILL)
            with pytest.raises(Killed):
                pool.submit(Question(text, seed=seed)).result(30)
        assert failure(Killed()) == KILLED


def test_what_is_asked_after_the_end_is_refused() -> None:
    """At once, and whoever asks the same again too."""
    with Solvers(1) as pool:
        pass
    for _ in range(2):
        with pytest.raises(RuntimeError, match="have been stopped"):
            pool.ask("(declare-const |x| Real)\n")
