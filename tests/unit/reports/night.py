"""The practice night as a record: `resources/practice/raid.json` written as entries, folded, with what happened later.

Two officers write it up, one attests, the exhibits go to the evidence room, a laboratory reports, headquarters
receives. `troubled` adds what a report must not hide: conflicts, corrections, late entries, a second hand-over.
"""

from __future__ import annotations

import io
from typing import Final, TypeVar

import msgspec
from PIL import Image, ImageDraw

from fieldkit.domain import covers
from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain import writeup_bodies as wb
from fieldkit.domain.entry import Signed
from fieldkit.domain.fold import fold_seizure
from fieldkit.domain.numbers import exhibit_number, seizure_number
from fieldkit.domain.quantity import parse_mass
from fieldkit.domain.types import plain
from fieldkit.domain.values import Amount, Moment, Party
from fieldkit.domain.view import SeizureView
from fieldkit.domain.writeup import ExhibitOf, WriteUp, read
from fieldkit.reports.record import Languages, LogHead, Record, fields_to_sign
from fieldkit.text.resources import read_resource
from tests.make import CLERK, HQ_RECEIPT, OFFICER, REVIEWER, SECOND, Book, blob, context, digest, party, uid

T = TypeVar("T", bound=msgspec.Struct)
SEIZURE: Final = uid("seizure")
DARA: Final = Party(name="Dara Practice", person=uid("person Dara Practice"), rank="Captain", office="Practice unit A")
BOPHA: Final = Party(name="Bopha Practice", person=uid("person Bopha Practice"), rank="Lieutenant")
SOK: Final = Party(name="Sok Practice", person=uid("person Sok Practice"), office="Practice evidence room")
_PEOPLE: Final = {
    "@A": DARA,
    "@B": BOPHA,
    "@W1": Party(name="សាក្សី ហាត់រៀន ក (Witness Practice A)", id_ref="000-PRACTICE-1", phone="000 000 001"),
    "@W2": Party(name="សាក្សី ហាត់រៀន ខ (Witness Practice B)", id_ref="000-PRACTICE-2", phone="000 000 002"),
}


def _raid() -> WriteUp:
    text = read_resource("practice", "raid.json")
    for name, who in _PEOPLE.items():
        text = text.replace(f'"{name}"', msgspec.json.encode(who).decode())
    return read(text.encode())


RAID: Final = _raid()


def bare(struct: msgspec.Struct, kind: type[T], **changes: object) -> T:
    """Return the entry body *kind* of a part of the write-up: its fields of the same names, and *changes*."""
    names = {field.name for field in msgspec.structs.fields(kind)}
    said = {name: getattr(struct, name) for name in struct.__struct_fields__ if name in names}
    return kind(**(said | changes))


def photo(name: str) -> bytes:
    """Return the preview of the photo called *name*."""
    image = Image.new("RGB", (512, 384), (70, 84, 96))
    draw = ImageDraw.Draw(image)
    shade = int(digest(name)[:2], 16)
    draw.rectangle((60, 60, 452, 324), fill=(shade, 140, 120))
    draw.ellipse((180, 120, 340, 280), fill=(230, 226, 214))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=80)
    return target.getvalue()


