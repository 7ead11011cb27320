"""A proof as data that can be told: formulas in the words of the accounts, sources, products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from neverfalls.spec.claims.claim import CLAIMS, Kind, parts

from ..certificates.store import Certificates
from ..solving.pool import Oracle
from .dissect import Anatomy, Step, dissect
from .gaps import EXACT, Gap, first_gap, without
from .read_back import ReadBack
from .recorded import Recorded
from .system import System
from .wording import Words

MEMBERS = 3
"""Members of the states in which something breaks: with fewer, some things hold by themselves."""


def told(of: Recorded, certificates: Certificates, solvers: Oracle | None) -> dict[str, Any]:
    """What there is to tell of a recorded verdict's induction.

    Without solvers, nobody looks for what breaks without an invariant.

    Raises:
        NotShown: it is recorded as proved, and some step is not shown any more.
    """
    found = {
        "induction": of.name,
        "scheme": of.scheme.name,
        "claim": of.cell["claim"],
        "statement": of.claim.statement,
        "reading": of.deviation,
        "status": of.cell["status"],
        "looked_for_gaps": solvers is not None,
    }
    if not of.proved:
        return found | _unproved(of, solvers)
    anatomy = dissect([of], certificates, solvers)
    system = System(anatomy.scheme, MEMBERS)
    needed = {each.name for each in anatomy.needed_invariants}
    return found | {
        "invariants": [
            {
                "invariant": each.name,
                "statement": each.statement,
                "used_for": [
                    {"rule": step.rule, "about": step.about or step.what}
                    for step in anatomy.needed
                    if any(s.name == each.name for s in step.reasons) and step.about != each.name
                ],
                "without": gap_data(
                    None if solvers is None else without(anatomy, each, system, solvers)
                ),
            }
            for each in anatomy.needed_invariants
            if each.name != of.claim.name
        ],
        "not_needed": [each.name for each in anatomy.invariants if each.name not in needed],
        "members": len(system.roster),
        "steps": len(anatomy.needed),
        "certified": sum(1 for each in anatomy.needed if each.certificate is not None),
        "rules": list(_rules(anatomy)),
    }


def _unproved(of: Recorded, solvers: Oracle | None) -> dict[str, Any]:
    """What speaks against an induction of what is recorded as broken."""
    invariants = of.invariants
    found: dict[str, Any] = {
        "history": of.cell.get("counterexample", ""),
        "supposed": [each.name for each in invariants],
    }
    claim = of.claim
    if claim.kind is Kind.EVENTUAL:
        return found | {"holds_at_opening": None, "gap": None}
    system = System(of.scheme.opened(), MEMBERS)
    at_opening = True
    if claim.kind.of_one_state and not system.scheme.open_parameters:
        at_opening = bool(system.holds(claim, EXACT, None, system.opening))
    gap = None if solvers is None else first_gap(system, claim, invariants, solvers)
    return found | {
        "holds_at_opening": at_opening,
        "members": len(system.roster),
        "gap": gap_data(gap),
    }


def _rules(anatomy: Anatomy) -> Iterator[dict[str, Any]]:
    claims = {each.name for each in anatomy.claims}
    by_rule: dict[str, list[Step]] = {}
    for step in anatomy.needed:
        by_rule.setdefault(step.rule, []).append(step)
    for rule, steps in by_rule.items():
        ordered = sorted(steps, key=lambda step: step.about not in claims)
        yield {"rule": rule, "steps": [_step(anatomy, each) for each in ordered]}


def _step(anatomy: Anatomy, step: Step) -> dict[str, Any]:
    """A step in words; of its products, each once."""
    found: dict[str, Any] = {"about": step.about, "what": step.what}
    if step.obligation is not None:
        words = Words(anatomy.scheme, step.obligation.definitions.definitions)
        found["to_show"] = words.goal(step.obligation.goal)
        used = sorted(each for each in step.uses.assertions if each < len(step.sources))
        found["from"] = [
            {
                "kind": step.sources[each].kind,
                "name": step.sources[each].name,
                "formula": words.goal(step.truths[each]),
            }
            for each in used
            if step.sources[each].kind != "goal"
        ]
        found["products"] = list(_products(step, words))
        found["equation_multiples"] = any(
            not factor.comparison.sign for each in step.uses.products for factor in each
        )
    certified = step.certificate is not None
    return found | {"evidence": "certificate" if certified else "z3", "statement": step.text}


def _products(step: Step, words: Words) -> Iterator[list[str]]:
    """The facts that are multiplied with each other; multiples of equations are none of these."""
    if not step.uses.products:
        return
    back = ReadBack(step)
    seen: set[tuple[str, ...]] = set()
    for product in step.uses.products:
        facts = [each for each in product if each.comparison.sign]
        factors = [words.write(back.term(each.comparison)) for each in facts]
        if len(factors) > 1 and tuple(sorted(factors)) not in seen:
            seen.add(tuple(sorted(factors)))
            yield factors


def gap_data(gap: Gap | None) -> dict[str, Any] | None:
    """A counterexample to induction as data; amounts are exact, entries that are 0 left out."""
    if gap is None:
        return None
    return {
        "breaks": gap.broken.name,
        "all_others_hold": gap.all_others,
        "before": balances(gap.before),
        "event": {"rule": gap.event, **{k: str(v) for k, v in gap.arguments.items()}}
        if gap.event
        else None,
        "after": [balances(each) for each in gap.states] if gap.event else [],
        "check": {
            "what": gap.check.what,
            "left": _side(gap.check.left),
            "relation": gap.check.relation.value,
            "right": _side(gap.check.right),
            "unit": gap.check.unit if gap.broken.name in CLAIMS else "",
        },
        "member": gap.member,
    }


def _side(side: Any) -> str:
    """A side of a check, also where it divides by nothing, as a price without points."""
    above, below = parts(side)
    return str(Fraction(above) / Fraction(below)) if below else f"{above} ÷ 0"


def balances(state: Mapping[str, Any]) -> dict[str, str]:
    """The balances of a state that are not 0, by the names that a trace gives them."""
    return {key: str(value) for key, value in state.items() if value}
