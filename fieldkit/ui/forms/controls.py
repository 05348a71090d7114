"""The plain controls: lines, paragraphs, lists, choices, ticks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QSizePolicy, QWidget

from fieldkit.domain import terms
from fieldkit.domain.typed import whole
from fieldkit.errors import KnownError
from fieldkit.text.catalogue import _
from fieldkit.ui.forms.control import Control, Seat, clean
from fieldkit.ui.forms.spec import Options
from fieldkit.ui.keys import belongs_to_page
from fieldkit.ui.lines import line as shown
from fieldkit.ui.look.tokens import TOUCH, TOUCH_LEAST, XS, M, S
from fieldkit.ui.widgets.boxes import Flow, column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Line, Pick

LINE_LIMIT: Final = 400
TEXT_LIMIT: Final = 12_000
"""Characters that an entry can carry (`domain.values.Line`, `Text`)."""
PASTE_LIMIT: Final = 100_000
"""Characters taken from one paste into a paragraph; a line takes 32,767 in all."""
_TEXT_LINES: Final = 3


def too_long(text: str, limit: int) -> str:
    """Say that *text* is longer than an entry can carry; empty if it is not."""
    over = len(text) - limit
    return _("{over} characters too many: {limit} fit here.", over=over, limit=limit) if over > 0 else ""


def wrapping(widget: QWidget) -> QWidget:
    """Let *widget* be as high as its lines need at its width."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
    return widget