class Night:
    """The entries of the night, written in order; `exhibits` by their name in raid.json."""

    def __init__(self) -> None:
        self.field = Book("laptop")
        self.station = Book("station", wall=self.field.wall + 5 * 3_600_000)
        self.hq = Book("hq", wall=self.field.wall + 30 * 3_600_000)
        self.number = seizure_number(2026, self.field.log, 1)
        self.previews: dict[str, bytes] = {}
        self.finds: dict[str, Signed] = {}
        self.weighings: dict[str, Signed] = {}
        self.packages: dict[str, Signed] = {}
        self.groups: dict[str, Signed] = {}
        self.stored: dict[str, Signed] = {}
        self._write_up()
        for count, exhibit in enumerate(RAID.exhibits, start=1):
            self._exhibit(count, exhibit)
        self._photos()
        self._finish()

    @property
    def entries(self) -> list[Signed]:
        return [*self.field.entries, *self.station.entries, *self.hq.entries]

    def exhibit(self, ref: str) -> str:
        return uid("exhibit " + ref)

    def _write_up(self) -> None:
        told: dict[str, msgspec.Struct | None] = {
            "seizure.set": bare(RAID.seizure, wb.SeizureSet, number=self.number),
            "team.set": RAID.team,
            "times.set": RAID.times,
            "place.set": RAID.place,
            "ground.set": RAID.ground,
            "presence.set": RAID.presence,
            "route.set": RAID.route,
            "narrative.set": RAID.narrative,
        }
        for name, body in told.items():
            assert body is not None
            self.groups[name] = self.field.write(name, body)
        for person in RAID.persons:
            self.field.write("person.set", bare(person, wb.PersonSet), subj=uid("person " + person.ref))

    def _exhibit(self, count: int, raid: ExhibitOf) -> None:
        book, ref = self.field, raid.ref
        subject = self.exhibit(ref)
        number = exhibit_number(self.number, book.log, count)
        find = bare(raid, wb.Find, number=number, from_person=uid(f"person {raid.from_person}"))
        self.finds[ref] = book.write("custody.find", find, subj=subject)
        for weighing in raid.weighings:
            self.weighings[ref] = book.write("weighing.add", bare(weighing, wb.Weighing, display=None), subj=subject)
        for test in raid.tests:
            book.write("test.add", bare(test, wb.FieldTest, photo=None), subj=subject)
        for counting in raid.counts:
            book.write("count.add", counting, subj=subject)
        assert raid.package is not None
        package = bare(raid.package, cb.Package, photos=())
        self.packages[ref] = book.write("custody.package", package, subj=subject, base=[self.finds[ref]])

    def _photos(self) -> None:
        for one in RAID.photos:
            self.attach(one.file, one.view, one.caption, tuple(map(self.exhibit, one.exhibits)))
            self.previews[digest(one.file)] = photo(one.file)

    def attach(
        self, name: str, view: wb.View, caption: str, exhibits: tuple[str, ...] = (), **examined: object
    ) -> Signed:
        """Add a photo and what the device read from it."""
        told_original = wb.Original(
            name=name, source="card", taken_by="Bopha Practice", exhibits=exhibits, view=view, caption=caption
        )
        original = self.field.write("original.add", told_original, subj=uid(name), blobs=[blob(name)])
        seen = {"original": original.hash, "decoded": True, "taken": "2026-11-22 02:13:44", "camera": "Practice DC-1"}
        self.field.write("original.examined", msgspec.convert(seen | examined, wb.Examined), subj=uid(name))
        return original

    def _finish(self) -> None:
        field, station = self.field, self.station
        for deviation in RAID.deviations:
            told = bare(deviation, wb.Deviation, exhibit=self.exhibit(deviation.exhibit or ""))
            field.write("deviation.add", told, subj=uid("deviation"))
        signed = [one.hash for one in (*self.finds.values(), *self.weighings.values(), *self.packages.values())]
        field.write("attest", rb.Attest(entries=tuple(sorted(signed))), by=SECOND)
        self.before_the_lock()
        field.write(
            "anchor.add",
            lb.AnchorAdd(
                kind="owner_receipt",
                to=Party(name="ហាត់រៀន មួយ"),
                log=field.log,
                seq=field.entries[-1].entry.seq,
                head=field.entries[-1].hash,
            ),
        )
        self.locked = field.write("lock", rb.Lock(covers=covers.make(SEIZURE, field.entries)))
        self.offered = field.write(
            "custody.offer", self._offer(), subj=uid("hand-over"), base=list(self.packages.values())
        )
        self.accepted = field.write(
            "custody.accept", self._accept(), subj=uid("hand-over"), base=[self.offered], by=CLERK
        )
        for ref in self.finds:
            store = cb.Store(location="Practice safe 2, shelf 4", second=party("Sok Practice"))
            subject = self.exhibit(ref)
            self.stored[ref] = station.write("custody.store", store, subj=subject, base=[self.accepted], by=CLERK)
        result = cb.LabResult(
            lab="Practice laboratory",
            report_no="PL-2026-88",
            substances=("meth-crystal",),
            purity_ppm=812_500,
            net=Amount(ug=495_200_000, value="495.2", unit="g"),
        )
        station.write("lab.result", result, subj=self.exhibit("bag1"), base=[self.finds["bag1"]], by=CLERK)
        self.after_the_lock()
        self._receipt()

    def before_the_lock(self) -> None:
        """Nothing more in the ordinary night."""

    def after_the_lock(self) -> None:
        """Nothing more in the ordinary night."""

    def _gross(self, ref: str) -> Amount | None:
        said = next(one for one in RAID.exhibits if one.ref == ref).weighings
        return said[-1].value if said else None

    def _seals(self, ref: str) -> tuple[str, ...]:
        package = next(one for one in RAID.exhibits if one.ref == ref).package
        return package.seals if package else ()

    def _offer(self) -> cb.Offer:
        lines = tuple(
            cb.OfferLine(exhibit=self.exhibit(ref), seals=self._seals(ref), gross=self._gross(ref), base=(found.hash,))
            for ref, found in self.finds.items()
        )
        return cb.Offer(giver=DARA, to=SOK, lines=lines, purpose="storage until the laboratory", transport="unit car")

    def _accept(self) -> cb.Accept:
        lines = tuple(
            cb.AcceptLine(exhibit=self.exhibit(ref), seals=self._seals(ref), gross=self._gross(ref))
            for ref in self.finds
        )
        return cb.Accept(offer=self.offered.hash, taker=SOK, lines=lines, location="Practice evidence room, counter")

    def _receipt(self) -> None:
        logs = tuple(
            lb.LogState(log=book.log, upto=book.entries[-1].entry.seq, head=book.entries[-1].hash)
            for book in (self.field, self.station)
        )
        receipt = lb.Receipt(
            number="R-PRACTICE-0007",
            bundle="practice-bundle",
            bundle_sha256=digest("bundle"),
            device=digest("key laptop"),
            logs=logs,
            originals=tuple(sorted(digest(one.file) for one in RAID.photos)),
            copies=2,
            tree=lb.Tree(size=412, root=digest("tree")),
        )
        self.hq.write("receipt", receipt, by=HQ_RECEIPT)

    def view(self, *, practice: bool = True) -> SeizureView:
        ctx = context(own_logs=frozenset({self.field.log}), practice=practice, all_proven=True)
        return fold_seizure(SEIZURE, self.entries, ctx)

    def record(self, language: Languages = "km", **changes: object) -> Record:
        last = self.field.entries[-1]
        record = Record(
            language=language,
            version=1,
            made=Moment(wall=self.hq.wall + 60_000),
            app="Fieldkit 0.1",
            signatures=fields_to_sign(OFFICER.person or ""),
            covers=covers.make(SEIZURE, self.entries),
            head=LogHead(log=last.entry.log, seq=last.entry.seq, head=last.hash),
            view=self.view(),
        )
        return msgspec.structs.replace(record, **changes)


