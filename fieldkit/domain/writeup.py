"""The write-up of a seizure as one document: what `record FILE.json` reads and `show --json` prints.

People, exhibits and photos refer to one another by short names of the writer's choice (`ref`, and the photo's `file`).
`fieldkit.domain.friendly` says how times, masses, money and names are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import friendly
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Draft
from fieldkit.domain.friendly import NotAWriteUp
from fieldkit.domain.types import plain
from fieldkit.domain.values import Attitude, Line, Moment, Party, Value
from fieldkit.domain.view import ExhibitView, OriginalView, Register, SeizureView

T = TypeVar("T", bound=msgspec.Struct)
G = TypeVar("G", bound=wb.Group)


class SeizureHead(wb.SeizureSet, frozen=True, kw_only=True):
    """What the seizure is called. `number` is printed by `show`; recording gives a new one."""

    number: Line = ""


class PersonOf(wb.PersonSet, frozen=True, kw_only=True):
    """A person of the seizure; others refer to them by `ref`."""

    ref: Line = ""


class PhotoOf(Value, frozen=True, kw_only=True):
    """A photo or file to attach, by its name. exhibits: refs, where the photo shows several; source: as `Original`."""

    file: Line
    view: wb.View = "other"
    caption: Line = ""
    taken_by: Line = ""
    source: wb.Source = "file"
    exhibits: tuple[Line, ...] = ()


class WeighingOf(wb.Weighing, frozen=True, kw_only=True):
    """A weighing. display: file name of the photo that shows the scale's display."""

    display: Line | None = None


class FieldTestOf(wb.FieldTest, frozen=True, kw_only=True):
    """A presumptive test. photo: file name."""

    photo: Line | None = None


class PackageOf(Value, frozen=True, kw_only=True):
    """How the exhibit was sealed. photos: file names. The gross weighing is the exhibit's last sealed one."""

    package_no: Line
    package_type: Line = ""
    seals: tuple[Line, ...]
    sealed_by: Party
    witness: Party | None = None
    suspect: Attitude = "not_asked"
    photos: tuple[Line, ...] = ()
    at: Moment | None = None


class ExhibitOf(wb.Find, frozen=True, kw_only=True):
    """An exhibit with what was measured and how it was sealed. from_person: a person's ref.

    `number` is printed by `show`; recording gives a new one. photos: those that show this exhibit alone.
    """

    ref: Line = ""
    number: Line = ""
    from_person: Line | None = None
    weighings: tuple[WeighingOf, ...] = ()
    counts: tuple[wb.CashCount, ...] = ()
    tests: tuple[FieldTestOf, ...] = ()
    package: PackageOf | None = None
    photos: tuple[PhotoOf, ...] = ()


class DeviationOf(wb.Deviation, frozen=True, kw_only=True):
    """What could not be done. exhibit: an exhibit's ref."""

    exhibit: Line | None = None


class WriteUp(Value, frozen=True, kw_only=True):
    """A whole write-up. disputed: sections in which people disagree; `show` prints it, recording passes it over."""

    seizure: SeizureHead = SeizureHead()
    team: wb.TeamSet | None = None
    times: wb.TimesSet | None = None
    place: wb.PlaceSet | None = None
    ground: wb.GroundSet | None = None
    presence: wb.PresenceSet | None = None
    route: wb.RouteSet | None = None
    narrative: wb.NarrativeSet | None = None
    persons: tuple[PersonOf, ...] = ()
    exhibits: tuple[ExhibitOf, ...] = ()
    photos: tuple[PhotoOf, ...] = ()
    deviations: tuple[DeviationOf, ...] = ()
    disputed: tuple[Line, ...] = ()


def read(untrusted: bytes) -> WriteUp:
    """Return the write-up in a JSON file. Raises NotAWriteUp, which says where and what."""
    return friendly.read(untrusted, WriteUp)


