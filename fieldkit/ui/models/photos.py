"""The originals of a seizure as a grid of thumbnails that arrive when they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldkit.domain.view import OriginalView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words
from fieldkit.ui.look import icons, style
from fieldkit.ui.look.tokens import S

Index = QModelIndex | QPersistentModelIndex
EDGE: Final = 320
"""Longest side of a thumbnail in pixels: what the previews table holds."""
KEPT: Final = 600
"""Thumbnails kept in memory (about 230 kB each): three screens of a large seizure and the way back."""
CAPTION: Final = 26
GAP: Final = 12
"""Room right of and below each picture; it belongs to the cell."""


ATTACHMENTS: Final[dict[str, tuple[str, str]]] = {
    "video": ("play", N_("Film")),
    "audio": ("file-text", N_("Sound")),
    "application": ("file-text", N_("Document or other file")),
}
"""What is no picture: icon and word by the first half of its kind."""


def attachment(original: OriginalView) -> tuple[str, str] | None:
    """Return icon and word of a file that is no picture; None for a picture."""
    return ATTACHMENTS.get(original.blob.mime.partition("/")[0])


def flag(original: OriginalView, *, replaced: bool = False) -> tuple[str, str, str] | None:
    """Return icon, tint and words of what is odd about an original, or None.

    replaced: it is a copy, and its original is here.
    """
    if replaced:
        return "link", "ok", _("Copy. Its original is here")
    shown = original.fact.register.shown
    if shown.original_of:
        return "link", "ok", _("Original of a copy")
    if attachment(original) is not None:
        return None
    odd = _seen_odd(original)
    return odd or (("circle", "muted", _("No type yet")) if shown.view == "other" else None)


def _seen_odd(original: OriginalView) -> tuple[str, str, str] | None:
    examined = original.examined
    if examined is not None and not examined.decoded:
        return "file-warning", "bad", _("Cannot be decoded. Kept as it came.")
    if examined is not None and examined.likely_copy:
        return "copy", "warn", _("Probably a copy: no camera data")
    return ("split", "bad", _("Disputed")) if original.fact.register.disputed else None


class Photos(QAbstractListModel):
    """Originals in the order they came.

    Signals:
        wanted: a thumbnail is looked at and not here yet; arg: the original's id.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[OriginalView, ...] = ()
        self._numbers: dict[str, int] = {}
        self._at: dict[str, int] = {}
        self._pictures: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._asked: set[str] = set()
        self._replaced: frozenset[str] = frozenset()

    def put(
        self, originals: Sequence[OriginalView], numbers: dict[str, int], replaced: frozenset[str] = frozenset()
    ) -> None:
        """Show *originals*; *numbers* are their running numbers in the seizure. Thumbnails here already stay.

        replaced: copies whose original is here. When rows are only added or changed, what is selected stays so.
        """
        before, new = self.rows, tuple(originals)
        self._numbers, self._replaced = numbers, replaced
        grown = [o.id for o in before] == [o.id for o in new[: len(before)]]
        if not grown:
            self.beginResetModel()
        elif len(new) > len(before):
            self.beginInsertRows(QModelIndex(), len(before), len(new) - 1)
        self.rows = new
        self._at = {o.id: n for n, o in enumerate(new)}
        if not grown:
            self.endResetModel()
            return
        if len(new) > len(before):
            self.endInsertRows()
        changed = [n for n, (old, one) in enumerate(zip(before, new, strict=False)) if old != one]
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def flag(self, original: OriginalView) -> tuple[str, str, str] | None:
        """Return what is odd about an original, as `flag` does."""
        return flag(original, replaced=original.id in self._replaced)

    def picture(self, original: str, image: QImage | None) -> None:
        """Take a thumbnail that was wanted; None = there is none (a frame with the name is drawn)."""
        self._asked.discard(original)
        self._pictures[original] = QPixmap.fromImage(image) if image is not None else None
        self._pictures.move_to_end(original)
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        at = self._at.get(original)
        if at is not None:
            index = self.index(at)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def retry(self) -> None:
        """Ask again for thumbnails that were not there."""
        self._pictures = OrderedDict((name, p) for name, p in self._pictures.items() if p is not None)
        if self.rows:
            last = self.index(len(self.rows) - 1)
            self.dataChanged.emit(self.index(0), last, [Qt.ItemDataRole.DecorationRole])

    def forget(self) -> None:
        """Drop every thumbnail: another seizure, or the app was locked."""
        self._pictures.clear()
        self._asked.clear()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many originals are shown."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  (Qt's own signature)
        """Return the original, its words, or its thumbnail."""
        original = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return original
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnail(original)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.caption(original)
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            odd = self.flag(original)
            name = lines.line(original.fact.register.shown.name, 80)
            return " · ".join(filter(None, (self.caption(original), name, odd[2] if odd else "")))
        return None

    def caption(self, original: OriginalView) -> str:
        """Return the running number and the view type."""
        number = self._numbers.get(original.id, 0)
        return f"{number:03d}  {lines.of(words.VIEWS, original.fact.register.shown.view)}"

    def index_of(self, original: str) -> QModelIndex:
        """Return where *original* stands, or an invalid index."""
        at = self._at.get(original)
        return QModelIndex() if at is None else self.index(at)

    def _thumbnail(self, original: OriginalView) -> QPixmap | None:
        if original.id in self._pictures:
            return self._pictures[original.id]
        if original.id not in self._asked:
            self._asked.add(original.id)
            self.wanted.emit(original.id)
        return None


