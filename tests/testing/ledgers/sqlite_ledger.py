"""A shop's ledger on SQLite: double entry, whole cents, one transaction for each event.

It is written from docs/rules.md alone and shares no code with the rules, so that it tries the
kit as a stranger's ledger would. ``defect`` plants one mistake, each of a kind that shops make.
Rates are fractions; amounts are whole numbers, divided with ``//`` alone, and at most 2⁶³ − 1.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from neverfalls.testing import Event, Refused, Setting

DEFECTS = {
    "rounding-up": (
        "the points granted are rounded up",
        "M1.2",
        "wine-shop-cents",
    ),
    "stale-price": (
        "points are granted at the price that stood before the event before",
        "M1.3",
        "wine-shop-cents",
    ),
    "price-after-sale": (
        "the contribution is in the pool already when the price of the grant is read",
        "M1.3",
        "wine-shop-cents",
    ),
    "empty-restart": (
        "points start again at the issue price although money is left in the pool",
        "A5",
        "wine-shop-cents",
    ),
    "fee-kept": (
        "the exit fee goes to the platform, not back to the pool",
        "M2.4",
        "wine-shop-cents",
    ),
    "burn-first": (
        "the points of a sale are destroyed before its price is read",
        "M2.1",
        "wine-shop-cents",
    ),
    "overdraw": (
        "nobody looks whether the seller holds the points",
        "M2.1",
        "wine-shop-cents",
    ),
    "last-holder-kept": (
        "a member cannot sell all their points",
        "M2.1",
        "wine-shop-cents",
    ),
    "no-rollback": (
        "a purchase that is refused half-way has taken the money already",
        "A5",
        "wine-shop-cents",
    ),
    "quota-too-early": (
        "the quota for the tier dividend is read before the daily dividend uses it up",
        "M7.8",
        "mall-cents",
    ),
    "missing-tier": (
        "the first of the tier funds is not paid out",
        "M7.3",
        "mall-cents",
    ),
    "dividend-from-pool": (
        "the daily dividend is paid out of the pool",
        "A1",
        "mall-cents",
    ),
}
"""Each planted mistake: what it is, the clause that it breaks, a profile in which it shows."""

PROFILES = (
    "wine-shop-cents",
    "wine-shop-cents.goods_payer=pool",
    "wine-shop-cents.goods_payer=pool-at-cost",
    "wine-shop-cents.empty_price=issue-price",
    "wine-shop-cents.empty_price=last-quote",
    "wine-shop-cents.contribution_base=of-profit",
    "wine-shop-cents.constant_backing=treasury",
    "mall-cents",
    "mall-cents.pool_use=paid-out",
    "mall-cents.quota_multiple=one",
    "mall-cents.tier_rate=twenty-percent",
    "mall-cents.tier_access=own-tier-only",
    "mall-cents.forced_exit_base=granted-quota",
    "mall-cents.forced_exit_fee=waived",
)

SCHEMA = """
CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    asset TEXT,  -- what is kept there; NULL for a record beside the books
    balance INTEGER NOT NULL
) STRICT;
CREATE TABLE entries (id INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;
CREATE TABLE postings (
    entry INTEGER NOT NULL REFERENCES entries (id),
    account TEXT NOT NULL REFERENCES accounts (name),
    amount INTEGER NOT NULL
) STRICT;
CREATE TRIGGER posted AFTER INSERT ON postings BEGIN
    UPDATE accounts SET balance = balance + NEW.amount WHERE name = NEW.account;
END;
"""

YUAN, POINTS, CONSTANTS, QUOTA, NOTHING = "yuan", "points", "constants", "quota", None

ACCOUNTS: dict[str, dict[str, str | None]] = {
    "purchase": {
        "pool.yuan": YUAN,
        "treasury.yuan": YUAN,
        "supplier.yuan": YUAN,
        "issuer.points": POINTS,
        "contributions.total": NOTHING,
        "sales.total": NOTHING,
        "quoted.yuan-in-pool": NOTHING,
        "quoted.supply": NOTHING,
    },
    "goods": {"goods.cost": NOTHING},
    "constants": {"issuer.constants": CONSTANTS, "platform.points": POINTS},
    "quota": {"issuer.quota": QUOTA, "dividends.total": NOTHING},
    "days": {"day.sales": NOTHING, "closed.sales": NOTHING},
    "daily-dividend": {"day.fund": NOTHING},
    "tier-dividend": {"tiers.fund": NOTHING},
    "forced-exit": {"exits.yuan-in-pool": NOTHING, "exits.supply": NOTHING},
}
"""The accounts and records that each mechanism adds, with the asset of each account.

Dividends are paid straight to the members, so the accounts in which funds wait are not kept.
"""

MEMBER_ACCOUNTS: dict[str, dict[str, str | None]] = {
    "purchase": {"yuan": YUAN, "points": POINTS},
    "cash-exit": {"proceeds": NOTHING},
    "constants": {"constants": CONSTANTS, "takings": CONSTANTS},
    "quota": {"quota": QUOTA, "granted": NOTHING, "dividends": NOTHING},
    "tier-dividend": {"peak": NOTHING, "tier-dividends": NOTHING},
    "forced-exit": {"forced": NOTHING, "quota-reached": NOTHING},
}
"""What each mechanism adds for every member."""


class SqliteLedger:
    """The wine shop and the mall in whole cents and whole points."""

    profiles = PROFILES

    def __init__(self, defect: str = "") -> None:
        if defect and defect not in DEFECTS:
            raise ValueError(f"there is no defect {defect}")
        self.defect = defect
        self.books = sqlite3.connect(":memory:", isolation_level=None)
        self.books.executescript(SCHEMA)
        self.entry = 0

    def stop(self) -> None:
        """Close the books."""
        self.books.close()

    def start(self, setting: Setting) -> None:
        """Open the accounts that the scheme needs; all amounts in cents and points."""
        self.members = setting.members
        self.numbers: Mapping[str, Any] = setting.parameters
        self.reading = setting.readings
        self.mechanisms = setting.mechanisms
        for mechanism in setting.mechanisms:
            for name, asset in ACCOUNTS.get(mechanism, {}).items():
                self._open(name, asset, setting)
            for entry, asset in MEMBER_ACCOUNTS.get(mechanism, {}).items():
                for member in setting.members:
                    self._open(f"{member}.{entry}", asset, setting)
        self.stale = self._quoted()

    def _open(self, name: str, asset: str | None, setting: Setting) -> None:
        opening = int(setting.opening.get(name, 0))
        self.books.execute("INSERT INTO accounts VALUES (?, ?, ?)", (name, asset, opening))

    def observe(self) -> dict[str, int | Fraction]:
        """Every balance, and the price while there is one."""
        found: dict[str, int | Fraction] = dict(
            self.books.execute("SELECT name, balance FROM accounts ORDER BY rowid")
        )
        pool, supply = self._price()
        found["supply.points"] = supply
        if supply > 0:
            found["price.yuan"] = Fraction(pool, supply)
        return found

    def apply(self, event: Event) -> None:
        """Carry out an event as one transaction."""
        before = self._quoted()
        self.books.execute("BEGIN")
        try:
            opened = "INSERT INTO entries (event) VALUES (?) RETURNING id"
            self.entry = self.books.execute(opened, (event.name,)).fetchone()[0]
            self._carry_out(event)
            self._quote()
        except BaseException:
            self.books.execute("COMMIT" if self.defect == "no-rollback" else "ROLLBACK")
            raise
        self.books.execute("COMMIT")
        self.stale = before

    def _carry_out(self, event: Event) -> None:
        match event.name:
            case "purchase":
                self._purchase(event["buyer"], event["paid"])
            case "sell":
                self._sell(event["seller"], event["points"])
            case "redeem":
                self._redeem(event["holder"], event["points"])
            case "convert":
                self._convert(event["holder"], event["points"])
            case "spend":
                self._spend(event["buyer"], event["merchant"], event["constants"])
            case "restore":
                self._restore(event["merchant"], event["constants"])
            case "close_day":
                self._close_day()
            case _:
                raise Refused(f"there is no event {event.name} here")

    # --- buying (M1)

    def _purchase(self, buyer: str, paid: int) -> None:
        _require(paid > 0, "nothing is paid")
        self._pay(buyer, "treasury", paid)  # M1.6
        margin = self.numbers["margin"]
        self._pay("treasury", "supplier", _down(1 - margin, paid))  # A20
        share = self.numbers["contribution"]
        if self.reading["contribution_base"] == "of-profit":
            share *= margin
        contribution = _down(share, paid)  # M1.1
        grant = self._grant(paid, contribution)
        self._pay("treasury", "pool", contribution)
        self._move("issuer.points", f"{buyer}.points", grant)  # M1.2
        self._note("contributions.total", contribution)
        self._note("sales.total", paid)
        if "quota" in self.mechanisms:
            self._grant_quota(buyer, paid)
        if "days" in self.mechanisms:
            self._note("day.sales", paid)
        if "tier-dividend" in self.mechanisms:
            self._raise_tier(buyer)

    def _grant(self, paid: int, contribution: int) -> int:
        """Points that a purchase is granted: at the price before it (M1.3, M1.4, A5), or fixed."""
        pool, supply = self._price()
        if supply == 0:
            pool, supply = self._restart(pool)
        elif self.defect == "stale-price":
            pool, supply = self.stale  # the defect
        elif self.defect == "price-after-sale":
            pool += contribution  # the defect
        if self.reading["grant"] == "fixed-number":
            return _down(self.numbers["points_per_yuan"], paid)
        _require(pool > 0, "points have no price")
        points_per_cent = self.numbers["reward"] * Fraction(supply, pool)
        return (_up if self.defect == "rounding-up" else _down)(points_per_cent, contribution)

    def _restart(self, pool: int) -> tuple[int, int]:
        """The price when no points circulate: cents, and the points that they are for."""
        if self.reading["empty_price"] == "last-quote":
            return self._quoted()
        allowed = self.reading["empty_price"] == "issue-price" or self.defect == "empty-restart"
        _require(allowed or pool <= 0, "money of earlier members is left in the pool")
        price = self.numbers["issue_price"]
        return price.numerator, price.denominator

    # --- selling (M2)

    def _sell(self, seller: str, points: int) -> None:
        held = self._balance(f"{seller}.points")
        _require(points > 0, "no points are sold")
        _require(points <= held or self.defect == "overdraw", "the seller has fewer points")
        _require(points < held or self.defect != "last-holder-kept", "a point must be kept")
        self._sell_at(seller, points, self.numbers["exit_fee"])

    def _sell_at(self, seller: str, points: int, fee_rate: Fraction) -> None:
        """A sale at the live price; the fee, rounded up, stays in the pool."""
        pool, supply = self._price()
        if self.defect == "burn-first" and points < supply:
            supply -= points  # the defect
        proceeds = points * pool // supply  # M2.1
        fee = _up(fee_rate, proceeds)  # M2.3
        self._pay("pool", seller, proceeds)
        self._pay(seller, "treasury" if self.defect == "fee-kept" else "pool", fee)  # M2.4
        self._move(f"{seller}.points", "issuer.points", points)  # M2.2
        self._note(f"{seller}.proceeds", proceeds - fee)

    # --- goods for points (M3)

    def _redeem(self, holder: str, points: int) -> None:
        _require(points > 0, "no points are given")
        _require(points <= self._balance(f"{holder}.points"), "the holder has fewer points")
        pool, supply = self._price()
        value = points * pool // supply  # M3.1
        cost = _down(1 - self.numbers["margin"], value)  # A20
        refund = {"platform": 0, "pool": value, "pool-at-cost": cost}
        self._pay("pool", "treasury", refund[self.reading["goods_payer"]])  # A2
        self._pay("treasury", "supplier", cost)
        self._note("goods.cost", cost)
        self._move(f"{holder}.points", "issuer.points", points)  # M3.2

    # --- constant points (M4); converted points stay in circulation, with the platform

    def _convert(self, holder: str, points: int) -> None:
        _require(points > 0, "no points are converted")
        _require(points <= self._balance(f"{holder}.points"), "the holder has fewer points")
        pool, supply = self._price()
        self._move(f"{holder}.points", "platform.points", points)  # M4.3
        self._move("issuer.constants", f"{holder}.constants", points * pool // supply)  # M4.2

    def _spend(self, buyer: str, merchant: str, constants: int) -> None:
        _require(constants > 0, "nothing is bought")
        _require(constants <= self._balance(f"{buyer}.constants"), "the buyer has too few")
        self._move(f"{buyer}.constants", f"{merchant}.takings", constants)  # M4.4
        self._pay(merchant, "supplier", _down(1 - self.numbers["margin"], constants))

    def _restore(self, merchant: str, constants: int) -> None:
        _require(constants > 0, "nothing is exchanged")
        _require(constants <= self._balance(f"{merchant}.takings"), "the merchant took fewer")
        pool, supply = self._price()
        _require(pool > 0, "points have no price")
        points = constants * supply // pool  # M4.5
        held = self._balance("platform.points")
        _require(points <= held, "the platform has too few")
        self._move(f"{merchant}.takings", "issuer.constants", constants)
        self._move("platform.points", f"{merchant}.points", points)

    # --- quota (M5)

    def _grant_quota(self, buyer: str, paid: int) -> None:
        one = self.reading["quota_multiple"] == "one"
        quota = _down(self.numbers["quota_multiple_restated" if one else "quota_multiple"], paid)
        self._move("issuer.quota", f"{buyer}.quota", quota)  # M5.1
        self._note(f"{buyer}.granted", quota)

    def _pay_dividend(self, payer: str, member: str, payout: int) -> None:
        self._pay(payer, member, payout)  # M5.2
        self._move(f"{member}.quota", "issuer.quota", payout)  # M5.3
        self._note(f"{member}.dividends", payout)
        self._note("dividends.total", payout)

    # --- the day (M6, M7, M8)

    def _close_day(self) -> None:
        sales = self._balance("day.sales")
        quotas = self._of_members("quota")
        self._daily_dividend(sales)
        self._tier_dividend(sales, quotas)
        self._write("closed.sales", sales)
        self._write("day.sales", 0)
        self._force_exits()

    def _daily_dividend(self, sales: int) -> None:
        """A part of the day's sales for all points alike, within each member's quota."""
        pool, supply = self._price()
        promised = _down(self.numbers["daily_rate"], sales)  # M6.1
        payer, fund = "treasury", promised
        if self.reading["pool_use"] == "paid-out" or self.defect == "dividend-from-pool":
            payer, fund = "pool", min(promised, pool)  # A1
        for member in self.members:
            share = fund * self._balance(f"{member}.points") // max(supply, 1)  # M6.3
            quota = self._balance(f"{member}.quota")
            self._pay_dividend(payer, member, min(share, quota))  # M6.5
        self._write("day.fund", promised)

    def _tier_dividend(self, sales: int, quotas: Mapping[str, int]) -> None:
        """A fund for each tier, split evenly among the members of it and of higher ones."""
        second = self.reading["tier_rate"] == "twenty-percent"
        rate = self.numbers["tier_rate_restated" if second else "tier_rate"]
        thresholds = self.numbers["tier_thresholds"]
        fund = _down(rate, sales) // len(thresholds)  # M7.3
        self._write("tiers.fund", fund)
        peaks = self._of_members("peak")
        parts = math.lcm(*range(1, len(self.members) + 1))  # of a cent, so that shares are whole
        shares = dict.fromkeys(self.members, 0)
        for tier in range(len(thresholds)):
            entitled = [member for member in self.members if self._shares_in(tier, peaks[member])]
            if self.defect == "missing-tier" and tier == 0:
                continue  # the defect
            for member in entitled:
                shares[member] += fund * (parts // len(entitled))  # M7.4
        for member, share in shares.items():
            early = self.defect == "quota-too-early"
            quota = quotas[member] if early else self._balance(f"{member}.quota")
            payout = min(share // parts, quota)  # M7.8
            self._pay_dividend("treasury", member, payout)
            self._note(f"{member}.tier-dividends", payout)

    def _shares_in(self, tier: int, peak: int) -> bool:
        """Whether a member who once held so many points shares in the fund of a tier (M7.5)."""
        thresholds = self.numbers["tier_thresholds"]
        if self.reading["tier_access"] == "own-tier-only" and tier + 1 < len(thresholds):
            return bool(thresholds[tier] <= peak < thresholds[tier + 1])
        return bool(thresholds[tier] <= peak)

    def _raise_tier(self, member: str) -> None:
        points = self._balance(f"{member}.points")
        self._write(f"{member}.peak", max(self._balance(f"{member}.peak"), points))  # M7.7

    def _force_exits(self) -> None:
        """Sell all points of whoever's points are worth their quota or more (M8.1, M8.2)."""
        pool, supply = self._price()
        self._write("exits.yuan-in-pool", pool)
        self._write("exits.supply", supply)
        base = "granted" if self.reading["forced_exit_base"] == "granted-quota" else "quota"
        waived = self.reading["forced_exit_fee"] == "waived"
        for member in self.members:
            pool, supply = self._price()
            points = self._balance(f"{member}.points")
            quota = self._balance(f"{member}.{base}")
            if points > 0 and points * pool >= quota * supply:
                self._write(f"{member}.quota-reached", quota)
                self._sell_at(member, points, Fraction(0) if waived else self.numbers["exit_fee"])
                self._note(f"{member}.forced", points)

    # --- the books

    def _price(self) -> tuple[int, int]:
        """The pool in cents and the points in circulation: the price is one over the other."""
        return self._balance("pool.yuan"), -self._balance("issuer.points")

    def _quoted(self) -> tuple[int, int]:
        """The price that was quoted last, which is the issue price at first."""
        return self._balance("quoted.yuan-in-pool"), self._balance("quoted.supply")

    def _quote(self) -> None:
        pool, supply = self._price()
        if supply > 0:
            self._write("quoted.yuan-in-pool", pool)  # M1.5
            self._write("quoted.supply", supply)

    def _balance(self, account: str) -> int:
        found = self.books.execute("SELECT balance FROM accounts WHERE name = ?", (account,))
        return int(found.fetchone()[0])

    def _of_members(self, entry: str) -> dict[str, int]:
        return {member: self._balance(f"{member}.{entry}") for member in self.members}

    def _pay(self, payer: str, payee: str, cents: int) -> None:
        self._move(f"{payer}.yuan", f"{payee}.yuan", cents)

    def _move(self, source: str, target: str, amount: int) -> None:
        """Two postings that cancel out."""
        self._note(source, -amount)
        self._note(target, amount)

    def _note(self, account: str, amount: int) -> None:
        self.books.execute("INSERT INTO postings VALUES (?, ?, ?)", (self.entry, account, amount))

    def _write(self, record: str, value: int) -> None:
        self._note(record, value - self._balance(record))


def _require(allowed: bool, why: str) -> None:
    if not allowed:
        raise Refused(why)


def _down(rate: Fraction, amount: int) -> int:
    """That rate of an amount, rounded down."""
    return rate.numerator * amount // rate.denominator


def _up(rate: Fraction, amount: int) -> int:
    """That rate of an amount, rounded up."""
    return -_down(-rate, amount)
