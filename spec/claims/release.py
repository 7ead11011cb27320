"""Claims about balances that are released over time, and vouchers. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from ..numbers import Truth, Yuan
from .claim import Check, Kind, Relation, claim, own


def _locked(w: View) -> Truth:
    """Some balance is locked."""
    return locked_balances(w) > 0


def _vouchers(w: View) -> Truth:
    """Somebody holds vouchers."""
    return w.state["issuer.vouchers"] < 0


def locked_balances(w: View) -> Yuan:
    """What is locked for all members together."""
    return -w.state["issuer.locked"]


@claim(Kind.STATE, "P5", "P5.2", needs=("gradual-release",), per_member=True)
def locked_balance_is_out_in_time(w: View, name: str) -> Iterator[Check]:
    """As soon as the daily shares since a member's last purchase make up the whole, all is out.

    With one per cent a day that is after a hundred days.
    """
    member = own(w, name)
    due = w.state[member.at("part-due")]
    yield Check("still locked", member.locked, 0, relation=Relation.AT_MOST, when=due >= 1)


@claim(Kind.STATE, "P5", "P5.5", needs=("gradual-release",), per_member=True)
def locked_balance_is_paid_in_full(w: View, name: str) -> Iterator[Check]:
    """What a member was paid and what is still locked make up all that was ever locked."""
    member = own(w, name)
    yield Check(
        "what was paid out and is still locked, against all that was ever locked",
        w.state[member.at("paid-out")] + member.locked,
        w.state[member.at("ever-locked")],
        when=w.state[member.at("ever-locked")] > 0,
    )


@claim(Kind.STATE, "P5", "P5.1", needs=("gradual-release",), per_member=True)
def release_stays_within_the_lock(w: View, name: str) -> Iterator[Check]:
    """No member is ever paid more of a locked balance than was locked for them."""
    member = own(w, name)
    yield Check(
        "all that was ever locked, against what was paid out",
        w.state[member.at("ever-locked")],
        w.state[member.at("paid-out")],
        when=w.state[member.at("ever-locked")] > 0,
    )


@claim(Kind.STATE, "P5", "P5.6", needs=("gradual-release",), about=_locked)
def locked_balances_are_covered(w: View) -> Iterator[Check]:
    """The platform's own cash covers all balances that are still locked."""
    yield Check("the platform's own cash, against what is locked", w.treasury, locked_balances(w))


@claim(Kind.STATE, "P6", "P6.2", needs=("vouchers",), about=_vouchers)
def vouchers_are_covered(w: View) -> Iterator[Check]:
    """The platform's own cash covers what the goods cost that all vouchers are good for."""
    cost = (1 - w.parameters.margin) * -w.state["issuer.vouchers"]
    yield Check("the platform's own cash, against the cost of goods", w.treasury, cost)


@claim(Kind.POSSIBLE, "P6", "P6.2", needs=("vouchers",), per_member=True)
def vouchers_can_be_used(w: View, name: str) -> Iterator[Check]:
    """Every holder can take goods for all their vouchers at once."""
    held = own(w, name).vouchers
    possible, _after = w.supposing("use_voucher", holder=name, worth=held)
    yield Check(
        f"vouchers that {name} can use, against those held",
        w.numbers.choose(possible, held, 0),
        held,
        "vouchers",
        when=held > 0,
    )
