"""Errands of moving to another laptop: the own card, the bundle for it, taking in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines
from fieldkit.ui.ops import Job

if TYPE_CHECKING:
    from fieldkit.actions.find import Listed
    from fieldkit.actions.move import Moved, MovePlan, Taken
    from fieldkit.ui.window import Window


class MoveErrands(QObject):
    """Moves open work between laptops, for the window."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        page = window.officer_errands.page
        page.card_asked.connect(self._choose_card_folder)
        page.move_asked.connect(self.ask)
        page.take_asked.connect(self._choose_take)

    # --- the card of this one -----------------------------------------------------------------------------------------
    def _choose_card_folder(self) -> None:
        self._window.choose_folder(_("Write this laptop's card"), self.write_card)

    def write_card(self, to: Path) -> None:
        """Write this laptop's card into the folder *to*."""
        desk = self._window.desk
        if desk is None:
            return

        def work() -> Path:
            from fieldkit.actions import move

            return move.write_card(desk=desk, to=to)

        def done(file: Path) -> None:
            said = _("The card is written: {name}.", name=file.name)
            self._window.banner.say(
                "ok", said, _("Put the stick into the other laptop and press Move to another laptop.")
            )

        self._window.ops.read(work, done=done, owner=self._window)

    # --- to another one -----------------------------------------------------------------------------------------------
    def ask(self) -> None:
        """Choose the card of the other laptop, then what goes along."""
        pattern = f"{_('Cards of laptops')} (*.laptop);;{_('All files')} (*)"
        self._window.choose_files(_("Card of the other laptop"), pattern, lambda paths: self.ask_what(paths[0]))

    def ask_what(self, card: Path) -> None:
        """Show which laptop *card* is and what can go along."""
        window, desk = self._window, self._window.desk
        if desk is None:
            return
        window.about_to_lock.emit()  # what was typed goes along too
        ops = window.ops

        def look() -> tuple[MovePlan, tuple[Listed, ...]]:
            from fieldkit.actions import find, move

            ops.written(10.0)
            return move.plan(desk=desk, card=card, seizures=()), find.seizures(desk=desk)

        def done(found: tuple[MovePlan, tuple[Listed, ...]]) -> None:
            from fieldkit.ui.dialogs.move import MoveDialog

            plan, listed = found
            rows = [
                (one.id, " · ".join(filter(None, (one.number, lines.line(one.title, 40)))), not one.ticks.received)
                for one in listed
            ]

            def run(seizures: tuple[str, ...]) -> None:
                window.choose_folder(_("Move to another laptop"), lambda to: self.make(card, seizures, to))

            MoveDialog(window, lines.line(plan.to, 80), rows, run).open()

        window.ops.read(look, done=done, owner=window)

    def make(self, card: Path, seizures: tuple[str, ...], to: Path) -> None:
        """Write for the laptop of *card* into the folder *to*."""
        window, desk = self._window, self._window.desk
        if desk is None:
            return

        def work(job: Job) -> Moved:
            from fieldkit.actions import move

            return move.make(
                desk=desk, card=card, seizures=seizures, to=to, progress=job.progress, cancelled=job.cancelled
            )

        def done(made: Moved) -> None:
            name = lines.line(made.to, 80)
            drafts = _n("{n} draft goes along.", "{n} drafts go along.", made.drafts)
            then = _("Take it in at “{name}”: Settings, This laptop. Then go on there.", name=name)
            window.banner.say(
                "ok", _("Written for “{name}”. It is safe to remove the stick.", name=name), f"{drafts} {then}"
            )

        window.ops.long(work, kind="move", done=done, initiator=window)

    # --- from another one ---------------------------------------------------------------------------------------------
    def _choose_take(self) -> None:
        self._window.choose_folder(_("Take in from another laptop"), self.take)

    def take(self, folder: Path) -> None:
        """Take in what another laptop wrote for this one."""
        window, desk = self._window, self._window.desk
        if desk is None:
            return

        def work(job: Job) -> Taken:
            from fieldkit.actions import move

            return move.take(desk=desk, files=[folder], progress=job.progress, cancelled=job.cancelled)

        window.ops.long(work, kind="import", done=self._taken, initiator=window)

    def _taken(self, taken: Taken) -> None:
        banner = self._window.banner
        wrong = next((remark for one in taken.imported for remark in one.exceptions), None)
        if not taken.imported and not taken.drafts:
            banner.say("warn", _("Nothing for this laptop was found there."), _("Nothing was changed."))
            return
        seizures = _n("{n} seizure came.", "{n} seizures came.", len(taken.seizures))
        drafts = _n("{n} draft came.", "{n} drafts came.", taken.drafts)
        told = f"{seizures} {drafts}"
        if taken.kept_apart:
            told += " " + _("Drafts typed on this laptop stay as they are.")
        if wrong is not None:
            banner.say("warn", wrong.message, f"{wrong.hint} {told}".strip())
        else:
            banner.say("ok", _("Taken in from “{name}”.", name=lines.line(taken.sender, 80)), told)
