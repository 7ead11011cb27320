"""Verification: whatever is changed, in a certificate, a history or a rule, is noticed."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from msgspec import structs

from neverfalls.counterexamples import Trace, load
from neverfalls.counterexamples.errors import ReplayFailed
from neverfalls.proofs.certificates.store import Certificates, shipped
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.verdicts import verifying
from neverfalls.proofs.verdicts.record import cells_of, differences, record_of, written_in
from neverfalls.proofs.verdicts.task import Task, tasks
from neverfalls.proofs.verdicts.verdict import Evidence, Status, Verdict
from neverfalls.proofs.verdicts.verifying import Verifier
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

from ..mutation import mutants, mutated

ALL = [*CLAIMS.values()]
SCHEME = load_scheme("shares")
AS_WRITTEN = Task(SCHEME, "")
RECORD: dict[str, Any] = record_of(SCHEME) or {}
CERTIFICATES = shipped()


def verified(
    record: dict[str, Any] = RECORD, certificates: Certificates = CERTIFICATES
) -> list[Verdict]:
    # a scheme keeps the rules that it has been asked for, so a changed rule needs a fresh one
    return Verifier(record, certificates).verify(Task(replace(SCHEME), ""), ALL)


def unverified(verdicts: Sequence[Verdict]) -> dict[str, str]:
    return {each.claim: each.failure for each in verdicts if each.status is Status.UNVERIFIED}


def changed(**fields: Any) -> dict[str, Any]:
    """Return the record with some fields of every cell of the scheme as written changed."""
    record = copy.deepcopy(RECORD)
    for cell in record["cells"]:
        cell.update({key: value for key, value in fields.items() if key in cell})
    return record


def used() -> list[str]:
    verifier = Verifier(RECORD, CERTIFICATES)
    verifier.verify(AS_WRITTEN, ALL)
    return sorted(verifier.used)


def test_everything_recorded_is_verified() -> None:
    """As written and under every reading: the same verdicts, and what they rest on was seen."""
    verifier = Verifier(RECORD, CERTIFICATES)
    found = [each for task in tasks(SCHEME) for each in verifier.verify(task, ALL)]
    assert {} == unverified(found)
    assert [cell["status"] for cell in RECORD["cells"]] == [each.status.value for each in found]
    grounds = {Status.PROVED: Evidence.CERTIFICATE, Status.REFUTED: Evidence.REPLAYED}
    assert all(each.evidence is grounds[each.status] for each in found)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_scheme_is_verified_as_written(name: str) -> None:
    """Each verdict as recorded, with its evidence; so a changed promise or invariant is noticed."""
    scheme = load_scheme(name)
    record = record_of(scheme)
    assert record is not None
    verifier = Verifier(record, CERTIFICATES)
    found = verifier.verify(Task(scheme, ""), ALL)
    assert {} == unverified(found)
    told = cells_of(found, written_in(record))
    assert [] == differences(record["cells"], told)
    assert len(told) == sum(not cell["deviation"] for cell in record["cells"])


def numbers_in(proof: Any) -> list[tuple[list[Any], int]]:
    """Return the places of all multipliers that are numbers."""
    if proof[0] == "sum":
        return [(term, 0) for term in proof[1] if isinstance(term[0], str)]
    parts = proof[2] if proof[0] == "cases" else proof[2:]
    return [place for part in parts for place in numbers_in(part)]


@pytest.mark.parametrize("seed", range(6))
def test_a_changed_number_in_a_certificate_is_noticed(seed: int) -> None:
    """The message names the rule, the invariant or promise, and the step of the certificate."""
    random = Random(seed)
    text = random.choice([t for t in used() if numbers_in(CERTIFICATES.proofs[t])])
    proof = copy.deepcopy(CERTIFICATES.proofs[text])
    term, place = random.choice(numbers_in(proof))
    term[place] = f"{term[place]}1" if "/" not in term[place] else term[place].replace("/", "1/")
    found = unverified(verified(certificates=Certificates({**CERTIFICATES.proofs, text: proof})))
    assert found
    rules = {*SCHEME.rules, "opening"}
    for told in found.values():
        rule, about, fault = told.split(": ", 2)
        assert rule in rules
        assert about in CLAIMS or about in {name for c in RECORD["cells"] for name in invariants(c)}
        assert fault.startswith(
            ("the certificate is refused: the proof", "there is no certificate")
        )
    assert any("the certificate is refused: the proof" in told for told in found.values())


def invariants(cell: dict[str, Any]) -> list[str]:
    found: list[str] = cell.get("invariants", [])
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_missing_certificate_is_noticed(seed: int) -> None:
    """What rests on it is no longer verified, unless another certificate shows the same."""
    text = Random(seed).choice(used())
    fewer = {key: proof for key, proof in CERTIFICATES.proofs.items() if key != text}
    verifier = Verifier(RECORD, Certificates(fewer))
    found = unverified(verifier.verify(AS_WRITTEN, ALL))
    assert found or text not in verifier.used
    assert all(told.endswith("there is no certificate") for told in found.values())


def test_without_any_certificate_nothing_is_proved() -> None:
    """And nobody asks a solver instead; what a history shows stays as it is."""
    found = verified(certificates=Certificates({}))
    assert {Status.UNVERIFIED, Status.REFUTED} == {each.status for each in found}


def test_an_invariant_that_does_not_exist_is_named() -> None:
    """Nothing is proved with the help of a statement that nobody knows."""
    found = unverified(verified(changed(invariants=["the_moon_is_round"])))
    assert set(found.values()) == {"no such equality: the_moon_is_round"}


def test_a_history_that_gives_no_case_is_noticed() -> None:
    """A proof about what never happens would otherwise count."""
    record = copy.deepcopy(RECORD)
    for case in record["cases"]:
        case["events"] = []
    told = set(unverified(verified(record)).values())
    assert "the history that should give it a case does not" in told
    record = copy.deepcopy(RECORD)
    for cell in record["cells"]:
        cell.pop("case", None)
    told = set(unverified(verified(record)).values())
    assert told == {"no history is recorded that gives it a case"}


def test_a_claim_that_is_recorded_the_wrong_way_is_noticed() -> None:
    """A broken promise recorded as proved has no certificate for what it would rest on."""
    record = copy.deepcopy(RECORD)
    sound = next(c for c in record["cells"] if not c["deviation"] and c["status"] == "proved")
    broken = next(c for c in record["cells"] if not c["deviation"] and c["status"] == "refuted")
    broken.update(status="proved", invariants=sound["invariants"], case=sound["case"])
    told = unverified(verified(record))
    assert list(told) == [broken["claim"]]
    assert told[broken["claim"]].endswith("there is no certificate")


def test_what_should_go_on_for_ever_has_to_go_round() -> None:
    """That a promise is never kept is seen from a state that comes again, not from the last."""
    mall = load_scheme("mall")
    record = record_of(mall) or {}
    claim = CLAIMS["quota_is_paid_when_sales_stop"]
    (cell,) = (c for c in record["cells"] if (c["claim"], c["deviation"]) == (claim.name, ""))
    trace = load(cell["counterexample"])
    assert isinstance(trace.loop, int)
    for loop, told in ((trace.loop, ""), (trace.loop - 1, "as at the loop")):
        traces = {cell["counterexample"]: structs.replace(trace, loop=loop)}
        (found,) = Verifier(record, CERTIFICATES, traces).verify(Task(mall, ""), [claim])
        assert found.failure.endswith(told)
        assert found.status is (Status.UNVERIFIED if told else Status.REFUTED)


def test_a_changed_number_in_a_history_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The events no longer break the promise, or they cannot happen."""

    def tampered(name: str) -> Trace:
        trace = load(name)
        first = trace.steps[0]
        less = {key: "1/1000000" if key == "paid" else v for key, v in first.arguments.items()}
        step = structs.replace(first, arguments=less)
        return structs.replace(trace, steps=[step, *trace.steps[1:]])

    monkeypatch.setattr(verifying, "load", tampered)
    told = unverified(verified())
    assert told
    assert all(each.startswith("counterexample: ") for each in told.values())


