"""The exhibits of a write-up: a card each with number, what it lacks, photos and weight, and inline forms."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from fieldkit.domain.view import ExhibitView, FactView, OriginalView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _, language
from fieldkit.ui import lines, words
from fieldkit.ui.look import style
from fieldkit.ui.look.tokens import TOUCH_LEAST, L, M, S
from fieldkit.ui.pages import writeup_forms as forms
from fieldkit.ui.pages.writeup_mistakes import mistake, struck
from fieldkit.ui.pages.writeup_parts import conflict, history, opened_form, section_head, small
from fieldkit.ui.pages.writeup_plan import PHOTO_SLOTS, TITLES
from fieldkit.ui.pages.writeup_slots import Slot
from fieldkit.ui.pages.writeup_state import Opened, WriteUp
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, BadgeKind, Card
from fieldkit.ui.widgets.text import Icon, Text

KINDS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("drug", N_("Drug"), "flask-conical", "1"),
    ("precursor", N_("Precursor"), "flask-conical", "2"),
    ("cash", N_("Cash"), "banknote", "3"),
    ("vehicle", N_("Vehicle"), "car", "4"),
    ("weapon", N_("Weapon"), "crosshair", "5"),
    ("phone", N_("Phone"), "smartphone", "6"),
    ("document", N_("Document"), "file-text", "7"),
    ("asset", N_("Asset"), "landmark", "8"),
    ("other", N_("Other thing"), "package", "9"),
)
"""The kinds of exhibits with icon and key."""
SHORT: Final[dict[str, str]] = {
    "seal": N_("No seal"),
    "seal-witness": N_("Sealing not witnessed"),
    "gross": N_("Not weighed"),
    "display": N_("No display photo"),
    "second-weigher": N_("Weighed alone"),
    "count": N_("Not counted"),
    "view-found": N_("No photo as found"),
    "view-close": N_("No close-up"),
    "view-sealed": N_("No photo of the seal"),
}
"""What an exhibit lacks, short enough for a badge. The slots show missing photos by themselves."""
_SHOWN_BY_SLOTS: Final = frozenset({"view-found", "view-close", "view-sealed"})
_MOST_CLONES: Final = 9
_MANY: Final = 16
_AROUND: Final = 3


def exhibits(state: WriteUp) -> list[QWidget]:
    """Return the head of the section with its inline rows, and the cards."""
    add = Button(_("Add exhibit"), "tonal", name="add_exhibit", icon="plus", key="A")
    add.clicked.connect(partial(start_adding, state))
    clone = Button(_("Clone"), "plain", name="clone", icon="copy", key="Ctrl+D")
    clone.clicked.connect(partial(start_cloning, state))
    clone.setEnabled(bool(state.exhibits))
    parts: list[QWidget] = [section_head(_("Exhibits"), clone, add, count=str(len(state.exhibits)))]
    if state.picking:
        parts.append(_kinds(state))
    if state.cloning:
        parts.append(_clones(state))
    opened = state.opened
    if opened is not None and opened.key.form == "find" and not opened.exhibit:
        parts.append(opened_form(state, opened))
    if not state.exhibits and not state.picking and opened is None:
        parts.append(
            Text(_("No exhibit yet. Add what was found, one card for each package."), "body", "muted", wrapped=True)
        )
    gone = [_struck(one) for one in state.record.exhibits if one.find.voided]
    whole = _near(state)
    return [*parts, *(_kept(state, one) if one.id in whole else _line(state, one) for one in state.exhibits), *gone]


def _near(state: WriteUp) -> frozenset[str]:
    """Return the exhibits that are drawn as whole cards: all of a few, of many those around the active one.

    A card takes some milliseconds to make; sixty of them made every key in this section wait half a second.
    """
    ids = [one.id for one in state.exhibits]
    if len(ids) <= _MANY or state.exhibit is None:
        return frozenset(ids)
    at = ids.index(state.exhibit.id)
    return frozenset(ids[max(0, at - _AROUND) : at + _AROUND + 1])


def _line(state: WriteUp, one: ExhibitView) -> QWidget:
    """Return an exhibit far from the active one in one line; pressed, it becomes the active one."""
    number = words.short_number(one)
    lacks = any(m.exhibit == one.id and not m.answered_by for m in state.missing)
    parts = (number, lines.line(words.thing(one.find.register.shown.detail), 36), words.measure(one)[0])
    icon = "triangle-alert" if lacks else "circle-check"
    said = "  ".join(filter(None, parts))
    button = Button(said, "quiet", name=f"exhibit_{one.id}", icon=icon, height=TOUCH_LEAST, pad=4)
    button.setAccessibleName(_("Exhibit {number}", number=number))
    button.clicked.connect(partial(_activate, state, one.id))
    return holder(row(button, None), f"card_{one.id}")


def _struck(one: ExhibitView) -> QWidget:
    find = one.find.register.shown
    said = ", ".join(filter(None, (words.thing(find.detail), words.measure(one)[0], words.seal_now(one))))
    return struck(one.id, words.short_number(one), said, one.find.voided)


# --- what keys and buttons begin -------------------------------------------------------------------------------------
def start_adding(state: WriteUp) -> None:
    """Show the row of kinds."""
    state.open(None)
    state.picking = True
    state.section_changed.emit()


def start_cloning(state: WriteUp) -> None:
    """Ask how many copies of the active exhibit."""
    if state.exhibit is not None:
        state.open(None)
        state.cloning = True
        state.section_changed.emit()


def pick(state: WriteUp, kind: str) -> None:
    """Open the form of a new exhibit of this kind."""
    typed = forms.new_find(kind, state.person(state.me), state.now())
    held = state.typing.draft(Key("find", state.record.id))
    if held is not None and forms.kind_of(held.typed) != kind:
        state.typing.discard(Key("find", state.record.id))
    state.open(Opened(Key("find", state.record.id), typed, kind=kind))


def start(state: WriteUp, form: str, exhibit: ExhibitView | None = None) -> None:
    """Open the form of a fact of the active exhibit with what carries over: scale and people, never a value."""
    one = exhibit or state.exhibit
    if one is None:
        return
    typed = forms.new_fact(form, state.record, one, state.person(state.me))
    state.open(Opened(Key(form, one.id), typed, exhibit=one.id))


def change(state: WriteUp) -> None:
    """Open the form of the active exhibit's find."""
    if state.exhibit is not None:
        correct_find(state, state.exhibit)


