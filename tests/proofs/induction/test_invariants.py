"""The registry of invariants: complete, and in the order that the records have published."""

import json
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

from neverfalls.proofs.induction import induct, invariants
from neverfalls.proofs.induction.equalities import equalities
from neverfalls.proofs.induction.invariants import INVARIANTS, LASTING
from neverfalls.proofs.solving import Solvers
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.mechanisms import MECHANISMS, daily_dividend
from neverfalls.spec.mechanisms.daily_dividend import pay_daily_dividend
from neverfalls.spec.model.world import World
from neverfalls.spec.schemes.loader import SHIPPED
from neverfalls.spec.schemes.scheme import Scheme

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
    assert set() == declared - set(INVARIANTS) - {each.name for each in LASTING}
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
        written = [each for each in names if each in INVARIANTS]
        assert written == [each for each in INVARIANTS if each in names]
        assert all(" = " in each for each in names[len(written) :])  # found for the scheme


def test_what_never_happens_leaves_its_accounts(solvers: Solvers) -> None:
    """Where no purchase grants a point nobody has any, and what is split by points is split by
    nobody; where one does, no such thing is proved."""
    rooms = ("purchase", "cash-exit", "quota", "days", "daily-dividend")
    told = {
        "issuer.points = 0",
        "member.points = 0",
        "member.proceeds = 0",
        "member.dividends = 0",
    }
    needed = ("holdings_", "supply_is_not_negative")
    helpers = [each for name, each in INVARIANTS.items() if name.startswith(needed)]
    for reward, kept in ((Fraction(0), told), (Fraction(7, 10), set[str]())):
        scheme = Scheme("mall", "", rooms).with_parameters(reward=reward)
        found = induct(scheme, [], solvers, [*helpers, *equalities(scheme)]).invariants
        assert kept == told & set(found)


def test_nobody_is_known_to_have_nothing_who_gets_something_first(
    solvers: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points that are granted just before a fund is split by points count in the split."""

    def gift(w: World) -> None:
        for member in w.members():
            w.mint(member, Fraction(1))
        pay_daily_dividend(w)

    rooms = ("purchase", "quota", "days", "daily-dividend")
    scheme = Scheme("mall", "", rooms).with_parameters(reward=Fraction(0))
    candidates = equalities(scheme)
    assert "member.points = 0" in {each.name for each in candidates}
    effects = daily_dividend.MECHANISM.effects
    monkeypatch.setitem(effects, "day closing", [gift])
    found = induct(replace(scheme), [], solvers, candidates).invariants
    assert not {"member.points = 0", "member.dividends = 0"} & set(found)
