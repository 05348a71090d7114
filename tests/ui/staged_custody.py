"""The pages and dialogs of signing and handing over, each with everything it can have."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.actions.desk import Changes
from fieldkit.actions.handover import Compared, Offered, OfferedLine, Shown
from fieldkit.domain.values import Party
from fieldkit.text.catalogue import _
from fieldkit.ui.dialogs.actform import ActForm
from fieldkit.ui.dialogs.qr import Codes
from fieldkit.ui.dialogs.read_codes import ReadCodes
from fieldkit.ui.dialogs.settle import Settle
from fieldkit.ui.errands.custody_forms import form_of
from fieldkit.ui.errands.disputes import cases
from fieldkit.ui.errands.handover_work import held
from fieldkit.ui.page import Mark, Page
from fieldkit.ui.pages.attest import AttestPage, ReadBack
from fieldkit.ui.pages.handover import HandoverPage
from fieldkit.ui.pages.handover_parts import Bag, Situation
from fieldkit.ui.readback import read_back
from fieldkit.ui.shell import Shell
from tests.ui import sample
from tests.ui.sample_parts import DARA, MIDNIGHT, MINUTE, NUMBER, SOPHEA, THIDA, digest, grams

VIEW = sample.seizure()
BAGS = [one.id for one in VIEW.exhibits[:3]]


def card(party: Party) -> Any:  # noqa: ANN401  (stands in for a record of storage)
    return SimpleNamespace(person=party.person, name=party.name, rank=party.rank, unit=party.office, certified=True)


OFFICERS: tuple[Any, ...] = (card(DARA), card(THIDA))
LETTERS = "K7P2M9QX4D"


def offered(*, to_me: bool = False, answers: tuple[str, ...] = ("", "", "")) -> Offered:
    lines = tuple(
        OfferedLine(exhibit=one, label=f"{NUMBER}/K7Q-{n:02d}", answer=answer)
        for n, (one, answer) in enumerate(zip(BAGS, answers, strict=True), 1)
    )
    return Offered(
        changes=Changes(),
        offer=digest("offer"),
        letters=LETTERS,
        seizure=VIEW.id,
        number=NUMBER,
        giver=DARA,
        signer=DARA.name,
        rank=DARA.rank,
        unit=DARA.office,
        certified=True,
        standing="good",
        unproven=to_me,
        forked=False,
        to=THIDA,
        to_me=to_me,
        purpose="storage",
        transport="",
        wall=MIDNIGHT + 151 * MINUTE,
        lines=lines,
    )


def situation(told: Offered | None, *, me: Party = DARA) -> Situation:
    free = tuple(held(one, SOPHEA.person or "") for one in VIEW.exhibits)
    offers = ((digest("offer"), _("To {name}, {time}", name=THIDA.name, time="02:31")),)
    return Situation(
        seizure=VIEW.id, number=NUMBER, me=me.person or "", held=free, officers=OFFICERS, offered=told, offers=offers
    )


def compared(exhibit: str, seal: str, *, same: bool) -> Compared:
    agreement: Any = "agrees" if same else "differs"
    return Compared(
        exhibit=exhibit,
        label="",
        seals=agreement,
        weight="agrees",
        offered_seals=(seal,),
        offered_gross=grams("512.4"),
        tolerance_ug=500_000,
    )


def giving() -> Page:
    page = HandoverPage()
    page.show_situation(situation(None))
    return page


def outside() -> Page:
    page = HandoverPage()
    page.show_situation(situation(None))
    page._giving.to = "outside"  # noqa: SLF001  (what a press on the choice does)
    page._giving.paper = "slip.jpg"  # noqa: SLF001  (as above)
    return page


def checking() -> Page:
    page = HandoverPage()
    page.show_situation(situation(offered()))
    for n, (seal, same) in enumerate((("A 004 512 881", True), ("A 004 512 882", False))):
        bag = page._bag(BAGS[n])  # noqa: SLF001  (what typing does)
        bag.seal, bag.gross = "A 004 512 881" if same else "A 004 512 832", "512.4 g"
        page.show_compared(BAGS[n], compared(BAGS[n], seal, same=same))
    wrong: Bag = page._bag(BAGS[1])  # noqa: SLF001  (what pressing Refuse does)
    wrong.answer, wrong.reason = "refuse", "Bag shows ...832."
    page.complain(BAGS[2], "gross", _("Type the weight, or press: It is not weighed."))
    return page


def waiting() -> Page:
    """On the giver's laptop, when the taker has another one."""
    page = HandoverPage()
    page.show_situation(Situation(**{**_fields(situation(offered())), "officers": OFFICERS[:1]}))
    return page


