"""Somebody who writes a seizure up in the window: what tests of the write-up share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from fieldkit.domain.view import SeizureView
from fieldkit.ui.dialogs.weighing import ConfirmWeighing
from fieldkit.ui.pages.writeup import WriteUpPage
from fieldkit.ui.pages.writeup_state import WriteUp
from fieldkit.ui.window import Window
from tests.ui.seat import LONG

CONTROL = Qt.KeyboardModifier.ControlModifier


class Sitting:
    """Somebody at a window with a seizure that is being written up."""

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        self.qtbot, self.window = qtbot, window

    @property
    def page(self) -> WriteUpPage:
        return self.window.writeup_errands.page

    @property
    def state(self) -> WriteUp:
        return self.page.state

    @property
    def view(self) -> SeizureView:
        return self.state.record

    def settled(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.ops.busy, timeout=LONG)
        self.qtbot.wait(60)
        self.qtbot.waitUntil(lambda: not self.window.ops.busy, timeout=LONG)

    def begin(self) -> None:
        """Press N on Today."""
        before = self.state.view.id if self.state.view else ""
        self.window.go("today")
        self.window.setFocus()
        QTest.keyClick(self.window, Qt.Key.Key_N)
        self.qtbot.waitUntil(lambda: self.state.view is not None and self.state.view.id != before, timeout=LONG)
        self.qtbot.waitUntil(lambda: self.window.current is self.page, timeout=LONG)
        self.settled()

    def line(self, form: str, name: str, subject: str = "") -> QLineEdit | QPlainTextEdit:
        found = self.page.part(f"{form}_{subject or self.view.id}_{name}")
        assert isinstance(found, QLineEdit | QPlainTextEdit), (form, name)
        return found

    def type(self, form: str, name: str, text: str, subject: str = "") -> None:
        line = self.line(form, name, subject)
        line.setFocus()
        QTest.keyClicks(line, text)

    def kept(self) -> None:
        self.qtbot.waitUntil(lambda: bool(self.state.typing.keys) and self.state.typing.durable, timeout=LONG)

    def save(self) -> None:
        QTest.keyClick(self.window, Qt.Key.Key_S, CONTROL)
        self.settled()

    def press(self, name: str) -> None:
        button = self.page.part(name)
        assert isinstance(button, QAbstractButton), name
        button.click()
        self.settled()

    def dialog(self) -> ConfirmWeighing:
        found = [d for d in self.window.findChildren(QDialog) if isinstance(d, ConfirmWeighing) and d.isVisible()]
        assert len(found) == 1
        return found[0]

    def add_drug(self) -> str:
        """Add an exhibit by keys alone; return its id."""
        before = {x.id for x in self.view.exhibits}
        self.state.go("exhibits")
        self.qtbot.wait(20)
        self.window.setFocus()
        QTest.keyClick(self.window, Qt.Key.Key_A)
        self.qtbot.wait(20)
        self.window.setFocus()
        QTest.keyClick(self.window, Qt.Key.Key_1)
        self.qtbot.wait(20)
        self.type("find", "description", "white crystals in a clear bag")
        self.save()
        self.qtbot.waitUntil(lambda: len(self.view.exhibits) == len(before) + 1, timeout=LONG)
        return next(x.id for x in self.view.exhibits if x.id not in before)
