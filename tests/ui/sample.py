"""One rich practice seizure as a view: what pages are tested and photographed with. Every person is invented."""

from __future__ import annotations

from typing import Any

from fieldkit.domain.entry import Blob
from fieldkit.domain.ledger_bodies import LogState, Receipt, Tree
from fieldkit.domain.review_bodies import Covers, Range
from fieldkit.domain.values import Party, Place, Point
from fieldkit.domain.view import (
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
    Ticks,
)
from fieldkit.domain.writeup_bodies import (
    Deviation,
    Examined,
    GroundSet,
    NarrativeSet,
    Original,
    PersonSet,
    PlaceSet,
    PresenceSet,
    Present,
    RouteSet,
    SeizureSet,
    TeamSet,
    TimesSet,
)
from fieldkit.domain.writeup_bodies import View as PhotoKind
from tests.ui.sample_exhibits import exhibits
from tests.ui.sample_parts import (
    DARA,
    LOG_A,
    LOG_B,
    LOG_C,
    MIDNIGHT,
    MINUTE,
    NUMBER,
    SOPHEA,
    THIDA,
    VUTHY,
    digest,
    fact,
    moment,
    pen,
    register,
    uuid,
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


def groups() -> dict[str, Any]:
    return {
        "head": register(
            "seizure.set",
            SeizureSet(
                number=NUMBER, unit="Banteay Meanchey", title="3 bags of ice, Poipet crossing", case_no="PR-118/2026"
            ),
        ),
        "team": register(
            "team.set",
            TeamSet(
                lead=DARA,
                members=(THIDA, Party(name="Nuon Rith", rank="Sgt.")),
                agencies=("Border police",),
                prosecutor=Party(name="Prak Sovann", office="Provincial court"),
            ),
        ),
        "times": register(
            "times.set",
            TimesSet(
                started=moment(97),
                found=moment(104),
                sealed=moment(131),
                left=moment(190),
                clock_evidence="Photo of the wall clock, 01:39",
            ),
        ),
        "place": place_conflict(),
    } | legal()


def legal() -> dict[str, Any]:
    return {
        "ground": register(
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
        "presence": register(
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
        "route": register(
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
        "narrative": register(
            "narrative.set",
            NarrativeSet(
                text=STORY,
                language="en",
            ),
        ),
    }


def persons() -> tuple[PersonView, ...]:
    return (
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
    )


def seizure(photos: int = 24) -> SeizureView:
    """The whole practice seizure: disputed place and holder, a weight out of tolerance, a receipt, a problem."""
    stranger = Party(name="Unknown officer")
    return SeizureView(
        id=uuid("seizure"),
        state="locked",
        **groups(),
        persons=persons(),
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
