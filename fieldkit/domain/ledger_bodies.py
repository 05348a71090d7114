"""Bodies of the entries of logs, keys and devices, and of headquarters' own, which only its keys can sign."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from fieldkit.domain.values import Count, Hash, Id, Line, Moment, Party, Value


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


class LockedOut(Value, frozen=True, kw_only=True):
    """`officer.locked_out`: an officer of this device could not unlock it, and another one went on.

    The one named signs what was theirs later, with a new key or on paper.
    """

    person: Id
    name: Line
    reason: Line = ""


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
