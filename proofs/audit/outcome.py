"""What a computation of the audit is given and what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from .judging import Exact

Given = Mapping[str, str]
"""The stated inputs of a computation, by name."""

PLAIN = ""
"""The label of a value that needs no reading."""


@dataclass(frozen=True)
class Schemes:
    """The schemes on whose rules the figures are computed: the wine shop and the mall.

    ``growing`` is what the first of them is called where its purchases are told.
    """

    wine_shop: Scheme
    mall: Scheme
    growing: str = "the wine shop"


def shipped() -> Schemes:
    """The schemes as shipped."""
    return Schemes(load_scheme("wine-shop"), load_scheme("mall"))


@dataclass(frozen=True)
class Outcome:
    """The exact value of a figure under each reading that it may have.

    ``method`` says in words how it was computed; ``beside`` holds further exact values that
    explain the figure. No verdict depends on these.
    """

    exact: Mapping[str, Exact]
    method: str
    beside: Mapping[str, Exact] = field(default_factory=dict)
