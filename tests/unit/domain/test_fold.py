from __future__ import annotations

import random

import pytest

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.values import Party, Place
from fieldkit.domain.view import SeizureView
from tests.make import CLERK, SECOND, Book, amount, blob, context, digest, party, uid

SEIZURE = uid("seizure")
EXHIBIT = uid("exhibit 1")


def fold(*books: Book, shuffle: int | None = None) -> SeizureView:
    entries = [signed for book in books for signed in book.entries]
    if shuffle is not None:
        random.Random(shuffle).shuffle(entries)
    return fold_seizure(SEIZURE, entries, context(own_logs=frozenset({Book("laptop").log})))


def find(number: str = "1", collected_by: Party | None = None) -> wb.Find:
    return wb.Find(
        number=number,
        detail=wb.Drug(substance="methamphetamine", form="crystal"),
        description="white crystals in a tea bag",
        found_by=party("Dara Practice"),
        collected_by=collected_by or party("Dara Practice"),
    )


class Night:
    """A small seizure: one exhibit found, weighed, sealed, handed to the evidence room and stored."""

    def __init__(self) -> None:
        self.field = book = Book("laptop")
        self.station = Book("station")
        self.opened = book.write("seizure.set", wb.SeizureSet(number="T-2026-K7Q-001"))
        self.place = book.write("place.set", wb.PlaceSet(place=Place(province="12")))
        self.found = book.write("custody.find", find(), subj=EXHIBIT)
        self.weighed = book.write(
            "weighing.add",
            wb.Weighing(kind="gross_sealed", value=amount(512.4), seal="S1", operator=party("Dara Practice")),
            subj=EXHIBIT,
        )
        self.sealed = book.write(
            "custody.package",
            cb.Package(package_no="P1", seals=("S1",), sealed_by=party("Dara Practice")),
            subj=EXHIBIT,
            base=[self.found],
        )
        self.photo = book.write(
            "original.add",
            wb.Original(name="a.jpg", exhibits=(EXHIBIT,), view="display"),
            subj=uid("photo"),
            blobs=[blob("photo")],
        )
        self.attested = book.write("attest", rb.Attest(entries=(self.found.hash, self.weighed.hash)), by=SECOND)
        self.offered = self.offer()
        self.accepted = self.accept(self.offered)
        self.stored = self.station.write(
            "custody.store", cb.Store(location="safe 2"), subj=EXHIBIT, base=[self.accepted], by=CLERK
        )

    def offer(self, to: str = "Sok Practice", grams: float = 512.4) -> Signed:
        line = cb.OfferLine(exhibit=EXHIBIT, seals=("S1",), gross=amount(grams), base=(self.found.hash,))
        offer = cb.Offer(giver=party("Dara Practice"), to=party(to), lines=(line,))
        return self.field.write("custody.offer", offer, subj=uid("hand-over " + to), base=[self.found])

    def accept(self, offer: Signed, grams: float = 512.4, taker: str = "Sok Practice") -> Signed:
        line = cb.AcceptLine(exhibit=EXHIBIT, seals=("S1",), gross=amount(grams))
        accept = cb.Accept(offer=offer.hash, taker=party(taker), lines=(line,), location="counter")
        return self.station.write("custody.accept", accept, subj=offer.entry.subj, base=[offer], by=CLERK)


def test_a_night_folds_into_one_exhibit_in_the_store() -> None:
    night = Night()
    view = fold(night.field, night.station)
    assert view.number == "T-2026-K7Q-001"
    assert view.problems == ()
    (exhibit,) = view.exhibits
    assert exhibit.axes.holder.now is not None
    assert exhibit.axes.holder.now.party == party("Sok Practice")
    assert exhibit.axes.location.now is not None
    assert exhibit.axes.location.now.place == "safe 2"
    assert exhibit.axes.package.now is not None
    assert exhibit.axes.package.now.seals == ("S1",)
    assert [point.source for point in exhibit.series] == ["weighing", "offer", "accept"]
    assert exhibit.discrepancies == ()
    assert exhibit.find.attested[0].act.name == "Bopha Practice"
    assert [step.act.type for step in exhibit.timeline] == [
        "custody.find",
        "custody.package",
        "custody.offer",
        "custody.accept",
        "custody.store",
    ]
    assert view.originals[0].blob.sha256 == digest("photo")
    assert view.entries == len(night.field.entries) + len(night.station.entries)


@pytest.mark.parametrize("seed", range(20))
def test_arrival_order_makes_no_difference(seed: int) -> None:
    night = Night()
    assert fold(night.field, night.station, shuffle=seed) == fold(night.field, night.station)
