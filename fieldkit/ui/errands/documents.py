"""Errands of the documents page: make and sign a report; show, save and print reports and papers."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QImage

from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.ui import lines
from fieldkit.ui.dialogs.plain import PrintQuestion, Question
from fieldkit.ui.errands.papers import PaperErrands
from fieldkit.ui.ops import Job

if TYPE_CHECKING:
    from fieldkit.actions.desk import Changes
    from fieldkit.actions.printing import PrinterCard
    from fieldkit.actions.reports import Made
    from fieldkit.ui.window import Window


class DocumentErrands:
    """Reports for the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.papers = PaperErrands(window)
        page = window.documents
        page.make_asked.connect(self.make)
        page.page_wanted.connect(self._draw)
        page.sign_asked.connect(self._ask_to_sign)
        page.save_asked.connect(self._choose_copy)
        page.print_asked.connect(self._ask_printers)

    def make(self, language: str) -> None:
        """Make a report of the open seizure."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None or window.ops.job("report"):
            return

        def work(job: Job) -> Made:
            from fieldkit.actions import reports

            chosen: Literal["km", "en"] = "en" if language == "en" else "km"
            return reports.make(
                desk=desk, seizure=view.id, language=chosen, progress=job.progress, cancelled=job.cancelled
            )

        window.ops.long(work, kind="report", subject=view.id, done=self._made, initiator=window)

    def _made(self, made: Made) -> None:
        if self._window.view is not None:
            self._window.documents.expect(made.entry)
        self._window.banner.say("ok", _("The report is made and kept."), _("Read it through, then sign it."))

    def _is_paper(self, entry: str) -> bool:
        view = self._window.view
        return view is not None and any(head.act.entry == entry for head in view.releases)

    def _draw(self, report: str, page: int, width: int) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return
        ratio, paper = window.devicePixelRatioF(), self._is_paper(report)

        def look() -> tuple[int, QImage]:
            from fieldkit.actions import papers, reports

            if paper:
                drawn = papers.page(desk=desk, seizure=view.id, paper=report, page=page, width=width)
            else:
                drawn = reports.page(desk=desk, seizure=view.id, report=report, page=page, width=width)
            image = QImage.fromData(drawn.png)
            image.setDevicePixelRatio(ratio)
            return drawn.pages, image

        def done(answer: tuple[int, QImage]) -> None:
            window.documents.page_image(report, page, *answer)

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                window.documents.page_missing(report, " ".join(sentence(error)))
            else:
                window.show_error(error)

        window.ops.read(look, done=done, failed=failed, owner=window)

    def _ask_to_sign(self, report: str) -> None:
        card = self._window.card
        if card is None:
            return
        name = lines.line(card.name, 80)
        Question(
            self._window,
            _("Sign this report as {name}?", name=name),
            _("Your signature goes into the file. It certifies the whole of it; later changes will show."),
            act=_("Sign"),
            icon="pen-line",
            run=partial(self.sign, report),
        ).open()

    def sign(self, report: str) -> None:
        """Sign the stored report."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def work(_job: Job) -> Made:
            from fieldkit.actions import reports

            return reports.sign(desk=desk, seizure=view.id, report=report)

        window.ops.long(work, kind="report", subject=view.id, done=self._signed, initiator=window)

    def _signed(self, signed: Made) -> None:
        self._window.documents.expect(signed.entry)
        self._window.banner.say("ok", _("Signed."), _("The signed file is kept beside the unsigned one."))

    def _choose_copy(self, report: str) -> None:
        view = self._window.view
        if view is None:
            return
        chosen = next((r for r in view.reports if r.entry == report), None)
        name = f"{view.number}-{chosen.language}-v{chosen.version}.pdf" if chosen else f"{view.number}.pdf"
        handed = next((head.value for head in view.releases if head.act.entry == report), None)
        if handed is not None:
            name = f"{view.number}-{handed.kind}-{report[:6]}.pdf".replace("_", "-")
        self._window.choose_new_file(_("Save a copy"), name.replace("/", "-"), partial(self.save, report))

    def save(self, report: str, to: Path) -> None:
        """Write the stored file, unchanged, to *to*."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        paper = self._is_paper(report)

        def work() -> Path:
            from fieldkit.actions import papers, reports

            if paper:
                return papers.save_copy(desk=desk, seizure=view.id, paper=report, to=to)
            return reports.save_copy(desk=desk, seizure=view.id, report=report, to=to)

        def done(path: Path) -> None:
            window.banner.say("ok", _("Saved unchanged."), lines.line(str(path), 300))

        window.ops.read(work, done=done, owner=window)

    def _ask_printers(self, report: str) -> None:
        def look() -> tuple[PrinterCard, ...]:
            from fieldkit.actions import printing

            return printing.printers()

        self._window.ops.read(look, done=partial(self._choose_printer, report), owner=self._window)

    def _choose_printer(self, report: str, printers: tuple[PrinterCard, ...]) -> None:
        if not printers:
            hint = _("Connect one, or save a copy and print it elsewhere.")
            self._window.banner.say("warn", _("This computer has no printer."), hint)
            return
        chosen = next((p.name for p in printers if p.default), printers[0].name)
        options = [(p.name, lines.line(p.name, 80) or _("The default printer")) for p in printers]
        PrintQuestion(self._window, options, chosen, partial(self.print_stored, report)).open()

    def print_stored(self, report: str, printer: str) -> None:
        """Send the stored file to a printer, unchanged; the act is written down."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        paper = self._is_paper(report)

        def work() -> Changes:
            from fieldkit.actions import papers, reports

            if paper:
                return papers.print_stored(desk=desk, seizure=view.id, paper=report, printer=printer)
            return reports.print_stored(desk=desk, seizure=view.id, report=report, printer=printer)

        def done(_changes: Changes) -> None:
            window.banner.say("ok", _("Sent to the printer unchanged."), _("The printing is written down."))

        window.ops.write(work, done=done, initiator=window)
