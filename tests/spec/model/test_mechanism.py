"""What a mechanism may bring beside rules: amounts it changes, and entries at the opening."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from neverfalls.spec import mechanisms
from neverfalls.spec.clauses import citations
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model import mechanism
from neverfalls.spec.model.mechanism import Mechanism
from neverfalls.spec.model.parameters import Parameters
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import Points, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.rules import describe_rule

from ..worlds import happen, world

F = Fraction


@pytest.fixture
def halving() -> Iterator[str]:
    """Bring in a mechanism that grants half of all points, and counts members at the opening."""
    room = Mechanism(
        "halving", "Half of all points", (), ("purchase",), shared={"halving.counted": 0}
    )

    @room.amends("points granted", "A99")
    def halve(_w: View, points: Points) -> Any:
        """Half of the points is granted."""
        return points * F(1, 2)

    @room.at_opening
    def count(w: World) -> None:
        for _member in w.members():
            w.note("halving.counted", F(1))

    with patch.dict(MECHANISMS, {"halving": room}):
        yield room.name


def scheme(*mechanisms: str, **more: Any) -> Scheme:
    """Make a scheme of these mechanisms."""
    return Scheme("here", "Here", mechanisms, **more)


def test_another_mechanism_amends_an_amount(halving: str) -> None:
    """A purchase grants half where a mechanism says so, in its place in the order."""
    plain = happen(world(scheme("purchase")), "purchase", buyer="alice", paid=F(100))
    halved = happen(world(scheme("purchase", halving)), "purchase", buyer="alice", paid=F(100))
    assert plain.member("alice").points == 2 * halved.member("alice").points > 0
    rounded = load_scheme("counter").parameters
    both = scheme("purchase", "rounding", halving, parameters=rounded)
    paid = happen(world(both, arithmetic="down"), "purchase", buyer="alice", paid=F(1, 100))
    assert paid.member("alice").points == F(1, 1000)  # 21/10000 in whole steps, then half of it


def test_an_amendment_is_described(halving: str) -> None:
    """The description of a rule names who amends it, and the clauses; others are left out."""
    lines = describe_rule(scheme("purchase", "rounding", halving), "purchase").lines
    found = [(line.words, line.clauses) for line in lines if line.verb == "amends"]
    assert found == [("Half of all points: Half of the points is granted.", ("A99",))]
    assert "A99" in MECHANISMS[halving].cited()


def test_entries_at_the_opening(halving: str) -> None:
    """What a mechanism enters at the opening speaks of the members that the file names."""
    opening = {"alice.points": F(3), "pool.yuan": F(6)}
    opened = scheme("purchase", halving, opening=opening, members=("alice",))
    state = opened.opening_state(("alice", "bob"))
    assert (state["halving.counted"], state["quoted.yuan-in-pool"], state["quoted.supply"]) == (
        1,
        6,
        3,
    )
    assert scheme("purchase", halving).opening_state(("alice",))["halving.counted"] == 0


def test_an_opening_divides_by_no_unknown() -> None:
    """A quotient of an open parameter would be one that nobody knows the meaning of."""
    room = Mechanism("dividing", "A share", (), ("purchase",), shared={"dividing.share": 0})

    @room.at_opening
    def divide(w: World) -> None:
        w.write("dividing.share", w.numbers.ratio(F(1), w.parameters.issue_price))

    with patch.dict(MECHANISMS, {"dividing": room}):
        known = scheme("purchase", "dividing")
        assert known.opening_state(())["dividing.share"] == 1
        with pytest.raises(TypeError, match="divides by no unknown"):
            known.with_parameters(issue_price=terms.name("p")).opening_state(())


@pytest.mark.parametrize("name", ["counted", ".counted", "counted."])
def test_a_shared_entry_has_a_holder(name: str) -> None:
    """Proofs tell by it whose entry may have changed, so one without is refused."""
    with pytest.raises(ValueError, match=f"^{re.escape(name)}: a shared entry is written holder"):
        Mechanism("counting", "A count", (), ("purchase",), shared={name: 0})


def test_opening_of_members_who_hold_points() -> None:
    """Members who open with points have reached their tier, their rank and their quota."""
    rooms = ("purchase", "days", "quota", "daily-dividend", "tier-dividend", "ranks", "issue-cap")
    opening = {"alice.points": F(3), "alice.quota": F(5), "pool.yuan": F(6)}
    numbers = Parameters(partner_threshold=F(3), tier_thresholds=(F(2),))
    opened = scheme(*rooms, opening=opening, members=("alice",), parameters=numbers)
    state = opened.opening_state(("alice", "bob"))
    entries = ("alice.granted", "alice.peak", "alice.partner", "bob.partner", "issued.total")
    assert [state[entry] for entry in entries] == [5, 3, 1, 0, 3]


def test_amendments_are_cited() -> None:
    """A rule that rounds a grant is described as such, with its clause."""
    assert ("A15", "amendment granted") in set(citations())


@pytest.mark.parametrize("name", MECHANISMS)
def test_rooms_import_only_rooms_they_need(name: str) -> None:
    """A mechanism's module takes from another one only where it declares that it builds on it."""
    file = Path(mechanisms.__file__).with_name(f"{name.replace('-', '_')}.py")
    imports = re.findall(r"^from \.(\w+) import", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert {each.replace("_", "-") for each in imports} <= set(MECHANISMS[name].needs)


def test_no_record_is_taken_for_an_asset() -> None:
    """Whatever has the name of an asset is of a mechanism that brings it or builds on it."""
    own = {room.name: {*room.assets} for room in MECHANISMS.values()}
    wrong = []
    for room in MECHANISMS.values():
        known = own[room.name].union(*(own[name] for name in room.needs))
        words = {key.partition(".")[2] for key in room.shared} | {*room.member}
        wrong += [(room.name, word) for word in words & {*mechanism.ASSETS} - known]
    assert wrong == []
