"""Settings take effect at once and are kept; what is kept says nothing of any record."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from fieldkit.text.catalogue import Language
from fieldkit.ui.look import style
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window
from tests.ui import fit
from tests.ui.conftest import Dress
from tests.ui.practice import PASSPHRASE, Practice
from tests.ui.seat import LONG, open_seizure, settled, type_passphrase, window_on
from tests.ui.staged import PAGES, stage


@fit.IN_EVERY_SIZE
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_at_125_percent(
    qtbot: QtBot, dress: Dress, name: str, language: Language, size: tuple[int, int]
) -> None:
    style.text_size(125)
    dress("light", language)
    shell = stage(name, size)
    qtbot.addWidget(shell)
    qtbot.wait(30)
    assert (shell.width(), shell.height()) == size, "the content forces the window to grow"
    assert fit.cut_text(shell) == []
    assert fit.overlaps(shell) == []
    assert fit.outside(shell) == []


@pytest.mark.heavy
@pytest.mark.parametrize("name", PAGES)
def test_at_150_percent_nothing_lies_on_anything_else(qtbot: QtBot, dress: Dress, name: str) -> None:
    style.text_size(150)
    dress("light", "en")
    shell = stage(name, (1280, 800))
    qtbot.addWidget(shell)
    qtbot.wait(30)
    assert (shell.width(), shell.height()) == (1280, 800)
    assert fit.outside(shell) == []
    for area in shell.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0, area.objectName()


def press(window: Window, name: str) -> None:
    button = window.settings.part(name)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_size_of_text_changes_at_once_and_is_kept(qtbot: QtBot, desk: Window, tmp_path: Path) -> None:
    desk.go("settings")
    before = style.size("body")
    press(desk, "text_size_150")
    settled(qtbot, desk)
    assert style.size("body") == before * 3 // 2
    assert Preferences(tmp_path / "window.ini").text_size == 150
    press(desk, "text_size_100")
    assert style.size("body") == before


def test_the_look_follows_the_system_while_that_is_chosen(qtbot: QtBot, desk: Window) -> None:
    changed = QGuiApplication.styleHints().colorSchemeChanged
    desk.go("settings")
    press(desk, "look_system")
    settled(qtbot, desk)
    changed.emit(Qt.ColorScheme.Dark)
    assert style.look() == "night"
    changed.emit(Qt.ColorScheme.Light)
    assert style.look() == "light"
    press(desk, "look_contrast")
    changed.emit(Qt.ColorScheme.Dark)
    assert style.look() == "contrast"


def test_the_window_comes_back_where_it_was_and_the_file_names_no_record(
    qtbot: QtBot, dress: Dress, desk: Window, world: Practice, tmp_path: Path
) -> None:
    open_seizure(qtbot, desk, world)
    view = desk.view
    assert view is not None
    desk.go("exchange")
    desk.resize(1000, 711)  # Qt keeps a restored window inside the screen, which offscreen is small
    settled(qtbot, desk)
    desk.close()
    again = window_on(world.field, qtbot, tmp_path)
    window = next(again)
    window.restoreGeometry(window.preferences.geometry)
    assert (window.width(), window.height()) == (1000, 711)
    type_passphrase(window, PASSPHRASE)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)
    assert window.current is window.exchange
    open_seizure(qtbot, window, world)
    window.go("photos")
    settled(qtbot, window)
    window.close()
    text = (tmp_path / "window.ini").read_text(encoding="utf-8")
    assert "page=today" in text
    told = {view.id, view.number, view.head.shown.title if view.head else ""}
    told |= {exhibit.find.register.shown.description for exhibit in view.exhibits}
    told |= {person.register.shown.name_latin for person in view.persons}
    for words in told - {""}:
        assert words not in text
    next(again, None)


def test_values_of_another_program_count_as_not_set(tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    file.write_text("[General]\ntext_size=900\nlook=pink\npage=photos\ngeometry=nothing\n", encoding="utf-8")
    kept = Preferences(file)
    assert (kept.text_size, kept.look, kept.page) == (100, "system", "today")
    assert kept.geometry.isEmpty()
