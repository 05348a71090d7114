from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.drafts import settle, stages
from fieldkit.domain.entry import Draft
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.friendly import NotAWriteUp, read_moment, write_moment
from fieldkit.domain.quantity import format_mass, parse_mass
from fieldkit.domain.values import Moment, Money, Party, Place, Point
from fieldkit.domain.view import SeizureView
from fieldkit.domain.writeup import (
    DeviationOf,
    ExhibitOf,
    FieldTestOf,
    NewIds,
    PackageOf,
    PersonOf,
    PhotoOf,
    SeizureHead,
    WeighingOf,
    WriteUp,
    drafts,
    from_view,
    originals,
    photos,
    read,
    schema,
    with_place_codes,
    write,
)
from fieldkit.errors import BugError
from tests.make import Book, blob, context, uid

SEIZURE = uid("seizure")


def ids_for(writeup: WriteUp) -> NewIds:
    return NewIds(
        seizure=SEIZURE,
        number="T-2026-K7Q-001",
        persons=tuple(uid(f"person {place}") for place in range(len(writeup.persons))),
        exhibits=tuple((uid(f"exhibit {place}"), f"T/{place}") for place in range(len(writeup.exhibits))),
        photos=tuple(uid(f"photo {place}") for place in range(len(photos(writeup)))),
    )


def record(writeup: WriteUp) -> SeizureView:
    """Record *writeup* as the action does: stage by stage, then photo by photo."""
    ids, book = ids_for(writeup), Book()
    hashes: dict[str, str] = {}
    for stage in stages(drafts(writeup, ids)):
        for draft in [settle(one, hashes) for one in stage]:
            signed = book.write(draft.type, draft.body, subj=draft.subj, base=draft.base)
            hashes[draft.label] = signed.hash
    for place, (_, one, body) in enumerate(originals(writeup, ids)):
        book.write("original.add", body, subj=one, blobs=[blob(str(place))])
    view = fold_seizure(SEIZURE, book.entries, context())
    assert view.problems == ()
    return view


