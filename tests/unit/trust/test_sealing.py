from __future__ import annotations

import errno
import io
import threading
from pathlib import Path

import pytest

from fieldkit.trust.sealing import (
    HEADER_LIMIT,
    Identity,
    NotARecipient,
    NotOurs,
    OverLimit,
    SealBroken,
    is_recipient,
    open_bytes,
    open_file,
    seal_bytes,
    seal_file,
)

OWN = Identity.generate()
HQ = Identity.generate()


def test_each_recipient_opens_and_nobody_else() -> None:
    sealed = seal_bytes(b"device secret", [OWN.recipient, HQ.recipient])
    assert open_bytes(sealed, [OWN]) == open_bytes(sealed, [HQ]) == b"device secret"
    assert open_bytes(sealed, [Identity.generate(), HQ]) == b"device secret"
    for strangers in ([Identity.generate()], []):
        with pytest.raises(NotOurs):
            open_bytes(sealed, strangers)


def test_an_identity_survives_as_text() -> None:
    again = Identity.from_text(OWN.text)
    assert again.recipient == OWN.recipient
    assert is_recipient(again.recipient)
    assert OWN.text not in repr(OWN)


@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1", "\ud800", "é"])
def test_other_texts_are_neither_identity_nor_recipient(text: str) -> None:
    assert not is_recipient(text)
    with pytest.raises(NotARecipient):
        Identity.from_text(text)
    with pytest.raises(NotARecipient):
        seal_bytes(b"", [text])


def test_nothing_is_sealed_to_nobody() -> None:
    with pytest.raises(NotARecipient):
        seal_bytes(b"", [])
    with pytest.raises(NotARecipient):
        seal_file(io.BytesIO(), io.BytesIO(), [])


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 300_000])
def test_a_file_comes_back_byte_for_byte(tmp_path: Path, size: int) -> None:
    plain = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    (tmp_path / "plain").write_bytes(plain)
    with (tmp_path / "plain").open("rb", buffering=0) as src, (tmp_path / "sealed").open("wb", buffering=0) as dst:
        seal_file(src, dst, [OWN.recipient])
    with (tmp_path / "sealed").open("rb", buffering=0) as src, (tmp_path / "again").open("wb", buffering=0) as dst:
        open_file(src, dst, [OWN], limit=size)
    assert (tmp_path / "again").read_bytes() == plain


def test_every_flipped_bit_every_cut_and_every_tail_is_refused() -> None:
    sealed = seal_bytes(b"weights", [OWN.recipient])
    for bit in range(len(sealed) * 8):
        bad = bytearray(sealed)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises((SealBroken, NotOurs)):
            open_bytes(bytes(bad), [OWN])
    for end in range(len(sealed)):
        with pytest.raises((SealBroken, NotOurs)):
            open_bytes(sealed[:end], [OWN])
    with pytest.raises(SealBroken):
        open_bytes(sealed + b"\0", [OWN])


def test_a_cut_between_two_chunks_is_refused() -> None:
    plain = b"p" * 200_000
    sealed = seal_bytes(plain, [OWN.recipient])
    header = sealed.index(b"\n--- ") + len("\n--- ") + 43 + 1
    for chunks in range(3):
        with pytest.raises(SealBroken):
            open_bytes(sealed[: header + 16 + chunks * (65_536 + 16)], [OWN])


def test_plain_bytes_beyond_the_limit_are_refused() -> None:
    sealed = seal_bytes(b"p" * 1000, [OWN.recipient])
    assert len(open_bytes(sealed, [OWN], limit=1000)) == 1000
    with pytest.raises(OverLimit):
        open_bytes(sealed, [OWN], limit=999)


def test_an_endless_header_is_refused_unread() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            self.given += size
            return b"age-encryption.org/v1\n".ljust(size, b"-")

    source = Endless()
    with pytest.raises(SealBroken):
        open_file(source, io.BytesIO(), [OWN], limit=10)
    assert source.given <= HEADER_LIMIT + 4096


def test_something_that_is_no_age_file_is_refused() -> None:
    with pytest.raises(SealBroken):
        open_bytes(b"GIF89a\n--- aaaa\n", [OWN])


class FullDisk(io.RawIOBase):
    """Takes 10,000 bytes, a few at a time, and is full."""

    def __init__(self) -> None:
        self.taken = 0

    def write(self, data: object, /) -> int:
        if self.taken > 10_000:
            raise OSError(errno.ENOSPC, "full")
        self.taken += 100
        return 100


class Disk(io.RawIOBase):
    """Takes so many writes and is full."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.writes = 0

    def write(self, data: object, /) -> int:
        assert isinstance(data, bytes)
        if self.writes >= self.room:
            raise OSError(errno.ENOSPC, "full")
        self.writes += 1
        return len(data)


class Stuck(io.RawIOBase):
    def write(self, data: object, /) -> int:
        return 0


class BadDisk(io.RawIOBase):
    def __init__(self, start: bytes) -> None:
        self.start = start

    def read(self, size: int = -1, /) -> bytes:
        if not self.start:
            raise OSError(errno.EIO, "bad sector")
        part, self.start = self.start[:size], self.start[size:]
        return part


def test_errors_of_the_disk_stay_what_they_are() -> None:
    sealed = seal_bytes(b"p" * 100_000, [OWN.recipient])
    with pytest.raises(OSError, match="full") as full:
        open_file(io.BytesIO(sealed), FullDisk(), [OWN], limit=1 << 20)
    assert full.value.errno == errno.ENOSPC
    with pytest.raises(OSError, match="full"):
        seal_file(io.BytesIO(b"p" * 100_000), FullDisk(), [OWN.recipient])
    with pytest.raises(OSError, match="no more"):
        seal_file(io.BytesIO(b"p" * 100_000), Stuck(), [OWN.recipient])
    with pytest.raises(OSError, match="bad sector"):
        open_file(BadDisk(sealed[:50_000]), io.BytesIO(), [OWN], limit=1 << 20)
    with pytest.raises(OSError, match="bad sector"):
        seal_file(BadDisk(b"p" * 50_000), io.BytesIO(), [OWN.recipient])


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 65_537, 200_000])
@pytest.mark.parametrize("way", ["seal", "open"])
def test_a_disk_that_fills_at_any_write_is_never_taken_for_success(size: int, way: str) -> None:
    # The library swallows an error of its very last write.
    sealed = seal_bytes(b"p" * size, [OWN.recipient])

    def once(room: int) -> int:
        disk = Disk(room)
        if way == "seal":
            seal_file(io.BytesIO(b"p" * size), disk, [OWN.recipient])
        else:
            open_file(io.BytesIO(sealed), disk, [OWN], limit=size)
        return disk.writes

    for room in range(once(1000)):
        with pytest.raises(OSError, match="full"):
            once(room)


def test_other_threads_run_while_a_file_is_sealed() -> None:
    turns = 0
    done = threading.Event()

    class Source(io.RawIOBase):
        left = 40

        def read(self, size: int = -1, /) -> bytes:
            nonlocal turns
            other = threading.Thread(target=done.set)
            other.start()
            assert done.wait(10)
            other.join()
            done.clear()
            turns += 1
            self.left -= 1
            return b"p" * size if self.left else b""

    seal_file(Source(), io.BytesIO(), [OWN.recipient])
    assert turns >= 40
