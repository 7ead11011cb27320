"""Claims about what the platform owns and owes. Source: 000, property 4; 001 section 2."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.constants import ConstantBacking
from ..mechanisms.purchase import kept
from ..model.mechanism import ASSETS
from ..model.world import Quotient, View
from ..numbers import Truth, Yuan
from .claim import Check, Kind, Relation, claim, own, points


def _constants(w: View) -> Truth:
    """Somebody holds constant points."""
    return w.constants_outstanding > 0


def _owed(w: View) -> Truth:
    """Something is owed for points or constant points."""
    return w.numbers.either(points(w), _constants(w))


def _issued(w: View) -> Truth:
    """Some asset has been issued and is still held."""
    issued = (key for key in w.scheme.shared_entries() if key.startswith("issuer."))
    return w.numbers.either(*(w.state[key] < 0 for key in issued))


def _dividends(w: View) -> Truth:
    """A dividend has been paid."""
    return w.state["dividends.total"] > 0


@claim(Kind.STATE, "C6")
def platform_stays_profitable(w: View) -> Iterator[Check]:
    """The platform never pays out more of its own cash than it has taken in."""
    yield Check("the platform's own cash", w.treasury, 0)


@claim(Kind.STATE, "C6", needs=("goods",), about=points)
def goods_cost_within_contributions(w: View) -> Iterator[Check]:
    """Goods taken for points never cost more than all contributions ever paid in."""
    yield Check(
        "all contributions, against the cost of goods taken",
        w.state["contributions.total"],
        w.state["goods.cost"],
    )


@claim(Kind.STEP, "C6", needs=("daily-dividend",), about=_dividends)
def day_pays_for_its_dividends(before: View, after: View) -> Iterator[Check]:
    """What a day's sales leave the platform covers what it hands out when the day closes.

    A sale leaves the margin less the contribution to the pool. Money that the platform only sets
    aside, in a fund that is carried over, has not been handed out.
    """
    sales = before.state["day.sales"]
    yield Check(
        "what the day's sales left, against what the platform handed out when the day closed",
        kept(before, sales),
        _own_cash(before) - _own_cash(after),
        when=before.numbers.both(sales > 0, after.state["day.sales"] <= 0),
    )


def _own_cash(w: View) -> Yuan:
    """The platform's own cash, with what it has set aside in the funds of the tiers."""
    funds = [key for key in w.scheme.shared_entries() if key.startswith("tier-")]
    return w.treasury + sum((w.state[key] for key in funds), 0)


@claim(Kind.STATE, "C10", about=_owed)
def liabilities_are_covered(w: View) -> Iterator[Check]:
    """Pool and treasury together cover members' points at the live price and constant points.

    Old debts that are not points yet, quotas and tokens are owed too, but are not counted here.
    """
    what = "pool and treasury, against points and constant points owed"
    assets, owed = w.pool + w.treasury, w.constants_outstanding
    points_too = Quotient(w.pool * w.points_held + owed * w.supply, w.supply)
    yield Check(what, assets, points_too, when=w.supply > 0)
    yield Check(what, assets, owed, when=w.supply <= 0)


@claim(Kind.STATE, "C12", "A4", needs=("constants",), about=_constants)
def constants_are_worth_their_face(w: View) -> Iterator[Check]:
    """What stands behind the constant points is worth at least their face value."""
    what, owed = "what backs constant points", w.constants_outstanding
    if w.readings.constant_backing is ConstantBacking.NOTHING:
        yield Check(what, 0, owed)
    elif w.readings.constant_backing is ConstantBacking.TREASURY:
        yield Check(what, w.numbers.maximum(w.treasury, 0), owed)
    else:
        unclaimed = Quotient(w.pool * (w.supply - w.points_held), w.supply)
        yield Check(what, unclaimed, owed, when=w.supply > 0)
        yield Check(what, w.pool, owed, when=w.supply <= 0)


@claim(Kind.POSSIBLE, "C12", "M4.5", needs=("constants",), per_member=True)
def merchants_can_exchange(w: View, name: str) -> Iterator[Check]:
    """A merchant can turn all the constant points they took for goods into points at once."""
    taken = own(w, name).takings
    possible, _after = w.supposing("restore", merchant=name, constants=taken)
    yield Check(
        f"constant points that {name} took and can exchange, against all it took",
        w.numbers.choose(possible, taken, 0),
        taken,
        "constant points",
        when=taken > 0,
    )


@claim(Kind.STATE, "C12", "M4.5", needs=("constants",), per_member=True)
def exchange_is_at_face_value(w: View, name: str) -> Iterator[Check]:
    """Merchants' constant points are exchanged for points worth as many yuan just before."""
    yield _exchanged(w, name, just_after=False, relation=Relation.EQUAL)


@claim(Kind.STATE, "C12", "M4.5", needs=("constants",), per_member=True)
def exchange_leaves_the_face_value(w: View, name: str) -> Iterator[Check]:
    """The points that merchants get for constant points are worth as many yuan just after."""
    yield _exchanged(w, name, just_after=True, relation=Relation.AT_LEAST)


def _exchanged(w: View, name: str, *, just_after: bool, relation: Relation) -> Check:
    """What a merchant's constant points are exchanged for is worth, against their face value."""
    taken = own(w, name).takings
    possible, after = w.supposing("restore", merchant=name, constants=taken)
    gained = own(after, name).points - own(w, name).points
    priced = after if just_after else w
    return Check(
        "worth of the points gained, against the constant points given",
        w.worth(gained, priced.price),
        taken,
        relation=relation,
        when=w.numbers.both(taken > 0, possible),
    )


@claim(Kind.STATE, "Q10")
def money_is_conserved(w: View) -> Iterator[Check]:
    """The money in all accounts together is always what it was at the opening."""
    yield Check(
        "all money",
        _all_accounts(w, "yuan"),
        w.scheme.opening_money,
        relation=Relation.EQUAL,
    )


@claim(Kind.STATE, "Q10", about=_issued)
def books_balance(w: View) -> Iterator[Check]:
    """Of every asset but money, all accounts together hold exactly what was issued."""
    for asset in dict.fromkeys(ASSETS.values()):
        if f"issuer.{asset}" in w.state:
            yield Check(f"all {asset}", _all_accounts(w, asset), 0, asset, relation=Relation.EQUAL)


def _all_accounts(w: View, asset: str) -> object:
    entries = w.scheme.member_entries()
    held = [entry for entry in entries if ASSETS.get(entry) == asset]
    shared = [key for key in w.scheme.shared_entries() if ASSETS.get(key.split(".")[1]) == asset]
    return sum((w.state[key] for key in shared), 0) + w.total(
        lambda member: sum((getattr(member, entry) for entry in held), 0)
    )