NAMES = st.sampled_from(["Dara Practice", "សុខ សំណាង", "Bopha Practice"])
TEXTS = st.sampled_from(["", "a", "ផ្ទះលេខ ៥", "find 0", "line\nline"])
PARTIES = st.builds(
    Party, name=NAMES, person=st.none() | NAMES.map(uid), rank=st.sampled_from(["", "Captain"]), office=TEXTS
)
MOMENTS = st.builds(
    Moment,
    wall=st.integers(0, 4 * 10**12) | st.integers(0, 6 * 10**7).map(lambda minutes: minutes * 60_000),
    offset=st.sampled_from([420, 0, -210, 480, 840]),
)
MASSES = st.builds(
    lambda ug, unit: parse_mass(format_mass(ug, unit)), st.integers(1, 10**13), st.sampled_from(["g", "kg", "mg"])
)
FILES = ["a.jpg", "b.jpg", "ក.jpg"]


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def some(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


DETAILS = st.one_of(
    st.builds(wb.Drug, substance=NAMES, unit_mass=maybe(MASSES), volume_ul=maybe(st.integers(0, 10**9))),
    st.builds(wb.Cash, mode=st.sampled_from(["counted", "sealed_uncounted"])),
    st.builds(wb.Weapon, weapon=NAMES, made_safe_at=maybe(MOMENTS), rounds=maybe(st.integers(0, 99))),
    st.builds(wb.Asset, asset=NAMES, estimate=maybe(st.just(Money(currency="USD", minor=1205)))),
    st.builds(wb.OtherThing, what=TEXTS),
)
COUNTS = st.builds(
    wb.CashCount,
    currency=st.just("USD"),
    lines=st.sets(st.sampled_from([10_000, 500, 25]), max_size=3).map(
        lambda faces: tuple(wb.Denomination(face=face, count=face % 7) for face in sorted(faces, reverse=True))
    ),
    counted_by=PARTIES,
    disputed=maybe(st.just(Money(currency="KHR", minor=5000))),
)


@st.composite
def writeups(draw: st.DrawFn) -> WriteUp:
    """A write-up as `show` prints it: with numbers, refs p1, p2 and 1, 2, and each photo where it belongs."""
    people = draw(st.integers(0, 2))
    files = draw(st.lists(st.sampled_from(FILES), unique=True))
    file = st.sampled_from([None, *files])
    exhibits = []
    count = draw(st.integers(0, 3))
    for place in range(count):
        weighing = st.builds(
            WeighingOf,
            kind=st.sampled_from(["gross_sealed", "net"]),
            value=MASSES,
            operator=PARTIES,
            scale=st.builds(wb.Scale, name=TEXTS, division_ug=maybe(st.integers(0, 10**7))),
            display=file,
        )
        test = st.builds(FieldTestOf, kit=NAMES, result=st.just("positive"), operator=PARTIES, photo=file)
        package = st.builds(PackageOf, package_no=NAMES, seals=some(NAMES), sealed_by=PARTIES, at=maybe(MOMENTS))
        exhibits.append(
            draw(
                st.builds(
                    ExhibitOf,
                    ref=st.just(str(place + 1)),
                    number=st.just(f"T/{place}"),
                    detail=DETAILS,
                    description=TEXTS,
                    found_by=PARTIES,
                    collected_by=PARTIES,
                    found_at=maybe(MOMENTS),
                    from_person=maybe(st.sampled_from([f"p{one + 1}" for one in range(people)]))
                    if people
                    else st.none(),
                    hazards=some(NAMES),
                    weighings=some(weighing),
                    counts=some(COUNTS, 1),
                    tests=some(test, 1),
                    package=maybe(package),
                )
            )
        )
    refs = [one.ref for one in exhibits]
    loose = []
    for name in files:
        shows = draw(st.lists(st.sampled_from(refs), unique=True)) if refs else []
        photo = PhotoOf(file=name, view=draw(st.sampled_from(["overall", "display"])), caption=draw(TEXTS))
        if len(shows) == 1:
            place = refs.index(shows[0])
            exhibits[place] = msgspec.structs.replace(exhibits[place], photos=(*exhibits[place].photos, photo))
        else:
            loose.append(msgspec.structs.replace(photo, exhibits=tuple(shows)))
    return WriteUp(
        seizure=SeizureHead(number="T-2026-K7Q-001", title=draw(TEXTS), restricted=draw(st.booleans())),
        team=draw(maybe(st.builds(wb.TeamSet, lead=PARTIES, members=some(PARTIES)))),
        times=draw(maybe(st.builds(wb.TimesSet, started=maybe(MOMENTS), found=maybe(MOMENTS)))),
        place=draw(maybe(st.builds(wb.PlaceSet, place=st.builds(Place, province=TEXTS), premises=TEXTS))),
        ground=draw(maybe(st.builds(wb.GroundSet, ground=st.just("prosecutor"), at=maybe(MOMENTS)))),
        presence=draw(
            maybe(
                st.builds(
                    wb.PresenceSet,
                    people=some(st.builds(wb.Present, party=PARTIES, role=st.just("owner"), not_police=st.booleans())),
                )
            )
        ),
        narrative=draw(maybe(st.builds(wb.NarrativeSet, text=TEXTS))),
        persons=tuple(
            PersonOf(ref=f"p{one + 1}", roles=("suspect",), name_km=draw(TEXTS), arrested_at=draw(maybe(MOMENTS)))
            for one in range(people)
        ),
        exhibits=tuple(exhibits),
        photos=tuple(loose),
        deviations=draw(
            some(
                st.builds(
                    DeviationOf,
                    rule=NAMES,
                    what=TEXTS,
                    why=TEXTS,
                    decided_by=PARTIES,
                    exhibit=st.sampled_from([None, *refs]),
                )
            )
        ),
    )


@given(writeups())
def test_what_is_recorded_is_what_is_shown(writeup: WriteUp) -> None:
    assert from_view(record(writeup)) == writeup


@given(writeups())
def test_what_is_written_as_json_is_read_back_equal(writeup: WriteUp) -> None:
    assert read(write(writeup)) == writeup


@given(MOMENTS)
def test_a_time_written_is_the_time_read(moment: Moment) -> None:
    assert read_moment(write_moment(moment)) == moment


@pytest.mark.parametrize(
    ("typed", "wall", "offset"),
    [
        ("1970-01-01 07:00", 0, 420),
        ("1970-01-01 07:00:01", 1000, 420),
        ("1970-01-01T00:00Z", 0, 0),
        ("1970-01-01 08:00:00.5 +08:00", 500, 480),
    ],
)
def test_a_time_is_local_unless_it_says_otherwise(typed: str, wall: int, offset: int) -> None:
    assert read_moment(typed) == Moment(wall=wall, offset=offset)


EXAMPLE: dict[str, Any] = {
    "team": {"lead": "Dara Practice", "members": [{"name": "Bopha Practice", "rank": "Captain"}]},
    "times": {"found": "2026-11-22 02:10"},
    "persons": [{"ref": "him", "roles": ["suspect"], "name_latin": "Chan Practice"}],
    "exhibits": [
        {
            "detail": {"type": "drug", "substance": "meth-crystal"},
            "description": "white crystals",
            "found_by": "Dara Practice",
            "collected_by": "Dara Practice",
            "from_person": "him",
            "weighings": [
                {"kind": "tare", "value": "3 g", "operator": "Dara Practice"},
                {"kind": "gross_sealed", "value": "512.4 g", "operator": "Dara Practice", "display": "b.jpg"},
            ],
            "counts": [{"currency": "USD", "lines": {"100": 5, "0.25": 2}, "counted_by": "Dara Practice"}],
            "package": {"package_no": "P1", "seals": ["S1"], "sealed_by": "Dara Practice"},
            "photos": [{"file": "b.jpg", "view": "display"}],
        }
    ],
    "photos": [{"file": "room.jpg", "exhibits": ["1"]}],
}


def example(**changes: object) -> bytes:
    return json.dumps({**EXAMPLE, **changes}).encode()


def test_a_file_that_a_person_typed_becomes_a_seizure() -> None:
    view = record(read(example()))
    (exhibit,) = view.exhibits
    assert exhibit.find.register.shown.from_person == view.persons[0].id
    assert [point.typed for point in exhibit.series] == ["3 g", "512.4 g"]
    assert exhibit.weighings[1].register.shown.display == view.originals[0].id
    package = next(step for step in exhibit.timeline if step.act.type == "custody.package")
    assert package.body["gross"] == exhibit.weighings[1].id
    assert exhibit.axes.package.now is not None
    assert exhibit.axes.package.now.seals == ("S1",)
    assert [line.face for line in exhibit.counts[0].register.shown.lines] == [10_000, 25]
    assert [one.fact.register.shown.exhibits for one in view.originals] == [(exhibit.id,), (exhibit.id,)]


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"narration": {}}, "$", "narration"),
        ({"team": {"laed": "x"}}, "$.team", "laed"),
        ({"times": {"found": "yesterday"}}, "$.times.found", "yesterday"),
        ({"times": {"found": "2026-13-40 02:10"}}, "$.times.found", "2026-13-40"),
        ({"persons": [{"roles": ["king"]}]}, "$.persons[0].roles[0]", "king"),
        ({"exhibits": {}}, "$.exhibits", "array"),
        ({"exhibits": [{"weighings": [{"value": "1,200 g"}]}]}, "$.exhibits[0].weighings[0].value", "1,200"),
        ({"exhibits": [{"counts": [{"currency": "USD", "lines": {"x": 1}}]}]}, "$.exhibits[0].counts[0].lines", "x"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place(changes: dict[str, Any], where: str, what: str) -> None:
    with pytest.raises(NotAWriteUp) as caught:
        read(example(**changes))
    assert caught.value.facts["where"] == where
    assert what in str(caught.value.facts["what"])


@pytest.mark.parametrize("untrusted", [b"", b"[", b"null", b"5", b'"x"', b"[" * 100_000, b"\xff", b" " * (5 << 20)])
def test_what_is_no_json_object_is_refused(untrusted: bytes) -> None:
    with pytest.raises(NotAWriteUp):
        read(untrusted)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("exhibits", 0, "from_person"), "her", "$.exhibits[0].from_person"),
        (("exhibits", 0, "weighings", 1, "display"), "none.jpg", "$.exhibits[0].weighings[1].display"),
        (("photos", 0, "exhibits", 0), "7", "$.photos"),
        (("photos", 0, "file"), "b.jpg", "$.exhibits[0].weighings[1].display"),
    ],
)
def test_a_reference_to_nothing_or_to_two_is_refused(path: tuple[str | int, ...], value: str, where: str) -> None:
    data = json.loads(example())
    inside = data
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    writeup = read(json.dumps(data).encode())
    with pytest.raises(NotAWriteUp) as caught:
        drafts(writeup, ids_for(writeup))
    assert caught.value.facts["where"] == where


