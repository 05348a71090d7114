"""Bodies of custody, review, and of the logs, keys and headquarters' own entries."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from fieldkit.domain.values import Amount, Attitude, Count, Hash, Id, Line, Mark, Moment, Party, Text, Value


# --- custody (subject: the exhibit; for a hand-over: its own id) ---------------------------------------------------
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
    """`custody.disposition`: ordered or carried out by a court's decision. Changes the disposition axis only."""

    state: Literal["ordered", "destroyed", "returned", "confiscated", "transferred"]
    order: Line
    note: Line = ""


# --- signing and review (subject: the seizure) ---------------------------------------------------------------------
class Struck(Value, frozen=True, kw_only=True):
    """A line the second person would not sign, and why."""

    entry: Hash
    reason: Line


class Attest(Value, frozen=True, kw_only=True):
    """`attest`: one signature by a second person over a sorted list of entry hashes, read back as one list."""

    entries: tuple[Hash, ...]
    struck: tuple[Struck, ...] = ()
    statement: Text = ""


class Correct(Value, frozen=True, kw_only=True):
    """`correct`: the whole new body for the fact `target`. It moves no custody; the old body stays readable."""

    target: Hash
    reason: Line
    body: dict[str, Any]
    mistyped: bool = False
    amend: Hash | None = None


class Range(Value, frozen=True, kw_only=True):
    """Sequence numbers of one log that belong to a seizure: inclusive runs, ascending."""

    log: Line
    runs: tuple[tuple[int, int], ...]


class Covers(Value, frozen=True, kw_only=True):
    """Which entries a lock, acceptance or report stands on; `hash` = SHA-256 over their sorted hashes, one a line."""

    ranges: tuple[Range, ...]
    hash: Hash


class Lock(Value, frozen=True, kw_only=True):
    """`lock`: the author or lead officer closes the write-up."""

    covers: Covers
    reason: Line = ""
    absent_author: bool = False


class ReviewReturn(Value, frozen=True, kw_only=True):
    """`review.return`: the reviewer sends it back with a reason; the write-up opens again."""

    reason: Text


class ReviewAccept(Value, frozen=True, kw_only=True):
    """`review.accept`: accepted; from here only amendments."""

    covers: Covers
    official_no: Line = ""
    note: Text = ""


class Amend(Value, frozen=True, kw_only=True):
    """`amend`: opens a new version after acceptance, with its reason."""

    reason: Text
    version: Count


class Resolve(Value, frozen=True, kw_only=True):
    """`resolve`: names every differing head (in `base`) and says what counts.

    For a field group or fact: `value` is the whole body. For custody: `axis`, `exhibit` and `holds` = the claim that
    stands.
    """

    register: Line = ""
    value: dict[str, Any] | None = None
    axis: Line = ""
    exhibit: Id | None = None
    holds: Hash | None = None
    reason: Text = ""


class Endorse(Value, frozen=True, kw_only=True):
    """`endorse`: a person raises the standing of entries that would not count by themselves."""

    entries: tuple[Hash, ...]
    reason: Text = ""


class Void(Value, frozen=True, kw_only=True):
    """`void`: this exhibit, person or file was entered by mistake; its text stays."""

    target: Hash
    reason: Line
    amend: Hash | None = None


class ReportMade(Value, frozen=True, kw_only=True):
    """`report.add`: one revision of a report; the PDF is the entry's one blob."""

    kind: Literal["seizure"]
    language: Line
    version: Count
    covers: Covers
    record_sha256: Hash
    fields: tuple[Line, ...] = ()
    signed_field: Line = ""


class Printed(Value, frozen=True, kw_only=True):
    """`report.printed`: a stored report was sent to a printer, unmodified."""

    report: Hash
    sha256: Hash
    printer: Line = ""


class Viewed(Value, frozen=True, kw_only=True):
    """`viewed`: a restricted record was opened."""

    what: Line


