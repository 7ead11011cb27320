"""Programs: what they are made of, and that they name no number of a scheme."""

import re
from collections.abc import Iterator

import pytest

from neverfalls.proofs.explorer import programs
from neverfalls.proofs.explorer.programs import (
    NOW,
    Balances,
    Program,
    Tape,
    claim_program,
    rule_program,
)
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import RECORDED, load_scheme


def each(program: Program) -> Iterator[list[object]]:
    """Every instruction, those of loops too."""
    for instruction in program:
        yield instruction
        for part in instruction:
            if isinstance(part, list) and part and isinstance(part[0], list):
                yield from each(part)


def test_a_rule_is_written_line_by_line() -> None:
    """A sale requires, pays, destroys and shows, each line with its clauses, in order."""
    scheme = load_scheme("wine-shop")
    lines = [
        line
        for line in rule_program(scheme, scheme.rules["sell"])
        if line[0] in ("require", "move", "note", "observe")
    ]
    assert ["require", "require", "move", "move", "move", "note", "observe"] == [
        line[0] for line in lines
    ]
    assert "points are sold" == lines[0][2]
    assert ["pool.yuan", "$seller.yuan"] == lines[2][2:4]
    assert ["M2.1"] == lines[2][-1]
    assert ["$seller.points", "issuer.points"] == lines[4][2:4]


@pytest.mark.parametrize("name", RECORDED)
def test_programs_use_only_the_instructions_that_are_described(name: str) -> None:
    """Whatever a rule or a claim needs, the head of the module says what it means."""
    scheme = load_scheme(name)
    described = set(
        re.findall(r"(?:^    |[,;] )([a-z]+) [A-Z$…]", programs.__doc__ or "", re.MULTILINE)
    )
    used = {
        str(line[0]) for rule in scheme.rules.values() for line in each(rule_program(scheme, rule))
    } | {
        str(line[0])
        for claim in CLAIMS.values()
        if claim.applies(scheme.mechanisms)
        for line in each(claim_program(scheme, claim))
    }
    assert set() == used - described


def test_a_parameter_is_a_name() -> None:
    """Schemes that differ in their numbers alone have the same programs."""
    scheme = load_scheme("mall")
    other = scheme.with_parameters(margin=scheme.parameters.margin / 2, order=7)
    for rule in scheme.rules.values():
        assert rule_program(scheme, rule) == rule_program(other, rule)


def test_a_reading_changes_the_program() -> None:
    """What a reading changes in a rule stands in its program."""
    scheme = load_scheme("wine-shop")
    other = scheme.answering(goods_payer="pool")
    redeem = scheme.rules["redeem"]
    assert rule_program(scheme, redeem) != rule_program(other, redeem)
    assert rule_program(scheme, scheme.rules["sell"]) == rule_program(other, scheme.rules["sell"])


def test_a_loop_is_written_once() -> None:
    """The end of a day visits all members, and its program does not depend on how many."""
    scheme = load_scheme("mall")
    program = rule_program(scheme, scheme.rules["close_day"])
    loops = [line for line in program if line[0] == "each"]
    assert len(loops) > 2
    assert all(line[2] == "$1" for line in loops)


def test_members_without_a_name_may_be_the_same() -> None:
    """After a change of one member's points, those of the other are looked up again."""
    state = Balances(load_scheme("wine-shop"), Tape(), NOW)
    seller, pool = state["$seller.points"], state["pool.yuan"]
    state.changed("$buyer.yuan")
    assert (seller, pool) == (state["$seller.points"], state["pool.yuan"])
    state.changed("$buyer.points")
    assert seller is not state["$seller.points"]
    assert pool is state["pool.yuan"]


def test_balances_are_those_of_the_scheme() -> None:
    """A claim that asks whether there is an account is told the truth."""
    state = Balances(load_scheme("wine-shop"), Tape(), NOW)
    assert "issuer.points" in state
    assert "$member.yuan" in state
    assert "issuer.yuan" not in state
    with pytest.raises(KeyError):
        _ = state["issuer.yuan"]
    assert 0 == state.get("$member.quota", 0)
