"""Scheme files: what is shipped loads, and whatever is wrong in a file is named."""

from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import neverfalls.spec.schemes.loader
from neverfalls.spec.errors import BadScheme
from neverfalls.spec.model.parameters import (
    COUNTED,
    MAX_DIGITS,
    PARAMETERS,
    is_list,
    parse_amount,
)
from neverfalls.spec.schemes.loader import MAX_BYTES, RANGES, SHIPPED, load_scheme, parse_scheme

ALL_MECHANISMS = "`neverfalls list mechanisms` names all; --rules FILE brings others"
LISTED = "`neverfalls list parameters` names all"
FOLDER = Path(neverfalls.spec.schemes.loader.__file__).parent
NINES = "9" * MAX_DIGITS


def text(**lines: str) -> str:
    """Write a small scheme file; each argument replaces or adds the part of that name."""
    parts = {"name": 'name = "small"', "mechanisms": 'mechanisms = ["purchase"]', **lines}
    return "\n".join(parts.values())


def refused(content: str | bytes) -> BadScheme:
    """Parse a scheme that has to be refused and return the error."""
    written = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(BadScheme) as caught:
        parse_scheme(written, "small.toml")
    return caught.value


def test_shipped_schemes_are_the_files() -> None:
    """The names of the shipped schemes are exactly those of the files."""
    assert sorted(SHIPPED) == sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_schemes_load(name: str) -> None:
    """A shipped scheme loads by name and by path, and states each number that it reads."""
    scheme = load_scheme(name)
    assert (scheme.name, scheme.file) == (name, f"{name}.toml")
    assert load_scheme(FOLDER / f"{name}.toml").parameters == scheme.parameters
    written = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert [p for p in scheme.relevant_parameters if f"\n{p} =" not in written] == []


def test_defaults_fill_what_a_file_leaves_out() -> None:
    """A file needs a name and mechanisms; the rest has defaults."""
    scheme = parse_scheme(text().encode(), "small.toml")
    assert (scheme.title, scheme.members, scheme.opening) == ("small", (), {})
    assert scheme.parameters.contribution == Fraction(3, 10)
    assert set(scheme.assumed_parameters) == set(scheme.relevant_parameters)


def test_a_mark_of_the_byte_order_is_no_part_of_a_file() -> None:
    """Some editors begin a file in UTF-8 with one."""
    assert parse_scheme(b"\xef\xbb\xbf" + text().encode(), "small.toml").name == "small"


def test_a_complete_file_is_read() -> None:
    """Parameters, readings by name or clause, opening balances and members are all taken over."""
    content = text(
        parameters='[parameters]\nmargin = "0.25"\norder = 7',
        readings='[readings]\nempty-price = "issue-price"\nA14 = "after"',
        opening='[opening]\npool = "100/3"',
        members='[members.old_hand]\npoints = "12"',
    )
    scheme = parse_scheme(content.encode(), "small.toml")
    assert (scheme.parameters.margin, scheme.parameters.order) == (Fraction(1, 4), 7)
    assert (scheme.readings.empty_price.value, scheme.readings.mint_price.value) == (
        "issue-price",
        "after",
    )
    assert scheme.opening == {"pool.yuan": Fraction(100, 3), "old_hand.points": 12}
    assert scheme.members == ("old_hand",)


def test_other_values_of_unstated_numbers_are_read() -> None:
    """They stand beside the scheme's own number, in their order, and change nothing of it."""
    content = text(
        parameters='[parameters]\nmargin = "1/4"',
        unstated='[unstated]\nmargin = ["1", 0, "0.5"]\norder = [7]',
    )
    scheme = parse_scheme(content.encode(), "small.toml")
    assert scheme.unstated == {"margin": (1, 0, Fraction(1, 2)), "order": (7,)}
    assert scheme.parameters.margin == Fraction(1, 4)
    assert parse_scheme(text().encode(), "small.toml").unstated == {}


