"""The exhibits of a seizure as a narrow list beside their custody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldkit.domain.view import ExhibitView
from fieldkit.text.catalogue import _
from fieldkit.ui import words
from fieldkit.ui.look import icons, style
from fieldkit.ui.look.tokens import RADIUS_SMALL, M, S

Index = QModelIndex | QPersistentModelIndex


def troubled(exhibit: ExhibitView) -> bool:
    """Tell whether something about an exhibit needs a person."""
    return exhibit.axes.disputed or bool(exhibit.discrepancies) or exhibit.find.register.disputed


class Exhibits(QAbstractListModel):
    """Rows: number, what it is, whether something is wrong."""

    def __init__(self, exhibits: Sequence[ExhibitView]) -> None:
        super().__init__()
        self.rows = tuple(exhibits)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many exhibits there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  (Qt's own signature)
        """Return the exhibit, or its words."""
        exhibit = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return exhibit
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            thing = words.thing(exhibit.find.register.shown.detail)
            said = f"{words.short_number(exhibit)}. {thing}. {words.measure(exhibit)[0]}"
            return f"{said}. {_('Disputed')}" if exhibit.axes.disputed else said
        return None


class ExhibitRow(QStyledItemDelegate):
    """Draws icon, number, kind and measure."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return a touchable height."""
        return QSize(120, 62)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        exhibit: ExhibitView = index.data(Qt.ItemDataRole.UserRole)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(1, 1, -2, -5)
        if chosen:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(style.colour("accent" if focused else "accent_soft"), 2))
            painter.setBrush(style.colour("accent_soft"))
            painter.drawRoundedRect(box, RADIUS_SMALL, RADIUS_SMALL)
        detail = exhibit.find.register.shown.detail
        painter.drawPixmap(
            box.left() + S,
            box.center().y() - 9,
            icons.pixmap(words.thing_icon(detail), "accent" if chosen else "muted", 18),
        )
        mark = 18 if troubled(exhibit) else 0
        text = box.adjusted(S + 18 + S, 6, -S - mark, -6)
        half = text.height() // 2
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(style.font("body", QFont.Weight.DemiBold))
        painter.setPen(style.colour("fg"))
        number = QRect(text.left(), text.top(), text.width(), half)
        painter.drawText(number, left, _cut(painter, words.short_number(exhibit), number.width()))
        painter.setFont(style.font("cap"))
        painter.setPen(style.colour("muted"))
        below = number.translated(0, half)
        measured = words.measure(exhibit)[0] or words.thing(detail)
        painter.drawText(below, left, _cut(painter, measured, below.width()))
        if mark:
            painter.drawPixmap(box.right() - M - 8, box.center().y() - 8, icons.pixmap("circle-alert", "bad", 16))
        painter.restore()


def _cut(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
