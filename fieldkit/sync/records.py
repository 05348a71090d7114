"""How entries lie in a bundle's `entries` files: `{u32 length, big-endian | entry bytes | 64-byte signature}*`.

A file holds entries of one log in ascending (seq, hash) and is named after its first and last seq. There may be holes
(a downlink brings single entries) and two entries of one seq (the proof of a fork).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from fieldkit.domain.entry import Signed
from fieldkit.errors import N_, KnownError
from fieldkit.trust.canonical import LIMIT
from fieldkit.trust.signing import SIGNATURE_BYTES

FILE_BYTES: Final = 4 << 20
"""A writer begins a new file here; entries of one seq stay together."""
FILE_CAP: Final = 8 << 20
"""A reader opens no more plain bytes than this of one file."""
_PREFIX: Final = 4


class BrokenRecords(KnownError):
    """The lengths inside an entries file do not add up."""

    code = "broken-records"
    message = N_("An entries file in this bundle is not in its proper form.")
    hint = N_("It was put aside and nothing was taken from it. Keep the file and tell headquarters.")


class Packed(msgspec.Struct, frozen=True):
    """The plain bytes of one entries file."""

    log: str
    first: int
    last: int
    data: bytes

    @property
    def path(self) -> str:
        """Return its path below `data/`."""
        return f"entries/{self.log}-{self.first}-{self.last}.age"


def pack(entries: Iterable[Signed], *, size: int = FILE_BYTES) -> Iterator[Packed]:
    """Yield files of about *size* bytes for *entries*, which must come sorted by (log, seq, hash)."""
    data = bytearray()
    log, first, last = "", 0, 0
    for signed in entries:
        entry = signed.entry
        if data and (entry.log != log or (len(data) >= size and entry.seq != last)):
            yield Packed(log, first, last, bytes(data))
            data.clear()
        if not data:
            log, first = entry.log, entry.seq
        last = entry.seq
        data += len(signed.raw).to_bytes(_PREFIX, "big") + signed.raw + signed.sig
    if data:
        yield Packed(log, first, last, bytes(data))


def unpack(untrusted: bytes) -> list[tuple[bytes, bytes]]:
    """Return the (entry bytes, signature) pairs. Raises BrokenRecords."""
    pairs: list[tuple[bytes, bytes]] = []
    at = 0
    while at < len(untrusted):
        size = int.from_bytes(untrusted[at : at + _PREFIX], "big")
        at += _PREFIX
        end = at + size + SIGNATURE_BYTES
        if not 0 < size <= LIMIT or end > len(untrusted):
            raise BrokenRecords
        pairs.append((untrusted[at : at + size], untrusted[at + size : end]))
        at = end
    return pairs
