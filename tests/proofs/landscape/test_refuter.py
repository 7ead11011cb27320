"""What else a counterexample breaks: parting runs agree with running every reading by itself."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import Trace
from neverfalls.counterexamples.replay import broken_at, execute
from neverfalls.counterexamples.setting import scheme_of
from neverfalls.proofs.forking.forks import open_choices, to_data
from neverfalls.proofs.landscape.refuter import Refuter
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.questions import Question
from neverfalls.spec.schemes.loader import load_scheme

from ..answers import every


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
        assert inside is breaks_there(trace, point), to_data(point)
