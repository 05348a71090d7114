"""The way back: what headquarters sends to a laptop or station.

Its receipts for this device; every entry about the seizures this device works on, with what the device itself lost;
returns, acceptances and resolves among them; the reports others signed; revocations, grants and rules; the certificates
to judge all that; inclusion proofs for others' entries, consistency proofs from every tree head this device may
remember; the recipient directory. It is the same bundle and the same intake as on the way up.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from fieldkit.domain.entry import Blob, Claimed, Signed
from fieldkit.domain.ledger_bodies import LogOpen
from fieldkit.domain.types import body_of
from fieldkit.errors import N_, KnownError
from fieldkit.storage.authority import HqKeys
from fieldkit.storage.store import Store
from fieldkit.storage.traffic import BundleOut
from fieldkit.storage.tree_store import Proof as KeptProof
from fieldkit.sync import building
from fieldkit.sync.bundle import PART_LIMIT, Cancelled, Progress
from fieldkit.sync.door import revoked_keys
from fieldkit.sync.outbox import LOSSES, Exported
from fieldkit.sync.packing import Packing, head_of, staging_folder
from fieldkit.trust.proofs import (
    Consistency,
    Inclusion,
    SignedTreeHead,
    encode_proof,
    sign_tree_head,
)

ISSUED: Final = "issued"
"""Kind under which HQ keeps the tree heads it gave to a device: the ones it must be able to continue."""
_MOST_LINKS: Final = 200
_PIECE: Final = 500


class UnknownDevice(KnownError):
    """No log of such a device has reached headquarters."""

    code = "unknown-device"
    message = N_("Headquarters has nothing from this device yet, so there is nothing to send back.")
    hint = N_("Import a bundle from the device first.")


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A device as headquarters knows it. logs: its own, first to last. lost: places after which it lost its own log."""

    device: str
    name: str
    keys: frozenset[str]
    recipients: tuple[str, ...]
    logs: tuple[str, ...]
    lost: dict[str, int]


class _Place(msgspec.Struct, frozen=True, order=True):
    """Where an entry stands; in this order entries lie in a bundle."""

    log: str
    seq: int
    hash: str


def devices(store: Store) -> tuple[Device, ...]:
    """Return the devices whose certified keys opened a log that is held here, by name.

    Left out: headquarters itself, and devices that were revoked: a lost laptop is told nothing more.
    """
    gone = revoked_keys(store)
    opened: dict[str, list[tuple[Signed, LogOpen]]] = {}
    for signed in store.ledger.of_type("log.open"):
        body, facts = body_of(signed.entry), store.certificates.facts(signed.entry.by)
        vouched = facts is not None and facts.certified and signed.entry.by not in gone
        if isinstance(body, LogOpen) and vouched and facts is not None and facts.device is not None:
            opened.setdefault(facts.device, []).append((signed, body))
    opened.pop(store.home.device, None)
    found = [_device(name, logs) for name, logs in opened.items()]
    return tuple(sorted(found, key=lambda one: (one.name, one.device)))


def device(store: Store, device_id: str) -> Device:
    """Return the device with that id. Raises UnknownDevice."""
    for one in devices(store):
        if one.device == device_id:
            return one
    raise UnknownDevice


