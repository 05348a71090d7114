"""The taker's half of the hand-over page: every bag read blind, compared, answered; then one signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _
from fieldkit.ui.look.tokens import PRIMARY, L, M, S
from fieldkit.ui.pages.handover_parts import Bag, compared, label, offered_words, verdict
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Choice, Field, Line
from fieldkit.ui.widgets.parts import Badge, Card
from fieldkit.ui.widgets.scan import ScanBox
from fieldkit.ui.widgets.text import Icon, Text

if TYPE_CHECKING:
    from fieldkit.actions.handover import OfferedLine


class BagCards:
    """Builds one card for each line of an offer.

    compare, photo: what the page does for an exhibit. again: build the page anew. changed: judge the signature anew.
    """

    def __init__(
        self,
        *,
        compare: Callable[[str], None],
        photo: Callable[[str], None],
        again: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        self._compare, self._photo = compare, photo
        self._again, self._changed = again, changed

    def card(self, line: OfferedLine, bag: Bag, *, active: bool) -> QWidget:
        """Return the card of one bag: one line when it is answered, open when it is its turn."""
        if line.answer:
            return _answered(line)
        if bag.told is not None:
            return self._told(line, bag)
        return self._open(line, bag) if active else self._waiting(line)

    # --- before comparing ---------------------------------------------------------------------------------------------
    def _waiting(self, line: OfferedLine) -> QWidget:
        later = Badge(_("Still to check"), "plain", "hourglass")
        return Card(row(Text(label(line), "lead"), later, None, gap=S), pad=(L, M, L, M))

    def _open(self, line: OfferedLine, bag: Bag) -> QWidget:
        hidden = row(Text(_("Offered numbers stay hidden"), "cap", "muted"), Icon("eye-off", "muted", 16), gap=6)
        head = row(Text(label(line), "lead"), Badge(_("Your turn"), "accent", "pen-line"), None, hidden, gap=S)
        seal = ScanBox("seal", bag.seal, _("like A 000 111 222"), keep=True)
        gross = Line("gross", bag.gross, _("like 850 g"))
        seal.textChanged.connect(partial(self._typed, bag, "seal"))
        gross.textChanged.connect(partial(self._typed, bag, "gross"))
        seal.setEnabled(not bag.no_seal)
        gross.setEnabled(not bag.no_weight)
        seal.scanned.connect(lambda _text: gross.setFocus() if gross.isEnabled() else None)
        gross.returnPressed.connect(partial(self._compare, line.exhibit))
        fields = row(
            (column(self._field(bag, "seal", _("Seal number on the bag"), seal), None), 1),
            (column(self._field(bag, "gross", _("Gross weight, with unit"), gross), None), 1),
            gap=M,
        )
        none = holder(
            Flow(
                self._none(bag, "no_seal", _("It has no seal")),
                self._none(bag, "no_weight", _("It is not weighed")),
                gap=S,
            )
        )
        compare = Button(_("Compare"), "primary", name="compare", icon="arrow-right", key="Enter", height=PRIMARY)
        compare.clicked.connect(partial(self._compare, line.exhibit))
        return Card(column(head, fields, none, self._looked(line, bag), compare, gap=M), "active", name="active_bag")

    def _field(self, bag: Bag, name: str, title: str, control: Line) -> Field:
        made = Field(title, control)
        if fault := bag.faults.get(name):
            made.complain(fault)
            control.mark(fault=True)
        return made

    def _typed(self, bag: Bag, name: str, text: str) -> None:
        setattr(bag, name, text)
        bag.faults.pop(name, None)

    def _none(self, bag: Bag, name: str, text: str) -> Button:
        button = Button(text, "seg", name=name, checked=bool(getattr(bag, name)), pad=M, height=40)

        def press(on: bool) -> None:  # noqa: FBT001  (the signature of Qt's signal)
            setattr(bag, name, on)
            bag.faults.clear()
            self._again()

        button.clicked.connect(press)
        return button

    def _looked(self, line: OfferedLine, bag: Bag) -> QWidget:
        """Return what else the taker says of the bag: seal whole, contents looked at, a photo."""

        def whole(value: str) -> None:
            bag.whole = value == "yes"

        def opened(value: str) -> None:
            bag.opened = value == "yes"

        yes_no = (("yes", _("Yes"), ""), ("no", _("No"), ""))
        seal = Choice("whole", _("Seal unbroken"), yes_no, "yes" if bag.whole else "no", whole, height=40)
        contents = Choice("contents", _("Contents checked"), yes_no, "yes" if bag.opened else "no", opened, height=40)
        text = _("Photo attached") if bag.photos else _("Photo of the bag")
        photo = Button(text, "quiet", name="bag_photo", icon="camera", pad=S, height=40)
        photo.clicked.connect(partial(self._photo, line.exhibit))
        return holder(
            Flow(
                Field(_("Seal unbroken"), seal),
                Field(_("Contents checked"), contents),
                holder(column(22, photo)),
                gap=L,
            )
        )

    # --- after comparing ----------------------------------------------------------------------------------------------
    def _told(self, line: OfferedLine, bag: Bag) -> QWidget:
        told = bag.told
        if told is None:
            return self._waiting(line)
        accept = self._answer(line, bag, "accept", _("Accept"))
        refuse = self._answer(line, bag, "refuse", _("Refuse"))
        head = row(Text(label(line), "lead"), verdict(told), None, accept, refuse, gap=S)
        offered_seals, offered_gross = offered_words(told)
        box = column(head, gap=M)
        if told.agrees:
            box.addWidget(Text(bag.read or _("No seal, not weighed"), "body", "muted", wrapped=True))
        else:
            box.addLayout(
                row(
                    (compared(_("Seal"), offered_seals, ", ".join(bag.seals), same=told.seals in SAME), 1),
                    (compared(_("Gross, sealed"), offered_gross, bag.gross, same=told.weight in SAME), 1),
                    gap=M,
                )
            )
            if len(bag.before) < MOST_READINGS:
                box.addLayout(row(self._again_button(line, bag), None))
        if bag.before:
            box.addWidget(Text(_("Read before: {before}", before="; ".join(bag.before)), "cap", "warn", wrapped=True))
        if bag.answer == "refuse" or not told.agrees:
            title = _("Why refused") if bag.answer == "refuse" else _("Note")
            reason = Line(f"reason_{line.exhibit}", bag.reason, _("like: the bag shows another number"))

            def typed(text: str) -> None:
                bag.reason = text.strip()
                self._changed()

            reason.textChanged.connect(typed)
            box.addWidget(Field(title, reason))
        return Card(box, "plain", name=f"bag_{line.exhibit}")

    def _again_button(self, line: OfferedLine, bag: Bag) -> Button:
        button = Button(_("Read again"), "tonal", name=f"again_{line.exhibit}", icon="refresh-cw", pad=M)
        button.setAccessibleName(_("Read again: {number}", number=label(line)))

        def press() -> None:
            bag.read_again()
            self._again()

        button.clicked.connect(press)
        return button

    def _answer(self, line: OfferedLine, bag: Bag, value: str, text: str) -> Button:
        button = Button(text, "seg", name=f"{value}_{line.exhibit}", checked=bag.answer == value, pad=M)
        button.setAccessibleName(f"{text} {label(line)}")

        def press() -> None:
            bag.answer = "accept" if value == "accept" else "refuse"
            self._again()

        button.clicked.connect(press)
        return button


SAME = frozenset({"agrees", "not_offered"})
MOST_READINGS = 3
"""Earlier readings of one bag that are kept; after that it is accepted as it reads, or refused."""


def _answered(line: OfferedLine) -> QWidget:
    told = {
        "accepted": Badge(_("Accepted"), "ok", "circle-check"),
        "refused": Badge(_("Refused"), "bad", "ban"),
        "withdrawn": Badge(_("Taken back"), "warn", "undo-2"),
    }
    disputed = [Badge(_("Disputed"), "bad", "split")] if line.disputed else []
    return Card(row(Text(label(line), "lead"), told[line.answer], *disputed, None, gap=S), pad=(L, M, L, M))
