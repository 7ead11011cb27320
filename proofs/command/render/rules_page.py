"""The page of all rules, made from the rules: clauses beside the text that formalises them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.clauses import clauses, documents
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism, sentence
from neverfalls.spec.model.parameters import PARAMETERS, interval
from neverfalls.spec.model.questions import QUESTIONS, Question
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.narration import Line
from neverfalls.spec.words.rules import Row, columns, describe_observing, rows_of
from neverfalls.spec.words.symbols import COUNTED

from ...induction.invariants import INVARIANTS
from .changes import changed_rows
from .comparisons import compared, compared_otherwise, home
from .texts import DEFAULTS, setting, texts

INTRODUCTION = """\
# The rules

Each mechanism: what the documents say, in our words and with the place where they say it; the
rules, as they are executed, searched and proved; what another reading of the text changes; what is
promised, and what is tried as an invariant. `make record` writes this page from the specification,
and a test fails when it is stale. `neverfalls explain RULE` prints a rule with the numbers of a
scheme, and with all that its mechanisms add.

"""

HOW_TO_READ = """\
## How to read a rule

On the left stand the clauses that a line formalises. A line names an amount
(`contribution = 3/10 × paid`), moves something (`treasury → pool: contribution yuan`), or keeps
count of something. Lines happen from top to bottom. If something that is required is not so, the
event cannot happen, and nothing changes. The members whom an event names are different people, and
a number of people is whole. A quotient over 0 counts as 0.

The *pool* is money in yuan, the *supply* the number of points in circulation, and the *price* the
one divided by the other. The *treasury* is the platform's own cash, the *supplier* whoever delivers
the goods, the *issuer* where points come from and go to. What was issued is the issuer's balance
with its sign turned. Of points that is the *supply* and what is held aside: the supply is
−`issuer.points` − `aside.points`. Of the rest it is called
{issued}.

**Balances.** In a trace a balance is called by its owner and what it is, `pool.yuan` or
`alice.points`, and is left out where it is 0. In a rule `pool.yuan` is *pool*, `day.sales` is
*day sales*, and `buyer.points` *buyer points*. A balance in a formula is always the one before the
event, also where lines above have changed it; in lines that a mechanism adds to an event of others
it is the one that the first of these lines finds, after all that stands above their place and
after what mechanisms before them have added.

**Places where others join in.** A line such as `at "purchased" (buyer, paid)` is the place where
other mechanisms add the lines that stand there under *At "purchased"*, for this buyer and amount.
An amount "or what other mechanisms make of it" becomes what stands under *For the …* of its name.
Where a mechanism is not in use its lines are left out. The last lines of a rule say what pool,
supply and price it leaves by itself. Where several mechanisms join in, they do so in this order:

{joining}
**All members.** Where a text goes through all members, they take turns in the order in which they
joined: that of the scheme file, or of `members` in a trace. One of them, *member*, stands for each;
*in round 1* is what earlier turns of the first such loop have left, *after round 1* what the whole
loop leaves.

**What can be observed.** The state can be observed after every event, and where a line says so.
Whenever it can, the price is quoted first, while there is one:

{observing}
**The opening.** Before anything happens the balances are those that each mechanism lists. A scheme
file may say that pool and treasury have money, and members points, constant points, quota or old
debts; what members have was issued, so the issuer's balance is as far below 0. Then happens
what stands under *At the opening*, for one mechanism after another; the members are those whom the
file names.

**Other readings.** A line under another reading stands in place of the one that begins alike;
further lines say after which line they come; *without* takes one away. Where two readings together
change a line otherwise than each by itself, that is printed too.

**What is compared.** Under each promise stand the amounts that it compares, in every state of the
kind that is named, as if the scheme opened with nothing; *before* and *after* are said of a step.
An event that is *supposed* does not happen: `supply after sell` is what it would leave, and *sell
is possible* says that nothing which it requires is missing. *The newcomer* is one more member, who
has nothing yet. Numbers of a scheme are called by their names; tiers are written out as if there
were two.

