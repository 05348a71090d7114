"""A QR code on the screen: whole pixels for each module, dark on light whatever the look."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

Modules = tuple[tuple[bool, ...], ...]
QUIET: Final = 4
"""Modules of white around a code (ISO/IEC 18004)."""
_DARK, _LIGHT = QColor("#111111"), QColor("#ffffff")
"""Not tokens: a scanner needs dark on light at night too."""
_LEAST_PX: Final = 4


class Code(QWidget):
    """Shows one code as large as whole pixels for each module allow."""

    def __init__(self, modules: Modules, label: str, *, name: str = "code") -> None:
        super().__init__()
        self.setObjectName(name)
        self._modules: Modules = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.put(modules, label)

    def put(self, modules: Modules, label: str) -> None:
        """Show another code. label: what a screen reader says of it."""
        self._modules = modules
        self.setAccessibleName(label)
        self.updateGeometry()
        self.update()

    @property
    def side(self) -> int:
        """Return how many modules a side has, the white around included."""
        return len(self._modules) + 2 * QUIET

    @property
    def module(self) -> int:
        """Return the pixels of one module."""
        return max(1, min(self.width(), self.height()) // self.side)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which a scanner still sees each module."""
        return QSize(self.side * _LEAST_PX, self.side * _LEAST_PX)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(self.side * 6, self.side * 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the white and the dark modules, without smoothing."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        step = self.module
        edge = step * self.side
        left, top = (self.width() - edge) // 2, (self.height() - edge) // 2
        painter.fillRect(left, top, edge, edge, _LIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        for y, line in enumerate(self._modules):
            for x, dark in enumerate(line):
                if dark:
                    painter.fillRect(left + (x + QUIET) * step, top + (y + QUIET) * step, step, step, _DARK)
