"""How a story is set in plain text: a line for each sentence, aligned tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from neverfalls.spec.numbers.decimals import readable, readable_words, with_decimal

from .plain import shortfall
from .story import Breach, Moment, Story

Row = tuple[str, ...]
CHANGE = ("entry", "before", "after", "change")


def text(story: Story, exact: bool = False, wide: int | None = None) -> str:
    """The story as plain text, with an aligned table for each observed state.

    Fractions that are long are rounded unless ``exact``. A table that needs more than ``wide``
    columns becomes a line for each of its rows.
    """
    return "\n".join(_Layout(exact, wide).lines(story))


class _Layout:
    def __init__(self, exact: bool, wide: int | None) -> None:
        self.exact = exact
        self.wide = wide

    def lines(self, story: Story) -> Iterator[str]:
        yield f"{story.trace}: {story.claim}"
        yield story.statement
        yield story.found
        yield ""
        yield "Opening"
        yield from self._table(("entry", "amount"), [(key, value) for key, value in story.opening])
        for event in story.events:
            given = ", ".join(
                f"{name} = {readable_words(value, self.exact)}" for name, value in event.arguments
            )
            yield ""
            yield f"Step {event.number}: {event.rule}" + (f" ({given})" if given else "")
            yield event.sentence
            for effect in event.effects:
                yield f"  with {effect}"
            for count, moment in enumerate(event.moments, 1):
                if len(event.moments) > 1:
                    yield f"  state {count} of {len(event.moments)}"
                yield from self._moment(moment)
        yield ""
        yield self._ending(story.breach)
        if story.repeats:
            yield _repeating(story.repeats)

    def _moment(self, moment: Moment) -> Iterator[str]:
        if moment.changes:
            rows = [(each.entry, each.before, each.after, each.change) for each in moment.changes]
            yield from self._table(CHANGE, rows)
        else:
            yield "  nothing changes"
        prices = map(self._price, (moment.price_before, moment.price_after))
        yield f"  price: {' → '.join(prices)}"

    def _price(self, price: Fraction | None) -> str:
        return "none, as no points circulate" if price is None else self._number(price)

    def _number(self, value: Fraction) -> str:
        return with_decimal(value, self.exact)

    def _ending(self, breach: Breach) -> str:
        left, right, gap = map(self._number, (breach.left, breach.right, breach.gap))
        found = shortfall(left, breach.relation, right, breach.unit)
        missed = f"; the difference is {gap}" if breach.gap else ""
        return (
            f"{breach.place} {breach.claim} breaks{breach.about}: {breach.what}: {found}{missed}."
        )

    def _table(self, head: Row, body: Sequence[tuple[str, *tuple[Fraction, ...]]]) -> Iterator[str]:
        """Words to the left, numbers to the right."""
        rows = [
            (entry, *(readable(value, self.exact) for value in numbers)) for entry, *numbers in body
        ]
        table = [head, *rows]
        widths = [max(len(row[column]) for row in table) for column in range(len(head))]
        if self.wide is not None and 2 * len(head) + sum(widths) > self.wide:
            for entry, *numbers in rows:
                named = zip(head[1:], numbers, strict=True)
                yield f"  {entry}  {', '.join(f'{name} {value}' for name, value in named)}"
            return
        for row in table:
            cells = [row[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            yield "  " + "  ".join(cells)


def _repeating(repeats: Sequence[int]) -> str:
    if len(repeats) == 1:
        step, verbs = f"Step {repeats[0]}", ("leads", "repeats")
    else:
        step, verbs = f"Steps {repeats[0]} to {repeats[-1]}", ("lead", "repeat")
    earlier = f"the state after step {repeats[0] - 1}" if repeats[0] > 1 else "the opening"
    return f"{step} {verbs[0]} back to {earlier} and so {verbs[1]} for ever."