"""


def rules_page() -> str:
    """The whole page as Markdown."""
    lines = [INTRODUCTION, "## The documents", ""]
    lines += [f"- **{each.id}** {each.title}: {each.kind}" for each in documents().values()]
    lines += ["", "## The mechanisms", ""]
    rooms = in_order()
    lines += [f"- {room.clauses[0]} [{room.title}](#{_anchor(room)})" for room in rooms]
    lines += ["", *_how_to_read()]
    for room in rooms:
        lines += ["", *_mechanism(room)]
    return "\n".join(lines) + "\n"


def _how_to_read() -> Iterator[str]:
    *more, last = (f"*{words}*" for asset, words in COUNTED.items() if asset != "points")
    yield HOW_TO_READ.format(
        issued=f"{', '.join(more)} and {last}",
        joining="\n".join(_joining()),
        observing="\n".join(_block(rows_of(describe_observing(setting(MECHANISMS["purchase"]))))),
    ).rstrip()
    yield ""


def _joining() -> Iterator[str]:
    """A table of the places where mechanisms join in: in whose texts they are, and who does."""
    places: dict[str, dict[str, None]] = {}
    for room in in_order():
        for title, names in _places(room):
            for name in names:
                places.setdefault(name, {})[title] = None
    yield "| place | stands in | who joins in |"
    yield "|---|---|---|"
    for rooms in ("effects", "amendments"):
        for name in dict.fromkeys(n for room in MECHANISMS.values() for n in getattr(room, rooms)):
            who = [each.name for each in MECHANISMS.values() if name in getattr(each, rooms)]
            place = f'at "{name}"' if rooms == "effects" else f"the {name}"
            found = ", ".join(places.get(name, ("promises",)))
            yield f"| {place} | {found} | {', '.join(f'`{each}`' for each in who)} |"
    yield ""


def _places(room: Mechanism) -> Iterator[tuple[str, list[str]]]:
    """For each text of a mechanism, the places in it where others join in, under any reading."""
    for scheme in _every_reading(room):
        for text in texts(room, scheme):
            title = text.title.partition("(")[0].strip("`: ")
            own = f"`{title}`" if text.title.startswith("`") else f"{title}, of `{room.name}`"
            verbs = ("announces", "offers")
            yield own, [each.words for each in _flat(text.lines) if each.verb in verbs]


def _every_reading(room: Mechanism) -> Iterator[Scheme]:
    """The setting of a mechanism, and under each other answer to one of its questions."""
    yield setting(room)
    for name in dict.fromkeys(name for each in setting(room).rooms for name in each.questions):
        yield from (other for _answer, _own, other in _answers(room, name))


def _flat(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from _flat(line.lines)


def in_order() -> list[Mechanism]:
    """All mechanisms in the order of the documents."""
    return sorted(MECHANISMS.values(), key=_place)


def _place(room: Mechanism) -> tuple[bool, bool, int]:
    """Mechanisms of the documents in their order, those that only a question speaks of, others."""
    first = room.clauses[0]
    return first.startswith("P"), not first.startswith("M"), int(first[1:])


def _anchor(room: Mechanism) -> str:
    return "".join(c for c in room.title.lower().replace(" ", "-") if c.isalnum() or c == "-")


def _mechanism(room: Mechanism) -> Iterator[str]:
    yield f"## {room.title}"
    yield ""
    needs = ", ".join(f"`{each}`" for each in room.needs)
    yield f"`{room.name}` in a scheme file{f'; builds on {needs}' if needs else ''}."
    yield ""
    yield from _clauses(room)
    yield from _numbers(room)
    yield from _balances(room)
    yield from _rules(room)
    yield from _readings(room)
    yield from _readings_of_others(room)
    yield from _readings_together(room)
    yield from _beside_points_held_aside(room)
    yield from _promises(room)


def _clauses(room: Mechanism) -> Iterator[str]:
    asked = [QUESTIONS[each].clause() for each in room.questions]
    stated = [PARAMETERS[each].clause for each in room.parameters]
    cited = dict.fromkeys([*room.cited(), *asked, *stated])
    known = clauses()
    yield "**What the documents say**"
    yield ""
    for name in sorted(cited, key=list(known).index):
        clause = known[name]
        yield f"- **{name} {clause.title}.** {clause.text} ({'; '.join(clause.sources)})"
    yield ""


def _numbers(room: Mechanism) -> Iterator[str]:
    if not room.parameters:
        return
    scheme = setting(room)
    named = "the defaults" if scheme.name == DEFAULTS else f"as in `{scheme.name}`"
    yield f"**Numbers** ({named})"
    yield ""
    yield "| parameter | here | range | unit | what it is | clause |"
    yield "|---|---|---|---|---|---|"
    for name in room.parameters:
        parameter, value = PARAMETERS[name], getattr(scheme.parameters, name)
        here = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        known = interval(name).replace("oo", "∞")
        yield (
            f"| `{name}` | {here} | {known} | {parameter.unit} | {parameter.sense} "
            f"| {parameter.clause} |"
        )
    yield ""


def _balances(room: Mechanism) -> Iterator[str]:
    """What a mechanism keeps, and with what it opens."""
    opens: dict[str, list[str]] = {}
    for key, value in room.shared_entries(setting(room).parameters).items():
        what = f"the number `{value}`" if isinstance(value, str) else str(value)
        opens.setdefault(what, []).append(f"`{key}`")
    shared = [f"{_listed(keys)} {_open(keys)} at {what}" for what, keys in opens.items()]
    own = [f"`{each}`" for each in room.member]
    if own:
        shared.append(f"of each member {_listed(own)} {_open(own)} at 0")
    if shared:
        text = "; ".join(shared)
        yield f"**Balances.** {text[0].upper()}{text[1:]}."
        yield ""


def _open(keys: Sequence[str]) -> str:
    return "open" if len(keys) > 1 else "opens"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _rules(room: Mechanism) -> Iterator[str]:
    for text in texts(room, setting(room)):
        rows = rows_of(text.lines)
        yield f"**{text.title}** {text.sentence}" + (
            "" if rows else " As written it changes nothing."
        )
        yield ""
        if rows:
            yield from _block(rows)


def _block(rows: Sequence[Row]) -> Iterator[str]:
    yield "```text"
    yield from columns(rows)
    yield "```"
    yield ""


def _readings(room: Mechanism) -> Iterator[str]:
    for name in room.questions:
        question, own = QUESTIONS[name], getattr(setting(room).readings, name)
        head = f"**{question.clause()} `{name}`: {sentence(question)}**"
        yield f"{head} As above: `{own.value}`{_meaning(own)}."
        yield ""
        for answer, scheme, other in _answers(room, name):
            yield from _reading(room, name, answer, scheme, other)


def _answers(room: Mechanism, name: str) -> Iterator[tuple[Question, Scheme, Scheme]]:
    """Each other answer to a question, with a scheme as written and the same with that answer."""
    for answer in QUESTIONS[name]:
        scheme = setting(room, *filter(None, [answer.needs]))
        if answer is not getattr(scheme.readings, name):
            yield answer, scheme, scheme.answering(**{name: answer.value}).opened()


def _reading(
    room: Mechanism, name: str, answer: Question, scheme: Scheme, other: Scheme
) -> Iterator[str]:
    """What the texts of a mechanism say instead under one other answer to a question."""
    rows = _changes(room, scheme, other)
    judged = list(compared_otherwise(room, name, answer))
    needs = f", where `{answer.needs}` is in use," if answer.needs else ""
    if rows:
        yield f"With `{answer.value}`{_meaning(answer)}{needs} instead:"
        yield ""
        yield from _block(rows)
        if judged:
            yield "It also changes what is compared:"
            yield ""
    else:
        more = ", but what is compared:" if judged else "."
        yield f"`{answer.value}`{_meaning(answer)} changes no line of these rules{more}"
        yield ""
    if judged:
        yield from (f"- {each}" for each in judged)
        yield ""


def _meaning(answer: Question) -> str:
    return f" ({answer.means})" if answer.means else ""


def _changes(room: Mechanism, scheme: Scheme, other: Scheme, placed: bool = True) -> list[Row]:
    """The rows of a mechanism that are other, new or gone in another scheme, under their texts."""
    found: list[Row] = []
    for before, now in zip(texts(room, scheme), texts(room, other), strict=True):
        rows = list(changed_rows(rows_of(before.lines), rows_of(now.lines), placed))
        if rows:
            found += [Row((), 0, now.title.replace("`", "")), *rows]
    return found


def _readings_of_others(room: Mechanism) -> Iterator[str]:
    """What answers to questions of mechanisms that it builds on change in its texts."""
    alike: dict[str, list[str]] = {}
    for other in setting(room).rooms:
        for name in other.questions:
            answers = list(_answers(room, name))
            changes = {one.value: _changes(room, own, new) for one, own, new in answers}
            if name in room.questions or not any(changes.values()):
                continue
            theirs = [_untitled(_changes(other, own, new)) for _one, own, new in answers]
            if theirs == [_untitled(each) for each in changes.values()]:
                alike.setdefault(other.name, []).append(f"`{name}`")
                continue
            for one, rows in changes.items():
                yield f"With `{one}` as the answer to {QUESTIONS[name].clause()} `{name}`:"
                yield ""
                yield from _block(rows)
    for other_name, names in alike.items():
        yield f"Answers to {_listed(names)} change the same lines here as in `{other_name}`."
        yield ""


def _untitled(rows: Sequence[Row]) -> list[Row]:
    return [each for each in rows if each.depth]


def _readings_together(room: Mechanism) -> Iterator[str]:
    """What two answers change together otherwise than each by itself."""
    for first, second in combinations(room.questions, 2):
        for one, _scheme, _other in _answers(room, first):
            for two, _scheme, _other in _answers(room, second):
                scheme = setting(room, *filter(None, [one.needs, two.needs]))
                both = scheme.answering(**{first: one.value, second: two.value}).opened()
                single = {
                    row
                    for answers in ({first: one.value}, {second: two.value})
                    for row in _changes(room, scheme, scheme.answering(**answers).opened(), False)
                }
                if {*_changes(room, scheme, both, False)} != single:
                    yield f"With `{one.value}` and `{two.value}` together:"
                    yield ""
                    yield from _block(_changes(room, scheme, both))


def _beside_points_held_aside(room: Mechanism) -> Iterator[str]:
    """What is otherwise where another mechanism holds points aside, which then do not circulate."""
    for other in MECHANISMS.values():
        if "aside.points" not in other.shared or other.name in setting(room).mechanisms:
            continue
        own, both = setting(room), setting(room, other.name)
        if told := _changes(room, own, both):
            yield f"Where `{other.name}` is in use too:"
            yield ""
            yield from _block(told)
            for name in room.questions:
                for answer, scheme, _other in _answers(room, name):
                    alone, beside = (
                        each.answering(**{name: answer.value}) for each in (scheme, both)
                    )
                    if (rows := _changes(room, alone.opened(), beside.opened())) != told:
                        yield f"Where `{other.name}` is in use too, with `{answer.value}`:"
                        yield ""
                        yield from _block(rows)


def _promises(room: Mechanism) -> Iterator[str]:
    promised = [each for each in CLAIMS.values() if home(each.needs) == room.name]
    if promised:
        yield "**Promised or asked**"
        yield ""
        for each in promised:
            yield from _promise(each)
        yield ""
    own = [each for each in INVARIANTS.values() if home(each.needs) == room.name]
    own = [each for each in own if each.name not in CLAIMS]
    if own:
        yield "**Invariants** (tried in every scheme that has this mechanism; kept where proved)"
        yield ""
        for each in own:
            yield f"- `{each.name}`: {each.statement}"
        yield ""


def _promise(claim: Claim) -> Iterator[str]:
    yield f"- `{claim.name}` ({', '.join(claim.clauses)}): {claim.statement}"
    yield from (f"  - {each}" for each in compared(claim))
