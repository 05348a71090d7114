"""Seizure: one write-up read from top to bottom, with what disagrees, what does not count, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, sections, words
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.models.exhibits import troubled
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.pages import seizure_cards as cards
from fieldkit.ui.pages.seizure_side import attention, contradicts, standing, to_sign
from fieldkit.ui.pages.writeup_links import Linked
from fieldkit.ui.pages.writeup_links import card as links
from fieldkit.ui.pages.writeup_mistakes import struck
from fieldkit.ui.timeline import standing_marks
from fieldkit.ui.widgets.boxes import Flow, Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, Card, Empty
from fieldkit.ui.widgets.text import Icon, Text

SECTIONS: tuple[tuple[str, str], ...] = (
    ("called", N_("Seizure")),
    ("where", N_("When and where")),
    ("ground", N_("Legal ground")),
    ("team", N_("Team and presence")),
    ("people", N_("People")),
    ("exhibits", N_("Exhibits")),
    ("photos", N_("Photos")),
    ("narrative", N_("Narrative")),
    ("deviations", N_("Deviations")),
    ("review", N_("Review")),
)


_ROOM_FOR_JUMPS = 860
"""With large text in a narrow window the jump list gives way to what it leads to."""


class SeizurePage(Page):
    """One seizure with its sections.

    Signals:
        evidence_asked: an exhibit's custody; arg: its id.
        photos_asked, documents_asked: the pages of this seizure.
        attach_asked: photos are to be attached to this seizure.
        export_asked: this seizure is to be exported; arg: ids.
        settle_asked: say which of several values counts.
        sign_asked: read the night back for a second signature.
        hand_over_asked: hand over what is held.
        amend_asked: change it after acceptance.
        linked_asked: open another seizure of the same scene; arg: its id.

    Attributes:
        amendable: who sits here may amend it once it is accepted.
        folds: the names of the folds that are open.
    """

    name = "seizure"
    rail = "seizure"
    evidence_asked = Signal(str)
    photos_asked = Signal()
    flash_asked = Signal()
    documents_asked = Signal()
    attach_asked = Signal()
    export_asked = Signal(object)
    settle_asked = Signal()
    sign_asked = Signal()
    hand_over_asked = Signal()
    amend_asked = Signal()
    linked_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._view: SeizureView | None = None
        self._me = ""
        self._section = "called"
        self._linked: Linked = ()
        self.folds: set[str] = set()
        self.amendable = False

    def show_view(self, view: SeizureView, me: str = "") -> None:
        """Show *view* to the person *me* (an id)."""
        if self._view is None or self._view.id != view.id:
            self._section = "called"
            self._linked = ()
            self.folds.clear()
        self._view, self._me = view, me
        self.renew()

    def show_linked(self, linked: Linked) -> None:
        """Show which seizures are of the same scene."""
        if tuple(linked) != tuple(self._linked):
            self._linked = linked
            self.renew()

    def fold(self, name: str) -> None:
        """Open or close a fold."""
        self.folds ^= {name}
        self.renew()

    def forget(self) -> None:
        """Drop the seizure."""
        self._view, self._linked = None, ()
        self.folds.clear()
        super().forget()

    # --- what the shell asks ------------------------------------------------------------------------------------------
    def head(self) -> Head:
        """Return number, title and state."""
        view = self._view
        if view is None:
            return Head(_("Seizure"))
        text, kind, icon = words.STATES[view.state]
        marks = [Mark(_(text), kind, icon)]
        if view.conflicts:
            marks.append(Mark(_n("{n} conflict", "{n} conflicts", view.conflicts), "bad", "split"))
        if view.transcribed:
            marks.append(Mark(_("Typed in from paper"), "plain", "file-pen"))
        title = lines.line(view.head.shown.title) if view.head else ""
        return Head(lines.line(view.number, 40), title, tuple(marks))

    def primary(self) -> Button | None:
        """Return Settle dispute where the write-up contradicts itself, else Add photos."""
        if self._view is not None and contradicts(self._view):
            button = Button(_("Settle dispute"), "primary", name="settle", icon="split", key="Ctrl+R", height=PRIMARY)
            button.clicked.connect(self.settle_asked)
            return button
        button = Button(_("Add photos"), "primary", name="attach", icon="camera", key="Ctrl+O", height=PRIMARY)
        button.clicked.connect(self.attach_asked)
        return button

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        sections_ = tuple(
            Act(f"Alt+{n}", _(text), partial(self._jump, name), hidden=True)
            for n, (name, text) in enumerate(SECTIONS[:9], start=1)
        )
        disputed = self._view is not None and contradicts(self._view)
        settling = (Act("Ctrl+R", _("Settle dispute"), self.settle_asked.emit),) if disputed else ()
        open_ = self._view is not None and self._view.state == "accepted" and self.amendable
        amending = (Act("M", _("Amend"), self.amend_asked.emit, hidden=True),) if open_ else ()
        return (
            Act("Alt+1 – 9", _("Section"), lambda: None),
            *sections_,
            Act("S", _("Second signature"), self.sign_asked.emit),
            Act("H", _("Hand over"), self.hand_over_asked.emit, hidden=True),
            Act("X", _("Evidence"), partial(self.evidence_asked.emit, "")),
            Act("P", _("Photos"), self.photos_asked.emit),
            Act("F", _("Flash report"), self.flash_asked.emit, hidden=True),
            Act("D", _("Documents"), self.documents_asked.emit),
            Act("E", _("Export"), self._export),
            *amending,
            Act("Ctrl+O", _("Add photos"), self.attach_asked.emit, hidden=True),
            *settling,
        )

    def first_focus(self) -> str:
        """Start in the list of sections."""
        return f"section_{self._section}"

    # --- the body -----------------------------------------------------------------------------------------------------
    def build(self) -> QWidget:
        """Return section list, sections, and where the seizure stands."""
        view = self._view
        if view is None:
            return holder(column((Empty("clipboard-list", _("No seizure is open"), _("Open one from Today.")), 1)))
        parts = {name: make(view) for name, make in self._makers().items()}
        content = column(*parts.values(), None, gap=M)
        main = Scroll(content, (0, 0, S, L))
        main.setObjectName("sections")
        buttons = [self._nav(name, text, view) for name, text in SECTIONS]
        nav = Scroll(column(*buttons, None, gap=2), (2, 0, 2, L))
        nav.setObjectName("nav")
        mine = to_sign(view, self._me, self.sign_asked.emit)
        side = Scroll(column(*mine, standing(view), *attention(view), None, gap=M), (0, 0, S, L))
        side.setObjectName("standing")
        box = row(nav, (main, 1), side, gap=M)

        def arrange(width: int) -> None:
            nav.setFixedWidth(style.eased(208 if narrow(width) else 216))
            side.setFixedWidth(style.eased(276 if narrow(width) else 320))
            nav.setVisible(width >= style.scaled(_ROOM_FOR_JUMPS))
            box.setContentsMargins(edge(width), XS, edge(width) - S, 0)

        return Responsive(box, arrange)

    def _makers(self) -> dict[str, Callable[[SeizureView], QWidget]]:
        return {
            "called": self._called,
            "where": partial(cards.where, self),
            "ground": lambda v: cards.group_of(self, _("Legal ground"), v.ground, sections.ground, "card_ground"),
            "team": partial(cards.team, self),
            "people": partial(cards.people, self),
            "exhibits": self._exhibits,
            "photos": self._photos,
            "narrative": cards.narrative,
            "deviations": partial(cards.deviations, self),
            "review": self._review,
        }

    def _called(self, view: SeizureView) -> QWidget:
        card = cards.group_of(self, _("Seizure"), view.head, sections.called, "card_called")
        scene = links(self._linked, self.linked_asked.emit)
        return holder(column(card, *scene, gap=M)) if scene else card

    def _review(self, view: SeizureView) -> QWidget:
        box = column(Text(_("Review"), "h2"), gap=M)
        if view.state == "accepted" and self.amendable:
            amend = Button(_("Amend"), "tonal", name="amend", icon="pencil", key="M")
            amend.clicked.connect(self.amend_asked)
            box.addLayout(row(amend, None))
        for review in reversed(view.reviews):
            box.addWidget(cards.reviewed(review))
        if not view.reviews:
            box.addWidget(Text(_("Not locked yet"), "body", "muted"))
        return Card(box, name="card_review")

    def _nav(self, name: str, text: str, view: SeizureView) -> Button:
        tail = cards.mark(name, view)
        button = Button(
            _(text), "nav", name=f"section_{name}", checked=name == self._section, tail=tail, left=True, pad=M
        )
        button.setAutoExclusive(True)
        button.clicked.connect(partial(self._jump, name))
        return button

    def _exhibits(self, view: SeizureView) -> QWidget:
        cards = [self._exhibit(x) for x in view.exhibits]
        none = [Text(_("Nothing written yet"), "body", "muted")] if not cards else []
        head = row(Text(_("Exhibits"), "h2"), Text(str(len(cards)), "h2", "muted"), None, gap=S)
        return holder(column(head, *none, *cards, gap=S, margins=(0, S, 0, S)), "card_exhibits")

    def _exhibit(self, exhibit: ExhibitView) -> QWidget:
        find = exhibit.find.register.shown
        if exhibit.find.voided:
            return struck(exhibit.id, words.short_number(exhibit), words.thing(find.detail), exhibit.find.voided)
        marks = list(standing_marks(exhibit.find.act))
        if exhibit.axes.disputed:
            marks.append(Mark(_("Disputed"), "bad", "split"))
        if exhibit.discrepancies:
            marks.append(Mark(_n("{n} discrepancy", "{n} discrepancies", len(exhibit.discrepancies)), "bad", "scale"))
        badges = [Badge(m.text, m.kind, m.icon) for m in marks]
        number = Text(words.short_number(exhibit), "lead")
        seal = words.seal_now(exhibit)
        sealed = _("Seal {number}", number=seal) if seal else _("Not sealed")
        below = row(Icon("tag", "muted", 16), (Text(sealed, "cap", "muted", wrapped=True), 1), gap=6)
        value, what = words.measure(exhibit)
        right = column(row(None, Text(value, "h2")), row(None, Text(what, "cap", "muted")), None, gap=2)
        left = column(
            holder(Flow(number, *badges)),
            Text(words.thing(find.detail), wrapped=True),
            Text(lines.line(find.spot), "cap", "muted", wrapped=True),
            below,
            gap=4,
        )
        open_ = Button(_("Custody"), "quiet", name=f"custody_{exhibit.id}", icon="package", pad=S, height=40)
        open_.setAccessibleName(_("Custody of {number}", number=words.short_number(exhibit)))
        open_.clicked.connect(partial(self.evidence_asked.emit, exhibit.id))
        right.addLayout(row(None, open_))
        past = cards.exhibit_history(self, exhibit)
        return Card(
            column(row((left, 1), right, gap=M), *past, gap=S),
            "bad" if troubled(exhibit) else "plain",
            pad=(L, M, M, S),
        )

    def _photos(self, view: SeizureView) -> QWidget:
        count = _n("{n} photo or file", "{n} photos and files", len(view.originals))
        loose = sections.unassigned(view)
        note = _n("{n} without an exhibit", "{n} without an exhibit", loose) if loose else ""
        button = Button(_("Photos"), "tonal", name="open_photos", icon="images", key="P")
        button.clicked.connect(self.photos_asked)
        said = column(Text(count, "lead", wrapped=True), Text(note, "cap", "muted", wrapped=True), gap=2)
        return Card(row((said, 1), button, gap=M), name="card_photos", pad=(L, M, M, M))

    # --- what happens -------------------------------------------------------------------------------------------------
    def _jump(self, name: str) -> None:
        self._section = name
        button = self.part(f"section_{name}")
        if isinstance(button, Button):
            button.setChecked(True)
        area, card = self.part("sections"), self.part(f"card_{name}")
        if isinstance(area, Scroll) and card is not None:
            area.verticalScrollBar().setValue(card.y() - S if card.y() > S else 0)

    def _export(self) -> None:
        if self._view:
            self.export_asked.emit((self._view.id,))
