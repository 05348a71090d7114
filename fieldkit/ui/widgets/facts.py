"""Groups of facts: label and value, with several values side by side where people disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldkit.domain.view import Head, Register
from fieldkit.text.catalogue import _
from fieldkit.ui import words
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.timeline import standing_marks
from fieldkit.ui.widgets.boxes import Flow, column, row
from fieldkit.ui.widgets.parts import Badge, Card
from fieldkit.ui.widgets.text import Elided, Icon, Text

T = TypeVar("T")
Facts = Sequence[tuple[str, str]]
_LABEL = 148


def grid(facts: Facts, *, label_width: int = _LABEL) -> QGridLayout:
    """Return labels and values in two columns; empty values are left out."""
    box = QGridLayout()
    box.setHorizontalSpacing(M)
    box.setVerticalSpacing(7)
    box.setColumnMinimumWidth(0, label_width)
    box.setColumnStretch(1, 1)
    shown = [(label, value) for label, value in facts if value]
    for n, (label, value) in enumerate(shown):
        name = Text(label, "cap", "muted", wrapped=True)
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        name.setFixedWidth(label_width)
        box.addWidget(name, n, 0)
        box.addWidget(Text(value, wrapped=True), n, 1)
    if not shown:
        box.addWidget(Text(_("Nothing written yet"), "body", "muted"), 0, 0, 1, 2)
    return box


def group(
    title: str,
    register: Register[T] | None,
    facts: Callable[[T], Facts],
    *,
    name: str,
    below: Sequence[QWidget] = (),
) -> QWidget:
    """Return a card for a field group: its value, or all values of a conflict with who wrote each and when.

    below: what stands under it, like its history.
    """
    head = row((Text(title, "h2", wrapped=True), 3), gap=S)
    if register is None:
        return Card(column(head, Text(_("Nothing written yet"), "body", "muted"), gap=M), name=name)
    if not register.disputed:
        head.addWidget(by(register.heads[0]), 2)
        box = column(head, grid(facts(register.shown)), gap=M)
        marks = standing_marks(register.heads[0].act)
        if marks:
            box.addLayout(Flow(*[Badge(m.text, m.kind, m.icon) for m in marks]))
        for part in below:
            box.addWidget(part)
        return Card(box, name=name)
    head.addWidget(Badge(_("Conflict: {n} values", n=len(register.heads)), "bad", "split"))
    note = Text(_("Nothing was overwritten. Somebody says which one counts and why."), "cap", wrapped=True)
    return Card(column(head, *[_claim(h, facts) for h in register.heads], note, gap=M), "bad", name=name)


def by(head: Head[T]) -> Text:
    """Return who wrote a value and when, small, at the right end."""
    said = Elided(f"{words.signer(head.act)}, {words.clock(head.act)}", "cap", "muted", least=60)
    said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return said


def _claim(head: Head[T], facts: Callable[[T], Facts]) -> QWidget:
    said = _("{name}, {time}", name=words.signer(head.act), time=words.when(head.act.wall, head.act.offset))
    first = row(Icon("user", "muted", 16), (Text(said, "cap", "muted", wrapped=True), 1), gap=6)
    return Card(column(first, grid(facts(head.value)), gap=S), pad=(L, M, L, M))
