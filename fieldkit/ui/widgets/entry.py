"""Who is here, and the passphrase: the tiles and the field of the unlock page and of the officer switch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import TOUCH_BIG, M, S
from fieldkit.ui.widgets.boxes import column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Line
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Face, Icon, Text
from fieldkit.ui.widgets.tile import Tile

if TYPE_CHECKING:
    from fieldkit.actions.desk import OfficerCard

_MANY = 4
"""More officers than this are picked from two columns."""


@dataclass(slots=True)
class EntryState:
    """What is shown and typed; outlives the widgets. waits: seconds each person still waits after wrong tries."""

    officers: tuple[OfficerCard, ...] = ()
    person: str = ""
    typed: str = ""
    fault: str = ""
    busy: bool = False
    published: str = ""
    waits: dict[str, int] = field(default_factory=dict)

    @property
    def wait(self) -> int:
        """Return the seconds the chosen person waits."""
        return self.waits.get(self.person, 0)

    @property
    def chosen(self) -> OfficerCard | None:
        """Return the officer of the tile that is pressed."""
        return next((one for one in self.officers if one.person == self.person), None)

    def forget(self) -> None:
        """Drop what was typed."""
        self.typed, self.fault, self.busy = "", "", False


class Entry(QWidget):
    """Tiles, field and button for an `EntryState`. *asked*: person and passphrase."""

    def __init__(
        self,
        state: EntryState,
        asked: Callable[[str, str], None],
        *,
        act: str,
        prefix: str = "",
        icon: str = "lock-open",
    ) -> None:
        super().__init__()
        self.setObjectName(f"{prefix}entry")
        self._state, self._asked, self._act, self._prefix, self._icon = state, asked, act, prefix, icon
        self._body = QWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._body)
        self.renew()

    def renew(self) -> None:
        """Build it anew from its state."""
        old, self._body = self._body, self._build()
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(old, self._body)
        self._body.show()
        old.setParent(None)
        old.deleteLater()

    def tick(self) -> None:
        """A second has passed: show what is left of the wait, without taking the field from under the fingers."""
        button = self.findChild(Button, f"{self._prefix}unlock")
        if button is None or self._state.busy:
            return
        self._dress(button)

    def focus(self) -> None:
        """Give the keyboard to the field."""
        line = self.findChild(Line, f"{self._prefix}passphrase")
        if line is not None:
            line.selectAll()
            line.setFocus()

    def _build(self) -> QWidget:
        state = self._state
        tiles = [self._tile(o) for o in state.officers]
        line = Line(f"{self._prefix}passphrase", state.typed, _("six words"), secret=True)
        line.setEnabled(not state.busy)
        line.mark(fault=bool(state.fault))
        line.textChanged.connect(self._keep)
        line.returnPressed.connect(self._unlock)
        chosen = state.chosen
        label = _("Passphrase of {name}", name=lines.line(chosen.name, 60)) if chosen else _("Passphrase")
        labelled = Field(label, line, _layout_note())
        if state.fault:
            labelled.complain(state.fault)
        unlock = Button("", "primary", name=f"{self._prefix}unlock", icon=self._icon, key="Enter", height=TOUCH_BIG)
        self._dress(unlock)
        unlock.clicked.connect(self._unlock)
        parts: list[QWidget] = [*_rows(tiles), labelled]
        if state.published:
            parts.append(self._published(state.published))
        body = QWidget()
        body.setLayout(column(*parts, unlock, gap=M))
        return body

    def _dress(self, button: Button) -> None:
        state = self._state
        text = self._act
        if state.busy:
            text = _("Unlocking")
        elif state.wait:
            text = _("Wait {n} s", n=state.wait)
        button.rename(text, "" if state.busy or state.wait else "Enter")
        button.setEnabled(not (state.busy or state.wait))

    def _published(self, passphrase: str) -> QWidget:
        """A practice passphrase is no secret: it stands there to be typed, or filled in with one press."""
        fill = Button(_("Fill in"), "quiet", name=f"{self._prefix}fill_in", icon="pencil", pad=S, height=40)
        fill.clicked.connect(partial(self._fill, passphrase))
        said = column(Text(_("Practice passphrase"), "cap", "muted"), Text(passphrase, "strong", wrapped=True), gap=2)
        return Card(row(Icon("info", "warn", 20), (said, 1), fill, gap=M), "warn", pad=(M, S, S, S))

    def _tile(self, officer: OfficerCard) -> QWidget:
        name = lines.ranked(officer.rank, officer.name)
        chosen = officer.person == self._state.person
        face = Face(name, tint="surface" if chosen else "accent_soft")
        unit = lines.line(officer.unit, 120)
        tile = Tile(name, unit, "seg", name=f"{self._prefix}officer_{officer.person}", chosen=chosen, mark=face)
        tile.clicked.connect(partial(self._pick, officer.person))
        return tile

    def _pick(self, person: str, _on: bool = False) -> None:  # noqa: FBT001,FBT002  (the signal brings it)
        self._state.person = person
        self._state.forget()
        self.renew()
        self.focus()

    def _keep(self, text: str) -> None:
        self._state.typed = text

    def _fill(self, passphrase: str) -> None:
        line = self.findChild(Line, f"{self._prefix}passphrase")
        if line is not None:
            line.setText(passphrase)
            line.setFocus()

    def _unlock(self) -> None:
        state = self._state
        if state.typed and state.person and not state.busy and not state.wait:
            self._asked(state.person, state.typed)


def _rows(tiles: list[QWidget]) -> list[QWidget]:
    """Put many tiles side by side, two in a row; few stand below one another."""
    if len(tiles) <= _MANY:
        return tiles
    pairs = []
    for at in range(0, len(tiles), 2):
        pair = QWidget()
        pair.setLayout(row(*((tile, 1) for tile in tiles[at : at + 2]), gap=S))
        pairs.append(pair)
    return pairs


def _layout_note() -> str:
    """Say which keyboard layout is on, where the system tells; either one opens."""
    if QGuiApplication.inputMethod().locale().language() == QLocale.Language.Khmer:
        return _("The Khmer layout is on: that is fine. Capitals do not matter either.")
    return _("English or Khmer layout, Caps Lock or not: all open.")
