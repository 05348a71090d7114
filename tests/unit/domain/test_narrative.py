from __future__ import annotations

import pytest
from hypothesis import given

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.friendly import read_moment
from fieldkit.domain.narrative import narrative_from_facts
from fieldkit.domain.quantity import parse_mass
from fieldkit.domain.values import Party, Place
from fieldkit.domain.view import SeizureView
from fieldkit.domain.writeup import WriteUp
from fieldkit.text.catalogue import Language
from tests.make import OFFICER, SECOND, Book, context, party, uid
from tests.unit.domain.test_writeup import record, writeups

SEIZURE, X = uid("seizure"), uid("x")


def told(book: Book, language: Language = "en") -> str:
    return narrative_from_facts(fold_seizure(SEIZURE, book.entries, context()), language)


def test_a_night_is_told_in_order_with_what_was_typed_and_nothing_else() -> None:
    book = Book()
    book.write("team.set", wb.TeamSet(lead=party(OFFICER.name), members=(party(SECOND.name),)))
    book.write("times.set", wb.TimesSet(started=read_moment("2026-11-22 01:37"), left=read_moment("2026-11-22 03:05")))
    book.write("place.set", wb.PlaceSet(place=Place(province="12", address="House 5 (practice)")))
    book.write(
        "ground.set", wb.GroundSet(ground="prosecutor", verbal=True, reference="No. 7", night_exception="flagrante")
    )
    people = (
        wb.Present(party=Party(name="Owner Practice"), role="owner", mark="refused", reason="angry."),
        wb.Present(party=Party(name="Witness Practice"), role="civilian_witness", mark="thumbprint"),
    )
    book.write("presence.set", wb.PresenceSet(people=people))
    book.write(
        "person.set",
        wb.PersonSet(roles=("suspect",), status="arrested", name_latin="Suspect Practice"),
        subj=uid("suspect"),
    )
    found = book.write(
        "custody.find",
        wb.Find(
            number="T-1/K7Q-01",
            detail=wb.Drug(substance="ketamine"),
            quantity="1 bag",
            description="White crystals.",
            spot="under the seat",
            found_by=Party(name="Dara Practice", rank="Captain"),
            collected_by=party(OFFICER.name),
            found_at=read_moment("2026-11-22 01:44"),
            from_person=uid("suspect"),
        ),
        subj=X,
    )
    weighing = wb.Weighing(
        kind="net",
        value=parse_mass("1.2 kg"),
        operator=party(OFFICER.name),
        second=party(SECOND.name),
        suspect="agrees",
    )
    book.write("weighing.add", weighing, subj=X)
    package = cb.Package(package_no="P-1", seals=("S-1", "S-2"), sealed_by=party(OFFICER.name))
    book.write("custody.package", package, subj=X, base=[found])
    assert told(book) == (
        "On 2026-11-22 at 01:37 the search began at House 5 (practice), Phnom Penh. "
        "The team was led by Dara Practice, with Bopha Practice. "
        "Legal ground: Prosecutor’s authorisation, No. 7, given orally. "
        "Ground for searching at night: Caught in the act. "
        "Owner Practice (Owner) was present and refused to sign. Reason given: angry. "
        "Witness Practice (Civilian witness) was present and gave a thumbprint.\n\n"
        "Suspect Practice was arrested.\n\n"
        "Exhibit K7Q-01: at 01:44 Captain Dara Practice found 1 bag, suspected to be Ketamine. "
        "Place of the find: under the seat. Description: White crystals. It was taken from Suspect Practice. "
        "Net: 1.2 kg, weighed by Dara Practice in front of Bopha Practice. The suspect saw the reading and agreed. "
        "Dara Practice sealed it in package P-1, seal S-1, S-2.\n\n"
        "The team left at 03:05."
    )


def test_nothing_known_is_nothing_said() -> None:
    empty = SeizureView(id=SEIZURE, state="draft")
    assert narrative_from_facts(empty, "en") == narrative_from_facts(empty, "km") == ""


def test_what_was_entered_by_mistake_is_not_told() -> None:
    book = Book()
    find = wb.Find(
        number="1", detail=wb.OtherThing(what="a hat"), description="", found_by=party("a"), collected_by=party("a")
    )
    found = book.write("custody.find", find, subj=X)
    assert "a hat" in told(book)
    book.write("void", rb.Void(target=found.hash, reason="twice"))
    assert told(book) == ""


@pytest.mark.parametrize("language", ["en", "km"])
def test_any_night_can_be_told_however_little_of_it_is_known(language: Language) -> None:
    @given(writeups())
    def tell(writeup: WriteUp) -> None:
        text = narrative_from_facts(record(writeup), language)
        assert "{" not in text
        assert "None" not in text
        assert "  " not in text
        for exhibit in writeup.exhibits:
            for weighing in exhibit.weighings:
                assert f"{weighing.value.value} {weighing.value.unit}" in text

    tell()
