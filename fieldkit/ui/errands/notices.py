"""What Today tells an officer before anything else: that others went on while they were locked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui import words
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Icon, Text

if TYPE_CHECKING:
    from fieldkit.actions.desk import OfficerCard
    from fieldkit.domain.values import Moment
    from fieldkit.ui.window import Window


class NoticeErrands:
    """Looks up what the officer who sits here must read first."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._locked_out: Moment | None = None
        window.today.above.append(self._card)
        window.officer_changed.connect(self._look)
        window.locked.connect(self._forget)

    def look(self) -> None:
        """Ask the disk; somebody has sat down."""
        desk = self._window.desk
        if desk is None:
            return

        def read() -> Moment | None:
            from fieldkit.actions import home

            return home.locked_out(desk=desk)

        self._window.ops.read(read, done=self._take, owner=self._window)

    def _look(self, _card: OfficerCard) -> None:
        self._forget()
        self.look()

    def _take(self, found: Moment | None) -> None:
        self._locked_out = found
        if found is not None:
            self._window.today.renew()

    def _forget(self) -> None:
        self._locked_out = None

    def _card(self) -> QWidget | None:
        """Return the card while something of the officer's waits for their signature."""
        at, card = self._locked_out, self._window.card
        mine = [one for one in self._window.today.listed if card is not None and one.unsigned.get(card.person)]
        if at is None or not mine:
            return None
        title = _("You were locked out on {time}: sign what is yours.", time=words.when(at.wall, at.offset))
        note = _("Others went on with the work. Read it back, strike what is not so, and sign once.")
        sign = Button(_("Read and sign"), "tonal", name="sign_after_lock_out", icon="signature", pad=M)
        sign.clicked.connect(lambda: self._window.move_on(mine[0].id, "sign"))
        said = column(Text(title, "lead", wrapped=True), Text(note, "body", "muted", wrapped=True), gap=2)
        inner = row(column(Icon("key-round", "warn", 24), None), (said, 1), sign, gap=L)
        return Card(inner, "warn", pad=(L, S, M, S), name="locked_out")
