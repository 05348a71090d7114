"""Documents: make a report or a paper of the night, read it page by page, sign it, save and print it as it is kept."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.domain import terms
from fieldkit.domain.view import SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.ops import Job, JobKind
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.pages.document_rows import FIELDS, Document, documents
from fieldkit.ui.widgets.boxes import Flow, Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, Card, Empty, Rule
from fieldkit.ui.widgets.picture import Sheet
from fieldkit.ui.widgets.progress import Progress
from fieldkit.ui.widgets.text import Icon, Text
from fieldkit.ui.widgets.tile import Tile

_MAKING: Final[dict[JobKind, str]] = {
    "report": N_("Making the report"),
    "paper": N_("Making the paper"),
    "forms": N_("Making the forms"),
    "transcribe": N_("Keeping the scans"),
}


class DocumentsPage(Page):
    """The reports and papers of one seizure; without one, what needs none: blank forms and typing a form in.

    Signals:
        paper_asked: a paper or act; arg: "receipt", "flash", "anchor", "blank", "transcribe".
        finish_asked: everything of a paper form is typed; arg: its number.
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
    paper_asked = Signal(str)
    finish_asked = Signal(str)

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
        entries = [one.entry for one in self._documents()]
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

    def show_job(self, job: Job | None) -> None:
        """Show how far the work is that makes a document, or that it has ended."""
        if job is not self._job:
            self._job = job
            self.renew()

    def forget(self) -> None:
        """Drop the page from memory."""
        self._view, self._image, self._chosen, self._job = None, None, "", None
        super().forget()

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return the seizure the documents belong to."""
        return Head(_("Documents"), lines.line(self._view.number, 40) if self._view else _("No seizure is open."))

    def primary(self) -> Button | None:
        """Return the one next act of the document that shows; without a document, the making of a report."""
        if self._view is None:
            return None
        shown = self._shown()
        if shown is not None and shown.unsigned:
            button = Button(_("Sign"), "primary", name="sign", icon="pen-line", key="Ctrl+S", height=PRIMARY)
            button.clicked.connect(partial(self.sign_asked.emit, shown.entry))
            return button
        if shown is not None and shown.open_form:
            button = Button(_("All of it is typed"), "primary", name="finish", icon="circle-check", height=PRIMARY)
            button.clicked.connect(partial(self.finish_asked.emit, shown.open_form))
            return button
        if shown is not None and shown.kind not in {"seizure", "typed"}:
            button = Button(_("Print"), "primary", name="print_first", icon="printer", key="Ctrl+P", height=PRIMARY)
            button.clicked.connect(partial(self.print_asked.emit, shown.entry))
            return button
        button = Button(_("Make a report"), "primary", name="make", icon="file-text", key="N", height=PRIMARY)
        button.clicked.connect(partial(self.make_asked.emit, lines.here()))
        return button

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        anywhere = (
            Act("B", _("Blank forms"), partial(self.paper_asked.emit, "blank"), hidden=True),
            Act("T", _("Type in a paper form"), partial(self.paper_asked.emit, "transcribe"), hidden=True),
        )
        if self._view is None:
            return tuple(Act(one.key, one.text, one.run) for one in anywhere)
        making = (
            Act("N", _("Make a report"), partial(self.make_asked.emit, lines.here())),
            Act("R", _("Owner’s receipt"), partial(self.paper_asked.emit, "receipt")),
            Act("F", _("Flash report"), partial(self.paper_asked.emit, "flash")),
            Act("A", _("Anchor now"), partial(self.paper_asked.emit, "anchor")),
            *anywhere,
        )
        shown = self._shown()
        running = self._job is not None and self._job.running
        stop = (Act("Esc", _("Cancel"), self._stop, hidden=True),) if running else ()
        if shown is None or not shown.sha256:
            return (*making, *stop)
        signing = (Act("Ctrl+S", _("Sign"), partial(self.sign_asked.emit, self._chosen)),) if shown.unsigned else ()
        return (
            Act("PgDn", _("Next page"), partial(self._turn, 1)),
            Act("PgUp", _("Previous page"), partial(self._turn, -1)),
            *signing,
            Act("S", _("Save a copy"), partial(self.save_asked.emit, self._chosen)),
            Act("Ctrl+P", _("Print"), partial(self.print_asked.emit, self._chosen)),
            *making,
            *stop,
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def first_focus(self) -> str:
        """Start in the list of documents."""
        return f"report_{self._chosen}" if self._chosen else "make_first" if self._view else "make_blank"

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return documents, the page, and what can be done with it."""
        progress = [self._progress(self._job)] if self._job and self._job.running else []
        shown = self._shown()
        if self._view is None:
            note = _("Open a seizure on Today to see its documents. These two need none:")
            buttons = self._makers(anywhere=True)
            empty = Empty("file-text", _("No seizure is open."), note, *buttons)
            return holder(column(*progress, (empty, 1), margins=(L, 0, L, L), gap=S))
        if shown is None:
            buttons = [
                self._make(lang, "tonal", "make_first" if lang == lines.here() else f"make_{lang}")
                for lang in ("km", "en")
            ]
            note = _("A report is made from what is signed. It is kept with the seizure and signed like every entry.")
            empty = Empty("file-text", _("No report yet"), note, *buttons)
            return holder(column(*progress, self._bar(), (empty, 1), margins=(L, 0, L, L), gap=S))
        listed = Scroll(column(*self._list(), None, gap=S), (2, 0, S, L))
        listed.setObjectName("reports")
        around = self._paper(shown)
        pager = self._pager()
        middle = column(*progress, (around, 1), gap=S)
        side = Scroll(column(self._about(shown, pager), None, gap=M), (0, 0, S, L))
        side.setObjectName("about")
        below = row(listed, (middle, 1), side, gap=M)
        box = column(self._bar(), (below, 1), gap=S)

        def arrange(width: int) -> None:
            margin = edge(width)
            left, right = map(style.eased, (208, 236) if narrow(width) else (252, 284))
            listed.setFixedWidth(left)
            side.setFixedWidth(right)
            box.setContentsMargins(margin, XS, margin - S, 0)
            self._ask(width - 2 * margin - left - right - 3 * M)

        return Responsive(box, arrange)

    def _paper(self, shown: Document) -> Scroll:
        if not shown.sha256:
            note = _("The paper stays the original. Its scans are among the photos.")
            return Scroll(column(Empty("scan-line", shown.title, note), None), (0, 0, 0, L))
        sheet = Sheet("sheet", _("Page {n}", n=self._page + 1))
        around = Scroll(row(None, sheet, None), (0, 0, 0, L))
        around.setObjectName("paper")
        return around

    def _bar(self) -> QWidget:
        bar = holder(Flow(*self._makers(anywhere=False), gap=S), "makers")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        bar.setSizePolicy(policy)
        return bar

    def _makers(self, *, anywhere: bool) -> list[Button]:
        """Return a button for each paper that can be made."""
        every = (
            ("receipt", _("Owner’s receipt"), "user-check"),
            ("flash", _("Flash report"), "send"),
            ("anchor", _("Anchor now"), "link"),
            ("blank", _("Blank forms"), "printer"),
            ("transcribe", _("Type in a paper form"), "pen-line"),
        )
        made = []
        for name, text, icon in every[3:] if anywhere else every:
            button = Button(text, "tonal", name=f"make_{name}", icon=icon, pad=M, height=40)
            button.clicked.connect(partial(self.paper_asked.emit, name))
            made.append(button)
        return made

    def _documents(self) -> list[Document]:
        return documents(self._view) if self._view is not None else []

    def _list(self) -> list[QWidget]:
        made: list[QWidget] = []
        kind = ""
        for one in self._documents():
            if one.kind != kind:
                kind = one.kind
                words_ = _("Typed in from paper") if kind == "typed" else lines.of(terms.PAPERS, kind)
                made.append(Text(words_, "label", wrapped=True))
            note = f"{words.signer(one.act)} · {words.clock(one.act)}"
            icon = Icon("pen-line", "warn", 18) if one.unsigned or one.open_form else Icon("badge-check", "ok", 18)
            name, chosen = f"report_{one.entry}", one.entry == self._chosen
            button = Tile(one.title, note, "nav", name=name, chosen=chosen, tail=icon)
            button.clicked.connect(partial(self._choose, one.entry))
            made.append(button)
        return made

    def _about(self, shown: Document, pager: QWidget) -> QWidget:
        pairs = [
            row(column(Icon(icon, "muted", 18), None), (Text(said, wrapped=True), 1), gap=S)
            for icon, said in shown.facts
        ]
        title = Text(shown.title, "h2", wrapped=True)
        if not shown.sha256:
            return Card(column(title, column(*pairs, gap=S), gap=M), pad=(L, M, L, M))
        state = Badge(_("Not signed"), "warn", "pen-line")
        if not shown.unsigned:
            signed = shown.kind == "seizure"
            words_ = lines.of(FIELDS, self._signed_field(shown.entry)) if signed else _("Handed out")
            state = Badge(words_, "ok", "badge-check")
        save = Button(_("Save a copy"), "plain", name="save_copy", icon="download", key="S", pad=M)
        save.clicked.connect(partial(self.save_asked.emit, shown.entry))
        print_ = Button(_("Print"), "plain", name="print", icon="printer", key="Ctrl+P", pad=M)
        print_.clicked.connect(partial(self.print_asked.emit, shown.entry))
        digest = Text(shown.sha256[:16] + "…", "mono", selectable=True)
        digest.setObjectName("digest")
        digest.setToolTip(shown.sha256)
        facts = column(*pairs, row(Icon("hash", "muted", 18), digest, None, gap=S), gap=S)
        kept = _("Saved and printed is the stored file, unchanged. Printing is written down.")
        note = Text(kept, "cap", "muted", wrapped=True)
        again: list[QWidget] = []
        if shown.kind == "seizure":
            again = [Rule(), Text(_("Make a new version"), "label")]
            again += [self._make(lang, "quiet", f"make_{lang}") for lang in ("km", "en")]
        return Card(
            column(title, holder(Flow(state)), facts, pager, Rule(), save, print_, note, *again, gap=M),
            pad=(L, M, L, M),
        )

    def _signed_field(self, entry: str) -> str:
        return next((one.signed_field for one in self._view.reports if one.entry == entry), "") if self._view else ""

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
        kept = _("Cancel leaves no document behind.") if job.kind in {"report", "forms"} else ""
        return Progress(job, lambda job: lines.line(job.note, 120) or _(_MAKING.get(job.kind, _MAKING["paper"])), kept)

    # --- what happens -------------------------------------------------------------------------------------------------
    def _shown(self) -> Document | None:
        return next((one for one in self._documents() if one.entry == self._chosen), None)

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
        kept = len([one for one in self._documents() if one.sha256])
        return Mark(_n("{n} document kept", "{n} documents kept", kept), "ok", "circle-check") if kept else None
