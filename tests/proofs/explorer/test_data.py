"""What a page holds: every verdict, every history, under the readings that they are about."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.proofs.explorer.data import explorer_data, shipped
from neverfalls.proofs.verdicts.record import record_of

NAMES = ("wine-shop", "shares")


@pytest.fixture(scope="module")
def traces() -> tuple[counterexamples.Trace, ...]:
    """The recorded histories of two schemes."""
    return tuple(each for each in counterexamples.every() if each.scheme in NAMES)


@pytest.fixture(scope="module")
def data(traces: tuple[counterexamples.Trace, ...]) -> dict[str, Any]:
    """A page about two schemes."""
    return explorer_data(shipped(NAMES), traces, "")


def test_verdicts_are_those_of_the_record(data: dict[str, Any]) -> None:
    """Each cell of the table, with the history that shows it."""
    for scheme, own in zip(data["schemes"], shipped(NAMES), strict=True):
        record = record_of(own)
        assert record is not None
        told = {
            (claim, deviation, *verdict)
            for claim, row in scheme["verdicts"].items()
            for deviation, verdict in row.items()
        }
        recorded = {
            (each["claim"], each["deviation"], each["status"], each.get("counterexample", ""))
            for each in record["cells"]
        }
        assert recorded == told
        assert {each[1] for each in recorded} == {*scheme["variants"]}


def test_histories_stand_under_their_reading(
    data: dict[str, Any], traces: tuple[counterexamples.Trace, ...]
) -> None:
    """The answer or the number that the id of a history names is that of its variant."""
    assert len(traces) == len(data["traces"])
    for trace, told in zip(traces, data["traces"], strict=True):
        named = trace.id.removeprefix(f"{trace.scheme}.{trace.claim}").removeprefix(".")
        assert named == told["deviation"].replace("/", "-")
        assert trace.scheme == told["scheme"]


def test_an_open_number_is_that_of_the_history(data: dict[str, Any]) -> None:
    """Where a reading leaves the margin open, each history brings its own."""
    found = [each for each in data["traces"] if each["parameters"]]
    assert {"product_cost=any-margin"} == {each["deviation"] for each in found}
    assert {("margin",)} == {tuple(each["parameters"]) for each in found}


def test_a_history_of_ones_own_brings_its_scheme() -> None:
    """A scheme that is not shipped, or is changed, stands in the page under a name of its own."""
    trace = counterexamples.load("shares.price_never_falls")
    own = replace_in(trace, id="mine.price_never_falls", scheme="mine")
    found = explorer_data([], [own], own.id)
    assert ["mine"] == [each["name"] for each in found["schemes"]]
    assert set() == {name for row in found["schemes"][0]["verdicts"].values() for name in row}
    changed = replace_in(trace, parameters={**trace.parameters, "order": "7"})
    found = explorer_data(shipped(["shares"]), [changed], changed.id)
    assert ["shares", "shares′"] == [each["name"] for each in found["schemes"]]
    assert "shares′" == found["traces"][0]["scheme"]


def replace_in(trace: counterexamples.Trace, **changes: Any) -> counterexamples.Trace:
    """The same trace with other fields."""
    fields = {name: getattr(trace, name) for name in trace.__struct_fields__}
    return counterexamples.Trace(**{**fields, **changes})


def test_what_a_scheme_opens_with_is_told() -> None:
    """Balances that are not 0, exactly."""
    (scheme,) = shipped(["old-members"])
    scheme = replace(scheme, opening={**scheme.opening, "pool.yuan": Fraction(10, 3)})
    found = explorer_data([scheme], [], "")["schemes"][0]["opening"]
    assert "10/3" == found["pool.yuan"]
    assert "0" not in found.values()
