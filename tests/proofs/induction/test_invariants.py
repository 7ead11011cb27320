"""The registry of invariants: complete, and in the order that the records have published."""

import json
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

from neverfalls.proofs.induction import invariants
from neverfalls.proofs.induction.invariants import INVARIANTS, UNMOVED
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.schemes.loader import SHIPPED

RECORD = Path(__file__).resolve().parents[3] / "proofs" / "record"
MODULES = {
    path.stem: import_module(f"{invariants.__name__}.{path.stem}")
    for path in sorted(Path(invariants.__path__[0]).glob("[a-z]*.py"))
}


def test_every_declared_invariant_is_registered() -> None:
    """Whatever a module of the room declares has its place in the order, under its own name."""
    declared = {
        each.name
        for module in MODULES.values()
        for each in vars(module).values()
        if isinstance(each, Claim) and each.body.__module__ == module.__name__
    }
    assert len(declared) > 30
    assert set() == declared - set(INVARIANTS)
    assert list(INVARIANTS) == [each.name for each in INVARIANTS.values()]


def test_each_mechanism_has_its_own_file() -> None:
    """What an invariant needs is the mechanism whose file it stands in, or comes on top of it."""
    stems = {name: name.replace("-", "_") for name in MECHANISMS}
    for stem, module in MODULES.items():
        for each in vars(module).values():
            if isinstance(each, Claim) and each.body.__module__ == module.__name__:
                assert stem in [stems[name] for name in each.needs or ("purchase",)]


@pytest.mark.parametrize("name", SHIPPED)
def test_records_list_invariants_in_the_order_of_the_registry(name: str) -> None:
    """The order is published: every recorded cell has its invariants in it."""
    cells = json.loads((RECORD / f"{name}.json").read_text(encoding="utf-8"))["cells"]
    lists = [cell["invariants"] for cell in cells if "invariants" in cell]
    assert set(chain(*lists))
    for names in lists:
        assert names == [each for each in (*INVARIANTS, *UNMOVED) if each in names]
