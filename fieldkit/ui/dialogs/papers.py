"""Dialogs of the papers: owner's receipt, flash report, log head to read out, blank forms, a form to type in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n, language
from fieldkit.text.numerals import digits
from fieldkit.ui import lines
from fieldkit.ui.dialogs.ask import Ask, Asked, Sheet
from fieldkit.ui.dialogs.stage import Stage
from fieldkit.ui.keys import chord
from fieldkit.ui.look.tokens import TOUCH_BIG, L, M, S
from fieldkit.ui.page import Mark
from fieldkit.ui.widgets.boxes import Flow, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.code import Code
from fieldkit.ui.widgets.field import Choice, Field, Line
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.anchors import Head

Run = Callable[[Ask, dict[str, str]], None]


def languages(name: str, chosen: str, picked: Callable[[str], None]) -> QWidget:
    """Return the choice of a paper's language under its label."""
    options = [*((code, lines.LANGUAGES[code], "") for code in ("km", "en")), ("both", _("Both"), "")]
    return Field(_("Language"), Choice(name, _("Language"), options, chosen, picked))


class ReceiptDialog(Ask):
    """To whom the owner's receipt goes, and in which language.

    Signals:
        shown_instead: there is no printer; show the code for a photo.
    """

    shown_instead = Signal()

    def __init__(self, parent: QWidget, owner: str, identity: str, run: Run) -> None:
        self.chosen: str = language()
        screen = Button(_("No printer: show the code"), "plain", name="no_printer", icon="qr-code", pad=M)
        screen.clicked.connect(self._show)
        body = holder(column(languages("receipt_language", self.chosen, self._pick), row(screen, None), gap=M))
        super().__init__(
            parent,
            "receipt_dialog",
            _("Owner’s receipt"),
            _("It names what was taken and the state of the record. It is kept and written down before it is printed."),
            [
                Asked("owner", _("Given to"), owner),
                Asked("identity", _("Identity number"), identity, needed=False),
            ],
            act=_("Make the receipt"),
            icon="user-check",
            run=run,
            body=body,
        )

    def _pick(self, value: str) -> None:
        self.chosen = value

    def _show(self) -> None:
        self.reject()
        self.shown_instead.emit()


class FlashDialog(Sheet):
    """The six lines before they leave, to whom they go, and whether names stand in them.

    Signals:
        asked: show the lines again; args: language, names.
        handed: hand them out; args: to whom, language, names.
    """

    asked = Signal(str, bool)
    handed = Signal(str, str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            "flash_dialog",
            _("Flash report"),
            _("Six lines for the commander. That they were given, and to whom, is written down before they leave."),
            width=620,
        )
        self._language: str = language()
        self._names = False
        self._lines = Text(_("Loading"), "body", wrapped=True)
        self._lines.setObjectName("six_lines")
        self._to = Line("flash_to")
        self._field = Field(_("Given to"), self._to)
        named = Choice(
            "flash_names",
            _("Names of persons"),
            [("no", _("Left out"), ""), ("yes", _("Named"), "")],
            "no",
            lambda value: self._again(names=value == "yes"),
        )
        self._agree = Button(_("Copy and keep"), "primary", name="agree", icon="copy", key="Enter")
        self._agree.clicked.connect(self._hand)
        self._to.returnPressed.connect(self._hand)
        no = Button(_("Cancel"), "plain", name="decline", icon="x", key="Esc")
        no.clicked.connect(self.reject)
        self.parts.addWidget(Card(column(self._lines), "sunken", pad=M))
        self.parts.addLayout(
            row(
                (languages("flash_language", self._language, lambda value: self._again(chosen=value)), 1),
                (Field(_("Names of persons"), named), 1),
                gap=L,
            )
        )
        self.parts.addWidget(self._field)
        self.parts.addLayout(row(None, no, self._agree, gap=M))
        self._to.setFocus()

    def put(self, text: str) -> None:
        """Show the six lines."""
        self._lines.say(text)
        self._lines.updateGeometry()
        QTimer.singleShot(0, self, self.settle_height)  # the card learns of the new height first

    def ask(self) -> None:
        """Ask for the lines as they would leave now."""
        self.asked.emit(self._language, self._names)

    def _again(self, *, chosen: str = "", names: bool | None = None) -> None:
        self._language = chosen or self._language
        self._names = self._names if names is None else names
        self.ask()

    def _hand(self) -> None:
        if not self._to.text().strip():
            self._field.complain(_("Type who gets it."))
            self._to.setFocus()
            self.settle_height()
            return
        self.accept()
        self.handed.emit(self._to.text().strip(), self._language, self._names)


