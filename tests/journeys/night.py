"""Somebody at the real window: keys, clicks and drops on what shows, and a count of what that took."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from PIL import Image
from PySide6.QtCore import QChildEvent, QEvent, QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.exceptions import TimeoutError  # noqa: A004  (the plugin's own)
from pytestqt.qtbot import QtBot

from fieldkit.actions import enrol, home
from fieldkit.actions.clock import SystemClock
from fieldkit.actions.desk import Desk
from fieldkit.domain.view import SeizureView
from fieldkit.storage.home import HomeRole
from fieldkit.ui.pages.writeup_plan import SECTIONS
from fieldkit.ui.window import Window

LONG: Final = 30_000
"""Milliseconds a loaded machine may take; nothing is measured."""
A, B = "Officer Practice A", "Officer Practice B"
CONTROL: Final = Qt.KeyboardModifier.ControlModifier
ALT: Final = Qt.KeyboardModifier.AltModifier
_SECTIONS: Final = tuple(name for name, _text in SECTIONS)


@dataclass(frozen=True)
class Station:
    """The homes of the night: a laptop of two officers, and the headquarters where both are certified."""

    field: Path
    hq: Path
    people: dict[str, str]

    def unlocked(self, place: Path, officer: str = "") -> Desk:
        """Open one of the homes as *officer*, or its first one."""
        cards = home.describe(path=place).officers
        person = next(one.person for one in cards if officer in {"", one.name})
        return home.unlock(path=place, person=person, passphrase=home.PRACTICE_PASSPHRASE, clock=SystemClock())


def found(folder: Path) -> Station:
    """Make the homes, with the keys of practice."""
    folder.mkdir(parents=True)
    clock = SystemClock()

    def opened(name: str, role: HomeRole, officer: str) -> Desk:
        who = home.NewOfficer(name=officer, rank="Lt (practice)", unit="Practice unit")
        made = home.create(
            path=folder / name, role=role, practice=True, name=f"Practice {name}", officer=who, clock=clock
        )
        return home.unlock(path=made.path, person=made.person, passphrase=home.PRACTICE_PASSPHRASE, clock=clock)

    hq, desk = opened("hq", "hq", "Reviewer Practice"), opened("field", "field", A)
    home.add_officer(desk=desk, officer=home.NewOfficer(name=B, rank="Sgt (practice)", unit="Practice unit"))
    asked = enrol.request(desk=desk, to=folder)
    roles = {one.person: frozenset({"officer"}) for one in home.describe(path=desk.home).officers}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=folder)  # type: ignore[arg-type]  # a literal set of one
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)
    for one in (desk, hq):
        home.lock(desk=one)
    people = {one.name: one.person for one in home.describe(path=folder / "field").officers}
    return Station(folder / "field", folder / "hq", people)


def shots(folder: Path, count: int) -> list[Path]:
    """Write *count* small photos, each of its own colour and moment, as a camera's card holds them."""
    folder.mkdir()
    made = []
    for n in range(1, count + 1):
        exif = Image.Exif()
        exif[0x0110] = "Practice Cam"
        exif.get_ifd(0x8769)[0x9003] = f"2026:11:22 02:{n:02d}:00"
        path = folder / f"IMG_{n:04d}.JPG"
        Image.new("RGB", (320, 240), (n * 17 % 256, 60, 120)).save(path, "JPEG", exif=exif)
        made.append(path)
    return made


