"""Errands of the first run for real work: make the home, show its passphrase once, sit down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fieldkit.ui.dialogs.ask import PassphraseOnce
from fieldkit.ui.errands.home import free_folder
from fieldkit.ui.ops import Job
from fieldkit.ui.pages.setup import SetupPage
from fieldkit.ui.preferences import state_folder

if TYPE_CHECKING:
    from fieldkit.actions.desk import Desk, OfficerCard
    from fieldkit.actions.home import HomeCard, NewHome
    from fieldkit.ui.window import Window


class SetupErrands(QObject):
    """Makes a home for real work in the standard folder. Made once, when somebody asks for it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.page = SetupPage()
        window.add(self.page)
        self.page.made_asked.connect(self._make)
        self.page.back_asked.connect(self._back)

    @staticmethod
    def begin(window: Window) -> None:
        """Show the page."""
        errands = window.findChild(SetupErrands) or SetupErrands(window)
        errands.page.clear()
        window.go("setup")

    def _back(self) -> None:
        self._window.go("unlock")

    def _make(self, typed: dict[str, str]) -> None:
        folder = free_folder(state_folder(), "home")
        self.page.busy(on=True)

        def work(_job: Job) -> tuple[NewHome, HomeCard]:
            from fieldkit.actions import home
            from fieldkit.actions.clock import SystemClock

            who = home.NewOfficer(name=typed["officer"], rank=typed["rank"], unit=typed["unit"])
            folder.parent.mkdir(parents=True, exist_ok=True)
            made = home.create(
                path=folder, role="field", practice=False, name=typed["laptop"], officer=who, clock=SystemClock()
            )
            return made, home.describe(path=folder)

        self._window.ops.long(work, kind="setup", done=self._made, failed=self._failed, initiator=self._window)

    def _failed(self, error: BaseException) -> None:
        self.page.busy(on=False)
        self._window.show_error(error)

    def _made(self, told: tuple[NewHome, HomeCard]) -> None:
        from fieldkit.actions import home

        made, card = told
        person, phrase, path = made.person, made.passphrase, made.path
        name = card.officers[0].name if card.officers else ""

        def written() -> None:
            self._sit_down(path, person, phrase)

        PassphraseOnce(self._window, name, phrase, home.same_passphrase, written).open()

    def _sit_down(self, path: Path, person: str, passphrase: str) -> None:
        window = self._window

        def work() -> tuple[Desk, OfficerCard, HomeCard]:
            from fieldkit.actions import home
            from fieldkit.actions.clock import SystemClock

            desk = home.unlock(path=path, person=person, passphrase=passphrase, clock=SystemClock())
            return desk, desk.officer, home.describe(path=path)

        window.ops.read(work, done=self._opened, failed=self._failed, owner=window)

    def _opened(self, opened: tuple[Desk, OfficerCard, HomeCard]) -> None:
        desk, officer, card = opened
        window = self._window
        self.page.clear()
        window.homes.adopt(card)
        window.sit_down(desk, officer)
        window.officer_errands.show()