PAID_IN = "purchase: w.pay(TREASURY, POOL, contribution, 'M1.1')"
FEE = "cash_exit: w.pay(seller, POOL, fee * proceeds, 'M2.3', 'M2.4')"


@pytest.mark.parametrize(
    "name",
    [
        f"{PAID_IN} → w.pay(POOL, TREASURY, contribution, 'M1.1')",
        f"{FEE} → w.pay(POOL, seller, fee * proceeds, 'M2.3', 'M2.4')",
    ],
)
def test_a_changed_rule_is_noticed(name: str) -> None:
    """The questions of the changed rule are others, and these have no certificates."""
    with mutated(mutants()[name]):
        assert unverified(verified())


def test_a_certificate_cannot_belong_to_another_question() -> None:
    """All certificates exchanged in a ring: each is for a statement, and for no other."""
    texts = used()
    ring = dict(zip(texts, [*texts[1:], texts[0]], strict=True))
    proofs = {text: CERTIFICATES.proofs[other] for text, other in ring.items()}
    found = verified(certificates=Certificates(proofs))
    assert not [each for each in found if each.status is Status.PROVED]


def test_the_record_keeps_a_case_for_every_proof() -> None:
    """In every scheme, so that no proof can be about nothing."""
    for name in ("wine-shop", "mall", "counter"):
        record = record_of(load_scheme(name)) or {}
        proved = [cell for cell in record["cells"] if cell["status"] == "proved"]
        assert all(0 <= cell["case"] < len(record["cases"]) for cell in proved)
        assert record["cases"] == [json.loads(json.dumps(each)) for each in record["cases"]]


