"""The sections that list and close: photos, deviations, and the check before the lock."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from fieldkit.domain.view import OriginalView
from fieldkit.text.catalogue import _, _n
from fieldkit.ui import lines, sections, words
from fieldkit.ui.look.tokens import L, M, S
from fieldkit.ui.pages.writeup_links import link
from fieldkit.ui.pages.writeup_mistakes import mistake, struck
from fieldkit.ui.pages.writeup_offers import photo_number
from fieldkit.ui.pages.writeup_parts import conflict, history, opened_form, section_head
from fieldkit.ui.pages.writeup_plan import SECTIONS, section_of_draft
from fieldkit.ui.pages.writeup_slots import Slot
from fieldkit.ui.pages.writeup_state import Opened, WriteUp
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.facts import grid
from fieldkit.ui.widgets.field import Field, Line
from fieldkit.ui.widgets.parts import Badge, Card
from fieldkit.ui.widgets.text import Icon, Text

_STRIP: Final = 40
"""Thumbnails in the strip; the photos page shows all."""


def photos(state: WriteUp) -> list[QWidget]:
    """Return the count, a strip of thumbnails, and the ways to attach and to see them all."""
    originals = [o for o in state.record.originals if not o.fact.voided]
    count = _n("{n} photo or file", "{n} photos and files", len(originals))
    loose = sections.unassigned(state.record)
    note = _n("{n} without an exhibit", "{n} without an exhibit", loose) if loose else ""
    attach = Button(_("Add photos"), "tonal", name="add_photos", icon="camera", key="Ctrl+O")
    attach.clicked.connect(partial(state.attach_asked.emit, "other", ""))
    every = Button(_("All photos"), "plain", name="all_photos", icon="images", key="P")
    every.clicked.connect(state.photos_asked)
    said = Text(note, "cap", "muted", wrapped=True)
    strip = []
    for original in originals[:_STRIP]:
        fact = original.fact.register.shown
        slot = Slot(f"photo_{original.id}", _(words.VIEWS[fact.view]), original.id)
        slot.setAccessibleName(_("Photo: {view}", view=_(words.VIEWS[fact.view])))
        slot.clicked.connect(state.photos_asked)
        state.pictures.show(slot)
        strip.append(slot)
    gone = [_struck_photo(state, one) for one in state.record.originals if one.fact.voided]
    return [section_head(count, every, attach), said, holder(Flow(*strip, gap=S)), *gone]


def _struck_photo(state: WriteUp, one: OriginalView) -> QWidget:
    shown = one.fact.register.shown
    title = _("Photo {n}: {view}", n=photo_number(state.record, one.id), view=_(words.VIEWS[shown.view]))
    return struck(one.id, title, shown.name, one.fact.voided)


def deviations(state: WriteUp) -> list[QWidget]:
    """Return the open form of a deviation and those that are recorded."""
    add = Button(_("Record deviation"), "tonal", name="add_deviation", icon="plus", key="A")
    add.clicked.connect(partial(start_deviation, state))
    parts: list[QWidget] = [section_head(_("Deviations"), add)]
    if state.opened is not None and state.opened.key.form == "deviation":
        parts.append(opened_form(state, state.opened))
    for fact in state.record.deviations:
        if fact.voided:
            gone = fact.register.shown
            parts.append(struck(fact.id, gone.what, gone.why, fact.voided))
            continue
        if fact.register.disputed:
            key = Key("deviation", state.record.id)
            parts += conflict(state, key, fact.id, fact.register, sections.deviation)
            continue
        said = fact.register.shown
        number = next((words.short_number(x) for x in state.exhibits if x.id == said.exhibit), "")
        badge = [Badge(number, "plain", "package")] if number else []
        what = lines.line(said.what, 400)
        head = row((Text(what, "strong", wrapped=True), 1), *badge, gap=S)
        parts.append(
            Card(
                column(
                    head,
                    grid(sections.deviation(said)),
                    row(mistake(state, fact.id, what), None),
                    *history(state, fact.id[:12], fact.register, sections.deviation),
                    gap=S,
                )
            )
        )
    if len(parts) == 1:
        note = _("None recorded. Where a step could not be done, say why: a court accepts a reason, not a gap.")
        parts.append(Text(note, "body", "muted", wrapped=True))
    return parts


def start_deviation(state: WriteUp) -> None:
    """Open an empty deviation."""
    state.open(Opened(Key("deviation", state.record.id), {"decided_by": state.person(state.me)}))


def closing(state: WriteUp) -> list[QWidget]:
    """Return what is read back before the lock, who else signs, the lock with its reason, and the link."""
    return [_read_back(state), _others(state), _lock(state), *link(state)]


def _others(state: WriteUp) -> QWidget:
    """Return the ways to the second signature and the hand-over."""
    second = Button(_("Second signature"), "tonal", name="second_signature", icon="user-check", key="S")
    second.clicked.connect(state.second_asked)
    give = Button(_("Hand over"), "tonal", name="hand_over", icon="handshake", key="H")
    give.clicked.connect(state.hand_over_asked)
    note = _("The second officer signs the night’s list once. What is handed over stays in this write-up.")
    parts = (Text(_("Before the team leaves"), "h2"), Text(note, "cap", "muted", wrapped=True))
    return Card(column(*parts, holder(Flow(second, give, gap=S)), gap=M), name="card_others")


def _read_back(state: WriteUp) -> QWidget:
    view = state.record
    facts: list[tuple[str, str]] = []
    if view.times:
        facts += sections.times(view.times.shown)[:2]
    if view.place:
        facts += sections.place(view.place.shown)[:1]
    if view.ground:
        facts += sections.ground(view.ground.shown)[:1]
    if view.team:
        facts += sections.team(view.team.shown)[:2]
    if view.presence:
        facts += sections.presence(view.presence.shown)
    for person in view.persons:
        if not person.voided:
            value = person.register.shown
            facts.append((_("Person"), lines.line(value.name_latin or value.name_km, 80)))
    for one in state.exhibits:
        seal = words.seal_now(one)
        said = (
            words.thing(one.find.register.shown.detail),
            words.measure(one)[0],
            _("Seal {number}", number=seal) if seal else _("No seal yet"),
        )
        facts.append((words.short_number(one), ", ".join(filter(None, said))))
    facts.append((_("Photos"), str(len(view.originals))))
    return Card(column(Text(_("Read it back"), "h2"), grid(facts), gap=M), name="card_read_back")


def _lock(state: WriteUp) -> QWidget:
    if state.record.state == "accepted":
        note = _("This is an amendment: each change is signed as it is saved, and goes out with the next export.")
        return Card(column(Text(_("Amendment"), "h2"), Text(note, wrapped=True), gap=M), name="card_lock", pad=L)
    wanting = [one for one in state.missing if not one.answered_by]
    drafts = state.typing.keys
    parts: list[QWidget] = [Text(_("Lock"), "h2")]
    if wanting:
        said = _n("A court will miss {n} thing.", "A court will miss {n} things.", len(wanting))
        parts.append(
            Card(row(Icon("triangle-alert", "warn", 20), (Text(said, "body", wrapped=True), 1), gap=M), "warn", pad=M)
        )
    for key in drafts:
        section = dict(SECTIONS)[section_of_draft(key)]
        said = _("{section}: something typed is not signed yet.", section=_(section))
        parts.append(
            Card(row(Icon("pen-line", "warn", 20), (Text(said, "body", wrapped=True), 1), gap=M), "warn", pad=M)
        )
    if wanting or not state.mine:
        reason = Line("lock_reason", state.reasons.get("lock", ""))
        reason.textChanged.connect(lambda text: state.reasons.update(lock=text))
        parts.append(Field(_("Why is it locked as it is?"), reason))
    if not state.mine:
        note = _("You did not write this. The lead officer may lock it for an absent author, and says why.")
        parts.append(Text(note, "cap", "muted", wrapped=True))
    lock_ = Button(_("Lock"), "tonal", name="lock", icon="lock", key="Ctrl+L")
    lock_.clicked.connect(partial(lock, state))
    note = _("After the lock it takes changes only when a reviewer returns it. Nothing is deleted.")
    parts += [Text(note, "cap", "muted", wrapped=True), holder(row(None, lock_))]
    return Card(column(*parts, gap=M), name="card_lock", pad=L)


def lock(state: WriteUp) -> None:
    """Ask for the lock; a missing reason is complained about where it belongs. An amendment is never locked."""
    if state.record.state == "accepted":
        return
    wanting = any(not one.answered_by for one in state.missing)
    reason = state.reasons.get("lock", "").strip()
    if (wanting or not state.mine) and not reason:
        state.complained = "lock_reason"
        if state.section != "lock":
            state.go("lock")
        else:
            state.section_changed.emit()
        return
    state.lock(reason)
