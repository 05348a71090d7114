from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from fieldkit.domain import typed as forms
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.friendly import NotAWriteUp, read_moment, write_moment
from fieldkit.domain.positions import NotAPosition, format_degrees, parse_degrees, parse_point
from fieldkit.domain.quantity import format_mass, parse_mass
from fieldkit.domain.typed import NotATime, NotUnderstood, clean, moment_near, read, typed
from fieldkit.domain.values import Amount, Moment, Point
from tests.make import digest, uid

NOW = read_moment("2026-11-22 03:00")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(["ក្រាម", "12 g", "S-1"])
MASSES = st.builds(lambda ug: parse_mass(format_mass(ug)), st.integers(0, 10**13)) | st.builds(
    Amount, ug=st.integers(-5, 5), value=TEXT, unit=st.sampled_from(["g", "stone", ""])
)


def strategy(kind: inspect.Type) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911  (one for each kind of field)
    """Return values of a field, odd ones too: whatever an entry may hold."""
    match kind:
        case inspect.StrType(pattern=str() as pattern):
            return (
                st.sampled_from(["KHR", "USD"])
                if "A-Z" in pattern
                else st.just(digest("a") if "{64}" in pattern else uid("a"))
            )
        case inspect.StrType():
            return TEXT
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType():
            low = kind.ge if kind.ge is not None else -(10**6)
            return st.integers(low, min(kind.le if kind.le is not None else 10**12, 10**12))
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.NoneType():
            return st.none()
        case inspect.UnionType():
            return st.one_of([strategy(one) for one in kind.types])
        case inspect.VarTupleType():
            return st.lists(strategy(kind.item_type), max_size=2).map(tuple)
        case inspect.StructType(cls=cls) if cls is Amount:
            return MASSES
        case inspect.StructType():
            fields = {one.name: strategy(one.type) for one in kind.fields}
            return st.builds(kind.cls, **fields)
    raise AssertionError(kind)


@pytest.mark.parametrize("form", forms.FORMS)
def test_a_body_typed_out_is_read_back_as_it_was(form: str) -> None:
    @given(strategy(inspect.type_info(forms.kind_of(form))))
    def round_trip(body: msgspec.Struct) -> None:
        held = json.loads(json.dumps(typed(form, body)))
        want = msgspec.structs.replace(body, amend=None) if isinstance(body, wb.Group) else body
        assert read(form, held) == want
        assert read(form, held, now=NOW, of=body) == want

    round_trip()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("02:13", "2026-11-22 02:13"),
        ("2:13", "2026-11-22 02:13"),
        ("0213", "2026-11-22 02:13"),
        ("០២:១៣", "2026-11-22 02:13"),
        ("23:50", "2026-11-21 23:50"),
        ("14:59", "2026-11-22 14:59"),
        ("15:01", "2026-11-21 15:01"),
        ("21/11 23:50", "2026-11-21 23:50"),
        ("1/2/2025 7:05", "2025-02-01 07:05"),
        ("2026-11-20 02:13 +08:00", "2026-11-20 02:13 +08:00"),
    ],
)
def test_a_time_without_a_day_is_the_one_nearest_to_now(words: str, meant: str) -> None:
    assert read("times", {"found": words}, now=NOW) == wb.TimesSet(found=read_moment(meant))


@given(st.integers(86_400_000, 4 * 10**12), st.sampled_from([420, 0, -210, 840]), st.integers(0, 1439))
def test_the_time_that_is_meant_is_never_further_than_half_a_day(wall: int, offset: int, minute: int) -> None:
    now = Moment(wall=wall, offset=offset)
    told = forms.moment_near(f"{minute // 60:02d}:{minute % 60:02d}", now)
    assert abs(told.wall - wall) <= 43_200_000
    assert write_moment(told).split()[1][:5] == f"{minute // 60:02d}:{minute % 60:02d}"


