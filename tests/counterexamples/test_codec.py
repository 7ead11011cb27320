"""Trace files: one text for each trace, and everything else is refused with its place named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

from neverfalls import counterexamples
from neverfalls.counterexamples import BadTrace, UnknownClaim, UnknownTrace
from neverfalls.counterexamples.codec import MAX_BYTES, load, parse, render

BASE = "wine-shop.platform_stays_profitable"
IDS = counterexamples.ids()
LONG = "9" * 10**6


def text(name: str = BASE) -> str:
    """Return the text of a shipped trace."""
    return render(counterexamples.load(name))


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a shipped trace after a change in its data."""
    data = json.loads(text())
    change(data)
    return json.dumps(data).encode()


def refused(content: bytes) -> BadTrace:
    """Parse a file that has to be refused and return the error."""
    with pytest.raises(BadTrace) as caught:
        parse(content, "told.json")
    error = caught.value
    assert error.file == "told.json"
    assert str(error).startswith(f"told.json: {error.field}: found ")
    assert str(error).endswith(f", expected {error.expected}")
    assert len(str(error)) < 500
    return error


def test_there_are_shipped_traces() -> None:
    """The tests below have something to look at."""
    assert BASE in IDS


@pytest.mark.parametrize("name", IDS)
def test_writing_what_was_read_gives_the_same_file(name: str) -> None:
    """The text of a shipped file is the text of the trace in it, and its name is the id."""
    content = (counterexamples.folder() / f"{name}.json").read_bytes()
    trace = parse(content, name)
    assert (name, content.decode()) == (trace.id, render(trace))
    assert trace == parse(render(trace).encode(), name)


def test_a_trace_may_be_of_any_text() -> None:
    """Titles in any script survive, and so do spaces and key order of no meaning."""
    content = changed(lambda data: data.update(title="只涨不跌 — “never falls” \U0001f377"))
    trace = parse(content, "told.json")
    assert trace.title == "只涨不跌 — “never falls” \U0001f377"
    assert trace == parse(render(trace).encode(), "told.json")


def put(data: dict[str, Any], *path: Any) -> None:
    """Put the last of these at the path that the others give."""
    *way, key, value = path
    place: Any = data
    for part in way:
        place = place[part]
    place[key] = value


@pytest.mark.parametrize(
    ("path", "field", "found"),
    [
        (("steps", 1, "rule", 7), "steps[1].rule", 7),
        (("steps", 1, "rule", "Redeem!"), "steps[1].rule", "Redeem!"),
        (("steps", 1, "states", []), "steps[1].states", []),
        (("steps", 1, "states", {}), "steps[1].states", {}),
        (("steps", 1, "states", 0, 5), "steps[1].states[0]", 5),
        (("steps", 1, "arguments", "points", 3), "steps[1].arguments.points", 3),
        (("steps", 1, "states", 0, "pool.yuan", 30), "steps[1].states[0].pool.yuan", 30),
        (("steps", 1, "states", 0, "pool.yuan", None), "steps[1].states[0].pool.yuan", None),
        (("steps", 1, "states", 0, "pool.yuan", "1/0"), "steps[1].states[0].pool.yuan", "1/0"),
        (("steps", 1, "states", 0, "pool.yuan", "1e9"), "steps[1].states[0].pool.yuan", "1e9"),
        (("steps", 1, "states", 0, "pool.yuan", "0.5"), "steps[1].states[0].pool.yuan", "0.5"),
        (("steps", 1, "states", 0, "pool.yuan", "+1"), "steps[1].states[0].pool.yuan", "+1"),
        (("steps", 1, "states", 0, "pool.yuan", "3\n"), "steps[1].states[0].pool.yuan", "3\n"),
        (("members", ["alice\n"]), "members[0]", "alice\n"),
        (("steps", 1, "states", 0, "pool.yuan", ""), "steps[1].states[0].pool.yuan", ""),
        (("steps", 1, "states", 0, "pool.yuan", "NaN"), "steps[1].states[0].pool.yuan", "NaN"),
        (("steps", 1, "states", 0, "pool.yuan", LONG), "steps[1].states[0].pool.yuan", LONG),
        (("parameters", "reward", 7), "parameters.reward", 7),
        (("parameters", "reward", "1/0"), "parameters.reward", "1/0"),
        (("opening", []), "opening", []),
        (("members", []), "members", []),
        (("members", ["Alice"]), "members[0]", "Alice"),
        (("violation", "step", "3"), "violation.step", "3"),
        (("violation", "step", -1), "violation.step", -1),
        (("violation", "step", 1001), "violation.step", 1001),
        (("violation", "state", 0), "violation.state", 0),
        (("violation", "left", "x"), "violation.left", "x"),
        (("format", "neverfalls-counterexample/2"), "format", "neverfalls-counterexample/2"),
        (("id", "../etc"), "id", "../etc"),
        (("loop", "1"), "loop", "1"),
        (("title", "x" * 2001), "title", "x" * 2001),
        (("parameters", "tier_thresholds", ["1", "2", 3]), "parameters.tier_thresholds[2]", 3),
    ],
)
def test_an_error_names_the_field_and_what_stands_there(
    path: tuple[Any, ...], field: str, found: object
) -> None:
    """The error gives the full path of the field, and the value that was found in it."""
    error = refused(changed(lambda data: put(data, *path)))
    assert (field, found) == (error.field, error.found)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("steps", 1, "rule", 7), "a text"),
        (("steps", 1, "rule", "Redeem!"), "a name of small letters, digits, - and _"),
        (("steps", 1, "states", []), "a list of at least 1 entries"),
        (("opening", []), "a table"),
        (("violation", "step", -1), "a whole number of at least 0"),
        (("violation", "member", 7), "a text or null"),
        (("title", "x" * 2001), "a text of at most 2000 characters"),
        (("parameters", "reward", "1/0"), 'an exact number in lowest terms, such as "-3/10"'),
        (("violation", "left", "x"), 'an exact number in lowest terms, such as "-3/10"'),
        (("id", "../etc"), "an id of small letters, digits and the signs _ . = -"),
    ],
)
def test_an_error_says_in_words_what_was_expected(path: tuple[Any, ...], expected: str) -> None:
    """The kind of value that belongs there is named in plain words, without its pattern."""
    assert expected == refused(changed(lambda data: put(data, *path))).expected


