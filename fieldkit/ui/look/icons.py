"""Line icons (Lucide) tinted with a colour of the look in force, drawn at twice the size for sharp screens."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fieldkit.text.resources import read_resource
from fieldkit.ui.look import style

_SCALE = 2


def pixmap(name: str, tint: str = "muted", size: int = 20) -> QPixmap:
    """Return icon *name* in the colour token *tint*, *size* logical pixels wide."""
    return _drawn(name, style.hexa(tint), size)


def icon(name: str, tint: str = "fg", size: int = 24) -> QIcon:
    """Return icon *name* as a QIcon."""
    return QIcon(pixmap(name, tint, size))


@lru_cache(maxsize=512)
def _drawn(name: str, hexa: str, size: int) -> QPixmap:
    out = QPixmap(size * _SCALE, size * _SCALE)
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    picture = QSvgRenderer(QByteArray(_source(name).replace("currentColor", hexa).encode()))
    picture.render(painter, QRectF(0, 0, size * _SCALE, size * _SCALE))
    painter.end()
    out.setDevicePixelRatio(_SCALE)
    return out


@cache
def _source(name: str) -> str:
    return read_resource("icons", f"{name}.svg")
