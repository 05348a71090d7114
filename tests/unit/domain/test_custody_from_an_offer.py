"""An exhibit of which a device knows no more than a scanned offer."""

from __future__ import annotations

from itertools import permutations

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import guards
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.completeness import missing
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.view import ExhibitView, SeizureView
from fieldkit.domain.writeup import from_view
from tests.make import CLERK, NEWCOMER, OFFICER, SECOND, Book, amount, context, digest, party, uid

SEIZURE, X = uid("seizure"), uid("exhibit x")
FIND = digest("a find that nobody here has seen")


def offer(book: Book, *, base: str = FIND, giver: str = OFFICER.name, label: str = "T-1/A-01") -> Signed:
    line = cb.OfferLine(exhibit=X, label=label, seals=("S1",), gross=amount(512.4), base=(base,))
    body = cb.Offer(giver=party(giver), to=party(CLERK.name), lines=(line,))
    return book.write("custody.offer", body, subj=uid("hand-over " + book.log), by=OFFICER)


def accept(book: Book, offered: Signed, *, seals: tuple[str, ...] = ("S1",), grams: float = 512.4) -> Signed:
    line = cb.AcceptLine(exhibit=X, seals=seals, gross=amount(grams))
    body = cb.Accept(offer=offered.hash, taker=party(CLERK.name), lines=(line,), location="safe")
    return book.write("custody.accept", body, subj=offered.entry.subj, base=[offered], by=CLERK)


def view(*entries: Signed) -> SeizureView:
    return fold_seizure(SEIZURE, entries, context())


def only(seen: SeizureView) -> ExhibitView:
    (exhibit,) = seen.exhibits
    return exhibit


def holder(exhibit: ExhibitView) -> tuple[str, str]:
    now = exhibit.axes.holder.now
    assert now is not None
    assert now.party is not None
    return now.state, now.party.name


def test_it_stands_there_with_what_the_offer_says() -> None:
    seen = view(offer(Book("laptop")))
    exhibit = only(seen)
    assert (exhibit.id, exhibit.number, exhibit.partial) == (X, "T-1/A-01", True)
    assert holder(exhibit) == ("in_transit", OFFICER.name)
    assert [point.typed for point in exhibit.series] == ["512.4 g"]
    assert not seen.problems


def test_an_offer_without_labels_is_told_by_the_exhibit_id() -> None:
    assert only(view(offer(Book("laptop"), label=""))).number == X[:8]


def test_custody_moves_when_the_receiver_signs_and_can_move_on() -> None:
    laptop, station = Book("laptop"), Book("station")
    offered = offer(laptop)
    accepted = accept(station, offered)
    exhibit = only(view(offered, accepted))
    assert holder(exhibit) == ("held", CLERK.name)
    guards.holder_must_offer(exhibit, CLERK.person)
    assert guards.base_for(exhibit, "custody.offer") == (accepted.hash,)


def test_what_the_taker_read_is_compared_with_what_was_offered() -> None:
    laptop, station = Book("laptop"), Book("station")
    offered = offer(laptop)
    exhibit = only(view(offered, accept(station, offered, seals=("S7",), grams=498.0)))
    assert [odd.what for odd in exhibit.discrepancies] == ["seal", "weight"]


def test_a_refused_offer_leaves_it_with_the_giver() -> None:
    laptop, station = Book("laptop"), Book("station")
    offered = offer(laptop)
    body = cb.Refuse(offer=offered.hash, taker=party(CLERK.name), lines=(cb.RefuseLine(exhibit=X, reason="seal"),))
    refused = station.write("custody.refuse", body, subj=offered.entry.subj, base=[offered], by=CLERK)
    assert holder(only(view(offered, refused))) == ("held", OFFICER.name)


def test_two_offers_of_one_state_are_disputed_in_any_order() -> None:
    laptop, clone, station = Book("laptop"), Book("clone"), Book("station")
    offered, again = offer(laptop), offer(clone)
    entries = (offered, again, accept(station, offered))
    seen = {repr(view(*order)) for order in permutations(entries)}
    assert len(seen) == 1
    exhibit = only(view(*entries))
    assert exhibit.axes.holder.disputed
    assert {step.act.entry for step in exhibit.timeline if step.disputed} == {offered.hash, again.hash}


def test_of_two_offers_that_share_no_state_nobody_can_say_which_was_first() -> None:
    seen = view(offer(Book("laptop")), offer(Book("other"), base=digest("another state")))
    assert not seen.exhibits
    assert [problem.why for problem in seen.problems] == ["unknown-exhibit"] * 2


def test_an_offer_in_the_name_of_somebody_else_begins_nothing() -> None:
    seen = view(offer(Book("laptop"), giver=SECOND.name))
    assert not seen.exhibits
    assert [problem.why for problem in seen.problems] == ["unknown-exhibit"]


def test_the_chain_begins_at_the_find_once_that_is_here() -> None:
    laptop, station = Book("laptop"), Book("station")
    found = laptop.write(
        "custody.find",
        wb.Find(
            number="T-1/A-01",
            detail=wb.Drug(substance="ketamine"),
            description="powder",
            found_by=party(OFFICER.name),
            collected_by=party(OFFICER.name),
        ),
        subj=X,
    )
    offered = offer(laptop, base=found.hash)
    accepted = accept(station, offered)
    assert only(view(offered, accepted)).partial
    for order in permutations((found, offered, accepted)):
        exhibit = only(view(*order))
        assert not exhibit.partial
        assert holder(exhibit) == ("held", CLERK.name)
        assert [step.act.entry for step in exhibit.timeline] == [found.hash, offered.hash, accepted.hash]
        assert not exhibit.axes.disputed


def test_a_find_that_does_not_count_is_no_beginning_and_hides_none() -> None:
    laptop = Book("laptop")
    found = laptop.write("custody.find", {"number": "broken"}, subj=X, by=NEWCOMER)
    assert not view(found, offer(laptop, base=found.hash)).exhibits


def test_nothing_is_missed_of_it_and_no_write_up_tells_of_it() -> None:
    seen = view(offer(Book("laptop")))
    assert not [one for one in missing(seen) if one.exhibit]
    assert not from_view(seen).exhibits
