"""Errands of an accepted or linked seizure: begin an amendment with its reason, and link what two teams wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldkit.domain import guards
from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui.dialogs.ask import Ask, Asked
from fieldkit.ui.pages.writeup import WriteUpPage

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes
    from fieldkit.actions.find import Listed
    from fieldkit.domain.view import SeizureView
    from fieldkit.ui.window import Window


class AmendErrands:
    """Opens accepted seizures for a change, and shows which seizures are of the same scene."""

    def __init__(self, window: Window, page: WriteUpPage) -> None:
        self._window, self._page = window, page
        self._amending: set[str] = set()
        window.seizure.amend_asked.connect(self.ask)
        window.seizure.linked_asked.connect(window.open)
        page.state.link_asked.connect(self.link)
        window.locked.connect(self._amending.clear)
        window.officer_changed.connect(lambda _card: self._amending.clear())

    def may_write(self, view: SeizureView) -> bool:
        """Tell whether an amendment of *view* was begun here and is still worked on."""
        return view.id in self._amending and guards.amendment(view) is not None

    # --- amendments ---------------------------------------------------------------------------------------------------
    def ask(self) -> None:
        """Ask why the open seizure, which was accepted, is to be changed."""
        view = self._window.view
        if view is None:
            return
        title = _("Amend {number}", number=view.number)
        note = _("The accepted version stays as it is. What you change now is the next version, with your reason.")
        asked = (Asked("reason", _("Why is it amended?")),)
        Ask(self._window, "amend_seizure", title, note, asked, act=_("Amend"), icon="pencil", run=self._amend).open()

    def _amend(self, dialog: Ask, typed: dict[str, str]) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return
        seizure = view.id

        def act() -> Changes:
            from fieldkit.actions import review
            from fieldkit.actions.desk import Changes

            review.amend(desk=desk, seizure=seizure, reason=typed["reason"])
            return Changes(seizures=frozenset({seizure}), entries=1)

        def done(_changes: Changes) -> None:
            dialog.accept()
            self._amending.add(seizure)
            window.open(seizure, "writeup")

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                dialog.complain(" ".join(sentence(error)))
            else:
                dialog.give_up()
                window.show_error(error)

        window.ops.write(act, done=done, failed=failed, initiator=window)

    # --- links --------------------------------------------------------------------------------------------------------
    def show(self, view: SeizureView) -> None:
        """Show the numbers of the seizures that *view* is linked with, on both of its pages."""
        desk = self._window.desk
        self._window.seizure.amendable = desk is not None and desk.role == "field" and not self._window.ops.reads_only
        names = view.head.shown.linked if view.head else ()
        if desk is None:
            return
        if not names:
            self._put(view.id, ())
            return

        def look() -> tuple[Listed, ...]:
            from fieldkit.actions import find

            return find.lines(desk=desk, seizures=names)

        def take(found: tuple[Listed, ...]) -> None:
            known = {one.id: one for one in found}
            self._put(
                view.id,
                tuple((n, known[n].number, known[n].title) if n in known else (n, n[:8], "") for n in names),
            )

        self._window.ops.read(look, done=take, owner=self._page)

    def _put(self, seizure: str, linked: tuple[tuple[str, str, str], ...]) -> None:
        if self._window.view is not None and self._window.view.id == seizure:
            self._page.show_linked(linked)
            self._window.seizure.show_linked(linked)

    def link(self, other: str) -> None:
        """Link the open seizure with *other*, and *other* with it where it can still be written."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return
        seizure = view.id

        def act() -> Changes:
            from fieldkit.actions import writeup

            made = writeup.link(desk=desk, seizure=seizure, other=other)
            try:
                return made | writeup.link(desk=desk, seizure=other, other=seizure)
            except (guards.WriteUpLocked, guards.NeedsAmendment, guards.TwoVersions):
                return made  # the other team's is closed: the link stands in this one

        window.ops.write(act, failed=window.show_error)
