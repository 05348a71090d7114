from __future__ import annotations

from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.coach import STEPS, current
from fieldkit.domain.covers import make
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.values import Party, Place
from fieldkit.domain.view import SeizureView
from tests.make import OFFICER, SECOND, Book, amount, blob, context, party, uid
from tests.unit.domain.raid import SEIZURE, X

NAMES = [step.name for step in STEPS]


def now(book: Book) -> str:
    at = current(view(book))
    return NAMES[at] if at < len(NAMES) else "done"


def view(book: Book) -> SeizureView:
    return fold_seizure(SEIZURE, book.entries, context())


def test_the_steps_follow_what_the_record_says() -> None:
    assert current(None) == 0
    book = Book("laptop")
    lead, member = (Party(name=one.name, person=one.person) for one in (OFFICER, SECOND))
    book.write("team.set", wb.TeamSet(lead=lead, members=(member,)))
    assert now(book) == "where"
    book.write("place.set", wb.PlaceSet(place=Place(province="01")))
    assert now(book) == "exhibit"
    drug = wb.Drug(substance="ketamine")
    me = party(OFFICER.name)
    found = book.write(
        "custody.find",
        wb.Find(number="1", detail=drug, description="powder", found_by=me, collected_by=me),
        subj=X,
    )
    assert now(book) == "weigh"
    weighing = wb.Weighing(kind="gross_sealed", value=amount(5), operator=me)
    weighed = book.write("weighing.add", weighing, subj=X)
    assert now(book) == "photo"
    photo = wb.Original(name="IMG_1.JPG", exhibits=(X,), view="close_up")
    book.write("original.add", photo, subj=uid("photo"), blobs=[blob("photo")])
    assert now(book) == "sign"
    book.write("attest", rb.Attest(entries=tuple(sorted((found.hash, weighed.hash)))), by=SECOND)
    assert now(book) == "hand_over"


def test_a_step_done_early_is_not_asked_for_again() -> None:
    book = Book("laptop")
    book.write("place.set", wb.PlaceSet(place=Place(province="01")))
    assert now(book) == "exhibit"


def test_the_lock_is_seen_and_comes_after_the_hand_over() -> None:
    assert NAMES == ["new", "where", "exhibit", "weigh", "photo", "sign", "hand_over", "lock", "export"]
    book = Book("laptop")
    book.write("place.set", wb.PlaceSet(place=Place(province="01")))
    book.write("lock", rb.Lock(covers=make(SEIZURE, book.entries)))
    assert STEPS[NAMES.index("lock")].done(view(book))
