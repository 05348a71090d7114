"""Counted money: how many of each note, and what they come to, large."""

from __future__ import annotations

import re
from typing import Any, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldkit.domain.money import DENOMINATIONS, digits, format_sum, parse_sum
from fieldkit.domain.typed import whole
from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _
from fieldkit.text.numerals import money, number
from fieldkit.ui.forms.control import Control, Seat, clean
from fieldkit.ui.forms.controls import is_whole
from fieldkit.ui.forms.spec import Typed
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.widgets.boxes import column
from fieldkit.ui.widgets.field import Line
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Elided, Text

_INDEX: Final = re.compile(r"\[(\d+)\]")
_TWO_COLUMNS: Final = 520
"""Width from which notes stand in two columns."""
_BIG_FITS: Final = 13
"""Characters of a total that fit a narrow form in the largest digits."""


class CashControl(Control):
    """How many of each note: {"100": 5}. Counts stay as typed.

    Every currency keeps what was typed in it while the form is open; kept is that of the form's currency.
    """

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        super().__init__(seat, given)
        self._currency = ""
        self._typed: dict[str, dict[str, Any]] = {}
        self._first = dict(given) if isinstance(given, dict) else {}
        self._lines: dict[str, Line] = {}
        self._sums: dict[str, Elided] = {}
        self._labels: dict[str, Text] = {}
        self._columns = 1
        self._table = QWidget()
        self._total = Text("", "big")
        self._total.setObjectName(f"{seat.name}_total")
        self._box = column(self._table, gap=M)
        total = Card(column(Text(_("Total"), "label"), self._total, gap=2), "sunken", pad=M)
        self.setLayout(column(self._box, total, gap=M))
        self._build()

    def read(self) -> dict[str, Any] | None:
        """Return how many of each face value."""
        found = {face: clean(line.text()) for face, line in self._lines.items()}
        return {face: count for face, count in found.items() if count} or None

    def stops(self) -> list[QWidget]:
        """Return the lines."""
        return [*self._lines.values()] or [self]

    def target(self, rest: str) -> QWidget:
        """Return the line of the face value that is named (".100"), or of the count at that place ("[1].count")."""
        place = _INDEX.match(rest)
        told = [line for line in self._lines.values() if clean(line.text())]
        if place is not None and int(place[1]) < len(told):
            return told[int(place[1])]
        return self._lines.get(rest.lstrip("."), self.stops()[0])

    def follow(self, typed: Typed) -> None:
        """Show the notes of the form's currency."""
        currency = str(typed.get("currency") or "")
        if currency == self._currency:
            return
        if self._currency:
            self._typed[self._currency] = self.read() or {}
        first, self._currency = not self._currency, currency
        if not first:
            self._first = self._typed.get(currency, {})
            self._touched = True
        self._build()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in as many columns as there is room for."""
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= _TWO_COLUMNS else 1
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _build(self) -> None:
        table = QWidget()
        self._grid = QGridLayout(table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(M)
        self._grid.setVerticalSpacing(S)
        usual = [format_sum(face, self._currency) for face in DENOMINATIONS.get(self._currency, ())]
        faces = [*usual, *(face for face in self._first if face not in usual)]
        self._lines = {face: self._line(face) for face in faces}
        self._sums = {face: Elided("", "body", "muted") for face in faces}
        self._place()
        self._box.replaceWidget(self._table, table)
        table.show()
        self._table.hide()
        self._table.deleteLater()
        self._table = table
        self._sum()
        self.rearranged.emit()

    def _place(self) -> None:
        half = -(-len(self._lines) // self._columns)
        for n, (face, line) in enumerate(self._lines.items()):
            at, left = n % half, n // half * 3
            self._grid.addWidget(self._labels[face], at, left)
            self._grid.addWidget(line, at, left + 1)
            self._grid.addWidget(self._sums[face], at, left + 2)
        self._grid.setColumnStretch(2, 1)
        self._grid.setColumnStretch(5, 1 if self._columns > 1 else 0)

    def _line(self, face: str) -> Line:
        note = money(_minor(face, self._currency), self._currency, exponent=digits(self._currency))
        count = self._first.get(face)
        line = Line(f"{self.seat.name}.{face}", "" if count is None else str(count))
        line.setAccessibleName(_("How many of {note}", note=note))
        line.setFixedWidth(92)
        line.textChanged.connect(lambda _text: self._counted())
        self._labels[face] = Text(note)
        self._labels[face].setBuddy(line)
        return line

    def _counted(self) -> None:
        self._sum()
        self.touch()

    def _sum(self) -> None:
        total = 0
        odd = False
        for face, line in self._lines.items():
            text = clean(line.text())
            wrong = bool(text) and not is_whole(text)
            part = _minor(face, self._currency) * whole(text) if text and not wrong else 0
            line.mark(fault=wrong)
            odd = odd or wrong
            self._sums[face].say(number(part, scale=digits(self._currency)) if part else "")
            total += part
        self._show_total(money(total, self._currency, exponent=digits(self._currency)) if self._currency else "–")
        self.say(_("This is no whole number.") if odd else "", "warn")

    def _show_total(self, text: str) -> None:
        """Show the total as large as its digits allow."""
        self._total.setProperty("role", "big" if len(text) <= _BIG_FITS else "num")
        self._total.style().unpolish(self._total)
        self._total.style().polish(self._total)
        self._total.say(text)


def _minor(face: str, currency: str) -> int:
    try:
        return parse_sum(face, currency)
    except KnownError:
        return 0
