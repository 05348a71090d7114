"""What an exhibit is taken for, and the details of its kind: drug, vehicle, weapon, phone, paper, asset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from fieldkit.domain.quantity import format_volume
from fieldkit.domain.writeup_bodies import Asset, Cash, Detail, Document, Drug, Phone, Precursor, Vehicle, Weapon
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import row
from fieldkit.reports.fact_types import Row
from fieldkit.reports.voice import NOTHING, Said, Voice, counted, line, offered, stated, summed, typed
from fieldkit.text.names import substance_name


def substance(voice: Voice, code: str) -> Said:
    """Return the name of a substance by its code, or what was typed instead of one."""
    return voice.each(lambda lang: substance_name(code, lang))


def what(voice: Voice, detail: Detail) -> Said:
    """Return in a few words what an exhibit is taken for; a substance always as a suspicion."""
    match detail:
        case Drug() | Precursor():
            said = voice.say(N_("{substance} (suspected)"), substance=substance(voice, detail.substance))
        case Cash():
            said = voice.of(words.CASH, detail.mode)
        case Vehicle():
            said = voice.joined(" ", (voice.of(words.VEHICLES, detail.vehicle), line(detail.make), line(detail.model)))
        case Weapon():
            said = voice.joined(" ", (voice.of(words.WEAPONS, detail.weapon), line(detail.make), line(detail.model)))
        case Phone():
            said = voice.joined(" ", (voice.say(N_("Phone")), line(detail.make), line(detail.model)))
        case Document():
            said = line(detail.document)
        case Asset():
            said = line(detail.asset)
        case _:
            said = line(detail.what) or voice.say(N_("Other thing"))
    return said


# --- details of each kind --------------------------------------------------------------------------------------------
def details(voice: Voice, detail: Detail) -> tuple[Row, ...]:
    """Return what there is to say of an exhibit of its kind, beyond its description."""
    tell = _TELL.get(type(detail))
    return tell(voice, detail) if tell else ()


def _chemical(voice: Voice, detail: Drug | Precursor) -> tuple[Row, ...]:
    volume = line(format_volume(detail.volume_ul)) if detail.volume_ul is not None else NOTHING
    piece = typed(detail.unit_mass) if isinstance(detail, Drug) else NOTHING
    form = voice.of(words.FORMS, detail.form) if detail.form else NOTHING
    return (
        *row(voice, N_("Form"), form),
        *row(voice, N_("Marks"), line(detail.marks)),
        *row(voice, N_("Weight of one piece"), piece),
        *row(voice, N_("Volume"), volume),
    )


def _document(voice: Voice, detail: Document) -> tuple[Row, ...]:
    pages = counted(detail.pages) if detail.pages is not None else NOTHING
    return (*row(voice, N_("Reference"), line(detail.reference)), *row(voice, N_("Pages"), pages))


def _asset(voice: Voice, detail: Asset) -> tuple[Row, ...]:
    estimate = summed(detail.estimate) if detail.estimate else NOTHING
    return (
        *row(voice, N_("Holder on paper"), line(detail.holder)),
        *row(voice, N_("Institution"), line(detail.institution)),
        *row(voice, N_("Reference"), line(detail.reference)),
        *row(voice, N_("Value, estimated by the team"), estimate),
    )


def _vehicle(voice: Voice, detail: Vehicle) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Colour"), line(detail.colour)),
        *row(voice, N_("Plate"), line(" ".join(filter(None, (detail.plate, detail.plate_country))))),
        *row(voice, N_("Frame number"), line(detail.frame_no)),
        *row(voice, N_("Engine number"), line(detail.engine_no)),
        *row(voice, N_("Odometer"), line(detail.odometer)),
        *row(voice, N_("Keys"), counted(detail.keys) if detail.keys is not None else NOTHING),
    )


def _weapon(voice: Voice, detail: Weapon) -> tuple[Row, ...]:
    safe = voice.joined(", ", (line(detail.made_safe_by), stated(detail.made_safe_at)))
    return (
        *row(voice, N_("Calibre"), line(detail.calibre)),
        *row(voice, N_("Serial number"), line(detail.serial)),
        *row(voice, N_("Rounds"), counted(detail.rounds) if detail.rounds is not None else NOTHING),
        *row(voice, N_("Magazine"), line(detail.magazine)),
        *row(voice, N_("Made safe by"), safe),
    )


def _phone(voice: Voice, detail: Phone) -> tuple[Row, ...]:
    power = voice.of(words.POWER, detail.power) if detail.power else NOTHING
    locked = voice.of(words.LOCKED, detail.locked) if detail.locked else NOTHING
    return (
        *row(voice, N_("IMEI"), line(detail.imei)),
        *row(voice, N_("Serial number"), line(detail.serial)),
        *row(voice, N_("State when found"), voice.joined(", ", (power, locked))),
        *row(voice, N_("Cut off from networks by"), offered(voice, detail.isolation)),
        *row(voice, N_("SIM"), line(detail.sim)),
        *row(voice, N_("Touched by"), line(detail.touched_by)),
    )


_TELL: Final[dict[type[msgspec.Struct], Callable[[Voice, Any], tuple[Row, ...]]]] = {
    Drug: _chemical,
    Precursor: _chemical,
    Vehicle: _vehicle,
    Weapon: _weapon,
    Phone: _phone,
    Document: _document,
    Asset: _asset,
}
