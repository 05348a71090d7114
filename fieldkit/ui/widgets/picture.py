"""One picture as evidence is shown: whole, in its own colours, on a dark ground; and a page of a document."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import S
from fieldkit.ui.widgets.text import breakable

_GROUND = QColor("#101214")
"""The same in every look: what surrounds evidence must not tint it."""


class Picture(QWidget):
    """The big preview: never cropped, never dimmed. While none is here, *instead* says why."""

    def __init__(self, name: str, label: str, instead: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._image: QImage | None = None
        self._drawn: QPixmap | None = None
        self._instead = instead
        self.setMinimumSize(160, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Take what is left."""
        return QSize(320, 240)

    @property
    def image(self) -> QImage | None:
        """Return the picture that shows."""
        return self._image

    def put(self, image: QImage | None, instead: str = "") -> None:
        """Show *image*, or the words *instead*."""
        if image is self._image and instead == self._instead:
            return
        self._image, self._instead, self._drawn = image, instead, None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture whole: scaled once for a size, not at every repaint."""
        painter = QPainter(self)
        if self._drawn is None or self._drawn.size() != self.size():
            self._drawn = QPixmap(self.size())
            self._drawn.fill(Qt.GlobalColor.transparent)
            self._draw(QPainter(self._drawn))
        painter.drawPixmap(0, 0, self._drawn)

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(self.font())
        frame = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(frame, S, S)
        painter.setClipPath(path)
        if self._image is None or self._image.isNull():
            painter.fillRect(frame, style.colour("sunken"))
            painter.setPen(style.colour("muted"))
            words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame.adjusted(S, S, -S, -S), int(words), self._instead or _("Loading"))
            painter.end()
            return
        painter.fillRect(frame, _GROUND)
        scale = min(frame.width() / self._image.width(), frame.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        centre = frame.center()
        painter.drawImage(QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height), self._image)
        painter.end()


class Sheet(QWidget):
    """A page of a document at the width it was drawn for: paper stays white in both looks."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._image: QImage | None = None
        self._instead = ""

    def put(self, image: QImage | None, instead: str = "") -> None:
        """Show a page; None while it is being drawn, or with the words *instead*."""
        self._image, self._instead = image, instead
        if image is not None:
            self.setFixedSize(image.deviceIndependentSize().toSize())
        self.update()

    @property
    def image(self) -> QImage | None:
        """Return the page that shows."""
        return self._image

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        if self._image is None:
            painter.setPen(QColor("#4f5d70"))
            top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(40, 80, -40, 0), int(top), breakable(self._instead or _("Loading")))
            return
        painter.drawImage(0, 0, self._image)