def test_two_persons_of_one_name_are_refused() -> None:
    writeup = read(example(persons=[EXAMPLE["persons"][0], EXAMPLE["persons"][0]]))
    with pytest.raises(NotAWriteUp):
        drafts(writeup, ids_for(writeup))


def test_place_names_become_codes_from_large_to_small() -> None:
    writeup = WriteUp(place=wb.PlaceSet(place=Place(province="Phnom Penh", district="Chamkar Mon", commune="nowhere")))
    codes = {("Phnom Penh", ""): "12", ("Chamkar Mon", "12"): "1201"}
    found = with_place_codes(writeup, lambda name, around: codes.get((name, around)))
    assert found.place is not None
    assert (found.place.place.province, found.place.place.district, found.place.place.commune) == (
        "12",
        "1201",
        "nowhere",
    )


def test_what_was_entered_by_mistake_is_not_in_the_write_up() -> None:
    book = Book()
    person = book.write("person.set", wb.PersonSet(roles=("witness",)), subj=uid("p"))
    book.write("void", {"target": person.hash, "reason": "twice"})
    assert from_view(fold_seizure(SEIZURE, book.entries, context())).persons == ()


def test_a_disputed_section_is_named() -> None:
    book, other = Book(), Book("other")
    book.write("narrative.set", wb.NarrativeSet(text="a"))
    other.write("narrative.set", wb.NarrativeSet(text="b"))
    view = fold_seizure(SEIZURE, [*book.entries, *other.entries], context())
    assert from_view(view).disputed == ("narrative",)


