"""What a court will miss. Nothing here blocks anybody: a missing step asks for a deviation, which answers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from fieldkit.domain.values import Moment
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.domain.writeup_bodies import Cash, Drug, Precursor, PresenceSet
from fieldkit.errors import N_

Label = Literal["law", "order", "default"]
"""Where a rule comes from. A default is ours and is never printed as law."""
NIGHT_FROM: Final = 18
NIGHT_UNTIL: Final = 6
"""No search between these hours except in listed cases (Code of Criminal Procedure, article 91)."""
_DAY_MINUTES: Final = 1_440
_WITNESSES: Final = 2


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: where it comes from, what is missing (untranslated), and its source."""

    label: Label
    text: str
    source: str = ""


RULES: Final[dict[str, Rule]] = {
    "presence": Rule(
        label="law", text=N_("Neither the owner nor two witnesses who are not police were present."), source="CCP 91"
    ),
    "legal-ground": Rule(label="law", text=N_("The legal ground of the search is missing."), source="CCP 91"),
    "authorised-at": Rule(
        label="law", text=N_("The time of the prosecutor's authorisation is missing."), source="CCP 91"
    ),
    "night-search": Rule(
        label="law", text=N_("Searched between 18:00 and 06:00 without a ground for doing so."), source="CCP 91"
    ),
    "team": Rule(label="default", text=N_("The lead officer is missing.")),
    "second-officer": Rule(label="default", text=N_("Nobody but the lead officer is named in the team.")),
    "place": Rule(label="default", text=N_("The place is missing.")),
    "found-at": Rule(label="default", text=N_("The time of the find is missing.")),
    "seal": Rule(label="default", text=N_("There is no seal.")),
    "seal-witness": Rule(label="default", text=N_("Nobody but the person who sealed it witnessed the sealing.")),
    "gross": Rule(label="default", text=N_("The sealed package has not been weighed.")),
    "display": Rule(label="default", text=N_("No photo shows the display of the scale.")),
    "second-weigher": Rule(label="default", text=N_("Nobody but the operator saw the weighing.")),
    "count": Rule(label="default", text=N_("The money has not been counted.")),
    "view-found": Rule(label="default", text=N_("No photo shows it as it was found.")),
    "view-close": Rule(label="default", text=N_("No close-up photo shows it with a scale.")),
    "view-sealed": Rule(label="default", text=N_("No photo shows the sealed package.")),
}
"""The rules in force until headquarters signs a pack of its own."""
_VIEWS: Final[dict[str, frozenset[str]]] = {
    "view-found": frozenset({"overall", "midrange"}),
    "view-close": frozenset({"close_up", "with_scale"}),
    "view-sealed": frozenset({"seal", "label"}),
}


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """One missing thing. exhibit: its id, None for the seizure. answered_by: the deviation that explains it, or ""."""

    rule: str
    label: Label
    exhibit: str | None = None
    answered_by: str = ""


def missing(view: SeizureView) -> tuple[Missing, ...]:
    """Return what is missing, first of the seizure, then exhibit by exhibit. Disputed values count as told."""
    found: list[tuple[str, str | None]] = [(rule, None) for rule in _of_the_seizure(view)]
    ours = [exhibit for exhibit in view.exhibits if not exhibit.find.voided and not exhibit.partial]
    found += [(rule, exhibit.id) for exhibit in ours for rule in _of(view, exhibit)]
    return tuple(
        Missing(rule=rule, label=RULES[rule].label, exhibit=exhibit, answered_by=_answer(view, rule, exhibit))
        for rule, exhibit in found
    )


def _answer(view: SeizureView, rule: str, exhibit: str | None) -> str:
    for fact in view.deviations:
        said = fact.register.shown
        if not fact.voided and said.rule == rule and said.exhibit in (None, exhibit):
            return fact.id
    return ""


def _of_the_seizure(view: SeizureView) -> Iterator[str]:
    team = view.team.shown if view.team else None
    if team is None:
        yield "team"
    elif not team.members:
        yield "second-officer"
    if view.place is None:
        yield "place"
    times = view.times.shown if view.times else None
    if times is None or times.found is None:
        yield "found-at"
    if view.presence is None or not _witnessed(view.presence.shown):
        yield "presence"
    ground = view.ground.shown if view.ground else None
    if ground is None:
        yield "legal-ground"
    elif ground.ground == "prosecutor" and ground.at is None:
        yield "authorised-at"
    when = (times.started or times.found) if times else None
    if when is not None and at_night(when) and (ground is None or not ground.night_exception):
        yield "night-search"


def _witnessed(presence: PresenceSet) -> bool:
    there = [one for one in presence.people if one.mark != "absent"]
    owner = any(one.role in ("owner", "representative") for one in there)
    return owner or sum(one.role == "civilian_witness" and one.not_police for one in there) >= _WITNESSES


def at_night(moment: Moment) -> bool:
    """Tell whether a time lies between 18:00 and 06:00 where it was said."""
    minute = (moment.wall // 60_000 + moment.offset) % _DAY_MINUTES
    return not NIGHT_UNTIL * 60 <= minute < NIGHT_FROM * 60


def _of(view: SeizureView, exhibit: ExhibitView) -> Iterator[str]:
    detail = exhibit.find.register.shown.detail
    sealings = [step for step in exhibit.timeline if step.act.type in ("custody.package", "custody.reseal")]
    if not any(step.body.get("seals") for step in sealings):
        yield "seal"
    elif not any(step.body.get("witness") or step.body.get("second") or step.attested for step in sealings):
        yield "seal-witness"
    if isinstance(detail, Drug | Precursor):
        yield from _weighed(view, exhibit)
    if isinstance(detail, Cash) and detail.mode == "counted" and not exhibit.counts:
        yield "count"
    seen = {
        one.fact.register.shown.view
        for one in view.originals
        if not one.fact.voided and exhibit.id in one.fact.register.shown.exhibits
    }
    yield from (rule for rule, views in _VIEWS.items() if not views & seen)


def _weighed(view: SeizureView, exhibit: ExhibitView) -> Iterator[str]:
    weighings = [fact for fact in exhibit.weighings if not fact.voided]
    if not any(fact.register.shown.kind == "gross_sealed" for fact in weighings):
        yield "gross"
    if not weighings:
        return
    photos = {one.id for one in view.originals if not one.fact.voided}
    shown = any(
        one.fact.register.shown.view == "display" and exhibit.id in one.fact.register.shown.exhibits
        for one in view.originals
        if not one.fact.voided
    )
    if not shown and not any(fact.register.shown.display in photos for fact in weighings):
        yield "display"
    if not any(fact.register.shown.second or fact.attested for fact in weighings):
        yield "second-weigher"