def choose(state: WriteUp, step: int) -> None:
    """Make the next or previous card active."""
    mine = [x.id for x in state.exhibits]
    if mine and state.exhibit is not None:
        at = mine.index(state.exhibit.id) + step
        state.chosen = mine[max(0, min(at, len(mine) - 1))]
        state.section_changed.emit()


def _kinds(state: WriteUp) -> QWidget:
    buttons = []
    for kind, text, icon, key in KINDS:
        button = Button(_(text), "seg", name=f"kind_{kind}", icon=icon, key=key, pad=M)
        button.clicked.connect(partial(pick, state, kind))
        buttons.append(button)
    return Card(column(Text(_("What was found?"), "label"), holder(Flow(*buttons)), gap=S), "active", name="kinds")


def _clones(state: WriteUp) -> QWidget:
    one = state.exhibit
    number = words.short_number(one) if one else ""
    buttons = []
    for times in range(1, _MOST_CLONES + 1):
        button = Button(str(times), "seg", name=f"clone_{times}", pad=L)
        button.setAccessibleName(_("{n} copies of {number}", n=times, number=number))
        button.clicked.connect(partial(cloned, state, times))
        buttons.append(button)
    note = _("Kind and packaging are copied. Weight, seal, place and description are not.")
    title = Text(_("How many more like {number}?", number=number), "label", wrapped=True)
    return Card(
        column(title, holder(Flow(*buttons)), Text(note, "cap", "muted", wrapped=True), gap=S), "active", name="clones"
    )


def cloned(state: WriteUp, times: int) -> None:
    """Ask for *times* copies of the active exhibit."""
    one = state.exhibit
    state.open(None)
    if one is not None:
        state.clone_asked.emit(one.id, times)


# --- one card --------------------------------------------------------------------------------------------------------
def _kept(state: WriteUp, one: ExhibitView) -> QWidget:
    """Return the card of an exhibit; the one that stands there is kept while it would say the same.

    Every save and every step from card to card builds the section anew; only what changed is worth the time.
    """
    if state.exhibit is not None and state.exhibit.id == one.id:
        return _card(state, one)
    told = (
        (language(), style.is_night(), style.size("body")),
        one,
        [m for m in state.missing if m.exhibit == one.id],
        [key for key in state.typing.keys if key.subject == one.id],
        _photos(state, one),
    )
    before, card = state.cards.get(one.id, (None, None))
    if card is None or before != told or not isValid(card):
        card = _card(state, one)
        state.cards[one.id] = (told, card)
    return card


