"""Parts of the exchange page: drives to write to, what headquarters still lacks, and bundles that are for others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines
from fieldkit.ui.drives import Drive
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.widgets.boxes import column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card, Rule, TicksWidget
from fieldkit.ui.widgets.text import Elided, Icon, Text

if TYPE_CHECKING:
    from fieldkit.actions.find import Listed

SHOWN = 6
"""Seizures that are listed as missing at headquarters; the others are counted."""
_STEP = 66


def drives(found: Sequence[Drive], chosen: Callable[[Drive], None], again: Callable[[], None]) -> list[QWidget]:
    """Return a row for each drive, sticks first, each with its button; and one that looks for drives again."""
    made: list[QWidget] = []
    for n, drive in enumerate(found):
        name = Elided(lines.line(drive.name, 40), "strong")
        kind = _("Stick or card") if drive.removable else _("Disk")
        room = _("{size} free", size=lines.file_size(drive.free))
        said = column(name, Text(f"{kind}, {room}", "cap", "muted", wrapped=True), gap=2)
        button = Button(_("Export"), "tonal", name=f"drive_{n}", icon="upload", height=40, pad=M)
        button.setAccessibleName(_("Export to {name}", name=lines.line(drive.name, 40)))
        button.clicked.connect(partial(_choose, chosen, drive))
        icon = Icon("usb" if drive.removable else "hard-drive", "accent" if drive.removable else "muted", 22)
        made.append(Card(row(icon, (said, 1), button, gap=M), pad=(M, S, S, S)))
    if not any(drive.removable for drive in found):
        look = Button(_("Look again"), "quiet", name="look_again", icon="refresh-cw", height=40, pad=M)
        look.clicked.connect(partial(_again, again))
        words = Text(_("No stick was found. Plug one in."), "body", "muted", wrapped=True)
        made.append(holder(row((words, 1), look, gap=S)))
    return made


def missing(listed: Sequence[Listed], in_all: int, opened: Callable[[str], None]) -> QWidget:
    """Return what headquarters has not confirmed yet, each seizure with its four ticks; empty when nothing."""
    if not listed:
        return holder(column(), "missing")
    box = column(row(Text(_("Still missing at headquarters"), "h2", wrapped=True), None), gap=M)
    for one in listed[:SHOWN]:
        box.addWidget(Rule())
        number = lines.line(one.number, 40)
        button = Button(number, "quiet", name=f"open_{number}", height=40, pad=0)
        button.clicked.connect(partial(_open, opened, one.id))
        lacking = len(one.ticks.missing_originals)
        count = _n("{n} original", "{n} originals", lacking) if lacking and one.ticks.left else ""
        first = row(button, None, Text(count, "cap", "warn"), gap=S) if count else row(button, None)
        box.addLayout(column(first, TicksWidget(one.ticks, one.state, step=_STEP), gap=2))
    if in_all > SHOWN:
        more = in_all - SHOWN
        box.addWidget(Text(_n("and {n} more", "and {n} more", more), "cap", "muted"))
    return Card(box, name="missing")


def elsewhere(count: int) -> QWidget:
    """Return one calm line for all bundles that are for others: they are no trouble."""
    said = _n(
        "{n} bundle is for somebody else. It stays where it is.",
        "{n} bundles are for somebody else. They stay where they are.",
        count,
    )
    return holder(row(column(Icon("info", "muted", 20), None), (Text(said, "body", "muted", wrapped=True), 1), gap=S))


def _again(again: Callable[[], None], _checked: object = None) -> None:
    again()


def _choose(chosen: Callable[[Drive], None], drive: Drive, _checked: object = None) -> None:
    chosen(drive)


def _open(opened: Callable[[str], None], seizure: str, _checked: object = None) -> None:
    opened(seizure)