def export(
    store: Store,
    hq: HqKeys,
    to: Device,
    folder: Path,
    *,
    claimed: Claimed,
    directory: bytes = b"",
    everything: bool = False,
    limit: int = PART_LIMIT,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Exported:
    """Write what headquarters has for the device *to* into *folder*.

    directory: HQ's signed recipient directory. everything: the device's own logs too, for a laptop that lost all.
    Raises StickFull, StickFailed, StickLied, SourceDamaged, Stopped.
    """
    places = _Choice(store, to, everything=everything).places()
    with staging_folder(store) as staging:
        packing = Packing(store, staging, to.recipients)
        count = packing.add_entries(_in_order(store, places))
        reports = list(_reports(store, to, places))
        for blob, log in reports:
            packing.add_original(blob, log)
        for chain in (hq.receipt_chain, hq.issue_chain, *(store.certificates.chain_of(key) for key in sorted(to.keys))):
            packing.add_chain(chain)
        if directory:
            packing.add_proof(directory)
        foreign = [place.hash for place in places if place.log not in to.logs]
        head = _tree_head(store, hq, foreign, claimed)
        _prove(store, to, foreign, head, packing)
        reach = store.ledger.heads()
        # The device's own heads go too: a laptop that was rolled back without knowing it sees that it wrote further.
        logs = {place.log for place in places} | set(to.logs)
        heads = [head_of(store, log, reach[log]) for log in sorted(logs & reach.keys())]
        stamp = packing.stamp(
            group=secrets.token_hex(16),
            signer=hq.receipt,
            chain=hq.receipt_chain,
            heads=[one for one in heads if one is not None],
            claimed=claimed,
        )
        parts = building.write(
            folder,
            building.plan(packing.content(), stamp, limit=limit),
            stamp,
            label=to.name,
            new_id=lambda: secrets.token_hex(16),
            progress=progress,
            cancelled=cancelled,
        )
    made = BundleOut(
        bundle=stamp.group, addressee=to.device, wall=claimed.wall, parts=len(parts), state="made", upto={}
    )
    _note(store, to, made, head)
    size = sum(part.size for part in parts)
    return Exported(group=stamp.group, parts=parts, entries=count, originals=len(reports), bytes=size)


def _device(name: str, opened: Sequence[tuple[Signed, LogOpen]]) -> Device:
    ordered = sorted(opened, key=lambda pair: (pair[0].entry.t.wall, pair[0].hash))
    lost: dict[str, int] = {}
    for _, body in ordered:
        if body.continues is not None and body.continues.why in LOSSES:
            lost[body.continues.log] = min(body.continues.seq, lost.get(body.continues.log, body.continues.seq))
    return Device(
        device=name,
        name=ordered[-1][1].name,
        keys=frozenset(signed.entry.by for signed, _ in ordered),
        recipients=tuple(sorted({body.recipient for _, body in ordered})),
        logs=tuple(signed.entry.log for signed, _ in ordered),
        lost=lost,
    )


class _Choice:
    """Chooses which entries a device gets, each once."""

    def __init__(self, store: Store, to: Device, *, everything: bool) -> None:
        self._store = store
        self._ledger = store.ledger
        self._to = to
        self._everything = everything
        self._found: set[_Place] = set()
        self._signers: set[str] = set()

    def places(self) -> list[_Place]:
        """Return the places of the entries, in the order of a bundle."""
        ledger, own = self._ledger, self._to.logs
        seizures = self._of_own_logs()
        seen = set() if self._everything or self._to.lost else self._receipts_read()
        for signed in ledger.of_type("receipt"):
            if signed.hash not in seen and self._answers(signed):
                self._choose(signed)
        for signed in ledger.of_type("revoke", "granted", "rules"):
            self._choose(signed)
        for seizure in sorted(seizures):
            if not self._takes_part(seizure):
                continue
            for signed in ledger.in_scope(seizure):
                if signed.entry.log not in own:
                    self._choose(signed)
        logs = {place.log for place in self._found}
        for signed in ledger.of_type("log.open", "key.open"):
            if (signed.entry.by in self._signers or signed.entry.log in logs) and signed.entry.log not in own:
                self._choose(signed)
        return sorted(self._found)

    def _of_own_logs(self) -> set[str]:
        """Choose what the device lost of its own logs; return the seizures it wrote about."""
        reach = self._ledger.heads()
        seizures: set[str] = set()
        for log in self._to.logs:
            after = -1 if self._everything else self._to.lost.get(log)
            for signed in self._ledger.run(log, 0, reach.get(log, (-1, ""))[0]):
                seizures.update(signed.entry.scope)
                if after is not None and signed.entry.seq > after:
                    self._choose(signed)
        return seizures

    def _takes_part(self, seizure: str) -> bool:
        """Tell whether somebody works on *seizure* on the device: naming a strange seizure opens no door."""
        view = self._store.projections.seizure(seizure)
        return view is not None and not set(self._to.logs).isdisjoint(view.working_logs)

    def _answers(self, receipt: Signed) -> bool:
        """Tell whether *receipt* is for a bundle of the device, or says how far one of its logs came by another way."""
        logs = (state.get("log") for state in receipt.entry.body.get("logs", ()))
        return receipt.entry.body.get("device") in self._to.keys or not set(self._to.logs).isdisjoint(logs)

    def _receipts_read(self) -> set[str]:
        """Return the receipts that the device says it has read."""
        read = (one for one in self._ledger.of_type("receipt.seen") if one.entry.log in self._to.logs)
        return {str(signed.entry.body.get("receipt")) for signed in read}

    def _choose(self, signed: Signed) -> None:
        self._found.add(_Place(signed.entry.log, signed.entry.seq, signed.hash))
        self._signers.add(signed.entry.by)


def _in_order(store: Store, places: Iterable[_Place]) -> Iterator[Signed]:
    rest = iter(places)
    while piece := list(islice(rest, _PIECE)):
        found = {signed.hash: signed for signed in store.ledger.by_hashes([place.hash for place in piece])}
        yield from (found[place.hash] for place in piece)


def _reports(store: Store, to: Device, places: Iterable[_Place]) -> Iterator[tuple[Blob, str]]:
    """Yield the reports of others among the entries at *places*, with their logs: a team reads what a clerk signed."""
    foreign = [place.hash for place in places if place.log not in to.logs]
    for signed in store.ledger.by_hashes(foreign):
        if signed.entry.type == "report.add":
            yield from ((blob, signed.entry.log) for blob in signed.entry.blobs if store.originals.has(blob))


def _tree_head(store: Store, hq: HqKeys, foreign: Sequence[str], claimed: Claimed) -> SignedTreeHead:
    """Return the signed state of the tree with the entries *foreign* in it."""
    size = store.tree.append(foreign)
    return sign_tree_head(size=size, root=store.tree.root(size), at=claimed.wall, signer=hq.receipt)


def _prove(store: Store, to: Device, foreign: Sequence[str], head: SignedTreeHead, packing: Packing) -> None:
    """Add proofs: of each entry in *foreign*, and from every tree head the device may remember to *head*."""
    size = head.size
    for name in foreign:
        position = store.tree.position(name)
        if position is not None:
            path = _hex(store.tree.inclusion(position, size))
            packing.add_proof(encode_proof(Inclusion(leaf=name, index=position, path=path, head=head)))
    links = [Consistency(size=size, root=head.root, path=(), head=head)]
    for old in sorted(_issued(store, to), reverse=True)[:_MOST_LINKS]:
        if 0 < old < size:
            path = _hex(store.tree.consistency(old, size))
            links.append(Consistency(size=old, root=store.tree.root(old).hex(), path=path, head=head))
    for link in links:
        packing.add_proof(encode_proof(link))


def _issued(store: Store, to: Device) -> set[int]:
    """Return the sizes of the tree that the device was told of."""
    return {kept.size for kept in store.proofs.of(to.device) if kept.kind == ISSUED}


def _note(store: Store, to: Device, made: BundleOut, head: SignedTreeHead) -> None:
    body = msgspec.json.encode(head, order="sorted")
    with store.writing():
        store.proofs.keep(KeptProof(f"{to.device}-{head.size}", ISSUED, to.device, head.size, body))
        store.outbox.record(made, ())


def _hex(path: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(step.hex() for step in path)
