"""What an induction shows, and what it does not, for somebody who knows no formal methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from neverfalls.counterexamples.plain import entry_words
from neverfalls.spec.numbers.decimals import readable_words
from neverfalls.spec.words.symbols import COUNTED

Data = Mapping[str, Any]
LONGEST = 300
"""Most signs of a formula that is shown; JSON has all of it."""
MOST = 3
"""Most products of a step that are shown."""

MADE_UP = (
    "A state that is shown there is made up. It shows that the other invariants do not suffice; no"
    " history need lead to it. Balances that are not listed are 0, and after the event unchanged."
)
NOT_LOOKED = "What breaks without it is not shown, as z3 is not installed: it finds such states."

PLACES = {"opening": "the opening", "any state": "any state, whatever happened before"}


def text(data: Data, exact: bool) -> str:
    """What was told of an induction, as text."""
    if "rules" in data:
        return "\n".join(_proved(data, exact))
    return "\n".join(_unproved(data, exact))


def _scheme(data: Data) -> str:
    return f"{data['scheme']}, {'with ' + data['reading'] if data['reading'] else 'as written'}"


def _proved(data: Data, exact: bool) -> Iterator[str]:
    count, certified = data["steps"], data["certified"]
    yield f"{data['induction']} (a proof): after any history, for any number of members"
    yield f"  shows    {data['statement']}"
    yield f"  scheme   {_scheme(data)}"
    yield (
        "  how      by induction: all that is listed here holds at the opening; and if it holds"
        " before an event, it holds after it, whichever event and whatever amounts"
    )
    evidence = f"{certified} of {count} have a certificate, checked just now without a solver"
    if not count:
        evidence = "there is nothing to show, as both sides are the same in the rules' own text"
    if certified < count:
        evidence += f"; z3 alone says so of the other {count - certified}"
    yield f"  steps    {count}; {evidence}"
    if data["invariants"]:
        yield ""
        yield "What is known before every event (the invariants), and what breaks without it."
        yield MADE_UP if data["looked_for_gaps"] else NOT_LOOKED
    for each in data["invariants"]:
        yield f"- {each['invariant']}: {each['statement']}"
        yield from _reasons(each["used_for"])
        if data["looked_for_gaps"]:
            yield from _without(each, data["members"], exact)
    if data["not_needed"]:
        yield f"This proof makes no use of: {', '.join(data['not_needed'])}."
    if not data["rules"]:
        return
    yield ""
    yield (
        "A bystander is any member whom the event does not name; all others are everybody else"
        " together, of whom only the sums are known."
    )
    for rule in data["rules"]:
        yield ""
        yield f"What is shown of {PLACES.get(rule['rule'], 'the event ' + rule['rule'])}"
        for step in rule["steps"]:
            yield from _step(step, step["about"] == data["claim"])


def _reasons(used_for: Sequence[Data]) -> Iterator[str]:
    by_what: dict[str, list[str]] = {}
    for each in used_for:
        rules = by_what.setdefault(each["about"], [])
        if each["rule"] not in rules:
            rules.append(each["rule"])
    if by_what:
        parts = (f"{what} ({', '.join(rules)})" for what, rules in by_what.items())
        yield f"  needed for  {'; '.join(parts)}"
    else:
        yield "  needed for  itself only: what holds before an event helps to show it after it"


def _without(invariant: Data, members: int, exact: bool) -> Iterator[str]:
    gap = invariant["without"]
    if gap is None:
        yield (
            f"  without it  nothing was found to break, in states of {members} members; the proof"
            " for any number of members makes use of it, and may have a way around it"
        )
        return
    others = "all others hold" if gap["all_others_hold"] else "what else that step uses holds"
    yield f"  without it  {gap['breaks']} can break, though {others}:"
    yield from _gap(gap, exact, "    ")


def _gap(gap: Data, exact: bool, indent: str) -> Iterator[str]:
    yield f"{indent}before  {_balances(gap['before'], gap['before'], exact)}"
    last = gap["before"]
    if gap["event"]:
        yield f"{indent}event   {_amounts(' '.join(gap['event'].values()), exact)}"
        for state in gap["after"]:
            changed = [k for k in {**last, **state} if last.get(k, "0") != state.get(k, "0")]
            yield f"{indent}after   {_balances(state, changed, exact)}"
            last = state
    check = gap["check"]
    left, right = (_amounts(check[side], exact) for side in ("left", "right"))
    what = f"{gap['member']}: {check['what']}" if gap["member"] else check["what"]
    needed = "exactly" if check["relation"] == "equal to" else check["relation"]
    found = " ".join(filter(None, (left, check["unit"])))
    yield f"{indent}wrong   {what}: {found}, where {needed} {right} is needed"


def _balances(state: Data, keys: Sequence[str] | Data, exact: bool) -> str:
    """Balances in words; those that are not named are 0, or as before."""
    found = []
    for key in keys:
        value = Fraction(state.get(key, "0"))
        holder, _, entry = key.partition(".")
        counted = holder == "issuer" and entry in COUNTED
        name = COUNTED[entry] if counted else entry_words(key)
        number = _amounts(str(-value if counted else value), exact)
        found.append(f"{name} {number}")
    return ", ".join(found) or ("nothing at all" if state is keys else "the same balances")


def _amounts(words: str, exact: bool) -> str:
    return readable_words(words, exact)


def _step(step: Data, of_claim: bool) -> Iterator[str]:
    what = step["what"] or f"{step['about']} holds afterwards"
    yield f"- {what}" + ("" if step["evidence"] == "certificate" else " (shown by z3 alone)")
    if "to_show" not in step:
        return
    yield f"  to show     {_cut(step['to_show'])}"
    if of_claim:
        for each in step["from"]:
            yield f"  known       {_cut(each['formula'])} ({_source(each)})"
    else:
        sources = dict.fromkeys(_source(each) for each in step["from"])
        yield f"  known       {'; '.join(sources) or 'nothing but what the words mean'}"
    yield from _products(step)


def _products(step: Data) -> Iterator[str]:
    """Which facts a step multiplies with each other: two things above 0 have a product above 0."""
    products = step["products"]
    shown = [" by ".join(f"[{_cut(fact)}]" for fact in each) for each in products[:MOST]]
    if len(products) > MOST:
        shown.append(f"and {len(products) - MOST} more such products")
    if step["equation_multiples"]:
        shown.append("equations by amounts")
    if shown:
        yield f"  multiplies  {'; '.join(shown)}"


def _source(fact: Data) -> str:
    match fact["kind"]:
        case "invariant":
            return str(fact["name"])
        case "requirement":
            return f"the event requires that {fact['name']}"
        case "quotient":
            return "what the fraction means"
        case _:
            return str(fact["name"])


def _cut(formula: str) -> str:
    if len(formula) <= LONGEST:
        return formula
    return f"{formula[:LONGEST].rstrip()} … (all of it with --json)"


def _unproved(data: Data, exact: bool) -> Iterator[str]:
    yield f"{data['induction']} (no proof): why an induction does not show it"
    yield f"  claim    {data['statement']}"
    yield f"  scheme   {_scheme(data)}"
    if data["history"]:
        yield f"  broken   by a history: neverfalls explain {data['history']}"
    gap = data["gap"]
    if data["holds_at_opening"] is None:
        yield "  It is about what happens in the end, and no single event breaks that."
        return
    if data["holds_at_opening"] is False:
        yield "  It does not even hold at the opening, before any event."
    if not data["looked_for_gaps"]:
        yield f"  {NOT_LOOKED}"
        return
    if gap is None:
        yield (
            f"  Of {data['members']} members no state was found from which a single event breaks it"
            " while all invariants hold."
        )
        return
    count = len(data["supposed"])
    event = "one event breaks it in" if gap["event"] else "it is broken in"
    yield (
        f"  Even if all {count} invariants of the scheme hold, {event} the state below. Nobody says"
        " that a history leads there; but an induction would have to rule it out."
    )
    yield from _gap(gap, exact, "  ")
