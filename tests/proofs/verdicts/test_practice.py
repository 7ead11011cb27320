"""Schemes of published practice: all is verified, and a changed rule breaks a proof of each."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from unittest.mock import patch

import pytest

from neverfalls.proofs.certificates.store import shipped
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.judge import Judge
from neverfalls.proofs.verdicts.record import cells_of, differences, record_of, written_in
from neverfalls.proofs.verdicts.task import Task, tasks
from neverfalls.proofs.verdicts.verdict import Status
from neverfalls.proofs.verdicts.verifying import Verifier
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.mechanisms import (
    MECHANISMS,
    daily_dividend,
    gradual_release,
    growth_dividend,
    merchant_quota,
)
from neverfalls.spec.mechanisms.quota import pay_dividend
from neverfalls.spec.model.world import POOL, TREASURY, Member, Price, World
from neverfalls.spec.numbers import Points, Yuan
from neverfalls.spec.schemes.loader import PRACTICE, load_scheme

ALL = [*CLAIMS.values()]


@pytest.mark.parametrize("name", PRACTICE)
def test_each_is_verified_under_every_open_question(name: str) -> None:
    """Proofs by certificates, histories by replay; the same verdicts as recorded, none open."""
    scheme = load_scheme(name)
    record = record_of(scheme)
    assert record is not None
    verifier = Verifier(record, shipped())
    found = [each for task in tasks(scheme) for each in verifier.verify(task, ALL)]
    assert [] == [each.failure for each in found if each.status is Status.UNVERIFIED]
    assert [] == differences(record["cells"], cells_of(found, written_in(record)))
    assert len(found) == len(record["cells"])
    assert {each.status for each in found} <= {Status.PROVED, Status.REFUTED, Status.VACUOUS}
    assert {Status.PROVED, Status.REFUTED} <= {each.status for each in found}


@contextmanager
def other_rule(rule: str, body: Callable[..., None]) -> Iterator[None]:
    """Replace a rule's text."""
    (room,) = (each for each in MECHANISMS.values() if rule in each.rules)
    with patch.dict(room.rules, {rule: replace(room.rules[rule], body=body)}):
        yield


def gift_taken_out(w: World, amount: Yuan) -> None:
    """A gift that goes the other way."""
    w.require(amount > 0, "something is given")
    w.require(amount <= w.pool, "the pool has it")
    w.pay(POOL, "giver", amount)
    w.note("gifts.total", amount)


def paid_again(w: World, seller: Member) -> None:
    """The end of a sale that pays a yuan for each point once more."""
    pending = w.state[seller.at("points-pending")]
    SALE_ENDED(w, seller)
    w.pay(POOL, seller, pending)


SALE_ENDED = MECHANISMS["two-step-exit"].rules["end_sale"].body


def paid_twice(w: World, newcomer: Member, recruiter: Member) -> None:
    """A recruit for whom more is paid than all of the fee."""
    original = MECHANISMS["recruiting"].rules["join"].body
    w.require(recruiter.joined > 0, "whoever brings them has joined")
    original(w, newcomer)
    more = w.parameters.joining_fee + w.parameters.recruiting_pay
    w.pay(TREASURY, recruiter, more)
    w.note("recruits.number", 1 + more)
    w.note(recruiter.at("recruits"), 1)


def more_paid_out(w: World, member: Member, part: Points, price: Price) -> None:
    """A release that counts more as paid than there was."""
    RELEASED(w, member, part, price)
    w.note(member.at("paid-out"), 1)


RELEASED = gradual_release._release


def put_out_at_once(w: World) -> None:
    """Everybody is out as soon as a day has closed."""
    for member in w.members():
        for entry, now in (("out-granted", member.granted), ("out-paid", member.dividends)):
            w.write(member.at(entry), now)


CHANGES: dict[str, tuple[Callable[[], AbstractContextManager[object]], str]] = {
    "share-vault": (lambda: other_rule("give", gift_taken_out), "gifts_raise_the_price"),
    "xsurge": (lambda: other_rule("end_sale", paid_again), "pool_covers_every_point"),
    "daily-decree": (
        lambda: other_rule("join_by", paid_twice),
        "members_pay_more_than_recruiting_returns",
    ),
    **dict.fromkeys(
        ("daily-release", "full-return", "frozen-points"),
        (
            lambda: patch.object(gradual_release, "_release", more_paid_out),
            "release_stays_within_the_lock",
        ),
    ),
    "five-fold": (
        lambda: patch.dict(MECHANISMS["payout-limit"].effects, {"day closed": [put_out_at_once]}),
        "members_are_out_only_when_paid",
    ),
}


def without_growth() -> AbstractContextManager[object]:
    """Every day pays, whether its sales have grown or not."""
    return patch.object(growth_dividend, "has_grown", lambda w: w.state["day.sales"] >= 0)


def without_merchants() -> AbstractContextManager[object]:
    """Only buyers are granted quota."""
    return patch.object(merchant_quota, "quota_per_yuan", lambda _w: 0)


@contextmanager
def merchants_paid_without_quota() -> Iterator[None]:
    """Points are paid that have no quota, and what is paid uses none up."""
    uncounted = partial(pay_dividend, counts=False)
    with (
        without_merchants(),
        patch.object(daily_dividend, "pay_dividend", uncounted),
        patch.object(daily_dividend, "_eligible_points", lambda _w, member: member.points),
    ):
        yield


DAYS = ("purchase", "close_day") * 2


@pytest.mark.parametrize(
    ("change", "claim", "events"),
    [
        (without_growth, "dividends_are_paid_only_for_growth", DAYS),
        (without_merchants, "merchants_are_granted_quota_too", ("sell_goods",)),
        (merchants_paid_without_quota, "payouts_within_quota", ("sell_goods", "close_day")),
    ],
)
def test_what_five_fold_promises_breaks_without_its_rules(
    change: Callable[[], AbstractContextManager[object]],
    claim: str,
    events: tuple[str, ...],
    solvers: Solvers,
) -> None:
    """Each rule that the sheet adds is what keeps a promise: without it, a history breaks that."""
    with change():
        (found,) = Judge(replace(load_scheme("five-fold")), solvers).judge([CLAIMS[claim]])
    told = found.trace.steps if found.trace else ()
    assert (found.status, tuple(step.rule for step in told)) == (Status.REFUTED, events)


@pytest.mark.parametrize("name", PRACTICE)
def test_a_changed_rule_breaks_a_proof(name: str) -> None:
    """What was proved is no longer verified once a rule does something else."""
    change, claim = CHANGES[name]
    record = record_of(load_scheme(name))
    assert record is not None
    with change():
        task = Task(replace(load_scheme(name)), "")
        found = Verifier(record, shipped()).verify(task, [CLAIMS[claim]])
    assert [Status.UNVERIFIED] == [each.status for each in found]
