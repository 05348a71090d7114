"""A practice laptop with two officers, a window on it, and fingers: what tests of officers and locking share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions import home, writeup
from fieldkit.actions.clock import PracticeClock
from fieldkit.actions.desk import Desk
from fieldkit.actions.practice import raid
from fieldkit.domain.values import Party
from fieldkit.ui.preferences import Preferences
from fieldkit.ui.window import Window
from tests.ui import fit

LONG = 30_000
"""Milliseconds a loaded machine may take; nothing is measured."""
WALL = 1_795_286_220_000
PHRASE = home.PRACTICE_PASSPHRASE


@dataclass(frozen=True)
class Laptop:
    """A home with two officers."""

    path: Path
    first: str
    second: str


def laptop(folder: Path, *, night: bool = False) -> Laptop:
    """Make it; *night*: with the practice night written up by the first officer."""
    clock = PracticeClock(WALL)
    who = home.NewOfficer(name="Officer Practice A", rank="Lt (practice)", unit="Practice unit")
    made = home.create(path=folder / "home", role="field", practice=True, name="Laptop", officer=who, clock=clock)
    desk = home.unlock(path=made.path, person=made.person, passphrase=PHRASE, clock=clock)
    other = home.NewOfficer(name="Officer Practice B", rank="Sgt (practice)", unit="Practice unit")
    second, _phrase = home.add_officer(desk=desk, officer=other)
    if night:
        told = raid.document(first=desk.party, second=Party(name="Officer Practice B", person=second))
        raid.photos(told, folder / "card")
        writeup.record(desk=desk, document=told, photos=folder / "card")
    home.lock(desk=desk)
    return Laptop(made.path, made.person, second)


def window_on(path: Path | None, qtbot: QtBot, folder: Path) -> Iterator[Window]:
    """Show a window on the home in *path*, and close it in the end."""
    window = Window(Preferences(folder / "window.ini"), path)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.homes.describe()
    wanted = "passphrase" if path else "practice"
    qtbot.waitUntil(lambda: window.unlock_page.part(wanted) is not None, timeout=LONG)
    yield window
    window.close()
    assert window.desk is None


def desk_of(window: Window) -> Desk | None:
    """Return who sits there, asked anew each time."""
    return window.desk


def pick(window: Window, person: str) -> None:
    press(window.unlock_page, f"officer_{person}")


def type_in(root: QWidget, name: str, text: str, *, enter: bool = True) -> QLineEdit:
    field = root.findChild(QLineEdit, name)
    assert field is not None, name
    field.setText(text)
    if enter:
        QTest.keyClick(field, Qt.Key.Key_Return)
    return field


def press(root: QWidget, name: str) -> None:
    button = root.findChild(QWidget, name)
    assert button is not None, name
    assert button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def unlock(qtbot: QtBot, window: Window, person: str) -> None:
    pick(window, person)
    type_in(window.unlock_page, "passphrase", PHRASE)
    qtbot.waitUntil(lambda: window.desk is not None, timeout=LONG)
    settled(qtbot, window)


def settled(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.ops.busy, timeout=LONG)
    qtbot.wait(30)


def dialog(qtbot: QtBot, window: Window, name: str) -> QDialog:
    """Wait for the dialog of that name."""

    def shown() -> QDialog | None:
        return next((d for d in window.findChildren(QDialog, name) if d.isVisible()), None)

    qtbot.waitUntil(lambda: shown() is not None, timeout=LONG)
    found = shown()
    assert found is not None
    return found


def fits(root: QWidget) -> None:
    """Assert that nothing on *root* is cut, covered, nameless or out of Tab's reach."""
    assert fit.cut_text(root) == []
    assert fit.overlaps(root) == []
    assert fit.nameless(root) == []
    assert fit.controls(root) - fit.reached_by_tab(root) == set()
