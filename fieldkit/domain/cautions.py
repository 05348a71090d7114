"""What a person should look at before going on. A caution stops nobody: odd things happen, and are recorded."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, ClassVar, Final

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import substances
from fieldkit.domain import typed as forms
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.friendly import NotAWriteUp, write_moment
from fieldkit.domain.money import counted
from fieldkit.domain.quantity import format_mass
from fieldkit.domain.seals import Stock, key
from fieldkit.domain.values import Amount, Moment, Party, Point
from fieldkit.domain.view import ExhibitView, FactView, SeizureView
from fieldkit.errors import N_
from fieldkit.text.catalogue import Language, _
from fieldkit.text.numerals import digits

HEAVY_UG: Final = 500_000_000_000
"""Half a tonne: one package heavier than this is rather a slip of the unit."""
_CHANGED_PPM: Final = 100_000
"""A like weighing that differs by more than a tenth from the one before is asked about."""
_DAY_MS: Final = 86_400_000
_YEAR_MS: Final = 366 * _DAY_MS
_OLDEST_WALL: Final = 946_684_800_000
"""The year 2000: a clock that shows an earlier one was never set."""
_LATITUDES: Final = (9_500_000, 14_800_000)
_LONGITUDES: Final = (102_200_000, 107_800_000)
"""A box around Cambodia and its waters near the coast, in microdegrees."""
_ADULT: Final = 18
_OLDEST: Final = 110
_DATE: Final = re.compile(
    r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?"
    r"|(?:(?P<d2>\d{1,2})[-/.])?(?P<m2>\d{1,2})[-/.](?P<y2>\d{4})"
)


class Warn(msgspec.Struct, frozen=True, kw_only=True):
    """One caution. facts fill the placeholders of `message`; where: path of the field, as `typed.read` has it."""

    code: str
    facts: dict[str, str] = {}
    where: str = ""

    MESSAGES: ClassVar[dict[str, str]] = {
        "heavy": N_("{value} is very heavy for one package. Is the unit right?"),
        "nothing": N_("{value} is nothing. Does the scale show grams, and is the package on it?"),
        "net-over-gross": N_("Net {net} is more than gross {gross}."),
        "tare-over-gross": N_("The tare {tare} is more than gross {gross}."),
        "weight-changed": N_("{now} is far from the weighing before: {before}."),
        "seal-used-before": N_("Seal {seal} is already on {exhibit}. Seal numbers are used once."),
        "seal-twice": N_("Seal {seal} stands here twice."),
        "seal-outside-stock": N_("Seal {seal} is not of this laptop's stock."),
        "long-ago": N_("{moment} is before the year 2000. Is the clock right?"),
        "in-the-future": N_("{moment} is in the future. Is the clock right?"),
        "before-start": N_("{moment} is before the seizure began: {started}."),
        "out-of-order": N_("{later} should not be before {earlier}."),
        "authorised-late": N_("The authorisation was given at {moment}, after the seizure began: {started}."),
        "count-zero": N_("Nothing was counted."),
        "same-person": N_("{name} is named as both persons. The second must be somebody else."),
        "witness-in-team": N_("{name} is of the team and cannot be a civilian witness."),
        "kit-expired": N_("This test kit expired: {date}."),
        "calibrated-long-ago": N_("This scale was calibrated more than a year ago: {date}."),
        "not-a-date": N_("“{date}” is not a date that can be checked."),
        "unknown-substance": N_("“{typed}” is not in the list of substances. Did you mean {names}?"),
        "unlisted-substance": N_("“{typed}” is not in the list of substances."),
        "far-away": N_("This position is not in Cambodia. Are latitude and longitude in their places?"),
        "minor": N_("This person is younger than 18. Mark them as a minor."),
        "age": N_("Nobody is {age} years old."),
    }

    @property
    def message(self) -> str:
        """Return the untranslated sentence with its placeholders."""
        return self.MESSAGES[self.code]

    def said(self, lang: Language | None = None) -> str:
        """Return the sentence in *lang* (default: the language in use)."""
        return _(self.message, lang=lang, **self.facts)


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is looked at with: the seizure, what it is about (an exhibit's id), now, and the seals known here."""

    view: SeizureView
    now: Moment
    subject: str = ""
    stock: Stock | None = None

    @property
    def exhibit(self) -> ExhibitView | None:
        """Return the exhibit the form is about: by its id, or by a fact of it."""
        for one in self.view.exhibits:
            facts: tuple[FactView[Any], ...] = (one.find, *one.weighings, *one.counts, *one.tests)
            if self.subject == one.id or any(self.subject == fact.id for fact in facts):
                return one
        return None


