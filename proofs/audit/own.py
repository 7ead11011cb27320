"""Figures of one's own: what one's own document states about one's own scheme.

A file names the scheme and lists the figures, as ``stated.toml`` does for the shipped documents.
Each is computed from the scheme's rules: by a history that the document tells, or as the figures of
the growth example are. What the shipped documents' other examples suppose is theirs alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from msgspec import UNSET, Struct

from neverfalls.counterexamples.playing import ARITHMETICS, Player, read_events
from neverfalls.spec.errors import NeverfallsError, NotEnabled, one_of, shortly
from neverfalls.spec.faults import Fault, converted
from neverfalls.spec.files import Unreadable, check_toml, read_file, text_of
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.texts import shows

from . import growth
from .figures import Figure
from .judging import AuditFailed, parse, verdict
from .outcome import PLAIN, Given, Outcome, Schemes
from .report import Computation, Entry

MAX_BYTES = 500_000
MOST = 1000
"""The most sales of a growth example that are run one by one."""

GROWTH: dict[str, tuple[Computation, str]] = {
    **{each.__name__: (each, "sale") for each in growth.OF_A_SALE},
    **{each.__name__: (each, "sales") for each in growth.OF_SALES},
}
"""What is computed from equal purchases from nothing, and the number that each is given."""

HISTORY = "history"
MEMBERS: dict[str, str] = {
    "paid": "what the member paid",
    "received": "what the member received",
    "gained": "what the member received less what they paid",
    "shown": "what the member's points are worth at the price that is shown",
    "could_get": "what is paid out if the member sells all points now",
}
"""What a figure can be about a member, beside balances such as ``alice.points``."""


class BadFigures(NeverfallsError):
    """A file of figures that cannot be audited: where, what was found, what was expected."""

    def __init__(self, file: str, field: str, found: object, expected: str) -> None:
        shown = "nothing" if found is UNSET else shortly(found)
        super().__init__(f"{file}: {field}: found {shown}, expected {expected}")
        self.file = file
        self.field = field
        self.found = found
        self.expected = expected


class OwnFigure(Struct, forbid_unknown_fields=True):
    """A figure as the file states it; see ``Figure``."""

    name: str
    says: str
    stated: str
    unit: str
    sources: list[str]
    by: str
    given: dict[str, str] = {}


class FiguresFile(Struct, forbid_unknown_fields=True):
    """What a file of figures holds: a scheme, by its file or its shipped name, and figures."""

    scheme: str
    figure: list[OwnFigure]


class OwnFigures(NamedTuple):
    """The figures of a file, the scheme they are about, and where their other files stand."""

    file: Path
    scheme: Scheme
    figures: tuple[Figure, ...]


def read_figures(file: Path) -> OwnFigures:
    """The figures in a file, and the scheme that it names.

    Raises:
        BadFigures: names the file, the field, the value found and what was expected.
        BadScheme: the scheme that it names cannot be read.
    """
    try:
        text = text_of(read_file(file, MAX_BYTES), MAX_BYTES)
        check_toml(text)
        held: FiguresFile = converted(tomllib.loads(text), FiguresFile)
    except Unreadable as error:
        raise BadFigures(str(file), "file", error.found, error.expected) from None
    except Fault as fault:
        raise BadFigures(str(file), fault.path, fault.found, fault.expected) from None
    except OSError as error:
        raise BadFigures(str(file), "file", error.strerror, "a readable file") from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadFigures(str(file), "file", str(error), "a TOML file in UTF-8") from None
    named = held.scheme if held.scheme in SHIPPED else file.parent / held.scheme
    scheme, found = load_scheme(named), list[Figure]()
    for place, each in enumerate(held.figure):
        figure = _figure(str(file), f"figure[{place}]", each)
        if figure.name in [other.name for other in found]:
            raise BadFigures(str(file), f"figure[{place}].name", each.name, "each name once")
        _check_given(str(file), f"figure[{place}]", figure, scheme)
        found.append(figure)
    if not found:
        raise BadFigures(str(file), "figure", [], "at least one figure")
    return OwnFigures(file, scheme, tuple(found))


def _figure(file: str, at: str, each: OwnFigure) -> Figure:
    texts = {"name": each.name, "says": each.says, "unit": each.unit}
    texts |= {f"sources[{number}]": source for number, source in enumerate(each.sources)}
    for field, text in texts.items():
        if not shows(text) or len(text) > 200:
            expected = "a text of 1 to 200 printable characters"
            raise BadFigures(file, f"{at}.{field}", text, expected)
    if not each.sources:
        raise BadFigures(file, f"{at}.sources", [], "at least one place in the document")
    try:
        stated = parse(each.stated[:100])
    except ValueError as error:
        raise BadFigures(file, f"{at}.stated", each.stated, str(error)) from None
    return Figure(
        each.name, "", each.says, stated, each.unit, tuple(each.sources), each.by, each.given
    )


def _check_given(file: str, at: str, figure: Figure, scheme: Scheme) -> None:
    """Refuse a computation that is not known, or what it is given.

    Raises:
        BadFigures: names the field.
    """
    if figure.by != HISTORY and figure.by not in GROWTH:
        expected = f"one of: {', '.join([HISTORY, *GROWTH])}"
        raise BadFigures(file, f"{at}.by", figure.by, expected)
    wanted = ("events", "of") if figure.by == HISTORY else (GROWTH[figure.by][1],)
    if set(figure.given) != set(wanted):
        raise BadFigures(file, f"{at}.given", sorted(figure.given), " and ".join(wanted))
    if figure.by == HISTORY:
        return
    number = figure.given[wanted[0]]
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= MOST):
        expected = f"a whole number from 1 to {MOST}; longer histories are for by = {HISTORY!r}"
        raise BadFigures(file, f"{at}.given.{wanted[0]}", number, expected)
    if "purchase" not in scheme.rules:
        raise BadFigures(file, f"{at}.by", figure.by, f"{HISTORY}: nothing is bought here")
    opened = [key for key, value in scheme.opening.items() if value]
    if opened:
        expected = f"{HISTORY}: the scheme opens with {', '.join(opened)}, not with nothing"
        raise BadFigures(file, f"{at}.by", figure.by, expected)


def audit_own(own: OwnFigures) -> list[Entry]:
    """Judge figures of one's own.

    Raises:
        BadFigures: a figure asks for something that the scheme does not have.
        AuditFailed: a computation fails: an event is refused, or a value does not exist.
        NeverfallsError: a rule refuses what a figure assumes, or a list of events cannot be read.
    """
    schemes = Schemes(own.scheme, own.scheme, own.scheme.name)
    entries = []
    for place, figure in enumerate(own.figures):
        if figure.by == HISTORY:
            outcome = _by_history(own, f"figure[{place}]", figure.given)
        else:
            outcome = GROWTH[figure.by][0](schemes, figure.given)
        entries.append(Entry(figure, outcome, verdict(figure.stated, outcome.exact)))
    return entries


def _by_history(own: OwnFigures, at: str, given: Given) -> Outcome:
    """What a list of events leads to, run on exact fractions."""
    events = read_events(own.file.parent / given["events"], own.scheme)
    player = Player(own.scheme, events.members, ARITHMETICS["exact"]())
    read = _reader(own, at, given["of"], player, events.members)
    for line, event, arguments in events:
        try:
            player.play(event, arguments)
        except NotEnabled as refused:
            raise AuditFailed(f"{given['events']}: line {line}", event, str(refused)) from None
    value = read()
    if value is None:
        raise AuditFailed(given["of"], "no value", "points that circulate, and a way to sell them")
    return Outcome({PLAIN: value}, f"{given['events']}, run by the rules of {own.scheme.name}")


def _reader(
    own: OwnFigures, at: str, of: str, player: Player, members: tuple[str, ...]
) -> Callable[[], Fraction | None]:
    """What tells the value of a figure at the end of a history.

    Raises:
        BadFigures: the scheme has no such amount.
    """
    shared = [key for key in player.state(()) if not key.startswith("quoted.")]
    names = ["price", "points", *shared]
    member, _dot, what = of.partition(".")
    if of == "price":
        return lambda: _first(player.price())
    if of == "points":
        return lambda: player.circulating()[0]
    if of in shared:
        return lambda: player.balance(of)[0]
    if member in members and what in MEMBERS:
        return lambda: _of_member(player, member, what)
    if member in members and what in own.scheme.member_entries():
        return lambda: player.balance(of)[0]
    names += [f"{each}.{entry}" for each in members[:1] for entry in _entries(own.scheme)]
    raise BadFigures(str(own.file), f"{at}.given.of", of, one_of("an amount", of, names, "rules"))


def _entries(scheme: Scheme) -> tuple[str, ...]:
    return (*MEMBERS, *scheme.member_entries())


def _of_member(player: Player, member: str, what: str) -> Fraction | None:
    view = player.view(member)
    if what == "gained":
        return view.received[0] - view.paid[0]
    found: Mapping[str, tuple[Fraction, Fraction] | None] = view._asdict()
    return _first(found[what])


def _first(bounds: tuple[Fraction, Fraction] | None) -> Fraction | None:
    return None if bounds is None else bounds[0]
