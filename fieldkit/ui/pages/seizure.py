"""Seizure: one write-up read from top to bottom, with what disagrees, what does not count, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.domain.view import ExhibitView, PersonView, Problem, Review, SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, sections, words
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import PRIMARY, XS, L, M, S
from fieldkit.ui.models.exhibits import troubled
from fieldkit.ui.page import Act, Head, Mark, Page, edge, narrow
from fieldkit.ui.timeline import standing_marks
from fieldkit.ui.widgets.boxes import Flow, Responsive, Scroll, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.facts import grid, group
from fieldkit.ui.widgets.parts import Badge, Card, Empty, Rule, TicksWidget
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
        sign_asked: read the night back for a second signature.
        hand_over_asked: hand over what is held.
    """

    name = "seizure"
    rail = "seizure"
    evidence_asked = Signal(str)
    photos_asked = Signal()
    flash_asked = Signal()
    documents_asked = Signal()
    attach_asked = Signal()
    export_asked = Signal(object)
    sign_asked = Signal()
    hand_over_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: SeizureView | None = None
        self._section = "called"

    def show_view(self, view: SeizureView) -> None:
        """Show *view*."""
        if self._view is None or self._view.id != view.id:
            self._section = "called"
        self._view = view
        self.renew()

    def forget(self) -> None:
        """Drop the seizure."""
        self._view = None
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
        """Return Add photos."""
        button = Button(_("Add photos"), "primary", name="attach", icon="camera", key="Ctrl+O", height=PRIMARY)
        button.clicked.connect(self.attach_asked)
        return button

    def acts(self) -> tuple[Act, ...]:
        """Return the keys."""
        sections_ = tuple(
            Act(f"Alt+{n}", _(text), partial(self._jump, name), hidden=True)
            for n, (name, text) in enumerate(SECTIONS[:9], start=1)
        )
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
            Act("Ctrl+O", _("Add photos"), self.attach_asked.emit, hidden=True),
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
        side = Scroll(column(_standing(view), *_attention(view), None, gap=M), (0, 0, S, L))
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
            "called": lambda v: group(_("Seizure"), v.head, sections.called, name="card_called"),
            "where": _where,
            "ground": lambda v: group(_("Legal ground"), v.ground, sections.ground, name="card_ground"),
            "team": _team,
            "people": _people,
            "exhibits": self._exhibits,
            "photos": self._photos,
            "narrative": _narrative,
            "deviations": _deviations,
            "review": _review,
        }

    def _nav(self, name: str, text: str, view: SeizureView) -> Button:
        tail = _mark(name, view)
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
        return Card(row((left, 1), right, gap=M), "bad" if troubled(exhibit) else "plain", pad=(L, M, M, S))

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


# --- the sections ----------------------------------------------------------------------------------------------------
def _mark(name: str, view: SeizureView) -> str:
    """Return icon and tint at the end of a section's name: written, empty, or in conflict."""
    groups = {
        "called": (view.head,),
        "where": (view.times, view.place, view.route),
        "ground": (view.ground,),
        "team": (view.team, view.presence),
        "narrative": (view.narrative,),
    }
    if name in groups:
        written = [g for g in groups[name] if g is not None]
        if any(g.disputed for g in written):
            return "split:bad"
        return "circle-check:ok" if written else "circle:muted"
    counts = {
        "people": (len(view.persons), any(p.register.disputed for p in view.persons)),
        "exhibits": (len(view.exhibits), any(troubled(x) for x in view.exhibits)),
        "photos": (len(view.originals), False),
        "deviations": (len(view.deviations), any(d.register.disputed for d in view.deviations)),
        "review": (len(view.reviews), view.state == "returned"),
    }
    count, trouble = counts[name]
    if trouble:
        return "circle-alert:bad"
    return "circle-check:ok" if count else "circle:muted"


def _where(view: SeizureView) -> QWidget:
    cards = [
        group(_("When"), view.times, sections.times, name="card_times"),
        group(_("Where"), view.place, sections.place, name="card_place"),
        group(_("Route"), view.route, sections.route, name="card_route"),
    ]
    return holder(column(*cards, gap=M), "card_where")


def _team(view: SeizureView) -> QWidget:
    cards = [
        group(_("Team"), view.team, sections.team, name="card_members"),
        group(_("Present at the search"), view.presence, sections.presence, name="card_presence"),
    ]
    return holder(column(*cards, gap=M), "card_team")


def _people(view: SeizureView) -> QWidget:
    if not view.persons:
        empty = column(Text(_("People"), "h2"), Text(_("Nothing written yet"), "body", "muted"), gap=M)
        return Card(empty, name="card_people")
    return holder(column(*[_person(p) for p in view.persons], gap=M), "card_people")


def _person(person: PersonView) -> QWidget:
    shown = person.register.shown
    title = ", ".join(lines.of(words.PERSON_ROLES, role) for role in shown.roles)
    card = group(title, person.register, sections.person, name=f"person_{person.id}")
    layout = card.layout()
    first = layout.itemAt(0) if layout is not None else None
    head = first.layout() if first is not None else None
    if shown.status and head is not None and not person.register.disputed:
        text, kind = words.PERSON_STATES[shown.status]
        head.addWidget(Badge(_(text), kind))
    return card


