"""What a check shows: the lines of schemes and of promises, and the total."""

from collections.abc import Sequence

import pytest

from neverfalls.proofs.command.render.lines import columns, fold
from neverfalls.proofs.command.render.screen import (
    WORDS,
    difference_lines,
    grounds,
    scheme_line,
    scheme_text,
    total_line,
)
from neverfalls.proofs.command.render.table import Cell
from neverfalls.proofs.command.report import Difference
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.schemes.loader import RECORDED, SHIPPED

from .reports import recorded_report

VERDICTS = ("proved", "refuted")


def shown(name: str, wide: int, every_verdict: bool = False) -> list[str]:
    """Return the lines that a check of one scheme prints at a width."""
    text = scheme_text(recorded_report(name), list(CLAIMS.values()), every_verdict, False, wide)
    return fold(text, wide).split("\n")


def promises(lines: Sequence[str]) -> list[str]:
    """Return the names of the promises, in the order in which they are listed."""
    listed = [line.split() for line in lines if line.split(" ")[0] in WORDS.values()]
    return [words[2].removesuffix(";") for words in listed]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("wide", [60, 80, 100, 120])
def test_no_line_is_longer_than_the_terminal(name: str, wide: int) -> None:
    """Neither the list of promises nor the details have a longer line, at any usual width."""
    for every_verdict in (False, True):
        assert [x for x in shown(name, wide, every_verdict) if columns(x) > wide] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_promise_is_listed_by_its_whole_name(name: str) -> None:
    """Each promise that concerns the scheme has a line, and no name is cut."""
    scheme = recorded_report(name).scheme
    concerned = {each.name for each in CLAIMS.values() if each.applies(scheme.mechanisms)}
    assert concerned == set(promises(shown(name, 80)))


def broken_at_once(name: str) -> list[str]:
    """Return the promises that a purchase breaks, or nothing at all, as they are recorded."""
    broken = [c for c in recorded_report(name).cells if not c["deviation"] and "history" in c]
    events = {c["claim"]: [line.split()[0] for line in c["history"][:-1]] for c in broken}
    return [claim for claim, rules in events.items() if rules in ([], ["purchase"])]


@pytest.mark.parametrize("name", ["wine-shop", "counter"])
def test_what_is_most_telling_comes_first(name: str) -> None:
    """The documents' promises come first, and in each group what one purchase breaks comes last."""
    listed = promises(shown(name, 100))
    documents = [name for name in listed if CLAIMS[name].clauses[0].startswith("C")]
    assert documents == listed[: len(documents)]
    trivial = set(broken_at_once(name))
    assert trivial
    for group in (documents, listed[len(documents) :]):
        last = len(trivial & set(group))
        assert trivial & set(group) == set(group[len(group) - last :])


def elsewhere(name: str, claim: str, other: str) -> str:
    """Return under how many of a scheme's other readings a claim has another verdict."""
    cells = [c for c in recorded_report(name).cells if c["claim"] == claim and c["deviation"]]
    count = sum(1 for cell in cells if cell["status"] == other)
    assert count
    return f"under {count} of the {len(cells)}"


def test_a_promise_says_where_the_verdict_is_another_one() -> None:
    """A promise that holds as written says under how many other readings it breaks."""
    where = elsewhere("wine-shop", "price_never_falls", "refuted")
    assert f"holds   C1   price_never_falls; breaks {where}" in shown("wine-shop", 80)


def test_other_numbers_are_not_called_readings() -> None:
    """Where a number that no document states was replaced too, the screen says so."""
    read = [c for c in recorded_report("mall").cells if c["deviation"].split("=")[0] in QUESTIONS]
    for cells, words in (
        (recorded_report("mall").cells, "other readings and numbers, which change one each."),
        (
            [recorded_report("mall").cells[0], *read],
            "other readings, which change one answer each.",
        ),
    ):
        text = scheme_text(recorded_report("mall", cells=cells), [], False, False, 80)
        assert words in text


def test_a_broken_promise_has_its_history_and_what_was_promised() -> None:
    """Below the name stand the shortest history and the two numbers."""
    lines = shown("mall", 120)
    where = elsewhere("mall", "price_never_falls", "proved")
    at = lines.index(f"BREAKS  C1   price_never_falls; holds {where}")
    assert [
        "purchase alice 2000 · sell alice 5 · purchase alice 2000",
        "the price quoted after the step: 62 yuan per point, where at least 66 was promised",
    ] == [line.strip() for line in lines[at + 1 : at + 3]]


def test_what_does_not_concern_the_scheme_is_one_count() -> None:
    """Promises about other mechanisms are counted in a sentence and not listed."""
    rooms = recorded_report("wine-shop").scheme.mechanisms
    others = [each for each in CLAIMS.values() if not each.applies(rooms)]
    sentence = "other promises are about mechanisms that this scheme does not have."
    assert f"{len(others)} {sentence}" in shown("wine-shop", 80)
    assert not set(promises(shown("wine-shop", 80))) & {each.name for each in others}


