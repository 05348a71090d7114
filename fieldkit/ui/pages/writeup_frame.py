"""Around a section: the list of sections with how each stands, and what must be read before one writes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.text.dates import time_of_day
from fieldkit.ui import lines, words
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.pages.writeup_plan import MARKS, SECTIONS, mark
from fieldkit.ui.pages.writeup_state import WriteUp
from fieldkit.ui.widgets.boxes import Scroll, column, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Icon, Text


def nav(state: WriteUp) -> QWidget:
    """Return the list of sections, each with its mark."""
    buttons = []
    for name, text in SECTIONS:
        tail = mark(name, state.record, state.missing, state.typing.keys)
        chosen = name == state.section
        button = Button(_(text), "nav", name=f"section_{name}", checked=chosen, tail=tail, left=True, pad=M)
        button.setAccessibleName(_("{section}, {state}", section=_(text), state=_(MARKS[tail.partition(":")[0]])))
        button.setAutoExclusive(True)
        button.clicked.connect(partial(state.go, name))
        buttons.append(button)
    made = Scroll(column(*buttons, None, gap=2), (2, 0, 2, L))
    made.setObjectName("nav")
    return made


def above(state: WriteUp, offset: int, discard: Callable[[], None]) -> list[QWidget]:
    """Return the reviewer's words while the write-up is returned, and the word about typing from before."""
    made: list[QWidget] = []
    last = next((r for r in reversed(state.record.reviews) if r.reason), None)
    if state.record.state == "returned" and last is not None:
        title = Text(_("Returned by {name}", name=words.signer(last.act)), "strong", wrapped=True)
        said = column(title, Text(lines.line(last.reason, 2_000), wrapped=True), gap=2)
        mark_ = column(Icon("undo-2", "bad", 20), None)
        made.append(Card(row(mark_, (said, 1), gap=M), "bad", pad=M, name="returned"))
    names = state.strangers()
    if kept := state.typing.before or (state.typing.wall if names else 0):
        text = _("Typing from {time} was kept. It is not signed yet.", time=time_of_day(kept, offset))
        if names:
            text += " " + _("{names} typed it: whoever saves it signs it.", names=names)
        drop = Button(_("Discard"), "plain", name="discard", icon="x", height=40, pad=M)
        drop.clicked.connect(discard)
        inner = row(Icon("pen-line", "warn", 20), (Text(text, "strong", wrapped=True), 1), drop, gap=M)
        made.append(Card(inner, "warn", pad=(M, S, S, S), name="from_before"))
    return made