@pytest.mark.parametrize(
    ("lines", "field", "found"),
    [
        ({"name": ""}, "name", None),
        ({"name": "name = 3"}, "name", 3),
        ({"name": 'name = ""'}, "name", ""),
        ({"name": 'name = "Mall"'}, "name", "Mall"),
        ({"name": 'name = "a/b"'}, "name", "a/b"),
        ({"name": f'name = "{"a" * 201}"'}, "name", "a" * 201),
        ({"title": 'title = ["x"]'}, "title", ["x"]),
        ({"title": 'title = "a\\nb"'}, "title", "a\nb"),
        ({"title": 'title = " "'}, "title", " "),
        ({"more": "colour = 1"}, "colour", 1),
        ({"mechanisms": ""}, "mechanisms", None),
        ({"mechanisms": 'mechanisms = "purchase"'}, "mechanisms", "purchase"),
        ({"mechanisms": "mechanisms = [1]"}, "mechanisms[0]", 1),
        ({"mechanisms": "mechanisms = []"}, "mechanisms", []),
        ({"mechanisms": 'mechanisms = ["lottery"]'}, "mechanisms", "lottery"),
        (
            {"mechanisms": 'mechanisms = ["purchase", "purchase"]'},
            "mechanisms",
            ["purchase", "purchase"],
        ),
        ({"mechanisms": 'mechanisms = ["goods"]'}, "mechanisms", "goods"),
        ({"parameters": "parameters = 3"}, "parameters", 3),
        ({"parameters": '[parameters]\nfee = "1"'}, "parameters.fee", "1"),
        ({"parameters": "[parameters.margin]\nlow = 1"}, "parameters.margin", {"low": 1}),
        ({"parameters": "[parameters]\ntier_thresholds = []"}, "parameters.tier_thresholds", []),
        (
            {"parameters": '[parameters]\ntier_thresholds = ["1", "2", "three"]'},
            "parameters.tier_thresholds[2]",
            "three",
        ),
        ({"readings": 'readings = ["x"]'}, "readings", ["x"]),
        (
            {"readings": '[readings]\nA5 = "issue-price"\nempty_price = "last-quote"'},
            "readings.empty_price",
            "last-quote",
        ),
        ({"readings": '[readings]\ncolour = "red"'}, "readings.colour", "colour"),
        ({"readings": '[readings]\nA14 = "later"'}, "readings.mint_price", "later"),
        ({"readings": "[readings]\nmint_price = 3"}, "readings.mint_price", 3),
        ({"unstated": "unstated = 1"}, "unstated", 1),
        ({"unstated": '[unstated]\nmargins = ["1"]'}, "unstated.margins", ["1"]),
        ({"unstated": '[unstated]\nmargin = "1"'}, "unstated.margin", "1"),
        ({"unstated": "[unstated]\nmargin = []"}, "unstated.margin", []),
        ({"unstated": '[unstated]\nmargin = ["0", "11/10"]'}, "unstated.margin[1]", "11/10"),
        ({"unstated": '[unstated]\nmargin = ["much"]'}, "unstated.margin[0]", "much"),
        ({"unstated": "[unstated]\nmargin = [0.5]"}, "unstated.margin[0]", 0.5),
        ({"unstated": '[unstated]\nmargin = ["1", "1.0"]'}, "unstated.margin", ["1", "1.0"]),
        ({"unstated": '[unstated]\nexit_fee = ["1"]'}, "unstated.exit_fee", ["1"]),
        (
            {"unstated": '[unstated]\ntier_thresholds = ["1"]'},
            "unstated.tier_thresholds",
            ["1"],
        ),
        (
            {
                "mechanisms": 'mechanisms = ["purchase", "quota", "days", "daily-dividend"]',
                "unstated": '[unstated]\nlowest_dividend_rate = ["0", "1"]',
            },
            "unstated.lowest_dividend_rate[1]",
            "1",
        ),
        ({"opening": "opening = 1"}, "opening", 1),
        ({"opening": "[opening]\nsafe = 1"}, "opening.safe", 1),
        ({"opening": "[opening]\npool = -1"}, "opening.pool", -1),
        ({"opening": '[opening]\npool = "x"'}, "opening.pool", "x"),
        ({"members": "members = 1"}, "members", 1),
        ({"members": "[members]\nalice = 3"}, "members.alice", 3),
        ({"members": "[members.Alice]"}, "members.Alice", "Alice"),
        ({"members": "[members.pool]"}, "members.pool", "pool"),
        ({"members": "[members.alice]\nyuan = 3"}, "members.alice.yuan", 3),
        ({"members": "[members.alice]\nquota = 3"}, "members.alice.quota", 3),
        ({"members": "[members.alice]\npoints = -1"}, "members.alice.points", -1),
        ({"members": "".join(f"[members.m{n}]\n" for n in range(21))}, "members", 21),
    ],
)
def test_an_error_names_file_field_and_value(
    lines: dict[str, str], field: str, found: object
) -> None:
    """Whatever is wrong, the error says in which file and field, and what stands there."""
    error = refused(text(**lines))
    assert (error.file, error.field, error.found) == ("small.toml", field, found)
    assert str(error).startswith(f"small.toml: {field}: found ")
    assert f", expected {error.expected}" in str(error)


def test_a_key_is_told_without_what_controls_a_terminal() -> None:
    """A key of a file is written out where it cannot be shown."""
    error = refused(text(more='"\\u001b[2J" = 1'))
    assert str(error).startswith(r"small.toml: \u001b[2J: found ")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            {"parameters": '[parameters]\nexit_fees = "1"'},
            f"a key that is a parameter (did you mean exit_fee?); {LISTED}",
        ),
        (
            {"mechanisms": 'mechanisms = ["purchases"]'},
            f"a mechanism (did you mean purchase?); {ALL_MECHANISMS}",
        ),
        (
            {"readings": '[readings]\nempty_prize = "undefined"'},
            "a question (did you mean empty_price?); `neverfalls list readings` names all",
        ),
        (
            {"readings": '[readings]\nA5 = "never"'},
            "one of: undefined, issue-price, last-quote",
        ),
        ({"opening": "[opening]\nsafe = 1"}, "a key that is one of: pool, treasury"),
    ],
)
def test_an_unknown_name_is_answered_with_what_was_meant(
    lines: dict[str, str], expected: str
) -> None:
    """Few choices are listed; of many the likeliest is named, and the command that lists all."""
    assert expected == refused(text(**lines)).expected