def test_a_file_of_another_kind_is_not_shown_whole() -> None:
    """Where the file as a whole is wrong, its kind is told."""
    assert "told.json: file: found 'a list', expected a table" == str(refused(b"[]"))


@pytest.mark.parametrize("path", ["", "violation", "found", "steps.0"])
def test_unknown_and_missing_fields_are_refused(path: str) -> None:
    """No object may have a field more, or one less, than the format says."""

    def inside(data: Any) -> Any:
        for part in path.split(".") if path else []:
            data = data[int(part)] if part.isdigit() else data[part]
        return data

    extra = refused(changed(lambda data: inside(data).update(colour="red")))
    place = f"{path.replace('.0', '[0]')}." if path else ""
    assert (f"{place}colour", "red") == (extra.field, extra.found)
    for key in inside(json.loads(text())):
        less = json.loads(text())
        del inside(less)[key]
        missing = refused(json.dumps(less).encode())
        assert (f"{place}{key}", UNSET) == (missing.field, missing.found)


NUMBER = '"step": 3'


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (text().replace(NUMBER, '"step": 3.0'), "violation.step"),
        (text().replace(NUMBER, '"step": 3e0'), "violation.step"),
        (text().replace(NUMBER, '"step": NaN'), "violation.step"),
        (text().replace(NUMBER, '"step": -Infinity'), "violation.step"),
        (text().replace(NUMBER, f'"step": {LONG}'), "violation.step"),
        (text().replace(NUMBER, '"step": 3, "step": 3'), "violation.step"),
        (text().replace('"claim":', '"claim": "price_never_falls", "claim":'), "claim"),
        (text().replace('"members"', '"members": [], "\\u006dembers"'), "members"),
        (text()[:-3], "file"),
        (text() + "{}", "file"),
        ("", "file"),
        ("[" * 100_000, "file"),
        ('{"a":' * 100_000, "file"),
        ("[]", "file"),
        ("null", "file"),
        (text() + " " * MAX_BYTES, "file"),
    ],
    ids=range(16),
)
def test_what_is_no_plain_json_is_refused(content: str, field: str) -> None:
    """Floats, endless numbers, keys given twice, broken or deep nesting and sheer size."""
    assert field == refused(content.encode()).field


@pytest.mark.parametrize("content", [b"\xff\xfe{}", text().encode("utf-16"), b"\x00", b'"\xc3"'])
def test_what_is_not_utf8_is_refused(content: bytes) -> None:
    """Other encodings are refused as a whole."""
    assert refused(content).field == "file"


def test_text_that_cannot_be_written_is_refused() -> None:
    """Half a surrogate pair is no text: what is read can be written again."""
    refused(changed(lambda data: put(data, "title", "\ud800")))


def test_the_largest_file_is_read() -> None:
    """A file of exactly the greatest size is read; one more byte is refused."""
    content = text().encode()
    padded = content + b" " * (MAX_BYTES - len(content))
    assert parse(padded, "told.json").id == BASE
    assert refused(padded + b" ").found == f"more than {MAX_BYTES} bytes"


def test_errors_change_nothing_on_disk(tmp_path: Path) -> None:
    """A file that is refused stays as it was, and nothing appears beside it."""
    path = tmp_path / "told.json"
    content = text().replace(NUMBER, '"step": 3.0')
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadTrace, match=r"violation\.step: found '3\.0'") as caught:
        load(path)
    assert (caught.value.file, path.read_text(encoding="utf-8")) == (str(path), content)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    """A missing file and a folder are errors that name the path."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(BadTrace, match="a readable file"):
            load(path)


@pytest.mark.parametrize("name", ["nobody", "", "../wine-shop", f"{BASE}.json"])
def test_unknown_traces_are_named(name: str) -> None:
    """An id that no shipped counterexample has is an error that repeats it."""
    with pytest.raises(UnknownTrace) as caught:
        counterexamples.load(name)
    assert name == caught.value.found


def test_traces_are_found_by_their_claim() -> None:
    """All shipped traces of a claim are about that claim, and none is left out."""
    found = {trace.id for trace in counterexamples.by_claim("price_never_falls")}
    assert found == {name for name in IDS if name.split(".")[1] == "price_never_falls"}
    assert found < {trace.id for trace in counterexamples.by_claim("C1")}
    for unknown in ("nothing_breaks", "", "C99"):
        with pytest.raises(UnknownClaim, match="`neverfalls list claims` names all"):
            counterexamples.by_claim(unknown)


@pytest.mark.parametrize("before", [{}, {"exit_fee": "1/5"}])
def test_a_number_in_a_list_in_a_table_is_named(before: dict[str, str]) -> None:
    """The validator says where in the list, but not of which key; nor whether it comes first."""
    told = json.loads(text())
    told["parameters"] = {**before, "tier_thresholds": ["1", "2", "much"], "reward": "7/10"}
    error = refused(json.dumps(told).encode())
    assert (error.field, error.found) == ("parameters.tier_thresholds[2]", "much")
