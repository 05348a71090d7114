"""The face in the head: who sits here, and the way to let somebody else sit down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from fieldkit.text.catalogue import _
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import TOUCH
from fieldkit.ui.widgets.text import initials

_CIRCLE = 36


class FaceButton(QPushButton):
    """A person's initials in a circle that can be pressed."""

    def __init__(self, name: str, pressed: Callable[[], None]) -> None:
        super().__init__()
        self._initials = initials(name)
        self.setObjectName("officer")
        said = _("{name}: change officer (Ctrl+U)", name=name)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setFixedSize(TOUCH, TOUCH)
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _on=False: pressed())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle, the initials, and a ring while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = (TOUCH - _CIRCLE) // 2
        circle = QRect(gap, gap, _CIRCLE, _CIRCLE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour("accent_soft"))
        painter.drawEllipse(circle)
        if self.hasFocus() or self.underMouse():
            painter.setPen(style.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle.adjusted(-2, -2, 2, 2))
        painter.setFont(style.font("body", QFont.Weight.Bold))
        painter.setPen(style.colour("accent"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._initials)
