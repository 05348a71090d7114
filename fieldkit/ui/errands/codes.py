"""Errands of the codes between two laptops: shown on this screen, read from the other one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui import drops, words
from fieldkit.ui.pages.handover_parts import clock_here

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes
    from fieldkit.actions.handover import Gathered, Offered, Shown
    from fieldkit.ui.dialogs.qr import Codes
    from fieldkit.ui.dialogs.read_codes import ReadCodes
    from fieldkit.ui.errands.handover import HandoverErrands
    from fieldkit.ui.window import Window


class CodesErrands:
    """Codes out and codes in, for the hand-over page."""

    def __init__(self, window: Window, pages: HandoverErrands) -> None:
        self._window, self._pages = window, pages
        self._texts: list[str] = []
        self._reading: ReadCodes | None = None
        pages.page.codes_asked.connect(self.show_codes)
        pages.page.read_asked.connect(self.read_codes)
        window.today.read_asked.connect(self.read_codes)

    # --- out ----------------------------------------------------------------------------------------------------
    def show_codes(self, offer: str) -> None:
        """Show the codes of *offer*, or of the answer that this laptop signed."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def look() -> Shown:
            from fieldkit.actions import handover

            return handover.show(desk=desk, seizure=view.id, offer=offer)

        window.ops.read(look, done=self._show_codes, owner=window)

    def _show_codes(self, shown: Shown) -> None:
        from fieldkit.ui.dialogs.qr import Codes

        offered, window = self._pages.page.offered, self._window
        if offered is None or window.desk is None:
            return
        mine = offered.giver.person == window.desk.keys.person
        note = _("Offer by {name}, {time}", name=words.person(offered.giver), time=clock_here(offered.wall))
        dialog: Codes = Codes(window, shown, answer=not mine, note=note)
        dialog.read_asked.connect(self.read_codes)
        dialog.open()

    # --- in -----------------------------------------------------------------------------------------------------
    def read_codes(self) -> None:
        """Open the place where codes are scanned, pasted, dropped or chosen."""
        from fieldkit.ui.dialogs.read_codes import ReadCodes

        if self._window.desk is None:
            return
        self._texts = []
        dialog = self._reading = ReadCodes(self._window)
        dialog.texts_read.connect(self._gather)
        dialog.files_asked.connect(self._choose_pictures)
        dialog.files_dropped.connect(self.look_into)
        dialog.picture_pasted.connect(lambda png: self._look([png]))
        dialog.letters_typed.connect(self._find)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self._reading = None

    def _choose_pictures(self) -> None:
        self._window.choose_files(_("From a photo"), f"{_('Photos and scans')} ({drops.PICTURES})", self.look_into)

    def look_into(self, paths: Sequence[Path]) -> None:
        """Read the codes in pictures, or the lines in text files that a scanner wrote."""

        def read() -> list[str]:
            from fieldkit.actions import handover

            return [text for path in paths for text in handover.texts_in_file(path)]

        self._window.ops.read(read, done=self._seen, failed=self._not_read, owner=self._window)

    def _look(self, pictures: Sequence[bytes]) -> None:
        def read() -> list[str]:
            from fieldkit.actions import handover

            return [text for picture in pictures for text in handover.texts_in(picture)]

        self._window.ops.read(read, done=self._seen, failed=self._not_read, owner=self._window)

    def _seen(self, texts: list[str]) -> None:
        if texts:
            self._gather(texts)
        elif self._reading is not None:
            self._reading.complain(_("No code was found in that picture. Photograph it straight and close."))

    def _not_read(self, error: BaseException) -> None:
        if isinstance(error, KnownError) and self._reading is not None:
            self._reading.complain(" ".join(sentence(error)))
        else:
            self._window.show_error(error)

    def _gather(self, texts: list[str]) -> None:
        """Add what was read; when a hand-over is whole, take it in."""
        self._texts = [*self._texts, *texts]
        everything = tuple(self._texts)

        def look() -> tuple[tuple[Gathered, ...], str]:
            from fieldkit.actions import handover

            collector, outcome = handover.Collector(), ""
            for text in everything:
                outcome = collector.add(text).outcome
            return collector.gathered(), outcome

        self._window.ops.read(look, done=self._gathered, failed=self._not_read, owner=self._window)

    def _gathered(self, told: tuple[tuple[Gathered, ...], str]) -> None:
        gathered, outcome = told
        if self._reading is None:
            return
        self._reading.show_progress(gathered, outcome)
        if any(not one.missing for one in gathered):
            self._take(tuple(self._texts))

    def _take(self, texts: tuple[str, ...]) -> None:
        window, desk = self._window, self._window.desk
        if desk is None:
            return
        told: list[Offered] = []

        def work() -> Changes:
            from fieldkit.actions import handover

            told.append(handover.take(desk=desk, texts=texts))
            return told[0].changes

        def failed(error: BaseException) -> None:
            self._texts = []
            self._not_read(error)

        window.ops.write(work, done=lambda _changes: self._taken(told[0]), failed=failed, initiator=window)

    def _find(self, letters: str) -> None:
        desk = self._window.desk
        if desk is None:
            return

        def look() -> Offered:
            from fieldkit.actions import handover

            return handover.find(desk=desk, letters=letters)

        self._window.ops.read(look, done=self._taken, failed=self._not_read, owner=self._window)

    def _taken(self, offered: Offered) -> None:
        if self._reading is not None:
            self._reading.accept()
        self._pages.show(offered)
        if offered.open:
            self._window.banner.say("ok", _("The offer is read."), _("Check each bag now."))
        else:
            self._window.banner.say("ok", _("The answer is read."), _("Both laptops know the same now."))
