"""A small bundle made by an invented device, and what its addressee answers when asked about the sender."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldkit.sync import building
from fieldkit.sync.building import Content, Payload, Stamp
from fieldkit.sync.bundle import Head
from fieldkit.trust.heads import SignedHead
from fieldkit.trust.signing import SoftKey
from tests.unit.sync.forge import Forge
from tests.world import Machine, World

LOG = "a1" * 16
SEIZURE = "0190a1b2-0000-7000-8000-000000000001"
KEY_FILE = f"keys/{SEIZURE}-{LOG}.age"
RECIPIENT = "age1" + "q" * 58


def counter() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):032x}"


def original(data: bytes) -> Payload:
    return building.small(f"originals/{hashlib.sha256(data).hexdigest()}.age", data)


@pytest.fixture(scope="session")
def device() -> SoftKey:
    return SoftKey.generate()


@pytest.fixture(scope="session")
def stamp(device: SoftKey) -> Stamp:
    return Stamp(
        group="9" * 32,
        signer=device,
        chain=(b"an invented leaf certificate " * 9, b"an invented issuer"),
        practice=True,
        addressees=(RECIPIENT,),
        heads=(SignedHead(log=LOG, seq=9, head="b" * 64, key=device.key_id, sig="5a" * 64),),
        date="2026-11-22",
    )


@pytest.fixture(scope="session")
def content() -> Content:
    return Content(
        certs=(building.certificate(b"an invented leaf certificate"),),
        entries=(building.small(f"entries/{LOG}-0-9.age", b"sealed entries " * 40),),
        keys=(building.small(KEY_FILE, b"sealed identity"),),
        originals=((original(b"photo one " * 60), KEY_FILE), (original(b""), KEY_FILE)),
    )


@pytest.fixture(scope="session")
def admit(device: SoftKey) -> Callable[[Head], bytes]:
    return lambda _head: device.public


@pytest.fixture(scope="session")
def small_bundle(tmp_path_factory: pytest.TempPathFactory, content: Content, stamp: Stamp) -> Path:
    folder = tmp_path_factory.mktemp("stick")
    (part,) = building.write(folder, building.plan(content, stamp), stamp, label="K7Q", new_id=counter())
    return part.path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "world")
    yield made
    made.close()


@pytest.fixture
def laptop(world: World) -> Machine:
    return world.laptop()


@pytest.fixture
def forge(world: World, laptop: Machine) -> Forge:
    return Forge(world, laptop)
