"""Beside the bags of a hand-over: the way to and from another laptop, and the seizure's other hand-overs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.pages.handover_parts import Situation
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.handover import Offered

Do = Callable[[], None]


def elsewhere(offered: Offered, *, mine: bool, show: Do, read: Do, withdraw: Do) -> QWidget:
    """Return the way to and from another laptop, and taking the offer back."""
    answered = not offered.open
    title = _("Giver on another laptop?") if not mine else _("Taker on another laptop?")
    letters = Text(f"{offered.letters[:5]} {offered.letters[5:]}", "num", selectable=True)
    letters.setObjectName("letters")
    shown = Button(_("Show codes"), "tonal", name="show_codes", icon="qr-code", key="Q", pad=M)
    shown.clicked.connect(show)
    shown.setEnabled(mine or answered)
    scan = Button(_("Read codes"), "plain", name="read_codes", icon="scan-line", key="F8", pad=M)
    scan.clicked.connect(read)
    said = _("The code only finds the offer. The QR carries the signed offer.")
    if answered and not mine:
        said = _("Show the codes to the giver’s laptop, so that it knows what you signed.")
    box = column(Text(title, "h2", wrapped=True), letters, holder(Flow(shown, scan, gap=S)), gap=M)
    box.addWidget(Text(said, "cap", "muted", wrapped=True))
    if mine and not answered:
        back = Button(_("Take the offer back"), "quiet", name="withdraw", icon="undo-2", pad=S)
        back.clicked.connect(withdraw)
        box.addLayout(row(back, None))
    return Card(box)


def others(at: Situation, offered: Offered, turn: Callable[[str], None]) -> QWidget:
    """Return the other offers that wait, and the way to a new one."""
    box = column(Text(_("Other hand-overs of this seizure"), "label", wrapped=True), gap=S)
    for offer, said in at.offers:
        if offer != offered.offer:
            other = Button(said, "plain", name=f"offer_{offer[:12]}", icon="handshake", pad=M)
            other.clicked.connect(partial(turn, offer))
            box.addWidget(other)
    new = Button(_("New hand-over"), "plain", name="new_offer", icon="plus", pad=M)
    new.clicked.connect(partial(turn, ""))
    box.addWidget(new)
    return Card(box)
