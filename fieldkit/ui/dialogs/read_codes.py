"""Read the codes of another laptop: with a scanner, from photos, from the clipboard, or find what a stick brought."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.dialogs.stage import Stage
from fieldkit.ui.drops import dropped
from fieldkit.ui.keys import chord
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.widgets.boxes import Scroll, column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field
from fieldkit.ui.widgets.parts import Bar, Card
from fieldkit.ui.widgets.scan import ScanBox
from fieldkit.ui.widgets.text import Text, Tone

if TYPE_CHECKING:
    from fieldkit.actions.handover import Gathered


class ReadCodes(Stage):
    """Gathers scanned texts and says which are missing; its errand takes them in when all are there.

    Signals:
        texts_read: lines that a scanner typed or a clipboard held; arg: list of str.
        files_asked: choose photos or screenshots.
        files_dropped: files to look for codes in; arg: list of Path.
        picture_pasted: a picture from the clipboard as PNG; arg: bytes.
        letters_typed: the ten letters of an offer that is on this laptop already.
    """

    texts_read = Signal(object)
    files_asked = Signal()
    files_dropped = Signal(object)
    picture_pasted = Signal(bytes)
    letters_typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        note = _("Nothing is taken in before every code is read. Read them in any order, as often as you like.")
        super().__init__(parent, "read_codes", _("Read the other laptop’s codes"), note)
        self.setAcceptDrops(True)
        self._box = ScanBox("scan", hint=_("Click here, then scan"))
        self._box.scanned.connect(lambda text: self.texts_read.emit([text]))
        self._told = Text(_("No code read yet"), "lead", wrapped=True)
        self._told.setObjectName("told")
        self._missing = Text("", "body", "muted", wrapped=True)
        self._missing.setObjectName("missing")
        self._bar = Bar(0, 1, "parts")
        self._fault = Text("", "body", "bad", wrapped=True)
        self._fault.setObjectName("fault")
        self._letters = ScanBox("letters", hint="K7P2M 9QX4D", keep=True, icon="hash")
        self._letters.scanned.connect(self.letters_typed)
        area = Scroll(column(self._scanning(), self._progress(), self._by_stick(), None, gap=M), (0, 0, S, 0))
        area.setObjectName("reading")
        self.body.addWidget(area)
        self._box.setFocus()

    # --- what is told -------------------------------------------------------------------------------------------------
    def show_progress(self, gathered: Sequence[Gathered], outcome: str) -> None:
        """Show how far the hand-over has come. outcome: what became of the last text, a `Scanned.outcome`."""
        said, tone = _outcome(outcome)
        self._say(said, tone)
        if not gathered:
            return
        last = gathered[-1]
        have = last.of - len(last.missing)
        self._told.say(_("{have} of {n} codes read", have=have, n=last.of))
        self._bar.put(have, last.of)
        missing = ", ".join(map(str, last.missing))
        self._missing.say(_("Still missing: {missing}", missing=missing) if last.missing else _("All codes are read."))

    def complain(self, sentence: str) -> None:
        """Say what went wrong; what was read stays."""
        self._say(sentence, "bad")

    def _say(self, sentence: str, tone: Tone) -> None:
        self._fault.setProperty("tone", tone)
        self._fault.style().unpolish(self._fault)
        self._fault.style().polish(self._fault)
        self._fault.say(sentence)

    # --- the parts ----------------------------------------------------------------------------------------------------
    def _scanning(self) -> QWidget:
        files = Button(_("From a photo"), "tonal", name="from_files", icon="image", key="Ctrl+O", pad=M)
        files.clicked.connect(self.files_asked)
        paste = Button(_("Paste"), "tonal", name="paste", icon="copy", key="Ctrl+V", pad=M)
        paste.clicked.connect(self.paste)
        drop = Text(_("Photos and screenshots can be dropped here too."), "cap", "muted", wrapped=True)
        return Card(
            column(Field(_("Scanner"), self._box), row(files, paste, None, gap=M), drop, gap=M), "drop", name="drop"
        )

    def _progress(self) -> QWidget:
        return Card(column(self._told, self._bar, self._missing, self._fault, gap=S), "sunken")

    def _by_stick(self) -> QWidget:
        find = Button(_("Find it"), "plain", name="find", icon="search")
        find.clicked.connect(lambda: self.letters_typed.emit(self._letters.text()))
        field = Field(_("Came on a stick? Type the ten letters"), self._letters)
        return Card(column(field, row(find, None), gap=M))

    # --- what happens -------------------------------------------------------------------------------------------------
    def paste(self) -> None:
        """Take a picture or lines from the clipboard."""
        clipboard = QGuiApplication.clipboard()
        image = clipboard.image()
        if not image.isNull():
            self.picture_pasted.emit(_png(image))
        elif text := clipboard.text().strip():
            self.texts_read.emit(text.splitlines())
        else:
            self.complain(_("The clipboard holds neither a picture nor text."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+O chooses photos, Ctrl+V pastes a picture that no field took."""
        pressed = chord(event)
        if pressed == "Ctrl+O":
            self.files_asked.emit()
        elif pressed == "Ctrl+V":
            self.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and pictures."""
        if dropped(event.mimeData()) or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files, or a picture dragged out of another program."""
        paths: list[Path] = dropped(event.mimeData())
        if paths:
            self.files_dropped.emit(paths)
        elif event.mimeData().hasImage():
            self.picture_pasted.emit(_png(QImage(event.mimeData().imageData())))
        event.acceptProposedAction()


def _outcome(outcome: str) -> tuple[str, Tone]:
    told: dict[str, tuple[str, Tone]] = {
        "again": (_("That code was read before."), "muted"),
        "damaged": (_("That code was not read whole. Scan it again."), "bad"),
        "foreign": (_("That is no code of a hand-over."), "bad"),
        "full": (_("These are codes of too many hand-overs. Finish one first."), "bad"),
    }
    return told.get(outcome, ("", ""))


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know no QIODevice as target; PySide takes one
    return bytes(buffer.data().data())
