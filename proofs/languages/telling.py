"""A counterexample told in a language: event by event, with amounts and their units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from neverfalls.counterexamples import Trace
from neverfalls.counterexamples.story import (
    BREACH,
    Breach,
    Change,
    Event,
    Moment,
    narrate,
)
from neverfalls.spec.model.mechanism import ASSETS
from neverfalls.spec.numbers.decimals import readable, with_decimal

from .language import Language


@dataclass(frozen=True, slots=True)
class ToldChange:
    """An entry that an event changed, in a language; ``unit`` is empty for what is only counted."""

    entry: str
    before: Fraction
    after: Fraction
    unit: str

    def text(self) -> str:
        """The change in one line, the numbers readable."""
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.entry}: {readable(self.before)} → {readable(self.after)}{unit}"


@dataclass(frozen=True, slots=True)
class ToldMoment:
    """One observed state; the prices are in yuan per point, None while no points circulate."""

    changes: tuple[ToldChange, ...]
    price_before: Fraction | None
    price_after: Fraction | None


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event in a language.

    ``happening`` says what happened with its amounts, ``sentence`` what the rule says, ``effects``
    what other mechanisms added.
    """

    number: int
    rule: str
    happening: str
    sentence: str
    effects: tuple[str, ...]
    moments: tuple[ToldMoment, ...]


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A counterexample in a language; ``repeats`` are the steps that go on for ever, if any do."""

    trace: str
    claim: str
    title: str
    statement: str
    opening: tuple[tuple[str, Fraction, str], ...]
    events: tuple[ToldEvent, ...]
    ending: str
    repeats: tuple[int, ...]
    found: str

    def text(self) -> str:
        """The story in plain text, a line for each sentence."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.trace}: {self.claim}"
        yield from (self.statement, self.found, "")
        for event in self.events:
            yield f"{event.number}. {event.happening}"
            yield f"   {event.sentence}"
            yield from (f"   {each}" for each in event.effects)
            for moment in event.moments:
                yield from (f"   - {each.text()}" for each in moment.changes)
        yield self.ending


def narrated(trace: Trace, language: Language) -> ToldStory:
    """The story of a trace in a language, after it has been replayed.

    Raises:
        ReplayFailed: the trace does not happen as it says.
        MissingText: the language has no words for something in it.
    """
    story, teller = narrate(trace), _Teller(language)
    return ToldStory(
        trace=story.trace,
        claim=story.claim,
        title=language.text(trace.title),
        statement=language.text(story.statement),
        opening=tuple((teller.entry(key), value, teller.unit(key)) for key, value in story.opening),
        events=tuple(teller.event(each) for each in story.events),
        ending=teller.ending(story.breach),
        repeats=story.repeats,
        found=language.text(story.found),
    )


class _Teller:
    def __init__(self, language: Language) -> None:
        self.language = language

    def entry(self, entry: str) -> str:
        """A balance, ``alice: points``, by its name."""
        return self.language.balance(entry)

    def unit(self, entry: str) -> str:
        """The unit of an account; nothing for what is only counted or recorded."""
        asset = ASSETS.get(entry.rpartition(": ")[2].replace(" ", "-"))
        return self.language.unit(asset) if asset else ""

    def event(self, event: Event) -> ToldEvent:
        say = self.language
        given = [value for _name, value in event.arguments]
        return ToldEvent(
            number=event.number,
            rule=event.rule,
            happening=say.event(" ".join([event.rule, *given])),
            sentence=say.text(event.sentence),
            effects=tuple(say.text(each) for each in event.effects),
            moments=tuple(self.moment(each) for each in event.moments),
        )

    def moment(self, moment: Moment) -> ToldMoment:
        changes = tuple(self.change(each) for each in moment.changes)
        return ToldMoment(changes, moment.price_before, moment.price_after)

    def change(self, change: Change) -> ToldChange:
        entry, unit = self.entry(change.entry), self.unit(change.entry)
        return ToldChange(entry, change.before, change.after, unit)

    def ending(self, breach: Breach) -> str:
        """Where and how the promise breaks, every number exactly and as a decimal."""
        say = self.language
        left, right, gap = (
            with_decimal(each, exact=True) for each in (breach.left, breach.right, breach.gap)
        )
        return say.text(
            BREACH["missed" if breach.gap else "met"],
            place=say.text(breach.place),
            claim=breach.claim,
            about=say.text(breach.about) if breach.about else "",
            what=say.text(breach.what),
            left=left,
            relation=say.text(breach.relation),
            right=right,
            unit=say.unit(breach.unit),
            gap=gap,
        )
