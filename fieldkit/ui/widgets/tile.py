"""A choice of two lines: what it is, and under it what tells it from the others."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.ui.look.tokens import M
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button, Kind
from fieldkit.ui.widgets.text import Elided

_HEIGHT = 60


class Tile(Button):
    """One of several, chosen exclusively. mark, tail: what stands left and right of the lines."""

    def __init__(
        self,
        title: str,
        note: str,
        kind: Kind,
        *,
        name: str,
        chosen: bool,
        mark: QWidget | None = None,
        tail: QWidget | None = None,
    ) -> None:
        super().__init__("", kind, name=name, height=_HEIGHT, checked=chosen)
        self.setAccessibleName(", ".join(filter(None, (title, note))))
        self.setToolTip(self.accessibleName())
        self.setAutoExclusive(True)
        said = column(
            None, Elided(title, "strong", "accent" if chosen else ""), Elided(note, "cap", "muted"), None, gap=2
        )
        before = [mark] if mark else []
        after = [tail] if tail else []
        self.setLayout(row(*before, (said, 1), *after, gap=M, margins=(M, 0, M, 0)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As wide as its place."""
        return QSize(140, _HEIGHT)
