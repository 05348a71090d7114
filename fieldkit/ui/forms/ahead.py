"""Lines that offer what they could mean while one types: places, substances, countries, people.

The list opens by itself and by the down arrow; Enter takes the marked row, Esc closes it. Nothing is taken unasked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import msgspec
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from fieldkit.domain.values import Party
from fieldkit.text.catalogue import _, language
from fieldkit.text.fold import fold
from fieldkit.ui.forms.control import Control, Seat, clean
from fieldkit.ui.forms.controls import LineControl, worded
from fieldkit.ui.forms.spec import Suggestions, Typed, look_up
from fieldkit.ui.lines import line as shown
from fieldkit.ui.look.tokens import XS, L, M, S
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.text import Text

MOST: Final = 12
"""Rows offered at once."""
_ROWS: Final = 6
"""Rows seen without scrolling."""
LEVELS: Final = ("province", "district", "commune", "village")


class Offers(QObject):
    """The list under a line. *suggest* answers what was typed; *chosen* is told the value and words taken.

    It lies in the line's own window and never takes the keyboard: input methods keep working, and so does a scanner.
    eager: the first row is marked at once, so that Enter takes it.
    """

    def __init__(
        self,
        line: QLineEdit,
        suggest: Callable[[str], Suggestions],
        chosen: Callable[[str, str], None],
        *,
        eager: bool = False,
    ) -> None:
        super().__init__(line)
        self._line, self._suggest, self._chosen, self._eager = line, suggest, chosen, eager
        self._model = QStandardItemModel(self)
        self.popup = QListView(line)
        self.popup.hide()
        self.popup.setModel(self._model)
        self.popup.setObjectName(f"{line.objectName()}_offers")
        self.popup.setAccessibleName(_("Offered for {label}", label=line.accessibleName()))
        self.popup.setProperty("offers", True)
        self.popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.popup.setUniformItemSizes(True)
        self.popup.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.popup.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.popup.clicked.connect(self._take)
        line.textEdited.connect(self.offer)
        line.installEventFilter(self)
        line.destroyed.connect(self.popup.deleteLater)

    def offer(self, typed: str) -> None:
        """Show what *typed* could mean."""
        self._model.clear()
        for value, words in self._suggest(clean(typed))[:MOST]:
            item = QStandardItem(words)
            item.setData(value, Qt.ItemDataRole.UserRole)
            item.setToolTip(words)
            self._model.appendRow(item)
        if not self._model.rowCount():
            self.close()
            return
        if self._eager:
            self.popup.setCurrentIndex(self._model.index(0, 0))
        self._lay_out()

    def close(self) -> None:
        """Take the list away."""
        self.popup.hide()
        self.popup.setParent(self._line)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Move in the list, take from it and close it by the line's keys; the down arrow opens it."""
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if not self.popup.isVisible():
            return event.key() == Qt.Key.Key_Down and self._open()
        at = self.popup.currentIndex()
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._mark(at.row() + step if at.isValid() else 0)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if at.isValid():
                self._take(at)
            case Qt.Key.Key_Escape:
                self.close()
            case _:
                return False
        return True

    def _open(self) -> bool:
        self.offer(self._line.text())
        if not self.popup.isVisible():
            self.offer("")
        return True

    def _mark(self, at: int) -> None:
        self.popup.setCurrentIndex(self._model.index(at % self._model.rowCount(), 0))

    def _take(self, index: QModelIndex) -> None:
        value, words = str(index.data(Qt.ItemDataRole.UserRole)), str(index.data())
        self.close()
        self._chosen(value, words)

    def _lay_out(self) -> None:
        """Lay the list under the line, or above it where there is more room."""
        window = self._line.window()
        self.popup.setParent(window)
        high = min(self._model.rowCount(), _ROWS) * self.popup.sizeHintForRow(0) + 2 * S + 2
        top = self._line.mapTo(window, QPoint(0, 0))
        below = window.height() - top.y() - self._line.height() - 2 * XS
        under = below >= high or below >= top.y()
        high = min(high, below if under else top.y() - XS)
        y = top.y() + self._line.height() + XS if under else top.y() - high - XS
        self.popup.setGeometry(top.x(), y, self._line.width(), high)
        self.popup.show()
        self.popup.raise_()


