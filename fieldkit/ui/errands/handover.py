"""Errands of the hand-over page: offer, compare blind, sign, take back; codes out and codes in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, language, sentence
from fieldkit.ui import drops
from fieldkit.ui.dialogs.actform import ActForm, Answers, Blank
from fieldkit.ui.errands.attached import tell
from fieldkit.ui.errands.codes import CodesErrands
from fieldkit.ui.errands.handover_work import answer, situation
from fieldkit.ui.pages.handover import HandoverPage
from fieldkit.ui.pages.handover_parts import Answered, Asked, Bag, Situation

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes
    from fieldkit.actions.handover import Compared, Offered
    from fieldkit.actions.photos import Attached
    from fieldkit.actions.slips import Matched, Slip
    from fieldkit.domain.view import SeizureView
    from fieldkit.ui.window import Window


class HandoverErrands:
    """Hand-overs for the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.page = page = HandoverPage()
        window.add(page)
        self._offer: tuple[str, str] | None = None
        self._chosen: tuple[str, ...] = ()
        self._asked = 0
        self.codes = CodesErrands(window, self)
        page.offer_asked.connect(self._sign_offer)
        page.compare_asked.connect(self._compare)
        page.sign_asked.connect(self._sign)
        page.withdraw_asked.connect(self._ask_to_withdraw)
        page.photo_asked.connect(self._choose_photo)
        page.paper_asked.connect(self._choose_paper)
        page.slip_asked.connect(self._make_slip)
        page.turned.connect(self._turn)
        page.came.connect(self.reload)
        window.seizure.hand_over_asked.connect(self.open)
        window.ops.changed.connect(self._changed)

    # --- showing ------------------------------------------------------------------------------------------------------
    def open(self, exhibits: Sequence[str] = (), offer: str | None = None) -> None:
        """Show the hand-over of the open seizure that waits, or the making of one with *exhibits* chosen."""
        view = self._window.view
        self._offer = (view.id, offer) if view is not None and offer is not None else None
        self._chosen = tuple(exhibits)
        if self._window.current is self.page:
            self.reload()
        self._window.go("handover")

    def reload(self) -> None:
        """Read the situation again and show it."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return
        offer = self._offer[1] if self._offer and self._offer[0] == view.id else None

        def look() -> Situation:
            from fieldkit.actions import home

            officers = home.describe(path=desk.home).officers
            return situation(desk, desk.seizure(view.id), officers, offer)

        # Readers work side by side: an answer that was overtaken by a later question is old.
        self._asked += 1
        window.ops.read(look, done=partial(self._show, self._asked), owner=window)

    def _show(self, asked: int, at: Situation) -> None:
        view = self._window.view
        if asked == self._asked and self._window.desk is not None and view is not None and at.seizure == view.id:
            before = self.page.offered
            self.page.show_situation(at, self._chosen)
            if self._window.current is self.page:
                self._window.frame()
                now = self.page.offered
                if now is not None and (before is None or before.offer != now.offer):
                    self.page.settle()  # the offer is signed: the taker begins at the first bag

    def _changed(self, changes: Changes, _initiator: object) -> None:
        view, current = self._window.view, self._window.current
        if current is self.page and view is not None and (changes.everything or view.id in changes.seizures):
            self.reload()  # elsewhere it is read when somebody comes here

    def _turn(self, offer: str) -> None:
        self._choose(offer)
        self.reload()

    def _choose(self, offer: str) -> None:
        """Keep showing *offer* of the open seizure; "" = a new one."""
        view = self._window.view
        self._offer = (view.id, offer) if view is not None else None

    # --- the giver ----------------------------------------------------------------------------------------------------
    def _sign_offer(self, asked: Asked) -> None:
        if asked.mark is not None:
            self._receive_on_paper(asked)
            return
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return
        made: list[str] = []

        def work() -> Changes:
            from fieldkit.actions import custody

            offered = custody.offer(
                desk=desk,
                seizure=view.id,
                exhibits=asked.exhibits,
                to=asked.to,
                purpose=asked.purpose,
                transport=asked.transport,
            )
            made.append(offered.offer)
            return offered.changes

        def done(_changes: Changes) -> None:
            self._choose(made[0])
            window.banner.say("ok", _("The offer is signed and saved."), _("The taker checks each bag now."))

        window.ops.write(work, done=done, initiator=window)

    def _receive_on_paper(self, asked: Asked) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        mark = asked.mark
        if desk is None or view is None or mark is None:
            return

        def work() -> Changes:
            from fieldkit.actions import custody

            return custody.external(
                desk=desk,
                seizure=view.id,
                exhibits=asked.exhibits,
                to=asked.to,
                mark=mark,
                paper=Path(asked.paper) if asked.paper else None,
                mail_no=asked.mail_no,
                purpose=asked.purpose,
            )

        def done(_changes: Changes) -> None:
            self.page.attach_paper("")
            window.banner.say(
                "ok",
                _("The receipt is recorded."),
                _("It is weaker than a signature in the app, and every report says so."),
            )

        window.ops.write(work, done=done, initiator=window)

    def _ask_to_withdraw(self, offer: str) -> None:
        ActForm(
            self._window,
            "withdraw_offer",
            _("Take the offer back?"),
            _("What nobody has answered stays with you. The offer stays in the record."),
            (Blank("reason", _("Reason"), hint=_("like: nobody came")),),
            act=_("Take it back"),
            icon="undo-2",
            run=partial(self._withdraw, offer),
        ).open()

    def _withdraw(self, offer: str, answers: Answers, dialog: ActForm) -> None:
        window, desk, view, offered = self._window, self._window.desk, self._window.view, self.page.offered
        if desk is None or view is None or offered is None:
            return
        exhibits = [line.exhibit for line in offered.lines if not line.answer]

        def work() -> Changes:
            from fieldkit.actions import custody

            return custody.withdraw(
                desk=desk, seizure=view.id, offer=offer, exhibits=exhibits, reason=answers["reason"]
            )

        def done(_changes: Changes) -> None:
            dialog.done_well()
            window.banner.say("ok", _("The offer is taken back."))

        window.ops.write(work, done=done, failed=partial(self.say_in, dialog), initiator=window)

    # --- the taker ----------------------------------------------------------------------------------------------------
    def _compare(self, exhibit: str, bag: Bag) -> None:
        desk, offered = self._window.desk, self.page.offered
        if desk is None or offered is None:
            return
        seals, gross = bag.seals if not bag.no_seal else (), "" if bag.no_weight else bag.gross

        def look() -> Compared:
            from fieldkit.actions import handover
            from fieldkit.domain.custody_bodies import AcceptLine
            from fieldkit.domain.quantity import parse_mass

            read = AcceptLine(exhibit=exhibit, seals=seals, gross=parse_mass(gross) if gross else None)
            return handover.compare(desk=desk, offer=offered.offer, lines=[read])[0]

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                self.page.complain(exhibit, "gross", " ".join(sentence(error)))
            else:
                self._window.show_error(error)

        done = partial(self.page.show_compared, exhibit)
        self._window.ops.read(look, done=done, failed=failed, owner=self._window)

    def _sign(self, answered: Answered) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def work() -> Changes:
            from fieldkit.actions import home

            # The taker signs with the taker's own key; the giver stays unlocked and never holds it.
            signing = (
                home.switch(desk=desk, person=answered.person, passphrase=answered.passphrase)
                if answered.person
                else desk
            )
            return answer(signing, view.id, answered)

        def done(_changes: Changes) -> None:
            self._choose(answered.offer)
            window.banner.say("ok", _("Signed. Custody has moved for every bag that was accepted."))

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                self.page.refused(" ".join(sentence(error)))
            else:
                window.show_error(error)

        window.ops.write(work, done=done, failed=failed, initiator=window)

    def _choose_photo(self, exhibit: str) -> None:
        pattern = f"{_('Photos and scans')} ({drops.PICTURES})"
        self._window.choose_files(_("Photo of the bag"), pattern, partial(self._attach_photo, exhibit))

    def _attach_photo(self, exhibit: str, paths: Sequence[Path]) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def work() -> Attached:
            from fieldkit.actions import photos
            from fieldkit.domain.writeup_bodies import Original

            said = Original(name="", exhibits=(exhibit,), view="seal")
            chosen = [photos.Photo(path=path, said=said) for path in paths]
            return photos.attach(desk=desk, seizure=view.id, photos=chosen)

        def done(attached: Attached) -> None:
            if attached.kept:
                self.page.photo_kept(exhibit)
            if attached.refused or attached.duplicates:
                tell(window, attached)

        window.ops.write(work, done=done, initiator=window)

    def _choose_paper(self) -> None:
        pattern = f"{_('Photos and scans')} ({drops.SCANS})"
        self._window.choose_files(_("Photo of the signed slip"), pattern, lambda paths: self.take_paper(paths[0]))

    def take_paper(self, path: Path) -> None:
        """Attach the photo of a signed slip; its code says which exhibits it is about, and to whom they went."""
        window, desk = self._window, self._window.desk
        if desk is None:
            return

        def look() -> Matched:
            from fieldkit.actions import slips

            return slips.match(desk=desk, picture=path)

        def done(found: Matched) -> None:
            self.page.attach_paper(str(path), found.exhibits, found.to)
            window.banner.say(
                "ok", _("The paper is matched with its slip."), _("Check what is chosen, then record it.")
            )

        def failed(error: BaseException) -> None:
            if not isinstance(error, KnownError):
                window.show_error(error)
                return
            self.page.attach_paper(str(path))
            window.banner.say("warn", sentence(error)[0], _("It is attached. Check by hand what it is about."))

        window.ops.read(look, done=done, failed=failed, owner=window)

    def _make_slip(self, asked: Asked) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return
        made: list[Slip] = []

        def work() -> Changes:
            from fieldkit.actions import slips

            chosen: Literal["km", "en"] = "en" if language() == "en" else "km"
            slip = slips.hand_over_slip(
                desk=desk, seizure=view.id, exhibits=asked.exhibits, to=asked.to, purpose=asked.purpose, language=chosen
            )
            made.append(slip)
            return slip.changes

        def done(_changes: Changes) -> None:
            window.banner.say(
                "ok", _("The slip is made and kept."), _("Save a copy to print it. Documents has it too.")
            )
            window.choose_new_file(_("Save a copy"), f"slip-{made[0].code}.pdf", partial(self._save, made[0].pdf))

        window.ops.write(work, done=done, initiator=window)

    def _save(self, pdf: bytes, to: Path) -> None:
        def work() -> None:
            to.write_bytes(pdf)

        def done(_none: None) -> None:
            self._window.banner.say("ok", _("Saved unchanged."), str(to))

        self._window.ops.read(work, done=done, owner=self._window)

    # --- codes --------------------------------------------------------------------------------------------------------
    def show(self, offered: Offered) -> None:
        """Show an offer of any seizure: one that was just read, or that its letters found."""
        window, desk = self._window, self._window.desk
        if desk is None:
            return

        def look() -> SeizureView:
            from fieldkit.actions import find

            return find.seizure(desk=desk, seizure=offered.seizure)

        def done(view: SeizureView) -> None:
            window.view, window.open_seizure = view, True
            window.show_view()
            self.open(offer=offered.offer)

        window.ops.read(look, done=done, owner=window)

    def say_in(self, dialog: ActForm, error: BaseException) -> None:
        """Say an error inside the dialog that asked, so that nothing typed is lost."""
        if isinstance(error, KnownError):
            dialog.complain(" ".join(sentence(error)))
        else:
            dialog.reject()
            self._window.show_error(error)
