"""A laptop that works until it dies: run as a script, it forks a worker for each line it reads and prints its pid.

The worker opens the home and saves, attaches and folds for ever. After each act that returned, and only then, it writes
what was promised: `entry <hash>`, `original <plain hash> <entry hash>`, `draft <text>`. When it has died: `gone`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

from fieldkit.domain.entry import Claimed, Draft
from fieldkit.errors import KnownError
from fieldkit.storage.home import Home
from fieldkit.storage.keys import DeviceKeys
from fieldkit.storage.store import Store
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signing import SoftKey

SEIZURES = [f"01990000-0000-7000-8000-{number:012x}" for number in range(3)]
WALL = 1_795_000_000_000


def make_home(path: Path) -> dict[str, str]:
    """Make a home in *path*; return its keys as text, for `open_home` in any process."""
    home = Home.create(path, role="field", practice=True, name="Practice laptop", wall=WALL)
    keys = {
        "path": str(path),
        "device": home.device,
        "database_key": os.urandom(32).hex(),
        "signer": SoftKey.generate().pkcs8().hex(),
        "identity": Identity.generate().text,
        "officer": SoftKey.generate().pkcs8().hex(),
    }
    open_home(keys).close()
    return keys


def open_home(keys: dict[str, str]) -> Store:
    """Open the home with *keys*."""
    device = DeviceKeys(
        device=keys["device"],
        name="Practice laptop",
        database_key=bytes.fromhex(keys["database_key"]),
        signer=SoftKey.from_pkcs8(bytes.fromhex(keys["signer"])),
        identity=Identity.from_text(keys["identity"]),
        vault=Identity.from_text(keys["identity"]),
    )
    return Store(Home.open(Path(keys["path"])), device)


def keeps_all(store: Store, promised: list[list[str]]) -> None:
    """Compare the home with every promise."""
    entries = {words[1] for words in promised if words[0] == "entry"}
    assert store.ledger.known(sorted(entries)) == entries
    for _, plain, name in [words for words in promised if words[0] == "original"]:
        entry = store.ledger.by_hash(name)
        assert entry is not None
        (blob,) = entry.entry.blobs
        assert blob.sha256 == plain
        assert len(store.originals.open(blob)) == blob.size
    drafts = [words[1] for words in promised if words[0] == "draft"]
    assert not drafts or store.drafts.get("typing") is not None


class Worker:
    """Works on one home until something stops it."""

    def __init__(self, keys: dict[str, str], promises: int, *, seed: int) -> None:
        self.store = open_home(keys)
        self.officer = SoftKey.from_pkcs8(bytes.fromhex(keys["officer"]))
        self.promises = promises
        self.chance = random.Random(seed)
        self.turn = 0
        self.camera = self.store.home.path.parent
        self.boot = os.urandom(16).hex()
        self.start = time.monotonic_ns()

    def promise(self, line: str) -> None:
        """Say outside that something is saved."""
        os.write(self.promises, f"{line}\n".encode())

    def work(self, acts: int | None = None) -> None:
        """Act *acts* times, for ever by default."""
        if not self.store.ledger.of_type("key.open"):
            self.append(self.introduction())
        while acts is None or self.turn < acts:
            self.turn += 1
            act = self.chance.choice([self.save, self.save, self.attach, self.look, self.draft])
            act()

    def save(self) -> None:
        """Save one to three texts in one act."""
        drafts = [self.narrative(self.chance.choice(SEIZURES)) for _ in range(self.chance.randint(1, 3))]
        for made in self.append(*drafts):
            self.promise(f"entry {made.hash}")

    def attach(self) -> None:
        """Attach a photo."""
        seizure = self.chance.choice(SEIZURES)
        photo = self.camera / f"photo-{os.getpid()}"
        photo.write_bytes(os.urandom(self.chance.randint(1, 300_000)))
        self.append(self.narrative(seizure))
        log = self.store.ledger.own_logs()[-1]
        blob = self.store.originals.put(photo, seizure=seizure, log=log, mime="image/jpeg")
        draft = Draft(type="original.add", subj=seizure, scope=(seizure,), body={"name": photo.name}, blobs=(blob,))
        (made,) = self.append(draft)
        self.promise(f"original {hashlib.sha256(photo.read_bytes()).hexdigest()} {made.hash}")

    def look(self) -> None:
        """Read, which folds what is dirty; now and then rebuild everything."""
        self.store.projections.seizures()
        if self.chance.random() < 0.1:
            self.store.projections.rebuild()

    def draft(self) -> None:
        """Autosave what is being typed."""
        text = str(self.chance.random()).encode()
        self.store.drafts.put("typing", text, wall=WALL)
        self.promise(f"draft {text.decode()}")

    def append(self, *drafts: Draft) -> list[Any]:
        """Append *drafts*."""
        steady = time.monotonic_ns() - self.start
        claimed = Claimed(wall=WALL + steady // 10**6, offset=420, mono_us=steady // 1000, boot=self.boot)
        return list(self.store.ledger.append(drafts, signer=self.officer, claimed=claimed))

    def introduction(self) -> Draft:
        """Return the officer's `key.open`."""
        body = {
            "key": base64.b64encode(self.officer.public).decode(),
            "recipient": Identity.generate().recipient,
            "person": SEIZURES[0],
            "name": "Practice Officer",
        }
        return Draft(type="key.open", subj=SEIZURES[0], body=body)

    def narrative(self, seizure: str) -> Draft:
        """Return a text of some length about *seizure*."""
        text = "ក្រាម practice " * self.chance.randint(1, 120)
        body = {"text": text, "language": "km"}
        return Draft(type="narrative.set", subj=seizure, scope=(seizure,), body=body)


def be_one(keys: dict[str, str], *, seed: int, acts: int) -> None:
    """Say `ready`; on a line of input work until *acts* are done or one is refused; say `refused <code>` then."""
    try:
        worker = Worker(keys, sys.stdout.fileno(), seed=seed)
        tell("ready")
        sys.stdin.readline()
        worker.work(acts)
    except KnownError as refused:
        tell(f"refused {refused.code}")


def tell(what: object) -> None:
    """Write a line to whoever started this."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """Fork a worker for each line `<seed>`; with `<seed> <acts>` as arguments be that worker, until refused."""
    keys = json.loads(Path(sys.argv[1]).read_text())
    if len(sys.argv) > 2:
        be_one(keys, seed=int(sys.argv[2]), acts=int(sys.argv[3]))
        return
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            Worker(keys, sys.stdout.fileno(), seed=int(line)).work()
        tell(child)
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
