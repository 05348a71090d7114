"""Where the keyboard is on the write-up, where it goes next, and how it comes back when the page is built anew."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from fieldkit.ui.look.tokens import S

_TYPED = (QLineEdit, QPlainTextEdit, QComboBox)


def fields(inside: QWidget | None) -> list[QWidget]:
    """Return the fields of a part that can be typed into, in reading order."""
    found = [w for w in inside.findChildren(QWidget) if isinstance(w, _TYPED) and w.isEnabled()] if inside else []
    return [w for w in found if inside and w.isVisibleTo(inside) and not isinstance(w.parentWidget(), QComboBox)]


def first(inside: QWidget | None) -> QWidget | None:
    """Return the field where typing begins: the value of a weighing, the seal of a package, else what is empty."""
    found = fields(inside)
    empty = [w for w in found if not _text(w)]
    value = [w for w in empty if w.objectName().endswith(("_value", "_seals[0]"))]
    return next(iter((*value, *empty, *found)), None)


def bring_to_top(area: QWidget | None, part: QWidget) -> None:
    """Scroll *part* to the top of *area* once that is laid out."""

    def scroll() -> None:
        inner = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and inner is not None and inner.isAncestorOf(part):
            area.verticalScrollBar().setValue(part.mapTo(inner, part.rect().topLeft()).y() - S)

    QTimer.singleShot(0, part, scroll)


class Place:
    """Where the keyboard and the eye are in a part of the page that is about to be built anew."""

    def __init__(self, page: QWidget) -> None:
        self._page = page
        focus = QApplication.focusWidget()
        self.inside = focus is not None and page.isAncestorOf(focus)
        self._name = focus.objectName() if self.inside and focus is not None else ""
        self._at: int | None = None
        if self.inside and isinstance(focus, QLineEdit):
            self._at = focus.cursorPosition()
        elif self.inside and isinstance(focus, QPlainTextEdit):
            self._at = focus.textCursor().position()
        area = page.findChild(QScrollArea, "section")
        self._scrolled = area.verticalScrollBar().value() if area is not None else 0

    def back(self) -> bool:
        """Give the keyboard back, and show it; tell whether what had it is still there."""
        again = self._page.findChild(QWidget, self._name) if self._name else None
        if again is not None:
            again.setFocus()
            if self._at is not None and isinstance(again, QLineEdit):
                again.setCursorPosition(self._at)
            elif self._at is not None and isinstance(again, QPlainTextEdit):
                cursor = QTextCursor(again.document())
                cursor.setPosition(min(self._at, len(again.toPlainText())))
                again.setTextCursor(cursor)
        QTimer.singleShot(0, self._page, self._scroll)
        return again is not None or not self.inside

    def _scroll(self) -> None:
        """Scroll as it was, then as far as what is worked on needs: other words and sizes have moved everything."""
        area = self._page.findChild(QScrollArea, "section")
        inner = area.widget() if area is not None else None
        if area is None or inner is None:
            return
        area.verticalScrollBar().setValue(self._scrolled)
        focus = QApplication.focusWidget()
        opened = inner.findChild(QWidget, "opened")
        if focus is not None and inner.isAncestorOf(focus):
            if opened is not None and opened.isAncestorOf(focus):
                area.ensureWidgetVisible(opened, 0, S)
            area.ensureWidgetVisible(focus, 0, 80)
        elif opened is not None:
            area.verticalScrollBar().setValue(opened.mapTo(inner, opened.rect().topLeft()).y() - S)


def _text(widget: Any) -> str:  # noqa: ANN401  (one of three kinds of fields)
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return str(widget.text())
