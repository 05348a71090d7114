"""Errands of the first page: find a home, unlock it, make practice; and at any time: change officer, lock."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog

from fieldkit.errors import N_, KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui.ops import SORTS, Job
from fieldkit.ui.preferences import state_folder

if TYPE_CHECKING:
    from fieldkit.actions.desk import Desk, OfficerCard
    from fieldkit.actions.home import HomeCard
    from fieldkit.ui.dialogs.switch import SwitchDialog
    from fieldkit.ui.window import Window

PATIENCE_S: Final = 10.0
"""How long keys wait for what was typed to reach the disk."""
_SETTLED_MS: Final = 1_500
"""After unlocking, the first page comes before what is read ahead."""


class PracticeStopped(KnownError):
    """The making of a practice home was cancelled."""

    code = "practice-stopped"
    message = N_("Cancelled.")
    hint = N_("Nothing of the practice was kept.")


class HomeErrands:
    """Opens and locks homes for the window.

    Attributes:
        now: the wall clock in ms, for the pauses after wrong passphrases.
    """

    def __init__(self, window: Window, home: Path | None) -> None:
        self._window = window
        self._path = home or window.preferences.home
        self._card: HomeCard | None = None
        self._stopped = 0
        self._switch: SwitchDialog | None = None
        self.now: Callable[[], int] = lambda: int(time.time() * 1000)
        page = window.unlock_page
        page.unlock_asked.connect(self._unlock)
        page.practice_asked.connect(self._practice)
        page.setup_asked.connect(self._set_up)
        page.open_asked.connect(self._choose)
        page.help_asked.connect(self._help)
        window.officer_asked.connect(self.switch_asked)
        page.show_home(None)
        if self._path is not None:
            page.busy()

    @property
    def path(self) -> Path | None:
        """Return the folder of the home that is shown or open."""
        return self._path

    @property
    def card(self) -> HomeCard | None:
        """Return what is known of that home."""
        return self._card

    def adopt(self, card: HomeCard) -> None:
        """Stand on a home that was made or recovered just now."""
        self._path, self._card = card.path, card
        self._window.unlock_page.show_home(card, {})

    @property
    def _tries(self) -> Path:
        return self._window.preferences.folder / "attempts.json"

    def describe(self) -> None:
        """Find out who can unlock the home; called when the window shows, since this imports storage."""
        path, tries, now = self._path, self._tries, self.now
        if path is None:
            self._warm_up()
            return

        def look() -> tuple[HomeCard, dict[str, int]]:
            from fieldkit.actions import home
            from fieldkit.actions.attempts import Attempts

            card, known = home.describe(path=path), Attempts(tries)
            return card, {one.person: known.wait_s(path, one.person, now=now()) for one in card.officers}

        self._window.ops.read(look, done=self._described, failed=self._no_home, owner=self._window)

    def _warm_up(self) -> None:
        """Import what unlocking needs while the person reads the first page."""

        def load() -> None:
            from fieldkit.actions import home

            del home

        self._window.ops.read(load, done=lambda _none: None, owner=self._window)

    def _described(self, found: tuple[HomeCard, dict[str, int]]) -> None:
        self._card, waits = found
        self._window.unlock_page.show_home(self._card, waits)
        self._window.unlock_page.settle()

    def _no_home(self, error: BaseException) -> None:
        self._path = None
        self._window.unlock_page.show_home(None)
        self._window.show_error(error)

    def _choose(self) -> None:
        self._window.choose_folder(_("Open a home folder"), self.open)

    def open(self, folder: Path) -> None:
        """Show who can unlock the home in *folder*."""
        self._path = folder
        self._window.unlock_page.busy()
        self._window.go("unlock")
        self.describe()

    # --- unlocking ----------------------------------------------------------------------------------------------------
    def _unlock(self, person: str, passphrase: str) -> None:
        path, tries, now = self._path, self._tries, self.now
        if path is None:
            return
        self._window.unlock_page.busy()

        def work() -> tuple[Desk, OfficerCard]:
            from fieldkit.actions import home
            from fieldkit.actions.attempts import Attempts
            from fieldkit.actions.clock import SystemClock

            with Attempts(tries).guard(path, person, now=now):
                desk = home.unlock(path=path, person=person, passphrase=passphrase, clock=SystemClock())
            return desk, desk.officer

        self._window.ops.read(work, done=self._unlocked, failed=self._refused, owner=self._window)
        # The key derivation takes its time in another thread; the pages are made behind it.
        QTimer.singleShot(0, self._window, self._window.furnish)

    def _unlocked(self, opened: tuple[Desk, OfficerCard]) -> None:
        self._window.unlock_page.show_home(self._card, {})
        self._window.banner.clear()
        self._window.sit_down(*opened)
        QTimer.singleShot(_SETTLED_MS, self._window, self._warm_places)
        if self._stopped:
            self._stopped = 0
            self._window.banner.say(
                "warn",
                _("Locking stopped work that was under way."),
                _("What was done stays done, nothing is lost. Start it again; it goes on from there."),
            )

    def _warm_places(self) -> None:
        """Read the gazetteer before somebody types a place: the first look-up took a quarter of a second of a key."""

        def load() -> None:
            from fieldkit.text import suggest

            suggest.places("", lang="en")

        if self._window.desk is not None:  # it may have been locked or closed meanwhile
            self._window.ops.read(load, done=lambda _none: None, owner=self._window)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            told, wait = self._told(error)
            self._window.unlock_page.refused(told, wait)
        else:
            self._window.unlock_page.show_home(self._card)
            self._window.show_error(error)

    @staticmethod
    def _told(error: KnownError) -> tuple[str, int]:
        """Return the words and the seconds to wait."""
        wait = error.facts.get("seconds", 0)
        return " ".join(sentence(error)), wait if isinstance(wait, int) else 0

    # --- another officer ----------------------------------------------------------------------------------------------
    def switch_asked(self, person: str = "") -> None:
        """Let another officer sit down at once: a small dialog over any page, *person* chosen already.

        What was typed stays. When it is done the window says `officer_changed`.
        """
        window, desk = self._window, self._window.desk
        if desk is None or window.card is None or self._switch is not None:
            return
        from fieldkit.ui.dialogs.switch import SwitchDialog

        dialog = self._switch = SwitchDialog(window, window.card, person, self._switch_to, self._ask_lock_out)
        dialog.finished.connect(self._switch_closed)
        dialog.open()
        tries, now = self._tries, self.now

        def look() -> tuple[tuple[OfficerCard, ...], str, dict[str, int]]:
            from fieldkit.actions import home
            from fieldkit.actions.attempts import Attempts

            card, known = home.describe(path=desk.home), Attempts(tries)
            waits = {one.person: known.wait_s(desk.home, one.person, now=now()) for one in card.officers}
            return card.officers, card.passphrase_hint, waits

        window.ops.read(look, done=lambda found: dialog.show_officers(*found), owner=dialog)

    def _switch_closed(self) -> None:
        self._switch = None

    def _ask_lock_out(self, person: str) -> None:
        if self._switch is not None:
            self._switch.reject()
        self._help(person)

    def _switch_to(self, person: str, passphrase: str) -> None:
        window, desk, dialog = self._window, self._window.desk, self._switch
        if desk is None or dialog is None:
            return
        dialog.busy()
        window.about_to_lock.emit()  # what was typed is the word of who typed it
        tries, now, ops = self._tries, self.now, window.ops

        def work() -> tuple[Desk, OfficerCard]:
            from fieldkit.actions import home
            from fieldkit.actions.attempts import Attempts

            with Attempts(tries).guard(desk.home, person, now=now):
                changed = home.switch(desk=desk, person=person, passphrase=passphrase)
            ops.written(PATIENCE_S)
            return changed, changed.officer

        def done(opened: tuple[Desk, OfficerCard]) -> None:
            if window.desk is desk:  # it was locked meanwhile otherwise
                dialog.accept()
                window.change_officer(*opened)

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                dialog.refused(*self._told(error))
            else:
                dialog.reject()
                window.show_error(error)

        window.ops.read(work, done=done, failed=failed, owner=dialog)

    def _help(self, person: str) -> None:
        from fieldkit.ui.errands.officers import stuck

        stuck(self._window, person)

    def _set_up(self) -> None:
        from fieldkit.ui.errands.setup import SetupErrands

        SetupErrands.begin(self._window)

    # --- practice -----------------------------------------------------------------------------------------------------
    def _practice(self) -> None:
        folder = free_folder(state_folder(), "practice")

        def work(job: Job) -> HomeCard:
            from fieldkit.actions import home
            from fieldkit.actions.practice import demo

            def progress(done: int, total: int, doing: str) -> None:
                job.progress(done, total, doing)
                if job.cancelled():
                    raise PracticeStopped

            try:
                told = demo.run(folder=folder, progress=progress)
            except PracticeStopped:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            return home.describe(path=told.homes.field)

        ops = self._window.ops
        job = ops.long(work, kind="practice", done=self._practice_made, failed=self._no_home, initiator=self._window)
        self._window.unlock_page.busy(job=job)

    def _practice_made(self, card: HomeCard) -> None:
        self._path = card.path
        self._described((card, {}))

    # --- locking ------------------------------------------------------------------------------------------------------
    def lock(self) -> None:
        """Drop all keys and everything shown; what was typed is kept first, long work stops at the next safe place."""
        window, desk = self._window, self._window.desk
        if desk is None:
            return
        window.about_to_lock.emit()
        self.leave()
        ops = window.ops

        def work(_job: Job) -> None:
            from fieldkit.actions import home

            ops.written(PATIENCE_S)
            home.lock(desk=desk)

        # In the line of long work: the keys go when the last job has stopped, not under its feet.
        window.ops.long(work, kind="lock", done=lambda _none: window.locked.emit(), initiator=window)
        if self._path is not None and self._card is not None:
            self.describe()

    def leave(self) -> None:
        """Show nothing any more and ask long work to stop; whoever calls closes the home after it."""
        window = self._window
        self._stopped += sum(SORTS[job.kind].missed for job in window.ops.jobs)
        for job in window.ops.jobs:
            job.cancel()
        window.ops.drop_reads()
        for dialog in window.findChildren(QDialog):
            dialog.done(QDialog.DialogCode.Rejected)  # whoever waits for its end hears of it; a hidden one lives on
            dialog.deleteLater()
        self._switch = None
        window.desk, window.card, window.view = None, None, None
        window.unlocked, window.open_seizure = False, False
        window.ops.reads_only = False
        window.officer, window.marks, window.notice = "", (), None
        window.coach.forget()
        window.safety.end()
        window.banner.clear()
        window.go("unlock")
        for page in window.pages.values():
            if page is not window.unlock_page:
                page.forget()


def free_folder(parent: Path, name: str) -> Path:
    """Return a folder called *name* that does not exist yet: an earlier one may hold somebody's records."""
    names = (parent / (f"{name}-{n}" if n > 1 else name) for n in count(1))
    return next(path for path in names if not path.exists())
