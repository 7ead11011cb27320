"""Figures of one's own about a scheme of one's own."""

from fractions import Fraction
from pathlib import Path

import pytest

from neverfalls.proofs.audit.judging import AuditFailed, Verdict
from neverfalls.proofs.audit.own import GROWTH, BadFigures, audit_own, read_figures
from neverfalls.proofs.command import run
from neverfalls.proofs.command.codes import AS_ASKED, USAGE

SCHEME = """
name = "corner-shop"
mechanisms = ["purchase", "cash-exit"]
[parameters]
order = "50"
contribution = "2/5"
reward = "1/2"
"""
FIGURE = """
[[figure]]
name = "{name}"
says = "what the leaflet says"
stated = "{stated}"
unit = "yuan"
sources = ["leaflet, page 2"]
by = "{by}"
given = {{ {given} }}
"""
SHEET = "repeat 3: purchase buyer{n} 50\nsell buyer1 all\n"
HISTORY = 'events = "sheet.txt", of = "{of}"'


def write(folder: Path, *figures: str, scheme: str = SCHEME) -> Path:
    """Write a scheme, a list of events and a file with these figures; return that file."""
    (folder / "my.toml").write_text(scheme, encoding="utf-8")
    (folder / "sheet.txt").write_text(SHEET, encoding="utf-8")
    file = folder / "my-audit.toml"
    file.write_text("\n".join(['scheme = "my.toml"', *figures]), encoding="utf-8")
    return file


def figure(by: str, given: str, stated: str = "1", name: str = "one") -> str:
    """Return a figure as the file states it."""
    return FIGURE.format(name=name, stated=stated, by=by, given=given)


@pytest.mark.parametrize(
    ("of", "exact"),
    [
        # 10 points at the issue price, then 10·20/20/2 and 15·20/40/2 more
        ("buyer1.points", Fraction(0)),
        ("buyer2.points", Fraction(5)),
        ("points", Fraction(35, 4)),
        # 10 of 18.75 points are sold for 32 yuan, of which the pool keeps 3.2
        ("buyer1.received", Fraction(144, 5)),
        ("buyer1.gained", Fraction(144, 5) - 50),
        ("buyer1.paid", Fraction(50)),
        ("pool.yuan", 60 - Fraction(144, 5)),
        ("price", (60 - Fraction(144, 5)) / Fraction(35, 4)),
        ("buyer2.shown", 5 * (60 - Fraction(144, 5)) / Fraction(35, 4)),
        ("buyer2.could_get", Fraction(9, 10) * 5 * (60 - Fraction(144, 5)) / Fraction(35, 4)),
    ],
)
def test_a_history_is_run_by_ones_own_rules(of: str, exact: Fraction, tmp_path: Path) -> None:
    """Amounts at its end are those computed by hand."""
    file = write(tmp_path, figure("history", HISTORY.format(of=of)))
    (entry,) = audit_own(read_figures(file))
    assert list(entry.outcome.exact.values()) == [exact]


def test_the_growth_example_is_computed_for_ones_own_numbers(tmp_path: Path) -> None:
    """The price after two sales of 50 is 40/15, and is judged as the document rounds it."""
    file = write(
        tmp_path,
        figure("price_after", 'sales = "2"', "2.67", "rounded"),
        figure("price_after", 'sales = "2"', "2.66", "wrong"),
        figure("value_granted", 'sale = "2"', "10", "right"),
        figure("pool_after", 'sales = "2"', ">= 40", "at least"),
    )
    verdicts = {each.figure.name: each.verdict for each in audit_own(read_figures(file))}
    assert verdicts == {
        "rounded": Verdict.ROUNDED,
        "wrong": Verdict.WRONG,
        "right": Verdict.RIGHT,
        "at least": Verdict.RIGHT,
    }


def test_every_growth_computation_runs(tmp_path: Path) -> None:
    """Each of them computes a value for a scheme that is not shipped, and tells of its rules."""
    every = [figure(by, f'{key} = "2"', name=by) for by, (_run, key) in GROWTH.items()]
    entries = audit_own(read_figures(write(tmp_path, *every)))
    assert [each.figure.name for each in entries] == list(GROWTH)
    assert "wine" not in " ".join(each.text() for each in entries)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (figure("tier_fund", 'sales = "1"'), "figure[0].by: found 'tier_fund'"),
        (figure("price_after", 'sale = "1"'), "figure[0].given"),
        (figure("price_after", 'sales = "0"'), "figure[0].given.sales: found '0'"),
        (figure("price_after", 'sales = "9999999999999"'), "from 1 to 1000"),
        (figure("price_after", 'sales = "1"', "about 3"), "figure[0].stated: found 'about 3'"),
        (figure("price_after", 'sales = "1"') * 2, "figure[1].name: found 'one'"),
        ("", "figure: found nothing"),
        (figure("price_after", 'sales = "1"').replace("unit", "units"), "units"),
        (figure("price_after", 'sales = "1"').replace("leaflet, page 2", ""), "sources[0]"),
    ],
)
def test_bad_figures_are_named(text: str, said: str, tmp_path: Path) -> None:
    """A file that cannot be audited is refused with file, field, value and what is expected."""
    file = write(tmp_path, text)
    with pytest.raises(BadFigures) as caught:
        read_figures(file)
    assert str(file) in str(caught.value)
    assert said in str(caught.value)


def test_a_scheme_that_opens_with_money_has_no_growth_example(tmp_path: Path) -> None:
    """The example starts from nothing; for such a scheme it would state another price."""
    file = write(
        tmp_path, figure("price_after", 'sales = "1"'), scheme=SCHEME + '[opening]\npool = "60"\n'
    )
    with pytest.raises(BadFigures, match=r"opens with pool\.yuan"):
        read_figures(file)


def test_what_a_history_lacks_is_told(tmp_path: Path) -> None:
    """An amount that the scheme does not have, and an event that is refused, end the audit."""
    strange = write(tmp_path, figure("history", HISTORY.format(of="buyer1.luck")))
    with pytest.raises(BadFigures, match=r"given\.of: found 'buyer1\.luck'"):
        audit_own(read_figures(strange))
    refused = write(tmp_path, figure("history", HISTORY.format(of="price")))
    (tmp_path / "sheet.txt").write_text("sell alice 5\n", encoding="utf-8")
    with pytest.raises(AuditFailed, match=r"sheet\.txt: line 1"):
        audit_own(read_figures(refused))


def test_the_command_audits_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`neverfalls audit FILE` judges the figures of the file and ends with 0 whatever it finds."""
    file = write(tmp_path, figure("price_after", 'sales = "2"', "2.66"))
    assert run(["audit", str(file)]) == AS_ASKED
    out = capsys.readouterr().out
    assert "one: WRONG" in out
    assert "corner-shop's rules" in out
    assert run(["audit", str(tmp_path / "none.toml")]) == USAGE
