"""Fields in one or two columns, and rows of them. `FormView` is the outermost one."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.forms import measures
from fieldkit.ui.forms.ahead import PartyControl, PlaceControl, SomebodyControl, ahead
from fieldkit.ui.forms.cash import CashControl
from fieldkit.ui.forms.control import Control, Seat
from fieldkit.ui.forms.controls import (
    ChoiceControl,
    CountControl,
    LineControl,
    PickControl,
    TextControl,
    YesControl,
    worded,
    wrapping,
)
from fieldkit.ui.forms.spec import Add, Field, Kind, Known, Typed, look_up, put_in
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text

TWO_COLUMNS: Final = 540
"""Width from which fields stand in two columns."""
_SIMPLE: Final[dict[Kind, Callable[[Seat, Any], Control]]] = {
    "line": LineControl,
    "text": TextControl,
    "yes": YesControl,
    "moment": measures.MomentControl,
    "mass": measures.MassControl,
    "volume": measures.VolumeControl,
    "money": measures.MoneyControl,
    "position": measures.PositionControl,
    "count": CountControl,
    "party": PartyControl,
    "somebody": SomebodyControl,
    "place": PlaceControl,
    "cash": CashControl,
    "ahead": ahead,
    "country": ahead,
    "substance": ahead,
}
_INDEX: Final = re.compile(r"\[(\d+)\]")


def control_for(seat: Seat, given: Any) -> Control:  # noqa: ANN401  (JSON has any shape)
    """Return the control for a field, holding *given*."""
    kind, known = seat.field.kind, seat.known
    if kind in _SIMPLE:
        return _SIMPLE[kind](seat, given)
    if kind == "rows":
        return RowsControl(seat, given)
    listed = {"person": known.persons, "photo": known.originals, "exhibit": known.exhibits}.get(kind)
    options = worded(seat.field.options) if listed is None else list(listed)
    if kind == "choice" or seat.field.several:
        return ChoiceControl(seat, given, options)
    return PickControl(seat, given, options)


class Cell(QWidget):
    """A field on the form: label, control, and what there is to say of it."""

    def __init__(self, seat: Seat, control: Control) -> None:
        super().__init__()
        self.field, self.control = seat.field, control
        self.label = Text(seat.label, "label", wrapped=True)
        self.label.setBuddy(control.stops()[0] if control.stops() else control)
        self._note = _(seat.field.note) if seat.field.note else ""
        self._said = Text(self._note, "cap", "muted", wrapped=True)
        self._complaint = False
        self._caution = ""
        labelled = [] if seat.field.kind == "rows" and not seat.field.label else [self.label]
        self.setLayout(column(*labelled, control, self._said, None, gap=6))
        self._said.setVisible(bool(self._note))  # not before it has a parent: it would be a window for a moment
        control.advised.connect(self._advise)
        control.advise()

    @property
    def holds(self) -> bool:
        """Tell whether something stands in the field, or was complained of."""
        return self._complaint or self.control.value is not None

    def complain(self, what: str) -> None:
        """Show what is wrong; empty takes it back."""
        if not what and not self._complaint:
            return
        self._complaint = bool(what)
        self._show(what or self._caution or self._note, "bad" if what else "warn" if self._caution else "muted")
        if isinstance(self.control, LineControl):
            self.control.line.mark(fault=bool(what))
        if not what:
            self.control.advise()

    def caution(self, what: str) -> None:
        """Show in amber what looks odd about the value; it stands until it is taken back with empty words."""
        if what == self._caution:
            return
        self._caution = what
        if not self._complaint:
            self._show(what or self._note, "warn" if what else "muted")
            if not what:
                self.control.advise()

    def _advise(self, text: str, tone: str) -> None:
        if not self._complaint and not self._caution:
            self._show(text or self._note, tone if text else "muted")

    def _show(self, text: str, tone: str) -> None:
        self._said.say(text)
        self._said.setProperty("tone", tone)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.setVisible(bool(text))


class Fields(QWidget):
    """A small or large form over one dict. What the form does not know of in it stays untouched.

    Signals:
        changed: something stands otherwise now.
        rearranged: fields came or went; the Tab order has to follow.
    """

    changed = Signal()
    rearranged = Signal()

    def __init__(self, fields: Sequence[Field], typed: Typed, known: Known, name: str, suffix: str = "") -> None:
        super().__init__()
        self._base = copy.deepcopy(typed)
        self._more: Button | None = None
        self.cells: list[Cell] = []
        for one in fields:
            label = _(one.label) if one.label else ""
            seat = Seat(one, name + one.name, f"{label}{suffix}", known)
            cell = Cell(seat, control_for(seat, look_up(typed, one.name)))
            if suffix:
                cell.label.say(label)
            cell.control.changed.connect(lambda c=cell: self._changed(c))
            cell.control.fills.connect(self._fill)
            cell.control.rearranged.connect(self.rearranged)
            self.cells.append(cell)
        if any(cell.field.rare for cell in self.cells):
            self._more = Button(_("More"), "quiet", name=f"{name}more", icon="chevron-down", checked=False, pad=S)
            self._more.setAccessibleName(_("More") + suffix)
            self._more.toggled.connect(lambda _on: self._arrange())
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(M)
        self.setLayout(self._grid)
        self._columns = 1
        self._placed: list[QWidget] = []
        self._follow()
        self._arrange()

    @property
    def typed(self) -> Typed:
        """Return what stands in the fields; empty ones are absent."""
        found = copy.deepcopy(self._base)
        for cell in self.cells:
            put_in(found, cell.field.name, cell.control.value)
        return found

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in reading order."""
        found: list[QWidget] = []
        for part in self._placed:
            found += part.control.stops() if isinstance(part, Cell) else [part]
        return found

    def complain(self, where: str, what: str) -> QWidget | None:
        """Show *what* at the field *where* ("place.village", "people[1].party"); return the widget to go to."""
        cell = next((cell for cell in self._longest_first() if _leads(cell.field.name, where)), None)
        cell = cell or next((cell for cell in self.cells if where and cell.field.name.startswith(f"{where}.")), None)
        if cell is None:
            return None
        rest = where[len(cell.field.name) :]
        if isinstance(cell.control, RowsControl):
            inside = cell.control.complain(rest, what)
            if inside is not None:
                return inside
        cell.complain(what)
        self._arrange()
        return cell.control.target(rest)

    def hush(self) -> None:
        """Take all complaints back."""
        for cell in self.cells:
            cell.complain("")
            if isinstance(cell.control, RowsControl):
                cell.control.hush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in as many columns as there is room for."""
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= TWO_COLUMNS else 1
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _longest_first(self) -> Iterator[Cell]:
        yield from sorted(self.cells, key=lambda cell: -len(cell.field.name))

    def _changed(self, cell: Cell) -> None:
        cell.complain("")
        self._follow()
        self._arrange()
        self.changed.emit()

    def _fill(self, values: dict[str, Any]) -> None:
        for cell in self.cells:
            if cell.field.name in values and cell.control.value != values[cell.field.name]:
                cell.control.put(values[cell.field.name])

    def _follow(self) -> None:
        typed = self.typed
        for cell in self.cells:
            cell.control.follow(typed)

    def _shown(self) -> list[QWidget]:
        """Return the cells to show, usual ones first, then the fold and what is in it."""
        typed = self.typed
        usual = [cell for cell in self.cells if not cell.field.rare and self._wanted(cell, typed)]
        if self._more is None:
            return [*usual]
        folded = [cell for cell in self.cells if cell.field.rare and self._wanted(cell, typed)]
        unfolded = [cell for cell in folded if self._more.isChecked() or cell.holds or _has_focus(cell)]
        return [*usual, *([self._more] if self._more.isChecked() or len(unfolded) < len(folded) else []), *unfolded]

    @staticmethod
    def _wanted(cell: Cell, typed: Typed) -> bool:
        when = cell.field.when
        return when is None or cell.holds or _has_focus(cell) or when(typed)

    def _arrange(self) -> None:
        shown = self._shown()
        if shown != self._placed:
            self._placed = shown
            self._place()
            self.rearranged.emit()

    def _place(self) -> None:
        for part in (*self.cells, *([self._more] if self._more else [])):
            self._grid.removeWidget(part)
            if part.parentWidget() is None:
                part.setParent(self)  # shown without a parent it would be a window of its own for a moment
            part.setVisible(part in self._placed)
        at_row = at_column = 0
        for part in self._placed:
            wide = self._columns == 1 or not isinstance(part, Cell) or part.field.wide
            if wide and at_column:
                at_row, at_column = at_row + 1, 0
            span = self._columns if wide else 1
            align = Qt.AlignmentFlag.AlignLeft if not isinstance(part, Cell) else Qt.AlignmentFlag(0)
            self._grid.addWidget(part, at_row, at_column, 1, span, align)
            at_column += span
            if at_column >= self._columns:
                at_row, at_column = at_row + 1, 0
        for n in range(2):
            self._grid.setColumnStretch(n, 1 if n < self._columns else 0)


class RowsControl(Control):
    """A list: one small form per item, buttons that add one, and one on each that removes it."""

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        super().__init__(seat, given)
        self._plain = len(seat.field.fields) == 1 and not seat.field.fields[0].name
        self._box = column(gap=M)
        self.rows: list[Fields] = []
        self._removers: dict[Fields, Button] = {}
        self._cards: dict[Fields, Card] = {}
        self._adders = [self._adder(n, add) for n, add in enumerate(seat.field.adds)]
        for item in given if isinstance(given, list) else []:
            self._append(item)
        while len(self.rows) < seat.field.least:
            self._append(None)
        self.setLayout(column(self._box, wrapping(holder(Flow(*self._adders, gap=S))), gap=M))

    def read(self) -> list[Any] | None:
        """Return the items that hold anything."""
        return [self._item(one) for one in self._filled()] or None

    def stops(self) -> list[QWidget]:
        """Return what stands in the rows, then the buttons that add."""
        return [stop for one in self.rows for stop in (*one.stops(), self._removers[one])] + [*self._adders]

    def complain(self, rest: str, what: str) -> QWidget | None:
        """Show *what* in the row that *rest* names ("[1].party")."""
        found = _INDEX.match(rest)
        rows = self._filled() if self._touched else self.rows
        if found is None or int(found[1]) >= len(rows):
            return None
        return rows[int(found[1])].complain(rest[found.end() :].removeprefix("."), what)

    def hush(self) -> None:
        """Take all complaints back."""
        for one in self.rows:
            one.hush()

    def add(self, item: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        """Add a row and go to its first empty line."""
        one = self._append(item)
        self._cards[one].show()  # Qt would show it one event later: Tab would pass it by
        self.touch()
        self.rearranged.emit()
        first = next((cell.control for cell in one.cells if cell.control.value is None), one.cells[0].control)
        first.stops()[0].setFocus()

    def _item(self, one: Fields) -> Any:  # noqa: ANN401  (JSON has any shape)
        return one.typed.get("") if self._plain else one.typed

    def _filled(self) -> list[Fields]:
        return [one for one in self.rows if self._item(one)]

    def _adder(self, n: int, add: Add) -> Button:
        button = Button(_(add.label), "tonal", name=f"{self.seat.name}_add{n}", icon="plus", pad=M)
        button.clicked.connect(lambda _on=False, item=dict(add.row): self.add("" if self._plain else item))
        return button

    def _append(self, item: Any) -> Fields:  # noqa: ANN401  (JSON has any shape)
        seat = self.seat
        n = len(self.rows) + 1
        typed = item if isinstance(item, dict) and not self._plain else {"": item} if item else {}
        separator = "" if self._plain else "."
        one = Fields(seat.field.fields, typed, seat.known, f"{seat.name}[{n - 1}]{separator}", f" {n}")
        remove = Button(_("Remove"), "quiet", name=f"{seat.name}[{n - 1}]_remove", icon="x", pad=S)
        remove.setAccessibleName(_("Remove {label} {n}", label=seat.label, n=n))
        remove.clicked.connect(lambda _on=False, r=one: self._remove(r))
        self._removers[one] = remove
        head = Text(str(n), "strong", "muted")
        body = row((one, 1), remove, gap=M) if self._plain else column(row(head, None, remove), one, gap=0)
        if self._plain:
            one.cells[0].label.hide()  # the list's own label says it
            body.setAlignment(remove, Qt.AlignmentFlag.AlignTop)
        self._cards[one] = Card(body, "none" if self._plain else "sunken", pad=0 if self._plain else M)
        self._box.addWidget(self._cards[one])
        one.changed.connect(self.touch)
        one.rearranged.connect(self.rearranged)
        self.rows.append(one)
        return one

    def _remove(self, one: Fields) -> None:
        """Take a row out and number the others anew."""
        at = self.rows.index(one)
        left = [self._item(row_left) for row_left in self.rows if row_left is not one]
        for row_left in self.rows:
            card = self._cards[row_left]
            self._box.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.rows, self._cards, self._removers = [], {}, {}
        for item in left:
            self._cards[self._append(item)].show()
        self.touch()
        self.rearranged.emit()
        stops = [stop for row_left in (*self.rows[at:], *reversed(self.rows)) for stop in row_left.stops()]
        (stops or self._adders)[0].setFocus()


def _leads(name: str, where: str) -> bool:
    """Tell whether the value *where* is, or lies inside, the value called *name*."""
    return where == name or (bool(name) and where.startswith((f"{name}.", f"{name}["))) or (not name and not where)


def _has_focus(cell: Cell) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and cell.isAncestorOf(focus)


def bring_into_view(widget: QWidget) -> None:
    """Give *widget* the keyboard and scroll to it once its page is laid out."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    QTimer.singleShot(0, widget, lambda: _scroll_to(widget))


def _scroll_to(widget: QWidget) -> None:
    at = widget.parentWidget()
    while at is not None:
        if isinstance(at, QScrollArea):
            at.ensureWidgetVisible(widget, 0, 80)
        at = at.parentWidget()
