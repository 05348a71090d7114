"""Photo slots: a thumbnail with what it shows, or a dashed place that takes the photo that is missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton
from shiboken6 import isValid

from fieldkit.ui.drops import dropped
from fieldkit.ui.look import icons, style
from fieldkit.ui.look.tokens import RADIUS_SMALL
from fieldkit.ui.widgets.text import breakable

_WIDTH, _PICTURE, _CAPTION = 100, 60, 36
_NIGHT_OPACITY = 0.8
_WORDS = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class Slot(QAbstractButton):
    """One slot. original: the photo that fills it, "" while it is missing.

    Signals:
        files_dropped: files were dropped on it; arg: list of paths.
    """

    files_dropped = Signal(object)

    def __init__(self, name: str, text: str, original: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.original = original
        self._words = text
        self._image: QImage | None = None
        self.setFixedSize(QSize(_WIDTH, _PICTURE + (_CAPTION if original else 0)))
        self.setToolTip(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAcceptDrops(True)

    def put(self, image: QImage | None) -> None:
        """Show a thumbnail; None = there is none."""
        self._image = image
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was dropped: it belongs to this exhibit and shows this."""
        paths = dropped(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the thumbnail cropped (dimmed at night), or the dashed place."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(1.5, 1.5, self.width() - 3, _PICTURE - 3)
        if self.original:
            self._paint_picture(painter, frame)
            room = QRect(0, _PICTURE + 2, self.width(), self.height() - _PICTURE - 2)
        else:
            painter.setPen(QPen(style.colour("edge"), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(frame, RADIUS_SMALL, RADIUS_SMALL)
            painter.drawPixmap(QPoint(self.width() // 2 - 9, 6), icons.pixmap("camera", "muted", 18))
            room = QRect(4, 25, self.width() - 8, _PICTURE - 27)
        painter.setFont(style.font("cap"))
        painter.setPen(style.colour("muted"))
        painter.drawText(room, int(_WORDS), breakable(self._words))
        if self.hasFocus():
            painter.setPen(QPen(style.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, RADIUS_SMALL, RADIUS_SMALL)

    def _paint_picture(self, painter: QPainter, frame: QRectF) -> None:
        path = QPainterPath()
        path.addRoundedRect(frame, RADIUS_SMALL, RADIUS_SMALL)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(frame, style.colour("sunken"))
        if self._image is None or self._image.isNull():
            painter.drawPixmap(QPoint(self.width() // 2 - 10, 18), icons.pixmap("image", "muted", 20))
        else:
            if style.is_night():
                painter.setOpacity(_NIGHT_OPACITY)
            scale = max(frame.width() / self._image.width(), frame.height() / self._image.height())
            width, height = self._image.width() * scale, self._image.height() * scale
            centre = frame.center()
            painter.drawImage(QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height), self._image)
        painter.restore()


class Pictures:
    """Thumbnails that slots show: each is asked for once and kept while the seizure is open."""

    def __init__(self, ask: Callable[[str], None]) -> None:
        self._ask = ask
        self._here: dict[str, QImage | None] = {}
        self._waiting: dict[str, list[Slot]] = {}

    def show(self, slot: Slot) -> None:
        """Let *slot* show its photo, now or when it comes."""
        if slot.original in self._here:
            slot.put(self._here[slot.original])
            return
        self._waiting.setdefault(slot.original, []).append(slot)
        if len(self._waiting[slot.original]) == 1:
            self._ask(slot.original)

    def take(self, original: str, image: QImage | None) -> None:
        """A thumbnail has come; None = not yet, it is asked for again when it is next looked at."""
        if image is not None:
            self._here[original] = image
        for slot in self._waiting.pop(original, ()):
            if isValid(slot):
                slot.put(image)

    def forget(self) -> None:
        """Drop every thumbnail."""
        self._here.clear()
        self._waiting.clear()
