"""A small practice world of real homes, real keys and real sticks: laptops, a station, a headquarters.

Machines are folders, each with a guard of its own, as if they stood on different tables; a stick is a folder. Every
officer, device and seizure here is invented. A test that carries things wrongly says so in one word: `tamper`,
`restore`, `clone`.
"""

from __future__ import annotations

import base64
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from fieldkit.domain.entry import Blob, Claimed, Draft, Signed
from fieldkit.domain.keys import KeyFacts, Role
from fieldkit.domain.numbers import seizure_number
from fieldkit.storage.authority import HqKeys
from fieldkit.storage.guard import Guard
from fieldkit.storage.home import Home, HomeRole
from fieldkit.storage.keys import DeviceKeys
from fieldkit.storage.store import Store
from fieldkit.sync import carry, downlink, intake, outbox
from fieldkit.sync.bundle import PART_LIMIT
from fieldkit.sync.intake import Intake
from fieldkit.sync.outbox import Exported
from fieldkit.trust.certificates import found
from fieldkit.trust.directory import Recipients, sign_directory
from fieldkit.trust.sealing import Identity
from fieldkit.trust.signing import SoftKey

WALL: Final = 1_795_000_000_000
BOOT: Final = "b0" * 16
_DATABASE_KEY: Final = secrets.token_bytes(32)
_EMPTY: Final[list[bytes]] = []
"""An empty database, made once in a run: bringing up the schema is most of the cost of a new home."""


class Clock:
    """Moves one second at each look; `skew` sets a machine's clock wrong."""

    def __init__(self) -> None:
        self.seconds = 0
        self.skew = 0

    def __call__(self) -> Claimed:
        self.seconds += 1
        wall = WALL + (self.seconds + self.skew) * 1000
        return Claimed(wall=wall, offset=420, mono_us=self.seconds * 1_000_000, boot=BOOT)


