"""Counted money: how many of each note, and what they come to, large."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from fieldkit.domain.money import DENOMINATIONS, digits, format_sum, parse_sum
from fieldkit.domain.typed import whole
from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _
from fieldkit.text.numerals import money
from fieldkit.ui.forms.control import Control, Seat, clean
from fieldkit.ui.forms.controls import is_whole
from fieldkit.ui.forms.spec import Typed
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.widgets.boxes import column
from fieldkit.ui.widgets.field import Line
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text


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
        self._sums: dict[str, Text] = {}
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
        """Return the line of the face value that is named."""
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

    def _build(self) -> None:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        self._lines, self._sums = {}, {}
        usual = [format_sum(face, self._currency) for face in DENOMINATIONS.get(self._currency, ())]
        faces = [*usual, *(face for face in self._first if face not in usual)]
        half = (len(faces) + 1) // 2
        for n, face in enumerate(faces):
            self._note(grid, n % half, n // half * 4, face)
        for at in (2, 6):
            grid.setColumnStretch(at, 1)
        self._box.replaceWidget(self._table, table)
        self._table.setParent(None)
        self._table.deleteLater()
        self._table = table
        self._sum()

    def _note(self, grid: QGridLayout, at: int, left: int, face: str) -> None:
        words = money(_minor(face, self._currency), self._currency, exponent=digits(self._currency))
        count = self._first.get(face)
        line = Line(f"{self.seat.name}.{face}", "" if count is None else str(count))
        line.setAccessibleName(_("How many of {note}", note=words))
        line.setFixedWidth(84)
        line.textChanged.connect(lambda _text: self._counted())
        label = Text(words)
        label.setBuddy(line)
        self._lines[face], self._sums[face] = line, Text("", "body", "muted")
        grid.addWidget(label, at, left)
        grid.addWidget(line, at, left + 1)
        grid.addWidget(self._sums[face], at, left + 2)

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
            self._sums[face].say(money(part, self._currency, exponent=digits(self._currency)) if part else "")
            total += part
        self._total.say(money(total, self._currency, exponent=digits(self._currency)) if self._currency else "–")
        self.say(_("This is no whole number.") if odd else "", "warn")


def _minor(face: str, currency: str) -> int:
    try:
        return parse_sum(face, currency)
    except KnownError:
        return 0