def warnings(
    form: str,
    typed: Mapping[str, Any],
    view: SeizureView,
    now: Moment,
    *,
    subject: str = "",
    stock: Stock | None = None,
) -> tuple[Warn, ...]:
    """Return what looks odd in a form, in the order of its fields. What cannot be read is no matter of this page.

    subject: the exhibit, or the fact that is corrected; stock: the seals of this laptop and those used, where known.
    """
    try:
        body = forms.read(form, forms.clean(typed), now=now)
    except NotAWriteUp:
        return ()
    return about(body, view, now, subject=subject, stock=stock)


def about(
    body: msgspec.Struct, view: SeizureView, now: Moment, *, subject: str = "", stock: Stock | None = None
) -> tuple[Warn, ...]:
    """Return what looks odd in the body of a form. Arguments as of `warnings`."""
    around = Around(view=view, now=now, subject=subject, stock=stock)
    found = [*_moments(body, around), *_OF.get(type(body), _nothing)(body, around)]
    return tuple({(one.code, *sorted(one.facts.items())): one for one in found}.values())


def _nothing(body: Any, around: Around) -> Iterator[Warn]:  # noqa: ANN401  (a body of any form)
    del body, around
    yield from ()


# -- times ------------------------------------------------------------------------------------------------------------
def _moments(body: msgspec.Struct, around: Around) -> Iterator[Warn]:
    times = around.view.times.shown if around.view.times else None
    began = times.started if times and not isinstance(body, wb.TimesSet) else None
    for where, moment in _found(body, "$"):
        said = write_moment(moment)
        if moment.wall < _OLDEST_WALL:
            yield Warn(code="long-ago", facts={"moment": said}, where=where)
        elif moment.wall > around.now.wall + _DAY_MS:
            yield Warn(code="in-the-future", facts={"moment": said}, where=where)
        elif began and moment.wall < began.wall and not isinstance(body, wb.GroundSet):
            facts = {"moment": said, "started": write_moment(began)}
            yield Warn(code="before-start", facts=facts, where=where)


def _found(value: object, where: str) -> Iterator[tuple[str, Moment]]:
    if isinstance(value, Moment):
        yield where, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _found(getattr(value, name), f"{where}.{name}")


def _times(body: wb.TimesSet, around: Around) -> Iterator[Warn]:
    del around
    told = [(name, at) for name in ("started", "found", "sealed", "left") if (at := getattr(body, name)) is not None]
    for (_earlier, first), (name, second) in pairwise(told):
        if second.wall < first.wall:
            facts = {"later": write_moment(second), "earlier": write_moment(first)}
            yield Warn(code="out-of-order", facts=facts, where=f"$.{name}")


def _ground(body: wb.GroundSet, around: Around) -> Iterator[Warn]:
    times = around.view.times.shown if around.view.times else None
    if body.at and times and times.started and body.at.wall > times.started.wall:
        facts = {"moment": write_moment(body.at), "started": write_moment(times.started)}
        yield Warn(code="authorised-late", facts=facts, where="$.at")


def _day(text: str) -> int | None:
    """Return the end of the day, month or year that a person wrote, ms UTC, or None where it is no date."""
    found = _DATE.fullmatch(digits(text[:40], khmer=False).strip())
    if found is None:
        return None
    year = int(found["y"] or found["y2"])
    month = int(found["m"] or found["m2"] or 12)
    try:
        day = int(found["d"] or found["d2"] or calendar.monthrange(year, month)[1])
        return int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000) + _DAY_MS
    except (ValueError, calendar.IllegalMonthError):
        return None


