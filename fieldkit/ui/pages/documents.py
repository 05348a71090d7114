"""Documents: make a report, read it page by page, sign it, save and print the stored file as it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from fieldkit.domain.view import ReportView, SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.ops import Job
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.widgets.boxes import Flow, Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, Card, Empty, Rule
from fieldkit.ui.widgets.picture import Sheet
from fieldkit.ui.widgets.progress import Progress
from fieldkit.ui.widgets.text import Elided, Icon, Text
from fieldkit.ui.widgets.tile import Tile

FIELDS: dict[str, str] = {
    "Officer": N_("Signed by the officer"),
    "Clerk": N_("Countersigned by the clerk"),
}


class DocumentsPage(Page):
    """The reports of one seizure.

    Signals:
        make_asked: a new report; arg: language.
        page_wanted: report entry, page from 0, width in pixels of the screen.
        sign_asked, save_asked, print_asked: the report that shows; arg: its entry.
    """

    name = "documents"
    rail = "documents"
    make_asked = Signal(str)
    page_wanted = Signal(str, int, int)
    sign_asked = Signal(str)
    save_asked = Signal(str)
    print_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._view: SeizureView | None = None
        self._job: Job | None = None
        self._chosen = ""
        self._expected = ""
        self._page = 0
        self._pages = 0
        self._image: QImage | None = None
        self._width = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._draw)

    def show_view(self, view: SeizureView, job: Job | None = None, report: str = "") -> None:
        """Show the reports of *view*, of them *report* or the newest, and the *job* that makes one."""
        same = self._view is not None and self._view.id == view.id
        self._view, self._job = view, job
        entries = [r.entry for r in view.reports]
        if self._expected in entries:
            report, self._expected = report or self._expected, ""
        chosen = report or (self._chosen if same else "")
        if chosen not in entries:
            chosen = entries[-1] if entries else ""
        if chosen != self._chosen:
            self._chosen, self._page, self._pages, self._image = chosen, 0, 0, None
        self.renew()

    def page_image(self, report: str, page: int, pages: int, image: QImage) -> None:
        """Take a page that was wanted; dropped when another is looked at meanwhile."""
        if report != self._chosen or page != self._page:
            return
        first = self._pages != pages
        self._image, self._pages = image, pages
        sheet = self.part("sheet")
        if isinstance(sheet, Sheet):
            sheet.put(image)
        if first:
            self.swap("pager", self._pager())
            self.refreshed.emit()

    def page_missing(self, report: str, sentence: str) -> None:
        """The page cannot be shown; say why in its place."""
        sheet = self.part("sheet")
        if report == self._chosen and isinstance(sheet, Sheet):
            sheet.put(None, sentence)

    def expect(self, report: str) -> None:
        """Choose *report* as soon as the view holds it: it was just made."""
        self._expected = report

    def forget(self) -> None:
        """Drop the page from memory."""
        self._view, self._image, self._chosen, self._job = None, None, "", None
        super().forget()

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return the seizure the documents belong to."""
        return Head(_("Documents"), lines.line(self._view.number, 40) if self._view else "")

    def primary(self) -> Button | None:
        """Return Sign for an unsigned report, otherwise the making of one."""
        if self._view is None:
            return None
        report = self._report()
        if report is not None and not report.signed_field:
            button = Button(_("Sign"), "primary", name="sign", icon="pen-line", key="Ctrl+S", height=PRIMARY)
            button.clicked.connect(partial(self.sign_asked.emit, report.entry))
            return button
        button = Button(_("Make a report"), "primary", name="make", icon="file-text", key="N", height=PRIMARY)
        button.clicked.connect(partial(self.make_asked.emit, lines.here()))
        return button

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        making = (Act("N", _("Make a report"), partial(self.make_asked.emit, lines.here())),)
        if self._report() is None:
            return making
        return (
            Act("PgDn", _("Next page"), partial(self._turn, 1)),
            Act("PgUp", _("Previous page"), partial(self._turn, -1)),
            Act("Ctrl+S", _("Sign"), partial(self.sign_asked.emit, self._chosen)),
            Act("S", _("Save a copy"), partial(self.save_asked.emit, self._chosen)),
            Act("Ctrl+P", _("Print"), partial(self.print_asked.emit, self._chosen)),
            *making,
        )

    def first_focus(self) -> str:
        """Start in the list of reports."""
        return f"report_{self._chosen}" if self._chosen else "make_first"

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return reports, the page, and what can be done with it."""
        progress = [self._progress(self._job)] if self._job and self._job.running else []
        report = self._report()
        if report is None:
            buttons = [
                self._make(lang, "tonal", "make_first" if lang == lines.here() else f"make_{lang}")
                for lang in ("km", "en")
            ]
            note = _("A report is made from what is signed. It is kept with the seizure and signed like every entry.")
            empty = Empty("file-text", _("No report yet"), note, *buttons)
            return holder(column(*progress, (empty, 1), margins=(L, 0, L, L)))
        listed = Scroll(column(*self._list(), None, gap=S), (2, 0, S, L))
        listed.setObjectName("reports")
        sheet = Sheet("sheet", _("Page {n}", n=self._page + 1))
        around = Scroll(row(None, sheet, None), (0, 0, 0, L))
        around.setObjectName("paper")
        pager = self._pager()
        middle = column(*progress, (around, 1), gap=S)
        side = Scroll(column(self._about(report, pager), None, gap=M), (0, 0, S, L))
        side.setObjectName("about")
        box = row(listed, (middle, 1), side, gap=M)

        def arrange(width: int) -> None:
            margin = edge(width)
            left, right = map(style.eased, (196, 236) if narrow(width) else (236, 284))
            listed.setFixedWidth(left)
            side.setFixedWidth(right)
            box.setContentsMargins(margin, XS, margin - S, 0)
            self._ask(width - 2 * margin - left - right - 3 * M)

        return Responsive(box, arrange)

    def _list(self) -> list[QWidget]:
        made: list[QWidget] = []
        for report in reversed(self._view.reports if self._view else ()):
            language = lines.LANGUAGES.get(report.language, lines.line(report.language, 20))
            title = _("{language}, version {n}", language=language, n=report.version)
            state = lines.of(FIELDS, report.signed_field) if report.signed_field else _("Not signed")
            icon = Icon("badge-check", "ok", 18) if report.signed_field else Icon("pen-line", "warn", 18)
            name, chosen = f"report_{report.entry}", report.entry == self._chosen
            button = Tile(title, f"{state} · {words.clock(report.act)}", "nav", name=name, chosen=chosen, tail=icon)
            button.clicked.connect(partial(self._choose, report.entry))
            made.append(button)
        return made

    def _about(self, report: ReportView, pager: QWidget) -> QWidget:
        act = report.act
        state = Badge(_("Not signed"), "warn", "pen-line")
        if report.signed_field:
            state = Badge(lines.of(FIELDS, report.signed_field), "ok", "badge-check")
        name = report.entry[:8]
        save = Button(_("Save a copy"), "plain", name="save_copy", icon="download", key="S", pad=M)
        save.clicked.connect(partial(self.save_asked.emit, report.entry))
        print_ = Button(_("Print"), "plain", name="print", icon="printer", key="Ctrl+P", pad=M)
        print_.clicked.connect(partial(self.print_asked.emit, report.entry))
        made = _("Made by {name}", name=words.signer(act))
        language = lines.LANGUAGES.get(report.language, lines.line(report.language, 20))
        digest = Text(report.blob.sha256[:16] + "…", "mono", selectable=True)
        digest.setObjectName("digest")
        digest.setToolTip(report.blob.sha256)
        facts = column(
            row(Icon("languages", "muted", 18), (Text(language, wrapped=True), 1), gap=S),
            row(column(Icon("user", "muted", 18), None), (Text(made, wrapped=True), 1), gap=S),
            row(
                column(Icon("clock", "muted", 18), None),
                (Text(words.when(act.wall, act.offset), wrapped=True), 1),
                gap=S,
            ),
            row(Icon("hash", "muted", 18), digest, None, gap=S),
            gap=S,
        )
        note = Text(
            _("Saved and printed is the stored file, unchanged. Printing is written down."),
            "cap",
            "muted",
            wrapped=True,
        )
        new = [self._make(lang, "quiet", f"make_{lang}") for lang in ("km", "en")]
        title = Elided(_("Report {id}", id=name), "h2")
        again = Text(_("Make a new version"), "label")
        return Card(
            column(title, holder(Flow(state)), facts, pager, Rule(), save, print_, note, Rule(), again, *new, gap=M),
            pad=(L, M, L, M),
        )

    def _make(self, lang: str, kind: str, name: str) -> Button:
        labels = {"km": _("In Khmer"), "en": _("In English")}
        button = Button(labels[lang], "quiet" if kind == "quiet" else "tonal", name=name, icon="file-text", pad=M)
        button.clicked.connect(partial(self.make_asked.emit, lang))
        return button

    def _pager(self) -> QWidget:
        back = Button("", "plain", name="page_back", icon="chevron-left", height=40, pad=S)
        back.setAccessibleName(_("Previous page"))
        back.setEnabled(self._page > 0)
        back.clicked.connect(partial(self._turn, -1))
        on = Button("", "plain", name="page_on", icon="chevron-right", height=40, pad=S)
        on.setAccessibleName(_("Next page"))
        on.setEnabled(self._page + 1 < self._pages)
        on.clicked.connect(partial(self._turn, 1))
        said = _("{n} of {pages}", n=self._page + 1, pages=self._pages) if self._pages else _("Loading")
        return holder(row(back, None, Text(said, "strong"), None, on, gap=S), "pager")

    def _progress(self, job: Job) -> QWidget:
        return Progress(job, lambda job: lines.line(job.note, 120) or _("Making the report"), "")

    # --- what happens -------------------------------------------------------------------------------------------------
    def _report(self) -> ReportView | None:
        reports = self._view.reports if self._view else ()
        return next((r for r in reports if r.entry == self._chosen), None)

    def _choose(self, entry: str, _on: bool = False) -> None:  # noqa: FBT001,FBT002  (the signal brings it)
        if self._view:
            self.show_view(self._view, self._job, entry)

    def _turn(self, by: int) -> None:
        wanted = self._page + by
        if not 0 <= wanted < max(1, self._pages):
            return
        self._page, self._image = wanted, None
        sheet = self.part("sheet")
        if isinstance(sheet, Sheet):
            sheet.put(None)
            sheet.setAccessibleName(_("Page {n}", n=wanted + 1))
        self.swap("pager", self._pager())
        self._draw()

    def _ask(self, width: int) -> None:
        """Ask for the page at the width there is; a page drawn for that width already is shown at once."""
        sheet = self.part("sheet")
        if not isinstance(sheet, Sheet) or width <= 0:
            return
        if self._image is not None and self._width == width:
            sheet.put(self._image)
            return
        self._width = width
        sheet.setFixedSize(width, width * 297 // 210)  # A4 until the page is here
        self._soon.start()  # a window being built is resized several times before it rests

    def _draw(self) -> None:
        if self._chosen and self._width:
            self.page_wanted.emit(self._chosen, self._page, int(self._width * self.devicePixelRatioF()))

    def safe(self) -> Mark | None:
        """Return how many documents are kept."""
        kept = len(self._view.reports) if self._view else 0
        return Mark(_n("{n} document kept", "{n} documents kept", kept), "ok", "circle-check") if kept else None
