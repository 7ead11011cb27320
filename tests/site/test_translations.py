"""Pages that are written by hand, in Chinese: nothing is missing, and nothing is stale."""

import os
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from neverfalls.proofs.site.handwritten import handwritten

pytestmark = pytest.mark.site

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "docs" / "locales" / "zh_CN" / "LC_MESSAGES"


def sentences(folder: Path) -> dict[str, list[str]]:
    """Return the sentences of every page that is written by hand, as Sphinx takes them."""
    for name, text in handwritten(ROOT):
        file = folder / "source" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", "-D", "root_doc=verdicts"]
    command += ["-c", str(ROOT / "docs"), str(folder / "source"), str(folder / "made")]
    environment = {**os.environ, "SITE_LANGUAGE": "en"}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return {
        file.relative_to(folder / "made").with_suffix("").as_posix(): [
            each.msgid for each in polib.pofile(file.read_text(encoding="utf-8"))
        ]
        for file in sorted((folder / "made").rglob("*.pot"))
    }


def test_every_sentence_is_translated(tmp_path: Path) -> None:
    """Each page has its own sentences in Chinese, and no others."""
    wrong = []
    for name, wanted in sentences(tmp_path).items():
        file = CATALOGUES / f"{name}.po"
        assert file.is_file(), name
        entries = polib.pofile(file.read_text(encoding="utf-8"))
        known = {each.msgid for each in entries if each.msgstr and not each.fuzzy}
        wrong += [(name, "missing", each) for each in wanted if each not in known]
        wrong += [(name, "stale", each.msgid) for each in entries if each.msgid not in wanted]
    assert [] == wrong
