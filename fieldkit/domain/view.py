"""What a seizure looks like, computed from entries: the frozen records that screens, reports and the command line read.

`fieldkit.domain.fold.fold_seizure` makes a `SeizureView`; the same entries and key facts always give the same view,
whatever their order. A view never hides: what does not count is listed with the reason.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

import msgspec

from fieldkit.domain.entry import Blob
from fieldkit.domain.ledger_bodies import Receipt
from fieldkit.domain.review_bodies import Covers, Released, Transcribed
from fieldkit.domain.values import Party
from fieldkit.domain.writeup_bodies import (
    CameraClock,
    CashCount,
    Deviation,
    Examined,
    FieldTest,
    Find,
    GroundSet,
    NarrativeSet,
    Original,
    PersonSet,
    PlaceSet,
    PresenceSet,
    RouteSet,
    SeizureSet,
    TeamSet,
    TimesSet,
    Weighing,
)

Standing = Literal["good", "provisional", "endorsed", "unauthorised", "revoked", "unreadable"]
COUNTS: frozenset[str] = frozenset({"good", "provisional", "endorsed"})
"""Standings that count."""

T = TypeVar("T")


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did it, when, on which device, and what it counts for.

    wall/offset: the device's claim. not_before/not_after: what receipts of HQ prove (ms UTC), None = not proven.
    late: a write-up entry outside what the lock covers. unproven: a foreign entry without HQ's inclusion proof.
    """

    entry: str
    type: str
    log: str
    seq: int
    key: str
    person: str | None = None
    name: str = ""
    rank: str = ""
    unit: str = ""
    wall: int
    offset: int
    mono_us: int = 0
    boot: str = ""
    not_before: int | None = None
    not_after: int | None = None
    standing: Standing = "good"
    late: bool = False
    unproven: bool = False


class Head(msgspec.Struct, Generic[T], frozen=True, kw_only=True, omit_defaults=True):
    """One value somebody wrote. reason: why it was corrected or resolved."""

    value: T
    act: Act
    reason: str = ""
    mistyped: bool = False


class Register(msgspec.Struct, Generic[T], frozen=True, kw_only=True, omit_defaults=True):
    """The current value of a field group or fact.

    Several heads = a conflict, all kept. past: superseded values, oldest first. base: what the next entry of this
    register names as its base; it may hold more hashes than there are heads, since entries of equal value show as one.
    """

    heads: tuple[Head[T], ...]
    past: tuple[Head[T], ...] = ()
    base: tuple[str, ...] = ()

    @property
    def disputed(self) -> bool:
        """Tell whether different values stand side by side."""
        return len(self.heads) > 1

    @property
    def value(self) -> T | None:
        """Return the undisputed value, or None."""
        return self.heads[0].value if len(self.heads) == 1 else None

    @property
    def shown(self) -> T:
        """Return the value to show first; where disputed, the caller must say so."""
        return self.heads[0].value


