"""Transition systems: model checkers read them, and Spacer decides some of them."""

import re

import pytest
import z3

from neverfalls.proofs.anatomy.system import System
from neverfalls.proofs.exports.systems import HOLDS, horn, vmt
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

HEADER = ("a test",)


def spacer(scheme: str, claim: str, seconds: int = 60) -> str:
    """Return what z3's engine for Horn clauses says of a claim in its time.

    ``unsat`` means that it is broken, ``sat`` that no history of these members breaks it. A solver
    is asked only once: asked again after it was out of time, z3 crashes.
    """
    solver = z3.SolverFor("HORN")
    solver.set("timeout", seconds * 1000)
    solver.from_string(horn(System(load_scheme(scheme)), CLAIMS[claim], HEADER))
    return str(solver.check())


@pytest.mark.parametrize(
    ("scheme", "claim", "expected"),
    [
        ("shares", "books_balance", "sat"),
        ("shares", "grant_is_worth_its_reward", "unsat"),
        ("dealers", "platform_stays_profitable", "unsat"),
        ("dealers", "liabilities_are_covered", "unsat"),
    ],
)
def test_what_spacer_decides_is_as_recorded(scheme: str, claim: str, expected: str) -> None:
    """It refutes what a history breaks, and proves what is proved."""
    assert expected == spacer(scheme, claim)


def test_spacer_does_not_refute_what_is_proved_though_it_gives_up() -> None:
    """Of a claim about prices it says nothing, as prices are quotients."""
    assert "unsat" != spacer("shares", "pool_covers_every_point", 3)


@pytest.mark.parametrize("scheme", ["shares", "dealers", "wine-shop"])
def test_a_system_has_what_the_format_asks_for(scheme: str) -> None:
    """Each balance has a next one, and there are a beginning, steps and a property."""
    system = System(load_scheme(scheme))
    text = vmt(system, CLAIMS["books_balance"], HEADER)
    assert len(system.keys) + 1 == text.count(" :next ")
    for annotation in (" :init true)", " :trans true)", " :invar-property 0)"):
        assert 1 == text.count(annotation)
    assert text.count("(define-fun |event ") == len(system.events)


def formulas(text: str) -> dict[str, z3.BoolRef]:
    """Return what a VMT file defines, as z3 reads it."""
    asked = "".join(f"(assert {name})\n" for name in ("init", "trans", "prop"))
    init, trans, prop = z3.parse_smt2_string(text.replace("(assert true)\n", asked))
    return {"init": init, "trans": trans, "prop": prop}


def steps_to_break(scheme: str, claim: str, most: int) -> int | None:
    """Return in how many steps of a VMT system its property breaks, if in no more than these."""
    text = vmt(System(load_scheme(scheme)), CLAIMS[claim], HEADER)
    made = formulas(text)
    names = [
        (name, sort) for name, sort in re.findall(r"\(declare-fun \|([^|]*)\| \(\) (\w+)\)", text)
    ]
    keys = [(name, sort) for name, sort in names if (f"{name} next", sort) in names]

    def at(step: int) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
        found = []
        for name, sort in names:
            make = z3.Bool if sort == "Bool" else z3.Real
            later = name.endswith(" next")
            base = name.removesuffix(" next")
            place = step + 1 if later else step
            own = (base, sort) in keys
            found.append((make(name), make(f"{base} @{place}" if own else f"{name} @{step}")))
        return found

    for last in range(most + 1):
        solver = z3.Solver()
        solver.set("timeout", 10000)
        solver.add(z3.substitute(made["init"], *at(0)))
        for step in range(last):
            solver.add(z3.substitute(made["trans"], *at(step)))
        solver.add(z3.Not(z3.substitute(made["prop"], *at(last))))
        if str(solver.check()) == "sat":
            return last
    return None


def test_the_steps_of_a_system_are_the_events() -> None:
    """A claim that one purchase breaks is broken in one step, and one that is proved in none."""
    assert HOLDS in vmt(System(load_scheme("shares")), CLAIMS["books_balance"], HEADER)
    assert 1 == steps_to_break("shares", "grant_is_worth_its_reward", 2)
    assert steps_to_break("shares", "books_balance", 2) is None
