"""Exchange: what leaves this device, and a queue for what comes in, with one list of what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.drives import Drive
from fieldkit.ui.drops import dropped
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.models.bundles import BundleRow, Bundles, said_file
from fieldkit.ui.ops import Job
from fieldkit.ui.page import Act, Head, Page, edge, narrow
from fieldkit.ui.pages import exchange_parts
from fieldkit.ui.widgets.boxes import Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card, Empty, Rule
from fieldkit.ui.widgets.progress import Progress
from fieldkit.ui.widgets.text import Elided, Icon, Text

if TYPE_CHECKING:
    from fieldkit.actions.exchange import Exported, Imported, Plan
    from fieldkit.actions.find import Listed


class ExchangePage(Page):
    """Export to a folder, import of files and folders.

    Signals:
        export_asked: choose a folder and export what the plan holds.
        drive_chosen: export to a drive; arg: the drive. drives_wanted: look for drives again.
        eject_asked: let go of the drive that was written; arg: the drive.
        opened: show a seizure; arg: its id.
        files_asked, folder_asked: choose bundles, or a folder of them, to import.
        dropped: files or folders were dropped; arg: list of paths.
    """

    name = "exchange"
    rail = "exchange"
    export_asked = Signal()
    drive_chosen = Signal(object)
    drives_wanted = Signal()
    eject_asked = Signal(object)
    opened = Signal(str)
    files_asked = Signal()
    folder_asked = Signal()
    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._answers = False
        self._exporting: Job | None = None
        self._importing: Job | None = None
        self._exported: Exported | None = None
        self._drives: tuple[Drive, ...] = ()
        self._written: Drive | None = None
        self._ejectable = False
        self._missing: tuple[Listed, ...] = ()
        self._missing_in_all = 0
        self._elsewhere = 0
        self._model = Bundles()
        self._problems: list[Imported] = []
        self.setAcceptDrops(True)

    def show_plan(self, plan: Plan | None, *, answers: bool = False) -> None:
        """Show what an export would hold now. answers: headquarters writes receipts and news for its devices."""
        self._plan, self._answers = plan, answers
        self.renew()

    def show_drives(self, drives: Sequence[Drive]) -> None:
        """Show the sticks and disks that can be written to."""
        if tuple(drives) != self._drives:
            self._drives = tuple(drives)
            self.renew()

    def show_missing(self, missing: Sequence[Listed], in_all: int) -> None:
        """Show the seizures that headquarters has not confirmed: some of them, and how many there are in all."""
        if (tuple(missing), in_all) != (self._missing, self._missing_in_all):
            self._missing, self._missing_in_all = tuple(missing), in_all
            self.renew()

    def forget(self) -> None:
        """Drop plan, queue and what needed a person."""
        self._missing, self._missing_in_all, self._written, self._elsewhere = (), 0, None, 0
        self._plan, self._exported, self._importing, self._exporting = None, None, None, None
        self._problems = []
        self._model.put(())
        super().forget()

    def exporting(
        self, job: Job | None, exported: Exported | None = None, drive: Drive | None = None, *, ejectable: bool = False
    ) -> None:
        """Show the export under way, or what came of it. ejectable: this computer can let go of *drive* itself."""
        self._exporting, self._exported, self._written, self._ejectable = job, exported, drive, ejectable
        self.renew()

    def importing(self, job: Job, files: Sequence[tuple[Path, int]]) -> None:
        """Show the queue of an import that begins."""
        self._importing, self._problems, self._elsewhere = job, [], 0
        self._model.put(files)
        self.renew()

    def imported(self, one: Imported) -> None:
        """Note what became of one file."""
        self._model.done(one)
        if one.elsewhere:
            self._elsewhere += 1
            self.swap("exceptions", self._exceptions())
        elif one.exceptions:
            self._problems.append(one)
            self.swap("exceptions", self._exceptions())
        self.swap("totals", self._totals())

    def import_ended(self) -> None:
        """The import has ended, or was cancelled."""
        self._model.end()
        self.renew()

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return the page's name and its rule."""
        return Head(
            _("Exchange"), _("A bundle may come twice, late or torn: nothing is lost and nothing counts twice.")
        )

    def primary(self) -> Button | None:
        """Return Import."""
        button = Button(_("Import"), "primary", name="import", icon="download", key="Ctrl+I", height=PRIMARY)
        button.setEnabled(not self._running(self._importing))
        button.clicked.connect(self.files_asked)
        return button

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        cancel = [Act("Esc", _("Cancel"), j.cancel) for j in (self._importing, self._exporting) if j and j.running]
        return (
            Act("E", _("Export"), self._export),
            Act("Ctrl+I", _("Import files"), self.files_asked.emit),
            Act("Ctrl+O", _("Import a folder"), self.folder_asked.emit),
            *cancel[:1],
        )

    def first_focus(self) -> str:
        """Start at the export."""
        return "export"

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return export and exceptions beside the queue."""
        queue = self._queue()
        exceptions = self._exceptions()
        exceptions.setObjectName("exceptions")
        missing = exchange_parts.missing(self._missing, self._missing_in_all, self.opened.emit)
        side = Scroll(column(self._export_card(), exceptions, missing, None, gap=M), (0, 0, S, L))
        side.setObjectName("leaving")
        box = row((queue, 1), side, gap=L)

        def arrange(width: int) -> None:
            side.setFixedWidth(336 if narrow(width) else 400)
            box.setContentsMargins(edge(width), XS, edge(width) - S, L)

        return Responsive(box, arrange)

    def _export_card(self) -> QWidget:
        if self._running(self._exporting) and self._exporting:
            return Progress(
                self._exporting,
                lambda job: _(
                    "Writing {done} of {total}", done=lines.file_size(job.done), total=lines.file_size(job.total)
                ),
                _("Cancel leaves no half bundle. The records stay here."),
            )
        plan = self._plan
        button = Button(_("Export to a folder"), "tonal", name="export", icon="folder-open", key="E")
        button.clicked.connect(self._export)
        ready = plan is not None and (plan.ready or self._answers)
        sticks = exchange_parts.drives(self._drives, self._to_drive, self.drives_wanted.emit) if ready else []
        title = Text(_("Leaving this device"), "h2")
        if plan is None:
            button.setEnabled(False)
            return Card(
                column(title, Text(_("Counting what has not left yet."), "body", "muted", wrapped=True), button, gap=M)
            )
        parts: list[QWidget] = [*self._result()]
        if self._answers:
            news = _("Receipts and news for every device, each readable by that device only.")
            return Card(column(title, *parts, Text(news, wrapped=True), *sticks, button, gap=M))
        if not plan.seizures and plan.ready:
            parts.append(
                Text(_("Everything has left this device already. An export holds it all again."), wrapped=True)
            )
        elif plan.ready:
            parts.append(Text(_n("{n} seizure", "{n} seizures", plan.seizures), "num"))
            what = f"{words.contents(plan.entries, plan.originals)}, {lines.file_size(plan.bytes)}"
            parts.append(Text(what, wrapped=True))
        if plan.ready:
            to = _("Only {names} can open it.", names=", ".join(lines.line(n, 80) for n in plan.to))
            parts.append(
                holder(row(column(Icon("lock", "muted", 18), None), (Text(to, "cap", "muted", wrapped=True), 1), gap=S))
            )
        else:
            button.setEnabled(False)
            parts.append(Text(plan.why_not, "body", "muted", wrapped=True))
        return Card(column(title, *parts, *sticks, button, gap=M))

    def _result(self) -> list[QWidget]:
        made = self._exported
        if made is None or not made.files:
            return []
        files = _n(
            "{n} file written, read again and compared.", "{n} files written, read again and compared.", len(made.files)
        )
        safe = Text(_("It is safe to remove the stick."), "strong", "ok", wrapped=True)
        where = Elided(lines.line(str(made.files[0].parent), 300), "cap")
        said = column(safe, Text(files, "cap", wrapped=True), where, gap=2)
        drive = self._written
        if drive is not None and self._ejectable:
            eject = Button(_("Eject"), "plain", name="eject", icon="arrow-up", height=40, pad=M)
            eject.clicked.connect(lambda: self.eject_asked.emit(drive))
            said.addWidget(eject)
        elif drive is not None and drive.removable:
            said.addWidget(Text(_("Let the computer eject it first, then pull it out."), "cap", wrapped=True))
        return [Card(row(column(Icon("circle-check", "ok", 22), None), (said, 1), gap=M), "ok", pad=M)]

    def _queue(self) -> QWidget:
        files = Button(_("Choose files"), "tonal", name="files", icon="file-text", key="Ctrl+I")
        folder = Button(_("Choose a folder"), "plain", name="folder", icon="folder-open", key="Ctrl+O")
        files.clicked.connect(self.files_asked)
        folder.clicked.connect(self.folder_asked)
        if not self._model.rows:
            note = _("Drop one bundle or a folder of hundreds here. Each is checked before anything of it counts.")
            empty = Empty("download", _("Nothing to import"), note, files, folder)
            return Card(column((empty, 1)), "drop", name="drop")
        job = self._importing
        parts: list[QWidget] = []
        if job is not None and job.running:
            said = _("Cancel keeps the bundles that are done. The others stay as they are.")
            parts.append(Progress(job, _bundles, said))
        else:
            for button in (files, folder):
                button.setEnabled(True)
            again = row(Text(_("Import ended"), "h2"), None, files, folder, gap=S)
            parts.append(Card(again, pad=(L, S, M, S)))
        totals = self._totals()
        totals.setObjectName("totals")
        table = self._table()
        return holder(column(*parts, totals, (Card(column((table, 1)), pad=(S, S, S, S)), 1), gap=M))

    def _totals(self) -> QWidget:
        waiting = self._model.count("waits", "checks")
        counts = (
            (self._model.count("stored", "already"), _("stored"), "ok"),
            (waiting, _("in the queue"), "accent"),
            (self._model.count("partial", "quarantined", "refused"), _("need a person"), "bad"),
        )
        parts = []
        for count, text, tone in counts:
            number = Text(str(count), "num", "ok" if tone == "ok" else "accent" if tone == "accent" else "bad")
            parts.append((row(number, (Text(text, "cap", "muted", wrapped=True), 1), gap=S), 1))
        return holder(row(*parts, gap=L))

    def _table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("queue")
        table.setAccessibleName(_("Queue"))
        table.setModel(self._model)
        table.setItemDelegate(BundleRow(table))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(52)
        table.setShowGrid(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for section, width in ((1, 176), (2, 184)):
            table.setColumnWidth(section, width)
        header.setHighlightSections(False)
        return table

    def _exceptions(self) -> QWidget:
        if not self._problems:
            return exchange_parts.elsewhere(self._elsewhere) if self._elsewhere else holder(column())
        count = sum(len(p.exceptions) for p in self._problems)
        box = column(row(Text(_("Need a person"), "h2"), Text(str(count), "h2", "bad"), None, gap=S), gap=M)
        rows = {row.path: row for row in self._model.rows}
        for problem in self._problems:
            for exception in problem.exceptions:
                box.addWidget(Rule())
                tint = "warn" if problem.outcome == "partial" else "bad"
                name = said_file(rows[problem.path]) if problem.path in rows else lines.line(problem.path.name, 80)
                title = Text(exception.message, "strong", wrapped=True)
                said = column(title, Text(name, "cap", "muted", wrapped=True), gap=4)
                if exception.hint:
                    said.addWidget(Text(exception.hint, "cap", wrapped=True))
                box.addLayout(row(column(Icon("circle-alert", tint, 22), None), (said, 1), gap=M))
        if self._elsewhere:
            box.addWidget(Rule())
            box.addWidget(exchange_parts.elsewhere(self._elsewhere))
        return Card(box)

    # --- what happens -------------------------------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        paths = dropped(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _export(self) -> None:
        if self._plan and (self._plan.ready or self._answers) and not self._running(self._exporting):
            self.export_asked.emit()

    def _to_drive(self, drive: Drive) -> None:
        if not self._running(self._exporting):
            self.drive_chosen.emit(drive)

    @staticmethod
    def _running(job: Job | None) -> bool:
        return job is not None and job.running


def _bundles(job: Job) -> str:
    """Return how far an import is; it reports thousandths of a bundle."""
    return _("{done} of {total} bundles", done=job.done // 1000, total=job.total // 1000)