def matching(options: Suggestions, typed: str) -> Suggestions:
    """Return the options whose words begin with or hold *typed*, in either script; all of them for nothing."""
    wanted = fold(typed)
    begins = [one for one in options if fold(one[1]).startswith(wanted)]
    return begins + [one for one in options if one not in begins and wanted in fold(one[1])]


class AheadControl(LineControl):
    """A line that offers values by their words. Kept is the value where one was taken or named whole, else the text."""

    def __init__(
        self,
        seat: Seat,
        given: Any,  # noqa: ANN401  (JSON has any shape)
        suggest: Callable[[str], Suggestions],
        word: Callable[[str], str],
        *,
        eager: bool = False,
    ) -> None:
        self._word = word
        self._suggest = suggest
        self._value = str(given) if given is not None else ""
        super().__init__(seat, given)
        self.offers = Offers(self.line, suggest, self._take, eager=eager)

    def show_as(self, given: Any) -> str:  # noqa: ANN401  (JSON has any shape)
        """Return the words for a value; text that is none stands as typed."""
        return self._word(str(given)) if given is not None else ""

    def read(self) -> str | None:
        """Return the value, or the text."""
        text = clean(self.line.text())
        if self._value and text == self._word(self._value):
            return self._value
        whole = {value for value, words in self._suggest(text) if fold(words) == fold(text)} if text else set()
        return whole.pop() if len(whole) == 1 else text or None

    def put(self, value: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        """Show and keep *value*."""
        self._value = value or ""
        super().put(value)

    def _take(self, value: str, _words: str) -> None:
        self.put(value)


class PartyControl(LineControl):
    """Somebody. One who was taken from the list keeps the whole record; another name makes a plain party."""

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        self._record: dict[str, Any] = dict(given) if isinstance(given, dict) else {}
        super().__init__(seat, given)
        self._people = {str(n): party for n, party in enumerate(_people(seat))}
        self.offers = Offers(self.line, self._suggest, self._take)

    def show_as(self, given: Any) -> str:  # noqa: ANN401  (JSON has any shape)
        """Return the name."""
        return str(given.get("name", "")) if isinstance(given, dict) else super().show_as(given)

    def read(self) -> Any:  # noqa: ANN401  (a record or a name)
        """Return the record while the name is its own, else the name."""
        name = clean(self.line.text())
        return dict(self._record) if name and name == self._record.get("name") else name or None

    def advise(self) -> None:
        """Say who it is, for one who is known."""
        value = self.value
        if isinstance(value, dict):
            parts = (shown(str(value.get(key, "")), 60) for key in ("rank", "office"))
            self.say(", ".join(filter(None, parts)))
        else:
            super().advise()

    def _suggest(self, typed: str) -> Suggestions:
        words = [(key, _party_words(party)) for key, party in self._people.items()]
        return matching(words, typed)

    def _take(self, key: str, _words: str) -> None:
        self._record = msgspec.to_builtins(self._people[key])
        self.line.setText(self._record["name"])
        self.touch()
        self.advise()


class SomebodyControl(Control):
    """A party with the number of an identity paper and a telephone number."""

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        super().__init__(seat, given)
        record = given if isinstance(given, dict) else {}
        self.party = PartyControl(seat, given)
        self.party.advised.connect(self.advised)
        self.more: dict[str, LineControl] = {}
        cells = []
        for key, label in (("id_ref", _("ID number")), ("phone", _("Telephone"))):
            beside = Seat(replace(seat.field, hint=""), f"{seat.name}.{key}", f"{seat.label}: {label}", seat.known)
            self.more[key] = LineControl(beside, record.get(key))
            cells.append(column(Text(label, "label"), self.more[key], gap=6))
        for part in (self.party, *self.more.values()):
            part.changed.connect(self.touch)
        self.setLayout(column(self.party, row(*((cell, 1) for cell in cells), gap=L), gap=M))

    def read(self) -> Any:  # noqa: ANN401  (a record or a name)
        """Return the name alone, or a record where there is more."""
        party = self.party.value
        more = {key: line.value for key, line in self.more.items()}
        told = {key: value for key, value in more.items() if value is not None}
        if isinstance(party, dict):
            return {key: value for key, value in party.items() if key not in more} | told
        return ({"name": party} if party else {}) | told if told else party

    def stops(self) -> list[QWidget]:
        """Return the three lines."""
        return [self.party.line, *(part.line for part in self.more.values())]

    def target(self, rest: str) -> QWidget:
        """Return the line that is named, else that of the name."""
        part = self.more.get(rest.lstrip("."))
        return part.line if part else self.party.line

    def advise(self) -> None:
        """Say who it is, for one who is known."""
        self.party.advise()


def _people(seat: Seat) -> list[Party]:
    persons = [Party(name=name, person=one) for one, name in seat.known.persons]
    return [*seat.known.officers, *persons]


def _party_words(party: Party) -> str:
    return ", ".join(filter(None, (shown(f"{party.rank} {party.name}", 80), shown(party.office, 60))))


class PlaceControl(AheadControl):
    """One level of a place, or the line that finds any of them. Taking a place fills the levels above it too."""

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        self._record, _dot, self._level = seat.field.name.rpartition(".")
        self._around = ""
        super().__init__(seat, given, self._places, place_word, eager=self._level not in LEVELS)

    def read(self) -> str | None:
        """Return the code where one was taken or named whole; the line that finds holds nothing itself."""
        return super().read() if self._level in LEVELS else None

    def follow(self, typed: Typed) -> None:
        """Look inside the place that the level above names."""
        above = LEVELS[: LEVELS.index(self._level)] if self._level in LEVELS else ()
        told = (look_up(typed, f"{self._record}.{level}") for level in reversed(above))
        self._around = next((one for one in told if isinstance(one, str) and one.isdigit()), "")

    def _places(self, typed: str) -> Suggestions:
        found = self.seat.known.places(typed, self._around)
        if self._level not in LEVELS:
            return found if typed else []
        length = 2 * (LEVELS.index(self._level) + 1)
        return [one for one in found if len(one[0]) == length]

    def _take(self, value: str, words: str) -> None:
        if self._level in LEVELS:
            super()._take(value, words)
        else:
            self.line.clear()
        levels = {f"{self._record}.{level}": value[: 2 * n] for n, level in enumerate(LEVELS, 1) if len(value) >= 2 * n}
        below = {f"{self._record}.{level}": None for level in LEVELS[len(value) // 2 :]}
        self.fills.emit(levels | below)


def place_word(code: str) -> str:
    """Return the name of a place in the language in use; what is no code stands as typed."""
    from fieldkit.text.names import place

    found = place(code) if code.isdigit() else None
    return code if found is None else found.km if language() == "km" else found.en


def ahead(seat: Seat, given: Any) -> AheadControl:  # noqa: ANN401  (JSON has any shape)
    """Return the line for a field of the kinds "ahead", "country" and "substance"."""
    from fieldkit.text.names import substance_name
    from fieldkit.text.suggest import countries

    if seat.field.kind == "substance":
        return AheadControl(seat, given, seat.known.substances, substance_name)
    options = [*countries(language())] if seat.field.kind == "country" else worded(seat.field.options)
    words = dict(options)
    return AheadControl(seat, given, lambda typed: matching(options, typed), lambda value: words.get(value, value))
