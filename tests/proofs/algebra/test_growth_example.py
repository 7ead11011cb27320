"""The worked numbers of the documents."""

from fractions import Fraction

import pytest

from neverfalls.proofs.algebra.growth_example import first_member, quoted_price, replay
from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import scheme_with
from .derivations import wine_shop


@pytest.mark.parametrize(
    ("sales", "expected"), [(1, "1.4286"), (2, "1.6807"), (3, "1.8674"), (4, "2.0188")]
)
def test_prices_of_the_growth_example(sales: int, expected: str) -> None:
    """The first prices of the example are right to the places it gives (N1)."""
    assert expected == decimal(quoted_price(replay(scheme_with(), sales)))


def test_price_after_100_sales() -> None:
    """After 100 sales the exact price rounds to the 5.1731 of the example (N1)."""
    price = wine_shop().price_after
    assert decimal(price) == "5.1731"
    product = Fraction(1)
    for k in range(1, 100):
        product *= 1 + Fraction(7, 10) / k
    assert Fraction(3000) / (21 * product) == price


def test_first_member_gets_less_than_the_stated_profit() -> None:
    """The 108.6351 of the example is gross, from a rounded price; net it loses 2.2289 (N2)."""
    found = wine_shop().first_member
    assert found is not None
    amounts = {each.name: decimal(each.value) for each in found.quantities()}
    assert amounts == {
        "points": "21.0000",
        "gross": "108.6346",
        "gross_at_quoted": "108.6351",
        "fee": "10.8635",
        "net": "97.7711",
        "paid": "100.0000",
        "gain": "-2.2289",
    }
    assert found.points * wine_shop().price_after == found.gross
    assert found.gross / 10 == found.fee
    assert (found.gross - found.fee, found.net - 100) == (found.net, found.gain)


def test_first_member_without_cash_exit() -> None:
    """A scheme that buys nothing back pays the first member nothing to speak of."""
    assert first_member(Scheme("bare", "Bare", ("purchase",)), 3) is None