def test_tasks_are_verified_apart_as_they_are_one_by_one() -> None:
    """In other processes: the same verdicts in order, each task begun once, on the same grounds."""
    work, claims = [*tasks(SCHEME)][:3], [CLAIMS["price_never_falls"], CLAIMS["books_balance"]]
    begun, found, rests = list[tuple[int, str]](), list[tuple[str, int]](), set[str]()
    verdicts = verifying.verify_apart(
        work,
        claims,
        {SCHEME.name: RECORD},
        CERTIFICATES,
        lambda count, task: begun.append((count, task.deviation)),
        lambda task, own: found.append((task.deviation, len(own))),
        rests.update,
    )
    verifier = Verifier(RECORD, CERTIFICATES)
    assert verdicts == [each for task in work for each in verifier.verify(task, claims)]
    names = sorted(task.deviation for task in work)
    assert [0, 1, 2] == [count for count, _name in begun]
    assert names == sorted(name for _count, name in begun) == sorted(name for name, _ in found)
    assert verifier.used == rests != set()


@pytest.mark.parametrize("name", ["agents", "linkage"])
def test_that_nothing_is_spoken_of_has_to_be_proved(name: str) -> None:
    """A claim that is recorded as vacuous rests on a proof that it never has a case."""
    scheme = load_scheme(name)
    record = record_of(scheme) or {}
    cell = next(each for each in record["cells"] if each["status"] == Status.VACUOUS.value)
    (task,) = (each for each in tasks(scheme) if each.deviation == cell["deviation"])
    for certificates, status, evidence in (
        (CERTIFICATES, Status.VACUOUS, Evidence.CERTIFICATE),
        (Certificates({}), Status.UNVERIFIED, Evidence.NONE),
    ):
        (found,) = Verifier(record, certificates).verify(task, [CLAIMS[cell["claim"]]])
        assert (found.status, found.evidence) == (status, evidence)


@pytest.mark.parametrize(
    "fields", [{}, {"depth": 3, "undecided": 2, "members": 2, "no_case": True}]
)
def test_what_is_recorded_as_undecided_stays_so(fields: dict[str, Any]) -> None:
    """There is nothing to verify, and no evidence; how far was searched is told as recorded."""
    cell = {"claim": "price_never_falls", "deviation": "", "status": "undecided", **fields}
    (found,) = Verifier({"cells": [cell]}, CERTIFICATES).verify(AS_WRITTEN, ALL)
    assert (found.status, found.evidence, found.failure) == (Status.UNDECIDED, Evidence.NONE, "")
    told = {"depth": 0, "undecided": 0, "members": 0, "no_case": False} | fields
    assert told == {key: getattr(found, key) for key in told}


def test_each_proof_has_its_own_invariants() -> None:
    """Where one claim is recorded with others, or with none, the proofs do not get mixed up."""
    record = copy.deepcopy(RECORD)
    cells = [c for c in record["cells"] if not c["deviation"] and c["status"] == "proved"]
    record["cells"] = [*(c for c in cells if c["claim"] != "books_balance")]
    record["cells"] += [{**c, "invariants": []} for c in cells if c["claim"] == "books_balance"]
    assert len(record["cells"]) == len(cells)
    assert {} == unverified(verified(record))


def test_an_invariant_that_is_not_shown_is_named() -> None:
    """What is proved with its help is not proved, and each claim tells the invariant."""
    recorded = {name for cell in RECORD["cells"] for name in invariants(cell)}
    name = next(
        each.name
        for each in INVARIANTS.values()
        if each.applies(SCHEME.mechanisms) and each.name not in recorded
    )
    record = copy.deepcopy(RECORD)
    for cell in record["cells"]:
        if "invariants" in cell:
            cell["invariants"] = [*cell["invariants"], name]
    told = unverified(verified(record))
    assert told
    assert {each.split(": ")[-2] for each in told.values()} <= recorded | {name}


def test_what_was_given_up_is_kept() -> None:
    """By reading, as the record has it; where nothing was given up, nothing is kept."""
    for name in ("dealers", SCHEME.name):
        scheme = load_scheme(name)
        record = record_of(scheme) or {}
        verifier = Verifier(record, CERTIFICATES)
        verifier.verify(Task(scheme, ""), ALL)
        recorded = record.get("given_up", {})
        assert verifier.given_up == {key: recorded[key] for key in recorded if not key}


@pytest.mark.parametrize("place", [-1, "the last", "0"])
def test_a_case_is_one_of_those_recorded(place: int | str) -> None:
    """A number beyond the last, one below 0, and what is no number name no history."""
    number = len(RECORD["cases"]) if place == "the last" else place
    told = set(unverified(verified(changed(case=number))).values())
    assert told == {"no history is recorded that gives it a case"}


def test_a_history_that_breaks_nothing_is_no_counterexample() -> None:
    """The events of one claim's counterexample do not break another one that holds."""
    shop, trace = load_scheme("wine-shop"), load("wine-shop.platform_stays_profitable")
    told = verifying.told_under(trace, shop, CLAIMS["platform_stays_profitable"])
    assert told.violation == trace.violation
    with pytest.raises(ReplayFailed, match="a claim that these events break"):
        verifying.told_under(trace, shop, CLAIMS["price_never_falls"])
