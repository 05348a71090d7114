"""Base45 (RFC 9285): bytes in the 45 characters that a QR code stores most densely."""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_BASE: Final = 45


class NotBase45(ValueError):
    """A text that no bytes encode to."""


def encode(data: bytes) -> str:
    """Return *data* as text: three letters for two bytes, two for a last single one."""
    letters = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, _BASE)
            letters.append(ALPHABET[digit])
    return "".join(letters)


def decode(untrusted: str) -> bytes:
    """Return the bytes that encode to *untrusted*, and to nothing else. Raises NotBase45."""
    data = bytearray()
    for at in range(0, len(untrusted), 3):
        group = untrusted[at : at + 3]
        size = len(group) - 1
        try:
            value = sum(_VALUES[letter] * _BASE**place for place, letter in enumerate(group))
            data += value.to_bytes(size, "big")
        except (KeyError, OverflowError):
            raise NotBase45 from None
        if not size:
            raise NotBase45
    return bytes(data)
