"""Unlock: who is here, the passphrase, and before there is anything, practice or a laptop set up for work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import TOUCH_BIG, L, M, S
from fieldkit.ui.ops import Job
from fieldkit.ui.page import Head, Mark, Page
from fieldkit.ui.widgets.boxes import Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.entry import Entry, EntryState
from fieldkit.ui.widgets.parts import Card, Rule
from fieldkit.ui.widgets.progress import Progress
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.home import HomeCard

_WIDTH = 460
_WIDE = 560
_MANY = 4
_SECOND_MS = 1000


class UnlockPage(Page):
    """The first page: nothing of the records is open yet.

    Signals:
        unlock_asked: person id and passphrase.
        practice_asked: make a practice home and open it.
        setup_asked: make a home for real work on this laptop.
        open_asked: choose another home folder.
        help_asked: the person cannot unlock; arg: person id of the tile that is pressed.
    """

    name = "unlock"
    unlock_asked = Signal(str, str)
    practice_asked = Signal()
    setup_asked = Signal()
    open_asked = Signal()
    help_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._home: HomeCard | None = None
        self._state = EntryState()
        self._job: Job | None = None
        self._seconds = QTimer(self)
        self._seconds.setInterval(_SECOND_MS)
        self._seconds.timeout.connect(self._second)

    @property
    def fault(self) -> str:
        """Return what is said to be wrong."""
        return self._state.fault

    def show_home(self, home: HomeCard | None, waits: dict[str, int] | None = None) -> None:
        """Show who can unlock *home*; None = there is no home here yet. waits: seconds by person after wrong tries."""
        self._home, self._job = home, None
        state = self._state
        state.forget()
        state.officers = home.officers if home else ()
        state.published = home.passphrase_hint if home and home.practice else ""
        if state.chosen is None:
            state.person = state.officers[0].person if state.officers else ""
        if waits is not None:
            self._wait(waits)
        self.renew()

    def busy(self, *, job: Job | None = None) -> None:
        """Unlocking or making a practice home is under way."""
        self._state.busy, self._state.fault, self._job = True, "", job
        self.renew()

    def refused(self, sentence: str, wait: int = 0) -> None:
        """The passphrase did not open the vault; what was typed stays for mending. wait: seconds until the next try."""
        state = self._state
        state.busy, state.fault, self._job = False, sentence, None
        self._wait({**state.waits, state.person: wait})
        self.renew()
        entry = self.part("entry")
        if isinstance(entry, Entry):
            entry.focus()

    def _wait(self, waits: dict[str, int]) -> None:
        self._state.waits = {person: left for person, left in waits.items() if left > 0}
        if self._state.waits:
            self._seconds.start()
        else:
            self._seconds.stop()

    def _second(self) -> None:
        self._wait({person: left - 1 for person, left in self._state.waits.items()})
        entry = self.part("entry")
        if isinstance(entry, Entry):
            entry.tick()

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return the app's name and what kind of home this is."""
        if self._home is None:
            return Head("Fieldkit", _("Seizure write-ups, photos and chain of custody. No network needed."))
        marks = (Mark(_("Practice"), "warn", "info"),) if self._home.practice else ()
        return Head("Fieldkit", lines.line(self._home.name, 120) or str(self._home.path), marks)

    def safe(self) -> Mark:
        """Nothing is open."""
        return Mark(_("Locked. Records are encrypted."), "ok", "lock")

    def first_focus(self) -> str:
        """Start at the passphrase, or at the way into practice."""
        return "passphrase" if self._home else "practice"

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return the card in the middle."""
        width = _WIDTH
        if self._job is not None and self._job.running:
            card = Card(column(Progress(self._job, _making, _("Cancel leaves nothing behind."))), "none", pad=0)
        elif self._home is None:
            card = self._beginning()
            width = _WIDE
        else:
            card = self._unlocking(self._home)
            width = _WIDE if len(self._home.officers) > _MANY else _WIDTH
        card.setFixedWidth(width)
        area = Scroll(column(None, row(None, card, None), None), (L, S, L, L))
        area.setObjectName("middle")
        return area

    def _beginning(self) -> Card:
        practice = Button(_("Practice"), "primary", name="practice", icon="play", height=TOUCH_BIG)
        invented = _(
            "A home with an invented seizure: photos, weighings, a hand-over, signed reports. None of it is evidence."
        )
        practice.setEnabled(not self._state.busy)
        practice.clicked.connect(self.practice_asked)
        setup = Button(_("Set up this laptop"), "tonal", name="setup", icon="laptop", height=TOUCH_BIG)
        setup.setEnabled(not self._state.busy)
        setup.clicked.connect(self.setup_asked)
        another = Button(_("Open a home folder"), "quiet", name="open_home", icon="folder-open", pad=S)
        another.clicked.connect(self.open_asked)
        real = _(
            "For real work: a name for the laptop, the first officer, a passphrase. Headquarters can follow later."
        )
        return Card(
            column(
                Text(_("No records on this computer yet"), "h2", wrapped=True),
                Text(invented, wrapped=True),
                practice,
                Rule(),
                Text(real, wrapped=True),
                setup,
                holder(row(Text(_("Records from elsewhere"), "cap", "muted"), None, another)),
                gap=M,
            ),
            pad=(24, 20, 24, 12),
        )

    def _unlocking(self, home: HomeCard) -> Card:
        stuck = Button(_("I cannot unlock"), "quiet", name="stuck", icon="circle-help", pad=S)
        stuck.setEnabled(not self._state.busy)
        stuck.clicked.connect(lambda _on=False: self.help_asked.emit(self._state.person))
        another = Button(_("Open a home folder"), "quiet", name="open_home", icon="folder-open", pad=S)
        another.clicked.connect(self.open_asked)
        entry = Entry(self._state, self.unlock_asked.emit, act=_("Unlock"))
        parts = [Text(_("Who is here?"), "h2"), entry, holder(row(stuck, None, another))]
        if home.practice:
            setup = Button(_("Set up this laptop"), "quiet", name="setup", icon="laptop", pad=S)
            setup.setEnabled(not self._state.busy)
            setup.clicked.connect(self.setup_asked)
            parts.append(holder(row(Text(_("Practised enough?"), "cap", "muted"), None, setup)))
        return Card(
            column(*parts, gap=M),
            pad=(24, 20, 24, 12),
        )


def _making(job: Job) -> str:
    return lines.line(job.note, 120) or _("Making the practice seizure")
