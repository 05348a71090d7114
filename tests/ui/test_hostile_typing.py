"""Hostile typing and a full disk in the real window: said at the field, shown safely, and nothing typed goes."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions import drafting
from fieldkit.ui.ops import JobKind
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.window import Window
from tests.ui import fit, seat, seats
from tests.ui.conftest import Dress
from tests.ui.forms_shown import FILLED, Show, show
from tests.ui.practice import Practice
from tests.ui.seat import LONG
from tests.ui.sitting import Sitting
from tests.ui.test_handover import everything_in

__all__ = ["show"]
PASTED: Final = "គ្រឿង ABC " * 1_000
STRANGE: Final = "Raid \U0001f6a8\u202egpj.exe\u202c \u200b\u2066x\u2069\ufeff ផ្ទះ"
TOLD_LATER: Final = frozenset({"narrative", "ground", "presence", "weighing", "count"})
"""A narrative has room for it; the others hold lines that say it when they are saved."""
ACTING: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"

pytestmark = pytest.mark.heavy


def paste(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Paste as a person does."""
    data = QMimeData()
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)
    field.setFocus()
    field.selectAll()
    field.paste()


@pytest.mark.parametrize("name", sorted(FILLED))
def test_ten_thousand_characters_into_every_field_of_every_form_stand_there_and_go_nowhere_else(
    qtbot: QtBot, show: Show, name: str
) -> None:
    view = show(name, {}, open_all=True)
    found: list[QLineEdit | QPlainTextEdit] = [*view.findChildren(QLineEdit), *view.findChildren(QPlainTextEdit)]
    fields = [one for one in found if one.isVisible() and one.isEnabled()]
    width = view.width()
    for field in fields:
        paste(field, PASTED)
    qtbot.wait(10)
    assert str(view.typed).count("ABC") >= 1_000 or not fields
    for field in fields:
        with contextlib.suppress(RuntimeError):  # a field that gave way to another one
            assert "ABC" in (field.text() if isinstance(field, QLineEdit) else field.toPlainText())
    assert view.width() <= width, "nothing pushes the window wide"
    assert any("too many" in text for text in fit.words(view)) or name in TOLD_LATER


def test_a_name_too_long_is_told_at_its_field_kept_as_a_draft_and_saved_once_it_fits(sitting: Sitting) -> None:
    sitting.begin()
    sitting.state.go("called")
    sitting.settled()
    field = sitting.line("called", "title")
    paste(field, PASTED)
    sitting.kept()
    sitting.save()
    assert any("too many" in text or "400" in text for text in fit.words(sitting.page))
    desk = sitting.window.desk
    assert desk is not None
    kept = [one for one in drafting.kept(desk=desk, seizure=sitting.view.id) if one.form == "called"]
    assert kept
    assert kept[0].typed["title"].count("ABC") == 1_000, "whole on the disk"
    paste(sitting.line("called", "title"), "Practice bridge")
    sitting.save()
    head = sitting.view.head
    assert head is not None
    assert head.shown.title == "Practice bridge"


def test_emoji_and_characters_that_turn_text_round_are_kept_and_shown_without_their_power(sitting: Sitting) -> None:
    sitting.begin()
    sitting.state.go("called")
    sitting.settled()
    paste(sitting.line("called", "title"), STRANGE)
    sitting.save()
    head = sitting.view.head
    assert head is not None
    assert "\u202e" in head.shown.title, "the record keeps what was typed"
    shown: dict[str, str] = {}
    for page in ("seizure", "today", "documents", "exchange"):
        sitting.window.go(page)
        sitting.settled()
        assert sitting.window.current is not None
        shown[page] = everything_told(sitting.window)
        assert not set(ACTING) & set(shown[page]), page
    seen = {page for page, words in shown.items() if "\ufffdgpj.exe" in words}
    assert {"seizure", "today"} <= seen, "the title is shown, so that it could have done harm"


def everything_told(window: Window) -> str:
    """Return what stands on the window and what a screen reader or a pointer that rests is told."""
    told = [window.windowTitle(), *fit.words(window)]
    for view in fit.shown(window, QAbstractItemView):
        model = view.model() if isinstance(view, QAbstractItemView) else None
        rows = range(model.rowCount()) if model else ()
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        told += [str(model.index(row, 0).data(role) or "") for row in rows for role in roles if model]
    for widget in fit.shown(window, QWidget):
        told += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    return " ".join(told)


# --- the disk --------------------------------------------------------------------------------------------------------
@pytest.fixture
def small(tmp_path: Path, written: Practice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the practice laptop on a disk of its own that can be filled."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounts a small disk, which needs root on Linux")
    try:
        shutil.copytree(written.field, folder / "field")
        shutil.copytree(written.field.parent / "guard", tmp_path / "guard")
        monkeypatch.setenv("FIELDKIT_GUARD", str(tmp_path / "guard"))
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4_096):
            pass
    return filler


def test_a_full_disk_refuses_a_save_keeps_the_form_and_saves_when_there_is_room_again(
    qtbot: QtBot, dress: Dress, small: Path, written: Practice, tmp_path: Path
) -> None:
    for window_ in seat.window_on(small / "field", qtbot, tmp_path):
        sitting_ = at_the_narrative(qtbot, window_, written)
        field = sitting_.line("narrative", "text")
        paste(field, "The car stood at the bridge.")
        sitting_.kept()
        filler = fill(small)
        reserve = sitting_.window.desk.store.home.reserve if sitting_.window.desk else None
        assert reserve is not None
        reserve.unlink(missing_ok=True)
        fill(small)
        sitting_.save()
        told = window_.banner.text
        assert "disk" in told.casefold() or "room" in told.casefold(), told
        field = sitting_.line("narrative", "text")
        assert isinstance(field, QPlainTextEdit)
        assert field.toPlainText() == "The car stood at the bridge."
        assert sitting_.state.typing.draft(Key("narrative", sitting_.view.id)) is not None
        filler.unlink()
        sitting_.save()
        told_now = sitting_.view.narrative
        assert told_now is not None
        assert told_now.shown.text == "The car stood at the bridge."


def at_the_narrative(qtbot: QtBot, window_: Window, world: Practice) -> Sitting:
    seat.unlocked(qtbot, window_)
    made = Sitting(qtbot, window_)
    window_.open(world.seizure)
    qtbot.waitUntil(lambda: window_.current is made.page, timeout=LONG)
    made.settled()
    made.begin()
    made.state.go("narrative")
    made.settled()
    return made


# --- closing under way -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["attach", "export", "import", "report"])
def test_closing_while_long_work_runs_asks_stops_at_a_safe_place_and_closes(
    qtbot: QtBot, written_window: Window, kind: JobKind
) -> None:
    window = seat.unlocked(qtbot, written_window)
    reached: list[str] = []

    def work(job: object) -> None:
        reached.append("begun")
        while not job.cancelled():  # type: ignore[attr-defined]  # a Job
            QTest.qSleep(2)
        reached.append("safe place")

    window.ops.long(work, kind=kind, done=lambda _none: reached.append("done"))
    qtbot.waitUntil(lambda: bool(reached), timeout=LONG)
    window.close()
    assert window.isVisible(), "nothing stops without being asked"
    asked = seats.dialog(qtbot, window, "question")
    assert "nothing is lost" in everything_in(asked)
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert "safe place" not in reached
    window.close()
    seats.press(seats.dialog(qtbot, window, "question"), "agree")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    assert "safe place" in reached
    assert seats.desk_of(window) is None