class Thumbnail(QStyledItemDelegate):
    """Draws a cropped picture with rounded corners, dimmed at night, its caption, and a mark when something is odd."""

    def __init__(self, parent: Any) -> None:  # noqa: ANN401  (Qt's own signature)
        super().__init__(parent)
        self.cell = QSize(136 + GAP, 102 + CAPTION + S)
        self._scaled: OrderedDict[tuple[int, int, int], QPixmap] = OrderedDict()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the cell's size, the same for all."""
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        original: OriginalView = index.data(Qt.ItemDataRole.UserRole)
        picture: QPixmap | None = index.data(Qt.ItemDataRole.DecorationRole)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        cell = QRect(option.rect.topLeft(), self.cell)
        frame = QRectF(cell.adjusted(2, 2, -GAP, -CAPTION - S))
        if picture is None:
            _paint_blank(painter, frame, original)
        else:
            self._paint_cropped(painter, frame, picture)
        if chosen:
            painter.setPen(QPen(style.colour("accent"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, S, S)
        model = index.model()
        odd = model.flag(original) if isinstance(model, Photos) else None
        if odd is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour("surface"))
            painter.drawEllipse(QRectF(frame.right() - 28, frame.top() + 6, 22, 22))
            at = QPointF(frame.right() - 24, frame.top() + 10)
            painter.drawPixmap(at, icons.pixmap(odd[0], odd[1], 14))
        painter.setFont(style.font("cap"))
        painter.setPen(style.colour("fg" if chosen else "muted"))
        line = QRect(cell.left() + 3, int(frame.bottom()), cell.width() - GAP - 3, CAPTION)
        caption = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, caption)
        painter.restore()

    def _paint_cropped(self, painter: QPainter, frame: QRectF, picture: QPixmap) -> None:
        """Draw the middle of *picture*, scaled once for this size: scaling at every repaint would hold the window."""
        size = frame.size().toSize()
        key = (picture.cacheKey(), size.width(), size.height())
        shown = self._scaled.get(key)
        if shown is None:
            grown = Qt.AspectRatioMode.KeepAspectRatioByExpanding
            shown = picture.scaled(size, grown, Qt.TransformationMode.SmoothTransformation)
            left, top = (shown.width() - size.width()) // 2, (shown.height() - size.height()) // 2
            shown = self._scaled[key] = _rounded(shown.copy(left, top, size.width(), size.height()))
            while len(self._scaled) > KEPT:
                self._scaled.popitem(last=False)
        painter.drawPixmap(frame.topLeft(), shown)
        if style.is_night():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(24, 8, 2, 105))
            painter.drawRoundedRect(frame, S, S)


def _rounded(picture: QPixmap) -> QPixmap:
    """Return *picture* with round corners, made once: a clip path at every repaint costs ten times the picture."""
    made = QPixmap(picture.size())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(made.rect()), S, S)
    painter.setClipPath(path)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return made


def _paint_blank(painter: QPainter, frame: QRectF, original: OriginalView) -> None:
    """A picture that has not come yet, or never will: a frame with the file's name."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.colour("sunken"))
    painter.drawRoundedRect(frame, S, S)
    kind = attachment(original)
    if kind is not None:
        at = QPointF(frame.center().x() - 14, frame.top() + frame.height() / 2 - 34)
        painter.drawPixmap(at, icons.pixmap(kind[0], "muted", 28))
        frame = frame.adjusted(0, 28, 0, 0)
    painter.setFont(style.font("cap"))
    painter.setPen(style.colour("muted"))
    name = lines.line(original.fact.register.shown.name, 60)
    box = frame.adjusted(6, 0, -6, 0)
    shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