def write(writeup: WriteUp) -> bytes:
    """Return the JSON of *writeup*, indented, for people; `read` gives the same write-up back."""
    return msgspec.json.format(msgspec.json.encode(friendly.written(writeup)), indent=2)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the file."""
    return friendly.schema(WriteUp)


def photos(writeup: WriteUp) -> tuple[tuple[PhotoOf, tuple[str, ...]], ...]:
    """Return every photo with the refs of the exhibits it shows, in the order in which ids are handed out."""
    alone = [(photo, (exhibit_ref(one, place),)) for place, one in enumerate(writeup.exhibits) for photo in one.photos]
    return (*alone, *((photo, photo.exhibits) for photo in writeup.photos))


def exhibit_ref(exhibit: ExhibitOf, place: int) -> str:
    """Return the name others refer to an exhibit by: its `ref`, or its place in the list from 1."""
    return exhibit.ref or str(place + 1)


def person_ref(person: PersonOf, place: int) -> str:
    """Return the name others refer to a person by: their `ref`, or `p` and their place in the list from 1."""
    return person.ref or f"p{place + 1}"


def with_place_codes(writeup: WriteUp, code_of: Callable[[str, str], str | None]) -> WriteUp:
    """Return *writeup* with the names of places replaced by their codes, from large to small.

    code_of(name or code, code of the place around it) gives a code, or None where the gazetteer has no single such
    place; what was typed then stays, and so do the smaller places.
    """
    if writeup.place is None:
        return writeup
    codes: dict[str, str] = {}
    around = ""
    for level in ("province", "district", "commune", "village"):
        code = code_of(getattr(writeup.place.place, level), around)
        if not code:
            break
        codes[level] = around = code
    place = msgspec.structs.replace(writeup.place.place, **codes)
    return msgspec.structs.replace(writeup, place=msgspec.structs.replace(writeup.place, place=place))


# -- from a write-up to drafts ----------------------------------------------------------------------------------------
class NewIds(msgspec.Struct, frozen=True, kw_only=True):
    """The ids and numbers a new seizure gets. exhibits: (id, number); photos: in the order of `photos(writeup)`."""

    seizure: str
    number: str
    persons: tuple[str, ...] = ()
    exhibits: tuple[tuple[str, str], ...] = ()
    photos: tuple[str, ...] = ()


def drafts(writeup: WriteUp, ids: NewIds) -> list[Draft]:
    """Return what a new seizure writes, photos excepted: they become entries as they are attached, under *ids*.

    Packages name their finds by label (`fieldkit.domain.drafts`), so they come last and make a second stage.
    Raises NotAWriteUp for a reference to nothing, and for a name used twice.
    """
    return _Recorder(writeup, ids).drafts()


def originals(writeup: WriteUp, ids: NewIds) -> tuple[tuple[PhotoOf, str, wb.Original], ...]:
    """Return, for every photo to attach: what the write-up says of it, its id, and the body of its `original.add`."""
    things = {exhibit_ref(one, place): ids.exhibits[place][0] for place, one in enumerate(writeup.exhibits)}
    return tuple(
        (photo, one, _as(wb.Original, photo, name=photo.file, exhibits=tuple(things[ref] for ref in shows)))
        for (photo, shows), one in zip(photos(writeup), ids.photos, strict=True)
    )


class _Recorder:
    def __init__(self, writeup: WriteUp, ids: NewIds) -> None:
        self.writeup = writeup
        self.ids = ids
        people = [person_ref(one, place) for place, one in enumerate(writeup.persons)]
        things = [exhibit_ref(one, place) for place, one in enumerate(writeup.exhibits)]
        self.persons = _names("$.persons", people, ids.persons)
        self.exhibits = _names("$.exhibits", things, [one for one, _ in ids.exhibits])
        self.files: dict[str, list[str]] = {}
        for (photo, shows), one in zip(photos(writeup), ids.photos, strict=True):
            self.files.setdefault(photo.file, []).append(one)
            for ref in shows:
                _look_up(self.exhibits, ref, "$.photos")

    def drafts(self) -> list[Draft]:
        groups: list[tuple[str, wb.Group | None]] = [
            ("seizure.set", _as(wb.SeizureSet, self.writeup.seizure, number=self.ids.number)),
            ("team.set", self.writeup.team),
            ("times.set", self.writeup.times),
            ("place.set", self.writeup.place),
            ("ground.set", self.writeup.ground),
            ("presence.set", self.writeup.presence),
            ("route.set", self.writeup.route),
            ("narrative.set", self.writeup.narrative),
        ]
        found = [self._draft(name, self.ids.seizure, body) for name, body in groups if body is not None]
        for person, one in zip(self.writeup.persons, self.ids.persons, strict=True):
            found.append(self._draft("person.set", one, _as(wb.PersonSet, person)))
        packages = []
        for place, exhibit in enumerate(self.writeup.exhibits):
            found += self._exhibit(exhibit, place)
            if exhibit.package is not None:
                packages.append(self._package(exhibit, exhibit.package, place))
        for place, deviation in enumerate(self.writeup.deviations):
            where = f"$.deviations[{place}].exhibit"
            body = _as(wb.Deviation, deviation, exhibit=_look_up(self.exhibits, deviation.exhibit, where))
            found.append(self._draft("deviation.add", self.ids.seizure, body))
        return found + packages

    def _draft(self, name: str, subj: str, body: msgspec.Struct, *, label: str = "") -> Draft:
        return Draft(type=name, subj=subj, scope=(self.ids.seizure,), body=plain(body), label=label)

    def _exhibit(self, exhibit: ExhibitOf, place: int) -> list[Draft]:
        where = f"$.exhibits[{place}]"
        one, number = self.ids.exhibits[place]
        giver = _look_up(self.persons, exhibit.from_person, f"{where}.from_person")
        find = _as(wb.Find, exhibit, number=number, from_person=giver)
        found = [self._draft("custody.find", one, find, label=f"find {place}")]
        for turn, weighing in enumerate(exhibit.weighings):
            body = _as(
                wb.Weighing, weighing, display=self._file(weighing.display, f"{where}.weighings[{turn}].display")
            )
            found.append(self._draft("weighing.add", one, body, label=f"weighing {place} {turn}"))
        found += [self._draft("count.add", one, count) for count in exhibit.counts]
        for turn, test in enumerate(exhibit.tests):
            trial = _as(wb.FieldTest, test, photo=self._file(test.photo, f"{where}.tests[{turn}].photo"))
            found.append(self._draft("test.add", one, trial))
        return found

    def _package(self, exhibit: ExhibitOf, package: PackageOf, place: int) -> Draft:
        sealed = [turn for turn, weighing in enumerate(exhibit.weighings) if weighing.kind == "gross_sealed"]
        where = f"$.exhibits[{place}].package.photos"
        photos_of = tuple(one for file in package.photos if (one := self._file(file, where)) is not None)
        draft = self._draft("custody.package", self.ids.exhibits[place][0], _as(cb.Package, package, photos=photos_of))
        gross = {"gross": f"weighing {place} {sealed[-1]}"} if sealed else {}
        return msgspec.structs.replace(draft, rests=(f"find {place}",), fills=gross)

    def _file(self, file: str | None, where: str) -> str | None:
        if file is None:
            return None
        found = self.files.get(file, [])
        if len(found) != 1:
            raise NotAWriteUp(where=where, what=f"“{file}” is listed {len(found)} times among the photos")
        return found[0]


def _as(kind: type[T], body: msgspec.Struct, **changes: object) -> T:
    """Return *body* as *kind*, which shares its fields, with *changes*."""
    fields = {name: getattr(body, name) for name in kind.__struct_fields__ if hasattr(body, name)}
    return kind(**(fields | changes))


def _names(where: str, refs: Sequence[str], ids: Sequence[str]) -> dict[str, str]:
    for ref in refs:
        if refs.count(ref) > 1:
            raise NotAWriteUp(where=where, what=f"“{ref}” names two of them")
    return dict(zip(refs, ids, strict=True))


def _look_up(known: dict[str, str], ref: str | None, where: str) -> str | None:
    if ref is None:
        return None
    if ref not in known:
        raise NotAWriteUp(where=where, what=f"there is nothing called “{ref}”")
    return known[ref]


# -- from a view to a write-up ----------------------------------------------------------------------------------------
def from_view(view: SeizureView) -> WriteUp:
    """Return the write-up a view shows: of disputed sections the first version, and their names in `disputed`.

    What was entered by mistake is left out, and exhibits of which only a hand-over is known.
    """
    people = [person for person in view.persons if not person.voided]
    things = [exhibit for exhibit in view.exhibits if not exhibit.find.voided and not exhibit.partial]
    persons = {person.id: f"p{place}" for place, person in enumerate(people, 1)}
    exhibits = {exhibit.id: str(place) for place, exhibit in enumerate(things, 1)}
    originals = [one for one in view.originals if not one.fact.voided]
    files = {one.id: one.fact.register.shown.name for one in originals}
    return WriteUp(
        seizure=_as(SeizureHead, _shown(view.head)) if view.head else SeizureHead(),
        team=_shown(view.team),
        times=_shown(view.times),
        place=_shown(view.place),
        ground=_shown(view.ground),
        presence=_shown(view.presence),
        route=_shown(view.route),
        narrative=_shown(view.narrative),
        persons=tuple(_as(PersonOf, _shown(one.register), ref=persons[one.id]) for one in people),
        exhibits=tuple(_exhibit_of(one, persons, exhibits, files, originals) for one in things),
        photos=tuple(_photo_of(one, exhibits) for one in originals if len(_shows(one, exhibits)) != 1),
        deviations=tuple(
            _as(DeviationOf, said, exhibit=exhibits.get(said.exhibit or ""))
            for said in (one.register.shown for one in view.deviations if not one.voided)
        ),
        disputed=tuple(_disputed(view, persons, exhibits)),
    )


def _shown(register: Register[G] | None) -> Any:  # noqa: ANN401  (the register's own kind, or None)
    return msgspec.structs.replace(register.shown, amend=None) if register is not None else None


def _exhibit_of(
    view: ExhibitView,
    persons: dict[str, str],
    exhibits: dict[str, str],
    files: dict[str, str],
    originals: Iterable[OriginalView],
) -> ExhibitOf:
    find = view.find.register.shown
    weighings = [fact.register.shown for fact in view.weighings if not fact.voided]
    tests = [fact.register.shown for fact in view.tests if not fact.voided]
    return _as(
        ExhibitOf,
        find,
        ref=exhibits[view.id],
        from_person=persons.get(find.from_person or ""),
        weighings=tuple(_as(WeighingOf, one, display=files.get(one.display or "")) for one in weighings),
        counts=tuple(fact.register.shown for fact in view.counts if not fact.voided),
        tests=tuple(_as(FieldTestOf, one, photo=files.get(one.photo or "")) for one in tests),
        package=_package_of(view, files),
        photos=tuple(
            msgspec.structs.replace(_photo_of(one, exhibits), exhibits=())
            for one in originals
            if _shows(one, exhibits) == (exhibits[view.id],)
        ),
    )


def _package_of(view: ExhibitView, files: dict[str, str]) -> PackageOf | None:
    """Return the first sealing: what the team did. Later ones are custody, not write-up."""
    for step in view.timeline:
        if step.act.type == "custody.package":
            body = msgspec.convert(step.corrected or step.body, cb.Package)
            return _as(PackageOf, body, photos=tuple(files[one] for one in body.photos if one in files))
    return None


def _shows(original: OriginalView, exhibits: dict[str, str]) -> tuple[str, ...]:
    return tuple(exhibits[one] for one in original.fact.register.shown.exhibits if one in exhibits)


def _photo_of(original: OriginalView, exhibits: dict[str, str]) -> PhotoOf:
    said = original.fact.register.shown
    return _as(PhotoOf, said, file=said.name, exhibits=_shows(original, exhibits))


def _disputed(view: SeizureView, persons: dict[str, str], exhibits: dict[str, str]) -> Iterable[str]:
    sections = ("head", "team", "times", "place", "ground", "presence", "route", "narrative")
    for name in sections:
        register = getattr(view, name)
        if register is not None and register.disputed:
            yield "seizure" if name == "head" else name
    yield from (f"person {persons[one.id]}" for one in view.persons if one.register.disputed and one.id in persons)
    for exhibit in view.exhibits:
        if exhibit.id in exhibits and exhibit.disputed:
            yield f"exhibit {exhibits[exhibit.id]}"
