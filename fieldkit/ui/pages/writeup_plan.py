"""The sections of a write-up: which forms each holds, how it stands, where a missing thing is mended. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from fieldkit.domain.completeness import Missing
from fieldkit.domain.view import Register, SeizureView
from fieldkit.errors import N_
from fieldkit.ui.models.exhibits import troubled
from fieldkit.ui.pages.writeup_typing import Key

SECTIONS: Final[tuple[tuple[str, str], ...]] = (
    ("called", N_("Seizure")),
    ("where", N_("When and where")),
    ("ground", N_("Legal ground")),
    ("team", N_("Team and presence")),
    ("people", N_("People")),
    ("exhibits", N_("Exhibits")),
    ("photos", N_("Photos")),
    ("narrative", N_("Narrative")),
    ("deviations", N_("Deviations")),
    ("lock", N_("Check and lock")),
)
"""In the order of the list; Alt+1 to Alt+9 lead to the second and following, Alt+0 to what the seizure is called."""
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "called": ("called",),
    "where": ("times", "place", "route"),
    "ground": ("ground",),
    "team": ("team", "presence"),
    "narrative": ("narrative",),
}
"""The field groups of a section, one card each."""
TITLES: Final[dict[str, str]] = {
    "called": N_("Seizure"),
    "times": N_("When"),
    "place": N_("Where"),
    "route": N_("Route"),
    "ground": N_("Legal ground"),
    "team": N_("Team"),
    "presence": N_("Present at the search"),
    "narrative": N_("Narrative"),
    "person": N_("Person"),
    "find": N_("Exhibit"),
    "weighing": N_("Weigh"),
    "test": N_("Field test"),
    "count": N_("Count cash"),
    "package": N_("Seal"),
    "deviation": N_("Deviation"),
}
TYPES: Final[dict[str, str]] = {
    "called": "seizure.set",
    "times": "times.set",
    "place": "place.set",
    "route": "route.set",
    "ground": "ground.set",
    "team": "team.set",
    "presence": "presence.set",
    "narrative": "narrative.set",
    "person": "person.set",
}
"""The entry type of each field group."""
PHOTO_SLOTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("overall", ("overall", "midrange")),
    ("with_scale", ("with_scale", "close_up")),
    ("display", ("display",)),
    ("seal", ("seal", "label")),
)
"""The views an exhibit needs: what a photo taken for the slot is, and which others fill it."""
FACTS: Final = frozenset({"find", "weighing", "test", "count", "package", "deviation", "photo"})
"""Forms of facts: signed by a press of a button, never by leaving a section."""


def writable(view: SeizureView) -> bool:
    """Tell whether a write-up still takes changes without an amendment."""
    return view.state in {"draft", "returned"}


def section_of(one: Missing) -> str:
    """Return the section where a missing thing is mended; a newer rule may name one that is not known here."""
    return one.section if one.section in dict(SECTIONS) else "exhibits"


def register(view: SeizureView, key: Key) -> Register[Any] | None:
    """Return the register a field group's form writes to, or None while nothing is written."""
    if key.form == "person":
        return next((p.register for p in view.persons if p.id == key.subject), None)
    found: Register[Any] | None = {
        "called": view.head,
        "times": view.times,
        "place": view.place,
        "route": view.route,
        "ground": view.ground,
        "team": view.team,
        "presence": view.presence,
        "narrative": view.narrative,
    }.get(key.form)
    return found


def section_of_draft(key: Key) -> str:
    """Return the section in which a draft is found."""
    for section, forms in GROUPS.items():
        if key.form in forms:
            return section
    if key.form == "person":
        return "people"
    if key.form == "deviation":
        return "deviations"
    return "photos" if key.form == "photo" else "exhibits"


def mark(section: str, view: SeizureView, missing: Sequence[Missing], drafts: Iterable[Key]) -> str:
    """Return icon and tint at the end of a section's name."""
    if _disputed(section, view):
        return "split:bad"
    if any(section_of_draft(key) == section for key in drafts):
        return "pencil:accent"
    wanting = [one for one in missing if not one.answered_by]
    if section == "lock":
        return "triangle-alert:warn" if wanting else "circle-check:ok"
    here = [one for one in wanting if section_of(one) == section]
    if here:
        return "circle-alert:bad" if any(one.label == "law" for one in here) else "circle-alert:warn"
    return "circle-check:ok" if _written(section, view) else "circle:muted"


MARKS: Final[dict[str, str]] = {
    "split": N_("conflict"),
    "pencil": N_("not signed yet"),
    "triangle-alert": N_("something is missing"),
    "circle-alert": N_("something is missing"),
    "circle-check": N_("complete"),
    "circle": N_("empty"),
}
"""The marks in words, for a screen reader."""


def _disputed(section: str, view: SeizureView) -> bool:
    if section in GROUPS:
        registers = [register(view, Key(form, view.id)) for form in GROUPS[section]]
        return any(one is not None and one.disputed for one in registers)
    if section == "people":
        return any(p.register.disputed for p in view.persons if not p.voided)
    if section == "exhibits":
        return any(troubled(x) for x in view.exhibits if not x.find.voided)
    return section == "deviations" and any(d.register.disputed for d in view.deviations)


def _written(section: str, view: SeizureView) -> bool:
    if section in GROUPS:
        return any(register(view, Key(form, view.id)) is not None for form in GROUPS[section])
    counts = {
        "people": view.persons,
        "exhibits": view.exhibits,
        "photos": view.originals,
        "deviations": view.deviations,
    }
    return bool(counts.get(section))