@pytest.mark.parametrize(
    "words", ["25:00", "12:60", "noon", "31/02 10:00", "99/99/9999 10:00", "1" * 500, "-1:00", "៩៩:៩៩"]
)
def test_what_is_no_time_is_said_to_be_none(words: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read("times", {"found": words}, now=NOW)
    assert caught.value.facts["where"] == "$.found"
    assert "not a time" in str(caught.value.facts["what"])


@pytest.mark.parametrize(
    "words",
    [
        "11.5564, 104.9282",
        "11.5564 104.9282",
        "11.5564° N, 104.9282° E",
        "N 11.5564 E 104.9282",
        "11°33'23.04\"N 104°55'41.52\"E",
        "11 33.384 N, 104 55.692 E",
        "១១.៥៥៦៤, ១០៤.៩២៨២",
    ],
)
def test_a_position_is_read_as_phones_and_maps_write_it(words: str) -> None:
    assert parse_point(words) == Point(lat=11_556_400, lon=104_928_200)


@pytest.mark.parametrize(
    "words",
    ["", "x", "11.5", "91, 104", "11, 181", "11.5 60, 104", "104.9 E, 11.5 N", "-11 S, 104", "1,2,3", "9" * 300],
)
def test_what_is_no_position_is_refused(words: str) -> None:
    with pytest.raises(NotAPosition):
        parse_point(words)


@given(st.integers(-90_000_000, 90_000_000))
def test_degrees_written_are_read_back_exactly(micro: int) -> None:
    assert parse_degrees(format_degrees(micro), "lat") == micro


@pytest.mark.parametrize(
    ("form", "held", "where", "what"),
    [
        ("weighing", {"kind": "net", "value": "200 tablets"}, "$.value", "number of things"),
        ("weighing", {"kind": "net", "value": "២០០ គ្រាប់"}, "$.value", "number of things"),
        ("weighing", {"kind": "net", "value": "-5 g"}, "$.value", "not a quantity"),
        ("weighing", {"kind": "net", "value": "9" * 30 + " t"}, "$.value", "more than can be recorded"),
        ("weighing", {"kind": "net", "value": "1,200 g"}, "$.value", "two ways"),
        ("weighing", {"value": "5 g"}, "$.kind", "must be filled in"),
        ("weighing", {"kind": "heaviest", "value": "5 g"}, "$.kind", "heaviest"),
        ("find", {"detail": {"type": "drug", "units": "many"}}, "$.detail.units", "whole number"),
        ("find", {"detail": {"type": "drug", "units": -1}}, "$.detail.units", "out of range"),
        ("find", {"detail": {"type": "ghost"}}, "$.detail.type", "ghost"),
        ("find", {"detail": {"type": "drug"}, "spot": "ស" * 10_000}, "$.spot", "400"),
        ("find", {"detail": {"type": "drug"}, "found_by": "N" * 10_000}, "$.found_by.name", "400"),
        ("place", {"place": {"point": {"lat": "north"}}}, "$.place.point.lat", "not a position"),
        ("person", {"age": "-3"}, "$.age", "whole number"),
        ("person", {"nickname": "x"}, "$", "nickname"),
        ("count", {"currency": "USD", "lines": {"12.345": 1}}, "$.lines", "12.345"),
        ("narrative", {"text": 5}, "$.text", "cannot be read"),
    ],
)
def test_each_complaint_names_its_field_and_says_what_is_wrong(
    form: str, held: dict[str, Any], where: str, what: str
) -> None:
    with pytest.raises(NotAWriteUp) as caught:
        read(form, held, now=NOW)
    assert caught.value.facts["where"] == where
    assert what in str(caught.value.facts["what"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(forms.FORMS)), st.dictionaries(st.text(max_size=8), JSON, max_size=3), st.data())
def test_whatever_a_form_holds_it_is_read_or_refused_in_words(
    form: str, held: dict[str, Any], data: st.DataObject
) -> None:
    fields = forms.kind_of(form).__struct_fields__
    held |= {name: data.draw(JSON) for name in data.draw(st.lists(st.sampled_from(fields), max_size=3))}
    with suppress(NotAWriteUp):
        assert isinstance(read(form, clean(held), now=NOW), forms.kind_of(form))


def test_a_dotted_name_is_a_field_inside_another() -> None:
    held = {"detail": {"type": "drug"}, "detail.substance": "ketamine", "detail.units": "២០០", "hazards": "sharp, hot"}
    find = read("find", held)
    assert isinstance(find, wb.Find)
    assert find.detail == wb.Drug(substance="ketamine", units=200)
    assert find.hazards == ("sharp", "hot")


def test_what_nobody_may_type_comes_from_the_record() -> None:
    before = read("called", {"number": "T-1", "title": "a"})
    after = read("called", {"number": "T-999", "title": "b"}, of=before)
    assert isinstance(after, wb.SeizureSet)
    assert (after.number, after.title) == ("T-1", "b")


def test_what_is_kept_can_be_signed() -> None:
    decomposed = {"text": "e\u0301\0\ud800", "rows": ["A\u030a"]}
    assert clean(decomposed) == {"text": "é?", "rows": ["Å"]}


def test_mixed_spelling_bidi_and_emoji_are_kept_as_they_were_typed() -> None:
    odd = "កា្រម \u202eevil\u202c 🚔\u200b ក្រាម"
    body = read("narrative", {"text": odd})
    assert isinstance(body, wb.NarrativeSet)
    assert body.text == odd


def test_a_clock_at_the_end_of_the_calendar_is_complained_of_like_any_time() -> None:
    last = Moment(wall=253_402_300_799_000, offset=840)
    with pytest.raises(NotATime):
        moment_near("31/12 23:59", last)
