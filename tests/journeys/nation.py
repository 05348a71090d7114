"""A small nation for journeys in which much goes wrong: two laptops, a station, headquarters, sticks and accidents.

Homes, keys, databases and bundles are real and made by the real actions, once in a run; every journey starts from
copies of them. Each device has a guard and a clock of its own. Everybody and everything here is invented.
"""

from __future__ import annotations

import contextlib
import json
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from fieldkit.actions import enrol, exchange, home, writeup
from fieldkit.actions.desk import Desk
from fieldkit.domain.entry import Claimed, Signed
from fieldkit.domain.keys import Role
from fieldkit.domain.writeup import read
from fieldkit.domain.writeup_bodies import RouteSet
from fieldkit.errors import KnownError
from fieldkit.storage.guard import ENVIRONMENT, Guard
from fieldkit.storage.home import Home, HomeRole
from fieldkit.storage.keys import Unlocked
from fieldkit.storage.store import Store
from fieldkit.storage.tree_store import Proof
from fieldkit.storage.vault import Vault
from fieldkit.trust.heads import SignedHead

WALL: Final = 1_795_000_000_000
HQ: Final = "hq"
STATION: Final = "station"
LAPTOPS: Final = ("laptop-a", "laptop-b")
PEOPLE: Final[Mapping[str, tuple[str, ...]]] = {
    "laptop-a": ("Officer Practice A", "Officer Practice B"),
    "laptop-b": ("Officer Practice C",),
    STATION: ("Clerk Practice D",),
    HQ: ("Reviewer Practice E",),
}
_ROLES: Final[Mapping[str, Role]] = {STATION: "clerk", "laptop-a": "officer", "laptop-b": "officer"}
"""In the order in which they enrol: laptops learn of stations that came before them."""
_HOME_ROLES: Final[Mapping[str, HomeRole]] = {"laptop-a": "field", "laptop-b": "field", STATION: STATION, HQ: HQ}
_UNIT: Final = "Practice unit"
_MOST: Final = 499
"""More entries than any log of such a journey has; one query."""


class Clock:
    """A device's clock: the steady one moves a second at each look, `skew` sets the other one wrong."""

    def __init__(self) -> None:
        self.seconds = 0
        self.skew = 0

    def now(self) -> Claimed:
        """Return the device's claim of now."""
        self.seconds += 1
        wall = WALL + self.skew + self.seconds * 1000
        return Claimed(wall=wall, offset=420, mono_us=self.seconds * 1_000_000, boot="b0" * 16)


class Template(NamedTuple):
    """Homes that are ready for work: where they lie, who can unlock them, and the seizures they know."""

    folder: Path
    unlocked: Mapping[str, tuple[Unlocked, ...]]
    seizures: tuple[str, ...]


class Device:
    """One device: home, guard, clock, and the people who work on it. kept: originals this very disk took in itself."""

    def __init__(self, name: str, folder: Path, unlocked: Sequence[Unlocked]) -> None:
        self.name = name
        self.home = folder / "home"
        self.guard = folder / "guard"
        self.clock = Clock()
        self.unlocked = tuple(unlocked)
        self.kept: set[str] = set()
        self.store = self._open()

    @property
    def people(self) -> tuple[str, ...]:
        """Return the names of the officers."""
        return tuple(one.officer.name for one in self.unlocked)

    def desk(self, officer: int = 0) -> Desk:
        """Return the desk with one of the officers at it."""
        return Desk(self.store, self.unlocked[officer % len(self.unlocked)].officer, self.clock)

    def entries(self) -> dict[str, Signed]:
        """Return every entry that is admitted here."""
        ledger = self.store.ledger
        logs = {*ledger.heads(), *(one.entry.log for one in ledger.loose())}
        return {one.hash: one for log in sorted(logs) for one in ledger.run(log, 0, _MOST)}

    def move(self, to: Path) -> None:
        """Go on with another folder as the home, as after a restore."""
        self.store.close()
        self.home = to
        self.store = self._open()

    def clone(self, name: str, folder: Path, *, with_guard: bool) -> Device:
        """Copy the home onto another machine; with the guard, as a disk image that knows no difference."""
        self.store.close()
        shutil.copytree(self.home, folder / "home")
        if with_guard and self.guard.exists():
            shutil.copytree(self.guard, folder / "guard")
        self.store = self._open()
        twin = Device(name, folder, self.unlocked)
        twin.clock.seconds, twin.clock.skew = self.clock.seconds, self.clock.skew
        twin.kept = set(self.kept)
        return twin

    def _open(self) -> Store:
        home_ = Home.open(self.home)
        return Store(home_, self.unlocked[0].device, guard=Guard(home_.id, self.guard))


@contextlib.contextmanager
def may_refuse() -> Iterator[None]:
    """Let a person be told that this is not possible now; anything worse than that is raised."""
    try:
        yield
    except KnownError as refused:
        if not type(refused).__module__.startswith(("fieldkit.domain", "fieldkit.actions")):
            raise


# --- making the homes -------------------------------------------------------------------------------------------------


