"""The series of like weighings, drawn against the allowed band; and the spine of a timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.text.numerals import number
from fieldkit.ui.look import icons, style

_LEFT, _TOP, _BELOW, _RIGHT = 64, 30, 34, 10
_LABEL = 84
"""Room one label needs; points closer than this show no label of their own but the first, last and odd ones."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One point: weight in micrograms, as typed, the clock time under it, and whether it left the band."""

    ug: int
    typed: str
    time: str
    outside: bool = False


class Series(QWidget):
    """Weights in the order they were read. band: half the allowed width around the first, in micrograms; 0 = none."""

    def __init__(self, readings: Sequence[Reading], band: int) -> None:
        super().__init__()
        self._readings, self._band = tuple(readings), band
        self.setObjectName("series")
        self.setMinimumHeight(176)
        self.setAccessibleName(_("Weights: {list}", list=", ".join(f"{r.time} {r.typed}" for r in readings)))
        self.setToolTip("\n".join(f"{r.time}  {r.typed}" for r in readings))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw band, scale, line and points."""
        if not self._readings:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BELOW)
        first = self._readings[0].ug
        values = [r.ug for r in self._readings] + [first - self._band, first + self._band]
        slack = max(max(values) - min(values), 1_000) // 3
        low, high = min(values) - slack, max(values) + slack

        def y(ug: int) -> float:
            return area.bottom() - (ug - low) / (high - low) * area.height()

        self._paint_band(painter, area, y)
        step = area.width() / max(1, len(self._readings))
        spots = [QPointF(area.left() + step * (n + 0.5), y(r.ug)) for n, r in enumerate(self._readings)]
        painter.setPen(QPen(style.colour("accent"), 3))
        painter.drawPolyline(spots)
        for n, (spot, reading) in enumerate(zip(spots, self._readings, strict=True)):
            crowded = step < _LABEL and n not in {0, len(spots) - 1} and not reading.outside
            self._paint_point(painter, spot, reading)
            if not crowded:
                falling = n > 0 and spots[n - 1].y() < spot.y() - 1
                self._paint_label(painter, area, spot, reading, below=falling)

    def _paint_band(self, painter: QPainter, area: QRectF, y: Callable[[int], float]) -> None:
        first = self._readings[0].ug
        low, middle, high = y(first - self._band), y(first), y(first + self._band)
        if self._band:
            painter.fillRect(QRectF(area.left(), high, area.width(), low - high), style.colour("ok_soft"))
        painter.setFont(style.tabular(style.font("cap")))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        lines = [(middle, first)] + ([(low, first - self._band), (high, first + self._band)] if self._band else [])
        for at, ug in lines:
            painter.setPen(QPen(style.colour("line"), 1))
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
            painter.setPen(style.colour("muted"))
            painter.drawText(QRectF(0, at - 10, _LEFT - 8, 20), right, _axis(ug, self._band))

    def _paint_point(self, painter: QPainter, spot: QPointF, reading: Reading) -> None:
        painter.setPen(QPen(style.colour("bad" if reading.outside else "accent"), 3))
        painter.setBrush(style.colour("surface"))
        painter.drawEllipse(spot, 6, 6)

    def _paint_label(self, painter: QPainter, area: QRectF, spot: QPointF, reading: Reading, *, below: bool) -> None:
        """Write the weight where the line does not run: above a point it rises to, below one it falls to."""
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setFont(style.font("cap", QFont.Weight.DemiBold))
        painter.setPen(style.colour("bad" if reading.outside else "fg"))
        top = spot.y() + 10 if below else spot.y() - 30
        painter.drawText(QRectF(spot.x() - _LABEL / 2, top, _LABEL, 20), centre, reading.typed)
        painter.setFont(style.tabular(style.font("cap")))
        painter.setPen(style.colour("muted"))
        painter.drawText(QRectF(spot.x() - _LABEL / 2, area.bottom() + 12, _LABEL, 20), centre, reading.time)


def _axis(ug: int, band: int) -> str:
    """Return a weight for the scale in grams, with as many decimals as tell the lines apart."""
    decimals = next((n for n in range(6) if band >= 10 ** (6 - n)), 3) if band else 1
    step: int = 10 ** (6 - decimals)
    return number((ug + step // 2) // step, scale=decimals, least_decimals=decimals)


SPINE: Final = 48


class Spine(QWidget):
    """The icon beside a hop, and the line down to the one before it."""

    def __init__(self, icon: str, *, bad: bool, last: bool) -> None:
        super().__init__()
        self._icon, self._bad, self._last = icon, bad, last
        self.setFixedWidth(SPINE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._last:
            dashed = Qt.PenStyle.DashLine if self._bad else Qt.PenStyle.SolidLine
            painter.setPen(QPen(style.colour("edge"), 2, dashed))
            painter.drawLine(20, 46, 20, self.height())
        painter.setPen(QPen(style.colour("bad" if self._bad else "edge"), 2))
        painter.setBrush(style.colour("bad_soft" if self._bad else "surface"))
        painter.drawEllipse(QRectF(2, 8, 36, 36))
        painter.drawPixmap(11, 17, icons.pixmap(self._icon, "bad" if self._bad else "fg", 18))
