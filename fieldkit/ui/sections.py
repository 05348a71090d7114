"""The facts of each field group as label and value, in the order a reader asks for them. No Qt here."""

from __future__ import annotations

from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.view import SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import _
from fieldkit.ui import lines, words

Facts = list[tuple[str, str]]


def called(value: wb.SeizureSet) -> Facts:
    """Number, title, whose it is."""
    return [
        (_("Title"), lines.line(value.title)),
        (_("Temporary number"), lines.line(value.number, 60)),
        (_("Unit"), lines.line(value.unit)),
        (_("Case number"), lines.line(value.case_no)),
        (_("Operation"), lines.line(value.operation)),
        (_("Access"), _("Restricted: every view is logged") if value.restricted else ""),
    ]


def times(value: wb.TimesSet) -> Facts:
    """When it began, was found, sealed and left."""
    return [
        (_("Began"), words.stated(value.started)),
        (_("First find"), words.stated(value.found)),
        (_("Last seal"), words.stated(value.sealed)),
        (_("Left the scene"), words.stated(value.left)),
        (_("Clock checked by"), lines.line(value.clock_evidence)),
    ]


def place(value: wb.PlaceSet) -> Facts:
    """Where."""
    point = value.place.point
    where = words.position(point) if point else ""
    return [
        (_("Place"), words.place(value.place)),
        (_("Premises"), lines.offered(value.premises)),
        (_("Occupier"), lines.line(value.occupier)),
        (_("Border crossing"), lines.line(value.border_point)),
        (_("Position"), where),
    ]


def ground(value: wb.GroundSet) -> Facts:
    """The legal ground."""
    by_word = _("by word of mouth") if value.verbal else ""
    return [
        (_("Ground"), lines.of(words.GROUNDS, value.ground)),
        (_("Authority"), ", ".join(filter(None, (lines.line(value.authority), by_word)))),
        (_("Authorised"), words.stated(value.at)),
        (_("Reference"), lines.line(value.reference)),
        (
            _("Ground for a search at night"),
            lines.of(words.NIGHT, value.night_exception) if value.night_exception else "",
        ),
        (_("Note"), lines.line(value.note, 2_000)),
    ]


def team(value: wb.TeamSet) -> Facts:
    """Lead officer, members, others on the scene."""
    return [
        (_("Lead officer"), words.person(value.lead)),
        (_("Members"), ", ".join(words.person(p) for p in value.members)),
        (_("Other agencies"), ", ".join(lines.line(a) for a in value.agencies)),
        (_("Prosecutor"), words.person(value.prosecutor)),
    ]


def presence(value: wb.PresenceSet) -> Facts:
    """Who was present, one line each, with how they confirmed it."""
    made = []
    for present in value.people:
        said = [words.person(present.party), lines.of(words.MARKS, present.mark), lines.line(present.reason)]
        made.append((lines.of(words.PRESENCE, present.role), ", ".join(filter(None, said))))
    return made


def route(value: wb.RouteSet) -> Facts:
    """Where it came from and was going."""
    return [
        (_("Direction"), lines.of(words.DIRECTIONS, value.direction) if value.direction else ""),
        (_("Origin"), words.country(value.origin)),
        (_("Departure"), lines.line(value.departure)),
        (_("By way of"), ", ".join(words.country(t) for t in value.transit)),
        (_("Destination"), words.country(value.destination)),
        (_("Transport"), lines.offered(value.transport)),
        (_("Concealment"), lines.line(value.concealment)),
    ]


def person(value: wb.PersonSet) -> Facts:
    """A person of the seizure."""
    age = _("{n} years", n=value.age) if value.age is not None else ""
    said = (lines.of(words.SEXES, value.sex), age, lines.line(value.birth), words.country(value.nationality))
    papers = " ".join(filter(None, (lines.line(value.id_type), lines.line(value.id_no))))
    return [
        (_("Name in Latin letters"), lines.line(value.name_latin)),
        (_("Name in Khmer"), lines.line(value.name_km)),
        (_("Also called"), ", ".join(lines.line(a) for a in value.aliases)),
        (_("Particulars"), ", ".join(filter(None, said))),
        (_("Papers"), papers),
        (_("Address"), lines.line(value.address)),
        (_("Role in the offence"), lines.of(words.OFFENCES, value.offence_role) if value.offence_role else ""),
        (_("Arrested at"), words.stated(value.arrested_at)),
        (_("Interpreter"), lines.line(value.interpreter)),
        (_("Minor"), _("Yes: the rules for minors apply") if value.minor else ""),
        (_("Note"), lines.line(value.note, 2_000)),
    ]


def deviation(value: wb.Deviation) -> Facts:
    """What could not be done, why, who decided."""
    return [
        (_("Rule"), lines.line(value.rule)),
        (_("What was not done"), lines.line(value.what, 2_000)),
        (_("Why"), lines.line(value.why, 2_000)),
        (_("Decided by"), words.person(value.decided_by)),
        (_("Done instead"), lines.line(value.mitigation, 2_000)),
    ]


WHY: dict[str, str] = {
    "unauthorised": N_("The signing key may not write this. It counts once somebody endorses it."),
    "revoked": N_("The signing key was revoked before this entry."),
    "unreadable": N_("A newer version wrote this. It is kept and not lost."),
    "waiting": N_("It waits for an entry that has not come."),
    "late": N_("Written after the lock. It counts when the next lock covers it."),
    "needs-amendment": N_("Written after acceptance without an amendment."),
    "second-find": N_("A second find of the same exhibit. The first one counts."),
    "unknown-exhibit": N_("It names an exhibit that is not known here."),
    "number-used-twice": N_("Two exhibits carry this number."),
    "disputed-correction": N_("Two corrections disagree. Somebody says which one counts."),
    "no-original": N_("The entry names no photo or file."),
    "covers-unknown": N_("It stands on entries that are not known here."),
    "covers-differ": N_("It stands on other entries than those that are here."),
    "receipt-of-another-branch": N_("The receipt is about another history of this device."),
    "beside-receipts": N_("Headquarters received another history of this device: this entry is not part of it."),
    "unknown-target": N_("It names an entry that is not known here."),
    "target-does-not-count": N_("It names an entry that does not count."),
    "resolves-nothing": N_("It settles something that was not in dispute."),
    "attests-unknown": N_("It attests an entry that is not known here."),
    "attests-own": N_("Nobody attests what they wrote themselves."),
}


def why(code: str) -> str:
    """Return in words why an entry does not count or waits."""
    return _(WHY[code]) if code in WHY else lines.line(code, 80)


def unassigned(view: SeizureView) -> int:
    """Count photos that belong to no exhibit."""
    return sum(1 for o in view.originals if not o.fact.register.shown.exhibits)
