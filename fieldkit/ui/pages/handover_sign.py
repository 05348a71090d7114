"""Who gives and who takes, and the one signature of the taker by which custody moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.look.tokens import TOUCH_BIG, M
from fieldkit.ui.pages.handover_parts import Bag, Signing, Situation, clock_here, person_card
from fieldkit.ui.widgets.boxes import column
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.field import Field, Line
from fieldkit.ui.widgets.parts import Badge, Card
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.handover import Offered

Checks = Literal["", "me", "passphrase"]
"""Who can check the bags here: nobody, the one who is unlocked, or another officer by passphrase."""


def checks(at: Situation | None) -> Checks:
    """Tell who can check the bags here."""
    if at is None or at.offered is None or not at.offered.open:
        return ""
    if at.offered.to_me:
        return "me"
    known = {one.person for one in at.officers} - {at.me}
    return "passphrase" if at.offered.to.person in known else ""


class SignSide:
    """The people of an offer and, where the bags can be checked here, the taker's signature.

    bags: of every line nobody has answered. by: who checks. sign: what the button and Enter in the passphrase do.
    """

    def __init__(
        self, offered: Offered, bags: Sequence[Bag], typed: Signing, by: Checks, sign: Callable[[], None]
    ) -> None:
        self._offered, self._bags, self._typed, self._by, self._sign = offered, bags, typed, by, sign
        self._button: Button | None = None
        self._why: Text | None = None

    def card(self) -> QWidget:
        """Return both people, and below them what is signed."""
        offered = self._offered
        signed = Badge(_("Signed {time}", time=clock_here(offered.wall)), "ok", "circle-check")
        done = Badge(_("Has answered"), "ok", "circle-check")
        taken = Badge(_("Not signed yet"), "accent", "key-round") if self._bags else done
        box = column(
            Text(_("Two people, two signatures"), "h2", wrapped=True),
            person_card(words.person(offered.giver), _("Gives"), signed),
            person_card(words.person(offered.to), _("Takes"), taken),
            gap=M,
        )
        if self._by:
            for part in self._signature():
                box.addWidget(part)
            self.judge()
        elif offered.open:
            away = _("The taker checks the bags on the other laptop. Nothing moves until they sign.")
            box.addWidget(Text(away, "body", "muted", wrapped=True))
        elif not offered.counts:
            box.addWidget(Text(_("This offer does not count and cannot be answered."), "body", "bad", wrapped=True))
        return Card(box)

    def judge(self) -> None:
        """Say why nothing can be signed yet."""
        if self._button is not None and self._why is not None:
            why = self.why_not()
            self._button.setEnabled(not why)
            self._why.say(why or _("Custody moves when you sign."))

    def why_not(self) -> str:
        """Return why nothing can be signed yet, or ""."""
        unchecked = sum(1 for bag in self._bags if bag.told is None)
        if unchecked:
            return _n(
                "One bag still to check. Nothing moves until you sign.",
                "{n} bags still to check. Nothing moves until you sign.",
                unchecked,
            )
        open_ = sum(1 for bag in self._bags if not bag.settled)
        if open_:
            return _n("Accept or refuse one more bag.", "Accept or refuse {n} more bags.", open_)
        if self._by == "passphrase" and not self._typed.passphrase:
            return _("The taker’s passphrase is missing.")
        return ""

    def _signature(self) -> list[QWidget]:
        typed = self._typed
        where = Line("location", typed.location, _("like evidence room, shelf 4"))
        where.textChanged.connect(self._put_location)
        parts: list[QWidget] = [Field(_("Where it goes"), where)]
        if self._by == "passphrase":
            parts.append(self._secret())
        text = _("Sign what you took")
        self._button = Button(text, "primary", name="sign", icon="handshake", key="Ctrl+S", height=TOUCH_BIG)
        self._button.clicked.connect(self._sign)
        self._why = Text("", "cap", "muted", wrapped=True)
        self._why.setObjectName("why_not")
        if typed.fault and self._by == "me":
            parts.append(Text(typed.fault, "body", "bad", wrapped=True))
        return [*parts, self._button, self._why]

    def _secret(self) -> Field:
        secret = Line("passphrase", self._typed.passphrase, _("six words"), secret=True)
        secret.textChanged.connect(self._put_passphrase)
        secret.returnPressed.connect(self._sign)
        field = Field(_("Passphrase of {name}", name=lines.line(self._offered.to.name, 60)), secret)
        if self._typed.fault:
            field.complain(self._typed.fault)
            secret.mark(fault=True)
        return field

    def _put_location(self, text: str) -> None:
        self._typed.location = text.strip()

    def _put_passphrase(self, text: str) -> None:
        self._typed.passphrase, self._typed.fault = text, ""
        self.judge()
