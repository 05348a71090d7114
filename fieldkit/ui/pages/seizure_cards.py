"""Seizure: the cards of its sections, as they are read, each with its history folded under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from fieldkit.domain.view import ExhibitView, FactView, PersonView, Register, Review, SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, sections, words
from fieldkit.ui.look.tokens import M
from fieldkit.ui.models.exhibits import troubled
from fieldkit.ui.page import Mark
from fieldkit.ui.pages.writeup_forms import facts_of
from fieldkit.ui.pages.writeup_mistakes import struck
from fieldkit.ui.pages.writeup_parts import Folds, history
from fieldkit.ui.sections import Facts
from fieldkit.ui.timeline import standing_marks
from fieldkit.ui.widgets.boxes import Flow, column, holder, row
from fieldkit.ui.widgets.facts import grid, group
from fieldkit.ui.widgets.parts import Badge, Card, Rule
from fieldkit.ui.widgets.text import Icon, Text

T = TypeVar("T")


def group_of(folds: Folds, title: str, register: Register[T] | None, facts: Callable[[T], Facts], name: str) -> QWidget:
    """Return the card of a field group with its history folded under it."""
    below = history(folds, name, register, facts) if register is not None else []
    return group(title, register, facts, name=name, below=below)


def where(folds: Folds, view: SeizureView) -> QWidget:
    """Return when, where and route."""
    cards = [
        group_of(folds, _("When"), view.times, sections.times, "card_times"),
        group_of(folds, _("Where"), view.place, sections.place, "card_place"),
        group_of(folds, _("Route"), view.route, sections.route, "card_route"),
    ]
    return holder(column(*cards, gap=M), "card_where")


def team(folds: Folds, view: SeizureView) -> QWidget:
    """Return the team and who was present."""
    cards = [
        group_of(folds, _("Team"), view.team, sections.team, "card_members"),
        group_of(folds, _("Present at the search"), view.presence, sections.presence, "card_presence"),
    ]
    return holder(column(*cards, gap=M), "card_team")


def people(folds: Folds, view: SeizureView) -> QWidget:
    """Return a card for each person."""
    if not view.persons:
        empty = column(Text(_("People"), "h2"), Text(_("Nothing written yet"), "body", "muted"), gap=M)
        return Card(empty, name="card_people")
    return holder(column(*[person_of(folds, p) for p in view.persons], gap=M), "card_people")


def person_of(folds: Folds, person: PersonView) -> QWidget:
    """Return the card of one person; of a mistaken one, struck through."""
    shown = person.register.shown
    title = ", ".join(lines.of(words.PERSON_ROLES, role) for role in shown.roles)
    if person.voided:
        return struck(person.id, lines.line(shown.name_latin or shown.name_km, 80), title, person.voided)
    card = group_of(folds, title, person.register, sections.person, f"person_{person.id}")
    layout = card.layout()
    first = layout.itemAt(0) if layout is not None else None
    head = first.layout() if first is not None else None
    if shown.status and head is not None and not person.register.disputed:
        text, kind = words.PERSON_STATES[shown.status]
        head.addWidget(Badge(_(text), kind))
    return card


def deviations(folds: Folds, view: SeizureView) -> QWidget:
    """Return what could not be done and why."""
    box = column(Text(_("Deviations"), "h2"), gap=M)
    for n, fact in enumerate(view.deviations):
        if n:
            box.addWidget(Rule())
        if fact.voided:
            gone = fact.register.shown
            box.addWidget(struck(fact.id, gone.what, gone.why, fact.voided))
            continue
        box.addLayout(grid(sections.deviation(fact.register.shown)))
        signed = [Mark(_("{name} attested", name=words.signer(a.act)), "ok", "user-check") for a in fact.attested]
        marks = [*signed, *standing_marks(fact.act)]
        box.addLayout(Flow(*[Badge(m.text, m.kind, m.icon) for m in marks]))
        for part in history(folds, f"deviation_{fact.id[:12]}", fact.register, sections.deviation):
            box.addWidget(part)
    if not view.deviations:
        box.addWidget(Text(_("None recorded"), "body", "muted"))
    return Card(box, name="card_deviations")


def exhibit_history(folds: Folds, exhibit: ExhibitView) -> list[QWidget]:
    """Return what stood before in the find, the weighings, counts and tests of an exhibit, where it was changed."""
    made = list(history(folds, f"find_{exhibit.id}", exhibit.find.register, facts_of("find")))
    told: list[tuple[str, Sequence[FactView[Any]]]] = [
        ("weighing", exhibit.weighings),
        ("count", exhibit.counts),
        ("test", exhibit.tests),
    ]
    for form, facts in told:
        for fact in facts:
            made += history(folds, f"{form}_{fact.id[:12]}", fact.register, facts_of(form))
    return made


def mark(name: str, view: SeizureView) -> str:
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


def narrative(view: SeizureView) -> QWidget:
    """Return the narrative, a paragraph each, or both where they disagree."""
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


REVIEWS: dict[str, tuple[str, str, str]] = {
    "lock": (N_("Locked by {name}"), "lock", "muted"),
    "return": (N_("Returned by {name}"), "undo-2", "bad"),
    "review.return": (N_("Returned by {name}"), "undo-2", "bad"),
    "accept": (N_("Accepted by {name}"), "circle-check", "ok"),
    "review.accept": (N_("Accepted by {name}"), "circle-check", "ok"),
    "amend": (N_("Amended by {name}"), "pencil", "warn"),
}


def reviewed(review: Review) -> QWidget:
    """Return one lock, return, acceptance or amendment with its words."""
    message, icon, tint = REVIEWS.get(review.kind, (N_("Signed by {name}"), "pen-line", "muted"))
    title = Text(_(message, name=words.signer(review.act)), "strong", wrapped=True)
    said = column(title, Text(words.when(review.act.wall, review.act.offset), "cap", "muted"), gap=2)
    if review.reason:
        said.addWidget(Text(lines.line(review.reason, 2_000), wrapped=True))
    if review.official_no:
        number = _("Official number {number}", number=lines.line(review.official_no, 60))
        said.addWidget(Text(number, "body", wrapped=True))
    return holder(row(column(Icon(icon, tint, 20), None), (said, 1), gap=M))
