"""How a story is set in plain text: words, aligned tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from .plain import decimal
from .story import Story


def text(story: Story) -> str:
    """The story as plain text, one aligned table for each observed state."""
    return "\n".join(_rows(story))


def _price_words(price: Fraction | None) -> str:
    return "none, as no points circulate" if price is None else f"{price} ({decimal(price)})"


def _repeating(repeats: Sequence[int]) -> str:
    if len(repeats) == 1:
        step, verbs = f"Step {repeats[0]}", ("leads", "repeats")
    else:
        step, verbs = f"Steps {repeats[0]} to {repeats[-1]}", ("lead", "repeat")
    earlier = f"the state after step {repeats[0] - 1}" if repeats[0] > 1 else "the opening"
    return f"{step} {verbs[0]} back to {earlier} and so {verbs[1]} for ever."


def _rows(story: Story) -> Iterator[str]:
    yield f"{story.trace}: {story.claim}"
    yield story.statement
    yield story.found
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
