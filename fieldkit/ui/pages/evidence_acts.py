"""What can be done with an exhibit: buttons and keys of the evidence page, and finding one by what a scanner reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from fieldkit.domain.seals import key
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _
from fieldkit.text.fold import fold
from fieldkit.ui.look.tokens import PRIMARY, M, S
from fieldkit.ui.page import Act
from fieldkit.ui.widgets.boxes import Flow, column, holder
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Card
from fieldkit.ui.widgets.scan import ScanBox
from fieldkit.ui.widgets.text import Text

ACTS: tuple[tuple[str, str, str, str], ...] = (
    ("hand_over", N_("Hand over"), "handshake", "H"),
    ("store", N_("Store or move"), "warehouse", "S"),
    ("break", N_("Open the seal"), "scissors", "B"),
    ("reseal", N_("Seal again"), "tag", "R"),
    ("label", N_("Cover a wrong number"), "stamp", "L"),
    ("lab", N_("Laboratory result"), "flask-conical", "A"),
    ("correct", N_("Correct"), "pencil", "C"),
)
"""Code, words, icon and key of each."""

Ask = Callable[[str], None]


def primary(exhibit: ExhibitView, ask: Ask) -> Button:
    """Return the one act that is due: settling a dispute before anything else."""
    if exhibit.disputed:
        button = Button(_("Settle dispute"), "primary", name="settle", icon="split", key="Ctrl+R", height=PRIMARY)
        button.clicked.connect(partial(ask, "settle"))
        return button
    button = Button(_("Hand over"), "primary", name="hand_over", icon="handshake", key="H", height=PRIMARY)
    button.clicked.connect(partial(ask, "hand_over"))
    return button


def keys(exhibit: ExhibitView, ask: Ask) -> tuple[Act, ...]:
    """Return the keys of all acts that can be done."""
    settle = (Act("Ctrl+R", _("Settle dispute"), partial(ask, "settle")),) if exhibit.disputed else ()
    shown = {"hand_over", "store"}
    acts = (Act(letter, _(text), partial(ask, code), hidden=code not in shown) for code, text, _i, letter in ACTS)
    return (*settle, *acts)


def card(ask: Ask) -> QWidget:
    """Return the acts as buttons."""
    buttons = []
    for code, text, icon, shortcut in ACTS:
        button = Button(_(text), "plain", name=f"act_{code}", icon=icon, key=shortcut, pad=S)
        button.clicked.connect(partial(ask, code))
        buttons.append(button)
    return Card(column(Text(_("What happens to it"), "h2", wrapped=True), holder(Flow(*buttons, gap=S)), gap=M))


def scan_box(scanned: Callable[[str], None]) -> ScanBox:
    """Return the field that jumps to an exhibit by its label, package or seal number."""
    box = ScanBox("find_exhibit", hint=_("Scan a label or seal"))
    box.setAccessibleName(_("Scan a label or seal"))
    box.scanned.connect(scanned)
    return box


def found(view: SeizureView, scanned: str) -> str:
    """Return the id of the exhibit of *view* that carries or carried *scanned*, or "": number, package or seal.

    An exhibit's own number is found however it is written; package and seal numbers as `seals.key` compares them.
    """
    wanted = _bare(scanned)
    for exhibit in view.exhibits:
        if wanted in {_bare(exhibit.number), _bare(exhibit.number.rpartition("/")[2])}:
            return exhibit.id
    wanted = key(scanned)
    for exhibit in view.exhibits:
        for step in exhibit.timeline:
            said = [*_texts(step.body.get("seals")), *_texts(step.line.get("seals"))]
            said += [str(step.body.get(name, "")) for name in ("package_no", "new", "old")]
            if wanted in {key(text) for text in said if text}:
                return exhibit.id
    return ""


def _texts(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else []


def _bare(text: str) -> str:
    """Return *text* without what a barcode leaves out: blanks, dashes, capitals."""
    return "".join(c for c in fold(text) if c.isalnum())