def test_idle_and_assumed_numbers_are_told_in_words() -> None:
    """What nothing reads and what the file leaves out each have a sentence."""
    report = recorded_report("dealers", idle=["cap=5"], assumed={"margin": "1/2"})
    text = scheme_text(report, [], False, False, 100)
    assert "Stated, but nothing in this scheme reads it: cap=5." in text
    assert "Not stated in the file, so the usual numbers were taken: margin = 1/2." in text


def test_details_have_every_verdict() -> None:
    """Each reading of each promise is named, once."""
    text = " ".join(" ".join(shown("shares", 100, every_verdict=True)).split())
    report = recorded_report("shares")
    for cell in report.cells:
        assert not cell["deviation"] or cell["deviation"] in text
    assert text.count("as written: ") == len({cell["claim"] for cell in report.cells})


def counted(cells: Sequence[Cell]) -> list[int]:
    """Return how many verdicts are proofs, and how many histories."""
    return [sum(1 for cell in cells if cell["status"] == word) for word in VERDICTS]


def test_a_scheme_in_one_line() -> None:
    """The counts, the seconds since the start, and whether all is as recorded."""
    report = recorded_report("shares")
    proved, refuted = counted(report.cells)
    assert proved + refuted == len(report.cells)
    expected = (
        f"shares      {proved:>4} proved  {refuted:>4} refuted   0 undecided   42 s  as recorded"
    )
    assert expected == scheme_line(report, 42, 10)


def test_all_schemes_fit_on_one_screen() -> None:
    """What is said of each scheme, and the total, are fewer than 24 lines of 80 columns.

    A scheme has one line, if all its promises hold or break.
    """
    reports = [recorded_report(name) for name in RECORDED]
    longest = max(map(len, RECORDED))
    lines = []
    for report in reports:
        own = fold(scheme_line(report, 100, longest), 80).split("\n")
        assert len(own) == 1 or sum(counted(report.cells)) < len(report.cells)
        lines += own
    assert all(columns(line) <= 80 for line in lines)
    assert len([*lines, *fold(total_line(reports), 80).split("\n")]) < 24


def test_the_total() -> None:
    """All verdicts of all schemes in one line; those that are open are counted elsewhere."""
    settled = [
        recorded_report(
            name, cells=[c for c in recorded_report(name).cells if c["status"] in VERDICTS]
        )
        for name in SHIPPED
    ]
    cells = [cell for report in settled for cell in report.cells]
    proved, refuted = counted(cells)
    assert proved > 1000
    expected = (
        f"{len(SHIPPED)} schemes, {len(cells):,} verdicts: {proved:,} proved, {refuted:,} refuted,"
        " 0 undecided; all as recorded"
    )
    assert expected == total_line(settled)


def test_other_statuses_are_counted() -> None:
    """Bounded verdicts count as undecided and are named; vacuous ones have a count of their own."""
    told = {"claim": "price_never_falls", "deviation": ""}
    cells = [{**told, "status": status} for status in ("bounded", "undecided", "vacuous")]
    report = recorded_report("shares", cells=cells, recorded=False)
    expected = "0 proved, 0 refuted, 2 undecided (1 bounded), 1 vacuous"
    assert f"shares, 3 verdicts: {expected}; nothing is recorded of this scheme" == total_line(
        [report]
    )
    assert "2 undecided (1 bounded)  1 vacuous" in scheme_line(report, 1, 10)


def test_differences_are_shown_with_their_commands() -> None:
    """Each difference has a line and the command that shows more; of many the first ones."""
    differences = [Difference(f"claim_{n}: changed", f"neverfalls check {n}") for n in range(3)]
    report = recorded_report("shares", differences)
    assert "3 differences" == scheme_line(report, 1, 6)[-13:]
    assert total_line([report]).endswith("; 3 differences from the record")
    assert [
        "shares: claim_0: changed",
        "    neverfalls check 0",
        "shares: and 2 more, which this lists:",
        "    neverfalls check shares",
    ] == list(difference_lines(report, 1))
    assert 6 == len(list(difference_lines(report)))


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (["certificate"], ["The only proof was checked by certificates, without a solver."]),
        (["two solvers"], ["Two solvers agree on the only proof."]),
        (
            ["certificate", "two solvers"],
            [
                "1 of 2 proofs was checked by certificates, without a solver.",
                "Two solvers agree on the only other proof.",
            ],
        ),
    ],
)
def test_one_proof_is_told_as_one(evidence: list[str], told: list[str]) -> None:
    """A sentence about a single proof has its verb in the singular."""
    assert told == list(grounds([{"status": "proved", "evidence": each} for each in evidence]))
