"""Derivations of the price, for the scheme as shipped, for other readings, for other texts."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import sympy

from neverfalls.proofs.algebra.closed_form import Derivation, derive_price
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import scheme_with


@cache
def wine_shop() -> Derivation:
    """The price of the wine shop as shipped."""
    return derive_price(scheme_with())


def mutated(body: Callable[..., None]) -> Scheme:
    """The wine shop with another text of the purchase."""
    scheme = scheme_with()
    scheme.rules["purchase"] = replace(scheme.rules["purchase"], body=body)
    return scheme


def same(left: Any, right: Any) -> bool:
    """Whether two formulas are equal, gamma functions simplified."""
    return bool(sympy.simplify(sympy.gammasimp(left - right)) == 0)


@cache
def derived(choices: tuple[tuple[str, str], ...]) -> Derivation:
    """The price of the wine shop under other readings, given as pairs that can be kept."""
    return derive_price(scheme_with(**dict(choices)))
