"""The tar around a bundle, in the one form we write: POSIX ustar, plain files only, nothing free to choose.

A header is a function of path and size alone, so a reader compares bytes instead of interpreting them, and nothing can
hide in modes, owners, times, links or padding. Layout: `docs/formats/bundle.md`.
"""

from __future__ import annotations

import re
from typing import Protocol

BLOCK = 512
END = bytes(2 * BLOCK)
"""Two blocks of zeros close the file; nothing follows them."""
MAX_SIZE = 8**11 - 1
"""What the eleven octal digits of a ustar size can say."""

_NAME, _PREFIX = 100, 155
_OCTAL = re.compile(rb"[0-7]{11}\0")
_SIZE = slice(124, 136)
_CHECKSUM = slice(148, 156)
_TAIL = b"ustar\x0000" + bytes(64) + b"0000000\0" * 2


class Source(Protocol):
    """What a bundle is read from: a file or anything else with `read`."""

    def read(self, size: int, /) -> bytes:
        """Return at most *size* bytes, none at the end."""
        ...


def header(path: str, size: int) -> bytes:
    """Return the 512 bytes that announce *size* bytes of the plain file *path* (ASCII, `/` between its parts).

    A path of more than 100 bytes is cut at its first `/`: what stands before goes into the prefix field.
    """
    name, prefix = path.encode("ascii"), b""
    if len(name) > _NAME:
        prefix, _, name = name.partition(b"/")
    if not name or len(name) > _NAME or len(prefix) > _PREFIX or not 0 <= size <= MAX_SIZE:
        raise ValueError(path)
    block = bytearray(
        name.ljust(_NAME, b"\0")
        + b"0000644\0"
        + b"0000000\0" * 2
        + b"%011o\0" % size
        + b"%011o\0" % 0
        + b" " * 8
        + b"0"
        + bytes(100)
        + _TAIL
        + prefix.ljust(_PREFIX, b"\0")
        + bytes(12)
    )
    block[_CHECKSUM] = b"%06o\0 " % sum(block)
    return bytes(block)


def size_in(untrusted: bytes, path: str) -> int | None:
    """Return the size announced for *path*, or None when we would not have written exactly this block."""
    digits = untrusted[_SIZE]
    if not _OCTAL.fullmatch(digits):
        return None
    size = int(digits[:-1], 8)
    return size if header(path, size) == untrusted else None


def padding(size: int) -> int:
    """Return how many zero bytes follow *size* bytes of content."""
    return -size % BLOCK


def room(size: int) -> int:
    """Return the bytes one member takes in the file: header, content and padding."""
    return BLOCK + size + padding(size)
