"""Errands of the stock of seals: show it on This laptop, enter a box, take one out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui.dialogs.ask import Ask, Asked
from fieldkit.ui.dialogs.plain import Question
from fieldkit.ui.pages.seal_stock import card

if TYPE_CHECKING:
    from fieldkit.actions.seals import Issued
    from fieldkit.domain.seals import Stock
    from fieldkit.ui.window import Window


class SealErrands:
    """Keeps the card of the stock in line with the disk."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._page = window.officer_errands.page
        self._known: tuple[tuple[Issued, ...], Stock] | None = None
        self._page.beside.append(self._card)
        window.settings.laptop_asked.connect(self.refresh)
        window.locked.connect(self._forget)

    def refresh(self) -> None:
        """Ask the disk for the stock."""
        desk = self._window.desk
        if desk is None or desk.role != "field":
            return

        def look() -> tuple[tuple[Issued, ...], Stock]:
            from fieldkit.actions import seals

            return seals.ranges(desk=desk), seals.stock(desk=desk)

        self._window.ops.read(look, done=self._take, owner=self._page)

    def _take(self, found: tuple[tuple[Issued, ...], Stock]) -> None:
        self._known = found
        self._page.renew()

    def _forget(self) -> None:
        self._known = None

    def _card(self) -> QWidget | None:
        if self._known is None:
            return None
        return card(*self._known, enter=self.ask, give_back=self._ask_out)

    def ask(self) -> None:
        """Ask for the first and last number of a box."""
        note = _("As printed on the box. Each seal of it is used once; the next one is offered when a bag is sealed.")
        asked = (
            Asked("first", _("First seal"), hint="A 004 512 881"),
            Asked("last", _("Last seal"), hint="A 004 512 980"),
        )
        act = _("Enter")
        Ask(
            self._window, "seals", _("Enter a box of seals"), note, asked, act=act, icon="check", run=self._issue
        ).open()

    def _issue(self, dialog: Ask, typed: dict[str, str]) -> None:
        desk = self._window.desk
        if desk is None:
            return

        def work() -> tuple[tuple[Issued, ...], Stock]:
            from fieldkit.actions import seals

            stock = seals.issue(desk=desk, first=typed["first"], last=typed["last"])
            return seals.ranges(desk=desk), stock

        def done(found: tuple[tuple[Issued, ...], Stock]) -> None:
            dialog.accept()
            self._take(found)

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                dialog.complain(" ".join(sentence(error)))
            else:
                dialog.give_up()
                self._window.show_error(error)

        self._window.ops.read(work, done=done, failed=failed, owner=dialog)

    def _ask_out(self, first: str) -> None:
        note = _("Entered wrongly, or given to another team. What is sealed with them stays as it is.")
        title = _("Take these seals out of the stock?")
        Question(self._window, title, note, act=_("Take out"), icon="x", run=partial(self._withdraw, first)).open()

    def _withdraw(self, first: str) -> None:
        desk = self._window.desk
        if desk is None:
            return

        def work() -> tuple[tuple[Issued, ...], Stock]:
            from fieldkit.actions import seals

            stock = seals.withdraw(desk=desk, first=first)
            return seals.ranges(desk=desk), stock

        self._window.ops.read(work, done=self._take, owner=self._page)
