"""Before a weight is signed: shown as typed, as large as it goes, with the two questions that nobody may skip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from fieldkit.domain.friendly import written
from fieldkit.domain.values import Party
from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.forms.things import SAW
from fieldkit.ui.keys import chord
from fieldkit.ui.look.tokens import TOUCH_BIG, XL, L, M, S
from fieldkit.ui.widgets.boxes import column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Choice, Field, Pick
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text

NOBODY: Final = "-"
_WIDE: Final = 12
"""Characters that fit at 84 px; a longer weight is shown smaller, never cut."""


class ConfirmWeighing(QDialog):
    """Is this what the display shows? Enter says yes once both questions are answered; any letter or digit says no."""

    def __init__(
        self,
        parent: QWidget,
        number: str,
        typed: dict[str, Any],
        *,
        officers: Sequence[Party],
        yes: Callable[[dict[str, Any]], None],
        again: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._typed, self._officers, self._yes, self._again = dict(typed), tuple(officers), yes, again
        self._second = "given" if typed.get("second") else ""
        self._suspect = str(typed.get("suspect") or "")
        self.setObjectName("confirm_weighing")
        title = _("Weigh {number}", number=number)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(620)
        self.setLayout(
            column(
                Text(title, "h2", wrapped=True),
                Card(column(*self._reading(), gap=S), "sunken", pad=L),
                *self._questions(),
                *self._answers(),
                gap=M,
                margins=(XL, L, XL, L),
            )
        )
        self._look()

    # --- what is shown ------------------------------------------------------------------------------------------------
    def _reading(self) -> list[QWidget]:
        value = lines.line(str(self._typed.get("value", "")), 40)
        asked = Text(_("Does the display show this?"), "lead", wrapped=True)
        shown = Text(value, "huge" if len(value) <= _WIDE else "big", wrapped=len(value) > _WIDE)
        for text in (asked, shown):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        shown.setObjectName("reading")
        return [asked, shown]

    def _questions(self) -> list[QWidget]:
        """Return what the form left open: the second person and the suspect."""
        made: list[QWidget] = []
        if not self._second:
            people = [("", _("Choose")), *((p.name, lines.line(p.name, 60)) for p in self._officers if p.name)]
            pick = Pick("second_person", [*people, (NOBODY, _("Nobody else read it"))])
            pick.currentIndexChanged.connect(lambda: self._second_is(pick.value))
            made.append(Field(_("Second person who read the display"), pick))
        if not self._suspect:
            options = [(value, _(text), "") for value, text in SAW]
            label = _("The suspect saw the display")
            choice = Choice("suspect", label, options, "", self._suspect_is)
            made.append(holder(column(Text(label, "label"), choice, gap=6)))
        return made

    def _answers(self) -> list[QWidget]:
        value = lines.line(str(self._typed.get("value", "")), 40)
        self.yes = Button(
            _("Yes, save {value}", value=value), "primary", name="yes", icon="check", key="Enter", height=TOUCH_BIG
        )
        self.yes.clicked.connect(self._agree)
        self.why = Text("", "cap", "muted", wrapped=True)
        no = Button(_("No, type again"), "plain", name="no", icon="undo-2", key="Esc", height=TOUCH_BIG)
        no.clicked.connect(self.reject)
        return [holder(row(no, (self.yes, 1), gap=M)), self.why]

    # --- what happens -------------------------------------------------------------------------------------------------
    def _second_is(self, name: str) -> None:
        self._second = name
        self._look()

    def _suspect_is(self, value: str) -> None:
        self._suspect = value
        self._look()

    def _look(self) -> None:
        wanted = []
        if not self._second:
            wanted.append(_("Say who else read the display, or that nobody did."))
        if not self._suspect:
            wanted.append(_("Say whether the suspect saw the display."))
        self.yes.setEnabled(not wanted)
        self.why.say(" ".join(wanted))
        self.why.setVisible(bool(wanted))
        if not wanted:
            self.yes.setFocus()

    def _agree(self) -> None:
        if not self.yes.isEnabled():
            return
        typed = self._typed | {"suspect": self._suspect}
        second = next((p for p in self._officers if p.name == self._second), None)
        if second is not None:
            typed["second"] = written(second)
        self.accept()
        self._yes(typed)

    def reject(self) -> None:
        """No: the weight is typed again."""
        super().reject()
        self._again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter says yes; Esc and every letter or digit say no."""
        pressed = chord(event)
        if pressed == "Enter":
            self._agree()
        elif pressed in {"Esc", "Ctrl+Z"} or (len(pressed) == 1 and pressed != "/"):
            self.reject()
        else:
            super().keyPressEvent(event)
