"""What a test does to sit down at a window: open it on a home, unlock it, wait until it has settled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window
from tests.ui.practice import PASSPHRASE, Practice

LONG = 30_000
"""Milliseconds a loaded machine may take; nothing is measured."""


def window_on(home: Path, qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    window = Window(Preferences(tmp_path / "window.ini"), home)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.homes.describe()
    qtbot.waitUntil(lambda: window.unlock_page.part("passphrase") is not None, timeout=LONG)
    yield window
    window.close()
    assert window.desk is None


def unlocked(qtbot: QtBot, window: Window) -> Window:
    type_passphrase(window, PASSPHRASE)
    qtbot.waitUntil(lambda: window.desk is not None and window.today.part("cards") is not None, timeout=LONG)
    return window


def type_passphrase(window: Window, phrase: str) -> None:
    field = window.unlock_page.part("passphrase")
    assert isinstance(field, QLineEdit)
    field.setText(phrase)
    QTest.keyClick(field, Qt.Key.Key_Return)


def open_seizure(qtbot: QtBot, window: Window, world: Practice) -> None:
    window.open(world.seizure)
    qtbot.waitUntil(lambda: window.view is not None, timeout=LONG)


def settled(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.ops.busy, timeout=LONG)
    qtbot.wait(50)
