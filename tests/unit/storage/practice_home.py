"""Homes to write in: real folders, a real SQLCipher database, real keys. Officers and devices here are invented."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

import msgspec

from fieldkit.domain.entry import Blob, Claimed, Draft, Signed
from fieldkit.storage.home import Home, HomeRole
from fieldkit.storage.keys import DeviceKeys
from fieldkit.storage.store import Store
from fieldkit.trust.entries import seal
from fieldkit.trust.heads import SignedHead, sign_head
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signing import SoftKey

BOOT = "b0" * 16
WALL = 1_795_000_000_000


class Clock:
    """A clock that moves one second at each reading."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> Claimed:
        self.now += 1
        return Claimed(wall=WALL + self.now * 1000, offset=420, mono_us=self.now * 1_000_000, boot=BOOT)


class Bench:
    """One home with an officer's key, opened as often as a test likes."""

    def __init__(self, path: Path, *, role: HomeRole = "field") -> None:
        self.home = Home.create(path, role=role, practice=True, name="Practice laptop", wall=WALL)
        self.device = DeviceKeys(
            device=self.home.device,
            name=self.home.name,
            database_key=secrets.token_bytes(32),
            signer=SoftKey.generate(),
            identity=Identity.generate(),
            vault=Identity.generate(),
        )
        self.officer = SoftKey.generate()
        self.clock = Clock()

    def open(self) -> Store:
        return Store(self.home, self.device)

    def at(self, path: Path) -> Store:
        """Open a copy of the home that lies in *path*."""
        return Store(Home.open(path), self.device)


def uuid(number: int) -> str:
    return f"01990000-0000-7000-8000-{number:012x}"


def narrative(seizure: int, text: str, *, base: tuple[str, ...] = ()) -> Draft:
    return Draft(
        type="narrative.set",
        subj=uuid(seizure),
        scope=(uuid(seizure),),
        base=base,
        body={"text": text, "language": "en"},
    )


def titled(seizure: int, title: str, *, base: tuple[str, ...] = ()) -> Draft:
    return Draft(
        type="seizure.set",
        subj=uuid(seizure),
        scope=(uuid(seizure),),
        base=base,
        body={"number": f"T-2026-K7Q-{seizure:03d}", "title": title},
    )


def introduced(signer: SoftKey, name: str = "Practice Officer", *, person: int = 900) -> Draft:
    """Return the `key.open` by which an officer's key tells whose it is."""
    body = {
        "key": base64.b64encode(signer.public).decode(),
        "recipient": Identity.generate().recipient,
        "person": uuid(person),
        "name": name,
        "unit": "Practice unit",
    }
    return Draft(type="key.open", subj=uuid(person), body=body)


def heads_of(store: Store, device: SoftKey) -> list[SignedHead]:
    """Return the device's signed word on where its log stands."""
    mark = store.ledger.own_head()
    assert mark is not None
    return [sign_head(log=mark.log, seq=mark.seq, head=mark.head, signer=device)]


def whole_log(store: Store) -> list[Signed]:
    """Return every entry of the store's current log, in order."""
    mark = store.ledger.own_head()
    assert mark is not None
    return list(store.ledger.run(mark.log, 0, mark.seq))


def attach(bench: Bench, store: Store, seizure: int, photo: Path, content: bytes) -> Blob:
    """Write *content* to *photo*, attach it to the seizure and return its blob."""
    photo.write_bytes(content)
    mark = store.ledger.own_head()
    assert mark is not None
    blob = store.originals.put(photo, seizure=uuid(seizure), log=mark.log, mime="image/jpeg")
    draft = Draft(
        type="original.add", subj=uuid(7000 + seizure), scope=(uuid(seizure),), body={"name": photo.name}, blobs=(blob,)
    )
    store.ledger.append([draft], signer=bench.officer, claimed=bench.clock())
    return blob


def forged_twin(one: Signed, signer: SoftKey, text: str) -> Signed:
    """Return a second entry at the place of *one*, signed by the same officer."""
    entry = msgspec.structs.replace(one.entry, body={**one.entry.body, "text": text}, by=signer.key_id)
    return seal(entry, signer)
