"""This laptop: its officers, the headquarters it belongs to, and moving to another laptop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import XS, L, M, S
from fieldkit.ui.page import Act, Head, Mark, Page, edge
from fieldkit.ui.widgets.boxes import Flow, Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, Card, Rule
from fieldkit.ui.widgets.text import Elided, Face, Text

if TYPE_CHECKING:
    from fieldkit.actions.desk import OfficerCard

_WIDTH = 820


class LaptopPage(Page):
    """Who has a key here, and where this laptop belongs.

    Signals:
        add_asked, passphrase_asked: a further officer; a new passphrase for the one who sits here.
        remove_asked, locked_out_asked: person id of another officer.
        request_asked, grant_asked: enrolment at headquarters.
        card_asked, move_asked, take_asked: another laptop.
        back_asked: to the settings.

    Attributes:
        beside: further cards, made anew with each body; None = nothing to show now.
    """

    name = "laptop"
    rail = "settings"
    add_asked = Signal()
    passphrase_asked = Signal()
    remove_asked = Signal(str)
    locked_out_asked = Signal(str)
    request_asked = Signal()
    grant_asked = Signal()
    card_asked = Signal()
    move_asked = Signal()
    take_asked = Signal()
    back_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._officers: tuple[OfficerCard, ...] = ()
        self._me = ""
        self._at = ""
        self._requested = False
        self._field = True
        self._name = ""
        self.beside: list[Callable[[], QWidget | None]] = []

    def show_laptop(
        self, name: str, officers: tuple[OfficerCard, ...], me: str, *, at: str, requested: bool, field: bool
    ) -> None:
        """Show it. at: headquarters' name, empty before the grant; field: a laptop, no station or headquarters."""
        self._name, self._officers, self._me = name, officers, me
        self._at, self._requested, self._field = at, requested, field
        self.renew()

    def forget(self) -> None:
        """Drop the names."""
        self._officers, self._me, self._at, self._name = (), "", "", ""
        super().forget()

    def head(self) -> Head:
        """Return the laptop's name."""
        marks = () if self._at else (Mark(_("Not enrolled yet"), "warn", "triangle-alert"),)
        return Head(_("This laptop"), lines.line(self._name, 120), marks)

    def acts(self) -> tuple[Act, ...]:
        """Add an officer, go back."""
        return (
            Act("A", _("Add an officer"), self.add_asked.emit),
            Act("Esc", _("Settings"), self.back_asked.emit),
        )

    def first_focus(self) -> str:
        """Before the grant the request comes first."""
        return "add_officer" if self._at else "request"

    def build(self) -> QWidget:
        """Return the cards."""
        cards = [self._headquarters(), self._people()] if not self._at else [self._people(), self._headquarters()]
        if self._field:
            cards.append(self._moving())
        theirs = [made for make in self.beside if (made := make()) is not None]
        area = Scroll(column(*cards, *theirs, None, gap=M), (0, 0, 8, L))
        area.setObjectName("laptop_area")
        box = row((area, 1))

        def arrange(width: int) -> None:
            side = max(edge(width), (width - _WIDTH) // 2)
            box.setContentsMargins(side, XS, side - 8, 0)

        return Responsive(box, arrange)

    # --- officers -----------------------------------------------------------------------------------------------------
    def _people(self) -> Card:
        add = Button(_("Add an officer"), "tonal", name="add_officer", icon="user-plus", key="A")
        add.clicked.connect(self.add_asked)
        rows: list[QWidget] = []
        for officer in self._officers:
            if rows:
                rows.append(Rule())
            rows.append(self._officer(officer))
        return Card(column(holder(row((Text(_("Officers"), "h2"), 1), add)), *rows, gap=M), name="people")

    def _officer(self, officer: OfficerCard) -> QWidget:
        name = lines.ranked(officer.rank, officer.name)
        mine = officer.person == self._me
        state = (
            Badge(_("Certified"), "ok", "badge-check")
            if officer.certified
            else Badge(_("Provisional"), "warn", "clock")
        )
        badges = [Badge(_("You"), "accent", "user")] if mine else []
        said = column(Elided(name, "strong"), Elided(lines.line(officer.unit, 120), "cap", "muted"), gap=2)
        top = holder(row(Face(name), (said, 1), *badges, state, gap=M))
        if mine:
            buttons = [self._button("new_passphrase", _("New passphrase"), "key-round", self.passphrase_asked.emit)]
        else:
            who = officer.person
            buttons = [
                self._button(
                    f"locked_out_{who}", _("Locked out"), "key-round", partial(self.locked_out_asked.emit, who), name
                ),
                self._button(f"remove_{who}", _("Remove"), "x", partial(self.remove_asked.emit, who), name),
            ]
        return holder(column(top, row(52, *buttons, None, gap=S), gap=XS))

    @staticmethod
    def _button(name: str, words: str, icon: str, run: Callable[[], object], whose: str = "") -> Button:
        button = Button(words, "quiet", name=name, icon=icon, pad=S, height=40)
        if whose:
            button.setAccessibleName(f"{words}, {whose}")
        button.clicked.connect(lambda _on=False: run())
        return button

    # --- headquarters -------------------------------------------------------------------------------------------------
    def _headquarters(self) -> Card:
        if self._at:
            now = _("This laptop belongs to {name}.", name=lines.line(self._at, 120))
            then = _("New officers and renewed certificates need a new request and grant.")
        elif self._requested:
            now = _("A request was written. When headquarters has answered, take in the grant.")
            then = _("Until then work goes on: keys are provisional, nothing can leave this laptop yet.")
        else:
            now = _("1. Write the request onto a stick. 2. Headquarters compares 16 characters with you and answers.")
            then = _("Work can begin at once: keys are provisional until the answer, and nothing leaves this laptop.")
        first = not self._at and not self._requested
        request = Button(_("Write the request"), "primary" if first else "plain", name="request", icon="upload")
        request.clicked.connect(self.request_asked)
        grant = Button(
            _("Take in the grant"),
            "primary" if self._requested and not self._at else "plain",
            name="grant",
            icon="download",
        )
        grant.clicked.connect(self.grant_asked)
        buttons = holder(Flow(request, grant, gap=M))
        return Card(
            column(
                Text(_("Headquarters"), "h2"),
                Text(now, wrapped=True),
                Text(then, "body", "muted", wrapped=True),
                buttons,
                gap=M,
            ),
            name="headquarters",
        )

    # --- another laptop -----------------------------------------------------------------------------------------------
    def _moving(self) -> Card:
        told = _("Low battery, full disk, another car: the other laptop writes its card, this one writes for it alone.")
        card = Button(_("Write this laptop's card"), "plain", name="card", icon="laptop")
        card.clicked.connect(self.card_asked)
        move = Button(_("Move to another laptop"), "plain", name="move", icon="move-right")
        move.clicked.connect(self.move_asked)
        take = Button(_("Take in from another laptop"), "plain", name="take", icon="download")
        take.clicked.connect(self.take_asked)
        for button in (card, move):
            button.setEnabled(bool(self._at))
        why = [] if self._at else [Text(_("This needs the grant of headquarters first."), "cap", "muted", wrapped=True)]
        take.setEnabled(bool(self._at))
        return Card(
            column(
                Text(_("Another laptop"), "h2"),
                Text(told, wrapped=True),
                *why,
                holder(Flow(card, move, take, gap=M)),
                gap=M,
            ),
            name="moving",
        )
