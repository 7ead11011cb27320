"""Symbols: the human names of balances, parameters and arguments."""

import pytest

from neverfalls.spec.model.parameters import PARAMETERS
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.words.symbols import Symbols, on_symbols, plain


@pytest.mark.parametrize("name", SHIPPED)
def test_names_are_distinct(name: str) -> None:
    """No two balances, parameters or arguments of a rule are printed by one name."""
    scheme = load_scheme(name)
    fixed = on_symbols(scheme).parameters
    parameters = [getattr(fixed, each) for each in PARAMETERS if each != "tier_thresholds"]
    for rule in scheme.rules.values():
        members = [each for each, sort in rule.sorts.items() if sort == "Member"]
        state = Symbols(scheme).state((*members, "member"))
        others = [terms.name(plain(each)) for each in rule.sorts if each not in members]
        names = [*parameters, *fixed.tier_thresholds, *state.values(), *others]
        assert len(names) == len(set(names))
