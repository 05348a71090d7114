"""The chain of custody: five axes per exhibit, computed from the custody entries.

Each custody entry names in `base` the entries that last changed the axes it changes, and so consumes those states
(`AXES`). Two entries that consume one state are two claims: the axis is disputed until a `resolve` names them all. An
entry whose base is not here, or does not count, waits. A hand-over takes an offer by the holder and an answer by the
receiver; custody moves when the receiver signs.

A taker at night may know nothing of an exhibit but the scanned offer. Until the find of it arrives, the chain begins
there; offers that name a common state are two claims there as anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Literal

import msgspec

from fieldkit.domain import custody_bodies as cb
from fieldkit.domain import review_bodies as rb
from fieldkit.domain.entry import Signed
from fieldkit.domain.judged import Judged
from fieldkit.domain.seals import key
from fieldkit.domain.values import Party
from fieldkit.domain.view import Axes, Axis, AxisClaim
from fieldkit.domain.writeup_bodies import Find

AxisName = Literal["holder", "location", "package", "analysis", "disposition"]
ALL: Final[tuple[AxisName, ...]] = ("holder", "location", "package", "analysis", "disposition")
_HAND: Final[tuple[AxisName, ...]] = ("holder", "location")
AXES: Final[dict[str, tuple[AxisName, ...]]] = {
    "custody.find": ALL,
    "custody.package": ("package",),
    "custody.break": ("package",),
    "custody.reseal": ("package",),
    "label.supersede": ("package",),
    "custody.offer": _HAND,
    "custody.accept": _HAND,
    "custody.refuse": _HAND,
    "custody.withdraw": _HAND,
    "custody.external": _HAND,
    "custody.store": ("location",),
    "lab.result": ("analysis",),
    "custody.disposition": ("disposition",),
}
"""Which axes each custody type changes."""


class Touch(msgspec.Struct, frozen=True, kw_only=True):
    """One custody entry as far as it concerns one exhibit: which axes, on top of what, with which line."""

    signed: Signed
    body: msgspec.Struct
    exhibit: str
    axes: tuple[AxisName, ...]
    base: tuple[str, ...]
    line: msgspec.Struct | None = None


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A claim on one axis and the claims it consumed."""

    claim: AxisClaim
    below: tuple[str, ...]
    named: tuple[str, ...]


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The custody of one exhibit.

    waiting: touches whose base is not here. rivals: touches that claim a state which another one claims too.
    refused: entries that move nothing, with the reason's code. packages: for each hand-over, the undisputed package
    claim that stood before it. begun: the offers with which the chain begins here, where nothing before them is known.
    """

    axes: Axes
    touches: tuple[Touch, ...]
    waiting: frozenset[str]
    rivals: frozenset[str]
    refused: tuple[tuple[Signed, str], ...]
    packages: dict[str, AxisClaim]
    begun: frozenset[str] = frozenset()


def touches(judged: Judged) -> dict[str, list[Touch]]:
    """Return, for each exhibit named by a counting custody entry, its touches in causal order."""
    found: dict[str, list[Touch]] = {}
    for signed, body in judged.counting(msgspec.Struct):
        for touch in _touches_of(signed, body):
            found.setdefault(touch.exhibit, []).append(touch)
    return found


def _touches_of(signed: Signed, body: msgspec.Struct) -> Iterator[Touch]:
    entry = signed.entry
    axes = AXES.get(entry.type)
    if isinstance(body, rb.Resolve) and body.exhibit is not None and body.axis in ALL:
        only = tuple(name for name in ALL if name == body.axis)
        yield Touch(signed=signed, body=body, exhibit=body.exhibit, axes=only, base=entry.base)
    elif axes is None:
        return
    elif isinstance(body, cb.Offer | cb.ExternalReceipt):
        for line in body.lines:
            yield Touch(signed=signed, body=body, exhibit=line.exhibit, axes=axes, base=line.base, line=line)
    elif isinstance(body, cb.Accept | cb.Refuse):
        for answer in body.lines:
            yield Touch(signed=signed, body=body, exhibit=answer.exhibit, axes=axes, base=(body.offer,), line=answer)
    elif isinstance(body, cb.Withdraw):
        for exhibit in body.exhibits:
            yield Touch(signed=signed, body=body, exhibit=exhibit, axes=axes, base=(body.offer,))
    else:
        base = () if isinstance(body, Find) else entry.base
        yield Touch(signed=signed, body=body, exhibit=entry.subj, axes=axes, base=base)


def chain(judged: Judged, exhibit: str, all_touches: Iterable[Touch]) -> Chain:
    """Return the custody of *exhibit* from its touches, which stand in causal order."""
    here = list(all_touches)
    builder = _Builder(judged, exhibit, _beginnings(judged, here))
    for touch in here:
        builder.add(touch)
    return builder.chain()


def _beginnings(judged: Judged, here: Iterable[Touch]) -> frozenset[str]:
    """Return the offers with which an exhibit's chain begins, because nothing that came before them is known.

    Several only when they name a common state: which of two others came first, nobody could tell.
    """
    offers: list[Touch] = []
    for touch in here:
        if isinstance(touch.body, Find):
            return frozenset()
        if isinstance(touch.body, cb.Offer) and touch.base and judged.by_hash.keys().isdisjoint(touch.base):
            offers.append(touch)
    common = set[str].intersection(*(set(touch.base) for touch in offers)) if offers else set()
    return frozenset(touch.signed.hash for touch in offers) if common else frozenset()


class _Builder:
    def __init__(self, judged: Judged, exhibit: str, beginnings: frozenset[str]) -> None:
        self.judged = judged
        self.exhibit = exhibit
        self.beginnings = beginnings
        self.nodes: dict[AxisName, dict[str, Node]] = {axis: {} for axis in ALL}
        self.waiting: dict[AxisName, list[str]] = {axis: [] for axis in ALL}
        self.moved: dict[str, Touch] = {}
        self.kept: list[Touch] = []
        self.refused: list[tuple[Signed, str]] = []
        self.packages: dict[str, AxisClaim] = {}

    def add(self, touch: Touch) -> None:
        name = touch.signed.hash
        if name in self.moved:
            return  # the same exhibit twice in one hand-over
        if name not in self.beginnings and any(base not in self.moved for base in touch.base):
            for axis in touch.axes:
                self.waiting[axis].append(name)
            self.kept.append(touch)
            return
        below = {axis: self._below(axis, touch.base) for axis in touch.axes}
        why = self._objection(touch, below)
        if why:
            self.refused.append((touch.signed, why))
            return
        for axis in touch.axes:
            decides = len(below[axis]) <= 1 or isinstance(touch.body, rb.Resolve)
            self.nodes[axis][name] = Node(
                claim=self._claim(axis, touch, below[axis]),
                below=below[axis] if decides else (),
                named=below[axis],
            )
        package = self._axis("package").now
        if touch.line is not None and package is not None:
            self.packages[name] = package
        self.moved[name] = touch
        self.kept.append(touch)

    def _below(self, axis: AxisName, base: tuple[str, ...]) -> tuple[str, ...]:
        """Return the named states of *axis*, without those that another named state already rests on."""
        nodes = self.nodes[axis]
        named = [name for name in base if name in nodes]
        if len(named) < 2:  # noqa: PLR2004  (one state has nothing to be compared with)
            return tuple(named)
        rested: set[str] = set()
        waiting = [below for name in named for below in nodes[name].below]
        while waiting:
            name = waiting.pop()
            if name not in rested:
                rested.add(name)
                waiting.extend(nodes[name].below)
        return tuple(sorted(name for name in named if name not in rested))

    def _objection(self, touch: Touch, below: dict[AxisName, tuple[str, ...]]) -> str:
        """Return why *touch* moves nothing, or nothing.

        A reviewer's endorsement can stand in for the giver's hand, never for the receiver's.
        """
        body, signer = touch.body, self.judged.person(touch.signed)
        if isinstance(body, rb.Resolve):
            return "" if body.holds in touch.base and body.holds in self.nodes[touch.axes[0]] else "resolves-nothing"
        if isinstance(body, cb.Offer | cb.ExternalReceipt):
            if touch.signed.hash in self.judged.endorsed:
                return ""
            holders = [self.nodes["holder"][name].claim.party for name in below["holder"]]
            if touch.signed.hash in self.beginnings and isinstance(body, cb.Offer):
                holders = [body.giver]  # no more is known here than that one offers what one says one holds
            return "" if all(_may_be(holder, signer) for holder in holders) else "not-holder"
        if isinstance(body, cb.Accept | cb.Refuse | cb.Withdraw):
            return self._answer_objection(body, signer)
        return ""

    def _answer_objection(self, body: cb.Accept | cb.Refuse | cb.Withdraw, signer: str | None) -> str:
        offer = self.moved[body.offer]
        if not isinstance(offer.body, cb.Offer):
            return "not-an-offer"
        giver = self.judged.person(offer.signed)
        by_giver = giver is not None and giver == signer
        if isinstance(body, cb.Withdraw):
            return "" if by_giver or giver is None else "not-giver"
        if by_giver:
            return "giver-answers-own-offer"
        return "" if _may_be(body.taker, signer) else "not-signed-by-taker"

    def _claim(self, axis: AxisName, touch: Touch, below: tuple[str, ...]) -> AxisClaim:
        name = touch.signed.hash
        before = self.nodes[axis][below[0]].claim if len(below) == 1 else None
        body = touch.body
        if isinstance(body, rb.Resolve):
            return msgspec.structs.replace(self.nodes[axis][body.holds or ""].claim, entry=name)
        if isinstance(body, cb.Refuse | cb.Withdraw):
            return self._returned(axis, name, body.offer)
        if isinstance(body, cb.LabelSupersede):
            return _relabelled(name, body, before)
        if isinstance(body, cb.Accept) and body.taker.person is None:
            signer = self.judged.person(touch.signed)  # the receiver signs, so this is who the taker is
            body = msgspec.structs.replace(body, taker=msgspec.structs.replace(body.taker, person=signer))
        return _new_claim(axis, name, body)

    def _returned(self, axis: AxisName, name: str, offer: str) -> AxisClaim:
        """The offer came to nothing: what stood before it stands again."""
        node = self.nodes[axis].get(offer)
        if node is not None and len(node.named) == 1:
            return msgspec.structs.replace(self.nodes[axis][node.named[0]].claim, entry=name)
        offered = self.moved[offer].body
        giver = offered.giver if isinstance(offered, cb.Offer) else None
        return AxisClaim(entry=name, state="held" if axis == "holder" else "unknown", party=giver)

    def chain(self) -> Chain:
        axes = {axis: self._axis(axis) for axis in ALL}
        return Chain(
            axes=Axes(**axes),
            touches=tuple(self.kept),
            waiting=frozenset(name for names in self.waiting.values() for name in names),
            rivals=frozenset(name for axis in ALL for name in self._rivals(axis)),
            refused=tuple(self.refused),
            packages=self.packages,
            begun=self.beginnings & self.moved.keys(),
        )

    def _axis(self, axis: AxisName) -> Axis:
        nodes = self.nodes[axis]
        consumed = {name for node in nodes.values() for name in node.below}
        claims = tuple(node.claim for name, node in nodes.items() if name not in consumed)
        return Axis(claims=claims, waiting=tuple(self.waiting[axis]))

    def _rivals(self, axis: AxisName) -> Iterator[str]:
        """Yield the entries of *axis* that claim a state which another one claims too, resolved since or not."""
        takers: dict[str, list[str]] = {}
        roots: list[str] = []
        for name, node in self.nodes[axis].items():
            for below in node.named:
                takers.setdefault(below, []).append(name)
            if not node.named:
                roots.append(name)
        for names in (*takers.values(), roots):
            if len(names) > 1:
                yield from names


def _may_be(party: Party | None, person: str | None) -> bool:
    """Tell whether *party* can be *person*; people without an id can be anybody."""
    return party is None or party.person is None or person is None or party.person == person


def _relabelled(name: str, body: cb.LabelSupersede, before: AxisClaim | None) -> AxisClaim:
    claim = before or AxisClaim(entry=name, state="sealed", package_no=body.old)
    return msgspec.structs.replace(
        claim,
        entry=name,
        package_no=body.new if key(claim.package_no) == key(body.old) else claim.package_no,
        seals=tuple(body.new if key(seal) == key(body.old) else seal for seal in claim.seals),
    )


def _new_claim(axis: AxisName, name: str, body: msgspec.Struct) -> AxisClaim:
    claim = AxisClaim(entry=name, state="")
    said = _SAYS.get(type(body))
    return msgspec.structs.replace(claim, **said(axis, body)) if said else claim


def _found(axis: AxisName, body: Find) -> dict[str, Any]:
    states = {"holder": "held", "location": "at_scene", "package": "open", "analysis": "none", "disposition": "seized"}
    return {"state": states[axis], "party": body.collected_by if axis == "holder" else None}


def _sealed(_axis: AxisName, body: cb.Package | cb.Reseal) -> dict[str, Any]:
    return {"state": "sealed", "package_no": body.package_no, "seals": body.seals}


def _offered(axis: AxisName, body: cb.Offer) -> dict[str, Any]:
    return {"state": "in_transit"} | ({"party": body.giver, "to": body.to} if axis == "holder" else {})


def _accepted(axis: AxisName, body: cb.Accept) -> dict[str, Any]:
    if axis == "holder":
        return {"state": "held", "party": body.taker}
    return {"state": "at", "place": body.location}


def _given_out(axis: AxisName, body: cb.ExternalReceipt) -> dict[str, Any]:
    return {"state": "external"} | ({"party": body.to} if axis == "holder" else {"place": body.to.office})


_SAYS: Final[dict[type[msgspec.Struct], Callable[[AxisName, Any], dict[str, Any]]]] = {
    Find: _found,
    cb.Package: _sealed,
    cb.Reseal: _sealed,
    cb.SealBreak: lambda _axis, _body: {"state": "broken"},
    cb.Store: lambda _axis, body: {"state": "stored", "place": body.location},
    cb.LabResult: lambda _axis, body: {"state": "reported", "place": body.lab},
    cb.Disposition: lambda _axis, body: {"state": body.state},
    cb.Offer: _offered,
    cb.Accept: _accepted,
    cb.ExternalReceipt: _given_out,
}
"""What each body claims on an axis it changes: fields of `AxisClaim`."""
