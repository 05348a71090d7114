"""The stock of seals as a card on This laptop: how many are left, which ranges, and the button that enters a box."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import TOUCH_LEAST, M, S
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, Card, Rule
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.seals import Issued
    from fieldkit.domain.seals import Stock


def card(
    issued: tuple[Issued, ...], stock: Stock, *, enter: Callable[[], None], give_back: Callable[[str], None]
) -> QWidget:
    """Return the card. enter: a box is to be entered; give_back: the range that begins with this seal is to go."""
    add = Button(_("Enter a box of seals"), "tonal", name="add_seals", icon="plus")
    add.clicked.connect(lambda _on=False: enter())
    parts: list[QWidget] = [holder(Flow(Text(_("Seals"), "h2"), add, gap=M))]
    if not issued:
        note = _("No box is entered. With one, the next seal is offered, and a number that is not of it is noticed.")
        return Card(column(*parts, Text(note, "body", "muted", wrapped=True), gap=M), name="seal_stock")
    left = _n("{n} seal is left.", "{n} seals are left.", stock.remaining)
    said = Text(left, "lead", wrapped=True)
    said.setObjectName("seals_left")
    parts.append(said)
    if stock.few:
        few = _("Few are left. Ask for a new box.")
        parts.append(holder(row(Badge(few, "warn", "triangle-alert"), None)))
    for n, one in enumerate(issued):
        first, last = lines.line(one.seals.first, 40), lines.line(one.seals.last, 40)
        text = _("{first} to {last}, entered by {name}", first=first, last=last, name=lines.line(one.name, 80))
        back = Button(_("Take out"), "quiet", name=f"seals_out_{n}", icon="x", height=TOUCH_LEAST, pad=S)
        back.setAccessibleName(_("Take out the seals from {first} to {last}", first=first, last=last))
        back.clicked.connect(lambda _on=False, seal=one.seals.first: give_back(seal))
        parts += [Rule(), holder(row((Text(text, "body", wrapped=True), 1), back, gap=M))]
    return Card(column(*parts, gap=M), name="seal_stock")
