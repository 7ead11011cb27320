"""Texts with ``{places}``: how a sentence that was put together is taken apart again.

A place is called after what may stand there. In ``{n}`` and ``{n2}`` stands a number, in
``{value}`` a number or what is said of one, in ``{who}`` a member, in ``{formula}`` a formula, in
``{rule}`` the name of a rule, in ``{code}`` anything that is no language; in every other place
stands a further text of the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

PLACE = re.compile(r"\{(\w+)\}")
NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)*(?:/\d+)?")

VERBATIM = {
    "n": re.compile(r"[−-]?(?:≈ )?\d+(?:[.,]\d+)*(?:/\d+)?"),
    "rule": re.compile(r"[a-z][a-z_]*(?: \d+)?"),
    "code": re.compile(r"[\w.,=/<>+-]+(?: %)?"),
}
"""What stays as it is, by the kind of place."""


VALUE = re.compile(r"[−-]?[\d./,]+(?: [=≈] [−-]?[\d.,]+)?|≈ [−-]?[\d.,]+")
"""A number as it is shown, perhaps with its decimal."""


def is_value(text: str) -> bool:
    """Whether a text is nothing but a number, exact or rounded."""
    return bool(VALUE.fullmatch(text))


def kind(place: str) -> str:
    """What stands in a place: its name without a number."""
    return place.rstrip("0123456789")


def places(text: str) -> list[str]:
    """The places of a template, sorted."""
    return sorted(PLACE.findall(text))


def numbered(text: str) -> str:
    """The template of a text whose numbers may be others: ``tier 2`` is ``tier {n}``."""
    count = len(NUMBER.findall(text))
    names = iter(["n"] if count == 1 else [f"n{number + 1}" for number in range(count)])
    return NUMBER.sub(lambda _found: f"{{{next(names)}}}", text)


def weight(template: str) -> int:
    """How much of a template is no place; of two that fit, the heavier one says more."""
    return len(PLACE.sub("", template))


def fits(template: str, text: str) -> Iterator[dict[str, str]]:
    """Every way in which a text can be the template: what stands in its places."""
    parts = _parts(template)
    if text.startswith(parts[0]) and text.endswith(parts[-1]):
        yield from _fits(parts[1:], text[len(parts[0]) :])


@cache
def _parts(template: str) -> tuple[str, ...]:
    return tuple(PLACE.split(template))


def _fits(parts: tuple[str, ...], text: str) -> Iterator[dict[str, str]]:
    if not parts:
        if not text:
            yield {}
        return
    place, after, *rest = parts
    for end in _ends(text, after, last=not rest):
        if not allowed(place, text[:end]):
            continue
        for found in _fits(tuple(rest), text[end + len(after) :]):
            yield {place: text[:end], **found}


def _ends(text: str, after: str, last: bool) -> Iterator[int]:
    """Where what stands in a place may end, so that this text comes after it."""
    if last:
        if text.endswith(after) and len(text) > len(after):
            yield len(text) - len(after)
        return
    end = text.find(after, 1)
    while after and end > 0:
        yield end
        end = text.find(after, end + 1)


def allowed(place: str, text: str) -> bool:
    """Whether a text may stand in a place, as far as its look says that."""
    known = VERBATIM.get(kind(place))
    return known is None or bool(known.fullmatch(text))