class Machine:
    """One device: its home, its keys, the officers on it, and its own guard."""

    def __init__(self, world: World, name: str, role: HomeRole, *, practice: bool = True) -> None:
        self.world = world
        self.name = name
        self.folder = world.folder / name
        self.guard = world.folder / f"{name}-guard"
        self.clock = world.clock
        self.home = Home.create(self.folder, role=role, practice=practice, name=name, wall=WALL)
        self.device = DeviceKeys(
            device=self.home.device,
            name=name,
            database_key=_DATABASE_KEY,
            signer=SoftKey.generate(),
            identity=Identity.generate(),
            vault=Identity.generate(),
        )
        self.officers: dict[str, SoftKey] = {}
        self.persons: dict[str, str] = {}
        self.numbered = 0
        if _EMPTY:
            self.home.database.write_bytes(_EMPTY[0])
        else:
            self._open().close()
            _EMPTY.append(self.home.database.read_bytes())
        self.store = self._open()

    def _open(self) -> Store:
        return Store(self.home, self.device, guard=Guard(self.home.id, self.guard))

    # --- people ------------------------------------------------------------------------------------------------------

    def officer(
        self, name: str, *, person: str = "", roles: Sequence[Role] = ("officer",), certify: bool = True
    ) -> str:
        """Give *name* a key on this machine, certified unless the grant has not come; return the person's id."""
        key = SoftKey.generate()
        who = person or self.world.new_id()
        self.officers[name], self.persons[name] = key, who
        body = {
            "key": base64.b64encode(key.public).decode(),
            "recipient": Identity.generate().recipient,
            "person": who,
            "name": name,
            "unit": "Practice unit",
        }
        self.write(name, Draft(type="key.open", subj=who, body=body))
        if certify:
            self.world.certify(self, name, roles)
        return who

    # --- work --------------------------------------------------------------------------------------------------------

    def write(self, officer: str, *drafts: Draft) -> list[Signed]:
        """Sign and save *drafts* as *officer*; "" = as the device."""
        signer = self.officers[officer] if officer else self.device.signer
        return self.store.ledger.append(drafts, signer=signer, claimed=self.clock())

    def seize(self, officer: str, title: str = "Practice seizure") -> str:
        """Begin a seizure and return its id."""
        self.numbered += 1
        seizure = self.world.new_id()
        mark = self.store.ledger.own_head()
        number = seizure_number(2026, mark.log if mark else "", self.numbered)
        self.write(officer, self.group(seizure, "seizure.set", {"number": number, "title": title}))
        return seizure

    def narrate(self, officer: str, seizure: str, text: str) -> Signed:
        """Write the narrative on top of what this machine knows of it."""
        view = self.store.projections.seizure(seizure)
        heads = tuple(head.act.entry for head in view.narrative.heads) if view and view.narrative else ()
        draft = self.group(seizure, "narrative.set", {"text": text, "language": "en"}, base=heads)
        return self.write(officer, draft)[0]

    def photo(self, officer: str, seizure: str, content: bytes) -> Blob:
        """Attach *content* as a photo."""
        mark = self.store.ledger.own_head()
        assert mark is not None
        file = self.world.folder / f"card-{secrets.token_hex(4)}.jpg"
        file.write_bytes(content)
        blob = self.store.originals.put(file, seizure=seizure, log=mark.log, mime="image/jpeg")
        self.name_blob(officer, seizure, blob)
        return blob

    def name_blob(self, officer: str, seizure: str, blob: Blob) -> Signed:
        """Write the entry that names *blob*."""
        body = {"name": "photo.jpg", "source": "card"}
        draft = Draft(type="original.add", subj=self.world.new_id(), scope=(seizure,), body=body, blobs=(blob,))
        return self.write(officer, draft)[0]

    @staticmethod
    def group(seizure: str, kind: str, body: Mapping[str, object], *, base: tuple[str, ...] = ()) -> Draft:
        """Draft a field group of *seizure*."""
        return Draft(type=kind, subj=seizure, scope=(seizure,), base=tuple(sorted(base)), body=dict(body))

    # --- travel ------------------------------------------------------------------------------------------------------

    def export(
        self,
        stick: Path,
        *,
        to: Machine | None = None,
        seizures: Sequence[str] = (),
        limit: int = PART_LIMIT,
        everything: bool = False,
    ) -> Exported:
        """Write what *to* (headquarters by default) is to have onto *stick*."""
        stick.mkdir(exist_ok=True)
        target = to or self.world.hq
        if self is self.world.hq:
            known = downlink.device(self.store, target.home.device)
            return downlink.export(
                self.store,
                self.world.keys,
                known,
                stick,
                claimed=self.clock(),
                directory=self.world.directory,
                everything=everything,
                limit=limit,
            )
        addressees = {self.world.hq.device.identity.recipient, target.device.identity.recipient}
        outgoing = outbox.plan(self.store, seizures=seizures, everything=everything)
        return outbox.export(self.store, outgoing, stick, to=sorted(addressees), claimed=self.clock(), limit=limit)

    def take(self, *files: Path, cancelled: Callable[[], bool] | None = None) -> list[Intake]:
        """Import bundle files, or all that lie in folders."""
        return [self.take_file(bundle.path, cancelled=cancelled) for bundle in carry.bundles(files)]

    def take_file(self, file: Path, *, cancelled: Callable[[], bool] | None = None) -> Intake:
        """Import one file."""
        receipt = self.world.keys.receipt if self is self.world.hq else None
        return intake.take_in(self.store, file, claimed=self.clock(), receipt=receipt, cancelled=cancelled)

    # --- accidents ---------------------------------------------------------------------------------------------------

    def save(self) -> Path:
        """Copy the home as it stands, with its guard, as a disk image would; return the copy."""
        self.store.close()
        copy = self.world.folder / f"image-{secrets.token_hex(4)}"
        shutil.copytree(self.folder, copy / "home")
        self.guard.mkdir(exist_ok=True)
        shutil.copytree(self.guard, copy / "guard")
        self.store = self._open()
        return copy

    def restore(self, image: Path, *, guard: bool = False) -> None:
        """Put the home back to *image*; with *guard* the guard too, as when a whole disk is rolled back."""
        self.store.close()
        shutil.rmtree(self.folder)
        shutil.copytree(image / "home", self.folder)
        if guard:
            shutil.rmtree(self.guard, ignore_errors=True)
            shutil.copytree(image / "guard", self.guard)
        self.store = self._open()

    def clone(self, name: str, *, guard: bool = False) -> Machine:
        """Copy this machine onto another one called *name*; with *guard* as a disk image that knows no difference."""
        image = self.save()
        twin = object.__new__(Machine)
        twin.__dict__.update(self.__dict__)
        twin.name, twin.folder, twin.guard = name, self.world.folder / name, self.world.folder / f"{name}-guard"
        twin.officers, twin.persons = dict(self.officers), dict(self.persons)
        shutil.copytree(image / "home", twin.folder)
        if guard:
            shutil.copytree(image / "guard", twin.guard)
        twin.home = Home.open(twin.folder)
        twin.store = twin._open()
        self.world.machines.append(twin)
        return twin