def _card(state: WriteUp, one: ExhibitView) -> QWidget:
    find = one.find.register.shown
    active = state.exhibit is not None and state.exhibit.id == one.id
    number = Button(words.short_number(one), "quiet", name=f"exhibit_{one.id}", height=TOUCH_LEAST, pad=4)
    number.setAccessibleName(_("Exhibit {number}", number=words.short_number(one)))
    number.clicked.connect(partial(_activate, state, one.id))
    seal = words.seal_now(one)
    sealed = _("Seal {number}", number=seal) if seal else _("No seal yet")
    left = column(
        holder(Flow(number, *_badges(state, one), gap=S)),
        Text(words.thing(find.detail), wrapped=True),
        row(Icon("tag", "muted", 16), (Text(sealed, "cap", "muted", wrapped=True), 1), gap=6),
        *(Text(said, "cap", wrapped=True) for said in _covered(one)),
        gap=4,
    )
    right = column(*_measure(state, one), None, gap=2)
    parts: list[Any] = [row((left, 1), right, gap=M), holder(Flow(*_slots(state, one), gap=S))]
    if active:
        parts += [_buttons(state, one), *_facts(state, one)]
    opened = state.opened
    if opened is not None and opened.exhibit == one.id:
        parts.append(opened_form(state, opened))
    return Card(column(*parts, gap=10), "active" if active else "plain", pad=(L, S, L, M), name=f"card_{one.id}")


def _covered(one: ExhibitView) -> list[str]:
    """Say which number was covered by which: both stay legible."""
    bodies = [step.body for step in one.timeline if step.act.type == "label.supersede"]
    return [
        _("{old} was wrong, covered by {new}", old=lines.line(str(b["old"]), 40), new=lines.line(str(b["new"]), 40))
        for b in bodies
    ]


def _activate(state: WriteUp, exhibit: str) -> None:
    state.chosen = exhibit
    state.section_changed.emit()


def _badges(state: WriteUp, one: ExhibitView) -> list[QWidget]:
    wanting = [m.rule for m in state.missing if m.exhibit == one.id and not m.answered_by]
    made: list[QWidget] = []
    if one.disputed:
        made.append(Badge(_("Disputed"), "bad", "split"))
    kind: BadgeKind = "warn"
    made += [Badge(_(SHORT[r]), kind, "triangle-alert") for r in wanting if r in SHORT and r not in _SHOWN_BY_SLOTS]
    if any(key.subject == one.id for key in state.typing.keys):
        made.append(Badge(_("Not signed yet"), "warn", "pen-line"))
    return made if made or wanting else [Badge(_("Complete"), "ok", "circle-check")]


def _measure(state: WriteUp, one: ExhibitView) -> list[Any]:
    value, what = words.measure(one)
    if value:
        return [row(None, Text(value, "num")), row(None, Text(what, "cap", "muted"))]
    form, text, icon, key = ("weighing", _("Weigh"), "weight", "W")
    if forms.is_cash(one):
        form, text, icon, key = ("count", _("Count"), "banknote", "C")
    elif not forms.is_weighed(one):
        return []
    button = Button(text, "tonal", name=f"first_{form}_{one.id}", icon=icon, key=key, pad=M)
    button.setAccessibleName(_("{what}, {number}", what=text, number=words.short_number(one)))
    button.clicked.connect(partial(start, state, form, one))
    return [button]


def _photos(state: WriteUp, one: ExhibitView) -> list[OriginalView]:
    return [o for o in state.record.originals if one.id in o.fact.register.shown.exhibits and not o.fact.voided]


def _slots(state: WriteUp, one: ExhibitView) -> list[QWidget]:
    made: list[QWidget] = []
    mine = _photos(state, one)
    for view, views in PHOTO_SLOTS:
        if view == "display" and not forms.is_weighed(one):
            continue
        found = next((o for o in mine if o.fact.register.shown.view in views), None)
        number = words.short_number(one)
        slot = Slot(f"slot_{view}_{one.id}", _(words.VIEWS[view]), found.id if found else "")
        if found is not None:
            slot.setAccessibleName(_("Photo of {number}: {view}", number=number, view=_(words.VIEWS[view])))
            slot.clicked.connect(state.photos_asked)
            state.pictures.show(slot)
        else:
            slot.setAccessibleName(_("Attach a photo of {number}: {view}", number=number, view=_(words.VIEWS[view])))
            slot.clicked.connect(partial(state.attach_asked.emit, view, one.id))
        slot.files_dropped.connect(partial(state.dropped.emit, view, one.id))
        made.append(slot)
    return made


