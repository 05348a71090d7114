"""A list view whose letters belong to the page: single-letter keys act, they do not search the list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListView, QScroller

Index = QModelIndex | QPersistentModelIndex
_MOVES = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
    }
)


class Rows(QListView):
    """A list of records, by keyboard and touch.

    Signals:
        opened: Enter, or a double click.
        moved: another row is current.
    """

    opened = Signal(QModelIndex)
    moved = Signal(QModelIndex)

    def __init__(self, name: str, label: str, *, many: bool = False) -> None:
        super().__init__()
        if many:  # several rows can be chosen, by Shift, Ctrl or dragging
            self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.doubleClicked.connect(self.opened)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell the page which row is current."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.moved.emit(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Make a row current when the keyboard arrives, so that it is seen where one is."""
        super().focusInEvent(event)
        model = self.model()
        if not self.currentIndex().isValid() and model is not None:
            for n in range(model.rowCount()):
                index = model.index(n, 0)
                if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                    self.setCurrentIndex(index)
                    return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, open with Enter; every other key goes to the page."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        elif event.key() in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()