def _dated(text: str, where: str, limit: Callable[[int], bool], code: str) -> Iterator[Warn]:
    if not text.strip():
        return
    day = _day(text)
    if day is None:
        yield Warn(code="not-a-date", facts={"date": text[:40]}, where=where)
    elif limit(day):
        yield Warn(code=code, facts={"date": text[:40]}, where=where)


# -- weights ----------------------------------------------------------------------------------------------------------
def sane_mass(amount: Amount, where: str = "") -> tuple[Warn, ...]:
    """Warn of a mass that is nothing, and of one that is more likely a slip of the unit."""
    facts = {"value": f"{amount.value} {amount.unit}"}
    if amount.ug <= 0:
        return (Warn(code="nothing", facts=facts, where=where),)
    return (Warn(code="heavy", facts=facts, where=where),) if amount.ug > HEAVY_UG else ()


def _weighing(body: wb.Weighing, around: Around) -> Iterator[Warn]:
    yield from sane_mass(body.value, "$.value")
    yield from _two(body.operator, body.second, "$.second")
    now = around.now.wall
    yield from _dated(
        body.scale.calibrated, "$.scale.calibrated", lambda day: day < now - _YEAR_MS, "calibrated-long-ago"
    )
    if around.exhibit is not None:
        yield from _beside(body, around.exhibit, around.subject)


def _beside(body: wb.Weighing, exhibit: ExhibitView, corrected: str) -> Iterator[Warn]:
    """Compare a weighing with the newest others of the exhibit."""
    others = {
        fact.register.shown.kind: fact.register.shown.value
        for fact in exhibit.weighings
        if not fact.voided and fact.id != corrected
    }
    told = others | {body.kind: body.value}
    gross = told.get("gross_unsealed") or told.get("gross_sealed")
    for kind in ("net", "tare"):
        part = told.get(kind)
        if part and gross and part.ug > gross.ug and body.kind in (kind, "gross_unsealed", "gross_sealed"):
            yield Warn(code=f"{kind}-over-gross", facts={kind: _typed(part), "gross": _typed(gross)}, where="$.value")
    before = others.get(body.kind)
    if before and abs(before.ug - body.value.ug) * 1_000_000 > before.ug * _CHANGED_PPM:
        facts = {"now": _typed(body.value), "before": _typed(before)}
        yield Warn(code="weight-changed", facts=facts, where="$.value")


def _typed(amount: Amount) -> str:
    said = f"{amount.value} {amount.unit}"
    return said if amount.unit == "g" else f"{said} ({format_mass(amount.ug)})"


# -- people -----------------------------------------------------------------------------------------------------------
def same_person(first: Party | None, second: Party | None) -> bool:
    """Tell whether two parties are one: by their ids, or by name where one has none."""
    if first is None or second is None:
        return False
    if first.person and second.person:
        return first.person == second.person
    return bool(first.name.strip()) and first.name.strip().casefold() == second.name.strip().casefold()


def _two(first: Party, second: Party | None, where: str) -> Iterator[Warn]:
    if second is not None and same_person(first, second):
        yield Warn(code="same-person", facts={"name": second.name}, where=where)


def _team(body: wb.TeamSet, around: Around) -> Iterator[Warn]:
    del around
    for place, member in enumerate(body.members):
        if any(same_person(one, member) for one in (body.lead, *body.members[:place])):
            yield Warn(code="same-person", facts={"name": member.name}, where=f"$.members[{place}]")


def _presence(body: wb.PresenceSet, around: Around) -> Iterator[Warn]:
    team = around.view.team.shown if around.view.team else None
    ours = (team.lead, *team.members) if team else ()
    for place, one in enumerate(body.people):
        if one.role == "civilian_witness" and any(same_person(officer, one.party) for officer in ours):
            yield Warn(code="witness-in-team", facts={"name": one.party.name}, where=f"$.people[{place}].party")


def _person(body: wb.PersonSet, around: Around) -> Iterator[Warn]:
    del around
    if body.age is not None and body.age > _OLDEST:
        yield Warn(code="age", facts={"age": str(body.age)}, where="$.age")
    elif body.age is not None and body.age < _ADULT and not body.minor:
        yield Warn(code="minor", where="$.minor")


