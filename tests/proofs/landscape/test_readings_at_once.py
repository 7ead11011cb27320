"""All readings at once: parting runs agree with running every reading by itself."""

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import Trace
from neverfalls.counterexamples.replay import broken_at, execute
from neverfalls.counterexamples.setting import scheme_of
from neverfalls.proofs.forking.forks import Asked, Choices, open_choices, paths, simplified, told
from neverfalls.proofs.induction.induct import induct
from neverfalls.proofs.landscape.refuter import Refuter
from neverfalls.proofs.landscape.surveyor import Surveyor, minimal_transversals
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.mechanisms.goods import GoodsPayer
from neverfalls.spec.mechanisms.purchase import StepView
from neverfalls.spec.model.questions import Question
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

SMALL: Choices = {"goods_payer": list(GoodsPayer), "step_view": list(StepView)}
PLAIN = Scheme("plain", "Purchases, sales and goods", ("purchase", "cash-exit", "goods"))


def every(choices: Choices) -> Iterator[Mapping[str, Question]]:
    """Yield every way to answer all questions."""
    names = [name for name, each in choices.items() if len(each) > 1]
    for answers in itertools.product(*(choices[name] for name in names)):
        yield dict(zip(names, answers, strict=True))


def test_a_run_parts_only_where_it_asks() -> None:
    """A second question is asked under one answer to the first: four runs, not six."""

    def run(asked: Asked) -> str:
        if asked.goods_payer is GoodsPayer.PLATFORM:
            return f"platform {asked.step_view.value} {asked.step_view.value}"
        return str(asked.goods_payer.value)

    found = [(told(cubes[0]), said) for cubes, said in paths(SMALL, run)]
    assert found == [
        ({"goods_payer": "platform", "step_view": "atomic"}, "platform atomic atomic"),
        (
            {"goods_payer": "platform", "step_view": "pay-then-burn"},
            "platform pay-then-burn pay-then-burn",
        ),
        ({"goods_payer": "pool"}, "pool"),
        ({"goods_payer": "pool-at-cost"}, "pool-at-cost"),
    ]


@pytest.mark.parametrize("number", range(64))
def test_simplified_cubes_are_the_same_readings(number: int) -> None:
    """Whatever set of readings is written as cubes, fewer cubes say the same."""
    points = list(every(SMALL))
    chosen = [point for bit, point in enumerate(points) if number >> bit & 1]
    fewer = simplified(chosen, SMALL)
    covered = [p for p in points if any(all(p[k] is v for k, v in c.items()) for c in fewer)]
    assert covered == chosen
    assert len(fewer) <= len(chosen)


def breaks_there(trace: Trace, readings: Mapping[str, Question]) -> bool:
    """Whether the events of a trace break its claim under one reading, run the ordinary way."""
    scheme, claim = scheme_of(trace), CLAIMS[trace.claim]
    choices = {name: choice.value for name, choice in readings.items()}
    under = scheme.reading(scheme.readings.with_choices(choices))
    steps = []
    for step in trace.steps:
        sorts = under.rules[step.rule].sorts
        given = step.arguments.items()
        arguments = {k: v if sorts[k] == "Member" else Fraction(v) for k, v in given if k in sorts}
        steps.append((step.rule, arguments))
    try:
        states = execute(under, trace.members, steps)
    except NeverfallsError:
        return False
    return any(
        broken_at(under, trace.members, claim, states, len(steps), state, name) is not None
        for state in range(1, len(states[-1]) + 1)
        for name in (trace.members if claim.per_member else (None,))
    )


@pytest.mark.parametrize(
    "name",
    [
        "wine-shop.platform_stays_profitable",
        "wine-shop.pool_money_can_leave",
        "wine-shop.price_never_falls.goods_payer=pool",
        "wine-shop.merchants_can_exchange.converted_points=held-aside",
    ],
)
def test_cubes_are_what_single_runs_say(name: str) -> None:
    """A trace breaks its claim under exactly the readings of its cubes, of all 648."""
    trace = counterexamples.load(name)
    choices = open_choices(load_scheme("wine-shop"), {"product_cost": "stated-margin"})
    cubes = [each.cube for each in Refuter(choices).refutations(trace)]
    assert cubes
    for point in every(choices):
        inside = any(all(point[k] is v for k, v in cube.items()) for cube in cubes)
        assert inside is breaks_there(trace, point), told(point)


def test_smallest_sets_meet_every_complement() -> None:
    """The minimal transversals of a few sets, by hand."""
    sets = [frozenset("ab"), frozenset("bc"), frozenset("ca")]
    assert {"".join(sorted(each)) for each in minimal_transversals(sets)} == {"ab", "ac", "bc"}
    assert minimal_transversals([frozenset()]) == []
    assert minimal_transversals([]) == [frozenset()]


def test_a_landscape_from_nothing(solvers: Solvers) -> None:
    """Without shipped traces: one reading keeps price and cash, and none is broken everywhere."""
    names = ("price_never_falls", "platform_stays_profitable", "money_is_conserved")
    found = Surveyor(PLAIN, [CLAIMS[name] for name in names], solvers).survey()
    assert [each.claims for each in found.kept] == [names]
    assert found.kept[0].deviation == {"goods_payer": "pool-at-cost"}
    assert found.everywhere == ("money_is_conserved",)
    assert found.never_together() == []
    assert found.undecided == []


def test_a_claim_that_no_reading_keeps(solvers: Solvers) -> None:
    """With a reward above the contribution the price falls under every reading with values."""
    greedy = PLAIN.with_parameters(reward=Fraction(6, 5), points_per_yuan=Fraction(1, 2))
    surveyor = Surveyor(greedy, [CLAIMS["price_never_falls"]], solvers)
    assert surveyor.some_reading("price_never_falls") is None
    assert surveyor.found.refutations


@pytest.mark.parametrize(
    ("claim", "reading"),
    [
        ("friendly_merchant_gains_nothing", "member-keeps-both"),
        ("later_purchases_raise_earlier_points", "fixed-number"),
    ],
)
def test_what_one_reading_breaks_is_not_proved_for_all(
    claim: str, reading: str, solvers: Solvers
) -> None:
    """A claim that supposes events holds as written, and not under all readings at once."""
    scheme = load_scheme("wine-shop")
    choices = open_choices(scheme)
    assert reading in {each.value for answers in choices.values() for each in answers}
    assert induct(scheme, [CLAIMS[claim]], solvers).proves(claim)
    assert not induct(scheme, [CLAIMS[claim]], solvers, choices=choices).proves(claim)


def test_what_follows_from_invariants_is_proved_for_all(solvers: Solvers) -> None:
    """Whoever holds points can sell them, under all readings of purchases and sales at once."""
    scheme = Scheme("plain", "Purchases and sales", ("purchase", "cash-exit"))
    claim = "holders_can_cash_out"
    assert induct(scheme, [CLAIMS[claim]], solvers, choices=open_choices(scheme)).proves(claim)
