from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldkit.domain.entry import Blob
from fieldkit.storage import originals
from fieldkit.storage.failures import DiskFailed
from fieldkit.storage.identities import NoIdentity
from fieldkit.storage.originals import OriginalDamaged, OriginalMissing, OriginalTooLarge, SourceUnreadable
from fieldkit.storage.store import Store
from fieldkit.trust.sealing import Identity, NotOurs, OverLimit, open_bytes
from tests.unit.storage.practice_home import Bench, attach, narrative, uuid

PHOTO = b"\xff\xd8 practice photo " * 40_000


@pytest.fixture
def log(bench: Bench, store: Store) -> str:
    (made,) = store.ledger.append([narrative(1, "text")], signer=bench.officer, claimed=bench.clock())
    return made.entry.log


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0001.JPG"
    path.write_bytes(PHOTO)
    return path


@pytest.fixture
def blob(store: Store, log: str, photo: Path) -> Blob:
    return store.originals.put(photo, seizure=uuid(1), log=log, mime="image/jpeg")


def path_of(store: Store, blob: Blob) -> Path:
    path = store.originals.path(blob)
    assert path is not None
    return path


def test_an_original_comes_back_byte_for_byte_and_lies_sealed_under_its_hash(store: Store, blob: Blob) -> None:
    assert blob.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert blob.size == len(PHOTO)
    assert store.originals.open(blob) == PHOTO
    path = path_of(store, blob)
    assert path == store.home.originals / uuid(1) / f"{blob.sealed_sha256}.age"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == blob.sealed_sha256
    assert b"practice photo" not in path.read_bytes()


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 262_144, 262_145, 700_001])
def test_any_size_comes_back_from_a_file_and_from_memory(store: Store, log: str, tmp_path: Path, size: int) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    (tmp_path / "file").write_bytes(content[:size])
    for source in (tmp_path / "file", content[:size]):
        blob = store.originals.put(source, seizure=uuid(1), log=log, mime="application/octet-stream")
        assert store.originals.open(blob) == content[:size]


def test_the_source_is_left_as_it_was(blob: Blob, photo: Path) -> None:
    assert photo.read_bytes() == PHOTO


def test_the_same_photo_twice_is_stored_once_for_a_seizure_and_log(
    bench: Bench, store: Store, log: str, tmp_path: Path
) -> None:
    store.ledger.append([narrative(1, "text")], signer=bench.officer, claimed=bench.clock())
    first = attach(bench, store, 1, tmp_path / "a.jpg", PHOTO)
    second = attach(bench, store, 1, tmp_path / "b.jpg", PHOTO)
    assert second == first
    other = attach(bench, store, 2, tmp_path / "c.jpg", PHOTO)
    assert other.sealed_sha256 != first.sealed_sha256
    assert other.recipient != first.recipient
    assert len(list(store.originals.stored())) == 2
    assert sorted(store.originals.copies(first.sha256, log=log), key=repr) == sorted([first, other], key=repr)


def test_a_source_that_cannot_be_read_leaves_nothing_behind(store: Store, log: str, tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable):
        store.originals.put(tmp_path / "gone.jpg", seizure=uuid(1), log=log, mime="image/jpeg")
    assert [path for path in store.home.originals.rglob("*") if path.is_file()] == []


def test_a_source_too_large_to_travel_is_refused(
    store: Store, log: str, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "LARGEST", len(PHOTO) - 1)
    with pytest.raises(OriginalTooLarge):
        store.originals.put(photo, seizure=uuid(1), log=log, mime="image/jpeg")
    assert [path for path in store.home.originals.rglob("*") if path.is_file()] == []


def test_a_missing_a_damaged_and_a_large_original_are_told_apart(store: Store, blob: Blob) -> None:
    with pytest.raises(OverLimit):
        store.originals.open(blob, limit=1000)
    path = path_of(store, blob)
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1])
    with pytest.raises(OriginalDamaged):
        store.originals.open(blob)
    path.unlink()
    with pytest.raises(OriginalMissing):
        store.originals.open(blob)


def test_a_disk_that_does_not_read_an_original_back_is_named(store: Store, blob: Blob) -> None:
    path = path_of(store, blob)
    path.unlink()
    path.mkdir()  # there, and yet nothing that can be read
    with pytest.raises(DiskFailed):
        store.originals.open(blob)


def test_a_sealed_file_whose_plain_bytes_are_others_is_not_taken_for_the_original(store: Store, blob: Blob) -> None:
    lie = Blob(sha256="0" * 64, size=blob.size, mime="", sealed_sha256=blob.sealed_sha256, recipient=blob.recipient)
    with pytest.raises(OriginalDamaged):
        store.originals.open_into(lie, io.BytesIO())


def test_the_identity_of_a_seizure_is_on_the_disk_before_it_is_used(bench: Bench) -> None:
    with bench.open() as store:
        recipient = store.originals.identities.recipient(uuid(1), "a" * 32)
    with bench.open() as store:
        assert store.originals.identities.recipient(uuid(1), "a" * 32) == recipient
        assert store.originals.identities.opening(recipient).recipient == recipient
        assert store.originals.identities.recipient(uuid(1), "b" * 32) != recipient
        assert store.originals.identities.recipient(uuid(2), "a" * 32) != recipient


def test_readers_can_be_added_later_and_each_opens_the_original_alone(store: Store, blob: Blob) -> None:
    court, stranger = Identity.generate(), Identity.generate()
    store.originals.identities.grant(uuid(1), [court.recipient])
    (kept,) = store.originals.identities.of(uuid(1))
    assert set(kept.readers) == {court.recipient, store.device.identity.recipient}
    handed = store.originals.identities.sealed_for(blob.recipient, [court.recipient])
    secret = Identity.from_text(open_bytes(handed, [court]).decode())
    assert open_bytes(path_of(store, blob).read_bytes(), [secret]) == PHOTO
    with pytest.raises(NotOurs):
        open_bytes(handed, [stranger])
    with pytest.raises(NotOurs):
        open_bytes(handed, [store.device.identity])


def test_another_home_opens_an_original_once_it_has_file_and_identity(
    store: Store, blob: Blob, make_bench: Callable[[str], Bench]
) -> None:
    with make_bench("station").open() as station:
        staged = station.home.staging / "came"
        staged.write_bytes(path_of(store, blob).read_bytes())
        station.originals.adopt(staged, seizure=uuid(1), sealed_sha256=blob.sealed_sha256)
        assert not staged.exists()
        with pytest.raises(NoIdentity):
            station.originals.open(blob)
        handed = store.originals.identities.sealed_for(blob.recipient, [station.device.identity.recipient])
        other = Identity.generate().recipient
        with pytest.raises(NoIdentity):
            station.originals.identities.adopt(uuid(1), "a" * 32, handed, recipient=other)
        station.originals.identities.adopt(uuid(1), "a" * 32, handed, recipient=blob.recipient)
        assert station.originals.open(blob) == PHOTO


def test_what_is_adopted_twice_is_kept_once(store: Store, blob: Blob) -> None:
    staged = store.home.staging / "again"
    staged.write_bytes(path_of(store, blob).read_bytes())
    store.originals.adopt(staged, seizure=uuid(1), sealed_sha256=blob.sealed_sha256)
    assert not staged.exists()
    assert store.originals.open(blob) == PHOTO


def test_destroying_an_identity_by_order_destroys_what_it_sealed(store: Store, blob: Blob) -> None:
    assert store.originals.identities.destroy(uuid(1)) == 1
    with pytest.raises(NoIdentity):
        store.originals.open(blob)
