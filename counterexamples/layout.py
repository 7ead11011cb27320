"""How a story is set in plain text: numbers to four decimals, words, aligned tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .story import Story

DECIMALS = 4


def entry_words(key: str) -> str:
    """A balance in plain words: ``alice: points``, ``quoted: yuan in pool``."""
    holder, _, entry = key.partition(".")
    return f"{_words(holder)}: {_words(entry)}"


def decimal(value: Fraction) -> str:
    """The number to four decimals, halves away from zero."""
    scaled = (2 * abs(value.numerator) * 10**DECIMALS + value.denominator) // (
        2 * value.denominator
    )
    whole, rest = divmod(scaled, 10**DECIMALS)
    return f"{'-' if value < 0 and scaled else ''}{whole}.{rest:0{DECIMALS}}"


def both(value: Fraction) -> str:
    """A number exactly, and to four decimals where it is no whole number."""
    return str(value) if value.denominator == 1 else f"{value} ({decimal(value)})"


def _words(identifier: str) -> str:
    return identifier.replace("-", " ").replace("_", " ")


def _price_words(price: Fraction | None) -> str:
    return "none, as no points circulate" if price is None else f"{price} ({decimal(price)})"


def _repeating(repeats: Sequence[int]) -> str:
    if len(repeats) == 1:
        step, verbs = f"Step {repeats[0]}", ("leads", "repeats")
    else:
        step, verbs = f"Steps {repeats[0]} to {repeats[-1]}", ("lead", "repeat")
    earlier = f"the state after step {repeats[0] - 1}" if repeats[0] > 1 else "the opening"
    return f"{step} {verbs[0]} back to {earlier} and so {verbs[1]} for ever."


def rows(story: Story) -> Iterator[str]:
    """The lines of a story."""
    yield f"{story.trace}: {story.claim}"
    yield story.statement
    yield ""
    yield "Opening"
    yield from _table(("entry", "amount"), [(entry, str(v)) for entry, v in story.opening])
    for event in story.events:
        given = ", ".join(f"{name} = {value}" for name, value in event.arguments)
        yield ""
        yield f"Step {event.number}: {event.rule}" + (f" ({given})" if given else "")
        yield event.sentence
        for effect in event.effects:
            yield f"  with {effect}"
        for count, moment in enumerate(event.moments, 1):
            if len(event.moments) > 1:
                yield f"  state {count} of {len(event.moments)}"
            changed = [tuple(each.to_dict().values()) for each in moment.changes]
            if changed:
                yield from _table(("entry", "before", "after", "change"), changed)
            else:
                yield "  nothing changes"
            prices = map(_price_words, (moment.price_before, moment.price_after))
            yield f"  price: {' → '.join(prices)}"
    yield ""
    yield story.ending
    if story.repeats:
        yield _repeating(story.repeats)


def _table(head: tuple[str, ...], body: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Words to the left, numbers to the right."""
    table = [head, *body]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    for row in table:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  " + "  ".join(cells)
