"""The page on adding a mechanism: its code runs, and the verdicts that it tells are found."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest

from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.verdict import Judge, Status, Verdict
from neverfalls.spec.claims import claim as claims
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model import mechanism, parameters, questions
from neverfalls.spec.model.questions import BY_CLAUSE, CLAUSES, QUESTIONS
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.scheme import Scheme

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-mechanism.md"


@pytest.fixture
def bonus() -> Iterator[Scheme]:
    """Give a scheme with the page's mechanism and claim, which nothing else will see."""
    room, promise = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    made = ModuleType("page")
    registries: tuple[dict[Any, Any], ...] = (
        *(MECHANISMS, QUESTIONS, CLAUSES, BY_CLAUSE),
        *(parameters.PARAMETERS, claims.CLAIMS, mechanism.ASSETS),
    )
    with ExitStack() as restored:
        for registry in registries:
            restored.enter_context(patch.dict(registry))
        exec(room, made.__dict__)
        MECHANISMS["bonus"] = made.__dict__["MECHANISM"]
        names = {"claim": claims.claim, "Kind": claims.Kind, "Check": claims.Check}
        exec(promise, {**names, "View": View, "Iterator": Iterator})
        yield Scheme("birthday", "A birthday", ("purchase", "cash-exit", "bonus"))


def judged(scheme: Scheme, *names: str) -> list[Verdict]:
    """Judge claims by name."""
    with Solvers() as solvers:
        return Judge(scheme, solvers).judge([claims.CLAIMS[name] for name in names])


def test_the_bonus_breaks_the_price(bonus: Scheme) -> None:
    """As written a purchase and a bonus lower the price; the books balance all the same."""
    price, books, issue = judged(
        bonus, "price_never_falls", "books_balance", "bonuses_are_part_of_the_issue"
    )
    assert price.status is issue.status is Status.REFUTED
    assert books.status is Status.PROVED
    assert price.trace is not None
    assert [step.rule for step in price.trace.steps] == ["purchase", "celebrate"]


def test_a_paid_bonus_keeps_the_price(bonus: Scheme) -> None:
    """Where the treasury pays, the price is proved to hold and the treasury to run dry."""
    paid = bonus.reading(questions.Readings().with_choices({"bonus_payer": "treasury"}))
    price, treasury = judged(paid, "price_never_falls", "platform_stays_profitable")
    assert (price.status, treasury.status) == (Status.PROVED, Status.REFUTED)


def test_schemes_without_it_do_not_know_it(bonus: Scheme) -> None:
    """A scheme that does not name the mechanism has none of it."""
    plain = Scheme("plain", "Plain", ("purchase", "cash-exit"))
    assert "bonus_payer" in bonus.relevant_questions
    assert "bonus_payer" not in plain.relevant_questions
    assert set(bonus.shared_entries()) - set(plain.shared_entries()) == {"bonus.points-granted"}
    assert set(bonus.rules) - set(plain.rules) == {"celebrate"}