def test_a_mechanism_asks_for_those_it_builds_on() -> None:
    """The error about a missing mechanism names the one that is missing."""
    error = refused(text(mechanisms='mechanisms = ["purchase", "cash-exit", "forced-exit"]'))
    assert (error.found, error.expected) == ("forced-exit", "quota too, which it builds on")
    mechanisms = '["purchase", "quota", "days", "tier-dividend"]'
    error = refused(text(mechanisms=f"mechanisms = {mechanisms}"))
    assert (error.field, error.expected) == ("parameters.tier_thresholds", "at least one number")


@pytest.mark.parametrize(
    "content",
    [
        b"name = ",
        b'name = "x"\nname = "y"',
        b"[readings]\n[readings]\n",
        b'[parameters]\nmargin = "1"\nmargin = "1"\n',
        b"\xff\xfe",
        b"x = " + b"[" * 40_000,
        b"x = " + b"1" * 9_000,
        b"#" * (MAX_BYTES + 1),
    ],
)
def test_what_is_no_small_toml_file_is_refused(content: bytes) -> None:
    """Broken syntax, keys given twice, another encoding, deep nesting and sheer size are errors."""
    error = refused(content)
    assert (error.file, error.field) == ("small.toml", "file")
    assert len(str(error)) < 300


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    """A missing file and a folder are errors that name the path and the shipped schemes."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(BadScheme, match="wine-shop, mall") as caught:
            load_scheme(path)
        assert (caught.value.file, caught.value.field) == (str(path), "file")


@pytest.mark.parametrize(
    "written",
    [
        "0.3",
        "nan",
        "-inf",
        "1e9",
        "true",
        "2026-01-01",
        '"1e3"',
        '"1/0"',
        '"1/-2"',
        '"--1"',
        '"+1"',
        '" 1"',
        '"1_0"',
        '".5"',
        '"1."',
        '"0.5/2"',
        '"1/2/3"',
        '""',
        '"١"',
        '"½"',
        f'"{NINES}9"',
        f'"1/{NINES}9"',
        f'"0.{NINES}9"',
        f"{NINES}9",
        f'"{"9" * 90_000}"',
        "0x" + "f" * 90_000,
    ],
)
def test_a_number_is_exact_finite_and_short(written: str) -> None:
    """Floats, NaN, infinity, bad or endless digits and zero denominators are refused."""
    error = refused(text(parameters=f"[parameters]\norder = {written}"))
    assert (error.file, error.field) == ("small.toml", "parameters.order")
    assert "a number" in error.expected or "an exact number" in error.expected
    assert len(str(error)) < 300


@pytest.mark.parametrize("written", [NINES, f"1/{NINES}", f"{NINES}/7", "3", "3/10", "0.3", "6/20"])
def test_the_longest_number_is_read_exactly(written: str) -> None:
    """A number of as many digits as are allowed is read, to the last digit."""
    assert parse_amount(written) == Fraction(written)
    assert parse_amount(int(NINES)) == int(NINES)


def test_ranges_are_kept_to_the_boundary() -> None:
    """Each parameter's bounds are allowed or refused as its meaning says, never passed."""

    def read(name: str, value: Fraction) -> Any:
        written = f'["{value}"]' if is_list(name) else f'"{value}"'
        content = text(parameters=f"[parameters]\n{name} = {written}")
        found = getattr(parse_scheme(content.encode(), "small.toml").parameters, name)
        return found[0] if is_list(name) else found

    for name in PARAMETERS:
        meaning = PARAMETERS[name]
        if name in chain(*RANGES):
            continue
        tiny = Fraction(1) if meaning.unit in COUNTED else Fraction(1, 10**40)
        allowed = [meaning.low + tiny, *([Fraction(meaning.low)] if meaning.low_allowed else [])]
        banned = [meaning.low - tiny, *([] if meaning.low_allowed else [Fraction(meaning.low)])]
        if meaning.high is not None:
            allowed.append(Fraction(meaning.high))
            banned.append(meaning.high + tiny)
        assert [read(name, value) for value in allowed] == allowed
        for value in banned:
            with pytest.raises(BadScheme, match=rf"parameters\.{name}.*: .*\({meaning.unit}\)"):
                read(name, value)


def test_rates_of_levels_may_fall() -> None:
    """Thresholds have to rise; a list that need not is kept in the order of the file."""
    falling = '[parameters]\nNAME = ["2/10", "1/10", "1/10"]'
    rates = parse_scheme(text(parameters=falling.replace("NAME", "level_rates")).encode(), "a.toml")
    assert rates.parameters.level_rates == (Fraction(1, 5), Fraction(1, 10), Fraction(1, 10))
    with pytest.raises(BadScheme, match="rising thresholds"):
        parse_scheme(text(parameters=falling.replace("NAME", "tier_thresholds")).encode(), "a.toml")