def _buttons(state: WriteUp, one: ExhibitView) -> QWidget:
    acts = [("find", _("Change"), "pencil", "E", correct_find)]
    made: list[QWidget] = []
    wanted = [("weighing", _("Weigh"), "weight", "W"), ("test", _("Test"), "flask-conical", "T")]
    if not forms.is_weighed(one):
        wanted = [("weighing", _("Weigh"), "weight", "W")]
    if forms.is_cash(one):
        wanted = [("count", _("Count cash"), "banknote", "C")]
    for form, text, icon, key in (*wanted, ("package", _("Seal"), "tag", "S")):
        button = Button(text, "plain", name=f"{form}_{one.id}", icon=icon, key=key, height=TOUCH_LEAST, pad=M)
        button.clicked.connect(partial(start, state, form, one))
        made.append(button)
    for form, text, icon, _key, run in acts:
        button = small(text, f"{form}_{one.id}", icon, partial(run, state, one))
        button.setAccessibleName(_("Change {name}", name=words.short_number(one)))
        made.append(button)
    number = words.short_number(one)
    if words.seal_now(one):
        said = _("Cover a wrong number on {number}", number=number)
        cover = partial(state.label_asked.emit, one.id)
        made.append(small(_("Cover a wrong number"), f"label_{one.id}", "stamp", cover, said=said))
    return holder(Flow(*made, mistake(state, one.id, number), gap=S))


# --- what was measured -----------------------------------------------------------------------------------------------
def _facts(state: WriteUp, one: ExhibitView) -> list[QWidget]:
    made: list[QWidget] = []
    if one.find.register.disputed:
        key = Key("find", one.id)
        made += conflict(state, key, one.find.id, one.find.register, forms.facts_of("find"))
    made += history(state, f"find_{one.id}", one.find.register, forms.facts_of("find"))
    listed: list[tuple[str, FactView[Any]]] = [("weighing", w) for w in one.weighings]
    listed += [("count", c) for c in one.counts]
    listed += [("test", t) for t in one.tests]
    for form, fact in listed:
        if fact.voided:
            told = ", ".join(value for _label, value in forms.facts_of(form)(fact.register.shown) if value)
            made.append(struck(fact.id, _(TITLES[form]), told, fact.voided))
        else:
            made += _fact(state, one, form, fact)
    return made


def _fact(state: WriteUp, one: ExhibitView, form: str, fact: FactView[Any]) -> list[QWidget]:
    facts = forms.facts_of(form)
    if fact.register.disputed:
        return list(conflict(state, Key(form, one.id), fact.id, fact.register, facts))
    said = ", ".join(value for _label, value in facts(fact.register.shown) if value)
    act = fact.act
    by = _("{name}, {time}", name=words.signer(act), time=words.clock(act))
    change = small(_("Correct"), f"correct_{fact.id[:12]}", "pencil", partial(correct, state, one, form, fact))
    change.setAccessibleName(_("Correct: {what}", what=lines.line(said, 80)))
    text = column(
        Text(said, "body", wrapped=True), Text(f"{_(TITLES[form])}. {by}", "cap", "muted", wrapped=True), gap=2
    )
    acts = holder(Flow(change, mistake(state, fact.id, _(TITLES[form])), gap=S))
    shown: list[QWidget] = [holder(column(text, acts, gap=2))]
    return shown + history(state, f"{form}_{fact.id[:12]}", fact.register, facts)


def correct_find(state: WriteUp, one: ExhibitView) -> None:
    """Open the form of an exhibit's find, filled with what it says."""
    held = forms.saved("find", one.find.register.shown)
    kind = forms.kind_of(held)
    state.open(Opened(Key("find", one.find.id), held, target=one.find.id, exhibit=one.id, kind=kind))


def correct(state: WriteUp, one: ExhibitView, form: str, fact: FactView[Any]) -> None:
    """Open the form of a saved fact, filled with what it says."""
    saved = forms.saved(form, fact.register.shown)
    state.open(Opened(Key(form, fact.id), saved, target=fact.id, exhibit=one.id))