class Troubled(Night):
    """The same night with everything in it that a report must not hide."""

    def before_the_lock(self) -> None:
        """Disagree about ground and narrative, correct a weight, strike a line, enter things by mistake."""
        field, bag1, bag3 = self.field, self.exhibit("bag1"), self.exhibit("bag3")
        assert RAID.ground is not None
        ground = msgspec.structs.replace(RAID.ground, ground="flagrante", verbal=False, note="")
        field.write("ground.set", ground, by=SECOND)
        field.write("narrative.set", wb.NarrativeSet(text="They came in by the back door.", language="en"), by=SECOND)
        first = self.weighings["bag1"]
        field.write("attest", rb.Attest(entries=(first.hash,)), by=SECOND)
        right = plain(
            msgspec.structs.replace(msgspec.convert(first.entry.body, wb.Weighing), value=parse_mass("513.4 g"))
        )
        correction = rb.Correct(target=first.hash, reason="misread the display", body=right)
        field.write("correct", correction, subj=bag1, base=[first])
        struck = rb.Struck(entry=self.weighings["bag3"].hash, reason="I did not see the scale")
        field.write("attest", rb.Attest(entries=(), struck=(struck,)), by=SECOND)
        field.write("void", rb.Void(target=self.finds["phone"].hash, reason="belongs to an officer"))
        self.attach("IMG_9999.HEIC", "other", "រូបថតខូច", decoded=False, taken="", camera="", problem="broken")
        self.attach("photo_2026.jpg", "close_up", "ផ្ញើតាមតេឡេក្រាម", (bag3,), taken="", camera="", likely_copy=True)
        self.previews[digest("photo_2026.jpg")] = photo("photo_2026.jpg")

    def after_the_lock(self) -> None:
        """Write late, store one exhibit twice, weigh another one lighter, hand a third over with another seal."""
        field, station = self.field, self.station
        field.write("narrative.set", wb.NarrativeSet(text="Added after the lock.", language="en"))
        store = cb.Store(location="boot of the unit car")
        station.write("custody.store", store, subj=self.exhibit("bag3"), base=[self.accepted], by=CLERK)
        lighter = wb.Weighing(kind="gross_sealed", value=parse_mass("470.0 g"), operator=SOK)
        station.write("weighing.add", lighter, subj=self.exhibit("bag2"), by=CLERK)
        tabs = self.exhibit("tabs")
        line = cb.OfferLine(
            exhibit=tabs,
            seals=("A 004 512 884",),
            gross=parse_mass("21.6 g"),
            base=(self.stored["tabs"].hash, self.accepted.hash),
        )
        offer = cb.Offer(giver=SOK, to=party("Chan Practice"), lines=(line,), purpose="laboratory")
        offered = station.write(
            "custody.offer", offer, subj=uid("second hand-over"), base=[self.stored["tabs"], self.accepted], by=CLERK
        )
        answer = cb.AcceptLine(exhibit=tabs, seals=("A 004 512 999",), gross=parse_mass("21.5 g"), seal_intact=False)
        accept = cb.Accept(offer=offered.hash, taker=party("Vanna Practice"), lines=(answer,), location="laboratory")
        station.write("custody.accept", accept, subj=uid("second hand-over"), base=[offered], by=REVIEWER)

    def record(self, language: Languages = "km", **changes: object) -> Record:
        told = {"version": 2, "changed": ("Weight of bag 1: 512.4 g is now 513.4 g",)}
        return super().record(language, **{**told, **changes})