def prepare(folder: Path) -> Template:
    """Make the nation: enrolled homes, one seizure of each laptop, both known to all who work on them."""
    with pytest.MonkeyPatch.context() as patch:
        desks = {}
        for name, officers in PEOPLE.items():
            patch.setenv(ENVIRONMENT, str(folder / name / "guard"))
            desks[name] = _found(name, folder / name / "home", officers)
    stick = folder / "stick"
    stick.mkdir()
    for name, role in _ROLES.items():
        _enrol(desks[HQ], desks[name], role, stick)
    a, b = (desks[name] for name in LAPTOPS)
    first = _seize(a, others=(b,), exhibits=2)
    second = _seize(b, others=(), exhibits=1)
    show(a.store, b.store, first)
    writeup.save_group(desk=b, seizure=first, subject=first, group="route.set", value=RouteSet(origin="TH"))
    everybody = (*LAPTOPS, STATION)
    for sender, receivers in (
        (LAPTOPS[0], (HQ, STATION)),
        (LAPTOPS[1], (HQ, STATION)),
        (STATION, (HQ,)),
        (HQ, everybody),
    ):
        files = exchange.export(desk=desks[sender], to=stick).files
        for name in receivers:
            told = exchange.import_bundles(desk=desks[name], files=files)
            assert any(one.outcome == "stored" for one in told.imported), (name, told)
    shutil.rmtree(stick)
    unlocked = {}
    for name, desk in desks.items():
        vault = Vault(desk.store.home)
        unlocked[name] = tuple(vault.unlock(one.person, home.PRACTICE_PASSPHRASE) for one in vault.officers())
        home.lock(desk=desk)
    return Template(folder, unlocked, (first, second))


def settle(template: Template, folder: Path) -> dict[str, Device]:
    """Return fresh copies of the homes in *folder*."""
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    return {name: Device(name, folder / name, unlocked) for name, unlocked in template.unlocked.items()}


def _found(name: str, path: Path, officers: Sequence[str]) -> Desk:
    people = [home.NewOfficer(name=officer, unit=_UNIT) for officer in officers]
    clock = Clock()
    made = home.create(path=path, role=_HOME_ROLES[name], practice=True, name=name, officer=people[0], clock=clock)
    desk = home.unlock(path=path, person=made.person, passphrase=made.passphrase, clock=clock)
    for officer in people[1:]:
        home.add_officer(desk=desk, officer=officer)
    return desk


def _enrol(hq: Desk, desk: Desk, role: Role, stick: Path) -> None:
    asked = enrol.request(desk=desk, to=stick)
    roles = {one.person: frozenset({role}) for one in home.describe(path=desk.home).officers}
    granted = enrol.grant(desk=hq, request=asked.file, code=asked.code, roles=roles, to=stick)
    enrol.accept(desk=desk, grant=granted.file, code=granted.code)


def _seize(desk: Desk, *, others: Sequence[Desk], exhibits: int) -> str:
    party = {"name": desk.party.name, "person": desk.party.person}
    team = [party, *({"name": other.party.name, "person": other.party.person} for other in others)]
    document = {
        "seizure": {"title": "Practice seizure", "unit": _UNIT},
        "team": {"lead": party, "members": team},
        "narrative": {"text": "as it began", "language": "en"},
        "exhibits": [
            {
                "detail": {"type": "drug", "substance": "ice"},
                "description": f"bag {number}",
                "found_by": party,
                "collected_by": party,
                "weighings": [{"kind": "gross_sealed", "value": "512.4 g", "operator": party}],
                "package": {"package_no": f"P{number}", "seals": [f"S{number}"], "sealed_by": party},
            }
            for number in range(exhibits)
        ],
    }
    return writeup.record(desk=desk, document=read(json.dumps(document).encode()), photos=desk.home).seizure


# --- entries that travel without a bundle -----------------------------------------------------------------------------


def show(source: Store, target: Store, seizure: str, *, keep: random.Random | None = None) -> None:
    """Let *target* read what *source* holds of *seizure* from its screen: entries loose, each by its own signature.

    *keep*: read only some of them, in any order.
    """
    entries = source.ledger.in_scope(seizure)
    if keep is not None:
        entries = keep.sample(entries, keep.randint(1, len(entries)))
    signers = {one.entry.by for one in entries}
    target.certificates.add(_certificates(source, signers))
    carriers = [one for one in source.ledger.of_type("key.open", "log.open") if one.entry.by in signers]
    target.ledger.admit([*carriers, *entries], loose=True)


def pour(devices: Sequence[Device], chance: random.Random) -> dict[str, Signed]:
    """Give every device every entry, certificate, log head and proof that any of them has, in an order of its own.

    Return the entries.
    """
    while True:
        held = [device.entries() for device in devices]
        union = {name: one for entries in held for name, one in entries.items()}
        if all(len(entries) == len(union) for entries in held):
            break
        ders = [der for device in devices for der in _certificates(device.store)]
        heads = [head for device in devices for log in device.store.ledger.heads() for head in _heads(device, log)]
        for device in devices:
            device.store.certificates.add(ders)
            waiting = [*union.values(), *chance.sample(list(union.values()), len(union) // 2)]
            chance.shuffle(waiting)
            while waiting:
                batch = [waiting.pop() for _ in range(min(len(waiting), chance.randint(1, 40)))]
                device.store.ledger.admit(batch, heads=chance.sample(heads, len(heads) // 2), loose=True)
                if chance.random() < 0.2:
                    device.store.projections.refresh()
    proof = Proof("f" * 64, "inclusion", "", 0, b"")
    for device in devices:
        device.store.proofs.keep(proof, proven=sorted(union))
    return union


def _heads(device: Device, log: str) -> list[SignedHead]:
    return list(device.store.ledger.signed_heads(log))


def _certificates(store: Store, keys: set[str] | None = None) -> list[bytes]:
    names = store.certificates.all_ids() if keys is None else []
    found = [der for name in names if (der := store.certificates.by_id(name)) is not None]
    return found + [der for key in sorted(keys or ()) for der in store.certificates.chain_of(key)]
