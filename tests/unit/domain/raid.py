"""Two exhibits, a laptop and a station: what the tests of custody write on."""

from __future__ import annotations

from collections.abc import Iterable

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.guards import axis_of
from fieldkit.domain.keys import KeyFacts
from fieldkit.domain.values import Party
from fieldkit.domain.view import ExhibitView, SeizureView
from tests.make import CLERK, OFFICER, Book, amount, context, party, uid

SEIZURE = uid("seizure")
X, Y = uid("exhibit x"), uid("exhibit y")


class Raid:
    """Two exhibits found by the officer, on one laptop; the evidence room writes on a station."""

    def __init__(self) -> None:
        self.laptop = Book("laptop")
        self.station = Book("station")
        self.found = {X: self.find(X, "1"), Y: self.find(Y, "2")}

    def find(self, exhibit: str, number: str) -> Signed:
        body = wb.Find(
            number=number,
            detail=wb.Drug(substance="ketamine"),
            description="powder",
            found_by=party(OFFICER.name),
            collected_by=party(OFFICER.name),
        )
        return self.laptop.write("custody.find", body, subj=exhibit)

    def offer(
        self,
        lines: dict[str, Iterable[Signed]],
        *,
        to: Party | None = None,
        by: KeyFacts = OFFICER,
        grams: float | None = None,
        book: Book | None = None,
        seals: tuple[str, ...] = (),
    ) -> Signed:
        gross = amount(grams) if grams is not None else None
        told = tuple(
            cb.OfferLine(exhibit=one, seals=seals, gross=gross, base=tuple(sorted(entry.hash for entry in base)))
            for one, base in lines.items()
        )
        body = cb.Offer(giver=party(by.name), to=to or party(CLERK.name), lines=told)
        return (book or self.laptop).write("custody.offer", body, subj=uid("hand-over"), by=by)

    def accept(
        self,
        offer: Signed,
        *exhibits: str,
        by: KeyFacts = CLERK,
        book: Book | None = None,
        taker: Party | None = None,
        seals: tuple[str, ...] = (),
        grams: float | None = None,
        intact: bool = True,
    ) -> Signed:
        gross = amount(grams) if grams is not None else None
        lines = tuple(
            cb.AcceptLine(exhibit=one, seals=seals, gross=gross, seal_intact=intact) for one in exhibits or (X,)
        )
        body = cb.Accept(offer=offer.hash, taker=taker or party(by.name), lines=lines, location="counter")
        return (book or self.station).write("custody.accept", body, subj=offer.entry.subj, base=[offer], by=by)

    def package(self, exhibit: str, *base: Signed, seal: str = "S1") -> Signed:
        body = cb.Package(package_no="P1", seals=(seal,), sealed_by=party(OFFICER.name))
        return self.laptop.write("custody.package", body, subj=exhibit, base=base)

    def store(self, exhibit: str, *base: Signed, place: str = "safe") -> Signed:
        return self.station.write("custody.store", cb.Store(location=place), subj=exhibit, base=base, by=CLERK)

    def view(self, *more: Book) -> SeizureView:
        books = (self.laptop, self.station, *more)
        return fold_seizure(SEIZURE, [signed for book in books for signed in book.entries], context())

    def x(self, *more: Book) -> ExhibitView:
        return next(one for one in self.view(*more).exhibits if one.id == X)


def state(exhibit: ExhibitView, axis: str = "holder") -> str:
    now = axis_of(exhibit, axis).now  # type: ignore[arg-type]
    return now.state if now else "?"


def holder(exhibit: ExhibitView) -> str:
    now = exhibit.axes.holder.now
    assert now is not None
    assert now.party is not None
    return now.party.name
