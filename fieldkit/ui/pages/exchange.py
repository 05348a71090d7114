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
from fieldkit.ui.drops import dropped
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.models.bundles import BundleRow, Bundles, said_file
from fieldkit.ui.ops import Job
from fieldkit.ui.page import Act, Head, Page, edge, narrow
from fieldkit.ui.widgets.boxes import Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card, Empty, Rule
from fieldkit.ui.widgets.progress import Progress
from fieldkit.ui.widgets.text import Icon, Text

if TYPE_CHECKING:
    from fieldkit.actions.exchange import Exported, Imported, Plan


class ExchangePage(Page):
    """Export to a folder, import of files and folders.

    Signals:
        export_asked: choose a folder and export what the plan holds.
        files_asked, folder_asked: choose bundles, or a folder of them, to import.
        dropped: files or folders were dropped; arg: list of paths.
    """

    name = "exchange"
    rail = "exchange"
    export_asked = Signal()
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
        self._model = Bundles()
        self._problems: list[Imported] = []
        self.setAcceptDrops(True)

    def show_plan(self, plan: Plan | None, *, answers: bool = False) -> None:
        """Show what an export would hold now. answers: headquarters writes receipts and news for its devices."""
        self._plan, self._answers = plan, answers
        self.renew()

    def forget(self) -> None:
        """Drop plan, queue and what needed a person."""
        self._plan, self._exported, self._importing, self._exporting = None, None, None, None
        self._problems = []
        self._model.put(())
        super().forget()

    def exporting(self, job: Job | None, exported: Exported | None = None) -> None:
        """Show the export under way, or what came of it."""
        self._exporting, self._exported = job, exported
        self.renew()

    def importing(self, job: Job, files: Sequence[tuple[Path, int]]) -> None:
        """Show the queue of an import that begins."""
        self._importing, self._problems = job, []
        self._model.put(files)
        self.renew()

    def imported(self, one: Imported) -> None:
        """Note what became of one file."""
        self._model.done(one)
        if one.exceptions:
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
        side = Scroll(column(self._export_card(), exceptions, None, gap=M), (0, 0, S, L))
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
        button = Button(_("Export to a folder"), "tonal", name="export", icon="upload", key="E")
        button.clicked.connect(self._export)
        title = Text(_("Leaving this device"), "h2")
        if plan is None:
            button.setEnabled(False)
            return Card(
                column(title, Text(_("Counting what has not left yet."), "body", "muted", wrapped=True), button, gap=M)
            )
        parts: list[QWidget] = [*self._result()]
        if self._answers:
            news = _("Receipts and news for every device, each readable by that device only.")
            return Card(column(title, *parts, Text(news, wrapped=True), button, gap=M))
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
        return Card(column(title, *parts, button, gap=M))

    def _result(self) -> list[QWidget]:
        made = self._exported
        if made is None or not made.files:
            return []
        files = _n(
            "{n} file written, read again and compared.", "{n} files written, read again and compared.", len(made.files)
        )
        safe = Text(_("It is safe to remove the stick."), "strong", "ok", wrapped=True)
        where = Text(lines.line(str(made.files[0].parent), 300), "cap", wrapped=True)
        said = column(safe, Text(files, "cap", wrapped=True), where, gap=2)
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
            return holder(column())
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

    @staticmethod
    def _running(job: Job | None) -> bool:
        return job is not None and job.running


def _bundles(job: Job) -> str:
    """Return how far an import is; it reports thousandths of a bundle."""
    return _("{done} of {total} bundles", done=job.done // 1000, total=job.total // 1000)
