"""The file for support holds what went wrong and on what, and nothing of any case."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.ui import crash, support
from fieldkit.ui.window import Window
from tests.ui.practice import Practice
from tests.ui.seat import LONG, open_seizure, settled

AT = datetime(2026, 11, 22, 2, 13, 58, tzinfo=UTC)


def test_it_holds_the_report_the_versions_and_the_sizes_and_no_word_of_the_seizure(
    qtbot: QtBot, desk: Window, world: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldkit.ui.errands.trouble.state_folder", lambda: tmp_path / "state")
    open_seizure(qtbot, desk, world)
    view = desk.view
    assert view is not None
    told = {view.id, view.number, world.officer, str(world.field)}
    told |= {head.value.title for head in (view.head.heads if view.head else ())}
    told |= {head.value.text for head in (view.narrative.heads if view.narrative else ())}
    for exhibit in view.exhibits:
        told |= {exhibit.id, exhibit.number, exhibit.find.register.shown.description, exhibit.find.act.name}
    for person in view.persons:
        shown = person.register.shown
        told |= {shown.name_km, shown.name_latin, shown.id_no, shown.address}
    told |= {original.blob.sha256 for original in view.originals}
    told |= {original.fact.register.shown.name for original in view.originals}
    desk.show_error(ValueError(" ".join(told)))
    settled(qtbot, desk)
    path = tmp_path / "support.zip"
    desk.trouble.save_support_file(path)
    assert desk.ops.job("support") is not None, "a home of thousands of photos holds no window"
    qtbot.waitUntil(lambda: str(path) in desk.banner.text, timeout=LONG)
    with zipfile.ZipFile(path) as pack:
        names = pack.namelist()
        text = "\n".join([*names, *(pack.read(name).decode() for name in names)])
    assert {"versions.txt", "sizes.txt"} <= set(names)
    assert any(name.startswith("crash-") for name in names)
    assert "ValueError" in text
    assert ".db 1 files" in text
    for words in told - {""}:
        assert words not in text
    assert str(path) in desk.banner.text


def test_only_the_newest_reports_go_in(tmp_path: Path) -> None:
    for second in range(14):
        crash.write(ValueError("x"), tmp_path / "crash", AT.replace(second=second))
    support.write(tmp_path / "out.zip", reports=tmp_path / "crash", home=None, at=AT)
    with zipfile.ZipFile(tmp_path / "out.zip") as pack:
        reports = [name for name in pack.namelist() if name.startswith("crash-")]
    assert reports == [f"crash-20261122T0213{second:02d}000000.txt" for second in range(4, 14)]


def test_a_disk_that_takes_nothing_is_said_and_is_no_second_mistake(qtbot: QtBot, desk: Window, tmp_path: Path) -> None:
    desk.trouble.save_support_file(tmp_path / "no such folder" / "support.zip")
    qtbot.waitUntil(lambda: "could not be written" in desk.banner.text, timeout=LONG)
    assert desk.current is not desk.crash_page