# -- things -----------------------------------------------------------------------------------------------------------
def _find(body: wb.Find, around: Around) -> Iterator[Warn]:
    del around
    detail = body.detail
    if isinstance(detail, wb.Drug | wb.Precursor):
        yield from substance_known(detail.substance)
    if isinstance(detail, wb.Drug):
        if detail.units == 0:
            yield Warn(code="count-zero", where="$.detail.units")
        if detail.unit_mass is not None:
            yield from sane_mass(detail.unit_mass, "$.detail.unit_mass")


def substance_known(typed: str) -> tuple[Warn, ...]:
    """Warn of a substance that is not in the list, and say which it may be. The list is never complete."""
    if not typed.strip() or substances.known(typed):
        return ()
    facts, where = {"typed": typed[:60]}, "$.detail.substance"
    alike = ", ".join(map(substances.named, substances.alike(typed)))
    if alike:
        return (Warn(code="unknown-substance", facts=facts | {"names": alike}, where=where),)
    return (Warn(code="unlisted-substance", facts=facts, where=where),)


def _count(body: wb.CashCount, around: Around) -> Iterator[Warn]:
    del around
    if counted(body).minor == 0:
        yield Warn(code="count-zero", where="$.lines")
    yield from _two(body.counted_by, body.witness, "$.witness")


def _test(body: wb.FieldTest, around: Around) -> Iterator[Warn]:
    yield from _dated(body.expiry, "$.expiry", lambda day: day <= around.now.wall, "kit-expired")
    if body.used is not None:
        yield from sane_mass(body.used, "$.used")
    yield from _two(body.operator, body.witness, "$.witness")


def _package(body: cb.Package, around: Around) -> Iterator[Warn]:
    exhibit = around.exhibit
    yield from seals_unused([around.view], body.seals, exhibit.id if exhibit else "")
    number = exhibit.number if exhibit else ""
    seen: set[str] = set()
    for place, seal in enumerate(body.seals):
        where = f"$.seals[{place}]"
        if key(seal) in seen:
            yield Warn(code="seal-twice", facts={"seal": seal}, where=where)
        seen.add(key(seal))
        if around.stock is None:
            continue
        if around.stock.on(seal) not in ("", number):
            yield Warn(code="seal-used-before", facts={"seal": seal, "exhibit": around.stock.on(seal)}, where=where)
        if not around.stock.issued(seal):
            yield Warn(code="seal-outside-stock", facts={"seal": seal}, where=where)
    yield from _two(body.sealed_by, body.witness, "$.witness")


def seals_unused(views: Iterable[SeizureView], seals: Iterable[str], exhibit: str) -> tuple[Warn, ...]:
    """Warn of seal numbers that another exhibit within *views* carries or carried."""
    wanted = {key(seal): seal for seal in seals}
    found: dict[str, Warn] = {}
    for other in (one for view in views for one in view.exhibits if one.id != exhibit):
        for step in other.timeline:
            used = step.body.get("seals", ()) if step.act.type in ("custody.package", "custody.reseal") else ()
            for seal in map(key, map(str, used)):
                if seal in wanted:
                    facts = {"seal": wanted[seal], "exhibit": other.number}
                    found.setdefault(seal, Warn(code="seal-used-before", facts=facts, where="$.seals"))
    return tuple(found.values())


def _place(body: wb.PlaceSet, around: Around) -> Iterator[Warn]:
    del around
    if body.place.point is not None and not _here(body.place.point):
        yield Warn(code="far-away", where="$.place.point")


def _here(point: Point) -> bool:
    return _LATITUDES[0] <= point.lat <= _LATITUDES[1] and _LONGITUDES[0] <= point.lon <= _LONGITUDES[1]


_OF: Final[dict[type, Callable[[Any, Around], Iterator[Warn]]]] = {
    wb.TimesSet: _times,
    wb.GroundSet: _ground,
    wb.Weighing: _weighing,
    wb.TeamSet: _team,
    wb.PresenceSet: _presence,
    wb.PersonSet: _person,
    wb.Find: _find,
    wb.CashCount: _count,
    wb.FieldTest: _test,
    cb.Package: _package,
    wb.PlaceSet: _place,
}
