"""Exhibits as lines of a paper: number, what it is, how much, package and seals, sealed gross weight as typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.errors import N_
from fieldkit.reports.act_facts import row
from fieldkit.reports.exhibit_facts import packed, quantity, sealed_gross, short
from fieldkit.reports.fact_types import Cell, Row
from fieldkit.reports.kind_facts import what
from fieldkit.reports.scene_facts import name
from fieldkit.reports.scene_facts import place as named_place
from fieldkit.reports.voice import NOTHING, Said, Voice, line, offered, party, stated, text
from fieldkit.text.names import place_line


def listed(view: SeizureView, wanted: Sequence[str] = ()) -> tuple[ExhibitView, ...]:
    """Return the exhibits with these ids, or all; what was entered by mistake is left out."""
    return tuple(one for one in view.exhibits if not one.find.voided and (not wanted or one.id in wanted))


def cells(voice: Voice, view: SeizureView, exhibit: ExhibitView, *, source: bool = False) -> tuple[Cell, ...]:
    """Return an exhibit as number, description, quantity, package with seals, and sealed gross weight.

    *source* adds from whom it was taken.
    """
    find = exhibit.find.register.shown
    small = [what(voice, find.detail)]
    if source and find.from_person:
        small.append(voice.say(N_("taken from {who}"), who=_person(voice, view, find.from_person)))
    warn = [voice.say(N_("DISPUTED"))] if exhibit.find.register.disputed or exhibit.axes.disputed else []
    package, seals = packed(exhibit)
    sealed = seals or voice.say(N_("not sealed"))
    return (
        Cell(short(exhibit.number), tone="strong"),
        Cell(text(find.description), small=(voice.joined("; ", small),), warn=tuple(warn)),
        Cell(quantity(voice, exhibit)),
        Cell(sealed, small=(package,) if package else ()),
        Cell(sealed_gross(exhibit) or Said("–")),
    )


def columns(voice: Voice) -> tuple[Said, ...]:
    """Return the heads of `cells`."""
    return (
        voice.say(N_("No.")),
        voice.say(N_("Description")),
        voice.say(N_("Quantity")),
        voice.say(N_("Seals, package")),
        voice.say(N_("Gross, sealed")),
    )


def _person(voice: Voice, view: SeizureView, person: str) -> Said:
    for known in view.persons:
        if known.id == person:
            return name(voice, known.register.shown)
    return line(person)


def scene(voice: Voice, view: SeizureView) -> Iterable[Row]:
    """Yield place, times, unit and lead officer of the seizure, as far as they were written down."""
    head = view.head.shown if view.head else None
    yield from row(voice, N_("Place"), where(voice, view, exact=True))
    yield from row(voice, N_("When"), when(voice, view))
    team = view.team.shown if view.team else None
    unit = line(head.unit) if head else NOTHING
    yield from row(voice, N_("Unit and officer"), voice.joined(", ", (unit, party(team.lead if team else None))))


def where(voice: Voice, view: SeizureView, *, exact: bool) -> Said:
    """Return the place: with village and address, or down to the district only."""
    if view.place is None:
        return NOTHING
    told = view.place.shown
    place = told.place
    if exact:
        return voice.joined(", ", (named_place(voice, place), offered(voice, told.premises)))
    codes = tuple(code for code in (place.province, place.district) if code)
    return voice.each(lambda lang: place_line(codes, lang))


def when(voice: Voice, view: SeizureView) -> Said:
    """Return from when to when, as the team states it."""
    if view.times is None:
        return NOTHING
    times = view.times.shown
    began = times.started or times.found
    ended = times.left or times.sealed
    if began is not None and ended is not None:
        return voice.say(N_("{start} until {end}"), start=stated(began), end=stated(ended))
    return stated(began or ended)
