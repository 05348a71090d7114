"""The sample's exhibits: three bags and a tea packet, tablets, cash, a pistol, a motorcycle, a phone."""

from __future__ import annotations

from msgspec.structs import replace

from fieldkit.domain.view import (
    Discrepancy,
    ExhibitView,
    FactView,
)
from fieldkit.domain.writeup_bodies import (
    Cash,
    CashCount,
    Denomination,
    Detail,
    Drug,
    FieldTest,
    Phone,
    Vehicle,
    Weapon,
)
from tests.ui.sample_parts import (
    DARA,
    LOG_A,
    LOG_B,
    LOG_C,
    SAMNANG,
    SOPHEA,
    THIDA,
    VUTHY,
    axes,
    claim,
    fact,
    find,
    find_step,
    hand_over,
    moment,
    offer_point,
    package_step,
    point,
    uuid,
    weighing,
)


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
        tests=(marquis(),),
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


def marquis() -> FactView[FieldTest]:
    made: FactView[FieldTest] = fact(
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
    )
    return made


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
    return (*drugs(), counted_cash(), *things())


def drugs() -> tuple[ExhibitView, ...]:
    crystal = Drug(substance="meth-crystal", form="crystal")
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
    )


def counted_cash() -> ExhibitView:
    cash = simple(5, Cash(), "Banknotes in a brown envelope", "Glove box", "2 currencies", "A 004 512 885")
    count = CashCount(
        currency="USD",
        lines=(Denomination(face=10_000, count=42), Denomination(face=2_000, count=15)),
        counted_by=DARA,
        witness=THIDA,
        suspect="disputes",
        at=moment(133),
    )
    return ExhibitView(
        id=cash.id,
        find=cash.find,
        counts=(fact("count.add", count, DARA, 133, THIDA),),
        axes=cash.axes,
        timeline=cash.timeline,
    )


def things() -> tuple[ExhibitView, ...]:
    return (
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
