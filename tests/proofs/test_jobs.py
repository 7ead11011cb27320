"""Jobs: a question is asked once, and a process that fails costs no other one its answer."""

import os
import time
from typing import Any

from neverfalls.proofs.jobs import Question, Solvers, outcome


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
        told = first.ask(text)
        known = first.answers()
    with Solvers(1, known=known) as second:
        assert (second.ask(text), second.asked) == (told, 0)
        assert second.ask(text, seed=1).status == "sat"
        assert outcome(second.submit(Question(text, budget=1000))).status == "sat"
        assert second.asked == 2


def test_a_process_that_dies_costs_its_own_question_only() -> None:
    """One worker ends in the midst of its job; the questions before and after are answered."""
    texts = [f"(declare-const |x| Real)\n(assert (> |x| {n}.0))\n" for n in range(8)]
    with Solvers(2) as pool:
        before = [pool.submit(Question(text)) for text in texts[:4]]
        dead: Any = pool._pool.schedule(os._exit, args=(3,))
        after = [pool.submit(Question(text)) for text in texts[4:]]
        lost = outcome(dead)
        assert [outcome(each).status for each in [*before, *after]] == ["sat"] * 8
    assert lost.status == "unknown"
    assert lost.reason.startswith("the solver process died: ")


def test_a_stuck_process_costs_its_own_question_only() -> None:
    """A worker that never answers is killed; the questions beside it are answered."""
    text = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
    with Solvers(2) as pool:
        stuck: Any = pool._pool.schedule(time.sleep, args=(60,), timeout=1)
        assert pool.ask(text).status == "sat"
        lost = outcome(stuck)
        assert len(pool.answers()) == 1
    assert (lost.status, lost.reason) == ("unknown", "stuck and killed")