class LineControl(Control):
    """One line of text, never reformatted. Subclasses say what it is read as."""

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        super().__init__(seat, given)
        hint = seat.field.hint
        self.line = Line(seat.name, self.show_as(given), _(hint) if hint else "")
        self.line.setProperty("big", seat.field.big)
        self.line.setAccessibleName(seat.label)
        self.line.setCursorPosition(0)
        self.line.textChanged.connect(lambda _text: self._typed())
        self.line.editingFinished.connect(self.advise)
        parts: list[QWidget] = [self.line]
        self.chips = Chips(seat, self.line) if seat.field.chips else None
        if self.chips:
            parts.append(self.chips)
        self.setLayout(column(row((self.line, 1), *self.beside(), gap=S), *parts[1:], gap=S))

    def beside(self) -> tuple[QWidget, ...]:
        """Return what stands to the right of the line."""
        return ()

    def show_as(self, given: Any) -> str:  # noqa: ANN401  (JSON has any shape)
        """Return *given* as the line shows it; a list with commas between."""
        if isinstance(given, list):
            given = ", ".join(map(str, given))
        return "" if given is None else terms.offered(str(given), _) if self.seat.field.chips else str(given)

    def read(self) -> Any:  # noqa: ANN401  (JSON has any shape)
        """Return the text; spaces at its ends are no part of it."""
        text = clean(self.line.text())
        return (self.chips.kept(text) if self.chips else text) or None

    def put(self, value: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        """Show and keep *value*."""
        self.line.setText(self.show_as(value))
        self.touch()

    def stops(self) -> list[QWidget]:
        """Return the line, then what stands beside and under it."""
        return [self.line, *self.beside_stops(), *(self.chips.buttons if self.chips else ())]

    def beside_stops(self) -> list[QWidget]:
        """Return where Tab stops beside the line."""
        return []

    def advise(self) -> None:
        """Say what is odd about the text."""
        text = clean(self.line.text())
        self.say(too_long(text, LINE_LIMIT) or (self.oddness(text) if text else ""), "warn")

    def oddness(self, _text: str) -> str:
        """Return what is odd about *text*, or empty."""
        return ""

    def _typed(self) -> None:
        self.say(too_long(clean(self.line.text()), LINE_LIMIT), "warn")
        self.touch()


class Chips(QWidget):
    """Words that a press puts into a line, and another press takes out again. The line shows the reader's language."""

    def __init__(self, seat: Seat, line: Line) -> None:
        super().__init__()
        self._line = line
        self._ids = {_(word): word for word in seat.field.chips}
        self.buttons: list[Button] = []
        for n, word in enumerate(seat.field.chips):
            button = Button(
                _(word), "seg", name=f"{seat.name}_chip{n}", icon="plus", height=TOUCH_LEAST, checked=False, pad=M
            )
            button.setAccessibleName(_("{label}: {word}", label=seat.label, word=_(word)))
            button.clicked.connect(lambda _on=False, w=word: self._press(_(w)))
            self.buttons.append(button)
        self.setLayout(Flow(*self.buttons, gap=S))
        wrapping(self)
        line.textChanged.connect(lambda _text: self._follow())
        self._follow()

    def kept(self, text: str) -> str:
        """Return *text* as the record holds it: these words in English, what was typed as it stands."""
        parts = [part.strip() for part in text.split(",")]
        ids = [self._ids.get(part, part) for part in parts]
        return text if ids == parts else ", ".join(ids)

    def _parts(self) -> list[str]:
        return [part.strip() for part in self._line.text().split(",") if part.strip()]

    def _press(self, word: str) -> None:
        parts = self._parts()
        left = [part for part in parts if part != word]
        self._line.setText(", ".join(left if word in parts else [*parts, word]))

    def _follow(self) -> None:
        parts = self._parts()
        for button in self.buttons:
            on = button.text() in parts
            button.setChecked(on)
            button.face = replace(button.face, icon="check" if on else "plus")
            button.update()


class CountControl(LineControl):
    """A whole number."""

    def oddness(self, text: str) -> str:
        """Say if it is no whole number."""
        return "" if is_whole(text) else _("This is no whole number.")


def is_whole(text: str) -> bool:
    """Tell whether *text* is a whole number as people write it."""
    try:
        whole(text)
    except KnownError:
        return False
    return True


class Paragraph(QPlainTextEdit):
    """Several lines of text. Tab goes on to the next field; the box grows with its text. A paste has a limit."""

    def __init__(self, name: str, text: str, least: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTabChangesFocus(True)
        self.setPlainText(text)
        self.document().setDocumentMargin(1)
        self.setViewportMargins(0, S, 0, S)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._least = least
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys with Alt to the page: on X11 they come with text, and Alt+2 would write a 2 here."""
        if belongs_to_page(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take text only, and no more than a person could read."""
        self.insertPlainText(source.text()[:PASTE_LIMIT])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines depend on the width."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        lines = max(self._least, min(round(self.document().size().height()), self._least * 4))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2 * S + XS)


class TextControl(Control):
    """A paragraph or more."""

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        super().__init__(seat, given)
        least = _TEXT_LINES * 4 if seat.field.big else _TEXT_LINES
        self.edit = Paragraph(seat.name, "" if given is None else str(given), least)
        self.edit.setAccessibleName(seat.label)
        self.edit.setPlaceholderText(_(seat.field.hint) if seat.field.hint else "")
        self.edit.textChanged.connect(self._typed)
        self.setLayout(column(self.edit))

    def read(self) -> str | None:
        """Return the text; spaces at its ends are no part of it."""
        return clean(self.edit.toPlainText()) or None

    def stops(self) -> list[QWidget]:
        """Return the box."""
        return [self.edit]

    def advise(self) -> None:
        """Say if it is too long."""
        self.say(too_long(self.read() or "", TEXT_LIMIT), "warn")

    def _typed(self) -> None:
        self.advise()
        self.touch()


def worded(options: Options) -> list[tuple[str, str]]:
    """Return *options* with their words in the language in use."""
    return [(value, _(words)) for value, words in options]


class PickControl(Control):
    """One of many in a list, or none. A value that is not in the list stays, in its own words."""

    def __init__(self, seat: Seat, given: Any, options: list[tuple[str, str]]) -> None:  # noqa: ANN401
        super().__init__(seat, given)
        offered = [("", "–"), *options]
        chosen = "" if given is None else str(given)
        if chosen not in dict(offered):
            offered.append((chosen, shown(chosen, 60)))
        self.pick = Pick(seat.name, offered, chosen)
        self.pick.setAccessibleName(seat.label)
        self.pick.currentIndexChanged.connect(lambda _at: self.touch())
        self.setLayout(column(self.pick))

    def read(self) -> str | None:
        """Return the value chosen."""
        return self.pick.value or None

    def stops(self) -> list[QWidget]:
        """Return the list."""
        return [self.pick]


class ChoiceControl(Control):
    """One of a few, or any of them, all visible. Pressing what is chosen takes it back."""

    def __init__(self, seat: Seat, given: Any, options: list[tuple[str, str]]) -> None:  # noqa: ANN401
        super().__init__(seat, given)
        chosen = [str(one) for one in (given if isinstance(given, list) else [] if given is None else [given])]
        strange = [(value, shown(value, 60)) for value in chosen if value not in dict(options)]
        self._group = QButtonGroup(self)
        self._group.setExclusive(not seat.field.several)
        self.buttons: dict[str, Button] = {}
        for value, words in (*options, *strange):
            button = Button(words, "seg", name=f"{seat.name}_{value}", checked=value in chosen, pad=M)
            button.setAccessibleName(_("{label}: {word}", label=seat.label, word=words))
            button.pressed.connect(lambda b=button: self._press(b))
            button.toggled.connect(lambda _on: self.touch())
            self._group.addButton(button)
            self.buttons[value] = button
        self._was: Button | None = None
        self._group.buttonClicked.connect(lambda _button: self._release())
        self.setLayout(Flow(*self.buttons.values(), gap=S))
        wrapping(self)

    def read(self) -> str | list[str] | None:
        """Return the value chosen, or the list of them."""
        on = [value for value, button in self.buttons.items() if button.isChecked()]
        if self.seat.field.several:
            return on or None
        return on[0] if on else None

    def stops(self) -> list[QWidget]:
        """Return the buttons."""
        return [*self.buttons.values()]

    def target(self, _rest: str) -> QWidget:
        """Return the chosen button, else the first."""
        buttons = self.buttons.values()
        return next((button for button in buttons if button.isChecked()), next(iter(buttons), self))

    def _press(self, button: Button) -> None:
        self._was = button if button.isChecked() else None

    def _release(self) -> None:
        if self._was is None or self.seat.field.several:
            return
        self._group.setExclusive(False)
        self._was.setChecked(False)
        self._group.setExclusive(True)


class YesControl(Control):
    """True, or not said."""

    def __init__(self, seat: Seat, given: Any) -> None:  # noqa: ANN401  (JSON has any shape)
        super().__init__(seat, given)
        self.button = Button(_("Yes"), "seg", name=seat.name, icon="circle", height=TOUCH, checked=given is True, pad=M)
        self.button.setAccessibleName(seat.label)
        self.button.toggled.connect(self._toggled)
        self._draw(on=given is True)
        self.setLayout(row(self.button, None))

    def read(self) -> bool | None:
        """Return True or None."""
        return True if self.button.isChecked() else None

    def stops(self) -> list[QWidget]:
        """Return the button."""
        return [self.button]

    def _toggled(self, on: bool) -> None:  # noqa: FBT001  (Qt's signal)
        self._draw(on=on)
        self.touch()

    def _draw(self, *, on: bool) -> None:
        self.button.face = replace(self.button.face, icon="circle-check" if on else "circle")
        self.button.update()


def quick(label: str, name: str, icon: str, press: Callable[[], None]) -> Button:
    """Return a small button beside a field."""
    button = Button(label, "plain", name=name, icon=icon, pad=M)
    button.clicked.connect(lambda _on=False: press())
    return button
