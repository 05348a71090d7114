"""Unlock: who is here, the passphrase, and before there is anything, the way into practice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import TOUCH_BIG, L, M, S
from fieldkit.ui.ops import Job
from fieldkit.ui.page import Head, Mark, Page
from fieldkit.ui.widgets.boxes import Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Line
from fieldkit.ui.widgets.parts import Card, Rule
from fieldkit.ui.widgets.progress import Progress
from fieldkit.ui.widgets.text import Face, Icon, Text
from fieldkit.ui.widgets.tile import Tile

if TYPE_CHECKING:
    from fieldkit.actions.desk import OfficerCard
    from fieldkit.actions.home import HomeCard

_WIDTH = 460


class UnlockPage(Page):
    """The first page: nothing of the records is open yet.

    Signals:
        unlock_asked: person id and passphrase.
        practice_asked: make a practice home and open it.
        open_asked: choose another home folder.
    """

    name = "unlock"
    unlock_asked = Signal(str, str)
    practice_asked = Signal()
    open_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._home: HomeCard | None = None
        self._person = ""
        self._typed = ""
        self._fault = ""
        self._busy = False
        self._job: Job | None = None

    def show_home(self, home: HomeCard | None) -> None:
        """Show who can unlock *home*; None = there is no home here yet."""
        self._home, self._typed, self._fault, self._busy, self._job = home, "", "", False, None
        if home and all(o.person != self._person for o in home.officers):
            self._person = home.officers[0].person if home.officers else ""
        self.renew()

    def busy(self, *, job: Job | None = None) -> None:
        """Unlocking or making a practice home is under way."""
        self._busy, self._job, self._fault = True, job, ""
        self.renew()

    def refused(self, sentence: str) -> None:
        """The passphrase did not open the vault; what was typed stays for mending."""
        self._busy, self._job, self._fault = False, None, sentence
        self.renew()
        field = self.part("passphrase")
        if isinstance(field, Line):
            field.selectAll()
            field.setFocus()

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
        if self._job is not None and self._job.running:
            card = Card(column(Progress(self._job, _making, _("Cancel leaves nothing behind."))), "none", pad=0)
        elif self._home is None:
            card = self._beginning()
        else:
            card = self._unlocking(self._home)
        card.setFixedWidth(_WIDTH)
        area = Scroll(column(None, row(None, card, None), None), (L, S, L, L))
        area.setObjectName("middle")
        return area

    def _beginning(self) -> Card:
        practice = Button(_("Practice"), "primary", name="practice", icon="play", height=TOUCH_BIG)
        invented = _(
            "A home with an invented seizure: photos, weighings, a hand-over, signed reports. None of it is evidence."
        )
        practice.setEnabled(not self._busy)
        practice.clicked.connect(self.practice_asked)
        another = Button(_("Open a home folder"), "plain", name="open_home", icon="folder-open")
        another.clicked.connect(self.open_asked)
        return Card(
            column(
                Text(_("No records on this computer yet"), "h2", wrapped=True),
                Text(invented, wrapped=True),
                practice,
                Rule(),
                Text(_("Records from elsewhere"), "label"),
                another,
                Text(
                    _("A real home is made with `fieldkit new-home` and enrolled at headquarters."),
                    "cap",
                    "muted",
                    wrapped=True,
                ),
                gap=M,
            ),
            pad=(24, 20, 24, 20),
        )

    def _unlocking(self, home: HomeCard) -> Card:
        tiles = [self._tile(o) for o in home.officers]
        field = Line("passphrase", self._typed, _("six words"), secret=True)
        field.setEnabled(not self._busy)
        field.mark(fault=bool(self._fault))
        field.textChanged.connect(self._keep)
        field.returnPressed.connect(self._unlock)
        chosen = next((o for o in home.officers if o.person == self._person), None)
        label = _("Passphrase of {name}", name=lines.line(chosen.name, 60)) if chosen else _("Passphrase")
        labelled = Field(label, field)
        if self._fault:
            labelled.complain(self._fault)
        text = _("Unlocking") if self._busy else _("Unlock")
        unlock = Button(
            text, "primary", name="unlock", icon="lock-open", key="" if self._busy else "Enter", height=TOUCH_BIG
        )
        unlock.setEnabled(not self._busy)
        unlock.clicked.connect(self._unlock)
        another = Button(_("Open a home folder"), "quiet", name="open_home", icon="folder-open", pad=S)
        another.clicked.connect(self.open_asked)
        parts: list[QWidget] = [Text(_("Who is here?"), "h2"), *tiles, labelled]
        if home.practice and home.passphrase_hint:
            parts.append(self._published(home.passphrase_hint))
        parts += [unlock, holder(row(None, another, None))]
        return Card(column(*parts, gap=M), pad=(24, 20, 24, 12))

    def _published(self, passphrase: str) -> QWidget:
        """A practice passphrase is no secret: it stands there to be typed, or filled in with one press."""
        fill = Button(_("Fill in"), "quiet", name="fill_in", icon="pencil", pad=S, height=40)
        fill.clicked.connect(partial(self._fill, passphrase))
        said = column(Text(_("Practice passphrase"), "cap", "muted"), Text(passphrase, "strong", wrapped=True), gap=2)
        return Card(row(Icon("info", "warn", 20), (said, 1), fill, gap=M), "warn", pad=(M, S, S, S))

    def _tile(self, officer: OfficerCard) -> QWidget:
        name = " ".join(filter(None, (lines.line(officer.rank, 40), lines.line(officer.name, 80))))
        chosen = officer.person == self._person
        face = Face(name, tint="surface" if chosen else "accent_soft")
        unit = lines.line(officer.unit, 120)
        tile = Tile(name, unit, "seg", name=f"officer_{officer.person}", chosen=chosen, mark=face)
        tile.clicked.connect(partial(self._pick, officer.person))
        return tile

    # --- what happens -------------------------------------------------------------------------------------------------
    def _pick(self, person: str, _on: bool = False) -> None:  # noqa: FBT001,FBT002  (the signal brings it)
        self._person, self._typed, self._fault = person, "", ""
        self.renew()
        field = self.part("passphrase")
        if field:
            field.setFocus()

    def _keep(self, text: str) -> None:
        self._typed = text

    def _fill(self, passphrase: str) -> None:
        field = self.part("passphrase")
        if isinstance(field, Line):
            field.setText(passphrase)
            field.setFocus()

    def _unlock(self) -> None:
        if self._typed and self._person and not self._busy:
            self.unlock_asked.emit(self._person, self._typed)


def _making(job: Job) -> str:
    return lines.line(job.note, 120) or _("Making the practice seizure")