class AnchorDialog(Stage):
    """The head of the log as a code and in 26 characters, and to whom it was given.

    Signals:
        told: it left; args: how, to whom, when as typed.
    """

    told = Signal(str, str, str)

    def __init__(self, parent: QWidget, head: Head, now: str, how: str = "duty_desk") -> None:
        note = _("What leaves the team’s hands now proves later that nothing before it was changed.")
        mark = Mark(_("Anchored already"), "ok", "link") if head.before else Mark(_("Not anchored yet"), "warn", "link")
        super().__init__(parent, "anchor_dialog", _("Anchor now: {number}", number=head.number), note, mark)
        self.head, self._how = head, how
        code = Code(head.modules, _("Code of the log head, to be photographed"))
        self._to = Line("anchor_to")
        self._field = Field(_("To whom"), self._to)
        self._when = Line("anchor_when", now)
        options = [
            ("duty_desk", _("Read to the duty desk"), ""),
            ("paper", _("Copied to a numbered pad"), ""),
            ("photo", _("Photographed"), ""),
        ]
        ways = Field(_("How it leaves"), Choice("anchor_how", _("How it leaves"), options, how, self._pick))
        write = Button(_("Write it down"), "primary", name="agree", icon="link", key="Ctrl+S", height=TOUCH_BIG)
        write.clicked.connect(self.write)
        said = Text(_("Read number and groups aloud; let them be repeated."), "body", "muted", wrapped=True)
        right = Scroll(
            column(
                Text(head.number, "num", selectable=True),
                said,
                _groups(head.letters),
                ways,
                row((self._field, 1), (Field(_("When"), self._when), 1), gap=M),
                write,
                None,
                gap=M,
            ),
            (2, 0, S, 0),
        )
        right.setObjectName("anchor_side")
        self.body.addLayout(row((code, 2), (right, 3), gap=L))
        self._to.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S writes it down."""
        if chord(event) == "Ctrl+S":
            self.write()
        else:
            super().keyPressEvent(event)

    def write(self) -> None:
        """Say that it left, unless nobody is named."""
        if not self._to.text().strip():
            self._field.complain(_("Type who heard it or keeps it."))
            self._to.setFocus()
            return
        self.told.emit(self._how, self._to.text().strip(), self._when.text().strip())

    def complain(self, text: str) -> None:
        """Show what is wrong with the time."""
        self._field.complain(text)

    def _pick(self, value: str) -> None:
        self._how = value


def _groups(letters: str) -> QWidget:
    """Return the characters in groups, large; in Khmer with their numerals as they are said there."""
    groups = []
    for n, group in enumerate(letters.split("-"), 1):
        large = Text(group, "num", selectable=True)
        large.setObjectName(f"group_{n}")
        large.setAccessibleName(" ".join(group))
        khmer = [Text(digits(group, khmer=True), "cap", "muted")] if language() == "km" else []
        groups.append(Card(column(large, *khmer, gap=0), "sunken", pad=S))
    return holder(Flow(*groups, gap=S), "letters")


class BlankDialog(Ask):
    """How many blank forms, in which language, and whether they are printed or saved."""

    def __init__(self, parent: QWidget, run: Run) -> None:
        self.chosen: str = language()
        self.way = "print"
        ways = [("print", _("Print"), ""), ("save", _("Save as a file"), "")]
        way = Field(_("What to do with them"), Choice("blank_way", _("What to do with them"), ways, "print", self._go))
        body = holder(column(languages("blank_language", self.chosen, self._pick), way, gap=M))
        super().__init__(
            parent,
            "blank_dialog",
            _("Blank forms"),
            _("For the night on which the laptop dies. A form has four pages and a number that is never given again."),
            [Asked("copies", _("How many forms"), "10")],
            act=_("Make the forms"),
            icon="printer",
            run=run,
            body=body,
        )

    def _pick(self, value: str) -> None:
        self.chosen = value

    def _go(self, value: str) -> None:
        self.way = value


class TranscribeDialog(Ask):
    """Which paper form is typed in, who wrote it, and its scans.

    Signals:
        scans_asked: choose the scans.
    """

    scans_asked = Signal()

    def __init__(self, parent: QWidget, number: str, run: Run) -> None:
        self.scans: list[Path] = []
        self.into = "new"
        pick = Button(_("Choose the scans"), "plain", name="scans", icon="scan-line", pad=M)
        pick.clicked.connect(self._ask_scans)
        self._count = Text(_("No scan yet"), "body", "muted")
        body: list[QWidget] = []
        if number:
            options = [("new", _("A new seizure"), ""), ("here", lines.line(number, 40), "")]
            into = Choice("into", _("Typed into"), options, "new", self._into)
            body.append(Field(_("Typed into"), into))
        inside = column(*body, row(pick, self._count, None, gap=M), gap=M)
        super().__init__(
            parent,
            "transcribe_dialog",
            _("Type in a paper form"),
            _("The paper stays the original. Its writer and you as typist both stand in the record and the report."),
            [
                Asked("form", _("Number of the form"), hint="P-K7Q-0001"),
                Asked("author", _("Who wrote the paper")),
                Asked("written", _("When it was written"), hint="2026-11-22 02:13", needed=False),
            ],
            act=_("Begin to type"),
            icon="pen-line",
            run=run,
            body=holder(inside),
        )

    def _ask_scans(self) -> None:
        self.scans_asked.emit()

    def take(self, scans: list[Path]) -> None:
        """The scans were chosen."""
        self.scans = scans
        self._count.say(_n("{n} scan", "{n} scans", len(scans)))

    def _into(self, value: str) -> None:
        self.into = value
