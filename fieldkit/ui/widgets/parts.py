"""Cards, badges, rules, the four ticks, progress: the small parts that carry a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLayout, QProgressBar, QSizePolicy, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look import icons, style
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.widgets.boxes import Margins, column, row
from fieldkit.ui.widgets.text import Icon, Text, Tone, breakable

if TYPE_CHECKING:
    from fieldkit.domain.view import State, Ticks

CardKind = Literal["plain", "active", "sunken", "accent", "ok", "warn", "bad", "slot", "drop", "none"]
BadgeKind = Literal["plain", "ok", "warn", "bad", "accent"]


class Card(QFrame):
    """A group of things that belong together."""

    def __init__(self, content: QLayout, kind: CardKind = "plain", *, pad: int | Margins = L, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("card", kind)
        margins = (pad, pad, pad, pad) if isinstance(pad, int) else pad
        content.setContentsMargins(*margins)
        self.setLayout(content)


class Badge(QFrame):
    """A state: icon and word together, never colour alone."""

    def __init__(self, text: str, kind: BadgeKind = "plain", icon: str = "") -> None:
        super().__init__()
        self.setProperty("badge", kind)
        tone: Tone = "" if kind == "plain" else kind
        mark = [Icon(icon, tone or "muted", 14)] if icon else []
        self.setLayout(row(*mark, Text(text, "cap", tone), gap=6, margins=(S, 3, S + 1, 3)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)


class Rule(QFrame):
    """A thin line; decoration."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", True)


class Bar(QProgressBar):
    """A progress bar without numbers: the words beside it hold them. total 0 = not known yet (it moves)."""

    def __init__(self, done: int, total: int, name: str) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setObjectName(name)
        self.setAccessibleName(_("Progress"))
        self.put(done, total)

    def put(self, done: int, total: int) -> None:
        """Show *done* of *total*; scaled, since bytes overflow a progress bar's 32 bits."""
        self.setRange(0, 1000 if total else 0)
        self.setValue(min(1000, done * 1000 // total) if total else 0)


class Empty(QWidget):
    """What a page says when it has nothing to show: what is so, then what to do."""

    def __init__(self, icon: str, title: str, note: str, *actions: QWidget) -> None:
        super().__init__()
        head = Text(title, "h2", wrapped=True)
        text = Text(note, "body", "muted", wrapped=True)
        for label in (head, text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # A wrapped label would shrink to its longest word inside a centring row: it needs a width to wrap at.
        words = QWidget()
        words.setLayout(column(head, text, gap=S))
        words.setMaximumWidth(460)
        self.setLayout(
            column(
                None,
                row(None, Icon(icon, "muted", 40), None),
                row((words, 1)),
                row(None, *actions, None, gap=M),
                None,
                gap=M,
                margins=(L, L, L, L),
            )
        )
        layout = self.layout()
        if layout is not None:
            layout.setAlignment(words, Qt.AlignmentFlag.AlignHCenter)


# --- the four ticks ------------------------------------------------------------------------------------------------
TICK_STEP: Final = 80
TICK_HEIGHT: Final = 72
"""Room for words on two lines."""
_CENTRED: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


def tick_names(*, returned: bool) -> tuple[str, str, str, str]:
    """Return the four words under the ticks."""
    last = _("Returned") if returned else _("Reviewed")
    return (_("Saved here"), _("Left device"), _("At HQ"), last)


def tick_marks(ticks: Ticks) -> tuple[bool, bool, bool, bool]:
    """Return which of the four are on."""
    return (ticks.saved, ticks.left, ticks.received, ticks.reviewed)


def ticks_said(ticks: Ticks, state: State) -> str:
    """Return the four ticks as one sentence for a screen reader."""
    names = tick_names(returned=state == "returned")
    said = (
        _("{name}: yes", name=n) if on else _("{name}: no", name=n)
        for n, on in zip(names, tick_marks(ticks), strict=True)
    )
    return ", ".join(said)


def paint_ticks(painter: QPainter, area: QRect, ticks: Ticks, state: State, step: int) -> None:
    """Draw the four ticks from the left of *area*, words under them."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    returned = state == "returned"
    marks = tick_marks(ticks)
    for n, name in enumerate(tick_names(returned=returned)):
        on, back = marks[n], returned and n == len(marks) - 1
        middle = area.x() + step * n + step // 2
        if n:
            painter.setPen(QPen(style.colour("ok" if on and not back else "line"), 3))
            painter.drawLine(middle - step + 15, area.y() + 16, middle - 15, area.y() + 16)
        _paint_tick(painter, QPoint(middle, area.y() + 16), on=on, back=back)
        painter.setFont(style.font("cap", QFont.Weight.DemiBold if on or back else QFont.Weight.Normal))
        painter.setPen(style.colour("bad" if back else "fg" if on else "muted"))
        words = QRect(middle - step // 2 + 1, area.y() + 32, step - 2, TICK_HEIGHT - 32)
        painter.drawText(words, _CENTRED, breakable(name))
    painter.restore()


def _paint_tick(painter: QPainter, at: QPoint, *, on: bool, back: bool) -> None:
    tint = "bad" if back else "ok" if on else "edge"
    painter.setPen(QPen(style.colour(tint), 2))
    painter.setBrush(style.colour("bad_soft" if back else "ok" if on else "surface"))
    painter.drawEllipse(QRectF(at.x() - 11, at.y() - 11, 22, 22))
    if back:
        painter.drawPixmap(at - QPoint(7, 7), icons.pixmap("undo-2", "bad", 14))
    elif on:
        painter.drawPixmap(at - QPoint(7, 7), icons.pixmap("check", "surface", 14))


class TicksWidget(QWidget):
    """Saved here / left this device / received at HQ / reviewed."""

    def __init__(self, ticks: Ticks, state: State, *, step: int = TICK_STEP) -> None:
        super().__init__()
        self._ticks, self._state, self._step = ticks, state, step
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(ticks_said(ticks, state))
        self.setObjectName("ticks")

    def sizeHint(self) -> QSize:
        """Return the room of four steps."""
        return QSize(self._step * 4, TICK_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw."""
        paint_ticks(QPainter(self), self.rect(), self._ticks, self._state, self._step)
