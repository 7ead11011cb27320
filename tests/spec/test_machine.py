"""Long random histories on exact fractions: what is recorded as proved holds after every event."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase

from neverfalls.proofs.induction.induct import induct
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.task import tasks
from neverfalls.proofs.verdicts.verdict import all_claims
from neverfalls.spec.claims.claim import CLAIMS, Claim, Kind
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

from ..schemes import under
from .attack import attack
from .machine import run

RECORD = Path(__file__).resolve().parents[2] / "proofs" / "record"
HOLDS = ("proved", "vacuous")


def expected(name: str, deviation: str) -> list[Claim]:
    """Return what is recorded as proved of one scheme, with the invariants that carry it."""
    file = RECORD / f"{name}.json"
    if not file.is_file():
        pytest.fail(f"proofs/record/{name}.json is missing: nothing says what is proved")
    found: dict[str, Claim] = {}
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        if cell["deviation"] == deviation and cell["status"] in HOLDS:
            # one that was made for this cell alone has no name in the list of candidates
            names = [each for each in cell.get("invariants", []) if each in INVARIANTS]
            found |= {each: INVARIANTS[each] for each in names}
            found[cell["claim"]] = CLAIMS[cell["claim"]]
    return list(found.values())


def few_or_many(few: int, many: int) -> pytest.MarkDecorator:
    """Run a test on a few histories, and on many where there is time."""
    slow = pytest.param(many, marks=pytest.mark.slow)
    return pytest.mark.parametrize("histories", [few, slow])


@few_or_many(20, 100)
@pytest.mark.parametrize("name", SHIPPED)
def test_random_histories_keep_what_is_proved(name: str, histories: int) -> None:
    """No random history of a scheme as written breaks a claim or an invariant proved for it."""
    promised = expected(name, "")
    assert promised
    run(load_scheme(name), promised, histories)


BROKEN: list[Any] = [
    ("wine-shop", "platform_stays_profitable"),
    ("mall", "platform_stays_profitable"),
    ("agents", "platform_stays_profitable"),
    ("market", "pool_covers_the_market_value"),
    ("market", "stock_stays_within_the_reserved_part"),
    # few of them go so far
    pytest.param("gallery", "items_can_be_had_for_points", marks=pytest.mark.slow),
    ("gallery", "resale_fetches_the_stated_value"),
    ("dealers", "platform_stays_profitable"),
    ("dealers", "new_dealers_cost_the_others_nothing"),
    ("linkage", "tokenised_assets_cover_the_tokens"),
    ("linkage", "circle_only_lifts"),
    *((n, "pool_money_can_leave") for n in SHIPPED if "sell" in load_scheme(n).rules),
]


@pytest.mark.parametrize(("name", "claim"), BROKEN)
def test_random_histories_break_what_is_refuted(name: str, claim: str) -> None:
    """The histories are wild enough: claims that are refuted do break in some of them."""
    with pytest.raises(AssertionError, match=f"^{claim}: "):
        run(load_scheme(name), [CLAIMS[claim]], 200, [Phase.generate])


def deviations() -> Iterator[Any]:
    """Yield every shipped scheme with a single other reading."""
    for name in SHIPPED:
        for task in tasks(load_scheme(name)):
            if task.deviation:
                yield pytest.param(task, id=f"{name}.{task.deviation}")


@few_or_many(3, 15)
@pytest.mark.parametrize("task", list(deviations()))
def test_random_histories_keep_what_is_proved_of_a_deviation(task: Any, histories: int) -> None:
    """The same with one reading changed, for every claim that is still proved then."""
    run(task.scheme, expected(task.scheme.name, task.deviation), histories)


EVENTS = 200_000
"""Events of the random attack, over all shipped schemes and each single change of one."""

WORK = [task for name in SHIPPED for task in tasks(load_scheme(name))]


@pytest.mark.slow
@pytest.mark.parametrize("task", WORK, ids=lambda task: f"{task.scheme.name}.{task.deviation}")
def test_nothing_that_is_proved_breaks_in_an_attack(task: Any) -> None:
    """No member, however many and however rich, breaks what is recorded as proved."""
    promised = expected(task.scheme.name, task.deviation)
    assert promised
    attack(task.scheme, promised, -(-EVENTS // len(WORK)), task.deviation)


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("mall", "price_never_falls"),
        ("wine-shop", "platform_stays_profitable"),
        ("agents", "most_spending_never_comes_back"),
        ("linkage", "tokenised_assets_are_owned_once"),
    ],
)
def test_an_attack_breaks_what_is_refuted(name: str, claim: str) -> None:
    """A claim that does not hold breaks within a thousand events, and the history is told."""
    with pytest.raises(AssertionError, match=rf"(?s)^{claim}: .*\n{name} .*(purchase|sell_ahead) "):
        attack(load_scheme(name), [CLAIMS[claim]], 1000, "")


MIXTURES = (4, 1, 6, 9, 15, 22)
"""Each number n picks, of the k-th reading consulted, the answer number n // (k + 1)."""


@pytest.mark.slow
@pytest.mark.parametrize("number", MIXTURES)
@pytest.mark.parametrize("name", SHIPPED)
def test_random_histories_keep_what_is_proved_of_a_mixture(name: str, number: int) -> None:
    """Under many other readings at once, whatever induction proves holds in random histories."""
    scheme = load_scheme(name)
    choices = {}
    for place, reading in enumerate(scheme.relevant_questions):
        answers = list(QUESTIONS[reading])
        choices[reading] = answers[number // (place + 1) % len(answers)].value
    scheme = under(scheme, **choices)
    claims = [claim for claim in all_claims() if claim.applies(scheme.mechanisms)]
    with Solvers(2) as solvers:
        induction = induct(scheme.opened(), claims, solvers)
    promised = [c for c in claims if c.kind is not Kind.EVENTUAL and induction.proves(c.name)]
    promised += [INVARIANTS[each] for each in induction.invariants]
    assert promised
    run(scheme, promised, 10)
