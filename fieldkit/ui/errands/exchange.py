"""Errands of the exchange page: plan and write an export, import a queue of bundles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from fieldkit.text.catalogue import _, _n
from fieldkit.ui import drives, lines
from fieldkit.ui.ops import Job

if TYPE_CHECKING:
    from fieldkit.actions.desk import Desk
    from fieldkit.actions.exchange import Exported, Imported, ImportSummary, Plan
    from fieldkit.actions.find import Listed
    from fieldkit.ui.window import Window

BUNDLES = "*.fkb"
_LOOK_MS = 3000


class ExchangeErrands(QObject):
    """Exports and imports for the window."""

    _one = Signal(object)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._seizures: tuple[str, ...] = ()
        page = window.exchange
        page.export_asked.connect(self._choose_target)
        page.drive_chosen.connect(self._export_to_drive)
        page.drives_wanted.connect(self.look_for_drives)
        page.eject_asked.connect(self._eject)
        page.opened.connect(window.open)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_while_shown)
        self._look.start()
        self._looking = False
        page.files_asked.connect(self._choose_files)
        page.folder_asked.connect(self._choose_folder)
        page.dropped.connect(self.take)
        window.today.export_asked.connect(self.show)
        window.seizure.export_asked.connect(self.show)
        # An import tells of each bundle from its own thread; the queued signal brings it to this one.
        self._one.connect(page.imported, Qt.ConnectionType.QueuedConnection)

    def show(self, seizures: Sequence[str]) -> None:
        """Show what an export of *seizures* would hold; empty = all that have not left."""
        self._seizures = tuple(seizures)
        self.look_for_drives()
        self._window.go("exchange")
        self.plan()

    def plan(self) -> None:
        """Count what an export would hold now."""
        desk, seizures = self._window.desk, self._seizures
        if desk is None:
            return

        def look() -> Plan:
            from fieldkit.actions import exchange

            return exchange.plan(desk=desk, seizures=seizures)

        show = partial(self._window.exchange.show_plan, answers=desk.role == "hq")
        self._window.ops.read(look, done=show, owner=self._window)
        if desk.role != "hq":
            self._window.ops.read(partial(_missing, desk), done=self._show_missing, owner=self._window)

    def _show_missing(self, found: tuple[Sequence[Listed], int]) -> None:
        self._window.exchange.show_missing(*found)

    def look_for_drives(self) -> None:
        """Ask the system which drives there are."""
        if not self._looking and self._window.desk is not None:
            self._looking = True
            self._window.ops.read(drives.drives, done=self._drives, failed=self._no_drives, owner=self._window)

    def _look_while_shown(self) -> None:
        if self._window.current is self._window.exchange and not self._window.ops.job("export"):
            self.look_for_drives()

    def _drives(self, found: Sequence[drives.Drive]) -> None:
        self._looking = False
        self._window.exchange.show_drives(found)

    def _no_drives(self, error: BaseException) -> None:
        self._looking = False
        if not isinstance(error, OSError):
            self._window.show_error(error)

    def _export_to_drive(self, drive: drives.Drive) -> None:
        self.export(drive.root, drive)

    def _eject(self, drive: drives.Drive) -> None:
        self._window.ops.read(partial(drives.eject, drive), done=partial(self._ejected, drive), owner=self._window)

    def _ejected(self, drive: drives.Drive, gone: bool) -> None:  # noqa: FBT001  (the answer of `eject`)
        name = lines.line(drive.name, 40)
        if gone:
            self._window.exchange.exporting(None)
            self._window.banner.say("ok", _("{name} can be pulled out now.", name=name))
        else:
            note = _("A program still uses it. The bundle on it is whole; close other windows and try again.")
            self._window.banner.say("warn", _("{name} could not be ejected.", name=name), note)

    def _choose_target(self) -> None:
        self._window.choose_folder(_("Export to a folder"), self.export)

    def export(self, to: Path, drive: drives.Drive | None = None) -> None:
        """Write a bundle into the folder *to*, which is on *drive* when one was chosen."""
        window, desk, seizures = self._window, self._window.desk, self._seizures
        if desk is None:
            return

        def work(job: Job) -> Exported:
            from fieldkit.actions import exchange

            return exchange.export(desk=desk, to=to, seizures=seizures, progress=job.progress, cancelled=job.cancelled)

        done = partial(self._exported, drive)
        job = window.ops.long(work, kind="export", done=done, failed=self._export_failed, initiator=window)
        window.exchange.exporting(job)

    def _exported(self, drive: drives.Drive | None, exported: Exported) -> None:
        self._seizures = ()
        ejectable = drive is not None and drives.can_eject(drive)
        self._window.exchange.exporting(None, exported, drive, ejectable=ejectable)
        self._window.banner.say("ok", _("Exported. It is safe to remove the stick."))

    def _export_failed(self, error: BaseException) -> None:
        self._window.exchange.exporting(None)
        self._window.show_error(error)

    def _choose_files(self) -> None:
        self._window.choose_files(_("Import"), f"{_('Bundles')} ({BUNDLES})", self.take)

    def _choose_folder(self) -> None:
        self._window.choose_folder(_("Import a folder"), lambda folder: self.take([folder]))

    def take(self, paths: Sequence[Path]) -> None:
        """Import files and folders of bundles; one bad file never stops the others."""
        if self._window.desk is None or self._window.ops.job("import"):
            return

        def look() -> list[tuple[Path, int]]:
            from fieldkit.actions import exchange

            return [(found.path, found.size) for found in exchange.bundles_in(paths=list(paths))]

        self._window.ops.read(look, done=self._import, owner=self._window)

    def _import(self, files: list[tuple[Path, int]]) -> None:
        window, desk = self._window, self._window.desk
        if desk is None:
            return
        if not files:
            window.banner.say("warn", _("No bundle was found there."), _("Bundles end in .fkb. Nothing was changed."))
            return

        def each(one: Imported) -> None:
            self._one.emit(one)

        def work(job: Job) -> ImportSummary:
            from fieldkit.actions import exchange

            return exchange.import_bundles(
                desk=desk,
                files=[path for path, _size in files],
                progress=job.progress,
                cancelled=job.cancelled,
                each=each,
            )

        job = window.ops.long(work, kind="import", done=self._imported, failed=self._import_failed, initiator=window)
        window.exchange.importing(job, files)
        window.go("exchange")

    def _imported(self, summary: ImportSummary) -> None:
        self._window.exchange.import_ended()
        stored = _n("{n} bundle read.", "{n} bundles read.", len(summary.imported))
        if summary.left:
            left = _n("{n} was not reached.", "{n} were not reached.", summary.left)
            self._window.banner.say("warn", _("Cancelled."), f"{stored} {left}")
        else:
            self._window.banner.say("ok", stored)

    def _import_failed(self, error: BaseException) -> None:
        self._window.exchange.import_ended()
        self._window.show_error(error)


def _missing(desk: Desk) -> tuple[Sequence[Listed], int]:
    from fieldkit.actions import find

    return find.missing(desk=desk)
