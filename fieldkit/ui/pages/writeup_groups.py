"""Sections of field groups: one card each, with its form, its history, and both values where people disagree."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.domain.view import PersonView
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, sections, words
from fieldkit.ui.forms.all_forms import form_for
from fieldkit.ui.look.tokens import M, S
from fieldkit.ui.pages import writeup_forms as forms
from fieldkit.ui.pages.writeup_mistakes import mistake, struck
from fieldkit.ui.pages.writeup_offers import offers
from fieldkit.ui.pages.writeup_parts import conflict, history, section_head, small
from fieldkit.ui.pages.writeup_plan import TITLES, register
from fieldkit.ui.pages.writeup_state import WriteUp
from fieldkit.ui.pages.writeup_typing import Key
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.button import Button
from fieldkit.ui.widgets.parts import Badge, Card
from fieldkit.ui.widgets.text import Text

FACTS: dict[str, Callable[[Any], sections.Facts]] = {
    "called": sections.called,
    "times": sections.times,
    "place": sections.place,
    "route": sections.route,
    "ground": sections.ground,
    "team": sections.team,
    "presence": sections.presence,
    "person": sections.person,
    "narrative": lambda value: [(_("Text"), lines.line(value.text, 2_000))],
    "deviation": sections.deviation,
}
"""Each group as label and value, for history and conflicts."""


def groups(state: WriteUp) -> list[QWidget]:
    """Return a card for each field group of the section that is open."""
    return [group(state, Key(form, state.record.id)) for form in state.groups()]


def group(state: WriteUp, key: Key) -> QWidget:
    """Return the card of one field group."""
    value = register(state.record, key)
    head = row((Text(_(TITLES[key.form]), "h2", wrapped=True), 1), gap=S)
    if state.typing.draft(key) is not None:
        head.addWidget(Badge(_("Not signed yet"), "warn", "pen-line"))
    elif value is not None and not value.disputed:
        act = value.heads[0].act
        head.addWidget(Text(f"{words.signer(act)}, {words.clock(act)}", "cap", "muted"))
    parts: list[QWidget] = []
    if value is not None and value.disputed:
        parts += conflict(state, key, "", value, FACTS[key.form])
    if key.form == "narrative":
        parts.append(_from_facts(state))
    if value is None or not value.disputed or state.typing.draft(key) is not None:
        saved = forms.saved(key.form, value.shown if value else None)
        parts.append(state.form(key, form_for(key.form, saved), saved))
        parts += offers(state, key)
    if value is not None:
        parts += history(state, key.form, value, FACTS[key.form])
    return Card(column(head, *parts, gap=M), name=f"card_{key.form}")


def _from_facts(state: WriteUp) -> QWidget:
    button = Button(_("Start from the facts"), "tonal", name="from_facts", icon="file-pen")
    button.clicked.connect(state.narrative_asked)
    note = _("Sentences are built from what is written in the other sections. Change them, then save: they are yours.")
    return holder(column(Text(note, "cap", "muted", wrapped=True), row(button, None), gap=S))


def people(state: WriteUp) -> list[QWidget]:
    """Return each person as a card, the one that is edited as a form, and the button that adds one."""
    add = Button(_("Add person"), "tonal", name="add_person", icon="user-plus", key="A")
    add.clicked.connect(partial(add_person, state))
    shown: list[QWidget] = [section_head(_("People"), add)]
    known = [p for p in state.record.persons if not p.voided]
    drafts = [k for k in state.typing.keys if k.form == "person" and not any(p.id == k.subject for p in known)]
    for person in known:
        key = Key("person", person.id)
        edited = f"edit_{person.id}" in state.folds or state.typing.draft(key) is not None
        shown.append(group(state, key) if edited or person.register.disputed else _person(state, key))
    shown += [group(state, key) for key in drafts]
    for name in sorted(state.folds):
        key = Key("person", name.removeprefix("new_"))
        if name.startswith("new_") and key not in drafts and not any(p.id == key.subject for p in known):
            shown.append(group(state, key))
    shown += [_struck(p) for p in state.record.persons if p.voided]
    if len(shown) == 1:
        shown.append(
            Text(_("Nobody is written down yet: the suspect, the owner, witnesses."), "body", "muted", wrapped=True)
        )
    return shown


def add_person(state: WriteUp) -> None:
    """Open the form of a new person."""
    person = state.new_id()
    state.fold(f"new_{person}", Key("person", person))


def _person(state: WriteUp, key: Key) -> QWidget:
    found = register(state.record, key)
    assert found is not None  # noqa: S101  (a person of the record has a register)
    value = found.shown
    name = lines.line(value.name_latin or value.name_km, 80) or _("No name yet")
    roles = ", ".join(lines.of(words.PERSON_ROLES, role) for role in value.roles)
    state_ = words.PERSON_STATES.get(value.status)
    badge = [Badge(_(state_[0]), state_[1])] if state_ else []
    edit = small(_("Change"), f"edit_{key.subject}", "pencil", partial(state.fold, f"edit_{key.subject}", key))
    edit.setAccessibleName(_("Change {name}", name=name))
    said = column(Text(name, "strong", wrapped=True), Text(roles, "cap", "muted", wrapped=True), gap=2)
    top = row((said, 1), *badge, gap=S)
    acts = holder(Flow(edit, mistake(state, key.subject, name), gap=S))
    return Card(
        column(top, acts, *history(state, key.subject, found, sections.person), gap=S), name=f"person_{key.subject}"
    )


def _struck(person: PersonView) -> QWidget:
    value = person.register.shown
    name = lines.line(value.name_latin or value.name_km, 80) or _("No name yet")
    roles = ", ".join(lines.of(words.PERSON_ROLES, role) for role in value.roles)
    return struck(person.id, name, roles, person.voided)
