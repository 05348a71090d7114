"""Keys are known by their place, so that a Khmer layout sends the same shortcuts; letters are dead while typing."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fieldkit.ui.keys import chord
from fieldkit.ui.widgets.field import Line
from tests.ui.conftest import Dress
from tests.ui.staged import stage

NO = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
KHMER_NO = 0x1793
"""What a Khmer layout sends for the key that types N in English."""


def event(key: int, scan: int = 0, modifiers: Qt.KeyboardModifier = NO, text: str = "") -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan, 0, 0, text)


@pytest.mark.parametrize(
    ("key", "modifiers", "said"),
    [
        (Qt.Key.Key_N, NO, "N"),
        (Qt.Key.Key_O, CTRL, "Ctrl+O"),
        (Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier, "Alt+3"),
        (Qt.Key.Key_Return, NO, "Enter"),
        (Qt.Key.Key_Escape, NO, "Esc"),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier, ""),
    ],
)
def test_a_key_is_named_as_the_hints_write_it(key: int, modifiers: Qt.KeyboardModifier, said: str) -> None:
    assert chord(event(key, 0, modifiers)) == said


def test_the_place_of_a_key_counts_under_a_khmer_layout() -> None:
    n_key = 49 if sys.platform == "win32" else 57
    assert chord(event(KHMER_NO, n_key, text="ន")) == "N"
    assert chord(event(KHMER_NO, n_key, CTRL)) == "Ctrl+N"


def test_single_letters_are_dead_while_a_field_has_the_focus(qtbot: QtBot, dress: Dress) -> None:
    shell = stage("today")
    qtbot.addWidget(shell)
    asked: list[object] = []
    page = shell.current
    assert page is not None
    page.export_asked.connect(asked.append)  # type: ignore[attr-defined]  # it is the Today page
    qtbot.waitUntil(lambda: shell.windowHandle().isExposed())
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    search = page.part("search")
    assert isinstance(search, Line)
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    QTest.keyClick(search, Qt.Key.Key_E)
    assert asked == []
    assert search.text() == "e"
    search.clear()
    cards = page.part("cards")
    assert cards is not None
    cards.setFocus()
    QTest.keyClick(cards, Qt.Key.Key_E)
    assert asked == [()]


def test_f1_asks_for_all_keys(qtbot: QtBot, dress: Dress) -> None:
    shell = stage("seizure")
    qtbot.addWidget(shell)
    with qtbot.waitSignal(shell.keys_asked):
        QTest.keyClick(shell, Qt.Key.Key_F1)
