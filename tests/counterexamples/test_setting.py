"""The scheme of a trace is kept, but only while all that decides it stays the same."""

from dataclasses import replace
from fractions import Fraction
from unittest.mock import patch

from msgspec import structs

from neverfalls import counterexamples
from neverfalls.counterexamples.codec import parse, render
from neverfalls.counterexamples.setting import scheme_of
from neverfalls.spec.mechanisms import MECHANISMS

TRACE = counterexamples.load("mall.quota_is_paid_when_sales_stop")


def test_equal_settings_have_one_scheme() -> None:
    again = parse(render(TRACE).encode(), "again.json")
    assert again is not TRACE
    assert scheme_of(again) is scheme_of(TRACE)


def test_another_setting_has_another_scheme() -> None:
    scheme_of(TRACE)
    fee = structs.replace(TRACE, parameters={**TRACE.parameters, "exit_fee": "1/5"})
    assert scheme_of(fee).parameters.exit_fee == Fraction(1, 5)
    titled = structs.replace(TRACE, title="another")
    assert scheme_of(titled).title == "another"


def test_other_mechanisms_make_another_scheme() -> None:
    scheme = scheme_of(TRACE)
    with patch.dict(MECHANISMS, {"goods": replace(MECHANISMS["goods"], rules={})}):
        assert "redeem" not in scheme_of(TRACE).rules
    assert scheme_of(TRACE) is scheme