def test_the_schema_describes_what_people_type() -> None:
    found = schema()
    definitions = found["$defs"]
    assert definitions["Moment"]["type"] == "string"
    assert definitions["WeighingOf"]["properties"]["value"] == {"$ref": "#/$defs/Amount"}
    assert definitions["CashCount"]["properties"]["lines"]["type"] == "object"
    assert definitions["WriteUp"]["additionalProperties"] is False
    assert "amend" not in json.dumps(found)


def test_a_point_and_an_offset_survive() -> None:
    place = Place(point=Point(lat=11_556_400, lon=104_928_200, accuracy_m=8, source="device"))
    writeup = WriteUp(place=wb.PlaceSet(place=place), times=wb.TimesSet(found=Moment(wall=60_000, offset=-210)))
    assert b'"1969-12-31 20:31 -03:30"' in write(writeup)
    assert read(write(writeup)) == writeup


# -- drafts that rest on one another ----------------------------------------------------------------------------------
def test_a_whole_write_up_is_written_in_two_stages() -> None:
    writeup = read(example(exhibits=[EXAMPLE["exhibits"][0], {**EXAMPLE["exhibits"][0], "photos": []}]))
    first, second = stages(drafts(writeup, ids_for(writeup)))
    assert {draft.type for draft in second} == {"custody.package"}
    assert len(second) == 2
    assert "custody.package" not in {draft.type for draft in first}


def test_a_draft_cannot_rest_on_a_later_one() -> None:
    early = Draft(type="custody.package", subj="x", rests=("find",))
    with pytest.raises(BugError):
        settle(early, {})
    with pytest.raises(BugError):
        stages([early, Draft(type="custody.find", subj="x", label="find")])
