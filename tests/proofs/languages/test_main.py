"""``python -m neverfalls.proofs.languages`` brings the catalogues up to date."""

import shutil
from pathlib import Path

import polib
import pytest

from neverfalls.proofs.languages import __main__ as command
from neverfalls.proofs.languages import catalogue


def test_new_texts_come_and_stale_ones_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is said stays said, what is new has no words yet, what nobody says is dropped."""
    file = tmp_path / "zh_CN.po"
    shutil.copy(catalogue.path_of("zh_CN"), file)
    before = polib.pofile(str(file))
    kept, new, *_ = [each for each in before if each.comment == "clauses"]
    before.remove(new)
    before.append(polib.POEntry(msgid="Nobody says this.", msgstr="没有人这样说。"))
    before.save(str(file))
    monkeypatch.setattr(catalogue, "path_of", lambda _code: file)
    monkeypatch.setattr(command, "LIMITS", {})

    command.update()

    found = polib.pofile(str(file))
    after = {each.msgid: each for each in found if not each.msgctxt}
    assert after[kept.msgid].msgstr == kept.msgstr
    assert (after[new.msgid].msgstr, after[new.msgid].comment) == ("", "clauses")
    assert "Nobody says this." not in after
    assert [each for each in found if each.comment == "bounds"] == []
    assert capsys.readouterr().out == f"zh_CN: {len(found)} texts, 1 without words\n"
