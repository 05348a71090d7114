"""The way into practice: one press makes a whole night, and Cancel leaves nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fieldkit.ui.preferences import Preferences, state_folder
from fieldkit.ui.widgets.field import Line
from fieldkit.ui.window import Window
from tests.ui.conftest import Dress

LONG = 120_000


@pytest.fixture
def window(qtbot: QtBot, dress: Dress, tmp_path: Path) -> Window:
    made = Window(Preferences(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.homes.describe()
    return made


def press(window: Window, name: str) -> None:
    button = window.unlock_page.part(name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_cancel_leaves_nothing_of_the_practice(qtbot: QtBot, window: Window) -> None:
    press(window, "practice")
    assert window.unlock_page.part("progress") is not None
    press(window, "cancel")
    qtbot.waitUntil(lambda: "Nothing of the practice was kept." in window.banner.text, timeout=LONG)
    assert not (state_folder() / "practice").exists()
    assert window.unlock_page.part("practice") is not None


@pytest.mark.heavy
def test_one_press_makes_a_whole_night_and_opens_it(qtbot: QtBot, window: Window) -> None:
    press(window, "practice")
    qtbot.waitUntil(lambda: window.unlock_page.part("passphrase") is not None, timeout=LONG)
    press(window, "fill_in")
    field = window.unlock_page.part("passphrase")
    assert isinstance(field, Line)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk is not None and bool(window.today.listed), timeout=LONG)
    assert window.today.listed[0].state == "accepted"
    assert window.preferences.home == state_folder() / "practice" / "field"
    window.close()