@dataclass
class Counter(QObject):
    """Every page shown and every dialog opened is one screen; keys and clicks are what a person pressed."""

    screens: list[str] = field(default_factory=list)
    passphrases: int = 0
    keys: int = 0
    clicks: int = 0
    drops: int = 0
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        super().__init__()

    def watch(self, window: Window) -> None:
        """Count what *window* shows from now on."""
        window.stack.currentChanged.connect(lambda _at: self._page(window))
        window.installEventFilter(self)
        self._page(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Note each dialog of the window when it is about to show."""
        if isinstance(event, QChildEvent) and event.polished() and isinstance(event.child(), QDialog):
            self.screens.append(f"dialog {event.child().objectName()}")
        return super().eventFilter(watched, event)

    def _page(self, window: Window) -> None:
        page = window.stack.currentWidget()
        self.screens.append(getattr(page, "name", ""))

    def said(self) -> str:
        """Return the counts as one line."""
        seconds = time.monotonic() - self.began
        return (
            f"{len(self.screens)} screens and dialogs, {self.passphrases} passphrases, {self.keys} keys, "
            f"{self.clicks} clicks, {self.drops} drops, {seconds:.1f} s: {', '.join(self.screens)}"
        )


class Person:
    """Hands at the window. Whatever is named must show and be enabled, as for a person."""

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        self.qtbot, self.window = qtbot, window
        self.counter = Counter()
        self.counter.watch(window)

    # --- seeing -------------------------------------------------------------------------------------------------------
    @property
    def view(self) -> SeizureView:
        """Return the record of the open seizure, to know whether work has arrived; never to do anything."""
        assert self.window.view is not None
        return self.window.view

    @property
    def place(self) -> str:
        """Return the page that shows."""
        return self.window.current.name if self.window.current else ""

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until it is so."""
        try:
            self.qtbot.waitUntil(true, timeout=LONG)
        except TimeoutError as error:
            told = f"on {self.place}: {self.window.banner.text}; {self.counter.said()}"
            raise AssertionError(told) from error

    def settled(self) -> None:
        """Wait until the window has nothing to do, reading included."""
        for _n in range(2):
            self.qtbot.wait(10)
            self.until(lambda: not self.window.ops._waiting)  # noqa: SLF001  (nobody else asks for reads too)

    def top(self) -> QWidget:
        """Return the dialog that is open, else the window."""
        dialogs = [one for one in self.window.findChildren(QDialog) if one.isVisible()]
        return dialogs[-1] if dialogs else self.window

    def named(self, name: str, end: str = "") -> QWidget | None:
        """Return the widget that shows under this name; with *end*: the one whose name begins and ends so."""
        for one in self.top().findChildren(QWidget):
            said = one.objectName()
            fits = said == name if not end else said.startswith(name) and said.endswith(end)
            if fits and one.isVisible() and one.isEnabled():
                return one
        return None

    def see(self, name: str, end: str = "") -> QWidget:
        """Wait for a widget and scroll to it."""
        self.until(lambda: self.named(name, end) is not None)
        found_ = cast("QWidget", self.named(name, end))
        at = found_.parentWidget()
        while at is not None:
            if isinstance(at, QScrollArea):
                at.ensureWidgetVisible(found_)
            at = at.parentWidget()
        return found_

    # --- hands --------------------------------------------------------------------------------------------------------
    def press(self, name: str, end: str = "") -> None:
        """Click a button."""
        button = self.see(name, end)
        assert isinstance(button, QAbstractButton), name
        self.counter.clicks += 1
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settled()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key as the system does: the window in front gets it, and hands it to where the keyboard is."""
        self.counter.keys += 1
        QTest.keyClick(self.top().windowHandle(), key, modifier)
        self.settled()

    def enter(self, text: str) -> None:
        """Type where the keyboard is; a script that no layout here types comes from an input method."""
        self.until(lambda: isinstance(self.top().focusWidget(), QLineEdit | QPlainTextEdit))  # the cursor is seen
        line = cast("QLineEdit | QPlainTextEdit", self.top().focusWidget())
        self.counter.keys += len(text)
        if text.isascii():
            QTest.keyClicks(line, text)
        elif isinstance(line, QLineEdit):
            line.insert(text)
        else:
            line.insertPlainText(text)

    def type(self, form: str, name: str, text: str) -> None:
        """Go to a field of a form and type into it."""
        line = self.see(f"{form}_", f"_{name}")
        assert isinstance(line, QLineEdit | QPlainTextEdit), name
        if not line.hasFocus():
            self.counter.clicks += 1
            line.setFocus()
        if isinstance(line, QPlainTextEdit):
            line.moveCursor(QTextCursor.MoveOperation.End)  # clicked behind what stands there
        self.enter(text)

    def take(self, form: str, name: str, text: str) -> None:
        """Type into a field that offers what it knows, and take the first offer."""
        self.type(form, name, text)
        self.key(Qt.Key.Key_Down)
        self.key(Qt.Key.Key_Return)

    def choose(self, name: str, words: str, end: str = "") -> None:
        """Take the row of a list that says *words*."""
        box = self.see(name, end)
        assert isinstance(box, QComboBox), name
        at = box.findText(words)
        assert at >= 0, [box.itemText(n) for n in range(box.count())]
        self.counter.clicks += 2
        box.setCurrentIndex(at)
        box.activated.emit(at)
        self.settled()

    def write(self, name: str, text: str) -> None:
        """Fill a line of a page or dialog."""
        line = self.see(name)
        assert isinstance(line, QLineEdit | QPlainTextEdit), name
        if not line.hasFocus():
            self.counter.clicks += 1
            line.setFocus()
        self.enter(text)

    def passphrase(self, name: str = "passphrase", words: str = home.PRACTICE_PASSPHRASE) -> None:
        """Type the passphrase and press Enter."""
        self.write(name, words)
        self.counter.passphrases += 1
        self.counter.keys += 1
        line = self.see(name)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def drop(self, paths: Sequence[Path], name: str, end: str = "") -> None:
        """Drag files onto a widget."""
        target = self.see(name, end)
        before = len(self.view.originals)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        at = QPointF(target.rect().center())
        common = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        arrives = QDragEnterEvent(at.toPoint(), *common)
        QApplication.sendEvent(target, arrives)
        assert arrives.isAccepted(), name
        QApplication.sendEvent(target, QDropEvent(at, *common))
        self.counter.drops += 1
        self.until(lambda: len(self.view.originals) == before + len(paths))
        self.settled()

    # --- ways ---------------------------------------------------------------------------------------------------------
    def section(self, name: str) -> None:
        """Go to a section of the write-up by its key."""
        self.key(Qt.Key(Qt.Key.Key_0 + _SECTIONS.index(name)), ALT)

    def save(self) -> None:
        """Ctrl+S."""
        self.key(Qt.Key.Key_S, CONTROL)

    def folder(self, path: Path) -> None:
        """Choose a folder in the dialog that asks for one."""
        self.until(lambda: isinstance(self.top(), QFileDialog))
        dialog = cast("QFileDialog", self.top())
        self.counter.keys += len(str(path))
        dialog.filesSelected.emit([str(path)])
        dialog.reject()  # accepting would choose once more: the folder that the tests run in
        self.settled()

    def close(self) -> None:
        """Close the window; whoever comes next opens the home anew."""
        self.window.close()
