from __future__ import annotations

import msgspec
import pytest

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.completeness import RULES, at_night, missing
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.friendly import read_moment
from fieldkit.domain.values import Place
from tests.make import OFFICER, SECOND, Book, amount, blob, context, party, uid

SEIZURE = uid("seizure")
X = uid("x")


def rules(book: Book, *, answered: bool = False) -> set[str]:
    view = fold_seizure(SEIZURE, book.entries, context())
    return {one.rule for one in missing(view) if bool(one.answered_by) == answered}


def find(book: Book, detail: wb.Detail) -> Signed:
    body = wb.Find(
        number="1",
        detail=detail,
        description="a",
        spot="on the table",
        found_by=party(OFFICER.name),
        collected_by=party(OFFICER.name),
    )
    return book.write("custody.find", body, subj=X)


def whole() -> Book:
    """A seizure in which nothing is missing."""
    book = Book()
    book.write("seizure.set", wb.SeizureSet(number="1"))
    book.write("team.set", wb.TeamSet(lead=party(OFFICER.name), members=(party(SECOND.name),)))
    book.write("place.set", wb.PlaceSet(place=Place(province="12")))
    when = read_moment("2026-11-22 10:10")
    book.write("times.set", wb.TimesSet(started=when, found=when, clock_evidence="duty desk, 10:02"))
    book.write("ground.set", wb.GroundSet(ground="prosecutor", at=when))
    book.write("presence.set", wb.PresenceSet(people=(wb.Present(party=party("Owner"), role="owner"),)))
    found = find(book, wb.Drug(substance="ketamine"))
    weighing = wb.Weighing(
        kind="gross_sealed", value=amount(5), operator=party(OFFICER.name), second=party(SECOND.name)
    )
    book.write("weighing.add", weighing, subj=X)
    package = cb.Package(package_no="P", seals=("S",), sealed_by=party(OFFICER.name), witness=party(SECOND.name))
    book.write("custody.package", package, subj=X, base=[book.entries[6]])
    for view in ("overall", "with_scale", "seal", "display"):
        original = wb.Original(name=view, view=view, exhibits=(X,))
        book.write("original.add", original, subj=uid(view), blobs=[blob(view)])
    book.write("narrative.set", wb.NarrativeSet(text="We went in.", language="en"))
    book.write("test.add", wb.FieldTest(kit="K", result="positive", operator=party(OFFICER.name)), subj=X)
    book.write("attest", rb.Attest(entries=(found.hash,)), by=SECOND)
    return book


def without(type_name: str) -> Book:
    book = whole()
    book.entries = [signed for signed in book.entries if signed.entry.type != type_name]
    return book


def test_a_whole_seizure_misses_nothing() -> None:
    assert rules(whole()) == set()


@pytest.mark.parametrize(
    ("type_name", "rule"),
    [
        ("team.set", {"team"}),
        ("place.set", {"place"}),
        ("times.set", {"found-at", "clock-evidence"}),
        ("narrative.set", {"narrative"}),
        ("attest", {"attestation"}),
        ("test.add", {"field-test"}),
        ("ground.set", {"legal-ground"}),
        ("presence.set", {"presence"}),
        ("weighing.add", {"gross"}),
        ("custody.package", {"seal"}),
        ("original.add", {"view-found", "view-close", "view-sealed", "display"}),
    ],
)
def test_each_missing_thing_is_told(type_name: str, rule: set[str]) -> None:
    assert rules(without(type_name)) == rule


@pytest.mark.parametrize(
    ("time", "night"), [("05:59", True), ("06:00", False), ("17:59", False), ("18:00", True), ("00:00", True)]
)
def test_the_night_is_from_18_to_6_where_it_was_said(time: str, night: bool) -> None:  # noqa: FBT001  (a table)
    assert at_night(read_moment(f"2026-11-22 {time}")) == night
    assert at_night(read_moment(f"2026-11-22 {time} -05:30")) == night


def test_a_night_search_needs_its_own_ground() -> None:
    book = without("times.set")
    when = read_moment("2026-11-22 02:10")
    book.write("times.set", wb.TimesSet(started=when, found=when, clock_evidence="duty desk"))
    assert rules(book) == {"night-search"}
    base = next(signed for signed in book.entries if signed.entry.type == "ground.set")
    book.write("ground.set", wb.GroundSet(ground="flagrante", night_exception="drug_place"), base=[base])
    assert rules(book) == set()


def test_a_verbal_authorisation_needs_its_time_too() -> None:
    book = without("ground.set")
    book.write("ground.set", wb.GroundSet(ground="prosecutor", verbal=True))
    assert rules(book) == {"authorised-at"}


def witness(*, police: bool = False, absent: bool = False) -> wb.Present:
    one = wb.Present(party=party("Witness"), role="civilian_witness", not_police=not police, mark="thumbprint")
    return msgspec.structs.replace(one, mark="absent") if absent else one


@pytest.mark.parametrize(
    ("people", "enough"),
    [
        ((witness(), witness()), True),
        ((witness(),), False),
        ((witness(), witness(police=True)), False),
        ((witness(), witness(absent=True)), False),
    ],
)
def test_two_witnesses_who_are_not_police_stand_in_for_the_owner(
    people: tuple[wb.Present, ...],
    enough: bool,  # noqa: FBT001  (a table)
) -> None:
    book = without("presence.set")
    book.write("presence.set", wb.PresenceSet(people=people))
    assert (not {"presence", "second-witness"} & rules(book)) == enough


def test_an_attestation_is_a_second_person() -> None:
    book = without("weighing.add")
    weighing = wb.Weighing(kind="gross_sealed", value=amount(5), operator=party(OFFICER.name))
    weighed = book.write("weighing.add", weighing, subj=X)
    assert rules(book) == {"second-weigher"}
    book.write("attest", rb.Attest(entries=(weighed.hash,)), by=SECOND)
    assert rules(book) == set()


def test_counted_money_needs_its_count_and_no_weighing() -> None:
    book = Book()
    find(book, wb.Cash())
    view = fold_seizure(SEIZURE, book.entries, context())
    assert {one.rule for one in missing(view) if one.exhibit} == {
        "seal",
        "count",
        "view-found",
        "view-close",
        "view-sealed",
    }
    uncounted = Book()
    find(uncounted, wb.Cash(mode="sealed_uncounted"))
    assert "count" not in rules(uncounted)


def test_a_deviation_answers_a_rule_for_its_exhibit() -> None:
    book = without("custody.package")
    deviation = wb.Deviation(rule="seal", what="no bags", why="flood", decided_by=party(OFFICER.name), exhibit=X)
    book.write("deviation.add", deviation)
    assert rules(book) == set()
    assert rules(book, answered=True) == {"seal"}
    elsewhere = without("custody.package")
    other = wb.Deviation(rule="seal", what="a", why="b", decided_by=party(OFFICER.name), exhibit=uid("y"))
    elsewhere.write("deviation.add", other)
    assert rules(elsewhere) == {"seal"}


def test_what_was_entered_by_mistake_is_asked_nothing() -> None:
    book = without("custody.package")
    book.write("void", rb.Void(target=book.entries[6].hash, reason="twice"))
    assert rules(book) == set()


def test_no_default_of_ours_names_a_law() -> None:
    for rule in RULES.values():
        assert rule.source.startswith("CCP") == (rule.label == "law")
