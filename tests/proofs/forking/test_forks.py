"""Runs under all readings at once: they part where they ask, and their cubes are simplified."""

import pytest

from neverfalls.proofs.forking.forks import Asked, Choices, Route, paths, simplified, to_data
from neverfalls.spec.mechanisms.goods import GoodsPayer
from neverfalls.spec.mechanisms.purchase import StepView

from ..answers import every

SMALL: Choices = {"goods_payer": list(GoodsPayer), "step_view": list(StepView)}


def test_routes_go_all_ways() -> None:
    """Behind the first way of a fork there are three ways to go on, behind the second only one."""
    found: list[tuple[int, int]] = []
    route: Route | None = Route()
    while route is not None:
        first = route.take(2)
        found.append((first, route.take(1 if first else 3)))
        route = route.next()
    assert found == [(0, 0), (0, 1), (0, 2), (1, 0)]


def test_a_run_parts_only_where_it_asks() -> None:
    """A second question is asked under one answer to the first: four runs, not six."""

    def run(asked: Asked) -> str:
        if asked.goods_payer is GoodsPayer.PLATFORM:
            return f"platform {asked.step_view.value} {asked.step_view.value}"
        return str(asked.goods_payer.value)

    found = [(to_data(cubes[0]), result) for cubes, result in paths(SMALL, run)]
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
