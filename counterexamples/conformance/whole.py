"""The rules in whole units: whole cents and whole points, as a ledger on integers keeps them.

The rules are the same. Only their two verbs that fix an amount round it: naming it and posting it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.parameters import PARAMETERS, Parameters
from neverfalls.spec.model.world import POOL, World
from neverfalls.spec.numbers import terms
from neverfalls.spec.numbers.exact import Exact, floored
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.scheme import Scheme

ROUNDING = (
    "Every amount is whole. An amount that a rule works out is rounded down when the rule names it,"
    " and so is every posting; what is left stays in the account that would pay it. What a member"
    " pays into the pool, such as the exit fee, is rounded up. Prices are not rounded."
)
"""What the profiles in whole units state."""

NO_AMOUNTS = ("steps",)
"""What rules name that is neither money nor points, and whole only if the scheme says so."""


class WholeUnits(World):
    """A world whose balances are whole numbers of the profile's units (A15, rounded down)."""

    def run(self, rule: Rule, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Run one event.

        Raises:
            NotEnabled: a requirement is not met, or an amount is not whole.
            BadArguments: the arguments are not those the rule takes.
        """
        for name in rule.sorts:  # a rate that the platform picks is no amount
            value = arguments.get(name)
            if isinstance(value, Fraction) and value.denominator != 1:
                raise NotEnabled(rule.name, "amounts are whole")
        return super().run(rule, arguments)

    def let(self, name: str, amount: Any, *clauses: str) -> Any:
        """Name an amount: rounded down, unless it is a price, which is a pair of amounts."""
        return super().let(
            name, amount if name in NO_AMOUNTS else self.down(amount, name), *clauses
        )

    def move(self, source: str, target: str, amount: Any, *clauses: str) -> None:
        """Post an amount: rounded down, or up where a member pays it into the pool."""
        holder, _dot, asset = source.partition(".")
        pays_in = holder in self.roster and target == f"{POOL}.{asset}"
        where = f"{source} to {target}"
        whole = -self.down(-amount, where) if pays_in else self.down(amount, where)
        super().move(source, target, whole, *clauses)

    def note(self, record: str, amount: Any, *clauses: str) -> None:
        """Add to a record: rounded down, as what is posted."""
        super().note(record, self.down(amount, record), *clauses)

    def write(self, record: str, value: Any, *clauses: str) -> None:
        """Set a record: rounded down."""
        super().write(record, self.down(value, record), *clauses)

    def down(self, amount: Any, _where: str) -> Any:
        """The whole amount that is not above this one; it is named, or posted, ``where``."""
        # asked of the class itself, because isinstance goes through all that a number can be
        kind = amount.__class__
        if kind is Term:
            return terms.floor(amount)
        return floored(amount) if kind is Exact or kind is Fraction else amount


def in_units(scheme: Scheme, units: Mapping[str, Fraction]) -> Scheme:
    """The scheme with its numbers counted in other units, such as 1/100 yuan.

    Whatever is neither yuan nor points, such as days or members, is counted as before.
    """
    values = {}
    for name in scheme.relevant_parameters:
        factor = _factor(PARAMETERS[name].unit_under(scheme.readings.to_dict()), units)
        value = getattr(scheme.parameters, name)
        values[name] = (
            tuple(each * factor for each in value) if isinstance(value, tuple) else value * factor
        )
    opening = {
        key: amount / units.get(key.partition(".")[2], Fraction(1))
        for key, amount in scheme.opening.items()
    }
    return replace(scheme, parameters=Parameters(**values), opening=opening)


def _factor(unit: str, units: Mapping[str, Fraction]) -> Fraction:
    """How many of the new units one of the old is: of yuan per point, new yuan per new point."""
    above, _per, below = unit.partition(" per ")
    return _size(below, units) / _size(above, units)


def _size(unit: str, units: Mapping[str, Fraction]) -> Fraction:
    if unit == "yuan":
        return units["yuan"]
    return units["points"] if unit in {"point", "points"} else Fraction(1)