class Attested(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody else signed for this fact. before_correction: the fact was corrected after they signed."""

    act: Act
    struck: str = ""
    before_correction: bool = False


class FactView(msgspec.Struct, Generic[T], frozen=True, kw_only=True, omit_defaults=True):
    """A fact of the moment with its corrections. id: the entry id (hash) of the first telling."""

    id: str
    act: Act
    register: Register[T]
    attested: tuple[Attested, ...] = ()
    voided: str = ""


class AxisClaim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One claim about one axis: the custody entry that made it and what it says."""

    entry: str
    state: str
    party: Party | None = None
    to: Party | None = None
    place: str = ""
    package_no: str = ""
    seals: tuple[str, ...] = ()


class Axis(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where one axis stands. Several claims = disputed. waiting: entries whose base is not known yet."""

    claims: tuple[AxisClaim, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def disputed(self) -> bool:
        """Tell whether two claims consumed the same state."""
        return len(self.claims) > 1

    @property
    def now(self) -> AxisClaim | None:
        """Return the one claim that stands, or None when none or disputed."""
        return self.claims[0] if len(self.claims) == 1 else None


class Axes(msgspec.Struct, frozen=True, kw_only=True):
    """The five independent axes of an exhibit."""

    holder: Axis
    location: Axis
    package: Axis
    analysis: Axis
    disposition: Axis

    @property
    def disputed(self) -> bool:
        """Tell whether any axis is disputed."""
        return any(a.disputed for a in (self.holder, self.location, self.package, self.analysis, self.disposition))


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One custody entry in an exhibit's timeline.

    body: the entry's body; line: for hand-overs, this exhibit's line of it.
    offer: for an answer, the offer it answers; answer: for an offer, the entry that answered this line first.
    seconds: between giver's and taker's signatures when both are on one device. disputed: another entry claims the same
    state, even where somebody has resolved it since. base: what the next correction of this entry names.
    """

    act: Act
    body: dict[str, Any]
    line: dict[str, Any] = {}
    attested: tuple[Attested, ...] = ()
    offer: str = ""
    answer: str = ""
    seconds: int | None = None
    same_device: bool = False
    waiting: bool = False
    disputed: bool = False
    corrected: dict[str, Any] | None = None
    base: tuple[str, ...] = ()


class Discrepancy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Two like weighings, two readings of a seal, or an offer and its taker that do not agree.

    earlier, later: the entries that say so. delta_ug = later - earlier; tolerance_ug from the rule in force.
    taker: the exhibit was offered to one person and accepted by another.
    """

    what: Literal["weight", "seal", "taker"]
    earlier: str
    later: str
    delta_ug: int = 0
    tolerance_ug: int = 0
    seal_changed: bool = False
    note: str = ""


class WeightPoint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One point of the series of like weighings that is always printed: where it was read, value as typed and in ug."""

    entry: str
    kind: str
    ug: int
    typed: str
    wall: int
    offset: int
    source: str


class ExhibitView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One exhibit: what it is, what was measured, where it has been.

    partial: no more is known here than that it was handed over; `find` then holds what the offer says of it, and
    nobody's name.
    """

    id: str
    find: FactView[Find]
    weighings: tuple[FactView[Weighing], ...] = ()
    counts: tuple[FactView[CashCount], ...] = ()
    tests: tuple[FactView[FieldTest], ...] = ()
    axes: Axes
    timeline: tuple[Step, ...] = ()
    series: tuple[WeightPoint, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    partial: bool = False

    @property
    def number(self) -> str:
        """Return the exhibit's number."""
        return self.find.register.shown.number

    @property
    def conflicts(self) -> int:
        """Count the facts and axes of the exhibit in which different values or claims stand side by side."""
        axes = (self.axes.holder, self.axes.location, self.axes.package, self.axes.analysis, self.axes.disposition)
        n = int(self.find.register.disputed) + sum(1 for axis in axes if axis.disputed)
        n += sum(1 for w in self.weighings if w.register.disputed) + sum(1 for c in self.counts if c.register.disputed)
        return n + sum(1 for t in self.tests if t.register.disputed)

    @property
    def disputed(self) -> bool:
        """Tell whether anything about the exhibit is disputed."""
        return self.conflicts > 0


class PersonView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person of the seizure. voided: why this person was entered by mistake."""

    id: str
    register: Register[PersonSet]
    voided: str = ""


class OriginalView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A photo or file: what the officer said of it, what the device read from it, its hash."""

    id: str
    fact: FactView[Original]
    blob: Blob
    examined: Examined | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A lock, return, acceptance or amendment."""

    act: Act
    kind: str
    reason: str = ""
    official_no: str = ""
    version: int = 0
    covers: Covers | None = None


class ReportView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stored revision of a report."""

    entry: str
    act: Act
    language: str
    version: int
    blob: Blob
    signed_field: str
    record_sha256: str
    covers: Covers


class ReceiptView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A receipt of HQ that names entries of this seizure."""

    act: Act
    receipt: Receipt


PROBLEMS: frozenset[str] = frozenset(
    {
        "unauthorised", "revoked", "unreadable",  # standings that do not count
        "late", "needs-amendment",  # written beside a lock or an acceptance
        "unknown-target", "target-does-not-count", "disputed-correction", "resolves-nothing",
        "attests-own", "attests-unknown",
        "not-holder", "not-giver", "not-an-offer", "not-signed-by-taker", "giver-answers-own-offer",
        "unknown-exhibit", "second-find", "number-used-twice", "no-original",
        "covers-unknown", "covers-differ", "receipt-of-another-branch", "beside-receipts",
    }
)  # fmt: skip
"""Every code a `Problem` can have."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry that is kept but does not count, waits, or needs a look; and why (one of `PROBLEMS`)."""

    act: Act
    why: str
    body: dict[str, Any] = {}


class Ticks(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The four ticks: saved here / left this device / received at HQ / reviewed.

    left: every entry is in a `bundle.made`; received: every entry and original is named by receipts (`receipt_no`);
    missing_originals: hashes no receipt names yet.
    """

    saved: bool = True
    left: bool = False
    received: bool = False
    receipt_no: str = ""
    reviewed: bool = False
    missing_originals: tuple[str, ...] = ()


AnchorKind = Literal["owner_receipt", "duty_desk", "paper", "photo", "bundle", "hand_over", "receipt"]


class AnchorView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A log head over part of the seizure that left the team's hands. wall: ms UTC; offset: minutes, as claimed.

    Only a `receipt` carries headquarters' own time; every other one is the word of the device that wrote it, which the
    paper, the desk's note or the bundle can confirm. entry: the entry that tells of it.
    """

    kind: AnchorKind
    wall: int
    offset: int = 420
    to: Party | None = None
    entry: str = ""


State = Literal["draft", "locked", "returned", "accepted"]


class SeizureView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything known of one seizure."""

    id: str
    state: State
    head: Register[SeizureSet] | None = None
    team: Register[TeamSet] | None = None
    times: Register[TimesSet] | None = None
    place: Register[PlaceSet] | None = None
    ground: Register[GroundSet] | None = None
    presence: Register[PresenceSet] | None = None
    route: Register[RouteSet] | None = None
    narrative: Register[NarrativeSet] | None = None
    persons: tuple[PersonView, ...] = ()
    exhibits: tuple[ExhibitView, ...] = ()
    originals: tuple[OriginalView, ...] = ()
    deviations: tuple[FactView[Deviation], ...] = ()
    clocks: tuple[FactView[CameraClock], ...] = ()
    releases: tuple[Head[Released], ...] = ()
    transcribed: tuple[Head[Transcribed], ...] = ()
    reviews: tuple[Review, ...] = ()
    reports: tuple[ReportView, ...] = ()
    receipts: tuple[ReceiptView, ...] = ()
    ticks: Ticks = Ticks()
    problems: tuple[Problem, ...] = ()
    practice: bool = False
    entries: int = 0
    first_wall: int = 0
    last_wall: int = 0
    first_anchor: int | None = None
    anchors: tuple[AnchorView, ...] = ()
    """What anchors this seizure, earliest first; of receipts only the first for each log."""
    heads: dict[str, tuple[int, str]] = {}
    """Newest (seq, hash) of each log among this seizure's entries."""
    review_base: tuple[str, ...] = ()
    """What the next lock, return, acceptance or amendment names as its base."""
    working_logs: tuple[str, ...] = ()
    """The logs in which somebody works on this seizure: their devices get the rest of it."""

    @property
    def number(self) -> str:
        """Return the temporary number, fixed for life."""
        return self.head.shown.number if self.head else self.id[:8]

    @property
    def version(self) -> int:
        """Return the version of the record: 1, and one more with each amendment."""
        return max((r.version for r in self.reviews if r.kind == "amend"), default=1)

    @property
    def conflicts(self) -> int:
        """Count the places where different values or claims stand side by side, what is voided left aside."""
        groups = (self.head, self.team, self.times, self.place, self.ground, self.presence, self.route, self.narrative)
        n = sum(1 for g in groups if g is not None and g.disputed)
        n += sum(1 for p in self.persons if p.register.disputed and not p.voided)
        n += sum(x.conflicts for x in self.exhibits if not x.find.voided) + sum(
            1 for o in self.originals if o.fact.register.disputed
        )
        return n + sum(1 for d in self.deviations if d.register.disputed)
