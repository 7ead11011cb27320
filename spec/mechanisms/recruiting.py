"""Recruiting for a fee.

Source: published practice; whoever joins pays a fee, and whoever brings somebody is paid out of it.
Keeps: who has joined, how many they brought, and what they were paid for it.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, yuan
from ..model.world import TREASURY, Member, World

MECHANISM = Mechanism(
    name="recruiting",
    title="Recruiting for a fee",
    clauses=("P11",),
    needs=("purchase",),
    shared={"joined.number": 0, "recruits.number": 0},
    member={"joined": 0, "recruits": 0, "recruiting-pay": 0},
    counters=("joined.number", "recruits.number", "joined", "recruits", "recruiting-pay"),
    parameters=("joining_fee", "recruiting_pay"),
)

declare(
    joining_fee=yuan("paid for joining", "P11.1", "500"),
    recruiting_pay=yuan("paid for each member who is brought", "P11.2", "100"),
)


@MECHANISM.rule("P11.1")
def join(w: World, newcomer: Member) -> None:
    """Somebody joins whom nobody brought."""
    _enter(w, newcomer)


@MECHANISM.rule("P11.1", "P11.2")
def join_by(w: World, newcomer: Member, recruiter: Member) -> None:
    """Somebody joins whom a member brought, and the member is paid for it."""
    w.require(recruiter.joined > 0, "whoever brings them has joined", "P11.2")
    _enter(w, newcomer)
    w.announce("brought", newcomer, recruiter)
    w.pay(TREASURY, recruiter, w.parameters.recruiting_pay, "P11.2")
    w.note("recruits.number", 1)
    w.note(recruiter.at("recruits"), 1, "P11.2")
    w.note(recruiter.at("recruiting-pay"), w.parameters.recruiting_pay)


def _enter(w: World, newcomer: Member) -> None:
    """A newcomer pays the fee, once."""
    w.require(newcomer.joined <= 0, "the newcomer has not joined yet", "P11.1")
    w.pay(newcomer, TREASURY, w.parameters.joining_fee, "P11.1")
    w.write(newcomer.at("joined"), 1, "P11.1")
    w.note("joined.number", 1)
    w.announce("joined", newcomer)
