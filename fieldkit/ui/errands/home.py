"""Errands of the first page: find a home, unlock it, make practice, lock."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from fieldkit.errors import N_, KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui.ops import Job
from fieldkit.ui.preferences import state_folder

if TYPE_CHECKING:
    from fieldkit.actions.desk import Desk, OfficerCard
    from fieldkit.actions.home import HomeCard
    from fieldkit.ui.window import Window


class PracticeStopped(KnownError):
    """The making of a practice home was cancelled."""

    code = "practice-stopped"
    message = N_("Cancelled.")
    hint = N_("Nothing of the practice was kept.")


class HomeErrands:
    """Opens and locks homes for the window."""

    def __init__(self, window: Window, home: Path | None) -> None:
        self._window = window
        self._path = home or window.preferences.home
        self._card: HomeCard | None = None
        page = window.unlock_page
        page.unlock_asked.connect(self._unlock)
        page.practice_asked.connect(self._practice)
        page.open_asked.connect(self._choose)
        page.show_home(None)
        if self._path is not None:
            page.busy()

    def describe(self) -> None:
        """Find out who can unlock the home; called when the window shows, since this imports storage."""
        path = self._path
        if path is None:
            self._warm_up()
            return

        def look() -> HomeCard:
            from fieldkit.actions import home

            return home.describe(path=path)

        self._window.ops.read(look, done=self._described, failed=self._no_home, owner=self._window)

    def _warm_up(self) -> None:
        """Import what unlocking needs while the person reads the first page."""

        def load() -> None:
            from fieldkit.actions import home

            del home

        self._window.ops.read(load, done=lambda _none: None, owner=self._window)

    def _described(self, card: HomeCard) -> None:
        self._card = card
        self._window.unlock_page.show_home(card)
        self._window.unlock_page.settle()

    def _no_home(self, error: BaseException) -> None:
        self._path = None
        self._window.unlock_page.show_home(None)
        self._window.show_error(error)

    def _choose(self) -> None:
        self._window.choose_folder(_("Open a home folder"), self._open)

    def _open(self, folder: Path) -> None:
        self._path = folder
        self._window.unlock_page.busy()
        self.describe()

    def _unlock(self, person: str, passphrase: str) -> None:
        path = self._path
        if path is None:
            return
        self._window.unlock_page.busy()

        def work() -> tuple[Desk, OfficerCard]:
            from fieldkit.actions import home
            from fieldkit.actions.clock import SystemClock

            desk = home.unlock(path=path, person=person, passphrase=passphrase, clock=SystemClock())
            return desk, desk.officer

        self._window.ops.read(work, done=self._unlocked, failed=self._refused, owner=self._window)
        # The key derivation takes its time in another thread; the pages are made behind it.
        QTimer.singleShot(0, self._window, self._window.furnish)

    def _unlocked(self, opened: tuple[Desk, OfficerCard]) -> None:
        self._window.unlock_page.show_home(self._card)
        self._window.banner.clear()
        self._window.sit_down(*opened)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, KnownError):
            self._window.unlock_page.refused(" ".join(sentence(error)))
        else:
            self._window.unlock_page.show_home(self._card)
            self._window.show_error(error)

    def _practice(self) -> None:
        folder = _free_folder(state_folder())

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
        self._described(card)

    def lock(self) -> None:
        """Drop all keys and everything shown; long work stops at the next safe place first."""
        window, desk = self._window, self._window.desk
        if desk is None:
            return
        for job in window.ops.jobs:
            job.cancel()
        window.ops.drop_reads()
        window.desk, window.card, window.view = None, None, None
        window.unlocked, window.open_seizure = False, False
        window.officer, window.marks = "", ()
        window.go("unlock")
        for page in window.pages.values():
            if page is not window.unlock_page:
                page.forget()

        def work(_job: Job) -> None:
            from fieldkit.actions import home

            home.lock(desk=desk)

        # In the line of long work: the keys go when the last job has stopped, not under its feet.
        window.ops.long(work, kind="lock", done=lambda _none: None, initiator=window)


def _free_folder(parent: Path) -> Path:
    """Return a folder for practice that does not exist yet: an earlier practice may hold somebody's exercises."""
    names = (parent / (f"practice-{n}" if n > 1 else "practice") for n in count(1))
    return next(path for path in names if not path.exists())
