"""Two teams at one scene: the other team's seizure by its number, opened with one press; and the way to link one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui import lines
from fieldkit.ui.look.tokens import TOUCH_LEAST, M, S
from fieldkit.ui.pages.writeup_state import WriteUp
from fieldkit.ui.widgets.boxes import column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Pick
from fieldkit.ui.widgets.parts import Card, Rule
from fieldkit.ui.widgets.text import Text

Linked = Sequence[tuple[str, str, str]]
"""Id, number and title of each seizure of the same scene."""


def linked(found: Linked, opened: Callable[[str], object]) -> list[QWidget]:
    """Return a line for each linked seizure: its number opens it, its title stands beside."""
    made: list[QWidget] = []
    for one, number, title in found:
        shown = lines.line(number, 40)
        button = Button(shown, "quiet", name=f"linked_{one}", icon="link", height=TOUCH_LEAST, pad=S)
        button.setAccessibleName(_("Open {number}", number=shown))
        button.clicked.connect(lambda _on=False, seizure=one: opened(seizure))
        made.append(holder(row(button, (Text(lines.line(title, 120), "body", wrapped=True), 1), gap=M)))
    return made


def card(found: Linked, opened: Callable[[str], object]) -> list[QWidget]:
    """Return the card of the linked seizures; nothing where there are none."""
    if not found:
        return []
    return [Card(column(Text(_("The same scene"), "h2"), *linked(found, opened), gap=M), name="card_link")]


def link(state: WriteUp) -> list[QWidget]:
    """Return the card with the linked seizures and the choice of one more; nothing where there is no other seizure."""
    known = {one for one, _number, _title in state.linked} | {state.record.id}
    free = [(one, text) for one, text in state.others if one not in known]
    if not free:
        return card(state.linked, state.seizure_asked.emit)
    pick = Pick("link_pick", free)
    button = Button(_("Link"), "plain", name="link", icon="link")
    button.clicked.connect(lambda: state.link_asked.emit(pick.value))
    field = Field(_("Another team’s seizure at this scene"), pick)
    rule = [Rule()] if state.linked else []
    parts: list[QWidget] = [Text(_("The same scene"), "h2"), *linked(state.linked, state.seizure_asked.emit), *rule]
    return [Card(column(*parts, field, row(None, button), gap=M), name="card_link")]
