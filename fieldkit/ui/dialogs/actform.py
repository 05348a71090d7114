"""One act of custody in a dialog: a few fields, some for a scanner, and nothing lost when the act is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from fieldkit.domain.values import Party
from fieldkit.text.catalogue import _
from fieldkit.ui.forms import spec as forms
from fieldkit.ui.forms.ahead import PartyControl
from fieldkit.ui.forms.control import Seat
from fieldkit.ui.forms.spec import Known
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.widgets.boxes import Scroll, column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Choice, Field, Line, Pick
from fieldkit.ui.widgets.scan import ScanBox
from fieldkit.ui.widgets.text import Text

Answers = dict[str, str]
_WIDTH, _HEIGHT = 520, 420


@dataclass(frozen=True, slots=True)
class Blank:
    """One field.

    kind: scan = a scanner may fill it, and its Enter presses nothing; party = somebody, people offered while one types.
    needed: may not stay empty.
    """

    name: str
    label: str
    kind: Literal["line", "scan", "pick", "choice", "party"] = "line"
    hint: str = ""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    needed: bool = False


class ActForm(QDialog):
    """Asks, hands the answers to *run*, and stays open until `done_well`: an error is said inside it."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        title: str,
        note: str,
        blanks: Sequence[Blank],
        *,
        act: str,
        icon: str,
        run: Callable[[Answers, ActForm], None],
        people: Sequence[Party] = (),
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._run, self._blanks = run, blanks
        self._known = Known(officers=tuple(people))
        self._parties: dict[str, PartyControl] = {}
        self._values: Answers = {one.name: one.value for one in blanks}
        self._fields: dict[str, Field] = {}
        self._fault = Text("", "body", "bad", wrapped=True)
        self._fault.setObjectName("fault")
        self._fault.hide()
        self._yes = Button(act, "primary", name="agree", icon=icon, key="Enter")
        self._yes.setDefault(True)
        self._yes.clicked.connect(self._agree)
        no = Button(_("Cancel"), "plain", name="decline", icon="x", key="Esc")
        no.clicked.connect(self.reject)
        inside = column(*[self._field(one) for one in blanks], None, gap=M)
        area = Scroll(inside, (2, 0, S, 0))
        area.setObjectName("asked")
        area.setMinimumHeight(min(_HEIGHT, inside.heightForWidth(_WIDTH - 2 * 24 - S) + S))
        words = column(Text(title, "h2", wrapped=True), Text(note, "body", wrapped=True), gap=S)
        self.setLayout(
            column(words, (area, 1), self._fault, row(None, no, self._yes, gap=M), gap=L, margins=(24, 20, 24, 20))
        )
        first = self._fields[blanks[0].name].focusProxy() if blanks else None
        (first or self._yes).setFocus()

    @property
    def values(self) -> Answers:
        """Return what is typed and chosen now."""
        return {name: value.strip() for name, value in self._values.items()}

    def party(self, name: str) -> Party | None:
        """Return who stands in the field *name*: with the whole record only if taken from the list."""
        value = self._parties[name].value if name in self._parties else None
        return msgspec.convert(value, Party) if isinstance(value, dict) else Party(name=value) if value else None

    def complain(self, sentence: str) -> None:
        """Say what is wrong; everything typed stays."""
        self._yes.setEnabled(True)
        self._fault.say(sentence)
        self._fault.show()

    def done_well(self) -> None:
        """The act is written: close."""
        self.accept()

    def _field(self, one: Blank) -> Field:
        control: QWidget
        if one.kind == "scan":
            box = ScanBox(one.name, one.value, one.hint, keep=True)
            box.scanned.connect(partial(_onwards, self))
            control = self._line(one, box)
        elif one.kind == "line":
            control = self._line(one, Line(one.name, one.value, one.hint))
        elif one.kind == "choice":
            chosen = one.value or one.options[0][0]
            self._values[one.name] = chosen
            options = [(value, text, "") for value, text in one.options]
            control = Choice(one.name, one.label, options, chosen, partial(self._put, one.name))
        elif one.kind == "party":
            return self._party(one)
        else:
            pick = Pick(one.name, one.options, one.value)
            self._values[one.name] = pick.value
            pick.currentIndexChanged.connect(lambda _n, n=one.name: self._put(n, pick.value))
            control = pick
        field = Field(one.label, control)
        field.setFocusProxy(control)
        self._fields[one.name] = field
        return field

    def _party(self, one: Blank) -> Field:
        spec = forms.Field(one.name, one.label, "party", hint=one.hint)
        control = PartyControl(Seat(spec, one.name, one.label, self._known), one.value or None)
        control.line.textChanged.connect(partial(self._put, one.name))
        field = Field(one.label, control)
        control.advised.connect(field.tell)
        field.setFocusProxy(control.line)
        self._fields[one.name], self._parties[one.name] = field, control
        return field

    def _line(self, one: Blank, line: Line) -> Line:
        line.textChanged.connect(partial(self._put, one.name))
        return line

    def _put(self, name: str, value: str) -> None:
        self._values[name] = value
        if name in self._fields:
            self._fields[name].complain("")

    def _agree(self) -> None:
        empty = [one.name for one in self._blanks if one.needed and not self._values[one.name].strip()]
        for name in empty:
            self._fields[name].complain(_("This is needed."))
        if empty:
            self._fields[empty[0]].setFocus()
            return
        self._fault.hide()
        self._yes.setEnabled(False)
        self._run(self.values, self)


def _onwards(form: ActForm, _text: str) -> None:
    """A scan is finished: go on to the next field."""
    form.focusNextChild()
