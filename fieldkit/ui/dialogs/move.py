"""Which seizures go along to the other laptop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.ui.dialogs.ask import Sheet
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.widgets.boxes import Scroll, column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.text import Text

_HIGH = 260


class MoveDialog(Sheet):
    """Everything unsent goes along anyway; of the ticked seizures also originals, drafts and what was sent before."""

    def __init__(
        self,
        parent: QWidget,
        to: str,
        seizures: Sequence[tuple[str, str, bool]],
        run: Callable[[tuple[str, ...]], None],
    ) -> None:
        note = _(
            "Only “{name}” can open it. Everything stays here as well; either laptop may bring it to headquarters. "
            "Photos and drafts go along for the seizures that are marked.",
            name=to,
        )
        super().__init__(parent, "move", _("Move to another laptop"), note, width=560)
        self._run = run
        self._buttons: dict[str, Button] = {}
        for seizure, words, on in seizures:
            button = Button(words, "seg", name=f"move_{seizure}", icon="clipboard-list", checked=on, left=True)
            button.toggled.connect(lambda _on=False: self._count())
            self._buttons[seizure] = button
        area = Scroll(column(*self._buttons.values(), None, gap=S), (0, 0, S, 0))
        area.setObjectName("move_area")
        area.setFixedHeight(min(_HIGH, 52 * max(1, len(self._buttons)) + S))
        self.parts.addWidget(area)
        self._counted = Text("", "cap", "muted", wrapped=True)
        self.parts.addWidget(self._counted)
        self.go = Button(_("Choose the stick"), "primary", name="agree", icon="usb", key="Enter")
        self.go.clicked.connect(self._agree)
        self.go.setDefault(True)
        no = Button(_("Cancel"), "plain", name="decline", icon="x", key="Esc")
        no.clicked.connect(self.reject)
        self.parts.addLayout(row(None, no, self.go, gap=M))
        self._count()
        self.go.setFocus()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the seizures that are marked."""
        return tuple(one for one, button in self._buttons.items() if button.isChecked())

    def _count(self) -> None:
        self._counted.say(_n("{n} seizure is marked.", "{n} seizures are marked.", len(self.chosen)))
        self.go.setEnabled(bool(self.chosen))

    def _agree(self) -> None:
        chosen = self.chosen
        self.accept()
        self._run(chosen)