def answered() -> Page:
    page = HandoverPage()
    page.show_situation(situation(offered(to_me=True, answers=("accepted", "refused", "withdrawn")), me=THIDA))
    return page


def _fields(record: Situation) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def attest() -> Page:
    page = AttestPage()
    entries = [e for one in VIEW.exhibits[:3] for e in (one.find.id, *[w.id for w in one.weighings])]
    entries += [
        step.act.entry for one in VIEW.exhibits[:3] for step in one.timeline if step.act.type == "custody.package"
    ]
    lines = read_back(VIEW, entries)
    told = ReadBack(VIEW.id, NUMBER, DARA.person or "", THIDA.person or "", OFFICERS, lines)
    page.show_list(told)
    page._struck[lines[2].entry] = "I stood at the gate"  # noqa: SLF001  (what X and typing do)
    return page


def nothing_to_attest() -> Page:
    page = AttestPage()
    page.show_list(ReadBack(VIEW.id, NUMBER, DARA.person or "", DARA.person or "", OFFICERS, ()))
    return page


PAGES: dict[str, Callable[[], Page]] = {
    "giving": giving,
    "outside": outside,
    "checking": checking,
    "waiting": waiting,
    "answered": answered,
    "attest": attest,
    "nothing_to_attest": nothing_to_attest,
}


# --- dialogs ---------------------------------------------------------------------------------------------------------
def codes(parent: QWidget) -> QWidget:
    dark = tuple(tuple((x * 7 + y * 5 + x * y) % 3 == 0 for x in range(77)) for y in range(77))
    shown = Shown(offer=digest("offer"), parts=("A", "B", "C"), modules=(dark, dark, dark), letters=LETTERS)
    note = _("Offer by {name}, {time}", name=DARA.name, time="02:31")
    dialog = Codes(parent, shown, answer=False, note=note)
    dialog.open()
    return dialog


def reading(parent: QWidget) -> QWidget:
    dialog = ReadCodes(parent)
    gathered: Any = SimpleNamespace(of=6, missing=(2, 5))
    dialog.show_progress((gathered,), "damaged")
    dialog.open()
    return dialog


def settling(parent: QWidget) -> QWidget:
    one = next(x for x in VIEW.exhibits if x.axes.holder.disputed)
    dialog = Settle(parent, cases(one), "K7Q-02", lambda *_all: None)
    dialog.open()
    return dialog


def act(code: str) -> Callable[[QWidget], QWidget]:
    def made(parent: QWidget) -> QWidget:
        form = form_of(code, VIEW.exhibits[0])
        dialog = ActForm(
            parent, form.name, form.title, form.note, form.blanks, act=form.act, icon=form.icon, run=lambda *_all: None
        )
        dialog.open()
        return dialog

    return made


DIALOGS: dict[str, Callable[[QWidget], QWidget]] = {
    "qr": codes,
    "read_codes": reading,
    "settle": settling,
    "store": act("store"),
    "break": act("break"),
    "reseal": act("reseal"),
    "label": act("label"),
    "lab": act("lab"),
}


def stage(name: str, size: tuple[int, int] = (1280, 800)) -> Shell:
    """Return a shell that shows the page *name*."""
    shell = Shell()
    page = PAGES[name]()
    shell.unlocked = shell.open_seizure = True
    shell.officer = "Capt. Sok Dara"
    shell.marks = (Mark(_("Practice"), "warn", "info"),)
    shell.saved = Mark(_("All saved {time}", time="02:13:58"), "ok", "circle-check")
    shell.add(page)
    shell.resize(*size)
    shell.show()
    shell.go(page.name)
    return shell


def staged_dialog(name: str, size: tuple[int, int] = (1280, 800)) -> tuple[Shell, QWidget]:
    """Return a shell and the dialog *name* over it."""
    shell = stage("giving", size)
    return shell, DIALOGS[name](shell)
