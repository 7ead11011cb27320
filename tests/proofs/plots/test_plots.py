"""The pictures: their exact numbers, what is said of them, and that all of it is so in Chinese."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from importlib import resources
from pathlib import Path

import polib
import pytest

from neverfalls.counterexamples.playing.arithmetic import ARITHMETICS
from neverfalls.counterexamples.playing.player import Player
from neverfalls.counterexamples.playing.table import Ran, Row
from neverfalls.proofs import plots
from neverfalls.proofs.audit.report import audit
from neverfalls.proofs.limits.leaving import leavers_together
from neverfalls.proofs.limits.limit import LimitFailed
from neverfalls.proofs.limits.quotas_wait import first_quota_waits
from neverfalls.proofs.limits.waiting import first_member_waits
from neverfalls.proofs.plots import regions
from neverfalls.proofs.plots.picture import Bars, NoSuchMark, Point
from neverfalls.proofs.plots.regions import BUY, PLATFORM, PRICE, judged
from neverfalls.proofs.plots.wording import NotTranslated, say
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.schemes import load_scheme

from .test_mapped import the_map

SNAPSHOTS = Path(__file__).parent / "snapshots"
NUMBER = r"\d+(?:\.\d+)?"


@pytest.mark.parametrize("name", plots.PLOTS)
def test_the_numbers_are_those_that_were_seen(name: str) -> None:
    """Every number and sentence is as it was: `neverfalls plot NAME --json` writes the file."""
    seen = json.loads((SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8"))
    assert seen == plots.picture(name).to_dict()


@pytest.mark.parametrize("name", plots.PLOTS)
def test_marks_are_on_the_picture(name: str) -> None:
    """No two marks have one name, and each lies within its axes, so that nothing is cut off."""
    found = plots.picture(name)
    marks = [mark for panel in found.panels for mark in panel.marks]
    assert len(found.marks()) == len(marks)
    for panel in found.panels:
        for mark in panel.marks:
            places = (
                [Point(each.x, y) for each in mark.spans for y in (each.low, each.high)]
                if isinstance(mark, Bars)
                else list(mark.points)
            )
            assert places
            outside = [
                each
                for each in places
                if not (
                    panel.x.low <= each.x <= panel.x.high and panel.y.low <= each.y <= panel.y.high
                )
            ]
            assert outside == []


def picture_of_a_run(turns: int = 3) -> plots.Picture:
    """A purchase by each of some members, and a sale by the first."""
    members = ("alice", "bob", "carol")[:turns]
    player = Player(load_scheme("wine-shop"), members, ARITHMETICS["exact"]())
    rows = [row(player, 0, members)]
    for turn, name in enumerate(members, 1):
        player.play("purchase", {"buyer": name, "paid": "100"})
        rows.append(row(player, turn, members))
    player.play("sell", {"seller": "alice", "points": "all"})
    rows.append(row(player, turns + 1, members))
    return plots.own(Ran(rows, members, 0, ""), "wine shop", "exact")


def row(player: Player, events: int, members: tuple[str, ...]) -> Row:
    """Where everything stands."""
    return Row(
        events,
        "",
        player.balance("pool.yuan"),
        player.circulating(),
        player.price(),
        [player.view(name) for name in members],
    )


def test_a_run_is_drawn_as_it_was() -> None:
    """Price, pool and what each member could get, exactly; no name stands over another."""
    found = picture_of_a_run()
    assert found.line("pool")[-1] == Point(Fraction(4), 90 - found.line("alice")[-2].y)
    assert [point.x for point in found.line("price")] == [1, 2, 3, 4]
    assert found.line("alice")[-1].y == 0
    places = [label.at for label in found.panels[-1].labels]
    assert len({place.y for place in places}) == 3


def test_every_sentence_is_in_chinese_and_no_other() -> None:
    """The catalogue has just the sentences that pictures say, each with the same numbers."""
    source = resources.files("neverfalls.proofs.plots").joinpath("zh_CN.po")
    entries = polib.pofile(source.read_text(encoding="utf-8"))
    pictures = [*map(plots.picture, plots.PLOTS), picture_of_a_run(), the_map()]
    said = {each.text for found in pictures for each in found.sentences() if each.has_words}
    assert said == {each.msgid for each in entries}
    places = re.compile(r"\{\w+\}")
    wrong = [
        each.msgid
        for each in entries
        if each.fuzzy
        or {*places.findall(each.msgid)} != {*places.findall(each.msgstr)}
        or not re.search(r"[一-鿿]", each.msgstr)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", plots.PLOTS)
def test_a_description_has_the_same_numbers_in_both_languages(name: str) -> None:
    """Who cannot see the picture is told its numbers, in English and in Chinese alike."""
    found = plots.picture(name)
    english, chinese = (found.described(each) for each in plots.LANGUAGES)
    numbers = {*re.findall(NUMBER, english)}
    assert len(numbers) >= 4
    assert numbers <= {*re.findall(NUMBER, chinese)} | {"10"}
    assert "{" not in english + chinese


def test_a_sentence_without_a_translation_is_an_error() -> None:
    """It is never left in English on a Chinese picture; numbers alone need none."""
    with pytest.raises(NotTranslated, match="not translated to zh_CN: 'nobody says this'"):
        say("nobody says this").within("zh_CN")
    assert say("−{fee}", fee=Fraction(1, 3)).within("zh_CN") == "−0.33"


def test_an_unknown_picture_or_line_is_named() -> None:
    """The error says what there is."""
    with pytest.raises(plots.NoSuchPicture, match="no picture is called 'pice'; there are: price,"):
        plots.picture("pice")
    with pytest.raises(NoSuchMark, match="the picture run has no 'paid out'; it has: price shown"):
        plots.picture("run").line("paid out")


def test_the_loss_is_the_one_of_the_audit() -> None:
    """The picture of the profit ends with the figure that the audit computes."""
    (entry,) = (each for each in audit() if each.figure.name == "first-buyer-profit")
    left = plots.picture("profit").marks()["left"]
    assert isinstance(left, Bars)
    assert [each.low for each in left.spans] == [*entry.outcome.exact.values()]
    assert entry.figure.stated.text in plots.picture("profit").title()


def test_the_first_buyer_waits_as_long_as_the_limit_says(solvers: Solvers) -> None:
    """The sale at which a sale of points pays the purchase back is the derived one."""
    derived = first_member_waits(solvers).value
    assert isinstance(derived, Fraction)
    found = plots.picture("profit").line("paid out")
    paid = plots.picture("profit").line("paid")[0].y
    assert derived + 1 == next(each.x for each in found if each.y >= paid)


def test_a_run_pays_no_less_than_the_limit_says(solvers: Solvers) -> None:
    """All who leave together are paid the derived part of the pool at least, and not all of it."""
    paid = plots.picture("run").marks()["paid out"]
    pool = plots.picture("run").line("pool")
    assert isinstance(paid, Bars)
    back = sum((each.high for each in paid.spans), Fraction(0))
    assert back == pool[0].y - pool[-1].y
    derived = leavers_together(solvers).value
    assert isinstance(derived, Fraction)
    assert derived < back / pool[0].y < 1
    prices = [each.y for each in plots.picture("run").line("price shown")]
    assert prices == sorted(set(prices))


def test_joining_early_pays(solvers: Solvers) -> None:
    """The earlier one joined the more one can get, and the orders of leaving agree on the ends."""
    alone, in_order, reverse = (
        [each.y for each in plots.picture("joining").line(name)]
        for name in ("could get now", "all leave in order", "all leave in reverse")
    )
    assert alone == sorted(set(alone), reverse=True)
    assert (alone[0], alone[-1]) == (in_order[0], reverse[-1])
    # to a millionth: the fractions have thousands of digits
    both = [sum(round(each, 6) for each in order) for order in (reverse, in_order)]
    pool = 100 * 30
    derived = leavers_together(solvers).value
    assert isinstance(derived, Fraction)
    assert pool * derived < both[0] < both[1] < pool


def test_the_first_quota_waits_as_long_as_the_limit_says(solvers: Solvers) -> None:
    """The first member's course ends on the derived day, and the day before it is not enough."""
    derived = first_quota_waits(solvers)
    course = plots.picture("quota-waiting").line("first member")
    quota = plots.picture("quota-waiting").line("promised")[0].y
    assert course[-1].x == derived.value
    assert course[-1].y == derived.witnesses[-1].value
    assert course[-1].y >= quota > course[-2].y


def test_the_law_of_growth_meets_the_price() -> None:
    """After two hundred sales it is off by less than a thousandth of the price."""
    found = plots.picture("price")
    (end,), closed = found.line("price in the end"), found.line("growth")[-1]
    assert closed.x == end.x
    assert abs(closed.y - end.y) * 1000 < end.y


def test_dots_where_nothing_breaks_are_left_open() -> None:
    """Without the history that empties the pool, no dot without a fee is judged."""
    without = replace(PRICE, histories=((BUY,),))
    found = judged(without)
    assert {each.y for each in found.left_open} == {0}
    assert len(found.left_open) == 11
    assert judged(PRICE).holds == found.holds


def test_a_map_needs_a_certified_theorem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the certificates do not show the theorem, nothing is drawn."""
    monkeypatch.setattr(regions, "verified", lambda *_: False)
    with pytest.raises(LimitFailed, match="no certificates"):
        judged(PLATFORM)


def test_a_map_that_contradicts_its_theorem_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that breaks the promise where the theorem holds is never drawn as a dot."""
    monkeypatch.setattr(regions, "broken_at", lambda *_: "something")
    with pytest.raises(LimitFailed, match="a history that breaks it at 1/10, 1/10, expected none"):
        judged(PLATFORM)
