"""What was entered by mistake: the button that says so, and how it stays legible afterwards, struck through."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import TOUCH_LEAST, M, S
from fieldkit.ui.pages.writeup_state import WriteUp
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, Card
from fieldkit.ui.widgets.text import Text


def mistake(state: WriteUp, target: str, what: str) -> Button:
    """Return the button that calls a thing a mistake. target: its id, or the first entry of a fact."""
    button = Button(_("Entered by mistake"), "quiet", name=f"void_{target[:36]}", icon="x", height=TOUCH_LEAST, pad=S)
    button.setAccessibleName(_("Entered by mistake: {what}", what=what))
    button.clicked.connect(partial(state.mistake_asked.emit, target, what))
    return button


def struck(target: str, what: str, said: str, why: str) -> QWidget:
    """Return a thing that was entered by mistake: what it was, struck through, and why it does not count."""
    title = Text(lines.line(what, 120), "strong", "muted", wrapped=True)
    parts: list[QWidget] = [title]
    if said:
        parts.append(Text(lines.line(said, 400), "body", "muted", wrapped=True))
    for text in parts:
        font = QFont(text.font())
        font.setStrikeOut(True)
        text.setFont(font)
    parts.append(Text(_("Why: {reason}", reason=lines.line(why, 400)), "cap", wrapped=True))
    badge = column(Badge(_("Entered by mistake"), "plain", "x"), None)
    return Card(row((column(*parts, gap=2), 1), badge, gap=M), "sunken", pad=(M, S, M, S), name=f"struck_{target[:36]}")
