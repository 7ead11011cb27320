"""What is said of an answer: sentences with blanks, and what stands in the blanks.

``REPLIES`` has each sentence once, in English; ``zh_CN.po`` has its Chinese. A page that grades in
the browser says the same sentences with the same blanks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from neverfalls.counterexamples.plain import EVENTS

from ..languages import MissingText
from ..languages.catalogue import parsed
from ..languages.language import LANGUAGES, English, Language
from ..languages.language import language as product

REPLIES: Mapping[str, str] = {
    # what happened in a history
    "given": "With {numbers}:",
    "event": "Event {n}, {rule}",
    "event_with": "Event {n}, {rule} ({arguments})",
    "happened": "{event}: {outcome}",
    "pool": "the pool holds {pool} yuan, and no points circulate",
    "pool_point": "the pool holds {pool} yuan, 1 point circulates, the price is {price}",
    "pool_points": ("the pool holds {pool} yuan, {points} points circulate, the price is {price}"),
    "refused": "{event} cannot happen: it requires that {why} (clause {clauses}).",
    "refused_by": "{event} cannot happen: it requires that {why} (clauses {clauses}).",
    "too_long": "{event} is not run: a balance becomes a number of about {digits} digits.",
    "stops": "The history stops there, so it shows nothing.",
    "most_one": "The history has {count} events; at most 1 event is allowed.",
    "most": "The history has {count} events; at most {most} events are allowed.",
    # a promise that is to be broken
    "after": "after event {n}",
    "before": "before any event",
    "sides": "{what} is {left} {unit}, and has to be {relation} {right}",
    "sides_exactly": "{what} is {left} {unit}, and has to be exactly {right}",
    "breaks": "{claim} breaks {after}: {sides}.",
    "holds": "{claim} holds all the way. {closest}",
    "closest": "It comes closest {after}: {sides}; the difference is {gap}.",
    "nothing": "Nothing that it speaks of has happened yet.",
    "not_needed": "The events after that are not needed.",
    "as_short": "No shorter history is known: {known} has as many events.",
    "shorter": "That is shorter than the shortest one known, {known}, of {count} events!",
    "longer": "The shortest history known has {count}: neverfalls explain {known}",
    # a quantity that is to be reached, or given
    "asked": "it has to be {relation} {goal}",
    "asked_exactly": "it has to be exactly {goal}",
    "no_price": "There is no price, as no points circulate; {asked}.",
    "as_asked": "{what}: {value}, as asked.",
    "off_above": "{what}: {value}; {asked}: {gap} too much.",
    "off_below": "{what}: {value}; {asked}: {gap} too little.",
    "result": "{what}: {value}.",
    "close": "That is very close: give {places} decimal places, rounded.",
    "above": "That is {off} too much.",
    "below": "That is {off} too little.",
    # readings
    "undecided": "{claim}: nothing recorded decides it under so many changed answers.",
    "proved": "{claim} is proved under this reading.",
    "broken": "{claim} breaks under this reading: {history}.",
    # numbers
    "condition": "The exercise asks for {condition}, and that does not hold.",
    "hypothesis": "{formula} holds ({name}).",
    "no_hypothesis": ("{formula} does not hold ({name}); without it a history breaks {claim}."),
    "theorem": "So {claim} holds, after any history: theorem {theorem}.",
    "true": "True: {says} ({formula})",
    "false": "False: {says} ({formula})",
    "several_false": "{count} statements are false; only one may be.",
    # certificates
    "refuses": "The checker refuses it: {why}.",
    "adds_up": (
        "Your terms add up to {total}. They have to add up to a number below 0, or to 0 where one"
        " of them is more than 0."
    ),
    "contradiction": (
        "The terms add up to {total}, which they cannot where all of 1 to {last} hold."
    ),
    "follows": "So the goal follows: {goal}",
    # what is no answer
    "bad": "{file}: {where}: found {found}, expected {expected}",
    "found_nothing": "nothing",
    "only": "only {names}, as this exercise asks for",
    "only_numbers": "only {names}",
    "field": "this field, which this exercise asks for",
    "number": "a number",
    "rule": "a rule of {scheme}: {rules}",
    "takes_member": "a member, which {rule} takes",
    "takes_amount": "an amount, which {rule} takes",
    "member": "one of the members {members}",
    "question": "a question that {scheme} asks: {questions}",
    "choice": "one of: {choices}",
    "amount": "an amount of at least 0",
    # the verdict
    "head": "{exercise}, {title}: {verdict}",
    "verdict_right": "right",
    "verdict_wrong": "wrong",
    "verdict_undecided": "undecided",
}

QUANTITIES: Mapping[str, str] = {
    "price": "The price",
    "pool": "The pool",
    "supply": "The number of points in all",
    "who.yuan": "What {who} has been paid, less what {who} has paid, in yuan",
    "who.points": "The points of {who}",
    "who.worth": "What the points of {who} are worth at the price",
    "who.dividends": "The dividends of {who} so far",
    "who.proceeds": "What {who} has been paid for points",
    "who.quota": "The quota that {who} has left",
    "who.granted": "The quota that {who} was granted",
}
"""What a quantity is called; ``who`` stands for a member."""

TAKEN_APART = (
    *("the proof: {why}", "the proof, term {n}: {why}", "no hypothesis {code}"),
    *("no number: {code}", "no such term", "no polynomial"),
    *("only what is 0 may be multiplied by that", "the terms do not add up to a number"),
    "the terms add up to {n}, which is no contradiction",
    "{what}: {value}, not {relation} {value2} {unit}",
    *("at least {n} ({unit})", "at least {n} and at most {n2} ({unit})", "more than {n} ({unit})"),
    "more than {n} and at most {n2} ({unit})",
    "an exact number written as a string, such as '3/10'",
    "a number of at most 60 digits above and below",
    "an exact number such as '3', '3/10' or '0.3'",
    *("a number whose denominator is not zero", "a member, each named once", "a whole number"),
    *("no such argument", "no field of this name", "a table", "a list", "a text"),
    *("a list of at most 100 entries", "a whole number or a text", "JSON in UTF-8"),
    *("each key once", "a text without control characters", "a key without control characters"),
    *('exact numbers written as strings, such as "3/10"', "a smaller file", "at most {n}"),
    "at most {n} entries",
)
"""Sentences that other rooms say of a certificate, a number, a file or a broken promise."""


@dataclass(frozen=True)
class Reply:
    """A sentence with blanks, and what stands in them.

    ``how`` says what the sentence is where it is not one of ours: a ``unit``, a ``formula``, a
    ``history``, or ``code``, which is the same in every language.
    """

    text: str
    values: Mapping[str, str | Reply] = field(default_factory=dict)
    how: str = "text"

    def __str__(self) -> str:
        """The sentence in English."""
        return self.within(product("en"))

    def within(self, words: Language) -> str:
        """The sentence in a language; in English what has no words there."""
        values = {
            name: value if isinstance(value, str) else value.within(words)
            for name, value in self.values.items()
        }
        if self.how == "code":
            return self.text
        if self.how == "history":
            return EVENTS.join(_event(words, each) for each in self.text.split(EVENTS))
        try:
            if self.how in ("unit", "formula"):
                return str(getattr(words, self.how)(self.text))
            return words.text(self.text, **values)
        except MissingText:
            return self.text.format(**values) if values else self.text


def _event(words: Language, event: str) -> str:
    """An event of a recorded history, or what it ends with."""
    try:
        return words.event(event)
    except MissingText:
        return Reply(event).within(words)


def say(reply: str, /, **values: object) -> Reply:
    """One of the ``REPLIES`` with what stands in its blanks.

    Raises:
        KeyError: there is none of this name.
    """
    filled = {name: v if isinstance(v, Reply) else str(v) for name, v in values.items()}
    return Reply(REPLIES[reply], filled)


def named(quantity: str) -> Reply:
    """What a quantity is called.

    Raises:
        KeyError: there is no such quantity.
    """
    who, _dot, entry = quantity.rpartition(".")
    return Reply(QUANTITIES[f"who.{entry}"], {"who": who}) if who else Reply(QUANTITIES[quantity])


@cache
def language(code: str) -> Language:
    """The language of this code, which knows the words of the product and those of the replies.

    Raises:
        ValueError: there is no such language.
        NoCatalogues: the package that reads translations is not installed.
    """
    known = product(code)
    return known if isinstance(known, English) else Language(code, {**known.known, **own(code)})


def own(code: str) -> dict[tuple[str, str], str]:
    """The words of the replies, and of what the exercises say, in a language.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
    """
    if code == LANGUAGES[0]:
        return {}
    content = resources.files(__package__).joinpath(f"{code}.po").read_text(encoding="utf-8")
    return {("", each.msgid): each.msgstr for each in parsed(content)}
