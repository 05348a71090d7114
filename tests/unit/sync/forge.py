"""Bundles made by hand with real keys, for what an honest writer would never write."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from fieldkit.domain.entry import FIRST_PREV, Claimed, Draft, Entry, Signed
from fieldkit.sync import building, records
from fieldkit.sync.building import Content, Payload, Stamp
from fieldkit.trust.entries import seal
from fieldkit.trust.heads import SignedHead, sign_head
from fieldkit.trust.sealing import seal_bytes
from tests.world import Machine, World


class Forge:
    """Makes bundles by hand with a device's real key: everything is signed, nothing needs to be true."""

    def __init__(self, world: World, device: Machine) -> None:
        self.world = world
        self.device = device
        self.to = [world.hq.device.identity.recipient]

    def log(self, *, length: int, boot: str = "aa" * 16) -> list[Signed]:
        """Return a log of its own, signed by the device key."""
        log = secrets.token_hex(16)
        made: list[Signed] = []
        for seq in range(length):
            made.append(self.entry(log, seq, made[-1].hash if made else FIRST_PREV, boot=boot))
        return made

    def entry(self, log: str, seq: int, prev: str, *, boot: str = "aa" * 16, draft: Draft | None = None) -> Signed:
        """Return one entry of *log*, signed by the device."""
        opening = self.device.store.ledger.of_type("log.open")[0].entry
        body = opening.body if seq == 0 else (draft.body if draft else {"wall_delta_ms": seq, "mono_delta_ms": 0})
        entry = Entry(
            v=1,
            log=log,
            seq=seq,
            prev=prev,
            type="log.open" if seq == 0 else (draft.type if draft else "clock.jump"),
            tv=1,
            subj=self.device.home.device,
            scope=draft.scope if draft else (),
            base=(),
            t=Claimed(wall=1, offset=0, mono_us=seq, boot=boot),
            by=self.device.device.signer.key_id,
            body=body,
            blobs=draft.blobs if draft else (),
        )
        return seal(entry, self.device.device.signer)

    def head(self, entry: Signed) -> SignedHead:
        place = entry.entry
        return sign_head(log=place.log, seq=place.seq, head=entry.hash, signer=self.device.device.signer)

    def entries(self, made: Sequence[Signed]) -> tuple[Payload, ...]:
        return tuple(building.small(packed.path, seal_bytes(packed.data, self.to)) for packed in records.pack(made))

    def send(self, content: Content, heads: Sequence[SignedHead] = (), *, bundle: str = "") -> Path:
        """Write the bundle onto a stick and return its file."""
        stamp = Stamp(
            group=secrets.token_hex(16),
            signer=self.device.device.signer,
            chain=self.device.store.certificates.chain_of(self.device.device.signer.key_id),
            practice=self.device.home.practice,
            addressees=tuple(self.to),
            heads=tuple(heads),
            date="2026-11-22",
        )
        parts = building.plan(content, stamp)
        name = bundle or secrets.token_hex(16)
        (part,) = building.write(self.world.stick(), parts, stamp, label="forged", new_id=lambda: name)
        return part.path

    def certs(self) -> tuple[Payload, ...]:
        chain = self.device.store.certificates.chain_of(self.device.device.signer.key_id)
        return tuple(sorted((building.certificate(der) for der in chain), key=lambda one: one.path))
