"""Crash: our own mistake, said plainly. What is safe comes first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look.tokens import PRIMARY, L, M
from fieldkit.ui.page import Act, Head, Page, margins
from fieldkit.ui.widgets.boxes import Responsive, Scroll, column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Icon, Text


class CrashPage(Page):
    """What happened, what is safe, and where the report lies.

    Signals:
        back_asked: return to where one was.
        support_asked: a file for support is to be saved.
    """

    name = "crash"
    rail = "crash"
    back_asked = Signal()
    support_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._what = ""
        self._report: Path | None = None

    def show_crash(self, what: str, report: Path | None) -> None:
        """Show *what* went wrong (a type and a place, no content) and the *report* that was written."""
        self._what, self._report = what, report
        self.renew()

    def head(self) -> Head:
        """Return that it was us."""
        return Head(_("Fieldkit made a mistake"), _("What was saved is safe."))

    def primary(self) -> Button | None:
        """Return the way back."""
        button = Button(_("Go on working"), "primary", name="go_on", icon="arrow-right", key="Enter", height=PRIMARY)
        button.clicked.connect(self.back_asked)
        return button

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        return (
            Act("Enter", _("Go on working"), self.back_asked.emit),
            Act("S", _("Save a file for support"), self.support_asked.emit),
        )

    def build(self) -> QWidget:
        """Return what is safe, what to do, and the report's place."""
        where = str(self._report) if self._report else _("The report could not be written.")
        path = Text(where, "body", wrapped=True, selectable=True)
        path.setObjectName("report_path")
        safe = column(
            Text(_("The write-up is safe."), "lead", wrapped=True),
            Text(
                _("Everything the screen called saved is signed and on the disk. Nothing was sent anywhere."),
                wrapped=True,
            ),
            gap=2,
        )
        support = Button(_("Save a file for support"), "tonal", name="support", icon="save", key="S")
        support.clicked.connect(self.support_asked)
        report = column(
            Text(_("Report for support"), "h2"),
            Text(
                _("It names the mistake and its place in the program, and holds nothing of any case."),
                wrapped=True,
            ),
            path,
            Text(self._what, "cap", "muted", wrapped=True),
            row(support, None),
            gap=M,
        )
        cards = column(
            Card(row(column(Icon("shield-check", "ok", 28), None), (safe, 1), gap=L), "ok"), Card(report), None, gap=M
        )
        area = Scroll(cards, (0, 0, 0, L))
        area.setObjectName("crash_area")
        box = row((area, 1))
        return Responsive(box, lambda width: box.setContentsMargins(*margins(width)))
