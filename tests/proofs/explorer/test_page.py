"""The page as a file: all is in it, and it is the same every time."""

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import ReplayFailed
from neverfalls.proofs.explorer import write_explorer
from neverfalls.proofs.explorer.data import explorer_data, shipped
from neverfalls.proofs.explorer.page import page, text

TRACE = "shares.price_never_falls"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of one history."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    write_explorer(path, counterexamples.load(TRACE))
    return path.read_text(encoding="utf-8")


def data(of: str) -> Any:
    """What is packed into a page."""
    found = re.search(r'<script type="text/plain" id="data">([^<]*)</script>', of)
    assert found is not None
    return json.loads(zlib.decompress(base64.b64decode(found[1])))


def test_it_asks_for_nothing(written: str) -> None:
    """It names no other file, and its policy forbids to ask for one."""
    assert [] == re.findall(r"<(?:script|img|iframe)[^>]* src=|<link[^>]*href=\"(?!data:)", written)
    assert "default-src 'none'" in written
    assert "import(" not in written
    assert [] == re.findall(r"/\*(?:STYLES|DATA|CHARTS|PROGRAM)\*/", written)


def test_it_holds_the_history_and_its_scheme(written: str) -> None:
    """It opens with the history, and has the others of the scheme to compare with."""
    found = data(written)
    assert TRACE == found["start"]
    assert ["shares"] == [each["name"] for each in found["schemes"]]
    shares = {each.id for each in counterexamples.every() if each.scheme == "shares"}
    assert shares == {each["id"] for each in found["traces"]}


def test_each_instruction_is_written_once(written: str) -> None:
    """Programs are lists of numbers, and put together are those of the rules."""
    found = data(written)
    instructions = found["instructions"]
    assert len(instructions) == len({json.dumps(each) for each in instructions})
    programs = [[instructions[number] for number in each] for each in found["programs"]]
    trace = counterexamples.load(TRACE)
    known = [
        each for each in counterexamples.every() if each.scheme == "shares" and each.id != TRACE
    ]
    assert programs == explorer_data(shipped(["shares"]), [trace, *known], TRACE)["programs"]


def test_it_leads_to_the_site_only_where_it_stands_beside_it(written: str) -> None:
    """A page that is written elsewhere knows no site; that of the site has its address."""
    assert "" == data(written)["site"]
    assert ".." == data(page(counterexamples.load(TRACE), site=".."))["site"]


def test_it_is_the_same_every_time(written: str) -> None:
    """Byte for byte."""
    assert written == page(counterexamples.load(TRACE))


def test_a_history_that_does_not_happen_has_no_page(tmp_path: Path) -> None:
    """It is replayed first, and nothing is written."""
    trace = counterexamples.load(TRACE)
    fields = {name: getattr(trace, name) for name in trace.__struct_fields__}
    wrong = counterexamples.Trace(**{**fields, "steps": trace.steps[:-1]})
    with pytest.raises(ReplayFailed):
        write_explorer(tmp_path / "page.html", wrong)
    assert [] == list(tmp_path.iterdir())


def test_the_licence_of_the_charts_is_kept(written: str) -> None:
    """Whoever has the page has the licence too."""
    licence = text("vendor/uPlot-LICENSE")
    assert "Permission is hereby granted" in licence
    assert licence in written
