"""Errands of the papers: ask, make, keep, then hand out: receipt, flash report, anchor, blank forms, typing in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QGuiApplication

from fieldkit.domain.values import Moment, Party
from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _, sentence
from fieldkit.text.dates import DateNotRead, moment, parse_moment
from fieldkit.ui import clock, drops, lines
from fieldkit.ui.dialogs.ask import Ask
from fieldkit.ui.dialogs.papers import AnchorDialog, BlankDialog, FlashDialog, ReceiptDialog, TranscribeDialog
from fieldkit.ui.dialogs.plain import PrintQuestion
from fieldkit.ui.errands.attached import refused_words
from fieldkit.ui.ops import Job

if TYPE_CHECKING:
    from fieldkit.actions.anchors import Head, How
    from fieldkit.actions.desk import Changes
    from fieldkit.actions.papers import Handed, Pile
    from fieldkit.actions.printing import PrinterCard
    from fieldkit.actions.transcribe import Begun
    from fieldkit.domain.view import SeizureView
    from fieldkit.ui.window import Window

_Languages = Literal["km", "en", "both"]


class PaperErrands:
    """Papers for the window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        window.documents.paper_asked.connect(self.ask)
        window.documents.finish_asked.connect(self.finish)
        window.seizure.flash_asked.connect(self.ask_flash)

    def ask(self, what: str) -> None:
        """Open the dialog of a paper: "receipt", "flash", "anchor", "blank" or "transcribe"."""
        asked = {
            "receipt": self.ask_receipt,
            "flash": self.ask_flash,
            "anchor": self.ask_anchor,
            "blank": self.ask_blank,
            "transcribe": self.ask_transcribe,
        }
        asked[what]()

    # --- owner's receipt ----------------------------------------------------------------------------------------------
    def ask_receipt(self) -> None:
        """Ask to whom the receipt goes; the owner who was present is offered."""
        view = self._window.view
        if view is None:
            return
        owner = _owner(view)

        def run(dialog: Ask, typed: dict[str, str]) -> None:
            chosen = dialog.chosen if isinstance(dialog, ReceiptDialog) else "km"
            dialog.accept()
            to = owner if owner and typed["owner"] == owner.name else Party(name=typed["owner"])
            self.make_receipt(Party(name=to.name, phone=to.phone, id_ref=typed["identity"]), chosen)

        dialog = ReceiptDialog(self._window, owner.name if owner else "", owner.id_ref if owner else "", run)
        dialog.shown_instead.connect(partial(self.ask_anchor, "photo"))
        dialog.open()

    def make_receipt(self, to: Party, language: str) -> None:
        """Make and keep the receipt; then it can be printed."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def work(_job: Job) -> Handed:
            from fieldkit.actions import papers

            return papers.owner_receipt(desk=desk, seizure=view.id, to=to, language=_spoken(language))

        def done(handed: Handed) -> None:
            self._kept(handed, _("The receipt is kept and anchored."), _("Print it and have it signed."))

        window.ops.long(work, kind="paper", subject=view.id, done=done, initiator=window)

    def _kept(self, handed: Handed, title: str, note: str) -> None:
        self._window.documents.expect(handed.entry)
        self._window.go("documents")
        self._window.banner.say("ok", title, note)

    # --- flash report -------------------------------------------------------------------------------------------------
    def ask_flash(self) -> None:
        """Show the six lines as they would leave."""
        if self._window.view is None:
            return
        dialog = FlashDialog(self._window)
        dialog.asked.connect(partial(self._draw_flash, dialog))
        dialog.handed.connect(self.make_flash)
        dialog.open()
        dialog.ask()

    def _draw_flash(self, dialog: FlashDialog, language: str, names: bool) -> None:  # noqa: FBT001  (a signal's)
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def look() -> str:
            from fieldkit.actions import papers

            return papers.flash_preview(
                desk=desk, seizure=view.id, to=desk.party, language=_spoken(language), names=names
            )

        window.ops.read(look, done=dialog.put, owner=dialog)

    def make_flash(self, to: str, language: str, names: bool) -> None:  # noqa: FBT001  (a signal's)
        """Write the release down, then put the six lines on the clipboard."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def work(_job: Job) -> Handed:
            from fieldkit.actions import papers

            return papers.flash(desk=desk, seizure=view.id, to=Party(name=to), language=_spoken(language), names=names)

        def done(handed: Handed) -> None:
            QGuiApplication.clipboard().setText(handed.text)
            self._kept(handed, _("The six lines are on the clipboard."), _("That they were given is written down."))

        window.ops.long(work, kind="paper", subject=view.id, done=done, initiator=window)

    # --- anchor -------------------------------------------------------------------------------------------------------
    def ask_anchor(self, how: str = "duty_desk") -> None:
        """Show the head of the log to be read out, copied or photographed."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def look() -> Head:
            from fieldkit.actions import anchors

            return anchors.head(desk=desk, seizure=view.id)

        window.ops.read(look, done=partial(self._show_head, how), owner=window)

    def _show_head(self, how: str, head: Head) -> None:
        at = clock.now()
        dialog = AnchorDialog(self._window, head, moment(at.wall, at.offset)[:16], how)
        dialog.told.connect(partial(self._anchor, dialog))
        dialog.open()

    def _anchor(self, dialog: AnchorDialog, how: How, to: str, when: str) -> None:
        window, desk, head = self._window, self._window.desk, dialog.head
        if desk is None:
            return
        try:
            wall, offset = parse_moment(when, offset=clock.now().offset)
        except DateNotRead as error:
            dialog.complain(" ".join(sentence(error)))
            return

        def work() -> Changes:
            from fieldkit.actions import anchors

            at = Moment(wall=wall, offset=offset)
            return anchors.anchor_now(desk=desk, told=head, to=Party(name=to), how=how, at=at)

        def done(_changes: Changes) -> None:
            dialog.accept()
            window.banner.say("ok", _("The anchor is written down."), _("The report shows it as the team’s word."))

        window.ops.write(work, done=done, initiator=window)

    # --- blank forms --------------------------------------------------------------------------------------------------
    def ask_blank(self) -> None:
        """Ask how many blank forms are wanted."""

        def run(dialog: Ask, typed: dict[str, str]) -> None:
            if not isinstance(dialog, BlankDialog):
                return
            if not typed["copies"].strip().isdecimal():
                dialog.complain(_("Type a number."), "copies")
                return
            dialog.accept()
            self.make_blank(int(typed["copies"].strip()[:6]), dialog.chosen, dialog.way)

        BlankDialog(self._window, run).open()

    def make_blank(self, copies: int, language: str, way: str) -> None:
        """Make the pile, then print it or let the person choose a file."""
        window, desk = self._window, self._window.desk
        if desk is None or window.ops.job("forms"):
            return

        def work(job: Job) -> Pile:
            from fieldkit.actions import papers

            return papers.blank_forms(
                desk=desk, copies=copies, language=_spoken(language), progress=job.progress, cancelled=job.cancelled
            )

        window.ops.long(work, kind="forms", subject="", done=partial(self._piled, way), initiator=window)

    def _piled(self, way: str, pile: Pile) -> None:
        if way == "save":
            name = f"forms-{pile.first}-{pile.last}.pdf"
            self._window.choose_new_file(_("Save the forms"), name, partial(self._save_pile, pile))
            return

        def look() -> tuple[PrinterCard, ...]:
            from fieldkit.actions import printing

            return printing.printers()

        self._window.ops.read(look, done=partial(self._choose_printer, pile), owner=self._window)

    def _choose_printer(self, pile: Pile, printers: tuple[PrinterCard, ...]) -> None:
        if not printers:
            self._window.banner.say(
                "warn", _("This computer has no printer."), _("Choose a file for the forms instead.")
            )
            self._piled("save", pile)
            return
        chosen = next((p.name for p in printers if p.default), printers[0].name)
        options = [(p.name, lines.line(p.name, 80) or _("The default printer")) for p in printers]
        PrintQuestion(self._window, options, chosen, partial(self._print_pile, pile)).open()

    def _print_pile(self, pile: Pile, printer: str) -> None:
        desk = self._window.desk
        if desk is None:
            return

        def work() -> None:
            from fieldkit.actions import papers

            papers.print_pile(desk=desk, pile=pile, printer=printer)

        def done(_nothing: None) -> None:
            self._forms_said(pile)

        self._window.ops.read(work, done=done, owner=self._window)

    def _save_pile(self, pile: Pile, to: Path) -> None:
        def work() -> Path:
            from fieldkit.actions import papers

            return papers.save_pile(pile=pile, to=to)

        def done(_path: Path) -> None:
            self._forms_said(pile)

        self._window.ops.read(work, done=done, owner=self._window)

    def _forms_said(self, pile: Pile) -> None:
        said = _("Forms {first} to {last} are made.", first=pile.first, last=pile.last)
        self._window.banner.say("ok", said, _("Keep them with the kit. Type in later what is written on them."))

    # --- typing in ----------------------------------------------------------------------------------------------------
    def ask_transcribe(self) -> None:
        """Ask which paper form is to be typed in."""
        view = self._window.view
        dialog = TranscribeDialog(self._window, view.number if view else "", self._begin)
        pattern = _("Pictures and scans ({pattern})", pattern=drops.SCANS)
        dialog.scans_asked.connect(lambda: self._window.choose_files(_("Scans of the paper"), pattern, dialog.take))
        dialog.open()

    def _begin(self, dialog: Ask, typed: dict[str, str]) -> None:
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or not isinstance(dialog, TranscribeDialog):
            return
        at = None
        if typed["written"].strip():
            try:
                wall, offset = parse_moment(typed["written"], offset=clock.now().offset)
            except DateNotRead as error:
                dialog.complain(" ".join(sentence(error)), "written")
                return
            at = Moment(wall=wall, offset=offset)
        scans, seizure = list(dialog.scans), view.id if view is not None and dialog.into == "here" else ""

        def work(_job: Job) -> Begun:
            from fieldkit.actions import transcribe

            return transcribe.begin(
                desk=desk,
                form_no=typed["form"],
                author=Party(name=typed["author"]),
                written_at=at,
                scans=scans,
                seizure=seizure,
            )

        def done(begun: Begun) -> None:
            dialog.accept()
            window.open(begun.seizure, "writeup" if "writeup" in window.pages else "seizure")
            refused = [file for file in begun.files if file.status == "refused"]
            if refused:
                title, note = refused_words(refused)
                window.banner.say("warn", title, f"{note} {_('The form is begun.')}")
                return
            window.banner.say(
                "ok",
                _("The form is begun."),
                _("Type what stands on the paper; then say on Documents that all is typed."),
            )

        def failed(error: BaseException) -> None:
            if isinstance(error, KnownError):
                dialog.complain(" ".join(sentence(error)), "form")
            else:
                dialog.give_up()
                window.show_error(error)

        window.ops.long(work, kind="transcribe", subject=seizure, done=done, failed=failed, initiator=window)

    def finish(self, number: str) -> None:
        """All of a paper form is typed: name the entries."""
        window, desk, view = self._window, self._window.desk, self._window.view
        if desk is None or view is None:
            return

        def work() -> Changes:
            from fieldkit.actions import transcribe

            return transcribe.finish(desk=desk, seizure=view.id, form_no=number)

        def done(_changes: Changes) -> None:
            window.banner.say(
                "ok", _("What was typed from the form is named."), _("The report shows writer and typist.")
            )

        window.ops.write(work, done=done, initiator=window)


def _owner(view: SeizureView) -> Party | None:
    """Return the owner or their representative who was present."""
    present = view.presence.shown.people if view.presence else ()
    return next((one.party for role in ("owner", "representative") for one in present if one.role == role), None)


def _spoken(language: str) -> _Languages:
    if language == "en":
        return "en"
    return "both" if language == "both" else "km"
