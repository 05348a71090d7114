"""Another officer sits down: tiles and a passphrase over whatever page is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.dialogs.ask import settle_height
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.widgets.boxes import column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.entry import Entry, EntryState
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.desk import OfficerCard

_WIDTH = 460
_WIDE = 560
_MANY = 4


class SwitchDialog(QDialog):
    """Who sits down, and their passphrase. Esc: everything stays as it is."""

    def __init__(
        self,
        parent: QWidget,
        here: OfficerCard,
        person: str,
        asked: Callable[[str, str], None],
        stuck: Callable[[str], None],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("switch")
        self.setWindowTitle(_("Change officer"))
        self.setAccessibleName(_("Change officer"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._here = here
        self._state = EntryState(person=person)
        self._entry = Entry(self._state, asked, act=_("Sit down"), prefix="switch_", icon="user-check")
        self._note = Text(_("{name} sits here now.", name=here.name), "body", "muted", wrapped=True)
        help_ = Button(_("I cannot unlock"), "quiet", name="switch_stuck", icon="circle-help", pad=S)
        help_.clicked.connect(lambda _on=False: stuck(self._state.person))
        cancel = Button(_("Cancel"), "quiet", name="switch_cancel", icon="x", key="Esc", pad=S)
        cancel.clicked.connect(self.reject)
        stays = Text(
            _("The page and what was typed stay. Each act is signed by who does it."), "cap", "muted", wrapped=True
        )
        self.setLayout(
            column(
                Text(_("Who goes on?"), "h2"),
                self._note,
                self._entry,
                stays,
                holder(row(help_, None, cancel)),
                gap=M,
                margins=(24, 20, 24, 12),
            )
        )
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._seconds.timeout.connect(self._second)

    def show_officers(self, officers: tuple[OfficerCard, ...], published: str, waits: dict[str, int]) -> None:
        """Show who has a key on this device, besides the one who sits here."""
        state = self._state
        state.officers = tuple(one for one in officers if one.person != self._here.person)
        state.published = published
        if state.chosen is None:
            state.person = state.officers[0].person if state.officers else ""
        if not state.officers:
            self._note.say(
                _(
                    "{name} is the only officer of this laptop. Settings, This laptop adds another.",
                    name=self._here.name,
                )
            )
        if len(state.officers) > _MANY:
            self.setFixedWidth(_WIDE)
        self._wait(waits)
        self._entry.setVisible(bool(state.officers))
        self._entry.renew()
        self._entry.focus()
        settle_height(self)

    def busy(self) -> None:
        """The keys are being derived."""
        self._state.busy, self._state.fault = True, ""
        self._entry.renew()
        settle_height(self)

    def refused(self, sentence: str, wait: int = 0) -> None:
        """The passphrase did not open; what was typed stays."""
        self._state.busy, self._state.fault = False, sentence
        self._wait({**self._state.waits, self._state.person: wait})
        self._entry.renew()
        self._entry.focus()
        settle_height(self)

    def _wait(self, waits: dict[str, int]) -> None:
        self._state.waits = {person: left for person, left in waits.items() if left > 0}
        if self._state.waits:
            self._seconds.start()
        else:
            self._seconds.stop()

    def _second(self) -> None:
        self._wait({person: left - 1 for person, left in self._state.waits.items()})
        self._entry.tick()

    def done(self, result: int) -> None:
        """Close, and drop what was typed."""
        self._state.forget()
        super().done(result)
