"""Schemes under other readings than their own."""

from neverfalls.spec.model.parameters import Parameters, parse_amount
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme


def under(scheme: Scheme, **choices: str) -> Scheme:
    """The scheme with these answers in place of its own."""
    return scheme.reading(scheme.readings.with_choices(choices))


def scheme_with(name: str = "wine-shop", **choices: str) -> Scheme:
    """A shipped scheme with these answers in place of its own."""
    return under(load_scheme(name), **choices)


def deviating(scheme: Scheme, deviation: str) -> Scheme:
    """The scheme with one other answer, written KEY=CHOICE, or as it is where none is written."""
    key, _, choice = deviation.partition("=")
    return under(scheme, **({key: choice} if choice else {}))


def made_of(*rooms: str, **numbers: str) -> Scheme:
    """A scheme of these mechanisms, with these numbers and every other at its default."""
    stated = {name: parse_amount(text) for name, text in numbers.items()}
    return Scheme("here", "Here", rooms, Parameters(**stated))
