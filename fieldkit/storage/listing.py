"""Lines of lists: what a screen shows of a seizure or exhibit before it is opened, computed from its view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

import msgspec

from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.next_step import waiting
from fieldkit.domain.values import Party
from fieldkit.domain.view import Axis, AxisClaim, ExhibitView, Register, SeizureView, State, Ticks
from fieldkit.text.catalogue import LANGUAGES
from fieldkit.text.names import place_line

T = TypeVar("T")


class Listed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A seizure in a list. Times are claimed, ms since 1970 UTC; original_bytes counts plain bytes.

    conflicts: places where values stand side by side; problems: entries that are kept but do not count.
    offers: person ids who have an offer to answer; unsigned: how many lines wait for whose signature; anchored: part of
    the log has left the hands of those who wrote it.
    """

    id: str
    number: str
    title: str = ""
    unit: str = ""
    lead: str = ""
    official_no: str = ""
    state: State
    practice: bool = False
    restricted: bool = False
    province: str = ""
    district: str = ""
    commune: str = ""
    village: str = ""
    address: str = ""
    found_wall: int | None = None
    first_wall: int = 0
    last_wall: int = 0
    exhibits: int = 0
    persons: int = 0
    originals: int = 0
    original_bytes: int = 0
    conflicts: int = 0
    discrepancies: int = 0
    problems: int = 0
    entries: int = 0
    ticks: Ticks = Ticks()
    locked_wall: int | None = None
    return_reason: str = ""
    returned_by: str = ""
    offers: tuple[str, ...] = ()
    unsigned: dict[str, int] = {}
    anchored: bool = False

    @property
    def attention(self) -> int:
        """Return how many things somebody must look at."""
        return self.conflicts + self.discrepancies + self.problems


