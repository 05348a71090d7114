"""What a page is: it shows a record, tells the shell its head and keys, and says by signals what a person wants.

A page never calls an action. It is handed frozen records, builds its body from them, and can be built again at any time
from what it holds (language or look changed), so it keeps what was typed in fields of its own, not in widgets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QVBoxLayout, QWidget

from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import NARROW, RAIL, XL, XS, L
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import BadgeKind


@dataclass(frozen=True, slots=True)
class Mark:
    """A badge to be: words, kind, icon."""

    text: str
    kind: BadgeKind = "plain"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a page."""

    title: str
    subtitle: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """Something a key does on a page. hidden: works, but the hint bar has more important ones (F1 lists all)."""

    key: str
    text: str
    run: Callable[[], None]
    hidden: bool = False


class Page(QWidget):
    """One screen.

    Attributes:
        name: objectName and the name the rail knows.
        rail: which rail item is lit while this page shows; empty = no rail items at all (before unlocking).
        stale: the body is older than what the page holds; the shell builds it before showing it.
    Signals:
        refreshed: head, keys or what is safe have changed.
    """

    name: ClassVar[str]
    rail: ClassVar[str] = ""
    refreshed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName(self.name)
        self.setProperty("page", True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget()
        box.addWidget(self._body)
        self.stale = True

    # --- what a page says of itself -----------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return title, subtitle and marks."""
        raise NotImplementedError

    def primary(self) -> Button | None:
        """Return a new button for the page's one main action, or None."""
        return None

    def acts(self) -> tuple[Act, ...]:
        """Return what keys do here, most important first."""
        return ()

    def safe(self) -> Mark | None:
        """Return what is safe, for the bottom right; None leaves it to the shell."""
        return None

    def build(self) -> QWidget:
        """Return a new body made from what the page holds."""
        raise NotImplementedError

    def first_focus(self) -> str:
        """Return the objectName of the widget that gets the keyboard when the page opens; empty = the page itself."""
        return ""

    # --- building -----------------------------------------------------------------------------------------------------
    def renew(self) -> None:
        """What the page holds has changed: build its body anew, or, while it is hidden, when it is next shown.

        Building costs up to a sixth of a second; a change must not cost it for every page at once.
        """
        if self.isVisible():
            self.rebuild()
        else:
            self.stale = True

    def rebuild(self) -> None:
        """Build the body anew now; the focus and the scroll position stay where they were."""
        self.stale = False
        focus = QApplication.focusWidget()
        focused = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        scrolled = {a.objectName(): a.verticalScrollBar().value() for a in self.findChildren(QAbstractScrollArea)}
        old, self._body = self._body, self.build()
        self._body.setProperty("body", True)
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(old, self._body)
        self._body.show()  # Qt would show it one event later: a blank frame between
        old.hide()  # else the layout's late show would make a window of it
        old.setParent(None)
        old.deleteLater()
        self._restore(focused, scrolled)
        self.refreshed.emit()

    def swap(self, name: str, new: QWidget) -> None:
        """Put *new* where the part called *name* stands, without building the rest of the page anew."""
        old = self.part(name)
        parent = old.parentWidget() if old else None
        layout = parent.layout() if parent else None
        if old is None or layout is None:
            return
        new.setObjectName(name)
        if old.minimumWidth() == old.maximumWidth():
            new.setFixedWidth(old.minimumWidth())
        layout.replaceWidget(old, new)
        new.show()
        old.hide()  # else the layout's late show would make a window of it
        old.setParent(None)
        old.deleteLater()

    def forget(self) -> None:
        """The app was locked: hold and show nothing of any record. Pages that hold some clear it first."""
        self.rebuild()

    def settle(self) -> None:
        """Give the keyboard to where work begins on this page."""
        wanted = self.part(self.first_focus())
        (wanted or self).setFocus()

    def part(self, name: str) -> QWidget | None:
        """Return the widget of this page with that objectName."""
        return self.findChild(QWidget, name) if name else None

    def _restore(self, focused: str, scrolled: dict[str, int]) -> None:
        widget = self.part(focused)
        if widget is not None:
            widget.setFocus()
        # A scroll bar has no range before its area is laid out, which is after this event.
        QTimer.singleShot(0, self, lambda: self._scroll_back(scrolled))

    def _scroll_back(self, scrolled: dict[str, int]) -> None:
        for area in self.findChildren(QAbstractScrollArea):
            if area.objectName() in scrolled and area.objectName():
                area.verticalScrollBar().setValue(scrolled[area.objectName()])


def edge(width: int) -> int:
    """Return the side margin of a body of *width*: it shrinks with the window."""
    return L if narrow(width) else XL


def narrow(width: int) -> bool:
    """Tell whether a body of *width* is in a narrow window."""
    return width < style.scaled(NARROW - RAIL)


def margins(width: int) -> tuple[int, int, int, int]:
    """Return the margins of a body of *width*."""
    side = edge(width)
    return (side, XS, side, 0)
