"""Words and icons on a page."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from fieldkit.text.breaks import ZERO_WIDTH_SPACE, clusters, wrap_marks
from fieldkit.text.catalogue import language
from fieldkit.ui.look import icons, style

Role = Literal["body", "cap", "strong", "lead", "h2", "h1", "label", "mono", "num", "big", "huge", "key"]
Tone = Literal["", "muted", "ok", "warn", "bad", "accent"]
_DIGITS_ONLY = frozenset({"num", "big", "huge"})


def breakable(text: str) -> str:
    """Return *text* with invisible marks where a Khmer line may end; for display only."""
    return wrap_marks(text, language())


class Text(QLabel):
    """Plain words in a role. Markup in a stranger's text is shown, never obeyed.

    selectable: can be marked and copied with mouse and keyboard (hashes, numbers), and so takes part in the Tab order.
    """

    def __init__(
        self, text: str, role: Role = "body", tone: Tone = "", *, wrapped: bool = False, selectable: bool = False
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrapped)
        self.say(text)
        if role in _DIGITS_ONLY or not any(c.isalpha() or c == "-" for c in text):
            self.setFont(style.tabular(QFont(self.font())))
        if wrapped:
            # Preferred, not Minimum: a scroll area would otherwise grow longer than its content.
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

    def say(self, text: str) -> None:
        """Show *text*; a screen reader gets it without break marks."""
        self.setText(breakable(text) if self.wordWrap() else text)
        self.setAccessibleName(text.replace(ZERO_WIDTH_SPACE, ""))


class Elided(Text):
    """One line that ends in an ellipsis when short of room, and tells the rest in its tooltip."""

    def __init__(self, text: str, role: Role = "body", tone: Tone = "", *, least: int = 48) -> None:
        super().__init__(text, role, tone)
        self.setMinimumWidth(least)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show *text* and keep it whole in the tooltip."""
        super().say(text)
        self.setToolTip(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()) | Qt.TextFlag.TextSingleLine, fitting)


class Icon(QLabel):
    """A tinted line icon; decoration, the words beside it say the same."""

    def __init__(self, name: str, tint: str = "muted", size: int = 20) -> None:
        super().__init__()
        self.setPixmap(icons.pixmap(name, tint, size))
        self.setFixedSize(size, size)


class KeyCap(Text):
    """A key of the keyboard."""

    def __init__(self, key: str) -> None:
        super().__init__(key, "key")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class Face(QLabel):
    """A person's initials in a circle."""

    def __init__(self, name: str, size: int = 40, tint: str = "accent_soft") -> None:
        super().__init__()
        self._initials = initials(name)
        self._tint = tint
        self.setFixedSize(QSize(size, size))
        self.setAccessibleName(name)
        self.setToolTip(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle and the initials."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour(self._tint))
        painter.drawEllipse(self.rect())
        painter.setFont(style.font("body", QFont.Weight.Bold))
        painter.setPen(style.colour("accent"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)


def initials(name: str) -> str:
    """Return one or two first letters of a name; a Khmer letter with its subscript counts as one."""
    words = name.split()
    chosen = words if len(words) < 3 else words[-2:]  # noqa: PLR2004  (a rank before two names)
    return "".join(clusters(word)[0] for word in chosen).upper()
