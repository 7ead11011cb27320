"""A vault as a contract on a blockchain keeps it: shares of a pool, in unsigned whole numbers.

A purchase is a deposit: its contribution goes into the pool, and shares are minted for what it is
worth, counted down. A sale is a withdrawal less a fee. Every number is an unsigned one of 256
bits, and what does not fit reverts, so that nothing has happened. The vault keeps the pool and
the shares; it does not know what members have paid elsewhere, nor what goods cost.
"""

from __future__ import annotations

from fractions import Fraction

from neverfalls.testing import Event, Refused, Setting

DEFECTS = {
    "shares-up": ("the shares minted are rounded up", "M1.2"),
    "zero-shares-revert": ("a deposit that earns no whole share is refused", "M1.2"),
    "virtual-share": ("one share and one cent that nobody owns are added to the price", "M1.3"),
    "assets-up": ("the money withdrawn is rounded up", "M2.1"),
    "fee-down": ("the fee is rounded down, so the pool loses a cent", "M2.3"),
    "no-floor": ("shares start anew at any pool that is left, not only at an empty one", "A5"),
    "unchecked": ("what is less than nothing becomes a huge number, as in early contracts", "M2.1"),
}
"""Each planted mistake: what it is, and the clause that it breaks."""

WORD = 2**256
"""Numbers are below it."""

BASIS_POINTS = 10_000
"""Rates are kept as so many parts of a whole."""


class Vault:
    """Deposits and withdrawals at the live price; cents, whole shares."""

    profiles = ("shares-cents.grant=fixed-value",)

    def __init__(self, defect: str = "") -> None:
        if defect and defect not in DEFECTS:
            raise ValueError(f"there is no defect {defect}")
        self.defect = defect
        self.assets = 0
        self.supply = 0
        self.shares: dict[str, int] = {}

    def start(self, setting: Setting) -> None:
        """Deploy the vault; an empty one."""
        numbers = setting.parameters
        self.contribution = _basis_points(numbers["contribution"])
        self.reward = _basis_points(numbers["reward"])
        self.exit_fee = _basis_points(numbers["exit_fee"])
        self.issue_price = _whole(numbers["issue_price"])
        self.shares = dict.fromkeys(setting.members, 0)

    def apply(self, event: Event) -> None:
        """Send a transaction; if it reverts, the state is what it was."""
        before = self.assets, self.supply, dict(self.shares)
        try:
            if event.name == "purchase":
                self.deposit(event["buyer"], event["paid"])
            elif event.name == "sell":
                self.withdraw(event["seller"], event["points"])
            else:
                raise Refused(f"no function {event.name}")
        except Refused:
            self.assets, self.supply, self.shares = before
            raise

    def observe(self) -> dict[str, int | Fraction]:
        """What anybody can read: assets in cents, shares, and the price if there is one."""
        found: dict[str, int | Fraction] = {
            "pool.yuan": self.assets,
            "supply.points": self.supply,
        }
        found |= {f"{member}.points": held for member, held in self.shares.items()}
        if self.supply:
            found["price.yuan"] = Fraction(self.assets, self.supply)
        return found

    def deposit(self, buyer: str, paid: int) -> int:
        """Put the contribution of a sale into the pool, and mint shares (M1.1 to M1.4)."""
        _check(paid > 0, "ZERO_ASSETS")
        contribution = self._mul_div(paid, self.contribution, BASIS_POINTS)
        worth = self._mul(contribution, self.reward)  # in parts of a cent, so that it is whole
        minted = self._shares_for(worth, up=self.defect == "shares-up")
        _check(minted > 0 or self.defect != "zero-shares-revert", "ZERO_SHARES")
        self.assets = self._add(self.assets, contribution)
        self.supply = self._add(self.supply, minted)
        self.shares[buyer] = self._add(self.shares[buyer], minted)
        return minted

    def withdraw(self, seller: str, points: int) -> int:
        """Burn shares for their part of the pool, less the fee (M2.1 to M2.4)."""
        _check(points > 0, "ZERO_SHARES")
        self.shares[seller] = self._subtract(self.shares[seller], points)
        proceeds = self._mul_div(points, self.assets, self.supply, up=self.defect == "assets-up")
        fee_up = self.defect != "fee-down"
        fee = self._mul_div(proceeds, self.exit_fee, BASIS_POINTS, up=fee_up)
        paid_out = self._subtract(proceeds, fee)
        self.assets = self._subtract(self.assets, paid_out)
        self.supply = self._subtract(self.supply, points)
        return paid_out

    def _shares_for(self, worth: int, up: bool) -> int:
        """How many shares are worth so many parts of a cent."""
        if not self.supply:
            _check(not self.assets or self.defect == "no-floor", "NO_PRICE")  # A5
            return self._mul_div(worth, 1, self._mul(self.issue_price, BASIS_POINTS), up)
        virtual = int(self.defect == "virtual-share")
        assets = self._add(self.assets, virtual)
        supply = self._add(self.supply, virtual)
        return self._mul_div(worth, supply, self._mul(assets, BASIS_POINTS), up)

    # --- arithmetic on 256 bits

    def _fit(self, value: int) -> int:
        if self.defect == "unchecked":
            return value % WORD
        _check(0 <= value < WORD, "PANIC_0x11")
        return value

    def _add(self, one: int, other: int) -> int:
        return self._fit(one + other)

    def _subtract(self, one: int, other: int) -> int:
        return self._fit(one - other)

    def _mul(self, one: int, other: int) -> int:
        return self._fit(one * other)

    def _mul_div(self, one: int, other: int, over: int, up: bool = False) -> int:
        """A product divided, rounded down or up; as contracts do, it reverts over 0."""
        _check(over > 0, "PANIC_0x12")
        product = one * other  # 512 bits on the way
        return self._fit(-(-product // over) if up else product // over)


def _check(holds: bool, error: str) -> None:
    if not holds:
        raise Refused(error)


def _basis_points(rate: object) -> int:
    assert isinstance(rate, Fraction)
    return _whole(rate * BASIS_POINTS)


def _whole(value: object) -> int:
    assert isinstance(value, Fraction)
    assert value.denominator == 1
    return value.numerator
