"""The write-up's field groups as facts: identity, team, times, place, ground, presence, route, people, deviations.

Where a group has several heads, every value stands side by side under the people who wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from babel import Locale

from fieldkit.domain.values import Party, Place
from fieldkit.domain.view import FactView, Head, PersonView, Register, SeizureView
from fieldkit.domain.writeup_bodies import (
    Deviation,
    GroundSet,
    PersonSet,
    PlaceSet,
    PresenceSet,
    Present,
    RouteSet,
    SeizureSet,
    TeamSet,
    TimesSet,
)
from fieldkit.errors import N_
from fieldkit.reports import words
from fieldkit.reports.act_facts import marks, others, row, who, written
from fieldkit.reports.fact_types import Cell, Group, Row
from fieldkit.reports.voice import NOTHING, Said, Voice, clock, line, offered, party, stated, text
from fieldkit.text.names import country_name, place_line
from fieldkit.text.numerals import number

T = TypeVar("T")
Tell = Callable[[Voice, T], tuple[Row, ...]]
_MICRODEGREE_DIGITS: Final = 6


def groups(voice: Voice, view: SeizureView) -> tuple[Group, ...]:
    """Return what is told of the seizure itself, in the order a court reads it."""
    return tuple(
        _group(voice, title, register, tell)
        for title, register, tell in told(view)
        if register is not None or tell is not _route
    )


def told(view: SeizureView) -> tuple[tuple[str, Register[Any] | None, Tell[Any]], ...]:
    """Return each field group but the narrative: its title, its register, and what puts a value of it into rows."""
    return (
        (N_("Seizure"), view.head, _seizure),
        (N_("Times"), view.times, _times),
        (N_("Place"), view.place, _place),
        (N_("Legal ground"), view.ground, _ground),
        (N_("Team"), view.team, _team),
        (N_("Presence"), view.presence, _presence),
        (N_("Route"), view.route, _route),
    )


def people(voice: Voice, persons: Sequence[PersonView]) -> tuple[Group, ...]:
    """Return what is told of each person."""
    found = []
    for person in persons:
        group = register_group(voice, name(voice, person.register.shown), person.register, person_rows)
        if person.voided:
            said = voice.say(N_("Entered by mistake: {reason}"), reason=line(person.voided))
            group = Group(group.title, group.rows, group.tellers, (said, *group.warn), group.small)
        found.append(group)
    return tuple(found)


def deviations(voice: Voice, facts: Sequence[FactView[Deviation]], numbers: dict[str, Said]) -> tuple[Group, ...]:
    """Return each deviation; *numbers* names the exhibits by id."""

    def tell(voice: Voice, value: Deviation) -> tuple[Row, ...]:
        exhibit = numbers.get(value.exhibit, line(value.exhibit)) if value.exhibit else NOTHING
        return (*row(voice, N_("Exhibit"), exhibit), *deviation_rows(voice, value))

    found = []
    for fact in facts:
        group = register_group(voice, rule(voice, fact.register.shown), fact.register, tell)
        small, struck = others(voice, fact.attested)
        warn = [*group.warn, *struck]
        if fact.voided:
            warn.insert(0, voice.say(N_("Entered by mistake: {reason}"), reason=line(fact.voided)))
        found.append(Group(group.title, group.rows, group.tellers, tuple(warn), (*group.small, *small)))
    return tuple(found)


def rule(voice: Voice, value: Deviation) -> Said:
    """Return the title of a deviation."""
    return voice.say(N_("Rule {rule}"), rule=line(value.rule))


def deviation_rows(voice: Voice, value: Deviation) -> tuple[Row, ...]:
    """Return what was not done and why, in rows."""
    return (
        *row(voice, N_("What was not done"), text(value.what)),
        *row(voice, N_("Why"), text(value.why)),
        *row(voice, N_("Decided by"), party(value.decided_by)),
        *row(voice, N_("What was done instead"), text(value.mitigation)),
    )


def register_group(voice: Voice, title: Said, register: Register[T], tell: Tell[T]) -> Group:
    """Return the value of *register* under *title*, or all its values side by side."""
    heads = register.heads
    warn = [mark for head in heads[:1] for mark in marks(voice, head.act)]
    if not register.disputed:
        return Group(title, tell(voice, heads[0].value), warn=tuple(warn), small=(_telling(voice, heads[0]),))
    said = voice.say(N_("DISPUTED: {n} versions stand side by side; none is taken for the fact"), n=len(heads))
    tellers = tuple(voice.say(N_("{who}, {time}"), who=who(voice, head.act), time=clock(head.act)) for head in heads)
    rows = side_by_side([tell(voice, head.value) for head in heads])
    return Group(title, rows, tellers, (said,), tuple(_telling(voice, head) for head in heads))


def side_by_side(columns: Sequence[tuple[Row, ...]]) -> tuple[Row, ...]:
    """Return one row for each label in *columns*, with a cell for each column; "–" where a column has none."""
    keys: dict[tuple[Said, int], dict[int, Cell]] = {}
    for place, rows in enumerate(columns):
        seen: dict[Said, int] = {}
        for one in rows:
            turn = seen[one.label] = seen.get(one.label, -1) + 1
            keys.setdefault((one.label, turn), {})[place] = one.cells[0]
    empty = Cell(Said("–"), tone="quiet")
    return tuple(
        Row(label, tuple(cells.get(place, empty) for place in range(len(columns))))
        for (label, _), cells in keys.items()
    )


def _telling(voice: Voice, head: Head[Any]) -> Said:
    said = written(voice, head.act)
    if head.reason:
        said = voice.say(N_("{written}. Reason: {reason}"), written=said, reason=line(head.reason))
    return said


def _group(voice: Voice, title: str, register: Register[T] | None, tell: Tell[T]) -> Group:
    if register is None:
        return Group(voice.say(title), (), warn=(voice.say(N_("Nothing was written here.")),))
    return register_group(voice, voice.say(title), register, tell)


# --- field groups ----------------------------------------------------------------------------------------------------
def _seizure(voice: Voice, value: SeizureSet) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Title"), line(value.title)),
        *row(voice, N_("Unit"), line(value.unit)),
        *row(voice, N_("Case number"), line(value.case_no)),
        *row(voice, N_("Operation"), line(value.operation)),
    )


def _times(voice: Voice, value: TimesSet) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Began"), stated(value.started)),
        *row(voice, N_("Found"), stated(value.found)),
        *row(voice, N_("Sealed"), stated(value.sealed)),
        *row(voice, N_("Left the place"), stated(value.left)),
        *row(voice, N_("What shows that the clock was right"), line(value.clock_evidence)),
    )


def place(voice: Voice, value: Place) -> Said:
    """Return address and names of the administrative units."""
    codes = (value.province, value.district, value.commune, value.village)
    units = voice.each(lambda lang: place_line(codes, lang))
    return voice.joined(", ", (line(value.address), units))


def _place(voice: Voice, value: PlaceSet) -> tuple[Row, ...]:
    point = value.place.point
    position = NOTHING
    if point is not None:
        lat, lon = (number(part, scale=_MICRODEGREE_DIGITS, least_decimals=5) for part in (point.lat, point.lon))
        position = Said(f"{lat}, {lon} (WGS 84)")
        if point.accuracy_m is not None:
            position = voice.say(N_("{position}, within {n} m"), position=position, n=point.accuracy_m)
    return (
        *row(voice, N_("Place"), place(voice, value.place)),
        *row(voice, N_("Position"), position),
        *row(voice, N_("Premises"), offered(voice, value.premises)),
        *row(voice, N_("Occupier"), line(value.occupier)),
        *row(voice, N_("Border point"), line(value.border_point)),
    )


def _ground(voice: Voice, value: GroundSet) -> tuple[Row, ...]:
    given = voice.of(words.GROUNDS, value.ground)
    if value.verbal:
        given = voice.say(N_("{ground}, given verbally"), ground=given)
    night = voice.of(words.NIGHT, value.night_exception) if value.night_exception else NOTHING
    return (
        *row(voice, N_("Ground stated"), given),
        *row(voice, N_("Given by"), line(value.authority)),
        *row(voice, N_("Given at"), stated(value.at)),
        *row(voice, N_("Reference"), line(value.reference)),
        *row(voice, N_("Reason stated for searching at night"), night),
        *row(voice, N_("Note"), text(value.note)),
    )


def _team(voice: Voice, value: TeamSet) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Lead officer"), party(value.lead)),
        *row(voice, N_("Members"), voice.joined("; ", map(party, value.members))),
        *row(voice, N_("Other agencies"), voice.joined("; ", map(line, value.agencies))),
        *row(voice, N_("Prosecutor on the scene"), party(value.prosecutor)),
    )


def _presence(voice: Voice, value: PresenceSet) -> tuple[Row, ...]:
    return tuple(one for present in value.people for one in _present(voice, present))


def _present(voice: Voice, present: Present) -> tuple[Row, ...]:
    mark = voice.of(words.MARKS, present.mark)
    if present.reason:
        mark = voice.say(N_("{mark}: {reason}"), mark=mark, reason=line(present.reason))
    refused = present.mark in ("refused", "absent")
    said = party(present.party) if refused else voice.joined(" – ", (party(present.party), mark))
    declared = voice.say(N_("Declares not to be police")) if present.not_police else NOTHING
    about = voice.joined(", ", (*_identity(voice, present.party), declared))
    return row(voice, words.PRESENCE.get(present.role, present.role), said, about, warn=(mark,) if refused else ())


def _identity(voice: Voice, who_is: Party) -> Iterable[Said]:
    if who_is.id_ref:
        yield voice.say(N_("ID {number}"), number=line(who_is.id_ref))
    if who_is.phone:
        yield voice.say(N_("Phone {number}"), number=line(who_is.phone))


def country(voice: Voice, code: str) -> Said:
    """Return the name of a country by its code, or what was typed instead of one."""
    return voice.each(lambda lang: country_name(code, lang)) if code else NOTHING


def _route(voice: Voice, value: RouteSet) -> tuple[Row, ...]:
    return (
        *row(voice, N_("Origin"), country(voice, value.origin)),
        *row(voice, N_("Departure"), line(value.departure)),
        *row(voice, N_("Transit"), voice.joined(", ", (country(voice, code) for code in value.transit))),
        *row(voice, N_("Destination"), country(voice, value.destination)),
        *row(voice, N_("Direction"), voice.of(words.DIRECTIONS, value.direction)),
        *row(voice, N_("Transport"), offered(voice, value.transport)),
        *row(voice, N_("Concealment"), line(value.concealment)),
    )


def name(voice: Voice, value: PersonSet) -> Said:
    """Return the names of a person in both scripts, or that none is known."""
    return line(" / ".join(filter(None, (value.name_km, value.name_latin)))) or voice.say(N_("Name not known"))


def person_rows(voice: Voice, value: PersonSet) -> tuple[Row, ...]:
    """Return what is told of a person beside the name, in rows."""
    roles = voice.joined(", ", (voice.of(words.PERSON_ROLES, role) for role in value.roles))
    age = voice.say(N_("{n} years old"), n=value.age) if value.age is not None else NOTHING
    sex = voice.of(words.SEXES, value.sex) if value.sex else NOTHING
    minor = voice.say(N_("Minor")) if value.minor else NOTHING
    papers = voice.joined(" ", (line(value.id_type), line(value.id_no)))
    arrest = voice.joined(", ", (stated(value.arrested_at), line(value.arrested_by)))
    referral = voice.say(N_("Referred to a health service")) if value.health_referral else NOTHING
    status = voice.of(words.PERSON_STATES, value.status) if value.status else NOTHING
    offence = voice.of(words.OFFENCES, value.offence_role) if value.offence_role else NOTHING
    return (
        *row(voice, N_("Entered as"), voice.joined(", ", (roles, status))),
        *row(voice, N_("Part ascribed by the team"), offence),
        *row(voice, N_("Sex, age"), voice.joined(", ", (sex, age, minor))),
        *row(voice, N_("Born"), line(value.birth)),
        *row(voice, N_("Nationality"), country(voice, value.nationality)),
        *row(voice, N_("Papers"), papers),
        *row(voice, N_("Other names"), line(", ".join(value.aliases))),
        *row(voice, N_("Address"), line(value.address)),
        *row(voice, N_("Arrested"), arrest),
        *row(voice, N_("Language"), _language(voice, value.language)),
        *row(voice, N_("Interpreter"), line(value.interpreter)),
        *row(voice, N_("Health"), referral),
        *row(voice, N_("Note"), text(value.note)),
    )


def _language(voice: Voice, code: str) -> Said:
    return voice.each(lambda lang: str(Locale.parse(lang).languages.get(code, code))) if code else NOTHING


def narrative(voice: Voice, view: SeizureView) -> tuple[tuple[Said, Said], ...]:
    """Return the narrative with who wrote it; several where versions stand side by side."""
    if view.narrative is None:
        return ()
    return tuple((_telling(voice, head), text(head.value.text)) for head in view.narrative.heads)
