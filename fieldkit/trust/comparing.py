"""Sixteen characters that two people compare by voice: 80 bits of a hash in Crockford's base32."""

from __future__ import annotations

import hashlib

from fieldkit.domain.numbers import base32, normalised

_LETTERS = 16
_GROUP = 4


def sixteen(data: bytes) -> str:
    """Return the first 80 bits of SHA-256 over *data* as XXXX-XXXX-XXXX-XXXX."""
    letters = base32(int.from_bytes(hashlib.sha256(data).digest()[:10], "big"), _LETTERS)
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


def same_code(typed: str, code: str) -> bool:
    """Tell whether a person typed *code*: case, dashes and blanks do not matter, O reads as 0, I and L as 1."""
    return normalised(typed) == normalised(code)
