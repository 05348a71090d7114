"""Layouts in one line each, a layout that wraps, and a scroll area without a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from fieldkit.ui.look.tokens import S

Item = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]
"""A widget or layout, a fixed gap, a stretch (None), or a widget or layout with its stretch."""
Margins = tuple[int, int, int, int]
NONE: Margins = (0, 0, 0, 0)


def row(*items: Item, gap: int = S, margins: Margins = NONE) -> QHBoxLayout:
    """Return *items* from left to right."""
    box = QHBoxLayout()
    _fill(box, items, gap, margins)
    return box


def column(*items: Item, gap: int = S, margins: Margins = NONE) -> QVBoxLayout:
    """Return *items* from top to bottom."""
    box = QVBoxLayout()
    _fill(box, items, gap, margins)
    return box


def holder(layout: QLayout, name: str = "") -> QWidget:
    """Return a widget that holds *layout* and nothing else."""
    widget = QWidget()
    widget.setObjectName(name)
    widget.setLayout(layout)
    return widget


def _fill(box: QHBoxLayout | QVBoxLayout, items: Iterable[Item], gap: int, margins: Margins) -> None:
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    for item in items:
        part, stretch = item if isinstance(item, tuple) else (item, 0)
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QLayout):
            box.addLayout(part, stretch)
        else:
            box.addWidget(part, stretch)


class Scroll(QScrollArea):
    """Content of any height, scrolled vertically only."""

    def __init__(self, content: QLayout, margins: Margins = NONE) -> None:
        super().__init__()
        # Asking Qt for the viewport it made costs a tenth of the start: PySide resolves every widget class to name it.
        behind = QWidget()
        behind.setAutoFillBackground(False)
        self.setViewport(behind)
        inner = QWidget()
        content.setContentsMargins(*margins)
        inner.setLayout(content)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)  # setWidget switches it on: grey behind white cards
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # arrows reach it through the page; Tab goes to what can be pressed


class Flow(QLayout):
    """Left to right, then the next line."""

    def __init__(self, *widgets: QWidget, gap: int = S) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Append; called by addWidget."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return the item at *index* or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and return the item at *index* or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at *width*."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """Return a modest width and the height it needs."""
        return QSize(240, self.heightForWidth(240))

    def minimumSize(self) -> QSize:
        """Return the widest and highest single item: lines may stack to one item each."""
        widths = (item.minimumSize().width() for item in self._items)
        heights = (item.minimumSize().height() for item in self._items)
        return QSize(max(widths, default=0), max(heights, default=0))

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        for item in self._items:
            hint = item.sizeHint()
            if x + hint.width() > rect.x() + rect.width() and x > rect.x():
                x, y, high = rect.x(), y + high + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x, high = x + hint.width() + self._gap, max(high, hint.height())
        return y + high - rect.y()


class Responsive(QWidget):
    """A body that rearranges itself when its width changes: *arrange(width)* is called on every resize."""

    def __init__(self, layout: QLayout, arrange: Callable[[int], None]) -> None:
        super().__init__()
        self._arrange = arrange
        self.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rearrange, then let the layout work."""
        self._arrange(event.size().width())
        super().resizeEvent(event)
