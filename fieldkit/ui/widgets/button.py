"""Buttons: icon, words, and the key that does the same drawn as a key cap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QStyle, QStyleOptionButton

from fieldkit.ui.look import icons, style
from fieldkit.ui.look.tokens import TOUCH, TOUCH_BIG, L, M, S

Kind = Literal["primary", "tonal", "plain", "quiet", "bad", "seg", "nav"]
_INK: Final[dict[Kind, str]] = {
    "primary": "accent_fg",
    "tonal": "accent",
    "plain": "fg",
    "quiet": "accent",
    "bad": "bad",
    "seg": "fg",
    "nav": "fg",
}
_HEAVY: Final = frozenset({"primary", "tonal", "bad"})
_ICON, _ICON_GAP, _CAP_PAD, _CAP_GAP, _CAP_HALF = 18, 8, 6, 8, 10.5


@dataclass(frozen=True, slots=True)
class Face:
    """What stands on a button: shared by real buttons and those that list rows paint."""

    text: str
    kind: Kind = "plain"
    icon: str = ""
    key: str = ""
    tail: str = ""
    """Icon name and tint of a mark at the right end, "circle-check:ok"."""
    pad: int = L
    big: bool = False
    left: bool = False

    def fonts(self, *, heavy: bool) -> tuple[QFont, QFont]:
        """Return the font of the words and of the key cap."""
        words = style.font("body", QFont.Weight.DemiBold if heavy else QFont.Weight.Medium)
        if self.big:
            words.setPixelSize(words.pixelSize() + 2)
        cap = style.font("body", QFont.Weight.DemiBold)
        cap.setPixelSize(12)
        return words, cap

    def width(self) -> int:
        """Return the width all parts need, at the heaviest weight: checking a button must not move its neighbours."""
        return _width(self, style.size("body"))

    def paint(self, painter: QPainter, area: QRect, *, enabled: bool = True, checked: bool = False) -> None:
        """Draw the parts into *area*, centred unless left-aligned; the background is the caller's."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = _INK[self.kind] if enabled else "muted"
        if checked:
            ink = "accent"
        words, cap = self.fonts(heavy=checked or self.kind in _HEAVY)
        slack = area.width() - self.width() + 2
        x = area.x() + self.pad + (0 if self.left else max(0, slack // 2))
        middle = area.center().y() + 1
        if self.icon:
            painter.drawPixmap(QPoint(x, middle - _ICON // 2), icons.pixmap(self.icon, ink, _ICON))
            x += _ICON + _ICON_GAP
        right = area.right() + 1 - self.pad
        if self.tail:
            name, _, tint = self.tail.partition(":")
            painter.drawPixmap(QPoint(right - _ICON, middle - _ICON // 2), icons.pixmap(name, tint, _ICON))
            right -= _ICON + S
        painter.setFont(words)
        painter.setPen(style.colour(ink))
        advance = painter.fontMetrics().horizontalAdvance(self.text) + 2
        room = QRect(x, area.y(), min(advance, right - x), area.height())
        shown = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        if self.key:
            width = QFontMetrics(cap).horizontalAdvance(self.key) + 2 * _CAP_PAD
            left = float(right - width) if self.left else float(x + advance + _CAP_GAP - 2)
            _paint_cap(painter, QRectF(left, middle - _CAP_HALF, width, 2 * _CAP_HALF), self.key, cap, ink)


@lru_cache(maxsize=1024)
def _width(face: Face, _body_px: int) -> int:
    """Measure once: layouts ask for a button's width many times over, and it changes with the type size only."""
    words, cap = face.fonts(heavy=True)
    needed = QFontMetrics(words).horizontalAdvance(face.text) + 2 * face.pad + 2
    needed += _ICON + _ICON_GAP if face.icon else 0
    needed += QFontMetrics(cap).horizontalAdvance(face.key) + 2 * _CAP_PAD + _CAP_GAP if face.key else 0
    return needed + (_ICON + M if face.tail else 0)


def _paint_cap(painter: QPainter, box: QRectF, key: str, font: QFont, ink: str) -> None:
    line = style.colour(ink)
    line.setAlphaF(0.55)
    painter.setPen(QPen(line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 5, 5)
    painter.setFont(font)
    painter.setPen(style.colour(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


class Button(QPushButton):
    """A button with a `Face`. Its accessible name is its words; *name* is its objectName.

    key: shown as a key cap. The page that owns the key listens for it; the button does not.
    checked: None for a plain button, else a toggle and its state.
    """

    def __init__(
        self,
        text: str,
        kind: Kind = "plain",
        *,
        name: str,
        icon: str = "",
        key: str = "",
        height: int = TOUCH,
        checked: bool | None = None,
        tail: str = "",
        left: bool = False,
        pad: int = L,
    ) -> None:
        super().__init__(text)
        self.face = Face(text, kind, icon, key, tail, pad, height >= TOUCH_BIG, left)
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self.setFixedHeight(height)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self._told = False
        if checked is not None:
            self.setCheckable(True)
            self.setChecked(checked)
            self.toggled.connect(self._turned)

    def setChecked(self, on: bool) -> None:  # noqa: FBT001  (Qt's signature)
        """Check it or not; nobody has pressed it by that."""
        self._told = True
        super().setChecked(on)
        self._told = False

    def nextCheckState(self) -> None:
        """A press by hand or key: Qt says `clicked` itself."""
        self._told = True
        super().nextCheckState()
        self._told = False

    def _turned(self, on: bool) -> None:  # noqa: FBT001  (Qt's signal)
        """Count as pressed what a screen reader turns: its first action on such a button is Toggle, without a click."""
        group: QButtonGroup | None = self.group()
        one_of_several = self.autoExclusive() or (group is not None and group.exclusive())
        if not self._told and (on or not one_of_several):
            self.clicked[bool].emit(on)  # type: ignore[index]  # the stubs know no signal by its argument

    def rename(self, text: str, key: str = "") -> None:
        """Put other words and another key on it."""
        self.face = replace(self.face, text=text, key=key)
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room all parts need."""
        return QSize(self.face.width(), self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        """A button is never narrower than its words."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Let the style sheet draw the box, then draw the face."""
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        self.face.paint(painter, self.rect(), enabled=self.isEnabled(), checked=self.isChecked())
