"""Sixteen characters that two people compare by voice: 80 bits of a hash in Crockford's base32."""

from __future__ import annotations

import hashlib
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -\u200b\u00a0\t\r\n")


def sixteen(data: bytes) -> str:
    """Return the first 80 bits of SHA-256 over *data* as XXXX-XXXX-XXXX-XXXX."""
    number = int.from_bytes(hashlib.sha256(data).digest()[:10], "big")
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def same_code(typed: str, code: str) -> bool:
    """Tell whether a person typed *code*: case, dashes and spaces do not matter, O reads as 0, I and L as 1."""
    return typed.upper().translate(_READ_AS) == code.translate(_READ_AS)
