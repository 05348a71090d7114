"""Bodies of custody entries. Their subject is the exhibit; that of a hand-over is its own id."""

from __future__ import annotations

from typing import Literal

from fieldkit.domain.values import Amount, Attitude, Count, Hash, Id, Line, Mark, Moment, Party, Value


class Package(Value, frozen=True, kw_only=True):
    """`custody.package`: put into its own package and sealed."""

    package_no: Line
    package_type: Line = ""
    seals: tuple[Line, ...]
    sealed_by: Party
    witness: Party | None = None
    suspect: Attitude = "not_asked"
    gross: Hash | None = None
    photos: tuple[Id, ...] = ()
    at: Moment | None = None


class OfferLine(Value, frozen=True, kw_only=True):
    """One exhibit offered: which, with which seals and which sealed gross weight.

    `base` names the custody entries it consumes. label: the number on the package, by which a taker who has nothing but
    this offer finds it.
    """

    exhibit: Id
    label: Line = ""
    seals: tuple[Line, ...] = ()
    gross: Amount | None = None
    base: tuple[Hash, ...]
    note: Line = ""


class Offer(Value, frozen=True, kw_only=True):
    """`custody.offer`: the holder offers exhibits to somebody. Holder and location of each line become "in transit"."""

    giver: Party
    to: Party
    lines: tuple[OfferLine, ...]
    purpose: Line = ""
    transport: Line = ""
    at: Moment | None = None


class AcceptLine(Value, frozen=True, kw_only=True):
    """One exhibit accepted: seals and gross retyped blind by the taker, before they were compared."""

    exhibit: Id
    seals: tuple[Line, ...] = ()
    gross: Amount | None = None
    seal_intact: bool = True
    contents_checked: bool = False
    note: Line = ""


class Accept(Value, frozen=True, kw_only=True):
    """`custody.accept`: the receiver signs; custody moves here and only here. `offer` is also the only `base`."""

    offer: Hash
    taker: Party
    lines: tuple[AcceptLine, ...]
    location: Line = ""
    at: Moment | None = None


class RefuseLine(Value, frozen=True, kw_only=True):
    """One exhibit refused and why."""

    exhibit: Id
    reason: Line


class Refuse(Value, frozen=True, kw_only=True):
    """`custody.refuse`: the receiver declines lines of an offer; they stay with the giver."""

    offer: Hash
    taker: Party
    lines: tuple[RefuseLine, ...]


class Withdraw(Value, frozen=True, kw_only=True):
    """`custody.withdraw`: the giver takes lines of an unanswered offer back."""

    offer: Hash
    exhibits: tuple[Id, ...]
    reason: Line = ""


class ExternalReceipt(Value, frozen=True, kw_only=True):
    """`custody.external`: somebody without the app received exhibits; ink or thumb on paper, attested by an officer."""

    to: Party
    lines: tuple[OfferLine, ...]
    mark: Mark
    paper: Id | None = None
    mail_no: Line = ""
    purpose: Line = ""
    at: Moment | None = None


class Store(Value, frozen=True, kw_only=True):
    """`custody.store`: put into a place of the store, or moved between two. Changes the location only."""

    location: Line
    second: Party | None = None
    at: Moment | None = None


class SealBreak(Value, frozen=True, kw_only=True):
    """`custody.break`: a seal opened by order."""

    order: Line
    reason: Line
    old_seals: tuple[Line, ...]
    gross_before: Hash | None = None
    second: Party | None = None
    at: Moment | None = None


class Reseal(Value, frozen=True, kw_only=True):
    """`custody.reseal`: closed again with new seals; the old wrapper is kept inside or as a sub-item."""

    package_no: Line
    seals: tuple[Line, ...]
    gross_after: Hash | None = None
    second: Party | None = None
    note: Line = ""
    at: Moment | None = None


class LabelSupersede(Value, frozen=True, kw_only=True):
    """`label.supersede`: a wrong number on a sealed bag over-labelled; both numbers legible, the seal unbroken."""

    old: Line
    new: Line
    reason: Line
    second: Party | None = None


class LabResult(Value, frozen=True, kw_only=True):
    """`lab.result`: what a laboratory reports. Changes the analysis axis only."""

    lab: Line
    report_no: Line
    substances: tuple[Line, ...]
    purity_ppm: Count | None = None
    net: Amount | None = None
    consumed: Amount | None = None
    analyst: Party | None = None
    report: Id | None = None


class Disposition(Value, frozen=True, kw_only=True):
    """`custody.disposition`: ordered or carried out by a court's decision. Changes the disposition axis only.

    witnesses: who saw it carried out; of a destruction, people outside the exhibit's chain.
    """

    state: Literal["ordered", "destroyed", "returned", "confiscated", "transferred"]
    order: Line
    note: Line = ""
    witnesses: tuple[Party, ...] = ()
