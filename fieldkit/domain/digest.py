"""The one hash the domain computes. SHA-256 is a function of its input like any other: no key, no chance, no I/O."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256 over *data*."""
    return hashlib.sha256(data).digest()


def sha256_of_lines(lines: Iterable[str]) -> str:
    """Return, in hex, SHA-256 over *lines* sorted, each ended by one line feed."""
    return hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).hexdigest()
