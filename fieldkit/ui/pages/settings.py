"""Settings: language, look, and what this device is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit import __version__
from fieldkit.text.catalogue import _, language
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import XS, L, M
from fieldkit.ui.page import Head, Page, edge
from fieldkit.ui.preferences import IDLE_CHOICES, TEXT_SIZES, USUAL_IDLE, Preferences
from fieldkit.ui.widgets.boxes import Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.facts import grid
from fieldkit.ui.widgets.field import Choice
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.desk import Desk, OfficerCard
    from fieldkit.actions.home import Status


class SettingsPage(Page):
    """What a person can set, and facts a supporter asks for.

    Signals:
        language_chosen: "en" or "km".
        look_chosen: one of `preferences.LOOK_CHOICES`.
        text_size_chosen: percent.
        idle_chosen: minutes.
        laptop_asked: officers, headquarters and moving.
    """

    name = "settings"
    rail = "settings"
    language_chosen = Signal(str)
    look_chosen = Signal(str)
    text_size_chosen = Signal(int)
    idle_chosen = Signal(int)
    laptop_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._look = "system"
        self._text_size = 100
        self._idle = USUAL_IDLE
        self._facts: list[tuple[str, str]] = []

    def show_settings(
        self, preferences: Preferences, desk: Desk | None, officer: OfficerCard | None, status: Status | None
    ) -> None:
        """Show what was chosen and what this home is."""
        self._look, self._text_size = preferences.look, preferences.text_size
        self._idle = preferences.idle_minutes
        self._facts = _facts(desk, officer, status) if desk and officer else []
        self.renew()

    def forget(self) -> None:
        """Drop what is known of the home."""
        self._facts = []
        super().forget()

    def head(self) -> Head:
        """Return the page's name."""
        return Head(_("Settings"), _("They hold for this computer."))

    def first_focus(self) -> str:
        """Start at the language."""
        return f"language_{language()}"

    def build(self) -> QWidget:
        """Return the cards."""
        languages = [(code, name, "") for code, name in lines.LANGUAGES.items()]
        looks = [
            ("light", _("Day"), ""),
            ("night", _("Night raid"), ""),
            ("contrast", _("High contrast"), ""),
            ("system", _("As the system"), ""),
        ]
        sizes = [(str(percent), f"{percent}\u00a0%", "") for percent in TEXT_SIZES]
        chosen = Choice("language", _("Language"), languages, language(), self.language_chosen.emit)
        look = Choice("look", _("Look"), looks, self._look, self.look_chosen.emit)
        text = Choice("text_size", _("Text size"), sizes, str(self._text_size), self._size_picked)
        night = Text(_("Night raid is dim and warm: eyes stay used to the dark."), "cap", "muted", wrapped=True)
        facts = [*self._facts, (_("Version"), __version__)]
        cards = column(
            Card(column(Text(_("Language"), "h2"), chosen, gap=M)),
            Card(column(Text(_("Look"), "h2"), look, night, gap=M)),
            Card(column(Text(_("Text size"), "h2"), text, gap=M)),
            self._locking(),
            Card(column(Text(_("This device"), "h2"), grid(facts), *self._way_on(), gap=M)),
            None,
            gap=M,
        )
        area = Scroll(cards, (0, 0, 8, L))
        area.setObjectName("settings_area")
        box = row((area, 1))

        def arrange(width: int) -> None:
            side = max(edge(width), (width - 720) // 2)
            box.setContentsMargins(side, XS, side - 8, 0)

        return Responsive(box, arrange)

    def _locking(self) -> Card:
        """Return after how long the app locks by itself."""
        minutes = [(str(n), str(n), "") for n in IDLE_CHOICES]
        idle = Choice("idle", _("Lock after minutes"), minutes, str(self._idle), self._idle_picked)
        told = _("When nobody touches keyboard or pointer so long, and when the computer sleeps. What was typed stays.")
        return Card(column(Text(_("Lock after minutes"), "h2"), idle, Text(told, "cap", "muted", wrapped=True), gap=M))

    def _idle_picked(self, minutes: str) -> None:
        self.idle_chosen.emit(int(minutes))

    def _way_on(self) -> list[QWidget]:
        """Return the way to officers and enrolment, once somebody has unlocked."""
        if not self._facts:
            return []
        laptop = Button(_("Officers, headquarters, moving"), "tonal", name="laptop", icon="users")
        laptop.clicked.connect(self.laptop_asked)
        return [holder(row(laptop, None))]

    def _size_picked(self, percent: str) -> None:
        self.text_size_chosen.emit(int(percent))


def _facts(desk: Desk, officer: OfficerCard, status: Status | None) -> list[tuple[str, str]]:
    roles = {"field": _("Field laptop"), "station": _("Evidence station"), "hq": _("Headquarters")}
    kind = roles.get(desk.role, str(desk.role))
    facts = [
        (_("Kind"), f"{kind}, {_('practice')}" if desk.practice else kind),
        (_("Folder"), lines.line(str(desk.home), 300)),
        (_("Officer"), lines.ranked(officer.rank, officer.name)),
        (_("Unit"), lines.line(officer.unit)),
    ]
    if status:
        facts += [(_("Entries"), str(status.entries)), (_("Originals"), str(status.originals))]
    return facts