class ListedExhibit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An exhibit in a list. Each axis by its state; `seals` of the package as it stands; weight of the last reading."""

    id: str
    seizure: str
    number: str
    kind: str
    what: str = ""
    description: str = ""
    weight_ug: int | None = None
    weight_typed: str = ""
    holder: str = ""
    holder_id: str = ""
    holder_state: str = ""
    location: str = ""
    package: str = ""
    package_no: str = ""
    seals: tuple[str, ...] = ()
    analysis: str = ""
    disposition: str = ""
    disputed: bool = False
    waiting: bool = False
    discrepancies: int = 0
    voided: str = ""
    found_wall: int = 0

    @property
    def attention(self) -> int:
        """Return how many things somebody must look at."""
        return self.discrepancies + int(self.disputed) + int(self.waiting)


def listed(view: SeizureView) -> Listed:
    """Return the line of *view*. A disputed value is shown by its first head; `conflicts` says that it is disputed."""
    head, place, times = _shown(view.head), _shown(view.place), _shown(view.times)
    team = _shown(view.team)
    locks = [review for review in view.reviews if review.kind == "lock"]
    returns = [review for review in view.reviews if review.kind == "return"]
    accepted = [review for review in view.reviews if review.kind == "accept"]
    returned = returns[-1] if returns and view.state == "returned" else None
    where = place.place if place else None
    waited = waiting(view)
    return Listed(
        id=view.id,
        number=view.number,
        title=head.title if head else "",
        unit=head.unit if head else "",
        lead=team.lead.name if team else "",
        official_no=next((review.official_no for review in reversed(accepted) if review.official_no), ""),
        state=view.state,
        practice=view.practice,
        restricted=bool(head and head.restricted),
        province=where.province if where else "",
        district=where.district if where else "",
        commune=where.commune if where else "",
        village=where.village if where else "",
        address=where.address if where else "",
        found_wall=times.found.wall if times and times.found else None,
        first_wall=view.first_wall,
        last_wall=view.last_wall,
        exhibits=len(view.exhibits),
        persons=len(view.persons),
        originals=len(view.originals),
        original_bytes=sum(one.blob.size for one in view.originals),
        conflicts=view.conflicts,
        discrepancies=sum(len(one.discrepancies) for one in view.exhibits),
        problems=len(view.problems),
        entries=view.entries,
        ticks=view.ticks,
        locked_wall=locks[-1].act.wall if locks and view.state in {"locked", "accepted"} else None,
        return_reason=returned.reason if returned else "",
        returned_by=returned.act.name if returned else "",
        offers=waited.offers,
        unsigned=waited.unsigned,
        anchored=view.first_anchor is not None,
    )


def listed_exhibits(view: SeizureView) -> Iterator[ListedExhibit]:
    """Yield the line of each exhibit of *view*."""
    for exhibit in view.exhibits:
        yield _exhibit(view, exhibit)


def _exhibit(view: SeizureView, exhibit: ExhibitView) -> ListedExhibit:
    find = exhibit.find.register.shown
    axes = exhibit.axes
    holder, location, package = _first(axes.holder), _first(axes.location), _first(axes.package)
    party: Party | None = holder.party if holder else None
    last = exhibit.series[-1] if exhibit.series else None
    every = (axes.holder, axes.location, axes.package, axes.analysis, axes.disposition)
    return ListedExhibit(
        id=exhibit.id,
        seizure=view.id,
        number=exhibit.number,
        kind=str(type(find.detail).__struct_config__.tag),
        what=_what(find.detail),
        description=find.description,
        weight_ug=last.ug if last else None,
        weight_typed=last.typed if last else "",
        holder=party.name if party else "",
        holder_id=(party.person or "") if party else "",
        holder_state=holder.state if holder else "",
        location=location.place if location else "",
        package=package.state if package else "",
        package_no=package.package_no if package else "",
        seals=package.seals if package else (),
        analysis=_state(axes.analysis),
        disposition=_state(axes.disposition),
        disputed=axes.disputed,
        waiting=any(axis.waiting for axis in every),
        discrepancies=len(exhibit.discrepancies),
        voided=exhibit.find.voided,
        found_wall=exhibit.find.act.wall,
    )


def _first(axis: Axis) -> AxisClaim | None:
    return axis.claims[0] if axis.claims else None


def _state(axis: Axis) -> str:
    claim = _first(axis)
    return claim.state if claim else ""


def _shown(register: Register[T] | None) -> T | None:
    return register.shown if register else None


_NAMED_BY: Final[dict[type[msgspec.Struct], tuple[str, ...]]] = {
    wb.Drug: ("substance",),
    wb.Precursor: ("substance",),
    wb.Vehicle: ("vehicle", "make", "model"),
    wb.Weapon: ("weapon", "make", "model"),
    wb.Phone: ("make", "model"),
    wb.Document: ("document",),
    wb.Asset: ("asset",),
    wb.OtherThing: ("what",),
}


def _what(detail: wb.Detail) -> str:
    """Return what the thing is, in the words of whoever found it; empty for cash."""
    return " ".join(filter(None, (str(getattr(detail, name)) for name in _NAMED_BY.get(type(detail), ()))))


class Words(msgspec.Struct, frozen=True):
    """One thing that can be found: kind (seizure, narrative, person, exhibit, seal, plate), its id, label and words."""

    kind: str
    ref: str
    label: str
    words: str


def words(view: SeizureView) -> Iterator[Words]:
    """Yield what of *view* can be searched. Every head of a dispute can be found."""
    yield Words("seizure", view.id, view.number, _joined(_seizure_words(view)))
    for narrative in _values(view.narrative):
        if narrative.text:
            yield Words("narrative", view.id, view.number, narrative.text)
    for person in view.persons:
        for told in person.register.heads:
            value = told.value
            names = (value.name_km, value.name_latin, *value.aliases)
            label = " / ".join(filter(None, (value.name_km, value.name_latin))) or value.id_no
            yield Words("person", person.id, label, _joined((*names, value.id_no, value.address, value.nationality)))
    for exhibit in view.exhibits:
        yield from _exhibit_words(exhibit)


def _seizure_words(view: SeizureView) -> Iterator[str]:
    yield view.number
    for head in _values(view.head):
        yield from (head.title, head.unit, head.case_no, head.operation)
    for team in _values(view.team):
        yield from (team.lead.name, *(member.name for member in team.members))
    for place in _values(view.place):
        yield from (place.place.address, place.premises, place.occupier, place.border_point)
        at = place.place
        codes = tuple(code for code in (at.province, at.district, at.commune, at.village) if code)
        yield from (place_line(codes, lang) for lang in LANGUAGES if codes)
    yield from (review.official_no for review in view.reviews)
    yield view.ticks.receipt_no


def _exhibit_words(exhibit: ExhibitView) -> Iterator[Words]:
    for find in _values(exhibit.find.register):
        detail = msgspec.to_builtins(find.detail)
        told = (value for name, value in sorted(detail.items()) if name != "type" and isinstance(value, str))
        label = " ".join(filter(None, (find.number, _what(find.detail))))
        yield Words("exhibit", exhibit.id, label, _joined((find.number, find.description, find.spot, *told)))
        if isinstance(find.detail, wb.Vehicle) and find.detail.plate:
            yield Words("plate", exhibit.id, find.detail.plate, find.detail.plate)
    seals = {claim.package_no for claim in exhibit.axes.package.claims if claim.package_no}
    seals |= {seal for claim in exhibit.axes.package.claims for seal in claim.seals}
    seals |= {seal for step in exhibit.timeline for seal in _strings(step.body.get("seals"))}
    seals |= {seal for step in exhibit.timeline for seal in _strings(step.line.get("seals"))}
    for seal in sorted(seals):
        yield Words("seal", exhibit.id, f"{seal} · {exhibit.number}", seal)


def _values(register: Register[T] | None) -> Iterator[T]:
    if register:
        yield from (head.value for head in register.heads)


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, parts)))
