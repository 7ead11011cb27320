"""The first page, which tells the story in a minute, and the page of evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from neverfalls.counterexamples import ids, load
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.promises import promises
from neverfalls.spec.schemes.loader import RECORDED

from ..audit.judging import Exact
from ..limits.limit import ends
from ..verdicts.record import record_of
from .found import answer, audited, cells, limits, schemes
from .markup import console, label, link, mark, place, table
from .pictures import picture_of
from .promise_pages import limit_row
from .speaking import Speaker
from .stories import in_short
from .words import explorer_link, scheme_link

PROFIT = "first-buyer-profit"
"""The figure that the first page tells about."""

PICTURE = "profit"
"""The picture of it."""

FALL = "mall.price_never_falls"
"""The history that the first page tells."""

KEPT = (
    "money_back",
    "money_back_with_dividends",
    "quota_paid",
    "first_quota_waits",
    "leavers_together",
    "leavers_paid_less",
)
"""The bounds that somebody who is about to join wants to know first."""


def front_page(speaker: Speaker) -> Iterator[str]:
    """The story in a minute, for somebody who knows nothing."""
    say = speaker.say
    yield place("page", "front")
    yield f"# {say('Only rises, never falls?')}"
    yield ""
    yield say(
        "What the sales texts of “consume and appreciate” schemes promise, and what comes of it by "
        "their own rules."
    )
    yield ""
    yield from _story(speaker)
    yield f"## {say('Does the price never fall?')}"
    yield ""
    yield say(
        "In the wine shop, as it is written, it never does: that is {proved}, for any history and "
        "any number of members. In the mall, which belongs to the same family, it falls after "
        "three events:",
        proved=link(say("proved"), label("claim", "price_never_falls")),
    )
    yield ""
    yield from in_short(speaker, load(FALL))
    yield from explorer_link(speaker, f"do=watch&history={FALL}", depth=0)
    yield f"## {say('Before you join')}"
    yield ""
    mall = schemes()["mall"].parameters
    yield say(
        "What such a scheme can pay, as exact bounds that no member can get around. The mall pays "
        "dividends too: a purchase of {price} yuan grants a *quota* of {quota}, and it is promised "
        "that so much will be paid.",
        price=mall.order,
        quota=mall.quota_multiple * mall.order,
    )
    yield ""
    found = {each["name"]: each for each in limits()}
    yield from table(
        (say("question"), say("exact bound"), say("scheme")),
        (_bound(speaker, found[name]) for name in KEPT),
    )
    yield say("All bounds: {page}.", page=link(say("How much can be kept"), "page-limits"))
    yield ""
    yield f"## {say('What became of the promises')}"
    yield ""
    counts = Counter(answer(each) for each in promises().values())
    yield say(
        "The sales texts make {count} promises. Of these, {breaks} {broken} in at least one of the "
        "schemes that are made of what the texts describe, and {holds} {kept} in every scheme that "
        "they are about.",
        count=len(promises()),
        breaks=counts["breaks"],
        broken=mark("breaks", say("break")),
        holds=counts["holds"],
        kept=mark("holds", say("hold")),
    )
    yield ""
    yield from _ways(speaker)
    yield say(
        "We build no scheme and recommend none, and nothing here is legal or financial advice."
    )
    yield ""
    yield from _contents()


def _story(speaker: Speaker) -> Iterator[str]:
    """The profit that is a loss, with the numbers of the audit."""
    say = speaker.say
    entry = next(each for each in audited() if each.figure.name == PROFIT)
    numbers = schemes()["wine-shop"].parameters
    beside = {key: _money(value) for key, value in entry.outcome.beside.items()}
    (left,) = entry.outcome.exact.values()
    paid_in = numbers.contribution * numbers.order
    yield "{.lead}"
    yield say(
        "A wine shop sells goods for {price} yuan. Of that it puts {pool} yuan into a pool, and on "
        "top of the goods the buyer gets points worth {points} yuan. The price of a point is the "
        "pool divided by the points. It *only rises and never falls* (只涨不跌), says the sales "
        "material: after a hundred sales the first buyer sells the points at a profit of "
        "**{profit} yuan**.",
        price=numbers.order,
        pool=paid_in,
        points=numbers.reward * paid_in,
        profit=entry.figure.stated.text,
    )
    yield ""
    yield say("We ran the shop by its own rules and numbers, on exact fractions:")
    yield ""
    yield from table(
        (say("what happens"), say("yuan")),
        (
            (say("the points are worth"), beside["proceeds before the fee"]),
            (say("less the fee for selling them"), beside["fee"]),
            (say("the first buyer is paid"), beside["proceeds after the fee"]),
            (say("and had paid"), beside["paid for the purchase"]),
            (f"**{say('what is left')}**", f"**{_money(left)}**"),
        ),
    )
    yield from picture_of(speaker, PICTURE)
    yield say(
        "What is called a profit is a loss; the goods are all that the buyer has from it. More "
        "such figures: {figures}.",
        figures=link(say("the audit of figures"), "page-figures"),
    )
    yield ""


def _bound(speaker: Speaker, found: Mapping[str, Any]) -> tuple[str, str, str]:
    """A bound as a row, for somebody who does not know our words for how it is met."""
    say = speaker.say
    question, value, scheme = limit_row(speaker, found, with_meets=False)
    sign = "" if found["solved_for"] else found["formula"]["sign"]
    words = {
        "<=": say("at most {bound}", bound=value),
        ">=": say("at least {bound}", bound=value),
        "->": say("close to {bound}, if they are many", bound=value),
    }
    return question, words.get(sign, value), scheme


def _money(value: Exact) -> str:
    """An amount to four decimals, rounded down to where two bounds agree."""
    low, _high = ends(value)
    return str(low) if low.denominator == 1 else decimal(low)


def _ways(speaker: Speaker) -> Iterator[str]:
    say = speaker.say
    for target, title, words in (
        ("page-promises", say("The promises"), say("each with what holds, breaks and mends it")),
        ("page-documents", say("The documents"), say("what they say, sentence by sentence")),
        ("page-schemes", say("The schemes"), say("what they are made of")),
        ("page-rules", say("The rules"), say("each line beside the clause it comes from")),
        ("page-questions", say("What the text leaves open"), say("and what each answer changes")),
        ("page-evidence", say("The evidence"), say("why you need not believe us")),
    ):
        yield f"- {say('{answer}: {meaning}', answer=link(title, target), meaning=words)}"
    lessons, what = say("Six lessons"), say("for a class, with exercises that the page grades")
    lessons = f"[{lessons}](/lessons/README.md)"
    yield f"- {say('{answer}: {meaning}', answer=lessons, meaning=what)}"
    lang, explorer = speaker.either("en", "zh"), say("The explorer")
    what = say("step through every history, or try to break a promise yourself")
    explorer = f'<a href="../explorer/index.html#lang={lang}">{explorer}</a>'
    yield f"- {say('{answer}: {meaning}', answer=explorer, meaning=what)}"
    yield ""


def _contents() -> Iterator[str]:
    yield "```{toctree}"
    yield ":hidden:"
    yield ""
    yield "promises/index"
    yield "documents/index"
    yield "figures"
    yield "limits"
    yield "schemes/index"
    yield "rules/index"
    yield "questions"
    yield "evidence"
    yield "verdicts"
    yield "glossary"
    yield "law"
    yield "reference/index"
    yield "```"


def evidence_page(speaker: Speaker) -> Iterator[str]:
    """What the verdicts rest on, in numbers, and how to check them by oneself."""
    say = speaker.say
    yield place("page", "evidence")
    yield f"# {say('The evidence')}"
    yield ""
    yield say(
        "Nothing here asks to be believed. A promise that breaks comes with a history that anybody "
        "can run again with fractions alone; a promise that holds comes with certificates that a "
        "page of code checks. What each word means: {page}.",
        page=link(say("How to read a verdict"), "page-verdicts"),
    )
    yield ""
    yield f"## {say('What the verdicts rest on')}"
    yield ""
    records: Mapping[str, Mapping[str, Any]] = {
        name: record_of(each) or {} for name, each in schemes().items()
    }
    yield from table(
        (
            say("scheme"),
            say("verdicts"),
            say("proofs"),
            say("certified"),
            say("questions behind them"),
            say("broken, replayed"),
        ),
        (
            (
                scheme_link(speaker, name),
                f"{len(cells(name)):,}",
                *(f"{records[name]['certified'][each]:,}" for each in COUNTED),
                f"{sum(cell['status'] == 'refuted' for cell in cells(name)):,}",
            )
            for name in RECORDED
        ),
    )
    open_ = sum(
        cell["status"] not in ("proved", "refuted") for name in RECORDED for cell in cells(name)
    )
    yield say(
        "{traces} histories are shipped, which break {claims} of {all} statements in some scheme "
        "under some reading. {open} verdicts are open.",
        traces=len(ids()),
        claims=len({load(each).claim for each in ids()}),
        all=len(CLAIMS),
        open=open_,
    )
    yield ""
    yield f"## {say('Check it yourself')}"
    yield ""
    yield say("Every recorded proof and history again, without a solver:")
    yield ""
    yield from console("make verify")
    yield say("Everything proved and searched for anew, with two solvers:")
    yield ""
    yield from console("make check-anew")
    yield say("The certificates by Coq, and all histories by the rules:")
    yield ""
    yield from console("make prove", "neverfalls replay")
    yield say("One history by hand, which takes a pencil and five minutes:")
    yield ""
    yield from in_short(speaker, load(FALL))
    yield from console(f"neverfalls explain {FALL}")


COUNTED = ("proofs", "certified", "questions")
"""What a record counts of its certificates."""