# --- logs, keys, devices -------------------------------------------------------------------------------------------
class Continues(Value, frozen=True, kw_only=True):
    """The log before this one and why a new one was needed."""

    log: Line
    seq: int
    head: Line
    why: Literal["first", "restore", "reinstall", "clone", "fork"]


class LogOpen(Value, frozen=True, kw_only=True):
    """`log.open`: the first entry of a log, signed by the device key it carries. key = SubjectPublicKeyInfo, base64."""

    key: Line
    recipient: Line
    device: Id
    name: Line = ""
    app: Line
    practice: bool = False
    continues: Continues | None = None


class KeyOpen(Value, frozen=True, kw_only=True):
    """`key.open`: an officer's key on this device, signed by that key. person = id for life."""

    key: Line
    recipient: Line
    person: Id
    name: Line
    rank: Line = ""
    unit: Line = ""


class ClockJump(Value, frozen=True, kw_only=True):
    """`clock.jump`: the wall clock moved against the steady clock by more than 120 s."""

    wall_delta_ms: int
    mono_delta_ms: int


class SeizureKey(Value, frozen=True, kw_only=True):
    """`seizure.key`: the age recipient to which this log seals this seizure's originals."""

    recipient: Line


class BundleMade(Value, frozen=True, kw_only=True):
    """`bundle.made`: entries and originals left this device in a file. An anchor once somebody else holds it."""

    bundle: Line
    parts: Count
    to: tuple[Line, ...]
    upto: int
    head: Hash
    originals: Count


class AnchorAdd(Value, frozen=True, kw_only=True):
    """`anchor.add`: a log head left the team's hands by paper or voice."""

    kind: Literal["owner_receipt", "duty_desk", "paper", "photo"]
    to: Party
    log: Line
    seq: int
    head: Hash
    at: Moment | None = None


class ReceiptSeen(Value, frozen=True, kw_only=True):
    """`receipt.seen`: this log has read that receipt of headquarters, so what follows was written after it."""

    receipt: Hash
    number: Line


# --- headquarters (only HQ keys count) -----------------------------------------------------------------------------
class Tree(Value, frozen=True, kw_only=True):
    """A state of HQ's RFC 6962 tree."""

    size: int
    root: Hash


class LogState(Value, frozen=True, kw_only=True):
    """How far a log is held without a gap; `pending` = entries held beyond a gap.

    Where all that is held of a log waits, upto is -1 and head is "".
    """

    log: Line
    upto: int
    head: Annotated[str, Meta(pattern=r"^(?:[0-9a-f]{64})?$(?!\n)")]
    pending: Count = 0


class Held(Value, frozen=True, kw_only=True):
    """Something not taken in: what, and the reason's code."""

    what: Line
    reason: Line


class Receipt(Value, frozen=True, kw_only=True):
    """`receipt`: HQ has stored and re-read all this. One bundle may need several (part i of n)."""

    number: Line
    bundle: Line
    bundle_sha256: Hash
    device: Hash
    logs: tuple[LogState, ...]
    originals: tuple[Hash, ...] = ()
    copies: Count = 1
    quarantined: tuple[Held, ...] = ()
    refused: tuple[Held, ...] = ()
    tree: Tree
    part: Count = 1
    parts: Count = 1


class LogLimit(Value, frozen=True, kw_only=True):
    """A key counts in this log up to and including this sequence number."""

    log: Line
    upto: int


class Revoke(Value, frozen=True, kw_only=True):
    """`revoke`: key counts in the listed logs up to their limit, and in no other log at all. Dates never judge."""

    key: Hash
    logs: tuple[LogLimit, ...] = ()
    reason: Line


class Granted(Value, frozen=True, kw_only=True):
    """`granted`: HQ certified a key."""

    key: Hash
    certificate: Hash
    person: Id | None = None
    role: Line = ""
    unit: Line = ""


class RulePack(Value, frozen=True, kw_only=True):
    """`rules`: a dated reference pack. Each rule says whether it is law, order or our default."""

    version: Line
    rules: dict[str, Any]
