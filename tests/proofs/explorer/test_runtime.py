"""The page's machine in JavaScript, which Node runs, against the rules themselves."""

import json
import random
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

from neverfalls import counterexamples
from neverfalls.counterexamples import replay
from neverfalls.counterexamples.codec import parse
from neverfalls.proofs import explorer
from neverfalls.proofs.explorer.data import compact, explorer_data, shipped
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.schemes.loader import RECORDED, load_scheme

from . import chance

pytestmark = pytest.mark.node

MACHINE = Path(str(explorer.__file__)).parent
EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
HISTORIES, FEWER = 10_000, 300


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """All that the page knows."""
    return explorer_data(shipped(RECORDED), counterexamples.every(), "")


def run(data: dict[str, Any], histories: list[Any]) -> list[Any]:
    """What the machine makes of some histories."""
    done = subprocess.run(
        ["node", Path(__file__).parent / "run.js", MACHINE],
        input=compact({"data": data, "histories": histories}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("", 0) == (done.stderr, done.returncode)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_histories_by_chance_come_to_the_same(data: dict[str, Any]) -> None:
    """Same states, same refusals with the same clauses, same checks, in every variant."""
    variants, source = chance.variants(), random.Random(20)
    tried = [chance.history(variants[n % len(variants)], source) for n in range(HISTORIES)]
    expected = [each.pop("expected") for each in tried]
    found = run(data, tried)
    assert len(expected) == len(found)
    for history, right, own in zip(tried, expected, found, strict=True):
        assert right == own, history
    events = Counter(next(iter(event)) for each in expected for event in each["happened"])
    assert {"states", "refused", "wrong"} == {*events}
    assert min(events.values()) > HISTORIES // 20
    holds = Counter(check[3] for each in expected for checks in each["judged"] for check in checks)
    assert min(holds[True], holds[False]) > HISTORIES // 20


@pytest.mark.parametrize("name", sorted(each.stem for each in EXAMPLES.glob("*.toml")))
def test_histories_of_ones_own_scheme_come_to_the_same(name: str) -> None:
    """So they do on the page of a scheme that is not shipped, with mechanisms of published
    practice."""
    scheme = load_scheme(EXAMPLES / f"{name}.toml")
    variants, source = chance.variants_of(scheme), random.Random(name)
    tried = [chance.history(variants[n % len(variants)], source) for n in range(FEWER)]
    expected = [each.pop("expected") for each in tried]
    found = run(explorer_data([scheme], [], ""), tried)
    for history, right, own in zip(tried, expected, found, strict=True):
        assert right == own, history


def test_every_variant_of_the_page_is_tried(data: dict[str, Any]) -> None:
    """The variants by chance are those that the page offers."""
    offered = {(each["name"], name) for each in data["schemes"] for name in each["variants"]}
    assert offered == {(each.name, each.deviation) for each in chance.variants()}


def test_recorded_histories_come_to_the_same(data: dict[str, Any]) -> None:
    """Each shipped counterexample goes through the same states and breaks at the same numbers."""
    traces = counterexamples.every()
    found = run(data, [[each.id] for each in traces])
    for trace, own in zip(traces, found, strict=True):
        states = [state for event in replay(trace).states for state in event]
        assert [chance.balances(each) for each in states] == own["states"], trace.id
        broken = trace.violation
        assert own["check"] is not None, trace.id
        what, unit, relation, holds, _when, left, right = own["check"]
        assert (broken.what, broken.unit, broken.relation) == (what, unit, relation)
        assert (False, broken.left, broken.right) == (holds, left, right)


def test_every_broken_cell_is_broken_by_its_history(data: dict[str, Any]) -> None:
    """Under its own reading, where the same events break more than one, by the same numbers."""
    cells = [
        (cell["counterexample"], cell["deviation"], cell["history"][-1])
        for name in RECORDED
        for cell in recorded(name)
        if cell["status"] == "refuted"
    ]
    shared = [each for each in cells if not each[0].endswith(each[1].replace("/", "-"))]
    assert len(shared) > 100
    found = run(data, [list(each[:2]) for each in cells])
    for (name, reading, broken), own in zip(cells, found, strict=True):
        assert own["check"] is not None, (name, reading)
        what, unit, relation, _holds, _when, left, right = own["check"]
        assert f"{what}: {left}, not {relation} {right} {unit}" == broken, (name, reading)


def recorded(name: str) -> list[dict[str, Any]]:
    """The recorded verdicts on a shipped scheme."""
    record = record_of(load_scheme(name))
    assert record is not None
    cells: list[dict[str, Any]] = record["cells"]
    return cells


def test_a_history_can_be_saved(data: dict[str, Any]) -> None:
    """Each recorded one comes back as a file that the replay accepts, and that says the same."""
    traces = [each for each in counterexamples.every() if each.loop is UNSET]
    for trace, own in zip(traces, run(data, [[each.id] for each in traces]), strict=True):
        saved = parse(json.dumps(own["file"]).encode(), trace.id)
        replay(saved)
        fields = {name: getattr(trace, name) for name in trace.__struct_fields__}
        assert counterexamples.Trace(**{**fields, "found": saved.found}) == saved
