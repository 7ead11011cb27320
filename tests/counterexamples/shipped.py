"""Shipped traces as plain data, to be changed and then refused."""

import json
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import ReplayFailed, Trace
from neverfalls.counterexamples.codec import parse, render
from neverfalls.counterexamples.replay import replay

SHOP = "wine-shop.platform_stays_profitable"


def data(name: str = SHOP) -> Any:
    """Return a shipped trace as plain data."""
    return json.loads(render(counterexamples.load(name)))


def parsed(told: Any) -> Trace:
    """Return the trace that plain data tell."""
    return parse(json.dumps(told).encode(), "told.json")


def refused(told: Any) -> ReplayFailed:
    """Replay a trace that has to be refused and return the error."""
    trace = parsed(told)
    with pytest.raises(ReplayFailed) as caught:
        replay(trace)
    error = caught.value
    assert error.trace == trace.id
    where = "" if error.step is None else f" step {error.step}:"
    assert str(error).startswith(f"{trace.id}:{where} {error.field}: found ")
    return error
