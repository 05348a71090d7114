"""Hand over: the giver's offer, the taker's blind check of each bag, and one signature by which custody moves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from fieldkit.domain.values import Party
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, words
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import XS, L, M, S
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.pages.handover_check import BagCards
from fieldkit.ui.pages.handover_give import GiveSide, lacking
from fieldkit.ui.pages.handover_parts import (
    Answered,
    Asked,
    Bag,
    Giving,
    Signing,
    Situation,
    steps,
)
from fieldkit.ui.pages.handover_side import elsewhere, others
from fieldkit.ui.pages.handover_sign import Checks, SignSide, checks
from fieldkit.ui.widgets.boxes import Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.field import Line
from fieldkit.ui.widgets.parts import Empty
from fieldkit.ui.widgets.text import Text

if TYPE_CHECKING:
    from fieldkit.actions.handover import Compared, Offered


class HandoverPage(Page):
    """One hand-over of exhibits of one seizure.

    Signals:
        offer_asked: the giver signs; arg: Asked.
        compare_asked: exhibit id and its Bag as typed.
        sign_asked: the taker signs; arg: Answered.
        withdraw_asked: the giver takes the offer back; arg: the offer.
        codes_asked: show the codes of the offer, or of its answer; arg: the offer.
        read_asked: read the other laptop's codes.
        photo_asked: attach a photo of a bag; arg: exhibit id.
        paper_asked: choose the scan of the signed slip.
        slip_asked: make the slip to sign; arg: Asked.
        turned: another offer, or "" for a new one.
        came: the page has come to the front and wants to know the situation.
    """

    name = "handover"
    rail = "evidence"
    offer_asked = Signal(object)
    compare_asked = Signal(str, object)
    sign_asked = Signal(object)
    withdraw_asked = Signal(str)
    codes_asked = Signal(str)
    read_asked = Signal()
    photo_asked = Signal(str)
    paper_asked = Signal()
    slip_asked = Signal(object)
    turned = Signal(str)
    came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._at: Situation | None = None
        self._wished: tuple[str, ...] = ()
        self._clear()

    def _clear(self) -> None:
        self._giving = Giving()
        self._bags: dict[str, Bag] = {}
        self._signing = Signing()
        self._give: GiveSide | None = None
        self._take: SignSide | None = None

    # --- what is handed in --------------------------------------------------------------------------------------------
    def show_situation(self, at: Situation, chosen: tuple[str, ...] = ()) -> None:
        """Show the offer that waits, or the making of one with *chosen* exhibits (empty: all that are held)."""
        before = self._at
        same = before is not None and before.seizure == at.seizure and before.me == at.me
        offer = at.offered.offer if at.offered else ""
        was = before.offered.offer if before and before.offered else ""
        if not same or offer != was:
            self._clear()
        free = {one.id for one in at.held if not one.why}
        known = {one.id for one in before.held if not one.why} if same and before else set()
        if not self._giving.chosen or chosen != self._wished:
            self._giving.chosen = free & set(chosen) if chosen else set(free)
        elif not chosen:
            self._giving.chosen |= free - known  # seized since somebody looked here last
        self._giving.chosen &= free
        self._at, self._wished = at, chosen
        self.renew()

    def show_compared(self, exhibit: str, told: Compared) -> None:
        """A bag was compared: what agrees is accepted unless the taker says otherwise."""
        bag = self._bag(exhibit)
        bag.told, bag.faults = told, {}
        bag.answer = "accept" if told.agrees else ""
        self.renew()
        self.settle()

    def complain(self, exhibit: str, field: str, sentence: str) -> None:
        """Say at a field of a bag ("seal", "gross") what is wrong with what was typed."""
        self._bag(exhibit).faults[field] = sentence
        self.renew()
        self._focus(field)

    def refused(self, sentence: str) -> None:
        """The taker's passphrase did not fit, or the answer could not be signed; what was typed stays."""
        self._signing.fault = sentence
        self.renew()
        self._focus("passphrase")

    def photo_kept(self, exhibit: str) -> None:
        """A photo of a bag was attached."""
        self._bag(exhibit).photos += 1
        self.renew()

    def attach_paper(self, path: str, exhibits: tuple[str, ...] = (), to: Party | None = None) -> None:
        """The scan of the signed slip was chosen; *exhibits* and *to* as its code names them, where it has one."""
        self._giving.paper = path
        if exhibits:
            self._giving.chosen = set(exhibits)
        if to is not None:
            self._giving.name, self._giving.office = to.name, to.office
        self.renew()

    def forget(self) -> None:
        """Drop everything."""
        self._at = None
        self._clear()
        super().forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the situation whenever somebody comes here."""
        super().showEvent(event)
        self.came.emit()

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return what is handed over and to whom."""
        at = self._at
        if at is None:
            return Head(_("Hand over"))
        offered = at.offered
        if offered is None:
            return Head(_("Hand over"), lines.line(at.number, 40))
        title = _n("Hand over {n} exhibit", "Hand over {n} exhibits", len(offered.lines))
        to = _("To {name}. Offered {time}", name=words.person(offered.to), time=words.local(offered.wall))
        marks = [Mark(_("Unproven"), "warn", "circle-help")] if offered.unproven else []
        if not offered.certified:
            marks.append(Mark(_("Giver’s key is not certified"), "warn", "shield-alert"))
        if offered.forked:
            marks.append(Mark(_("Copied laptop"), "bad", "git-fork"))
        return Head(title, to, tuple(marks))

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        at = self._at
        made = [Act("Ctrl+S", _("Sign"), self._sign_now)]
        if at and at.offered:
            made += [
                Act("Enter", _("Compare"), self._compare_active),
                Act("Q", _("Show codes"), self._show_codes),
            ]
        slip = Act("Ctrl+P", _("Slip to sign"), self._slip, hidden=True)
        return (*made, Act("F8", _("Read codes"), self.read_asked.emit), slip)

    def first_focus(self) -> str:
        """Start at the first bag, or at what is chosen."""
        at = self._at
        if at is None or at.offered is None:
            return "purpose"
        if self._active():
            return "seal"
        return "passphrase" if self.checks == "passphrase" else "sign"

    # --- what is so ---------------------------------------------------------------------------------------------------
    @property
    def offered(self) -> Offered | None:
        """Return the offer that shows."""
        return self._at.offered if self._at else None

    @property
    def checks(self) -> Checks:
        """Tell who can check the bags here."""
        return checks(self._at)

    def _bag(self, exhibit: str) -> Bag:
        return self._bags.setdefault(exhibit, Bag())

    def _waiting(self) -> list[str]:
        """Return the exhibits that nobody has answered yet, in the order of the offer."""
        return [line.exhibit for line in self.offered.lines if not line.answer] if self.offered else []

    def _active(self) -> str:
        """Return the exhibit whose turn it is: the first that is not compared."""
        if not self.checks:
            return ""
        return next((one for one in self._waiting() if self._bag(one).told is None), "")

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return the bags on the left, the people and the signature on the right."""
        self._give = self._take = None
        at = self._at
        if at is None:
            return holder(column((Empty("handshake", _("No seizure is open"), _("Open one from Today.")), 1)))
        if at.offered is None:
            give = GiveSide(at, self._giving, again=self.renew, changed=self._judge)
            left, right = give.left(), give.right(self._offer, self.paper_asked.emit, self._slip)
            self._give = give
        else:
            left, right = self._bag_list(at.offered), self._side(at, at.offered)
        box = row((left, 1), right, gap=M)

        def arrange(width: int) -> None:
            right.setFixedWidth(style.eased(340 if narrow(width) else 400))
            box.setContentsMargins(edge(width), XS, edge(width) - S, 0)

        return Responsive(box, arrange)

    def _bag_list(self, offered: Offered) -> QWidget:
        active = self._active()
        at = 2 if active else 3
        box = column(steps(at if self._waiting() else 4), gap=M)
        if self.checks:
            told = _("Taker: type what you read on the bag. The offered numbers show after you answer.")
            box.addWidget(Text(told, "body", "muted", wrapped=True))
        cards = BagCards(compare=self._compare, photo=self.photo_asked.emit, again=self.renew, changed=self._judge)
        for line in offered.lines:
            box.addWidget(cards.card(line, self._bag(line.exhibit), active=line.exhibit == active))
        box.addStretch(1)
        area = Scroll(box, (0, 0, S, L))
        area.setObjectName("bags")
        return area

    def _side(self, at: Situation, offered: Offered) -> QWidget:
        bags = [self._bag(one) for one in self._waiting()]
        self._take = SignSide(offered, bags, self._signing, self.checks, self._answer)
        box = column(self._take.card(), gap=M)
        mine = offered.giver.person == at.me
        back = partial(self.withdraw_asked.emit, offered.offer)
        box.addWidget(elsewhere(offered, mine=mine, show=self._show_codes, read=self.read_asked.emit, withdraw=back))
        if len(at.offers) > 1 or not offered.open:
            box.addWidget(others(at, offered, self.turned.emit))
        box.addStretch(1)
        area = Scroll(box, (0, 0, S, L))
        area.setObjectName("people")
        return area

    # --- what happens -------------------------------------------------------------------------------------------------
    def _judge(self) -> None:
        """Say why nothing can be signed yet."""
        if self._give is not None:
            self._give.judge()
        if self._take is not None:
            self._take.judge()

    def _compare_active(self) -> None:
        if active := self._active():
            self._compare(active)

    def _compare(self, exhibit: str) -> None:
        """Ask for the comparison once both fields are filled, or said to be empty on purpose."""
        bag = self._bag(exhibit)
        bag.faults = {}
        if not bag.seals and not bag.no_seal:
            bag.faults["seal"] = _("Type the seal number, or press: It has no seal.")
        if not bag.gross.strip() and not bag.no_weight:
            bag.faults["gross"] = _("Type the weight, or press: It is not weighed.")
        if bag.faults:
            self.renew()
            self._focus(next(iter(bag.faults)))
        else:
            self.compare_asked.emit(exhibit, bag)

    def _sign_now(self) -> None:
        """Ctrl+S: sign whichever half this is."""
        if self._at is not None and self._at.offered is None:
            self._offer()
        else:
            self._answer()

    def _offer(self) -> None:
        at = self._at
        if at is None or lacking(at, self._giving):
            return
        self.offer_asked.emit(self._wanted(at))

    def _slip(self) -> None:
        at = self._at
        if at is not None and at.offered is None and not lacking(at, self._giving):
            self.slip_asked.emit(self._wanted(at))

    def _wanted(self, at: Situation) -> Asked:
        giving = self._giving
        officer = next((one for one in at.officers if one.person == giving.person), None)
        to = Party(name=giving.name, office=giving.office)
        if giving.to == "here" and officer is not None:
            to = Party(name=officer.name, person=officer.person, rank=officer.rank, office=officer.unit)
        return Asked(
            exhibits=tuple(one.id for one in at.held if one.id in giving.chosen),
            to=to,
            purpose=giving.purpose,
            transport=giving.transport,
            mark=giving.mark if giving.to == "outside" else None,
            mail_no=giving.mail_no,
            paper=giving.paper,
        )

    def _answer(self) -> None:
        offered = self.offered
        if offered is None or not self.checks or self._take is None or self._take.why_not():
            return
        person = (offered.to.person or "") if self.checks == "passphrase" else ""
        bags = tuple((one, self._bag(one)) for one in self._waiting())
        typed = self._signing
        self.sign_asked.emit(Answered(offered.offer, bags, typed.location, person, typed.passphrase))

    def _show_codes(self) -> None:
        button = self.part("show_codes")
        if self.offered is not None and button is not None and button.isEnabled():
            self.codes_asked.emit(self.offered.offer)

    def _focus(self, name: str) -> None:
        field = self.part(name)
        if isinstance(field, Line):
            field.selectAll()
            field.setFocus()