def _narrative(view: SeizureView) -> QWidget:
    if view.narrative and not view.narrative.disputed:
        paragraphs = view.narrative.shown.text.split("\n\n")
        box = column(Text(_("Narrative"), "h2"), gap=M)
        for paragraph in paragraphs:
            box.addWidget(Text(lines.line(paragraph, 12_000), wrapped=True))
        return Card(box, name="card_narrative")
    return group(
        _("Narrative"),
        view.narrative,
        lambda value: [(_("Text"), lines.line(value.text, 2_000))],
        name="card_narrative",
    )


def _deviations(view: SeizureView) -> QWidget:
    box = column(Text(_("Deviations"), "h2"), gap=M)
    for n, fact in enumerate(view.deviations):
        if n:
            box.addWidget(Rule())
        box.addLayout(grid(sections.deviation(fact.register.shown)))
        signed = [Mark(_("{name} attested", name=words.signer(a.act)), "ok", "user-check") for a in fact.attested]
        marks = [*signed, *standing_marks(fact.act)]
        box.addLayout(Flow(*[Badge(m.text, m.kind, m.icon) for m in marks]))
    if not view.deviations:
        box.addWidget(Text(_("None recorded"), "body", "muted"))
    return Card(box, name="card_deviations")


REVIEWS: dict[str, tuple[str, str, str]] = {
    "lock": (N_("Locked by {name}"), "lock", "muted"),
    "return": (N_("Returned by {name}"), "undo-2", "bad"),
    "review.return": (N_("Returned by {name}"), "undo-2", "bad"),
    "accept": (N_("Accepted by {name}"), "circle-check", "ok"),
    "review.accept": (N_("Accepted by {name}"), "circle-check", "ok"),
    "amend": (N_("Amended by {name}"), "pencil", "warn"),
}


def _review(view: SeizureView) -> QWidget:
    box = column(Text(_("Review"), "h2"), gap=M)
    for review in reversed(view.reviews):
        box.addWidget(_reviewed(review))
    if not view.reviews:
        box.addWidget(Text(_("Not locked yet"), "body", "muted"))
    return Card(box, name="card_review")


def _reviewed(review: Review) -> QWidget:
    message, icon, tint = REVIEWS.get(review.kind, (N_("Signed by {name}"), "pen-line", "muted"))
    title = Text(_(message, name=words.signer(review.act)), "strong", wrapped=True)
    said = column(title, Text(words.when(review.act.wall, review.act.offset), "cap", "muted"), gap=2)
    if review.reason:
        said.addWidget(Text(lines.line(review.reason, 2_000), wrapped=True))
    if review.official_no:
        number = _("Official number {number}", number=lines.line(review.official_no, 60))
        said.addWidget(Text(number, "body", wrapped=True))
    return holder(row(column(Icon(icon, tint, 20), None), (said, 1), gap=M))


# --- where it stands -------------------------------------------------------------------------------------------------
def _standing(view: SeizureView) -> QWidget:
    anchor = _("No anchor yet: nothing has left the team’s hands.")
    if view.first_anchor is not None:
        offset = view.head.heads[0].act.offset if view.head else 0
        anchor = _("First anchored {time}", time=words.when(view.first_anchor, offset))
    shown = [_small("link", anchor), _small("hash", _n("{n} signed entry", "{n} signed entries", view.entries))]
    if view.ticks.missing_originals:
        missing = len(view.ticks.missing_originals)
        text = _n("{n} original is not at HQ yet", "{n} originals are not at HQ yet", missing)
        shown.append(_small("image", text))
    shown += [_small("receipt", _("Receipt {number}", number=lines.line(r.receipt.number, 40))) for r in view.receipts]
    ticks = row(None, TicksWidget(view.ticks, view.state, step=58), None)
    return Card(column(Text(_("Where it stands"), "h2"), ticks, *shown, gap=M), pad=(M, M, M, L))


def _small(icon: str, text: str) -> QWidget:
    return holder(row(column(Icon(icon, "muted", 18), None), (Text(text, "cap", wrapped=True), 1), gap=S))


def _attention(view: SeizureView) -> list[QWidget]:
    """Return a card for entries that are kept but do not count."""
    if not view.problems:
        return []
    title = _n("{n} entry does not count", "{n} entries do not count", len(view.problems))
    parts: list[QWidget] = []
    for problem in view.problems:
        parts += [Rule(), _problem(problem)]
    return [Card(column(Text(title, "h2", wrapped=True), *parts, gap=M), "warn")]


def _problem(problem: Problem) -> QWidget:
    said = _(
        "{what}, {name}, {time}",
        what=lines.line(problem.act.type, 40),
        name=words.signer(problem.act),
        time=words.clock(problem.act),
    )
    return holder(column(Text(sections.why(problem.why), "body", wrapped=True), Text(said, "cap", wrapped=True), gap=2))
