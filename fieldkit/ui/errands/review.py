"""Errands of the second signature: read the night back to an officer, and sign the list once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui.pages.attest import AttestPage, ReadBack, Signing
from fieldkit.ui.readback import read_back

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes, Desk
    from fieldkit.ui.window import Window


class ReviewErrands:
    """Read-back lists for the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.page = AttestPage()
        window.add(self.page)
        self._person = ""
        self._asked = 0
        self.page.came.connect(self._came)
        self.page.turned.connect(self._turn)
        self.page.sign_asked.connect(self._sign)
        window.seizure.sign_asked.connect(self.open)
        window.ops.changed.connect(self._changed)

    def open(self) -> None:
        """Show what waits for a second signature in the open seizure."""
        self._window.go("attest")

    def _came(self) -> None:
        self._person = ""
        self._reload()

    def _turn(self, person: str) -> None:
        self._person = person
        self._reload()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        view = self._window.view
        current = self._window.current is self.page
        if current and view is not None and (changes.everything or view.id in changes.seizures):
            self._reload()

    def _reload(self) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return
        person = self._person
        # Readers work side by side: an answer that was overtaken by a later question is old.
        self._asked += 1
        window.ops.read(lambda: _told(desk, view.id, person), done=partial(self._show, self._asked), owner=window)

    def _show(self, asked: int, told: ReadBack) -> None:
        view = self._window.view
        if asked != self._asked or self._window.desk is None or view is None or view.id != told.seizure:
            return
        self._person = told.person
        self.page.show_list(told)
        if self._window.current is self.page:
            self._window.frame()
            self.page.settle()

    def _sign(self, signing: Signing) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def work() -> Changes:
            from fieldkit.actions import home, review

            # The second officer signs with their own key; whoever is unlocked stays so and never holds it.
            other = signing.person != desk.keys.person
            signer = home.switch(desk=desk, person=signing.person, passphrase=signing.passphrase) if other else desk
            return review.attest(desk=signer, seizure=view.id, struck=signing.struck)

        def done(_changes: Changes) -> None:
            self.page.signed()
            window.banner.say("ok", _("Signed."), _("What was struck stays in the record with its reason."))

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                self.page.refused(" ".join(sentence(error)))
            else:
                window.show_error(error)

        window.ops.write(work, done=done, failed=failed, initiator=window)


def _told(desk: Desk, seizure: str, wanted: str) -> ReadBack:
    """Read the list of *wanted*, or of the first officer of this laptop who has one; who is unlocked comes first."""
    from fieldkit.actions import home, review

    officers = home.describe(path=desk.home).officers
    me = desk.keys.person
    people = [wanted] if wanted else [me, *(one.person for one in officers if one.person != me)]
    chosen, entries = people[0], review.to_attest(desk=desk, seizure=seizure, person=people[0])
    for person in people[1:]:
        if entries:
            break
        if found := review.to_attest(desk=desk, seizure=seizure, person=person):
            chosen, entries = person, found
    view = desk.seizure(seizure)
    return ReadBack(
        seizure=view.id,
        number=view.number,
        me=me,
        person=chosen,
        officers=officers,
        lines=read_back(view, entries),
    )
