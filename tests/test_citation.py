"""The project is cited alike wherever it says how."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def bibtex() -> dict[str, str]:
    """Return the fields of the BibTeX entry on the page about citing."""
    page = (ROOT / "docs" / "citing.md").read_text(encoding="utf-8")
    (entry,) = re.findall(r"```bibtex\n(.*?)```", page, re.DOTALL)
    return dict(re.findall(r"^  (\w+) *= \{(.*)\},$", entry, re.MULTILINE))


def cited(field: str) -> str:
    """Return a field of CITATION.cff that stands on one line."""
    (found,) = re.findall(rf'^(?:  - )?{field}: "?(.*?)"?$', CITATION, re.MULTILINE)
    assert isinstance(found, str)
    return found


def test_bibtex_is_of_this_version() -> None:
    """The entry has the version and the licence of pyproject.toml."""
    assert (PROJECT["version"], PROJECT["license"]) == (bibtex()["version"], bibtex()["license"])


def test_both_citations_say_the_same() -> None:
    """Title, author and licence are those of CITATION.cff."""
    entry = bibtex()
    assert [cited("title"), cited("license")] == [entry["title"], entry["license"]]
    assert f"{{{cited('name')}}}" == entry["author"]


def test_the_citation_is_complete() -> None:
    """CITATION.cff has what a reference needs, and no address that nobody vouches for."""
    needed = ("title", "abstract", "type", "version", "license", "authors", "keywords")
    assert [each for each in needed if not re.search(rf"^{each}:", CITATION, re.MULTILINE)] == []
    assert "://" not in CITATION
