from __future__ import annotations

import pytest

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.bases import correction_base, group_base
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.types import plain
from fieldkit.domain.view import SeizureView
from tests.make import OFFICER, SECOND, Book, context, party, uid

SEIZURE = uid("seizure")
X = uid("x")


def fold(*books: Book) -> SeizureView:
    return fold_seizure(SEIZURE, [signed for book in books for signed in book.entries], context())


def test_a_value_on_top_of_equal_ones_makes_no_conflict() -> None:
    book, other = Book(), Book("other")
    for one, by in ((book, OFFICER), (other, SECOND)):
        one.write("narrative.set", wb.NarrativeSet(text="same"), by=by)
    view = fold(book, other)
    assert len(group_base(view, SEIZURE, "narrative.set")) == 2
    book.write("narrative.set", wb.NarrativeSet(text="new"), base=group_base(view, SEIZURE, "narrative.set"))
    assert fold(book, other).conflicts == 0


def test_a_person_and_a_group_nobody_told_have_bases_of_their_own() -> None:
    book = Book()
    told = book.write("person.set", wb.PersonSet(roles=("witness",)), subj=uid("p"))
    view = fold(book)
    assert group_base(view, uid("p"), "person.set") == (told.hash,)
    assert group_base(view, uid("q"), "person.set") == ()
    assert group_base(view, SEIZURE, "place.set") == ()


@pytest.mark.parametrize("what", ["custody.find", "custody.package", "deviation.add"])
def test_a_second_correction_replaces_the_first(what: str) -> None:
    book = Book()
    find = wb.Find(
        number="1",
        detail=wb.OtherThing(),
        description="a",
        found_by=party(OFFICER.name),
        collected_by=party(OFFICER.name),
    )
    found = book.write("custody.find", find, subj=X)
    package = cb.Package(package_no="P", seals=("S",), sealed_by=party("a"))
    book.write("custody.package", package, subj=X, base=[found])
    book.write("deviation.add", wb.Deviation(rule="seal", what="a", why="b", decided_by=party("c")))
    target = next(signed for signed in book.entries if signed.entry.type == what)
    for turn in ("first", "second"):
        field = {"custody.find": "description", "custody.package": "package_no", "deviation.add": "why"}[what]
        body = rb.Correct(target=target.hash, reason="r", body={**target.entry.body, field: turn})
        book.write("correct", plain(body), base=correction_base(fold(book), target.hash))
    view = fold(book)
    assert view.conflicts == 0
    assert view.problems == ()
    assert correction_base(view, target.hash) == (book.entries[-1].hash,)