class World:
    """A headquarters and its devices. `World(tmp_path)`, then `.laptop()`, `.station()`, `.carry(a, b)`."""

    def __init__(self, folder: Path, *, practice: bool = True) -> None:
        self.folder = folder
        self.practice = practice
        self.clock = Clock()
        self.machines: list[Machine] = []
        self._sticks = 0
        self.authority, _root_key = found(name="Practice HQ", made=WALL)
        issue, issue_chain = self._hq_key("issue")
        receipt, receipt_chain = self._hq_key("receipt")
        self.keys = HqKeys(
            authority=self.authority,
            issue=issue,
            issue_chain=issue_chain,
            receipt=receipt,
            receipt_chain=receipt_chain,
            recovery=Identity.generate().recipient,
        )
        folder.mkdir(exist_ok=True)
        self.hq = self._machine("hq", "hq")
        self.hq.store.certificates.add([*issue_chain, *receipt_chain])
        self.directory = sign_directory(
            Recipients(
                version=1,
                name="Practice HQ",
                hq=self.hq.device.identity.recipient,
                recovery=self.keys.recovery,
                stations=(),
                practice=practice,
            ),
            signer=issue,
            chain=issue_chain,
        )

    def laptop(self, name: str = "laptop", officer: str = "Practice Officer") -> Machine:
        """Add an enrolled laptop with one certified officer."""
        made = self._machine(name, "field")
        made.officer(officer)
        return made

    def station(self, name: str = "station", officer: str = "Practice Keeper") -> Machine:
        """Add an enrolled evidence station with one certified clerk."""
        made = self._machine(name, "station")
        made.officer(officer, roles=("clerk",))
        return made

    def reviewer(self, name: str = "Practice Reviewer") -> str:
        """Give headquarters a reviewer and return the name."""
        self.hq.officer(name, roles=("reviewer",))
        return name

    def stick(self) -> Path:
        """Return a fresh, empty stick."""
        self._sticks += 1
        made = self.folder / f"stick-{self._sticks}"
        made.mkdir()
        return made

    def carry(self, source: Machine, target: Machine, *, limit: int = PART_LIMIT) -> list[Intake]:
        """Export from *source* onto a stick and import it at *target*."""
        stick = self.stick()
        source.export(stick, to=target, limit=limit)
        return target.take(stick)

    @staticmethod
    def tamper(file: Path, find: bytes, put: bytes) -> Path:
        """Change the first *find* in *file* into *put*, of the same length."""
        raw = file.read_bytes()
        assert find in raw
        assert len(find) == len(put)
        file.write_bytes(raw.replace(find, put, 1))
        return file

    def certify(self, machine: Machine, officer: str, roles: Sequence[Role]) -> None:
        """Let headquarters certify *officer*'s key on *machine*; both sides get the certificate."""
        key = machine.officers[officer]
        facts = KeyFacts(
            key=key.key_id,
            kind="officer",
            person=machine.persons[officer],
            device=machine.home.device,
            name=officer,
            unit="Practice unit",
            roles=frozenset(roles),
        )
        chain = self.authority.certify(facts, key.public, made=WALL)
        machine.store.certificates.add(chain)
        self.hq.store.certificates.add(chain)

    def revoke(self, key: str, upto: dict[str, int]) -> Signed:
        """Let headquarters revoke *key* beyond these places."""
        logs = [{"log": log, "upto": seq} for log, seq in sorted(upto.items())]
        draft = Draft(type="revoke", subj=self.new_id(), body={"key": key, "logs": logs, "reason": "practice"})
        return self.hq.store.ledger.append([draft], signer=self.keys.issue, claimed=self.clock())[0]

    def close(self) -> None:
        """Close every home."""
        for machine in self.machines:
            machine.store.close()

    @staticmethod
    def new_id() -> str:
        """Return a new id."""
        digits = secrets.token_hex(15)
        return f"{digits[:8]}-{digits[8:12]}-7{digits[12:15]}-8{digits[15:18]}-{digits[18:30]}"

    def _machine(self, name: str, role: HomeRole) -> Machine:
        made = Machine(self, name, role, practice=self.practice)
        self.machines.append(made)
        facts = KeyFacts(
            key=made.device.signer.key_id,
            kind="device",
            device=made.home.device,
            name=name,
            roles=frozenset({role}),
        )
        chain = self.authority.certify(facts, made.device.signer.public, made=WALL)
        made.store.certificates.add([*chain, *self.keys.issue_chain, *self.keys.receipt_chain])
        made.store.certificates.pin_root(self.authority.root)
        return made

    def _hq_key(self, role: Role) -> tuple[SoftKey, tuple[bytes, ...]]:
        key = SoftKey.generate()
        facts = KeyFacts(key=key.key_id, kind="hq", name=f"Practice HQ {role}", roles=frozenset({role}))
        return key, self.authority.certify(facts, key.public, made=WALL)
