"""One rich practice seizure as a view: what pages are tested and photographed with. Every person in it is invented."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeVar

from msgspec.structs import replace

from fieldkit.domain import ledger_bodies as lb
from fieldkit.domain.entry import Blob
from fieldkit.domain.ledger_bodies import Covers, LogState, Range, Receipt, Tree
from fieldkit.domain.types import plain
from fieldkit.domain.values import Amount, Moment, Party, Place, Point
from fieldkit.domain.view import (
    Act,
    Attested,
    Axes,
    Axis,
    AxisClaim,
    Discrepancy,
    ExhibitView,
    FactView,
    Head,
    OriginalView,
    PersonView,
    Problem,
    ReceiptView,
    Register,
    ReportView,
    Review,
    SeizureView,
    Step,
    Ticks,
    WeightPoint,
)
from fieldkit.domain.writeup_bodies import (
    Cash,
    CashCount,
    Denomination,
    Detail,
    Deviation,
    Drug,
    Examined,
    FieldTest,
    Find,
    GroundSet,
    NarrativeSet,
    Original,
    PersonSet,
    Phone,
    PlaceSet,
    PresenceSet,
    Present,
    RouteSet,
    Scale,
    SeizureSet,
    TeamSet,
    TimesSet,
    Vehicle,
    Weapon,
    Weighing,
)
from fieldkit.domain.writeup_bodies import View as PhotoKind

T = TypeVar("T")

MIDNIGHT = 1_795_280_400_000  # 2026-11-22 00:00 +07:00
MINUTE = 60_000
LOG_A, LOG_B, LOG_C = "a" * 32, "b" * 32, "c" * 32
NUMBER = "T-2026-K7Q-001"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def uuid(text: str) -> str:
    d = digest(text)
    return f"{d[:8]}-{d[8:12]}-7{d[13:16]}-8{d[17:20]}-{d[20:32]}"


DARA = Party(name="Sok Dara", person=uuid("dara"), rank="Capt.", office="Banteay Meanchey anti-drug office")
THIDA = Party(name="Chan Thida", person=uuid("thida"), rank="Lt.", office="Banteay Meanchey anti-drug office")
SOPHEA = Party(name="Heng Sophea", person=uuid("sophea"), rank="Lt.", office="Evidence room, Banteay Meanchey")
VUTHY = Party(name="Kim Vuthy", person=uuid("vuthy"), office="National laboratory")
SAMNANG = Party(name="Ros Samnang", person=uuid("samnang"), office="National laboratory")


@dataclass
class Pen:
    """Makes acts one after the other in a log."""

    seq: int = 0

    def act(self, kind: str, who: Party, minute: int, log: str = LOG_A, second: int = 0, **more: object) -> Act:
        self.seq += 1
        wall = MIDNIGHT + minute * MINUTE + second * 1000
        base: dict[str, object] = {
            "entry": digest(f"{kind}{self.seq}"),
            "type": kind,
            "log": log,
            "seq": self.seq,
            "key": digest(who.name),
            "person": who.person,
            "name": who.name,
            "rank": who.rank,
            "unit": who.office,
            "wall": wall,
            "offset": 420,
        }
        return Act(**(base | more))  # type: ignore[arg-type]  # a test's shorthand for a record with many fields


pen = Pen()


def moment(minute: int) -> Moment:
    return Moment(wall=MIDNIGHT + minute * MINUTE, offset=420)


def grams(text: str) -> Amount:
    whole, _, part = text.partition(".")
    return Amount(ug=int(whole) * 1_000_000 + int(part.ljust(6, "0") or 0), value=text, unit="g")


def register(kind: str, value: T, who: Party = DARA, minute: int = 170) -> Register[T]:
    return Register(heads=(Head(value=value, act=pen.act(kind, who, minute)),))


def fact(kind: str, value: T, who: Party, minute: int, *attested: Party) -> FactView[T]:
    act = pen.act(kind, who, minute)
    signed = tuple(Attested(act=pen.act("attest", p, minute + 40)) for p in attested)
    return FactView(id=act.entry, act=act, register=Register(heads=(Head(value=value, act=act),)), attested=signed)


def claim(state: str, party: Party | None = None, **more: object) -> AxisClaim:
    return AxisClaim(entry=digest(state + str(more)), state=state, party=party, **more)  # type: ignore[arg-type]


def axes(holder: tuple[AxisClaim, ...], place: str, seal: str = "", package: str = "") -> Axes:
    state = "sealed" if seal else "open"
    return Axes(
        holder=Axis(claims=holder),
        location=Axis(claims=(claim("at", place=place),)),
        package=Axis(claims=(claim(state, seals=(seal,) if seal else (), package_no=package),)),
        analysis=Axis(claims=(claim("none"),)),
        disposition=Axis(claims=(claim("seized"),)),
    )


def find(count: int, detail: Detail, description: str, spot: str, quantity: str, minute: int) -> FactView[Find]:  # noqa: PLR0917  (test data reads best in a row)
    made: FactView[Find] = fact(
        "custody.find",
        Find(
            number=f"{NUMBER}/K7Q-{count:02d}",
            detail=detail,
            description=description,
            spot=spot,
            found_by=DARA,
            collected_by=DARA,
            found_at=moment(minute),
            quantity=quantity,
        ),
        DARA,
        minute,
        THIDA,
    )
    return made


def weighing(  # noqa: PLR0917  (test data reads best in a row)
    value: str, seal: str, who: Party, second: Party, minute: int, division: int = 100_000
) -> FactView[Weighing]:
    made: FactView[Weighing] = fact(
        "weighing.add",
        Weighing(
            kind="gross_sealed",
            value=grams(value),
            pan="sealed bag",
            scale=Scale(
                name="Field scale", serial="FS-3381", division_ug=division, calibrated="2026-09-03", zero_checked=True
            ),
            seal=seal,
            operator=who,
            second=second,
            suspect="agrees",
            display=uuid("original-6"),
            at=moment(minute),
        ),
        who,
        minute,
        second,
    )
    return made


def point(f: FactView[Weighing], source: str) -> WeightPoint:
    w = f.register.shown
    return WeightPoint(
        entry=f.id,
        kind=w.kind,
        ug=w.value.ug,
        typed=f"{w.value.value} {w.value.unit}",
        wall=f.act.wall,
        offset=420,
        source=source,
    )


def offer_point(act: Act, typed: str, source: str) -> WeightPoint:
    amount = grams(typed)
    return WeightPoint(
        entry=act.entry, kind="gross_sealed", ug=amount.ug, typed=f"{typed} g", wall=act.wall, offset=420, source=source
    )


def hand_over(  # noqa: PLR0917  (test data reads best in a row)
    exhibit: str,
    giver: Party,
    taker: Party,
    seal: str,
    typed: str,
    minute: int,
    log: str,
    *,
    place: str,
    seconds: int | None,
) -> tuple[Step, Step]:
    offered = lb.OfferLine(exhibit=exhibit, seals=(seal,), gross=grams(typed), base=(digest(exhibit),))
    offer = pen.act("custody.offer", giver, minute, log)
    body = lb.Offer(giver=giver, to=taker, lines=(offered,), purpose="to be kept", at=moment(minute))
    accepted = lb.AcceptLine(exhibit=exhibit, seals=(seal,), gross=grams(typed))
    taken = lb.Accept(offer=offer.entry, taker=taker, lines=(accepted,), location=place, at=moment(minute))
    accept = pen.act("custody.accept", taker, minute, log, second=seconds or 0)
    return (
        Step(act=offer, body=plain(body), line=plain(offered)),
        Step(
            act=accept,
            body=plain(taken),
            line=plain(accepted),
            offer=offer.entry,
            seconds=seconds,
            same_device=seconds is not None,
        ),
    )


def find_step(f: FactView[Find]) -> Step:
    return Step(act=f.act, body=plain(f.register.shown), attested=f.attested)


def package_step(exhibit: str, seal: str, minute: int, weighed: FactView[Weighing] | None = None) -> Step:
    body = lb.Package(
        package_no=f"P-{seal[-3:]}",
        package_type="tamper-evident bag",
        seals=(seal,),
        sealed_by=DARA,
        witness=THIDA,
        suspect="agrees",
        gross=weighed.id if weighed else None,
        at=moment(minute),
    )
    act = pen.act("custody.package", DARA, minute)
    return Step(act=act, body=plain(body), attested=(Attested(act=pen.act("attest", THIDA, minute + 30)),))


def disputed_bag() -> ExhibitView:
    """Found, sealed, to the evidence room, to the lab courier; then a second person says he took it too."""
    seal, exhibit = "A 004 512 882", uuid("exhibit-2")
    found = find(
        2,
        Drug(substance="meth-crystal", form="crystal"),
        "Clear crystals in a knotted plastic bag",
        "In the spare wheel",
        "1 bag",
        104,
    )
    first = weighing("512.4", seal, DARA, THIDA, 129)
    second = weighing("511.7", seal, SOPHEA, DARA, 265)
    room = hand_over(exhibit, DARA, SOPHEA, seal, "512.4", 265, LOG_A, place="Evidence room, shelf 4", seconds=28)
    lab = hand_over(exhibit, SOPHEA, VUTHY, seal, "512.3", 340, LOG_B, place="Lab courier car", seconds=41)
    other = hand_over(exhibit, SOPHEA, SAMNANG, seal, "512.3", 430, LOG_C, place="Laboratory", seconds=None)[1]
    steps = (
        find_step(found),
        package_step(exhibit, seal, 129, first),
        *room,
        lab[0],
        replace(lab[1], disputed=True),
        replace(other, disputed=True, offer=lab[0].act.entry),
    )
    return ExhibitView(
        id=exhibit,
        find=found,
        weighings=(first, second),
        tests=(
            fact(
                "test.add",
                FieldTest(
                    kit="Practice kit 9",
                    lot="22-14",
                    reagent="Marquis",
                    colour="orange-brown",
                    result="positive",
                    operator=DARA,
                    witness=THIDA,
                    at=moment(120),
                ),
                DARA,
                120,
                THIDA,
            ),
        ),
        axes=axes((claim("held", VUTHY), claim("held", SAMNANG)), "Lab courier car", seal, "P-882"),
        timeline=steps,
        series=(
            point(first, "weighing"),
            offer_point(room[1].act, "512.4", "hand-over"),
            point(second, "weighing"),
            offer_point(lab[1].act, "512.3", "hand-over"),
        ),
        discrepancies=(
            Discrepancy(what="weight", earlier=first.id, later=second.id, delta_ug=-700_000, tolerance_ug=500_000),
        ),
    )


def simple(  # noqa: PLR0917  (test data reads best in a row)
    count: int, detail: Detail, description: str, spot: str, quantity: str, seal: str = "", gross: str = ""
) -> ExhibitView:
    exhibit = uuid(f"exhibit-{count}")
    found = find(count, detail, description, spot, quantity, 100 + count)
    weighed = (weighing(gross, seal, DARA, THIDA, 126 + count),) if gross else ()
    steps = [find_step(found)]
    holder, place = (claim("held", DARA),), "Poipet crossing, search bay"
    series = [point(w, "weighing") for w in weighed]
    if seal:
        steps.append(package_step(exhibit, seal, 126 + count, weighed[0] if weighed else None))
        steps += hand_over(
            exhibit, DARA, SOPHEA, seal, gross or "0", 265, LOG_A, place="Evidence room, shelf 4", seconds=28
        )
        holder, place = (claim("held", SOPHEA),), "Evidence room, shelf 4"
        if gross:
            series.append(offer_point(steps[-1].act, gross, "hand-over"))
    return ExhibitView(
        id=exhibit,
        find=found,
        weighings=weighed,
        axes=axes(holder, place, seal, f"P-{seal[-3:]}" if seal else ""),
        timeline=tuple(steps),
        series=tuple(series),
    )


def exhibits() -> tuple[ExhibitView, ...]:
    crystal = Drug(substance="meth-crystal", form="crystal")
    cash = simple(5, Cash(), "Banknotes in a brown envelope", "Glove box", "2 currencies", "A 004 512 885")
    count = CashCount(
        currency="USD",
        lines=(Denomination(face=10_000, count=42), Denomination(face=2_000, count=15)),
        counted_by=DARA,
        witness=THIDA,
        suspect="disputes",
        at=moment(133),
    )
    return (
        simple(
            1,
            crystal,
            "Clear crystals in a knotted plastic bag",
            "Under the rear seat",
            "1 bag",
            "A 004 512 881",
            "1004.6",
        ),
        disputed_bag(),
        simple(
            3, crystal, "Clear crystals in a sealed tea packet", "Driver’s door", "1 packet", "A 004 512 883", "998.2"
        ),
        simple(
            4,
            Drug(substance="meth-tablet", form="tablet", units=196, marks="WY"),
            "Round reddish tablets, embossed",
            "Driver’s door",
            "196 tablets",
            "A 004 512 884",
            "18.24",
        ),
        ExhibitView(
            id=cash.id,
            find=cash.find,
            counts=(fact("count.add", count, DARA, 133, THIDA),),
            axes=cash.axes,
            timeline=cash.timeline,
        ),
        simple(
            6,
            Weapon(
                weapon="pistol",
                make="Practice Arms",
                model="P-9",
                calibre="9 mm",
                serial="PR 22814",
                made_safe_by="Sok Dara",
                rounds=7,
            ),
            "Black self-loading pistol",
            "Under the driver’s seat",
            "1",
            "A 004 512 886",
        ),
        simple(
            7,
            Vehicle(
                vehicle="motorcycle",
                make="Practice Motor",
                model="Wave 110",
                colour="red",
                plate="1PR-0007",
                plate_country="KH",
                keys=1,
            ),
            "Red motorcycle, left mirror missing",
            "Search bay",
            "1",
        ),
        simple(
            8,
            Phone(
                make="Practice",
                model="Note 4",
                imei="990000862471854",
                power="on",
                locked="locked",
                isolation="flight mode",
            ),
            "Black phone, cracked glass",
            "Left trouser pocket",
            "1",
        ),
    )


STORY = (
    "At 01:37 the team stopped a white pickup at the search bay. The driver could not name the owner of the load. "
    "The dog sat down at the left rear door.\n\n"
    "Three bags and one tea packet of clear crystals were found in the spare wheel, under the rear seat and in the "
    "driver’s door. Each was photographed where it lay, sealed on the spot in front of the owner, and weighed sealed."
)
VIEWS: tuple[PhotoKind, ...] = ("overall", "midrange", "with_scale", "display", "seal", "label", "close_up", "document")


def originals(count: int = 24) -> tuple[OriginalView, ...]:
    made = []
    for n in range(count):
        kind: PhotoKind = VIEWS[n % len(VIEWS)] if n % 9 != 8 else "other"
        exhibit = (uuid(f"exhibit-{1 + n % 3}"),) if n % 7 != 6 else ()
        name = f"IMG_{412 + n:04d}.JPG"
        sha = digest(name)
        broken = n == 10
        examined = Examined(
            original=sha,
            decoded=not broken,
            width=4000,
            height=3000,
            taken=f"2026-11-22 02:{9 + n // 6:02d}:{(n * 7) % 60:02d}",
            camera="Practice Cam G7, no. 3381",
            point=Point(lat=13_657_300, lon=102_563_500, source="photo"),
            likely_copy=n == 13,
            problem="truncated" if broken else "",
        )
        made.append(
            OriginalView(
                id=uuid(f"original-{n}"),
                fact=fact(
                    "original.add",
                    Original(name=name, source="card", taken_by="Chan Thida", exhibits=exhibit, view=kind, caption=""),
                    THIDA,
                    150 + n // 10,
                ),
                blob=Blob(
                    sha256=sha,
                    size=3_100_000 + n * 17_311,
                    mime="image/jpeg",
                    sealed_sha256=digest("s" + name),
                    recipient="age1practice",
                ),
                examined=examined,
            )
        )
    return tuple(made)


def place_conflict() -> Register[PlaceSet]:
    """Two laptops wrote the place down differently."""
    one = PlaceSet(place=Place(province="01", address="Poipet crossing, search bay 2"), border_point="Poipet")
    two = PlaceSet(place=Place(province="01", address="Poipet crossing, search bay 3"), border_point="Poipet")
    return Register(
        heads=(
            Head(value=one, act=pen.act("place.set", DARA, 160)),
            Head(value=two, act=pen.act("place.set", THIDA, 171, LOG_B)),
        )
    )


def covers() -> Covers:
    return Covers(ranges=(Range(log=LOG_A, runs=((1, 62),)),), hash=digest("covers"))


def report(language: str, version: int, minute: int, field: str) -> ReportView:
    act = pen.act("report.add", DARA, minute)
    name = f"report-{language}-{version}-{field}"
    return ReportView(
        entry=act.entry,
        act=act,
        language=language,
        version=version,
        blob=Blob(
            sha256=digest(name),
            size=183_220,
            mime="application/pdf",
            sealed_sha256=digest("s" + name),
            recipient="age1practice",
        ),
        signed_field=field,
        record_sha256=digest("record" + name),
        covers=covers(),
    )


def receipt() -> ReceiptView:
    act = pen.act("receipt", Party(name="Headquarters"), 480)
    held = LogState(log=LOG_A, upto=40, head=digest("head"))
    tree = Tree(size=8130, root=digest("root"))
    return ReceiptView(
        act=act,
        receipt=Receipt(
            number="R-8126",
            bundle="B-5116",
            bundle_sha256=digest("bundle"),
            device=digest("device"),
            logs=(held,),
            copies=2,
            tree=tree,
        ),
    )


def deviations() -> tuple[FactView[Deviation], ...]:
    second_witness = Deviation(
        rule="second-civilian-witness",
        what="Only one civilian witness was present.",
        why="Nobody else was at the crossing at 01:40.",
        decided_by=DARA,
        mitigation="The search was filmed from start to end.",
    )
    return (fact("deviation.add", second_witness, DARA, 155, THIDA),)


def seizure(photos: int = 24) -> SeizureView:
    """The whole practice seizure: disputed place and holder, a weight out of tolerance, a receipt, a problem."""
    stranger = Party(name="Unknown officer")
    return SeizureView(
        id=uuid("seizure"),
        state="locked",
        head=register(
            "seizure.set",
            SeizureSet(
                number=NUMBER, unit="Banteay Meanchey", title="3 bags of ice, Poipet crossing", case_no="PR-118/2026"
            ),
        ),
        team=register(
            "team.set",
            TeamSet(
                lead=DARA,
                members=(THIDA, Party(name="Nuon Rith", rank="Sgt.")),
                agencies=("Border police",),
                prosecutor=Party(name="Prak Sovann", office="Provincial court"),
            ),
        ),
        times=register(
            "times.set",
            TimesSet(
                started=moment(97),
                found=moment(104),
                sealed=moment(131),
                left=moment(190),
                clock_evidence="Photo of the wall clock, 01:39",
            ),
        ),
        place=place_conflict(),
        ground=register(
            "ground.set",
            GroundSet(
                ground="flagrante",
                authority="Provincial prosecutor",
                verbal=True,
                at=moment(99),
                night_exception="flagrante",
                note="Told by telephone before the search began.",
            ),
        ),
        presence=register(
            "presence.set",
            PresenceSet(
                people=(
                    Present(party=Party(name="Keo Bopha"), role="civilian_witness", not_police=True),
                    Present(party=Party(name="Yim Sarath"), role="owner", mark="thumbprint"),
                    Present(
                        party=Party(name="Lim Chenda"),
                        role="civilian_witness",
                        not_police=True,
                        mark="refused",
                        reason="Afraid of the owner",
                    ),
                )
            ),
        ),
        route=register(
            "route.set",
            RouteSet(
                origin="TH",
                transit=("Poipet",),
                destination="Phnom Penh",
                direction="import",
                transport="pickup",
                concealment="spare wheel, door panel",
            ),
        ),
        narrative=register(
            "narrative.set",
            NarrativeSet(
                text=STORY,
                language="en",
            ),
        ),
        persons=(
            PersonView(
                id=uuid("p1"),
                register=register(
                    "person.set",
                    PersonSet(
                        roles=("suspect", "owner"),
                        status="arrested",
                        name_latin="Yim Sarath",
                        name_km="យឹម សារ៉ាត់",
                        sex="male",
                        age=34,
                        nationality="KH",
                        offence_role="transporter",
                        arrested_at=moment(110),
                    ),
                ),
            ),
            PersonView(
                id=uuid("p2"),
                register=register(
                    "person.set",
                    PersonSet(
                        roles=("witness",),
                        status="free",
                        name_latin="Keo Bopha",
                        name_km="កែវ បុប្ផា",
                        sex="female",
                        age=41,
                        nationality="KH",
                    ),
                ),
            ),
        ),
        exhibits=exhibits(),
        originals=originals(photos),
        deviations=deviations(),
        reviews=(
            Review(act=pen.act("lock", DARA, 195), kind="lock", covers=covers()),
            Review(
                act=pen.act("review.return", SOPHEA, 500),
                kind="return",
                reason="The second witness has no identity number.",
            ),
            Review(act=pen.act("lock", DARA, 530), kind="lock", covers=covers()),
        ),
        reports=(report("en", 1, 200, ""), report("en", 1, 201, "Officer")),
        receipts=(receipt(),),
        ticks=Ticks(saved=True, left=True, missing_originals=(digest("IMG_0412.JPG"),)),
        problems=(
            Problem(act=pen.act("weighing.add", stranger, 210, LOG_C, standing="unauthorised"), why="unauthorised"),
            Problem(act=pen.act("custody.accept", VUTHY, 222, LOG_C), why="waiting"),
        ),
        practice=True,
        entries=62 + photos,
        first_wall=MIDNIGHT + 97 * MINUTE,
        last_wall=MIDNIGHT + 530 * MINUTE,
        first_anchor=MIDNIGHT + 265 * MINUTE,
    )
