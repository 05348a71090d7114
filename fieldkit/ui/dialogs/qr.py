"""Codes on the screen, for a laptop that shares neither network nor stick: one at a time, as large as fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.dialogs.stage import Stage
from fieldkit.ui.keys import chord
from fieldkit.ui.look.tokens import TOUCH_BIG, L, M, S
from fieldkit.ui.page import Mark
from fieldkit.ui.widgets.boxes import column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.code import Code
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.handover import Shown

ADVANCE_MS: Final = 1_600
"""How long each code stands while they change by themselves: long enough for a hand-held scanner."""


class Codes(Stage):
    """The codes of an offer, or of the answer to one.

    Signals:
        read_asked: read what the other laptop shows.
    """

    read_asked = Signal()

    def __init__(self, parent: QWidget, shown: Shown, *, answer: bool, note: str) -> None:
        title = _("Show this to the giver") if answer else _("Show this to the taker")
        super().__init__(parent, "qr", title, note, Mark(_("Signed"), "ok", "pen-line"))
        self._shown = shown
        self._answer = answer
        self._at = 0
        self._timer = QTimer(self)
        self._timer.setInterval(ADVANCE_MS)
        self._timer.timeout.connect(lambda: self.step(1))
        self._code = Code(shown.modules[0], self._said())
        self._count = Text(self._said(), "lead")
        self._count.setObjectName("part")
        self.body.addLayout(row((self._left(), 3), (self._right(), 2), gap=L))
        (self._next if len(shown.parts) > 1 else self._read).setFocus()

    @property
    def at(self) -> int:
        """Return which part shows, from 0."""
        return self._at

    def step(self, by: int) -> None:
        """Show another part; after the last comes the first."""
        self._at = (self._at + by) % len(self._shown.parts)
        self._code.put(self._shown.modules[self._at], self._said())
        self._count.say(self._said())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows turn the codes, F8 reads the answer."""
        pressed = chord(event)
        if pressed in {"Left", "PgUp"}:
            self.step(-1)
        elif pressed in {"Right", "PgDn"}:
            self.step(1)
        elif pressed == "F8":
            self._ask_to_read()
        else:
            super().keyPressEvent(event)

    def _said(self) -> str:
        return _("Code {part} of {n}", part=self._at + 1, n=len(self._shown.parts))

    def _left(self) -> QWidget:
        before = Button(_("Previous code"), "plain", name="previous", icon="chevron-left", pad=M)
        before.clicked.connect(lambda: self.step(-1))
        self._next = Button(_("Next code"), "plain", name="next", icon="chevron-right", pad=M)
        self._next.clicked.connect(lambda: self.step(1))
        for button in (before, self._next):
            button.setEnabled(len(self._shown.parts) > 1)
        return holder(column((self._code, 1), row(before, None, self._count, None, self._next, gap=S), gap=M))

    def _right(self) -> QWidget:
        steps = (
            _("Scan every code with the other laptop"),
            _("Or photograph each one and read the photos there"),
            _("Or carry it on a stick, then type:"),
        )
        told = [
            row(column(Text(str(n), "num", "accent"), None), (Text(said, "strong", wrapped=True), 1), gap=M)
            for n, said in enumerate(steps, 1)
        ]
        letters = Text(f"{self._shown.letters[:5]} {self._shown.letters[5:]}", "num", selectable=True)
        letters.setObjectName("letters")
        finds = Text(_("The code only finds the offer. The QR carries the signed offer."), "cap", "muted", wrapped=True)
        self._auto = Button(_("Turn by themselves"), "seg", name="auto", icon="play", checked=False, pad=M)
        self._auto.toggled.connect(self._turn)
        self._auto.setEnabled(len(self._shown.parts) > 1)
        box = column(gap=M)
        for one in told:
            box.addLayout(one)
        box.addWidget(Card(column(letters, finds, gap=S), "sunken", pad=M))
        box.addLayout(row(self._auto, None))
        box.addStretch(1)
        box.addWidget(Text(self._what_next(), "body", "muted", wrapped=True))
        kind = _("Read codes") if self._answer else _("Read the answer")
        self._read = Button(kind, "primary", name="read", icon="qr-code", key="F8", height=TOUCH_BIG)
        self._read.clicked.connect(self._ask_to_read)
        box.addWidget(self._read)
        return holder(box)

    def _what_next(self) -> str:
        if self._answer:
            return _("You have signed. The giver’s laptop knows it when it has read this.")
        return _("Custody does not move until the taker signs.")

    def _turn(self, on: bool) -> None:  # noqa: FBT001  (the signature of Qt's signal)
        if on:
            self._timer.start()
        else:
            self._timer.stop()

    def _ask_to_read(self) -> None:
        self.accept()
        self.read_asked.emit()
