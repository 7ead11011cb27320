"""Schemes: what is sent of one is what it states."""

import pickle
from dataclasses import fields

import pytest

from neverfalls.spec.schemes.loader import RECORDED, load_scheme


@pytest.mark.parametrize("name", RECORDED)
def test_another_process_is_sent_what_a_scheme_states(name: str) -> None:
    """It has the same rules there, and what was worked out of it here is left out."""
    scheme = load_scheme(name)
    assert list(scheme.rules)
    found = pickle.loads(pickle.dumps(scheme))
    assert list(found.__dict__) == [each.name for each in fields(scheme)]
    assert found == scheme
    assert (found.identity, list(found.rules)) == (scheme.identity, list(scheme.rules))


def test_another_reading_keeps_what_was_worked_out() -> None:
    """It is another scheme that has the same rules at hand, and leaves the first as it is."""
    scheme = load_scheme("wine-shop")
    rules = scheme.rules
    other = scheme.answering(goods_payer="pool")
    assert other.__dict__["rules"] is rules
    assert scheme.readings == load_scheme("wine-shop").readings != other.readings
