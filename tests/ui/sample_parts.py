"""Makers of the sample's small records: acts, facts, registers, steps. Every person is invented."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeVar

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain.types import plain
from fieldkit.domain.values import Amount, Moment, Party
from fieldkit.domain.view import (
    Act,
    Attested,
    Axes,
    Axis,
    AxisClaim,
    FactView,
    Head,
    Register,
    Step,
    WeightPoint,
)
from fieldkit.domain.writeup_bodies import (
    Detail,
    Find,
    Scale,
    Weighing,
)

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
    offered = cb.OfferLine(exhibit=exhibit, seals=(seal,), gross=grams(typed), base=(digest(exhibit),))
    offer = pen.act("custody.offer", giver, minute, log)
    body = cb.Offer(giver=giver, to=taker, lines=(offered,), purpose="to be kept", at=moment(minute))
    accepted = cb.AcceptLine(exhibit=exhibit, seals=(seal,), gross=grams(typed))
    taken = cb.Accept(offer=offer.entry, taker=taker, lines=(accepted,), location=place, at=moment(minute))
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
    body = cb.Package(
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
